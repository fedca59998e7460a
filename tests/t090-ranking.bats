#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Which document stands first.

load lib

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export LC_ALL=C.UTF-8 LANGUAGE=en VANTHU_ARCHIVE="$BATS_TEST_TMPDIR/kho"
    vanthu init kho
    mkdir van-ban
}

# decree NUMBER ARTICLE TEXT: a file of one article, with the number in its first line
decree() {
    printf '%s\nĐiều %s. %s\n' "$1" "$2" "$3" >"van-ban/${1//\//-}-$2.txt"
}

# first QUERY: the file that is found first
first() {
    vanthu search --json --limit 1 "$1" | jq -r '.source | split("/") | last'
}

@test "of two decrees that say the same the later one stands first" {
    decree 31/2009/NĐ-CP 5 'Mức hỗ trợ hộ nuôi ong bị thiệt hại do bão là ba triệu đồng.'
    decree 77/2029/NĐ-CP 5 'Mức hỗ trợ hộ nuôi ong bị thiệt hại do bão là chín triệu đồng.'
    decree 52/2019/NĐ-CP 5 'Mức hỗ trợ hộ nuôi ong bị thiệt hại do bão là sáu triệu đồng.'
    vanthu add -r van-ban
    [ "$(first 'hỗ trợ hộ nuôi ong')" = 77-2029-NĐ-CP-5.txt ]
    [ "$(first 'Hộ nuôi ong bị thiệt hại do bão được hỗ trợ bao nhiêu tiền?')" = 77-2029-NĐ-CP-5.txt ]
}

@test "what is asked for outweighs the years" {
    decree 31/2009/NĐ-CP 5 'Hỗ trợ hộ nuôi ong lấy mật bị thiệt hại do bão, lũ.'
    decree 77/2029/NĐ-CP 5 'Hộ gia đình được hỗ trợ khi bão; người nuôi cá; tổ trưởng; ong mật là vật nuôi.'
    vanthu add -r van-ban
    [ "$(first 'hỗ trợ hộ nuôi ong lấy mật bị thiệt hại do bão lũ như thế nào')" = 31-2009-NĐ-CP-5.txt ]
}

@test "a number that is the first line tells the document and its year" {
    decree 31/2009/NĐ-CP 5 'Mức hỗ trợ hộ nuôi ong.'
    vanthu add -r van-ban
    vanthu list --json | jq -e '.number == "31" and .year == 2009 and .date == null'
    [ "$(first 'ong nam:2009')" = 31-2009-NĐ-CP-5.txt ]
    [ -z "$(first 'ong nam:2010')" ]
    [ "$(vanthu list year:2009 | wc -l)" -ge 1 ]
}

@test "a question with a remark in parentheses, or a quotation that nothing has, is answered" {
    decree 31/2009/NĐ-CP 5 'Hộ nuôi ong bị thiệt hại do bão được hỗ trợ ba triệu đồng.'
    decree 77/2029/NĐ-CP 6 'Tổ trưởng tổ dân phố lập danh sách các hộ.'
    vanthu add -r van-ban
    [ "$(first 'Hộ nuôi ong (cả ong rừng lấy mật) bị thiệt hại do bão thì được hỗ trợ mấy triệu?')" = 31-2009-NĐ-CP-5.txt ]
    [ "$(first 'Hộ "nuôi ong rừng" bị thiệt hại do bão thì được hỗ trợ mấy triệu, đúng hay sai?')" = 31-2009-NĐ-CP-5.txt ]
    [ -z "$(first '"nuôi ong rừng" bị thiệt hại')" ]
}
