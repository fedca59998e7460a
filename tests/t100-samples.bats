#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# t100-samples.bats: the main job from end to end, over the sample reports: archive, search, look
# references up, get the originals back, do without the catalogue, read without vanthu.
# shellcheck shell=bash disable=SC2154

load samples.bash

setup_file() {
    if command -v jq >/dev/null; then
        make_archive "$SOURCE_DIR/samples"
    fi
}

setup() {
    command -v jq >/dev/null || skip "jq is not installed"
    cd "$BATS_TEST_TMPDIR" || return
}

samples() { printf '%s\n' "$SOURCE_DIR"/samples/0*; }

@test "add takes every sample and says what it is" {
    run jq -s -r 'map(select((.source | split("/")[-1]) | test("^0"))) | length' "$ADDED"
    [ "$output" = "$(samples | wc -l)" ]
    run jq -r 'select(.status != "added") | .source' "$ADDED"
    [ -z "$output" ]
    jq -e -s 'any(.[]; (.source | test("/006-")) and (.number | startswith("58"))
        and .date == "2021-04-12" and .sections == 10 and .mentions >= 5)' "$ADDED"
}

@test "the same reports again are known, not stored twice" {
    vanthu add --json "$SOURCE_DIR"/samples/0* >again
    [ "$(jq -r .status again | sort -u)" = known ]
    [ "$(jq -r .id again | sort)" = "$(jq -r 'select(.source | test("/0[^/]*$")) | .id' "$ADDED" | sort)" ]
}

@test "a search for the plan names its sections over the years" {
    vanthu search --json --limit 100 'Kế hoạch số 58/KH-UBND' >hits
    [ "$(jq -r '.year // empty' hits | sort -u | tr '\n' ' ')" = "2021 2022 2023 " ]
    jq -e -s 'any(.[]; (.source | test("/010-")) and (.section | index("2.1. Kết quả hỗ trợ dự án"))
        and (.mentions | index("58/KH-UBND")))' hits
    run vanthu search 'Kế hoạch số 58/KH-UBND'
    [ "$status" -eq 0 ]
    [[ $output == *58/KH-UBND* ]]
}

@test "the plan itself is one place, and found by its words all the same" {
    vanthu search --json --limit 100 --per-document 0 'Kế hoạch số 58/KH-UBND' >hits
    jq -e -s 'map(select(.source | test("/006-"))) | length == 1' hits
    vanthu search --json --per-document 0 'so:58/KH-UBND nam:2021 loai:KH' | jq -e -s 'length == 1'
    vanthu search --json 'Kế hoạch số 58/KH-UBND "bố trí kinh phí"' | jq -e -s '.[0].source | test("/006-")'
}

@test "with a year the plan of that year comes first" {
    for year in 2021 2022; do
        vanthu ref --json --mentions --year "$year" 58/KH-UBND |
            jq -r '.where[].document, .held // empty' | sort -u >citing
        vanthu search --json --limit 3 "kế hoạch 58/KH-UBND năm $year" | jq -r .id >first
        [ -s first ]
        run grep -v -x -f citing first
        [ "$status" -eq 1 ]
    done
}

@test "one number, two plans: ref tells them apart by year" {
    vanthu ref --json 58/KH-UBND >two
    run jq -r '[.canonical, .type, .year, .date] | @tsv' two
    [ "$(sort <<<"$output")" = $'58/KH-UBND\tKế hoạch\t2021\t2021-04-12
58/KH-UBND\tKế hoạch\t2022\t2022-03-09' ]
    [ "$(jq -r 'select(.year == 2021) | .held' two)" = "$(id_of 006)" ]
    [ "$(jq -r 'select(.year == 2022) | .held' two)" = null ]
    [ "$(vanthu ref --json --year 2022 58/KH-UBND | jq -r .date)" = 2022-03-09 ]
    [ "$(vanthu ref --json --year 2022 'ke hoach 58/kh-ubnd' | jq -r .date)" = 2022-03-09 ]
}

@test "a mention without a date finds its plan inside the document" {
    vanthu ref --json --mentions --year 2021 58/KH-UBND >plan
    jq -e -s --arg id "$(id_of 008)" '[.[].where[] | select(.document == $id) | .resolved]
        == ["stated", "document"]' plan
    jq -e -s --arg id "$(id_of 009)" '[.[].where[] | select(.document == $id) | .raw]
        == ["Kế hoạch số 58/KH-UBND", "KH 58"]' plan
}

@test "a held plan tells what amended it, and the decision what it amends" {
    vanthu ref --json --year 2021 58/KH-UBND |
        jq -e -s 'any(.[].relations[]; .relation == "amends" and .direction == "in"
            and .canonical == "1207/QĐ-UBND")'
    vanthu ref --json 1207/QĐ-UBND | jq -e -s --arg held "$(id_of 007)" '.[0].held == $held
        and any(.[].relations[]; .relation == "amends" and .direction == "out"
            and .canonical == "58/KH-UBND")'
    # once, by the decision itself, though a report tells it too
    vanthu ref --json --year 2021 58/KH-UBND | jq -e --arg actor "$(id_of 007)" '
        [.relations[] | select(.relation == "amends")] | length == 1
            and .[0].canonical == "1207/QĐ-UBND" and .[0].date == "2021-08-20"
            and .[0].document == $actor'
}

