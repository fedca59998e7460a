#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Disks of the test's own: full, and read-only, before and while the archive is used.

load lib

setup() {
    if [ "$(id -u)" -ne 0 ]; then
        skip 'only root may mount a disk'
    fi
    export LC_ALL=C.UTF-8 LANGUAGE=en
    disk=$BATS_TEST_TMPDIR/disk
    mkdir "$disk"
    cd "$BATS_TEST_TMPDIR" || return
    truncate -s 48M image
    if ! { mkfs.ext4 -q -m 0 image && mount -o loop,errors=remount-ro image "$disk"; } 2>/dev/null; then
        skip 'no disk can be made and mounted here'
    fi
    export VANTHU_ARCHIVE=$disk/kho
    vanthu -q init
    for i in $(seq 20); do
        report "$i.txt" "$i" '4 tháng 3 năm 2022'
    done
    head -c 3000000 /dev/urandom >blob
    vanthu -q add ./*.txt
}

teardown() {
    if mountpoint -q "$disk"; then
        umount "$disk" || umount -l "$disk"
    fi
}

# fill BYTES: leaves so many free.
fill() {
    local free
    free=$(($(stat -f -c '%a * %S' "$disk")))
    if [ "$free" -gt "$1" ]; then
        head -c $((free - $1)) /dev/zero >"$disk/filler" 2>/dev/null || true
    fi
}

# usable: every report is there, whole, and found; nothing is wrong.
usable() {
    for i in $(seq 20); do
        vanthu get "$(sha256sum "$i.txt" | cut -c1-12)" | cmp - "$i.txt"
    done
    expect 0 vanthu verify
    [ "$(vanthu search --count --json 'truy xuất nguồn gốc' | jq .documents)" -eq 20 ]
}

# ended_well: there was room after all, or there was none and it is said. (3: a text is not whole)
ended_well() {
    [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || {
        echo "$output"
        [ "$status" -eq 5 ]
        [[ $output == *'No space left on device'* || $output == *'disk is full'* ]]
    }
}

@test "a disk that is full during add" {
    full=0
    for free in 0 4096 65536 200000 400000 800000 2000000 4000000; do
        cp -r "$disk/kho" kept
        fill "$free"
        report more.txt 300 '5 tháng 3 năm 2022'
        run vanthu add more.txt blob
        ended_well
        full=$((full + (status == 5)))
        for i in $(seq 20); do # also while it is full
            vanthu get "$(sha256sum "$i.txt" | cut -c1-12)" | cmp - "$i.txt"
        done
        rm "$disk/filler"
        usable || {
            [ "$(vanthu search --count --json 'truy xuất nguồn gốc' | jq .documents)" -eq 21 ]
            expect 0 vanthu verify
        }
        run vanthu add more.txt blob
        [ "$status" -eq 0 ] || [ "$status" -eq 3 ]
        rm -rf "$disk/kho"
        mv kept "$disk/kho"
    done
    [ "$full" -ge 3 ]
}

@test "a disk that is full during compact" {
    full=0
    expect 3 vanthu -q add blob
    vanthu -q remove --reason thử "$(sha256sum blob | cut -c1-12)"
    for free in 0 4096 65536 200000 400000; do
        cp -r "$disk/kho" kept
        fill "$free"
        run vanthu compact
        ended_well
        full=$((full + (status == 5)))
        rm "$disk/filler"
        usable
        expect 0 vanthu compact
        usable
        rm -rf "$disk/kho"
        mv kept "$disk/kho"
    done
    [ "$full" -ge 2 ]
}

@test "a disk that is full during rebuild" {
    full=0
    for free in 0 4096 65536 200000 400000 800000; do
        fill "$free"
        run vanthu rebuild
        ended_well
        full=$((full + (status == 5)))
        rm "$disk/filler"
        usable
        expect 0 vanthu rebuild
        usable
    done
    [ "$full" -ge 2 ]
}

@test "a disk that is read-only" {
    id=$(sha256sum 1.txt | cut -c1-12)
    mount -o remount,ro "$disk"
    for command in 'add blob' 'compact' 'rebuild' "remove --reason thử $id"; do
        # shellcheck disable=SC2086 # words
        expect 5 vanthu $command
        [[ $output == *'Read-only file system'* ]]
    done
    usable # readers need nothing
    mount -o remount,rw "$disk"
    usable
    expect 3 vanthu add blob
}

# What ext4 does when the disk below it fails: everything that is under way is refused.
@test "a disk that becomes read-only while documents are added" {
    mkdir more
    for i in $(seq 300); do
        printf 'Số: %d/TB-SKHCN\n\nThông báo thứ %d\n' "$i" "$i" >"more/$i.txt"
    done
    refused=0
    for wait in 0.01 0.03 0.05 0.1 0.15 0.2; do
        vanthu add --json -r more >told 2>said &
        writer=$!
        sleep "$wait"
        mount -o remount,abort "$disk"
        status=0
        wait "$writer" || status=$?
        if [ "$status" -ne 0 ]; then
            cat said
            refused=$((refused + 1))
            [ "$status" -eq 5 ]
            grep -q 'Read-only file system\|Input/output error' said
        fi
        umount "$disk"
        fsck.ext4 -p image >/dev/null || [ $? -le 1 ]
        mount -o loop,errors=remount-ro image "$disk"
        usable
        jq -r 'select(.status != "failed").id' told | while read -r id; do
            vanthu get "$id" >/dev/null
        done
        for i in more/*; do # others, the next time
            echo thêm >>"$i"
        done
    done
    [ "$refused" -ge 1 ]
}
