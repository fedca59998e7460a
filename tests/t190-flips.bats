#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A part of what scripts/test-flips does in full: no flipped byte is silent.

load lib

@test "verify reports bytes flipped at random in volumes, catalogue and index" {
    run "$SOURCE_DIR/scripts/test-flips" --build "$BUILD_DIR" --sample 400 --jobs 8
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "a broken index stops neither get nor show nor ref, and is made anew" {
    session
    report a.txt 12 '4 tháng 3 năm 2022'
    vanthu -q add a.txt
    id=$(sha256sum a.txt | cut -c1-12)
    find kho/index -type f -exec sh -c 'echo broken >"$1"' sh {} \;
    vanthu get "$id" | cmp - a.txt
    vanthu show "$id" | grep -q 12/BC-SKHCN
    vanthu ref 58/KH-UBND | grep -q 58/KH-UBND
    expect 4 vanthu verify
    expect 0 vanthu rebuild --index-only
    expect 0 vanthu verify
    vanthu search 'đổi mới sáng tạo' | grep -q "$id"
}
