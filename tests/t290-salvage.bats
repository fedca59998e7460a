#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Of a damaged frame, the documents around the damage are whole, and stay.

load lib

why=(--reason 'đĩa hỏng, không còn bản sao' --by 'Phòng Lưu trữ')

# Twelve reports in one frame of some hundred kilobytes; a byte of it is flipped.
setup() {
    session
    for i in $(seq 12); do
        report "m$i.txt" "2$i" "$i tháng 3 năm 2022"
        head -c 50000 /dev/urandom | base64 -w 90 >>"m$i.txt"
    done
    vanthu -q add m*.txt
    chmod u+w kho/volumes/000001.tar.zst
    cp kho/volumes/000001.tar.zst truoc.zst
    # what comes back, bit for bit, and what does not; where only a record was hit, another place
    for half in 2 3 4; do
        cp truoc.zst kho/volumes/000001.tar.zst
        flip kho/volumes/000001.tar.zst $(($(stat -c %s truoc.zst) * half / (half + 2)))
        whole=() lost=()
        for i in $(seq 12); do
            id=$(sha256sum "m$i.txt" | cut -c1-12)
            if vanthu get "$id" 2>/dev/null | cmp -s - "m$i.txt"; then
                whole+=("m$i.txt")
            else
                lost+=("m$i.txt")
            fi
        done
        [ ${#lost[@]} -eq 0 ] || break
    done
}

id() {
    sha256sum "$1" | cut -c1-12
}

@test "get gives what is whole, and nothing else" {
    [ ${#whole[@]} -ge 6 ]
    [ ${#lost[@]} -ge 1 ]
    for file in "${lost[@]}"; do
        expect 4 vanthu get "$(id "$file")"
    done
}

@test "verify names the lost ones only" {
    vanthu verify --json >faults || [ $? -eq 4 ]
    jq -r '.document // empty' faults | sort -u >named
    for file in "${lost[@]}"; do id "$file"; done | sort | diff - named
}

@test "what is whole is carried over when the loss is accepted" {
    expect 0 vanthu verify --repair --accept-loss "${why[@]}"
    [[ $output == *"${#lost[@]} documents are lost (acknowledged)"* ]]
    expect 0 vanthu verify
    for file in "${whole[@]}"; do
        vanthu get "$(id "$file")" | cmp - "$file"
    done
    vanthu -q rebuild
    expect 0 vanthu verify
    [ "$(vanthu list --json | jq -r 'select(.lost == null) | .id' | wc -l)" -eq ${#whole[@]} ]
}

@test "a rebuild from the volumes alone finds what is whole, with its record" {
    vanthu verify --json >faults 2>/dev/null || [ $? -eq 4 ]
    jq -r 'select(.problem | test("record is damaged")) | .document' faults >without
    recorded=()
    for file in "${whole[@]}"; do
        grep -q "$(id "$file")" without || recorded+=("$file")
    done
    [ ${#recorded[@]} -ge 1 ]
    rm kho/catalog.sqlite*
    expect 4 vanthu rebuild
    for file in "${recorded[@]}"; do
        vanthu get "$(id "$file")" | cmp - "$file"
    done
    # the next writer cuts nothing of it off
    echo 'thêm một tệp' >them.txt && vanthu -q add them.txt
    for file in "${recorded[@]}" them.txt; do
        vanthu get "$(id "$file")" | cmp - "$file"
    done
    expect 4 vanthu verify
}

@test "the office's copies are stored again" {
    vanthu -q add --retry m*.txt
    for file in m*.txt; do
        vanthu get "$(id "$file")" | cmp - "$file"
    done
    expect 0 vanthu verify --repair
    [[ $output == *"what is whole of it lies in a new volume"* && $output != *"lost (ack"* ]]
    for file in m*.txt; do
        vanthu get "$(id "$file")" | cmp - "$file"
    done
}

@test "an original whose record alone is damaged gets another one" {
    rm -rf kho m*.txt && vanthu -q init kho
    for i in $(seq 30); do
        report "m$i.txt" "2$i" "$i tháng 3 năm 2022"
        head -c 3000 /dev/urandom | base64 >>"m$i.txt"
    done
    vanthu -q add --set title='Tên đã sửa' m*.txt
    cp kho/volumes/000001.tar.zst truoc.zst
    for offset in $(seq 2000 331 "$(stat -c %s truoc.zst)"); do
        cp truoc.zst kho/volumes/000001.tar.zst
        flip kho/volumes/000001.tar.zst "$offset"
        vanthu verify --json >faults 2>/dev/null || [ $? -eq 4 ]
        damaged=$(jq -r 'select(.problem | test("record is damaged")) | .document' faults | head -n 1)
        [ -z "$damaged" ] || break
    done
    [ -n "$damaged" ]
    vanthu show --json "$damaged" >before
    vanthu -q verify --repair --accept-loss "${why[@]}"
    [ "$(vanthu get "$damaged" | sha256sum | cut -c1-12)" = "$damaged" ]
    vanthu -q rebuild
    vanthu verify
    vanthu show --json "$damaged" | jq '{id, sources, title, media_type}' |
        diff <(jq '{id, sources, title, media_type}' before) -
}
