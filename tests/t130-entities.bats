#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# One number, several documents: told apart by year and by the office that issued them.

load lib

# letter FILE OFFICE PLACE NUMBER DATE BODY: a report with a head by Decree 30/2020/NĐ-CP
letter() {
    printf '%s\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nSố: %s\n\n%s, %s\n\n' \
        "$2" "$4" "$3" "$5" >"$1"
    printf 'BÁO CÁO\nKết quả công tác năm\n\n%s\n' "$6" >>"$1"
}

setup_file() {
    export VANTHU_ARCHIVE="$BATS_FILE_TMPDIR/kho"
    "$VANTHU" -q init
    mkdir "$BATS_FILE_TMPDIR/van-ban"
    cd "$BATS_FILE_TMPDIR/van-ban" || return 1
    letter a.txt 'UBND TỈNH LÂM ĐỒNG' 'Lâm Đồng' 11/BC-UBND 'ngày 5 tháng 12 năm 2021' \
        'Thực hiện Kế hoạch số 58/KH-UBND ngày 13/7/2021 của UBND tỉnh về chuyển đổi số, Quyết định số 12/QĐ-SYT. Kế hoạch số 58/KH-UBND đã xong.'
    letter b.txt 'UBND TỈNH CÀ MAU' 'Cà Mau' 12/BC-UBND 'ngày 6 tháng 12 năm 2021' \
        'Thực hiện Kế hoạch số 58/KH-UBND ngày 2/3/2021 của UBND tỉnh về phòng, chống hạn mặn.'
    letter c.txt 'BỘ THÔNG TIN VÀ TRUYỀN THÔNG' 'Hà Nội' 13/BC-BTTTT 'ngày 8 tháng 12 năm 2021' \
        'Có Kế hoạch số 58/KH-UBND ngày 13/7/2021 của UBND tỉnh Lâm Đồng; Kế hoạch số 58/KH-UBND ngày 02/3/2021 của Ủy ban nhân dân tỉnh Cà Mau.'
    letter d.txt 'SỞ NỘI VỤ' 'Cà Mau' 14/BC-SNV 'ngày 8 tháng 12 năm 2021' \
        'Kế hoạch số 58/KH-UBND của UBND tỉnh được thực hiện tốt.'
    letter e.txt 'UBND HUYỆN ĐỨC TRỌNG' 'Đức Trọng' 15/BC-UBND 'ngày 8 tháng 12 năm 2021' \
        'Kế hoạch số 58/KH-UBND ngày 13/7/2021 của UBND tỉnh được triển khai. Nghị định số 45/2020/NĐ-CP ngày 08/4/2020. Chương trình số 15-CTr/TU ngày 31/3/2014.'
    letter g.txt 'UBND TỈNH LÂM ĐỒNG' 'Lâm Đồng' 16/BC-UBND 'ngày 9 tháng 12 năm 2021' \
        'Nghị định số 45/2020/NĐ-CP ngày 22/5/2020. Chương trình số 15-CTr/TU ngày 31/3/2012. Kế hoạch số 711/KH-UBND ngày 05/5/2021.'
    letter h.txt 'UBND TỈNH LÂM ĐỒNG' 'Lâm Đồng' 17/BC-UBND 'ngày 10 tháng 12 năm 2021' \
        'Theo Nghị định số 45/2020/NĐ-CP ngày 08/4/2020, có hiệu lực thi hành từ ngày 22/5/2020. Chương trình số 15-CTr/TU đang thực hiện. Kế hoạch số 741/KH-UBND ngày 05/5/2021.'
    letter i.txt 'UBND TỈNH LÂM ĐỒNG' 'Lâm Đồng' 18/BC-UBND 'ngày 11 tháng 12 năm 2021' \
        'Theo Kế hoạch số 741/KH-UBND ngày 05/5/2021 của UBND tỉnh.'
    "$VANTHU" -q add -r .
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export LC_ALL=C.UTF-8
}

vanthu() { "$VANTHU" --lang en "$@"; }

@test "two provinces with one number are two plans" {
    vanthu ref --json --mentions 58/KH-UBND >out
    jq -e -s 'length == 2' out
    jq -e -s '.[] | select(.date == "2021-07-13") | .issuer == "UBND tỉnh Lâm Đồng" and .documents == 3' out
    jq -e -s '.[] | select(.date == "2021-03-02") | .issuer == "Ủy ban nhân dân tỉnh Cà Mau" and
        .documents == 3 and .title == "về phòng, chống hạn mặn"' out
    jq -e -s 'all(.[]; .conflicts == [])' out
}

@test "a mention without a date goes with the office that wrote it, or with its own document" {
    vanthu ref --json --mentions 58/KH-UBND >out
    jq -e -s '.[] | select(.date == "2021-07-13") | .mentions == 4' out
    jq -e -s '.[] | select(.date == "2021-03-02") | [.where[].resolved] | contains(["unique"])' out
}

@test "who cites it stands on the page, the newest document first" {
    vanthu ref --json --mentions 45/2020/NĐ-CP >out
    jq -e '[.where[].document]' out >cited
    vanthu list --json >all
    for id in $(jq -r '.[]' cited); do
        jq -r --arg id "$id" 'select(.id == $id) | .date' all
    done >dates
    sort -r dates | cmp - dates
    [ "$(head -n 1 dates)" = 2021-12-10 ]
    vanthu ref 45/2020/NĐ-CP | grep -q "$(jq -r '.[0]' cited)"
    [ "$(vanthu ref 58/KH-UBND | grep -c 'more places')" = 0 ]
}

