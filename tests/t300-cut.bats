#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A volume that was cut off: verify says so, what is whole is there, rebuild goes on from it.
# (tests/test-volume-damage.c cuts at every length.)

load lib

volume=kho/volumes/000001.tar.zst

setup() {
    session
    ends=(0)
    for i in 1 2 3; do
        report "$i.txt" "10$i" "$i tháng 9 năm 2021"
        vanthu -q add "$i.txt"
        ends+=("$(stat -c %s "$volume")")
    done
    cp -r kho whole
}

# cut LENGTH: the archive as it was, with its volume cut at LENGTH.
cut_at() {
    rm -rf kho
    cp -r whole kho
    truncate -s "$1" "$volume"
}

# holds N: the first N reports come back bit for bit, the others are damage.
holds() {
    for i in 1 2 3; do
        local id status=0
        id=$(sha256sum "$i.txt" | cut -c1-12)
        vanthu get "$id" >got 2>said || status=$?
        if [ "$i" -le "$1" ]; then
            cmp got "$i.txt"
        else
            [ "$status" -eq 4 ]
            grep -q 000001.tar.zst said
        fi
    done
}

@test "what lies before the cut is given, what lies behind is called damage" {
    for whole in 0 1 2; do
        for at in "${ends[whole]}" $((ends[whole] + 1)) $((ends[whole + 1] - 1)); do
            cut_at "$at"
            holds "$whole"
            expect 4 vanthu verify
            [[ $output == *000001.tar.zst* ]]
            holds "$whole"
        done
    done
}

@test "an archive is made anew from the volume that was cut" {
    for whole in 1 2; do
        for at in "${ends[whole]}" $((ends[whole] + 7)); do
            rm -rf kho
            vanthu -q init kho
            head -c "$at" whole/volumes/000001.tar.zst >"$volume"
            vanthu -q rebuild || [ $? -eq 4 ]
            [ "$(vanthu list --json | wc -l)" -eq "$whole" ]
            for i in $(seq "$whole"); do
                vanthu get "$(sha256sum "$i.txt" | cut -c1-12)" | cmp - "$i.txt"
            done
            expect 0 vanthu add 1.txt 2.txt 3.txt
            expect 0 vanthu verify
            [ "$(vanthu list --json | wc -l)" -eq 3 ]
        done
    done
}

@test "every document behind the cut of a long volume is named" {
    for i in 4 5 6; do
        head -c 3000000 /dev/urandom >"$i.bin"
        vanthu -q add "$i.bin" || [ $? -eq 3 ]
    done
    truncate -s 4000000 "$volume"
    expect 4 vanthu verify
    for i in 5 6; do
        [[ $output == *"[$(sha256sum "$i.bin" | cut -c1-12)]"* ]]
    done
    [[ $output == *'cut short; it should hold 6 documents'* ]]
}
