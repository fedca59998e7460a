#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that a person names for what is given out: whole or not at all, and never through a link.

load lib

setup() {
    session
    report a.txt 1 "01 tháng 8 năm 2021"
    touch -d '2021-08-02 07:15:30 UTC' a.txt
    vanthu -q add a.txt
    id=$(sha256sum a.txt | cut -c1-12)
}

@test "a file that is there is replaced whole, or stays; a report never is" {
    for place in out.txt out.zip out.tar.zst; do
        echo quý >"$place"
        run vanthu get 0123456789ab -o "$place"
        [ "$status" -eq 1 ]
        [ "$(cat "$place")" = quý ]
        vanthu -q get "$id" -o "$place"
    done
    cmp a.txt out.txt
    echo quý >out.txt
    : >empty.txt
    vanthu -q verify --report empty.txt
    grep -q '^faults 0' empty.txt
    expect 2 vanthu verify --report out.txt
    [[ $output == *"out.txt: is there already"* ]]
    [[ $output != *sound* ]]
    [ "$(cat out.txt)" = quý ]
    [ "$(find . -maxdepth 1 -name '.vanthu-*' | wc -l)" -eq 0 ]
    # nor is anything that happens to lie beside it
    echo quý >b.zip.new
    echo quý >b.txt.new
    vanthu -q get "$id" -o b.zip
    vanthu -q verify --report b.txt
    [ "$(cat b.zip.new b.txt.new | sort -u)" = quý ]
}

@test "a link is not followed, and not replaced" {
    echo quý >victim
    ln -s victim link
    ln -s victim link.zip
    ln -s nowhere dangling
    for place in link link.zip dangling; do
        expect 2 vanthu get "$id" -o "$place"
        [[ $output == *"$place: is a symbolic link"* ]]
        [ -L "$place" ]
    done
    expect 2 vanthu verify --report link
    [ "$(cat victim)" = quý ]
    [ ! -e nowhere ]
}

@test "a named pipe and standard output are written into" {
    mkfifo ống ống.zip
    cat ống >got &
    vanthu get "$id" -o ống
    wait
    cmp got a.txt
    [ -p ống ]
    cat ống >got &
    vanthu -q verify --report ống
    wait
    grep -q '^documents 1' got
    [ -p ống ]
    cat ống.zip >got &
    vanthu get "$id" -o ống.zip
    wait
    [ "$(head -c 2 got)" = PK ]
    vanthu get "$id" -o /dev/stdout | cmp - a.txt
}

@test "an original is as old as it was, under the name that is given" {
    vanthu get "$id" -o b.tar.gz
    cmp b.tar.gz a.txt
    [ "$(stat -c %Y b.tar.gz)" = "$(stat -c %Y a.txt)" ]
    mkdir out
    vanthu -q get "$id" -o out
    [ "$(stat -c %Y out/a.txt)" = "$(stat -c %Y a.txt)" ]
}