@test "the day of effect given for the day of issue is told apart from a wrong date" {
    vanthu ref --json 45/2020/NĐ-CP >out
    jq -e -s 'length == 1 and .[0].date == "2020-04-08" and .[0].conflicts ==
        ["45/2020/NĐ-CP is dated 2020-04-08; 2020-05-22 is the day it takes effect (1 mentions)"]' out
    vanthu ref 45/2020/NĐ-CP | grep -q '45/2020/NĐ-CP is dated 8/4/2020; 22/5/2020 is the day'
    echo 'Căn cứ Nghị định số 45/2020/NĐ-CP ngày 22/5/2020 của Chính phủ' >draft.txt
    expect 1 vanthu check draft.txt
    [[ $output == *"takes effect"* ]]
}

@test "a programme of the Party without a date is not one of an earlier term" {
    vanthu ref --json --mentions 15-CTr/TU >out
    jq -e -s 'any(.[]; .year == null and .where[0].resolved == "open")' out
}

@test "stats --references lists the most cited, what is not held, and what disagrees" {
    vanthu stats --references --json >out
    jq -e -s '[.[] | select(.list == "cited")][0] | .canonical == "58/KH-UBND" and .documents == 3' out
    jq -e -s 'any(.[]; .list == "missing" and .canonical == "45/2020/NĐ-CP" and .documents == 3)' out
    jq -e -s 'any(.[]; .list == "conflict" and .canonical == "711/KH-UBND" and
        (.conflict | contains("741/KH-UBND")))' out
    jq -e -s 'any(.[]; .list == "conflict" and .canonical == "45/2020/NĐ-CP")' out
    expect 0 vanthu stats --references -n 1
    [[ $output == *"Cited, but not in this archive"* ]]
}

@test "with a day only the plan of that day is found, and what cites it" {
    vanthu search --json 'Kế hoạch số 58/KH-UBND ngày 13/7/2021' >out
    jq -e -s 'map(.source | split("/")[-1]) | sort == ["a.txt", "c.txt", "e.txt"]' out
    vanthu search --json '58/KH-UBND ngày 2 tháng 3 năm 2021' >out
    jq -e -s 'map(.source | split("/")[-1]) | sort == ["b.txt", "c.txt"]' out
    vanthu search --json '45/2020/NĐ-CP ngày 22/5/2020' >out # its number tells the year
    jq -e -s 'length == 3 and (.[0].source | endswith("g.txt"))' out
}

@test "of two provinces' plans of a year the day tells which one is looked up" {
    vanthu ref --json 'Kế hoạch số 58/KH-UBND ngày 13/7/2021' | jq -es 'length == 1 and .[0].date == "2021-07-13"'
    vanthu ref --json '58/KH-UBND 2/3/2021' | jq -es 'length == 1 and .[0].date == "2021-03-02"'
    vanthu ref --json '58/KH-UBND ngày 1/1/2021' | jq -es 'length == 2' # none is of that day
}

@test "a year that is said behind a number is that of the document" {
    mkdir nam
    export VANTHU_ARCHIVE=$PWD/nam/kho
    vanthu -q init
    letter nam/a.txt 'UBND TỈNH CÀ MAU' 'Cà Mau' 1/BC-UBND 'ngày 5 tháng 12 năm 2021' \
        'Có Kế hoạch số 58/KH-UBND ngày 13/7/2021 và Kế hoạch số 211/KH-UBND ngày 28/12/2021.'
    letter nam/b.txt 'UBND TỈNH CÀ MAU' 'Cà Mau' 2/BC-UBND 'ngày 5 tháng 12 năm 2022' \
        'Có Kế hoạch số 58/KH-UBND ngày 14/6/2022.'
    letter nam/c.txt 'UBND TỈNH CÀ MAU' 'Cà Mau' 3/BC-UBND 'ngày 5 tháng 12 năm 2023' \
        'Theo Kế hoạch số 58/KH-UBND năm 2021, Kế hoạch số 211/KH-UBND năm 2022 của UBND tỉnh.'
    vanthu -q add nam/*.txt
    vanthu ref --json --mentions --year 2021 58/KH-UBND >out
    jq -e '.documents == 2 and [.where[].resolved] == ["stated", "stated"]' out
    vanthu ref --json --mentions --year 2022 58/KH-UBND >out
    jq -e '.documents == 1' out
    vanthu ref --json --mentions 211/KH-UBND >out # the plan for 2022
    jq -e -s 'length == 1 and .[0].date == "2021-12-28" and .[0].documents == 2' out
    vanthu search --json '58/KH-UBND năm 2021' >out
    jq -e -s 'map(.source | split("/")[-1]) == ["c.txt", "a.txt"]' out
    printf 'Theo các Kế hoạch số 58/KH-UBND năm 2021, 58/KH-UBND năm 2020, 211/KH-UBND năm 2022.\n' >draft.txt
    expect 1 vanthu -q check --json draft.txt
    [ "$(jq -r .verdict <<<"$output")" = "$(printf 'ok\nunknown\nok')" ]
}
