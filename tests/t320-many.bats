#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Many at once: readers while a writer commits, two writers, locks of writers that died.

load lib

setup() {
    session
    mkdir first more
    for i in $(seq 10); do
        report "first/$i.txt" "$i" '4 tháng 3 năm 2022'
    done
    for i in $(seq 120); do
        report "more/$i.txt" "1$i" '5 tháng 3 năm 2022'
        head -c 200000 /dev/urandom >"more/$i.bin" # a frame every few documents
    done
    vanthu -q add -r first
}

# writing: the writer that setup's caller started is still there.
writing() {
    kill -0 "$writer" 2>/dev/null
}

# start_writer: one that adds many files, and holds the lock when this returns.
start_writer() {
    "$VANTHU" -q add -r more >/dev/null 2>&1 &
    writer=$!
    until [ -s kho/lock ]; do
        writing
        sleep 0.01
    done
}

@test "readers get consistent answers while a writer commits" {
    "$VANTHU" -q add --jobs 1 -r more >/dev/null 2>&1 &
    writer=$!
    rounds=0
    before=10
    while writing || [ "$rounds" -lt 3 ]; do
        rounds=$((rounds + 1))
        vanthu list --json >listed # whole lines, growing, all of them to be had
        jq -e .id listed >/dev/null
        now=$(wc -l <listed)
        [ "$now" -ge "$before" ]
        before=$now
        [ "$(vanthu search --count --json 'truy xuất nguồn gốc' | jq .documents)" -ge 10 ]
        vanthu get "$(sha256sum first/3.txt | cut -c1-12)" | cmp - first/3.txt
        last=$(tail -1 listed | jq -r .id)
        [ "$(vanthu get "$last" | sha256sum | cut -c1-12)" = "$last" ]
        vanthu ref --json 58/KH-UBND | jq -e '.documents >= 10' >/dev/null
    done
    wait "$writer" || [ $? -eq 3 ]
    [ "$(vanthu list --json | wc -l)" -eq 250 ]
    expect 0 vanthu verify
}

@test "a second writer says who holds the lock; readers and verify go on" {
    start_writer
    for command in 'add first/1.txt' compact rebuild "remove --reason thử $(sha256sum first/1.txt | cut -c1-12)"; do
        # shellcheck disable=SC2086 # words
        run vanthu $command
        writing || skip 'the first writer was done too early'
        echo "$command: $output"
        [ "$status" -eq 5 ]
        [[ $output == *'another program is writing to this archive'*"pid $writer"* ]]
    done
    expect 0 vanthu verify
    wait "$writer" || [ $? -eq 3 ]
    expect 0 vanthu add first/1.txt
    expect 0 vanthu verify
}

@test "a lock dies with its holder" {
    start_writer
    sleep 0.1
    kill -9 "$writer"
    wait "$writer" || true
    expect 0 vanthu add first/1.txt
    expect 0 vanthu verify
}

@test "add while verify runs: one of them may wait, both are right" {
    for i in $(seq 5); do
        "$VANTHU" verify >told 2>&1 &
        checker=$!
        run vanthu -q add "more/$i.txt"
        [ "$status" -eq 0 ] || { # verify repairs forward as a writer does
            [ "$status" -eq 5 ]
            [[ $output == *"pid $checker"* ]]
        }
        wait "$checker" || {
            cat told
            false
        }
    done
    expect 0 vanthu verify
}

@test "readers go on while volumes are compacted" {
    run vanthu -q add -r more
    for i in $(seq 30); do
        sha256sum "more/$i.bin" | cut -c1-12
    done | xargs "$VANTHU" -q remove --reason thử
    mkdir got
    sha256sum first/*.txt | cut -c1-12 >ids
    "$VANTHU" -q compact >/dev/null 2>&1 &
    writer=$!
    rounds=0
    while writing || [ "$rounds" -lt 3 ]; do
        rounds=$((rounds + 1))
        rm -f got/*
        xargs "$VANTHU" get -o got <ids
        [ "$(find got -type f | wc -l)" -eq 10 ]
        [ "$(vanthu list --json | wc -l)" -eq 220 ]
    done
    wait "$writer"
    expect 0 vanthu verify
}
