#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The volumes are checked by themselves where there is no catalogue, and nobody is told that what is
# lost is whole, or to do what would make it worse.

load lib

setup() {
    session
    for i in $(seq 60); do
        report "m$i.txt" "$i" "1 tháng 3 năm 2022"
        head -c 3000 /dev/urandom | base64 >>"m$i.txt"
    done
    vanthu -q add m*.txt
    vanthu -q mirror guong
}

id() {
    sha256sum "$1" | cut -c1-12
}

# damage FILE: flips a byte of the frame that holds an original.
damage() {
    local offset
    offset=$(sqlite3 kho/catalog.sqlite "SELECT offset + f.bytes / 2
        FROM documents d JOIN frames f USING(frame) WHERE id='$(id "$1")'")
    flip kho/volumes/000001.tar.zst "$offset"
}

whole() {
    expect 0 vanthu verify
    [[ $output == *"sound: 60 documents"* ]]
    vanthu get "$(id m7.txt)" | cmp - m7.txt
}

@test "volumes are checked without a catalogue that can be read, which a repair makes anew" {
    for offset in 30 9000 20000 40000 100000; do
        flip kho/catalog.sqlite $offset
        expect 4 vanthu verify
        [[ $output == *"catalog.sqlite"*"safe: run"* ]]
        expect 0 vanthu verify --repair
        [[ $output == *"catalog.sqlite: rebuilt"* ]]
        whole
    done
    rm kho/catalog.sqlite
    expect 4 vanthu verify
    [[ $output == *"catalog.sqlite: the catalogue is missing"*"all originals that are in the volumes are safe"* ]]
    expect 0 vanthu verify --repair
    whole
}

@test "volumes that are damaged as well as the catalogue are named, and nothing is rebuilt of them" {
    command -v sqlite3 || skip "sqlite3 is not installed"
    damage m7.txt
    flip kho/catalog.sqlite 9000
    expect 4 vanthu verify
    [[ $output == *"volumes/000001.tar.zst @"*"documents may be lost there"* ]]
    [[ $output == *"catalog.sqlite"*"mend the volumes first"* ]]
    [[ $output != *"run \`vanthu rebuild\`"* && $output != *"safe"* ]]
    expect 0 vanthu verify --repair --against guong
    whole
}

@test "a directory of volumes that is missing is brought back from the mirror" {
    mv kho/volumes .
    expect 4 vanthu verify
    [[ $output == *"volumes: the directory is missing"*"--against"* ]]
    [[ $output != *"whole"* && $output != *"no original is lost"* && $output != *"rebuild"* ]]
    expect 4 vanthu verify --repair
    [ ! -e kho/volumes ]
    expect 0 vanthu verify --repair --against guong
    whole
    rm -r kho/volumes kho/catalog.sqlite
    expect 4 vanthu verify
    expect 0 vanthu verify --repair --against guong
    whole
}

@test "a mirror is checked as one, and stays one" {
    expect 0 vanthu -A guong verify
    [[ $output == *"sound: 60 documents"*"this is a mirror: compare it by"*"copy it elsewhere"* ]]
    expect 4 vanthu -A guong list
    [[ $output == *"is a mirror"*"copy it elsewhere"* ]]
    expect 2 vanthu -A guong verify --repair
    [[ $output == *"vanthu -A ARCHIVE mirror guong"* ]]
    expect 0 vanthu verify --against guong
    expect 0 vanthu mirror guong
    [[ $output == *" 0 B copied"* ]]
    # one of an older version does not say so
    sed -i /^mirror/d guong/archive.conf
    expect 4 vanthu -A guong verify
    [[ $output == *"if this is a mirror run \`vanthu -A ARCHIVE mirror\`"* ]]
    expect 0 vanthu mirror guong
    flip guong/volumes/000001.tar.zst 5000
    expect 4 vanthu -A guong verify
    [[ $output == *"volumes/000001.tar.zst @"* ]]
    expect 0 vanthu mirror guong
    # a copy that was rebuilt is an archive, and its mirror another one
    cp -r guong moi
    expect 0 vanthu -A moi rebuild
    expect 0 vanthu -A moi verify
    [[ $output != *mirror* ]]
    [ "$(grep -c ^mirror moi/archive.conf)" -eq 0 ]
    rm moi/catalog.sqlite
    expect 4 vanthu -A moi verify
    [[ $output == *"the catalogue is missing"* ]]
}

@test "nothing that is lost is called whole" {
    command -v sqlite3 || skip "sqlite3 is not installed"
    cp "$SOURCE_DIR/tests/docs/to-trinh.png" .
    vanthu -v add --dry-run to-trinh.png 2>/dev/null | grep -q recognised ||
        skip "no tesseract with its Vietnamese data"
    vanthu -q add to-trinh.png
    damage to-trinh.png
    expect 4 vanthu verify
    [ "$(grep -c "$(id to-trinh.png)" <<<"$output")" -eq 1 ]
    [[ $output != *"no original is lost"* && $output != *"the original is whole"* ]]
    [[ $output != *"run \`vanthu rebuild\`"* ]]
    rm kho/volumes/*
    expect 4 vanthu verify
    [[ $output != *"whole"* && $output != *"no original is lost"* && $output != *"rebuild\`"* ]]
}