@test "a wrong year and a wrong digit are reported as conflicts" {
    run vanthu ref --json 15-CTr/TU
    [ "$status" -eq 0 ]
    [ "$(jq -r -s 'map(.conflicts | length) | add' <<<"$output")" -gt 0 ]
    [[ $output == *2021-03-26* && $output == *2022-03-26* ]]
    run vanthu ref --json 1332/QĐ-TTg
    [ "$status" -eq 0 ]
    jq -e -s 'map(.conflicts) | tostring | contains("1322/QĐ-TTg")' <<<"$output"
}

@test "an unknown reference is not found" {
    run vanthu ref --json 999/KH-UBND
    [ "$status" -eq 1 ]
}

@test "every original comes back byte for byte" {
    while IFS= read -r path; do
        name=${path##*/}
        vanthu get "$(id_of "${name:0:3}")" -o "$name"
        cmp "$path" "$name"
        vanthu get "$(id_of "${name:0:3}")" | cmp "$path" -
    done < <(samples)
}

@test "the text of an NFD or CRLF original is clean" {
    vanthu get --text "$(id_of 005)" >text
    grep -q 'Tổng kết công tác khoa học và công nghệ năm 2020' text
    run vanthu get --text "$(id_of 008)"
    [[ $output != *$'\r'* && $output == *'58/KH-UBND'* ]]
    run vanthu get --text "$(id_of 011)"
    [[ $output == UBND* ]]
}

@test "show knows the facts of every document" {
    show_all >shown
    score facts "$TESTS_DIR/samples-documents.jsonl" shown 0.97
}

@test "show knows the headings of every document" {
    show_all | jq -c '.doc as $doc | .outline[] | . + {doc: $doc}' >shown
    score outline "$TESTS_DIR/samples-outline.jsonl" shown 0.97
    score levels "$TESTS_DIR/samples-outline.jsonl" shown 0.95
}

@test "a clause of an article is given, though it is no heading" {
    vanthu get --text --section 'Điều 1/khoản 2' "$(id_of 007)" >clause
    [[ $(head -1 clause) == '2. Bổ sung điểm d vào sau điểm c'* ]]
    [ "$(grep -c . clause)" -eq 1 ]
    [ "$(vanthu get --text --section 'điều 1/2' "$(id_of 007)")" = "$(cat clause)" ]
    run vanthu get --text --section 'Điều 1/khoản 9' "$(id_of 007)"
    [ "$status" -eq 1 ]
}

@test "refs finds the mentions of the samples, with dates and types" {
    samples | xargs -d '\n' "$VANTHU" refs --json >found
    score mentions "$TESTS_DIR/samples-mentions.jsonl" found 0.99
    score dates "$TESTS_DIR/samples-mentions.jsonl" found 0.99
    score types "$TESTS_DIR/samples-mentions.jsonl" found 0.99
}

@test "refs gives offsets into the bytes of the file, whatever its form" {
    for doc in 005 008 011; do
        path=$(samples | grep "/$doc-")
        "$VANTHU" refs --json "$path" | jq -r '[.start, .end - .start] | @tsv' >places
        [ -s places ]
        while read -r start length; do
            tail -c +$((start + 1)) "$path" | head -c "$length" | grep -q '[0-9/-]'
        done <places
        "$VANTHU" refs --json "$path" | jq -r 'select(.kind == "full") | .canonical' >canonical
        grep -q / canonical
    done
}

@test "refs finds what one document does to another" {
    samples | xargs -d '\n' "$VANTHU" refs --json --relations >found
    score relations "$TESTS_DIR/samples-relations.jsonl" found 0.95
}

@test "every query of the samples finds what it must and nothing that it must not" {
    ask_all "$TESTS_DIR/samples-queries.jsonl"
}

@test "stats counts the documents" {
    run vanthu stats --json
    [ "$status" -eq 0 ]
    [[ $output == *'"documents"'*"$(jq -r .sha256 "$ADDED" | sort -u | wc -l)"* ]]
}

@test "verify finds nothing wrong" {
    run vanthu verify
    [ "$status" -eq 0 ]
}

@test "plain tar reads every original" {
    for volume in "$A"/volumes/*.tar.zst; do
        tar --zstd -xf "$volume"
    done
    find . -name 'original.*' -type f -exec sha256sum {} + | cut -d ' ' -f 1 | sort >originals
    jq -r .sha256 "$ADDED" | sort >added
    cmp originals added
}

@test "rebuild from the volumes alone gives the same answers" {
    cp -a "$A" kho
    A=$PWD/kho
    answers() {
        vanthu search --json --limit 50 --per-document 0 58/KH-UBND
        vanthu search --json 'không gian khởi nghiệp'
        vanthu ref --json --mentions 58/KH-UBND
        vanthu ref --json 15-CTr/TU
        vanthu show --json "$(id_of 014)"
    }
    answers >before
    rm -rf kho/catalog.sqlite* kho/index
    vanthu rebuild
    answers >after
    cmp before after
    vanthu verify
}

@test "ref --dot draws the neighbours" {
    vanthu --lang en ref --dot --year 2021 58/KH-UBND >graph
    [ "$(head -n 1 graph)" = "digraph {" ]
    grep -q '"1207/QĐ-UBND\\n20/8/2021" -> "58/KH-UBND\\n12/4/2021" \[label="amends"\];' graph
    [ "$(tail -n 1 graph)" = "}" ]
    vanthu --lang vi ref --dot 58/KH-UBND | grep -q 'label="sửa đổi, bổ sung"'
}
