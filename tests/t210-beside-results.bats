#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a search tells beside its results: counts by facet, and words that nothing has.

load lib

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export LC_ALL=C.UTF-8 LANGUAGE=en VANTHU_ARCHIVE="$BATS_TEST_TMPDIR/kho"
    vanthu init kho
    mkdir van-ban
    printf 'Nghiệm thu trạm bơm Đồng Sến.\n' >van-ban/a.txt
    printf 'Sửa trạm bơm, thay máy bơm.\n' >van-ban/b.txt
    printf '<html><body><p>Trạm bơm chạy thử.</p></body></html>' >van-ban/c.html
    vanthu add -r van-ban
}

# facet NAME: values of a facet for "trạm bơm", with their documents
facet() {
    vanthu search --json --facets 'trạm bơm' |
        jq -r --arg name "$1" 'select(.facet == $name) | "\(.value) \(.documents)"' | sort
}

@test "documents are counted by format" {
    [ "$(facet format)" = "$(printf 'text/html 1\ntext/plain 2')" ]
}

@test "a word that nothing has is told, with the one that is meant" {
    run --separate-stderr vanthu search 'trạmm bơm'
    [ "$status" -eq 1 ]
    [[ $stderr == *'no document has "trạmm": did you mean "trạm"?'* ]]
    run --separate-stderr vanthu search 'trma bơm'
    [[ $stderr == *'did you mean "trạm"?'* ]]
    run --separate-stderr vanthu search 'nghiệm thu trạm bơm Đồng Sén'
    [[ $stderr != *'did you mean'* ]] # sén is sến with other marks
    run --separate-stderr vanthu search 'trạm bơm'
    [[ $stderr != *'no document has'* ]]
}
