#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a search tells beside its results: counts by facet, words that nothing has; and that a field
# means the same in a search and in a list.

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

@test "documents without a date are counted too" {
    printf 'SỞ Y TẾ\n\nSố: 5/BC-SYT\n\nCà Mau, ngày 5 tháng 12 năm 2021\n\nBÁO CÁO\nTrạm bơm\n' >van-ban/d.txt
    vanthu -q add van-ban/d.txt
    [ "$(facet year)" = "$(printf '2021 1\nnull 3')" ]
    [ "$(facet type)" = "$(printf 'Báo cáo 1\nnull 3')" ]
    run --separate-stderr vanthu search 'trạm bơm'
    [[ $stderr == *'4 documents, 4 places; by year: 2021: 1, not known: 3'* ]]
    for beyond in --offset=10 --limit=0; do
        run --separate-stderr vanthu search "$beyond" 'trạm bơm'
        [ -z "$output" ]
        [[ $stderr == *'4 documents, 4 places; by year: 2021: 1, not known: 3'* ]]
    done
    vanthu search --count --facets 'trạm bơm' >out
    [ "$(head -n 1 out)" = '4 documents, 4 places' ]
    grep -q '^year  *3  not known$' out
    vanthu search --count --facets --json 'trạm bơm' | jq -es '.[0].documents == 4 and .[1].facet == "year"'
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

@test "an abbreviation whose words are found is no slip" {
    echo 'Phát triển khoa học và công nghệ tại trạm.' >van-ban/d.txt
    vanthu -q add van-ban/d.txt
    for typed in KHCN 'KH&CN' 'trạm KHCN'; do
        run --separate-stderr vanthu search "$typed"
        [ "$status" -eq 0 ]
        [[ $stderr != *'did you mean'* ]]
    done
    run --separate-stderr vanthu search 'trạmm KHCN'
    [[ $stderr == *'did you mean "trạm"'* ]]
}

# office FILE OFFICE NUMBER DATE TITLE BODY
office() {
    printf '%s\n\nSố: %s\n\nCà Mau, %s\n\nBÁO CÁO\n%s\n\n%s\n' "$2" "$3" "$4" "$5" "$6" >"van-ban/$1"
}

@test "a field means the same in a search and in a list" {
    office d.txt 'ỦY BAN NHÂN DÂN TỈNH CÀ MAU' 58/BC-UBND 'ngày 5 tháng 12 năm 2021' \
        'Kết quả 9 tháng về kế hoạch phát triển' 'Theo Kế hoạch số 12/KH-UBND ngày 01/3/2021.'
    office e.txt 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG' 12/BC-STTTT 'ngày 5 tháng 9 năm 2019' \
        'Kết quả năm 2019 về CNTT' 'Theo Quyết định số 58/QĐ-UBND ngày 01/3/2018.'
    office g.txt 'UBND TỈNH CÀ MAU' 7/BC-UBND 'ngày tháng 9 năm 2021' \
        'Kết quả công tắc điện' 'Theo Quyết định số 158/QĐ-UBND ngày 01/3/2018.'
    vanthu -q add van-ban/*.txt
    while IFS=$'\t' read -r filter names; do
        for name in ${names//,/ }; do echo "$name"; done >want
        for command in search list; do
            status=0
            vanthu -q "$command" --json "$filter" >out || status=$?
            jq -r '.source | split("/")[-1]' out | sort | cmp - want || {
                echo "$command $filter"
                cat out
                return 1
            }
            [ "$status" -eq "$([ -s want ] && echo 0 || echo 1)" ]
        done
    done <<'EOT'
so:58	d.txt,e.txt
so:58/BC-UBND	d.txt
so:158	g.txt
so:12/KH-UBND	d.txt
số:"12 / KH – UBND"	d.txt
ref:12	d.txt,e.txt
tieude:9	d.txt
tieude:19	
tieude:2019	e.txt
tieude:"tháng 9"	d.txt
tieude:"ke hoach"	d.txt
tieude:"công tắc"	g.txt
tieude:"công nghệ thông tin"	e.txt
loai:BC	d.txt,e.txt,g.txt
loai:báo	
co-quan:UBND	d.txt,g.txt
coquan:"UBND tỉnh"	d.txt,g.txt
coquan:"ủy ban nhân dân"	d.txt,g.txt
coquan:"tinh ca mau"	d.txt,g.txt
Cơ_quan:STTTT	e.txt
issuer:xylophone	
nam:2021..	d.txt,g.txt
nam:..2020	e.txt
nam:2021..2019	d.txt,e.txt,g.txt
tu:1/9/2021	d.txt
tu:2021-09	d.txt,g.txt
den:2021	d.txt,e.txt,g.txt
den:30/9/2021	e.txt,g.txt
ngay:5/12/2021	d.txt
ngày:2021-09	g.txt
EOT
}

@test "a list leaves out what has a minus, and tells what it does not understand" {
    office d.txt 'SỞ Y TẾ' 5/BC-SYT 'ngày 5 tháng 12 năm 2021' 'Kết quả tiêm chủng' Hết.
    office e.txt 'SỞ Y TẾ' 6/BC-SYT 'ngày 5 tháng 12 năm 2022' 'Kết quả khám bệnh' Hết.
    vanthu -q add van-ban/*.txt
    [ "$(vanthu list --json coquan:SYT -nam:2021 | jq -r .number)" = 6 ]
    [ "$(vanthu list --json -nam:2021 coquan:SYT | jq -r .number)" = 6 ]
    [ "$(vanthu list --json coquan:SYT '-tiêm chủng' | jq -r .number)" = 6 ]
    [ "$(vanthu search --json -nam:2021 coquan:SYT | jq -r .number)" = 6 ]
    expect 2 vanthu list nam:nay
    [[ $output == *'not a year, date or range'* ]]
    expect 2 vanthu list tu:31/2/2021
    expect 2 vanthu list diadanh:Cà
    [[ $output == *'unknown field'* ]]
    expect 2 vanthu list -failed
    office g.txt 'SỞ Y TẾ' 7/BC-SYT 'ngày 31 tháng 2 năm 2020' 'Kết quả quý I' Hết. # a slip
    vanthu -q add van-ban/g.txt
    [ "$(vanthu list --json ngay:2020-02 | jq -r .date)" = 2020-02 ]
    expect 2 vanthu add --set ngay=30/2/2020 van-ban/g.txt
    vanthu -q export --bagit goi -nam:2021 coquan:SYT
    [ "$(find goi/data -name '*.txt' | wc -l)" -eq 2 ]
}
