#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What is damaged is mended: from recovery records, from a mirror, by a rebuild. Nothing is deleted.

load lib

setup() {
    session
    for i in 1 2 3 4 5 6; do
        report "m$i.txt" "20$i" "$i tháng 3 năm 2022"
    done
    head -c 60000 /dev/urandom >anh.bin
    vanthu -q add m1.txt m2.txt m3.txt anh.bin || [ $? -eq 3 ]
}

# originals: every original comes back bit for bit.
originals() {
    for file in "$@"; do
        vanthu get "$(sha256sum "$file" | cut -c1-12)" | cmp - "$file"
    done
}

# spoil FILE COUNT: flips as many bytes, spread over the file.
spoil() {
    local size i
    size=$(stat -c %s "$1")
    chmod u+w "$1"
    for ((i = 1; i <= $2; i++)); do
        flip "$1" $(((size * i - 7 * i) / ($2 + 1)))
    done
}

@test "a mirror is kept up to date, and only what is new is copied" {
    expect 0 vanthu mirror guong
    [[ $output == *"1 volumes"*"kB copied"* ]]
    expect 0 vanthu mirror guong
    [[ $output == *" 0 B copied"* ]]
    cmp kho/volumes/000001.tar.zst guong/volumes/000001.tar.zst
    expect 0 vanthu verify --against guong
    vanthu -q add m4.txt
    expect 0 vanthu verify --against guong
    [[ $output == *"the mirror is"*"behind"* ]]
    vanthu -q mirror guong
    cmp kho/volumes/000001.tar.zst guong/volumes/000001.tar.zst
    vanthu -q compact
    vanthu -q mirror guong
    [ "$(ls guong/volumes)" = "$(ls kho/volumes)" ]
    (cd guong/volumes && sha256sum -c ./*.sha256)
    vanthu -q -A guong rebuild
    export VANTHU_ARCHIVE=$PWD/guong
    originals m[1-4].txt anh.bin
    expect 0 vanthu verify
    export VANTHU_ARCHIVE=$PWD/kho
    expect 2 vanthu mirror guong
    [[ $output == *"is an archive in use"* ]]
}

@test "a mirror of another archive, or a directory with other files, is left alone" {
    mkdir khac && touch khac/x
    expect 2 vanthu mirror khac
    [ "$(ls khac)" = x ]
    vanthu -q mirror guong
    vanthu -q init --agency 'Sở Y tế' kho2
    expect 2 vanthu -A kho2 mirror guong
    [[ $output == *"another archive"* ]]
    expect 5 vanthu verify --against /nowhere
}

@test "the mirror goes on when the archive was rebuilt from its volumes alone" {
    vanthu -q -A rieng init --agency 'Sở Xây dựng'
    vanthu -q -A rieng add m1.txt m2.txt
    vanthu -q -A rieng mirror guong
    vanthu -q -A rieng compact
    mkdir moi
    cp -r rieng/volumes moi
    vanthu -q -A moi rebuild
    sed -i 's/^created = .*/created = 2030-01-01T00:00:00Z/' moi/archive.conf
    expect 0 vanthu -A moi verify --against guong
    vanthu -q -A moi add m3.txt
    expect 0 vanthu -A moi mirror guong
    expect 0 vanthu -A moi verify --against guong
    (cd guong/volumes && echo *.tar.zst) | diff - <(cd moi/volumes && echo *.tar.zst)
    grep -q 'Sở Xây dựng' guong/archive.conf # which the archive does not know any more
    rm moi/volumes/*
    expect 0 vanthu -A moi verify --repair --against guong
    rm moi/catalog.sqlite
    spoil moi/volumes/000003.tar.zst 1
    expect 0 vanthu -A moi verify --repair --against guong
    for i in 1 2 3; do
        vanthu -A moi get "$(sha256sum "m$i.txt" | cut -c1-12)" | cmp - "m$i.txt"
    done
    # a foreign one has another log
    vanthu -q mirror guong2
    vanthu -q -A khac init --agency 'Sở Y tế'
    vanthu -q -A khac add m4.txt
    cp -r guong2 kept
    expect 2 vanthu -A khac mirror guong2
    [[ $output == *"another archive"* ]]
    expect 2 vanthu -A khac verify --repair --against guong2
    diff -r guong2 kept
}

@test "a mirror was stopped in the middle: the next one goes on" {
    mkdir -p guong/volumes
    cp kho/archive.conf guong
    head -c 5000 kho/volumes/000001.tar.zst >guong/volumes/000001.tar.zst
    expect 0 vanthu mirror guong
    cmp kho/volumes/000001.tar.zst guong/volumes/000001.tar.zst
}

@test "damage is not mirrored, and mended from the mirror" {
    vanthu -q mirror guong
    spoil kho/volumes/000001.tar.zst 3
    cp kho/volumes/000001.tar.zst hong
    expect 4 vanthu mirror guong
    [[ $output == *"is damaged, and was not copied"* ]]
    expect 4 vanthu verify --against guong
    [[ $output == *"is not as in the mirror, which is sound"* ]]
    expect 4 vanthu verify --repair
    cmp hong kho/volumes/000001.tar.zst
    expect 0 vanthu verify --repair --against guong
    [[ $output == *"made anew from the mirror"* ]]
    originals m[1-3].txt anh.bin
    cmp hong kho/quarantine/000001.tar.zst.*
    vanthu show --events --json "$(sha256sum m1.txt | cut -c1-12)" | jq -es 'any(.event == "repair")'
    rm kho/volumes/000001.tar.zst
    expect 4 vanthu verify
    expect 0 vanthu verify --repair --against guong
    originals m[1-3].txt anh.bin
}

@test "a damaged mirror is made good again" {
    vanthu -q mirror guong
    spoil guong/volumes/000001.tar.zst 2
    expect 4 vanthu verify --against guong
    [[ $output == *"the copy in the mirror is damaged"* ]]
    expect 0 vanthu mirror guong
    cmp kho/volumes/000001.tar.zst guong/volumes/000001.tar.zst
    [ -e guong/quarantine ]
    expect 0 vanthu verify --against guong
}

@test "a sealed volume of the mirror that is damaged is made good, when it is read" {
    vanthu -q compact
    vanthu -q mirror guong
    spoil guong/volumes/000002.tar.zst 2
    expect 4 vanthu verify --against guong
    [[ $output == *"the copy in the mirror is damaged"*"mirror --check"* ]]
    expect 0 vanthu mirror guong
    [[ $output == *" 0 B copied"* ]]
    expect 0 vanthu mirror --check guong
    cmp kho/volumes/000002.tar.zst guong/volumes/000002.tar.zst
    [ -e guong/quarantine/000002.tar.zst.* ]
    expect 0 vanthu verify --against guong
    expect 0 vanthu mirror --check guong
    [[ $output == *" 0 B copied"* ]]
}

@test "recovery records repair damage in many places" {
    command -v par2 || skip "par2 is not installed"
    expect 0 vanthu compact --parity 5
    par2 verify -q kho/volumes/000002.tar.zst.par2
    cp kho/volumes/000002.tar.zst truoc
    spoil kho/volumes/000002.tar.zst 40
    expect 4 vanthu verify
    expect 0 vanthu verify --repair
    [[ $output == *"made anew from its recovery records"* ]]
    cmp truoc kho/volumes/000002.tar.zst
    originals m[1-3].txt anh.bin
    # more than they can make good: said, and nothing is worse
    spoil kho/volumes/000002.tar.zst 600
    expect 4 vanthu verify --repair
    # from then on every volume that is sealed gets them
    cp truoc kho/volumes/000002.tar.zst
    vanthu -q add m5.txt
    vanthu -q compact
    [ -s kho/volumes/000004.tar.zst.par2 ] || [ -s kho/volumes/000003.tar.zst.par2 ]
    expect 0 vanthu verify
    expect 2 vanthu compact --parity 500
}

@test "nothing is given up that recovery records may mend another time" {
    command -v par2 || skip "par2 is not installed"
    volume=kho/volumes/000002.tar.zst
    vanthu -q compact --parity 5
    vanthu -q mirror guong
    cp $volume truoc
    spoil $volume 4
    cp $volume hong
    spoil guong/volumes/000002.tar.zst 4
    mkdir bin
    for code in 6 8; do # no room, no memory
        printf '#!/bin/sh\nexit %s\n' $code >bin/par2
        chmod +x bin/par2
        for against in '' '--against guong'; do
            touch kho/ghi-chu.txt
            PATH=$PWD/bin:$PATH expect 5 vanthu verify --repair $against --accept-loss --reason x
            [[ $output == *"par2 could not use the recovery records ($code)"* ]]
            cmp hong $volume
            [ ! -e kho/ghi-chu.txt ] # all else is mended
        done
    done
    rm $volume.par2 # the others describe the volume too
    expect 0 vanthu verify --repair
    cmp truoc $volume
}

# records FILE: the number of blocks in its recovery records.
records() {
    printf '%s\n' "$1".vol*.par2 | sed 's/.*+\([0-9]*\).par2/\1/'
}

@test "recovery records of another percent take the place of those there are" {
    command -v par2 || skip "par2 is not installed"
    volume=000002.tar.zst
    vanthu -q compact --parity 5
    few=$(records kho/volumes/$volume)
    vanthu -q mirror guong
    cp -r kho/volumes truoc
    expect 0 vanthu compact --parity 10
    [ "$(records kho/volumes/$volume)" -ge $((2 * few - 1)) ] # one file, of twice as many
    par2 verify -q kho/volumes/$volume.par2
    expect 0 vanthu mirror guong
    diff <(ls guong/volumes) <(ls kho/volumes)
    # nothing is made again that is as it is wanted
    touch -d 2020-01-01 kho/volumes/*.par2
    expect 0 vanthu compact
    [ -z "$(find kho/volumes -name '*.par2' -newermt 2021-01-01)" ]
    # stopped when the new ones were in place, and those before not gone
    cp -n truoc/*.par2 kho/volumes
    [ "$(records kho/volumes/$volume | wc -l)" -eq 2 ]
    expect 0 vanthu compact
    [ "$(records kho/volumes/$volume | wc -l)" -eq 1 ]
    # none are wanted any more: what is there stays, and that is said
    expect 0 vanthu compact --parity 0
    [[ $output == *"1 volumes keep the recovery records"* ]]
    expect 0 vanthu verify
    cp -n truoc/*.par2 kho/volumes
    cp kho/volumes/$volume whole
    spoil kho/volumes/$volume $((few * 3 / 2)) # more than those before could make good
    expect 0 vanthu verify --repair
    cmp whole kho/volumes/$volume
}

@test "no recovery records are made of a volume that is not as its hash says" {
    command -v par2 || skip "par2 is not installed"
    vanthu -q compact --parity 5
    chmod u+w kho/volumes/000002.tar.zst.sha256
    echo "$(sha256sum m1.txt | cut -c1-64)  000002.tar.zst" >kho/volumes/000002.tar.zst.sha256
    cp -r kho/volumes truoc
    run vanthu compact --parity 10
    diff <(ls kho/volumes) <(ls truoc)
    [[ $output == *"1 volumes keep the recovery records"* ]]
}

@test "catalogue, index and hashes are made anew, strangers put aside" {
    vanthu -q compact
    spoil kho/catalog.sqlite 2
    spoil "$(find kho/index -name postlist.glass | head -1)" 1
    chmod u+w kho/volumes/000002.tar.zst.sha256
    echo nonsense >kho/volumes/000002.tar.zst.sha256
    touch kho/ghi-chu.txt kho/volumes/bản-sao
    expect 4 vanthu verify
    expect 0 vanthu verify --repair
    originals m[1-3].txt anh.bin
    vanthu search --count --json 'khoa học' | jq -e '.documents == 3'
    (cd kho/volumes && sha256sum -c 000002.tar.zst.sha256)
    [ -e kho/quarantine/ghi-chu.txt.* ]
    rm kho/catalog.sqlite
    expect 0 vanthu verify --repair
    originals m[1-3].txt anh.bin
    rm kho/volumes/000002.tar.zst.sha256
    expect 4 vanthu verify
    [[ $output == *"the hash of a sealed volume is missing"* ]]
    expect 0 vanthu verify --repair
    expect 0 vanthu verify
}

@test "a damaged end of a sealed volume is named, and made anew from its frames" {
    vanthu -q compact
    volume=kho/volumes/000002.tar.zst
    chmod u+w $volume
    cp -r kho truoc
    size=$(stat -c %s $volume)
    for back in 1 5 9 25 33 40 55; do # magic, descriptor, count, entries, length, magic; end of tar
        flip $volume $((size - back))
        cp $volume hong
        expect 4 vanthu verify
        [[ $output == *"volumes/000002.tar.zst @"*"the seek table at the end of the volume is damaged; no document lies there"* ]]
        cmp hong $volume # nothing is cut off
        expect 0 vanthu verify --repair
        [[ $output == *"its end made anew from its frames"* ]]
        cmp $volume truoc/volumes/000002.tar.zst
        cmp $volume.sha256 truoc/volumes/000002.tar.zst.sha256
        cmp hong "$(ls kho/quarantine/000002.tar.zst.* | tail -1)"
        vanthu show --events --json "$(sha256sum m1.txt | cut -c1-12)" |
            jq -es 'last | .event == "repair" and (.detail | test("its end made anew"))'
        rm -r kho
        cp -r truoc kho
    done
    truncate -s -33 $volume # all of it
    expect 4 vanthu verify
    expect 0 vanthu verify --repair
    cmp $volume truoc/volumes/000002.tar.zst
    # without its hash nothing is made to fit it, and the frames are believed
    flip $volume $((size - 25))
    rm $volume.sha256
    expect 4 vanthu verify
    [[ $output == *"the seek table at the end of the volume is damaged"* ]]
    [ ! -e $volume.sha256 ]
    expect 0 vanthu verify --repair
    cmp $volume truoc/volumes/000002.tar.zst
    cmp $volume.sha256 truoc/volumes/000002.tar.zst.sha256
    chmod u+w $volume
    # while it is damaged documents go to the next volume
    flip $volume $((size - 1))
    vanthu -q add m4.txt
    [ -s kho/volumes/000003.tar.zst ]
    expect 4 vanthu verify
    expect 0 vanthu verify --repair
    cmp $volume truoc/volumes/000002.tar.zst
    originals m[1-4].txt anh.bin
}

@test "a hash is never made to fit a volume that it says something else of" {
    vanthu -q compact
    vanthu -q mirror guong
    hash=kho/volumes/000002.tar.zst.sha256
    chmod u+w $hash
    echo "$(sha256sum m1.txt | cut -c1-64)  000002.tar.zst" >$hash
    cp -r kho/volumes truoc
    expect 4 vanthu verify
    [[ $output == *"000002.tar.zst.sha256: the volume is not what its hash says"* ]]
    expect 4 vanthu verify --repair
    diff -r truoc kho/volumes
    # one that has rotten itself is near the right one, or says nothing
    cp guong/volumes/000002.tar.zst.sha256 $hash
    chmod u+w $hash
    flip $hash 10
    cp $hash hong
    expect 4 vanthu verify
    [[ $output == *"the hash of a sealed volume is damaged"* ]]
    expect 0 vanthu verify --repair
    cmp $hash guong/volumes/000002.tar.zst.sha256
    cmp hong kho/quarantine/000002.tar.zst.sha256.*
}

@test "a hash beside a volume that is not sealed is put aside" {
    sha256sum m1.txt | sed 's/m1.txt/000001.tar.zst/' >kho/volumes/000001.tar.zst.sha256
    expect 4 vanthu verify
    [[ $output == *"a hash lies beside a volume that is not sealed"* ]]
    expect 0 vanthu verify --repair
    [ -s kho/quarantine/000001.tar.zst.sha256.* ]
    [ ! -e kho/volumes/000001.tar.zst.sha256 ]
    echo nonsense >kho/volumes/000001.tar.zst.sha256
    expect 0 vanthu verify --repair
    expect 0 vanthu verify
    originals m[1-3].txt anh.bin
    vanthu -q add m4.txt
    [ ! -e kho/volumes/000002.tar.zst ]
}

@test "what was mended is in the report, and told as JSON" {
    vanthu -q mirror guong
    spoil kho/volumes/000001.tar.zst 3
    touch kho/ghi-chu.txt
    expect 0 vanthu -q verify --repair --against guong --json --report bao-cao.txt
    jq -es 'length == 2 and all(.repaired) and all(has("document")) and any(.place == "ghi-chu.txt")' <<<"$output"
    jq -es 'any(.place == "volumes/000001.tar.zst" and .repaired == "made anew from the mirror")' <<<"$output"
    grep -qx 'repaired 2' bao-cao.txt
    grep -qx 'faults 0' bao-cao.txt
    grep -qx 'REPAIRED volumes/000001.tar.zst: made anew from the mirror' bao-cao.txt
    # a document that is lost with it is named as one
    begin=$(stat -c %s kho/volumes/000001.tar.zst)
    vanthu -q add m4.txt
    lost=$(sha256sum m4.txt | cut -c1-12)
    spoil kho/volumes/000001.tar.zst 60
    flip kho/volumes/000001.tar.zst $((begin + 300))
    flip kho/volumes/000001.tar.zst $((begin + 301))
    expect 4 vanthu verify --repair --against guong --json --report mất.txt
    grep -qx 'faults 1' mất.txt
    grep -q "^FAULT volumes $lost.*: lost" mất.txt
    jq -cR 'fromjson? | select(.problem)' <<<"$output" >faults
    jq -es --arg id "$lost" 'any(.document == $id and (.problem | test("^lost")) and .remedy)' faults
    expect 0 vanthu verify --json --report sau.txt
    [ "$(grep -c repaired sau.txt)" -eq 0 ]
}

@test "a broken index stops neither get, nor show, nor ref" {
    spoil "$(find kho/index -name postlist.glass | head -1)" 9
    echo x >kho/index/manifest
    originals m[1-3].txt anh.bin
    vanthu show --json "$(sha256sum m1.txt | cut -c1-12)" | jq -e '.number == "201"'
    vanthu ref --json 58/KH-UBND | jq -e '.documents == 3'
    expect 4 vanthu search 'khoa học'
    expect 0 vanthu rebuild --index-only
    expect 0 vanthu search 'khoa học'
}

@test "a damaged last frame is not taken for a torn write when the catalogue is gone" {
    vanthu -q add m4.txt
    vanthu -q mirror guong
    size=$(stat -c %s kho/volumes/000001.tar.zst)
    flip kho/volumes/000001.tar.zst $((size - 300))
    rm kho/catalog.sqlite
    expect 4 vanthu rebuild
    cmp <(tail -c 100 guong/volumes/000001.tar.zst) <(tail -c 100 kho/quarantine/000001.tar.zst.*)
    expect 4 vanthu verify --against guong
    expect 0 vanthu verify --repair --against guong
    originals m[1-4].txt anh.bin
}

@test "old damage is mended from a mirror that is behind" {
    vanthu -q mirror guong
    vanthu -q add m4.txt
    spoil kho/volumes/000001.tar.zst 1
    expect 0 vanthu verify --repair --against guong
    originals m[1-4].txt anh.bin
}

@test "both copies are damaged, each in another place" {
    for i in 1 2 3 4; do
        head -c 1100000 /dev/urandom >"to$i.bin"
        vanthu -q add "to$i.bin" || [ $? -eq 3 ]
    done
    vanthu -q mirror guong
    vanthu -q add m4.txt m5.txt
    cp kho/volumes/000001.tar.zst truoc
    flip kho/volumes/000001.tar.zst 1700000
    flip guong/volumes/000001.tar.zst 3900000
    expect 4 vanthu verify --against guong
    [[ $output == *"both are damaged"* ]]
    expect 4 vanthu verify --repair --against guong --accept-loss --reason x
    [[ $output == *"made anew from the mirror"* && $output != *"(acknowledged)"* ]]
    [[ $output == *"the copy in the mirror is damaged"* ]] # still
    expect 0 vanthu verify
    cmp -n "$(stat -c %s truoc)" truoc kho/volumes/000001.tar.zst
    originals m[1-5].txt to[1-4].bin
    # one place is damaged in both: all else is mended
    flip kho/volumes/000001.tar.zst 600000
    flip kho/volumes/000001.tar.zst 1700000
    flip guong/volumes/000001.tar.zst 600000
    expect 4 vanthu verify --repair --against guong
    originals m[1-5].txt to[2-4].bin
    vanthu verify --repair --against guong --accept-loss --reason x || [ $? -eq 4 ]
    expect 0 vanthu verify
    [[ $output == *"1 documents are lost (acknowledged)"* ]]
    originals m[1-5].txt to[2-4].bin
}

@test "a volume that the disk does not give back is mended, and not given up" {
    faults=$BUILD_DIR/tests/.libs/faults.so
    [ -e "$faults" ] || skip "the library of faults is not built"
    vanthu -q mirror guong
    vanthu -q add m4.txt
    cp -r kho/volumes truoc
    export VT_FAULT_READ=kho/volumes/000001.tar.zst@1000
    faulty() { LD_PRELOAD="$faults" "$VANTHU" "$@"; }
    expect 5 faulty verify --repair --accept-loss --reason x
    [[ $output == *"000001.tar.zst: cannot read"* ]]
    diff -r truoc kho/volumes
    VT_FAULT_READ=guong/volumes/000001.tar.zst@1000 expect 0 faulty verify --repair
    expect 0 faulty verify --repair --against guong
    [[ $output == *"made anew from the mirror"* ]]
    cmp -n "$(stat -c %s truoc/000001.tar.zst)" truoc/000001.tar.zst kho/volumes/000001.tar.zst
    originals m[1-4].txt anh.bin
    # the mirror's, too, which is needed
    rm -r kho/quarantine
    spoil kho/volumes/000001.tar.zst 1
    cp kho/volumes/000001.tar.zst hong
    VT_FAULT_READ=guong/volumes/000001.tar.zst@1000
    expect 5 faulty verify --repair --against guong --accept-loss --reason x
    cmp hong kho/volumes/000001.tar.zst
    expect 0 vanthu verify --repair --against guong
    originals m[1-4].txt anh.bin
}

@test "nothing is taken from the mirror of another archive" {
    vanthu -q init --agency 'Sở Y tế' kho2
    vanthu -q -A kho2 add m5.txt
    vanthu -q -A kho2 mirror guong2
    spoil kho/volumes/000001.tar.zst 1
    cp kho/volumes/000001.tar.zst hong
    expect 2 vanthu verify --repair --against guong2
    cmp hong kho/volumes/000001.tar.zst
    expect 2 vanthu mirror kho/guong
    [ ! -e kho/guong ]
}

@test "a sealed volume that was cut keeps the hash that says so" {
    vanthu -q add m4.txt m5.txt
    vanthu -q compact
    vanthu -q mirror guong
    cp kho/volumes/000002.tar.zst.sha256 truoc
    command -v sqlite3 || skip "sqlite3 is not installed"
    end=$(sqlite3 kho/catalog.sqlite 'SELECT max(offset) FROM frames')
    if [ "$end" -eq 0 ]; then end=$(($(stat -c %s kho/volumes/000002.tar.zst) / 2)); fi
    truncate -s "$end" kho/volumes/000002.tar.zst
    expect 4 vanthu verify --repair
    cmp truoc kho/volumes/000002.tar.zst.sha256
    expect 0 vanthu verify --repair --against guong
    originals m[1-5].txt anh.bin
    cmp guong/volumes/000002.tar.zst kho/volumes/000002.tar.zst
}

@test "a catalogue is not given up for an empty directory" {
    mv kho/volumes cat
    mkdir kho/volumes
    expect 4 vanthu rebuild
    [[ $output == *"nothing is changed"* ]]
    vanthu list --json | jq -es 'length == 4'
    rmdir kho/volumes
    mv cat kho/volumes
    expect 0 vanthu verify
}

@test "a mirror that has missed compactions lets nothing count twice" {
    vanthu -q mirror guong
    vanthu -q compact
    vanthu -q remove "$(sha256sum m1.txt | cut -c1-12)" --reason thử
    vanthu -q compact
    expect 0 vanthu mirror guong
    (cd guong/volumes && echo *.tar.zst) | diff - <(cd kho/volumes && echo *.tar.zst)
    expect 0 vanthu verify --against guong
}
