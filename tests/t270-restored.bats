#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The office's own copy mends the archive: add --retry stores again what is damaged.

load lib

setup() {
    command -v sqlite3 || skip "sqlite3 is not installed"
    session
    for i in 1 2 3; do
        report "m$i.txt" "20$i" "$i tháng 3 năm 2022"
    done
    head -c 1100000 /dev/urandom >anh.bin
    vanthu -q add m1.txt m2.txt
    vanthu -q add m3.txt
    vanthu -q add anh.bin || [ $? -eq 3 ]
    cp -r kho truoc
}

# damage FILE: flips bytes in the frame of an original.
damage() {
    flip kho/volumes/000001.tar.zst "$(sqlite3 kho/catalog.sqlite "SELECT offset + f.bytes / 2
        FROM documents d JOIN frames f USING(frame) WHERE id='$(sha256sum "$1" | cut -c1-12)'")"
}

# originals: every original comes back bit for bit.
originals() {
    for file in m[1-3].txt anh.bin; do
        vanthu get "$(sha256sum "$file" | cut -c1-12)" | cmp - "$file"
    done
}

@test "what is damaged is stored again, once, and what is whole is not" {
    damage m1.txt
    cp m2.txt ban-sao.txt
    vanthu add --json m1.txt | jq -e '.status == "known" and .restored == null'
    vanthu add --retry --json m1.txt m2.txt ban-sao.txt m3.txt anh.bin >out || [ $? -eq 3 ]
    jq -es 'all(.status == "known") and (map(select(.restored) | .source) == ["m1.txt", "m2.txt"])' out
    originals
    expect 0 vanthu add --retry m1.txt m2.txt
    [[ $output != *"stored again"* ]]
    vanthu show --json "$(sha256sum m2.txt | cut -c1-12)" | jq -e '.sources | length == 2'
    vanthu show --events --json "$(sha256sum m1.txt | cut -c1-12)" | jq -es 'last.event == "repair"'
    # the damaged place is left, of which nothing is lost any more
    expect 4 vanthu verify
    expect 0 vanthu verify --repair --accept-loss --reason 'đã nạp lại từ bản của cơ quan'
    [[ $output != *"lost (ack"* ]]
    originals
    vanthu -q rebuild
    originals
    [ "$(vanthu list | wc -l)" -eq 4 ]
    expect 0 vanthu verify
}

@test "one that was killed when the volume had it counts as stored again" {
    faults=$BUILD_DIR/tests/.libs/faults.so
    [ -e "$faults" ] || skip "the library of faults is not built"
    damage anh.bin
    cp -r kho hong
    export VT_FAULT_ROOT=$PWD/kho VT_FAULT_MODE=kill VT_FAULT_AT=0 VT_FAULT_LOG=$PWD/calls
    LD_PRELOAD="$faults" "$VANTHU" -q add --retry anh.bin || [ $? -eq 3 ]
    calls=$(cut -d' ' -f1 calls)
    for ((VT_FAULT_AT = 1; VT_FAULT_AT <= calls; VT_FAULT_AT += 3)); do
        rm -rf kho
        cp -r hong kho
        run env LD_PRELOAD="$faults" "$VANTHU" -q add --retry anh.bin
        run vanthu -q add --retry anh.bin
        originals
        vanthu -q verify --repair --accept-loss --reason x
        expect 0 vanthu verify
        [[ $output == *"sound: 4 documents"* ]] # each once
    done
}

@test "a large one is, and its record is as it was" {
    damage anh.bin
    expect 3 vanthu add --retry anh.bin
    [[ $output == *"1 of those known stored again"* ]]
    originals
    expect 4 vanthu rebuild # of the damaged place
    originals
    vanthu show --json "$(sha256sum anh.bin | cut -c1-12)" |
        jq -e '.media_type == "application/octet-stream" and (.sources | length) == 1'
}

@test "what is damaged keeps no other from being read again" {
    head -c 1100000 /dev/urandom >anh2.bin
    vanthu -q add anh2.bin || [ $? -eq 3 ]
    damage anh.bin
    expect 4 vanthu add --retry
    [[ $output == *"anh2.bin: read again"* && $output == *"is damaged"* ]]
}

@test "nothing is written where all is whole, or for a dry run" {
    sum=$(sha256sum kho/volumes/*)
    vanthu -q add --retry m1.txt m2.txt m3.txt
    [ "$sum" = "$(sha256sum kho/volumes/*)" ]
    damage m3.txt
    sum=$(sha256sum kho/volumes/*)
    vanthu add --retry --dry-run --json m3.txt | jq -e '.restored'
    [ "$sum" = "$(sha256sum kho/volumes/*)" ]
}
