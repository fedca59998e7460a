#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# vanthu check: a draft against the sample archive without the report of nine months of 2023.

load lib

setup_file() {
    export VANTHU_ARCHIVE="$BATS_FILE_TMPDIR/kho"
    "$VANTHU" -q init
    find "$SOURCE_DIR/samples" -name '0*' ! -name '016*' -print0 | xargs -0 "$VANTHU" -q add
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export LC_ALL=C.UTF-8
}

vanthu() { "$VANTHU" --lang en "$@"; }

# is VERDICT CANONICAL [SUGGESTION]: what check says of the draft's reference
is() {
    vanthu -q check --json draft.txt >out || [ $? -eq 1 ]
    jq -e -s --arg c "$2" --arg v "$1" --arg s "${3:-}" \
        'any(.[]; .canonical == $c and .verdict == $v and
            ($s == "" or ((.suggestion // "") | contains($s))))' out
}

@test "a sound draft has no findings" {
    echo 'Thực hiện Kế hoạch số 58/KH-UBND ngày 09/3/2022 của UBND tỉnh.' >draft.txt
    expect 0 vanthu check draft.txt
    [ "$output" = "references: 1 sound, 0 to look at, 0 not checked" ]
    is ok 58/KH-UBND
}

@test "unknown numbers, and numbers of other years" {
    echo 'Căn cứ Quyết định số 9999/QĐ-UBND ngày 01/2/2023 và Kế hoạch số 58/KH-UBND ngày 05/5/2016.' >draft.txt
    expect 1 vanthu check draft.txt
    is unknown 9999/QĐ-UBND
    is unknown 58/KH-UBND
}

@test "a digit off a number that is known with that date" {
    echo 'Quyết định số 1332/QĐ-TTg ngày 31/8/2020 của Thủ tướng Chính phủ' >draft.txt
    is probable_typo 1332/QĐ-TTg 1322/QĐ-TTg
}

@test "another date than the document has" {
    echo 'Kế hoạch số 58/KH-UBND ngày 13/4/2021 của UBND tỉnh' >draft.txt
    is misdated 58/KH-UBND 2021-04-12
    echo 'Nghị định số 43/2017/NĐ-CP ngày 14/4/2018' >draft.txt
    is misdated 43/2017/NĐ-CP 2017-04-14
}

@test "amended, replaced, repealed since; not when the draft says so itself" {
    printf '%s\n' 'Theo Kế hoạch số 58/KH-UBND ngày 12/4/2021;' \
        'theo Quyết định số 34/2019/QĐ-UBND ngày 30/9/2019;' \
        'theo Nghị quyết số 21/2019/NQ-HĐND ngày 11/7/2019.' >draft.txt
    is amended 58/KH-UBND 1207/QĐ-UBND
    is replaced 34/2019/QĐ-UBND 26/2022/QĐ-UBND
    is repealed 21/2019/NQ-HĐND 17/2022/NQ-HĐND
    expect 1 vanthu check draft.txt
    [[ ${lines[0]} == "draft.txt:1: 58/KH-UBND: amended since: 1207/QĐ-UBND, 20/8/2021" ]]
    [[ $output == *"3 to look at"* ]]
    echo 'Quyết định số 26/2022/QĐ-UBND ngày 21/10/2022 thay thế Quyết định số 34/2019/QĐ-UBND ngày 30/9/2019.' >draft.txt
    is ok 34/2019/QĐ-UBND
    echo 'Kế hoạch số 58/KH-UBND ngày 12/4/2021 (sửa đổi tại Quyết định số 1207/QĐ-UBND ngày 20/8/2021).' >draft.txt
    is ok 58/KH-UBND
}

@test "a number that several years have" {
    echo 'Tiếp tục Kế hoạch số 58/KH-UBND của UBND tỉnh.' >draft.txt
    is ambiguous 58/KH-UBND 12/4/2021
    echo 'Kế hoạch số 58/KH-UBND ngày 09/3/2022. Theo Kế hoạch số 58/KH-UBND, sở đã họp.' >draft.txt
    expect 0 vanthu check draft.txt
}

@test "laws by name are counted, not passed over" {
    echo 'Căn cứ Luật Lưu trữ năm 2024.' >draft.txt
    expect 0 vanthu check draft.txt
    [[ $output == *"1 not checked"* ]]
    vanthu -q check --json draft.txt | jq -e '.verdict == "not_checked"'
}

@test "marks, dashes and case are normalised first; offsets are those of the file" {
    printf '\357\273\277Ke hoach so 58/kh–ubnd ngay 12/4/2021\r\n' >draft.txt
    is amended 58/KH-UBND
    [ "$(dd if=draft.txt bs=1 skip="$(jq .start out)" count=$(($(jq .end out) - $(jq .start out))) 2>/dev/null)" = \
        "$(jq -r .raw out)" ]
}

@test "several files, standard input, and files that cannot be read" {
    echo '58/KH-UBND ngày 09/3/2022' >draft.txt
    expect 3 vanthu check missing.txt draft.txt
    [[ $output == *missing.txt*"1 sound"* ]]
    expect 0 vanthu check - <draft.txt
    printf 'a\0b' >binary
    expect 3 vanthu check binary
    : >empty.txt
    expect 0 vanthu check empty.txt
    expect 2 vanthu check
    expect 5 vanthu -A /nowhere check draft.txt
}
