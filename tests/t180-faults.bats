#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A part of what scripts/test-faults does in full: the disk fails at some call, nothing is lost.

@test "faults at calls drawn at random lose nothing that was acknowledged" {
    if ldd "$BUILD_DIR/.libs/libvanthu.so" | grep -q 'lib[at]san'; then
        skip "sanitizers want to be the first library of a program"
    fi
    run "$SOURCE_DIR/scripts/test-faults" --build "$BUILD_DIR" --sample 70
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "kills at random moments lose nothing that was acknowledged" {
    run "$SOURCE_DIR/scripts/test-kill" --vanthu "$VANTHU" --times 25 --seed "$RANDOM"
    echo "$output"
    [ "$status" -eq 0 ]
}
