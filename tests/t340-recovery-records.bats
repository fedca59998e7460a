#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Recovery records are looked after as the volumes are that they are to mend.

load lib

setup() {
    command -v par2 || skip "par2 is not installed"
    session
    for i in 1 2 3; do
        report "m$i.txt" "20$i" "$i tháng 3 năm 2022"
    done
    head -c 900000 /dev/urandom >anh.bin
    vanthu -q add m1.txt m2.txt m3.txt anh.bin || [ $? -eq 3 ]
    volume=kho/volumes/000002.tar.zst
}

# faulty WHAT: verify says that of the records, and what is lost and what to do; a repair makes them
# anew, and they mend.
faulty() {
    expect 4 vanthu verify
    [[ $output == *"volumes/000002.tar.zst.par2: the recovery records are $1"*"run \`vanthu verify --repair\`"* ]]
    [ "$(grep -c volumes/ <<<"$output")" -eq 1 ]
    expect 0 vanthu verify --repair
    [[ $output == *"000002.tar.zst.par2: recovery records made anew"* ]]
    works
}

works() {
    expect 0 vanthu verify
    par2 verify -q $volume.par2
    cp $volume whole
    chmod u+w $volume
    flip $volume 450000
    expect 0 vanthu verify --repair
    cmp whole $volume
}

@test "recovery records that are empty, damaged or cut are named, and made anew" {
    vanthu -q compact --parity 10
    works
    records=$(echo $volume.vol*.par2)
    : >"$records"
    faulty damaged
    flip "$records" 60000
    faulty damaged
    truncate -s -4 "$records"
    faulty damaged
    : >$volume.par2
    faulty damaged
    flip $volume.par2 100
    cp $volume.par2 hong
    faulty damaged
    cmp hong kho/quarantine/000002.tar.zst.par2.* || cmp hong "$(ls kho/quarantine/000002.tar.zst.par2.* | tail -1)"
    vanthu show --events --json "$(sha256sum m1.txt | cut -c1-12)" |
        jq -es 'any(.event == "repair" and (.detail | test("recovery records made anew")))'
}

@test "recovery records that are missing, all or some, are named, and made anew" {
    vanthu -q compact --parity 10
    rm $volume.vol*.par2
    faulty damaged
    rm $volume.par2
    faulty damaged
    rm $volume.*par2
    faulty missing
    # none are wanted any more: those that there are stay good, and to remove all is no fault
    vanthu -q compact --parity 0
    : >$volume.par2
    faulty damaged
    rm $volume.*par2
    expect 0 vanthu verify
}

@test "recovery records of another volume are named, and made anew" {
    cp -r kho kho2
    vanthu -q compact --parity 10
    vanthu -q -A kho2 add m1.txt --set title=x
    vanthu -q -A kho2 compact --parity 10
    rm $volume.*par2
    cp kho2/volumes/000002.*par2 kho/volumes
    expect 4 vanthu verify
    [[ $output == *"the recovery records are not those of this volume"* ]]
    expect 0 vanthu verify --repair
    works
}

@test "compact makes damaged recovery records anew" {
    vanthu -q compact --parity 10
    : >"$(echo $volume.vol*.par2)"
    vanthu -q compact
    works
    rm $volume.par2
    vanthu -q compact
    works
}

@test "nothing is said of recovery records that nobody asked for, or that are not due yet" {
    vanthu -q compact
    expect 0 vanthu verify
    vanthu -q compact --parity 5
    vanthu -q add --set title=x m1.txt
    report m4.txt 204 '4 tháng 3 năm 2022'
    vanthu -q add m4.txt # the volume that is written to has none
    expect 0 vanthu verify
}

@test "where only the volume is damaged nothing is said of its recovery records" {
    vanthu -q compact --parity 10
    chmod u+w $volume
    flip $volume 100
    expect 4 vanthu verify
    [[ $output != *"recovery records are"* ]]
    expect 0 vanthu verify --repair
}

@test "damage of recovery records is not mirrored" {
    vanthu -q compact --parity 10
    vanthu -q mirror guong
    cp -r guong/volumes truoc
    : >"$(echo $volume.vol*.par2)"
    expect 4 vanthu mirror guong
    [[ $output == *"000002.tar.zst: its recovery records are damaged, and were not copied"* ]]
    diff -r truoc guong/volumes
    vanthu -q verify --repair
    expect 0 vanthu mirror guong
    expect 0 vanthu -A guong verify
}

# percent OF: what the records take, in hundredths of the volume.
percent() {
    echo $((100 * $(cat kho/volumes/*.par2 | wc -c) / $(stat -c %s "$1")))
}

@test "recovery records of a small volume stand 200 places, and take a part of its room" {
    vanthu -q compact --parity 10
    [ "$(percent $volume)" -ge 10 ]
    [ "$(percent $volume)" -le 25 ]
    vanthu -q compact --parity 5
    [ "$(percent $volume)" -le 30 ]
    cp $volume truoc
    chmod u+w $volume
    size=$(stat -c %s $volume)
    for i in $(seq 200); do
        flip $volume $((i * (size - 1) / 200))
    done
    expect 0 vanthu verify --repair
    cmp truoc $volume
    vanthu -q compact # nothing is made again that is as it is wanted
    vanthu stats --json | jq -e '.volume_bytes < 910000 and .recovery_bytes > 30000'
}
