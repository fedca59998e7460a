#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# t110-shared.bats: the same over real reports that lie beside the source tree and are not part of
# it. Skipped where they are not.
# shellcheck shell=bash disable=SC2154

load samples.bash

setup_file() {
    export SHARED=$SOURCE_DIR/../shared
    if [ -d "$SHARED/reports" ] && command -v jq >/dev/null; then
        make_archive "$SHARED/reports"
    fi
}

setup() {
    [ -d "$SHARED/reports" ] || skip "no real reports in $SHARED/reports"
    command -v jq >/dev/null || skip "jq is not installed"
    cd "$BATS_TEST_TMPDIR" || return
}

reports() { printf '%s\n' "$SHARED"/reports/0*.txt; }

@test "the plan is found in its section, with marks and without" {
    for query in 'Kế hoạch số 58/KH-UBND' 'ke hoach so 58/kh-ubnd'; do
        vanthu search --json --limit 100 --per-document 0 "$query" >hits
        for doc in 000 003; do
            jq -e -s --arg doc "/$doc" 'any(.[]; (.source | contains($doc))
                and (.section | index("1.2. Về ứng dụng công nghệ")))' hits
        done
        run jq -r .source hits
        [[ $output != */002.txt* ]]
    done
}

@test "originals come back byte for byte" {
    while IFS= read -r path; do
        name=${path##*/}
        vanthu get "$(id_of "${name:0:3}")" -o "$name"
        cmp "$path" "$name"
    done < <(reports)
}

@test "ref tells the plan of 2021 from that of 2022" {
    vanthu ref --json 52/KH-UBND | jq -e -s 'any(.[]; .year == 2021 and .date == "2021-06-22")'
}

@test "volumes list every document" {
    for volume in "$A"/volumes/*.tar.zst; do
        tar --zstd -tf "$volume"
    done >members
    while IFS= read -r id; do
        grep -q "$id" members
    done < <(jq -r .id "$ADDED")
}

@test "rebuild gives the same answers" {
    cp -a "$A" kho
    A=$PWD/kho
    answers() {
        vanthu search --json --limit 50 --per-document 0 58/KH-UBND
        vanthu ref --json --mentions 52/KH-UBND
    }
    answers >before
    rm -rf kho/catalog.sqlite* kho/index
    vanthu rebuild
    answers >after
    cmp before after
}

@test "every query finds what it must" {
    [ -e "$SHARED/references/queries.jsonl" ] || skip "no queries beside the reports"
    ask_all "$SHARED/references/queries.jsonl"
}

@test "mentions and relations as in the gold" {
    [ -d "$SHARED/references/gold" ] || skip "no gold beside the reports"
    reports | xargs -d '\n' "$VANTHU" refs --json >found
    score mentions "$SHARED/references/gold/mentions.jsonl" found 0.99
    score dates "$SHARED/references/gold/mentions.jsonl" found 0.99
    reports | xargs -d '\n' "$VANTHU" refs --json --relations >found
    score relations "$SHARED/references/gold/relations.jsonl" found 0.9
}

@test "headings and facts as in the gold" {
    [ -d "$SHARED/references/gold" ] || skip "no gold beside the reports"
    show_all >shown
    score facts "$SHARED/references/gold/documents.jsonl" shown 0.95
    jq -c '.doc as $doc | .outline[] | . + {doc: $doc}' shown >headings
    score outline "$SHARED/references/gold/outline.jsonl" headings 0.9
}
