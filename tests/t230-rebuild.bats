#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Catalogue and index are made anew: from volumes alone, from damaged ones, from where it stopped.

load lib

setup() {
    session
    for i in 1 2 3 4 5 6; do
        report "m$i.txt" "20$i" "$i tháng 3 năm 2022"
        vanthu -q add "m$i.txt"
    done
}

id() {
    sha256sum "$1" | cut -c1-12
}

# answers: what the archive says and gives.
answers() {
    vanthu list --json | sort
    vanthu search --json --limit 50 'khoa học' | jq -r .id | sort
    vanthu ref --json --mentions 58/KH-UBND
    vanthu list --json | jq -r .id | sort | while read -r id; do
        vanthu get "$id" | sha256sum
        vanthu show --events --json "$id"
    done
}

@test "volumes alone in an empty directory are an archive again" {
    answers >truoc
    mkdir moi
    cp -r kho/volumes moi/
    export VANTHU_ARCHIVE=$PWD/moi
    expect 5 vanthu list
    expect 0 vanthu rebuild
    answers | diff truoc -
    expect 0 vanthu verify
    grep -q zstd moi/README.txt
    mkdir khac
    expect 5 vanthu -A khac rebuild
    [ -z "$(ls khac)" ]
}

# damage NAME: flips a byte of the frame that holds a document.
damage() {
    flip kho/volumes/000001.tar.zst "$(sqlite3 kho/catalog.sqlite "SELECT f.offset + f.bytes / 2
        FROM documents d JOIN frames f USING(frame) WHERE d.id = '$(id "$1")'")"
}

@test "documents of damaged places are named, the rest is there" {
    command -v sqlite3 || skip "sqlite3 is not installed"
    damage m3.txt
    expect 4 vanthu rebuild
    [[ $output == *"$(id m3.txt)  lost"*"1 damaged place"* ]]
    vanthu list --json | jq -es 'length == 5'
    for i in 1 2 4 5 6; do
        vanthu get "$(id "m$i.txt")" | cmp - "m$i.txt"
    done
    vanthu search --count --json 'khoa học' | jq -e '.documents == 5'
}

@test "a catalogue that is put aside takes its last commits along" {
    command -v sqlite3 || skip "sqlite3 is not installed"
    mkfifo asked
    sqlite3 kho/catalog.sqlite <asked >answered & # while it reads, nothing leaves the log
    exec 9>asked
    echo 'BEGIN; SELECT count(*) FROM documents;' >&9
    until [ -s answered ]; do sleep 0.01; done
    report moi.txt 301 '3 tháng 4 năm 2022'
    vanthu -q add moi.txt
    damage moi.txt
    expect 4 vanthu rebuild
    exec 9>&-
    wait
    [[ $output == *"$(id moi.txt)  lost"* ]]
    aside=$(ls kho/quarantine/catalog.sqlite.*-1)
    [ -s "$aside-wal" ]
    [ "$(sqlite3 "$aside" "SELECT count(*) FROM documents WHERE id = '$(id moi.txt)'")" -eq 1 ]
    expect 0 vanthu list --json
    [ "$(wc -l <<<"$output")" -eq 6 ]
}

@test "the documents of a volume that is gone are named" {
    vanthu -q compact
    report moi.txt 301 '3 tháng 4 năm 2022'
    vanthu -q add moi.txt
    rm kho/volumes/000002.tar.zst
    expect 4 vanthu rebuild
    [ "$(grep -c '  lost' <<<"$output")" -eq 6 ]
    vanthu get "$(id moi.txt)" | cmp - moi.txt
}

@test "a rebuild that was killed goes on where it stopped" {
    faults=$BUILD_DIR/tests/.libs/faults.so
    [ -e "$faults" ] || skip "the library of faults is not built"
    vanthu verify
    answers >truoc
    export VT_FAULT_ROOT=$PWD/kho VT_FAULT_MODE=kill VT_FAULT_AT=0 VT_FAULT_LOG=$PWD/calls
    LD_PRELOAD="$faults" "$VANTHU" -q rebuild
    VT_FAULT_AT=$(($(cut -d' ' -f1 calls) * 3 / 5))
    run env LD_PRELOAD="$faults" "$VANTHU" rebuild
    [ "$status" -eq 137 ]
    [ -s kho/catalog.sqlite.new ]
    inode=$(stat -c %i kho/catalog.sqlite.new)
    answers | diff truoc -
    expect 0 vanthu rebuild
    [ "$(stat -c %i kho/catalog.sqlite)" = "$inode" ]
    answers | diff truoc -
    expect 0 vanthu verify
}

@test "a write that was torn is no damage when the catalogue says what was committed" {
    printf 'nửa khung' >>kho/volumes/000001.tar.zst
    expect 0 vanthu rebuild
    [ ! -e kho/quarantine ]
    printf 'nửa khung' >>kho/volumes/000001.tar.zst
    rm kho/catalog.sqlite
    expect 4 vanthu rebuild
    grep -q 'nửa khung' kho/quarantine/*
    expect 0 vanthu verify
}

# commands HEADING...: those of README.txt, of the language whose heading begins it.
commands() {
    sed -n "/^$1/,/^$2/p" kho/README.txt | grep -E '^ {4}[a-z]|^ {8}echo' | sed 's/^    //'
}

@test "README.txt is enough to read an archive" {
    report a.txt 1 '01 tháng 8 năm 2021'
    report b.txt 2 '02 tháng 8 năm 2021'
    vanthu -q add a.txt
    vanthu -q compact
    vanthu -q add b.txt
    a=$(sha256sum a.txt | cut -c1-12)
    b=$(sha256sum b.txt | cut -c1-12)
    vanthu -q remove "$a" --reason thử
    for language in KHO A; do
        [ "$language" = KHO ] && out=mo-ra end=---- || out=out end='$never'
        commands "$language " "$end" | grep -v '^for v.*-tf' >read.sh
        (cd kho && sh -e ../read.sh) >checked
        [ "$(grep -c 'OK$' checked)" -ge 2 ]
        [ "$(grep -vc 'OK$' checked)" -eq 0 ]
        cmp "$out/${b:0:2}/$b/original.txt" b.txt
        commands "$language " "$end" | grep '^for v.*-tf' >list.sh
        (cd kho && sh -e ../list.sh) | grep "$a" | tail -1 | grep -q tombstone.json
        for word in record.json original tombstone.json event- recognised.txt log- quarantine par2 \
            sha256 volume.json archive.conf; do
            sed -n "/^$language /,/^$end/p" kho/README.txt | grep -q -e "$word"
        done
    done
}
