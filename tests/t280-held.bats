#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Readers that opened the archive before a compaction put other volumes in the place of those that
# they know.

load lib

setup() {
    session
    held=$BUILD_DIR/tests/held
    for i in 1 2 3 4; do
        report "m$i.txt" "20$i" "$i tháng 3 năm 2022"
    done
    vanthu -q add m1.txt m2.txt
    vanthu -q compact
    vanthu -q add m3.txt m4.txt
    vanthu -q remove "$(id_of m1.txt)" --reason thử
    compact="'$VANTHU' -q compact"
}

id_of() {
    sha256sum "$1" | cut -c1-12
}

@test "originals are read in their new place" {
    for i in 2 3 4; do
        "$held" kho true "get:$(id_of "m$i.txt")" | cmp - "m$i.txt"
    done
    "$held" kho "$compact" "get:$(id_of m2.txt)" "get:$(id_of m4.txt)" "get:$(id_of m3.txt)" \
        | cmp - <(cat m2.txt m4.txt m3.txt)
    [ "$(ls kho/volumes)" = $'000004.tar.zst\n000004.tar.zst.sha256' ]
}

@test "what was withdrawn meanwhile and compacted away is no damage" {
    run "$held" kho "'$VANTHU' -q remove $(id_of m2.txt) --reason nhầm && $compact" "get:$(id_of m2.txt)"
    [ "$status" -eq 1 ]
    [[ $output == *"was withdrawn at"*"nhầm"* ]]
}

@test "what is not in its new place either is damage" {
    cp -r kho kho2
    run "$held" kho "$compact && rm kho/volumes/000004.tar.zst" "get:$(id_of m2.txt)"
    [ "$status" -eq 5 ]
    [[ $output == *"000004.tar.zst: the volume is missing"* ]]
    run "$held" kho2 "rm kho2/volumes/000002.tar.zst" "get:$(id_of m2.txt)"
    [ "$status" -eq 5 ]
    [[ $output == *"000002.tar.zst: the volume is missing"* ]]
}

@test "search goes on, with the texts of the documents that it names" {
    for i in 1 2 3 4; do
        printf 'Thông báo riêng\n\nNội dung thứ %d.\n' "$i" >"n$i.txt"
    done
    vanthu -q add n4.txt n3.txt n2.txt n1.txt
    withdraw="'$VANTHU' -q remove $(id_of n3.txt) --reason thử"
    cp -r kho kho2
    run "$held" kho "$withdraw && $compact" meanwhile 'search:thông báo riêng' 'search:thông báo riêng'
    echo "$output"
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 8 ]
    # the index is opened after a rebuild, which has given the documents other numbers
    export VANTHU_ARCHIVE=$PWD/kho2
    run "$held" kho2 "$withdraw && $compact && '$VANTHU' -q rebuild" 'search:thông báo riêng'
    echo "$output"
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -eq 3 ]
    for i in 1 2 4; do
        [[ $output == *"$(id_of "n$i.txt"): "*"thứ $i"* ]]
    done
    [ "$(grep -c 'thứ 3' <<<"$output")" -eq 0 ]
}

@test "verify finds everything in its new place" {
    run "$held" kho "$compact" verify
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *'3 documents, 0 faults'* ]]
    vanthu -q add m1.txt
    run "$held" kho "$compact && rm kho/volumes/*.tar.zst" verify
    echo "$output"
    [ "$status" -eq 5 ]
    [[ $output == *'000006.tar.zst: the volume is missing or cut short'* ]]
}

@test "a compaction that is about to remove what it replaced gives no alarm" {
    cp kho/volumes/000002.tar.zst replaced
    run "$held" kho "$compact && cp replaced kho/volumes/000002.tar.zst" verify
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *'3 documents, 0 faults'* ]]
}

@test "verify misses nothing of what is compacted while it reads" {
    for i in $(seq 12); do head -c 3000000 /dev/urandom >"$i.bin"; done
    vanthu -q add ./*.bin || [ $? -eq 3 ]
    run "$held" kho "$compact" meanwhile verify
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *'15 documents, 0 faults'* ]]
    [ ! -e kho/volumes/000002.tar.zst ]
}

@test "volumes that a compaction has made and the catalogue does not know yet are no others" {
    cp -r kho later
    vanthu -q -A later compact
    cp later/volumes/* kho/volumes
    # the one who compacts is still there
    flock kho/lock "$VANTHU" verify >said 2>&1
    grep -q 'sound: 4 documents' said
    flip kho/volumes/000003.tar.zst 200
    expect 4 flock kho/lock "$VANTHU" verify
    [[ $output == *000003.tar.zst* ]]
}

@test "a mirror is made of what is there now" {
    run "$held" kho "$compact" mirror:guong
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$(ls guong/volumes)" = "$(ls kho/volumes)" ]
    expect 0 vanthu verify --against guong
}
