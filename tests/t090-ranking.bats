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

@test "a paragraph of a report finds its place, whatever it cites" {
    cat >van-ban/bao-cao.txt <<'EOT'
SỞ Y TẾ

Số: 5/BC-SYT

Cà Mau, ngày 5 tháng 12 năm 2021

BÁO CÁO
Kết quả phòng, chống dịch

Thực hiện Kế hoạch số 58/KH-UBND ngày 13/7/2021 của UBND tỉnh (giai đoạn 2021 -2025), Sở đã
chỉ đạo 12 trung tâm y tế tổ chức tiêm chủng cho 95% người trên 18 tuổi; phối hợp với "tổ Covid
cộng đồng" theo Quyết định số 38/QĐ-SYT ngày 04/5/2021 truy vết các trường hợp tiếp xúc gần.
EOT
    printf 'Kế hoạch số 58/KH-UBND ngày 13/7/2021 và Quyết định số 38/QĐ-SYT ngày 04/5/2021.\n' >van-ban/khac.txt
    decree 58/2021/NĐ-CP 5 'Người trên 18 tuổi được tiêm chủng tại trung tâm y tế.'
    vanthu add -r van-ban
    paragraph=$(sed -n '/^Thực hiện/,$p' van-ban/bao-cao.txt)
    [ "$(first "$paragraph")" = bao-cao.txt ]
    # its end, and what another report says of something that is not there
    [ "$(first "${paragraph#*tiêm chủng} theo Nghị định số 99/2020/NĐ-CP và Kế hoạch số 77/KH-UBND")" = bao-cao.txt ]
    # few words are all meant, and the number too
    [ -z "$(first 'Kế hoạch số 77/KH-UBND về tiêm chủng cho người trên 18 tuổi')" ]
    [ "$(first 'Kế hoạch số 58/KH-UBND về tiêm chủng mở rộng cho người trên 18 tuổi')" = bao-cao.txt ]
}

@test "a question with a remark in parentheses, or a quotation that nothing has, is answered" {
    decree 31/2009/NĐ-CP 5 'Hộ nuôi ong bị thiệt hại do bão được hỗ trợ ba triệu đồng.'
    decree 77/2029/NĐ-CP 6 'Tổ trưởng tổ dân phố lập danh sách các hộ.'
    vanthu add -r van-ban
    [ "$(first 'Hộ nuôi ong (cả ong rừng lấy mật) bị thiệt hại do bão thì được hỗ trợ mấy triệu?')" = 31-2009-NĐ-CP-5.txt ]
    [ "$(first 'Hộ "nuôi ong rừng" bị thiệt hại do bão thì được hỗ trợ mấy triệu, đúng hay sai?')" = 31-2009-NĐ-CP-5.txt ]
    [ -z "$(first '"nuôi ong rừng" bị thiệt hại')" ]
}
