#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What people see on a terminal, and what must never reach it; how the program ends when it is asked to.

load lib

setup() {
    session
    report good.txt 7 "07 tháng 7 năm 2021"
}

# terminal COMMAND: its output as on a terminal; typescript(1) is part of every Debian.
terminal() {
    command -v script >/dev/null || skip "script(1) is not installed"
    TERM=xterm run script -qec "$1" /dev/null
}

@test "colour on a terminal, unless NO_COLOR, a dumb one, or --color never" {
    vanthu -q add good.txt
    terminal "'$VANTHU' search 'nguồn gốc'"
    [[ $output == *$'\033[1m'* && $output != *«* ]]
    for plain in "NO_COLOR=1 '$VANTHU'" "TERM=dumb '$VANTHU'" "'$VANTHU' --color never"; do
        terminal "$plain search 'nguồn gốc'"
        [[ $output == *«* && $output != *$'\033'* ]]
    done
    terminal "NO_COLOR= '$VANTHU' search 'nguồn gốc'"
    [[ $output == *$'\033[1m'* ]]
}

@test "a file name or a document cannot steer the terminal" {
    name=$'x\033]0;title\a\302\233m\ny.txt'
    expect 3 vanthu add "$name"
    [[ $output != *$'\033'* && $output != *$'\a'* && $output != *$'\302\233'* ]]
    [ "${#lines[@]}" -eq 2 ]
    for command in refs 'get' 'show' 'list' 'ref' 'search' 'help' 'add --max-size' 'verify'; do
        # shellcheck disable=SC2086
        run vanthu $command "$name"
        [[ $output != *$'\033'* && $output != *$'\a'* ]]
    done
    printf 'Tin\033[2J\302\233H khẩn theo Kế hoạch số 58/KH-UBND\n' >hostile.txt
    vanthu -q add hostile.txt
    for command in 'search khẩn' list 'ref --mentions 58/KH-UBND' 'refs hostile.txt' 'search --json khẩn'; do
        # shellcheck disable=SC2086
        run vanthu $command
        [[ $status -eq 0 && $output != *$'\033'* ]]
        [[ $command == *--json* || $output != *$'\302\233'* ]]
    done
}

@test "a file name that is not UTF-8 keeps JSON valid and its keys whole" {
    name=$(printf 'h\341\273ng.txt')
    cp good.txt "$name"
    vanthu refs --json "$name" | jq -e '.file == "h\ufffdng.txt"'
    vanthu add --json "$name" | jq -e '.source | endswith("h\ufffdng.txt")'
    vanthu list --json | jq -e '.source | endswith("h\ufffdng.txt")'
}

@test "Vietnamese letters take one column" {
    report a.txt 1 "01 tháng 8 năm 2021"
    report b.txt 2 "11 tháng 12 năm 2021"
    sed -i 's/BÁO CÁO/KẾ HOẠCH/' b.txt
    vanthu -q add a.txt b.txt
    vanthu list | sed 's/Kết quả.*//' >before
    [ "$(while IFS= read -r line; do echo "${#line}"; done <before | sort -u | wc -l)" -eq 1 ]
}

@test "an original that is no text does not go to a terminal" {
    printf 'PK\003\004\0\0' >binary.bin
    run vanthu add binary.bin
    id=$(vanthu list --json | jq -r .id)
    terminal "'$VANTHU' get $id"
    [ "$status" -eq 2 ]
    [[ $output == *"-o"* ]]
    vanthu get "$id" | cmp - binary.bin
    vanthu -q add good.txt
    terminal "'$VANTHU' get $(vanthu list --json | jq -r 'select(.number == "7").id')"
    [ "$status" -eq 0 ]
}

@test "one argument too many, an option without its value" {
    for command in 'stats x' 'rebuild x' 'init a b' 'help search x'; do
        # shellcheck disable=SC2086
        expect 2 vanthu $command
        [[ $output == *"too many"* ]]
    done
    [ ! -e a ]
    for option in -A --archive --lang --color; do
        expect 2 "$VANTHU" "$option"
        [[ $output == *"$option needs a value"* ]]
    done
    expect 2 vanthu search --limit
    [[ $output == *"needs a value"* ]]
    expect 2 vanthu search --json=yes x
    expect 2 vanthu help serch
}

@test "options: with =, apart, together, ended by --" {
    vanthu -q add good.txt
    for limit in '--limit=1' '--limit 1' '-n1' '-n 1'; do
        # shellcheck disable=SC2086
        [ "$(vanthu search --json $limit 'nguồn gốc' | wc -l)" -eq 1 ]
    done
    mkdir folder
    report folder/-rf.txt 8 "08 tháng 8 năm 2021"
    expect 0 vanthu add -rn folder
    [ "$(vanthu list | wc -l)" -eq 1 ]
    (cd folder && vanthu -q add -- -rf.txt)
    [ "$(vanthu list | wc -l)" -eq 2 ]
    vanthu --archive="$VANTHU_ARCHIVE" --lang=vi --color=never -q list >/dev/null
}

@test "the archive is -A, then VANTHU_ARCHIVE, then XDG_DATA_HOME, then the home directory" {
    unset VANTHU_ARCHIVE
    HOME=$PWD/home "$VANTHU" -q init
    [ -f home/.local/share/vanthu/archive.conf ]
    XDG_DATA_HOME=$PWD/data "$VANTHU" -q init
    [ -f data/vanthu/archive.conf ]
    VANTHU_ARCHIVE=$PWD/named XDG_DATA_HOME=$PWD/data "$VANTHU" -q init
    [ -f named/archive.conf ]
    VANTHU_ARCHIVE=$PWD/named "$VANTHU" -A "$PWD/given" -q init
    [ -f given/archive.conf ]
}

@test "an empty query is told" {
    vanthu -q add good.txt
    expect 1 vanthu search ' '
    [[ $output == *"empty"* ]]
}

@test "quiet keeps results and errors" {
    run vanthu -q add good.txt
    [ -z "$output" ]
    run vanthu -q add missing.txt
    [[ $output == *missing.txt* ]]
    [ "$(vanthu -q list | wc -l)" -eq 1 ]
}

@test "no bar where standard error is no terminal" {
    for i in $(seq 60); do report "b$i.txt" "$i" "02 tháng 3 năm 2022"; done
    vanthu add b*.txt 2>err
    run grep -c $'\r' err
    [ "$output" -eq 0 ]
    vanthu verify 2>err
    run grep -c $'\r' err
    [ "$output" -eq 0 ]
}

@test "an interrupted add keeps what it acknowledged" {
    for i in $(seq 400); do
        report "m$i.txt" "$i" "03 tháng 4 năm 2022"
        head -c 20000 /dev/urandom | base64 >>"m$i.txt"
    done
    "$VANTHU" add --json --jobs 1 m*.txt >acknowledged 2>err 3>&- &
    pid=$!
    for _ in $(seq 100); do
        [ -s acknowledged ] && break
        sleep 0.02
    done
    kill -TERM "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 5 ] || [ "$status" -eq 0 ]
    vanthu list --json | jq -r .id | sort >there
    jq -r .id acknowledged | sort | comm -23 - there >lost
    [ ! -s lost ]
    expect 0 vanthu verify
}

@test "verify writes a dated record and names every fault" {
    vanthu -q add good.txt
    vanthu -q verify --report sound.txt
    grep -q '^documents 1$' sound.txt
    grep -q '^faults 0$' sound.txt
    grep -q '^date 20' sound.txt
    volume=kho/volumes/000001.tar.zst
    wipe "$volume" 0 "$(stat -c %s "$volume")"
    expect 4 vanthu verify --json --report damaged.txt
    jq -e -s 'any(.[]; .place and .problem and .remedy)' < <(vanthu verify --json 2>/dev/null)
    grep -q '^FAULT ' damaged.txt
    grep -q "^checker $(id -un)$" damaged.txt
    grep -q '^local time [0-3]' damaged.txt
    [ "$(tail -1 sound.txt)" = 'conclusion: the archive is sound' ]
    [ "$(tail -1 damaged.txt)" = 'conclusion: damage was found' ]
    # people see the names of documents, and once what to do
    run vanthu verify
    grep -q "^volumes.* \[$(vanthu list --json | jq -r .id)\] .*(good.txt): .* ([0-9])$" <<<"$output"
    grep '^vanthu: ([0-9]) ' <<<"$output" | sort >advice
    [ -s advice ]
    sed 's/([0-9])//' advice | uniq -d >twice
    [ ! -s twice ]
    id=$(vanthu list --json | jq -r .id)
    expect 4 vanthu get "$id" -o back.txt
    [ ! -e back.txt ]
    expect 4 vanthu verify "$id"
}

@test "a Vietnamese record of a check" {
    vanthu init kho2 --agency 'Sở Khoa học và Công nghệ' --place 'Phú Giang'
    vanthu -q -A kho2 add good.txt
    vanthu -q -A kho2 --lang vi verify --report kiem-tra.txt
    grep -qx 'BIÊN BẢN KIỂM TRA KHO LƯU TRỮ' kiem-tra.txt
    grep -qx 'Cơ quan: Sở Khoa học và Công nghệ' kiem-tra.txt
    grep -qx 'Địa danh: Phú Giang' kiem-tra.txt
    grep -qx "Người kiểm tra: $(id -un)" kiem-tra.txt
    grep -qx 'Số lỗi: 0' kiem-tra.txt
    [ "$(tail -1 kiem-tra.txt)" = 'Kết luận: kho còn nguyên vẹn' ]
}
