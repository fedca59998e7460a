#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Files that are locked, cut off, made to harm or not what they say (tests/hostile.py makes them).
# Each is archived as it is and listed with its reason, and the rest goes on.
# shellcheck shell=bash disable=SC2154

load lib

setup_file() {
    export FILES=$BATS_FILE_TMPDIR/files
    python3 "$TESTS_DIR/hostile.py" "$FILES"
}

setup() {
    session
    report good.txt 7 "07 tháng 7 năm 2021"
}

teardown() {
    [ ! -d kho ] || vanthu -q verify
}

# take STATUS FOLDER: adds the folder and then a good file; what add says is in `rows`. All that is
# stored under its own name comes back bit for bit.
take() {
    local id path
    run bash -c '"$VANTHU" add --json -r "$0" good.txt 2>messages >rows' "$FILES/$2"
    [ "$status" -eq "$1" ] || {
        echo "exit status $status, not $1"
        cat messages rows
        return 1
    }
    jq -e -s 'last | .status == "added" and .number == "7" and .reason == null' rows
    while IFS=$'\t' read -r id path; do
        [ ! -f "$path" ] || vanthu get "$id" | cmp - "$path"
    done < <(jq -r '[.id, .source] | @tsv' rows)
}

# reasons: lines "FILE: REASON" that must be among the rows, and no other file has a reason.
reasons() {
    jq -r 'select(.reason) | "\(.source | split("/")[-1]): \(.reason)"' rows | sort >found
    sort >wanted
    diff wanted found
}

# id_of NAME: the id of what came from such a file or member.
id_of() { jq -r --arg name "/$1" 'select(.source | endswith($name)) | .id' rows | head -n 1; }

@test "every format is read" {
    take 0 good
    for format in txt md rtf html docx xlsx pptx odt ods doc xls ppt eml pdf; do
        vanthu get --text "$(id_of "van-ban.$format")" >text
        grep 58/KH-UBND text
    done
    vanthu list --json | jq -e -s 'length == 16'
}

@test "rows of tables are lines" {
    take 0 tables
    vanthu get --text "$(id_of bang.doc)" | diff <(printf 'Số\tKý hiệu\nSố\tKý hiệu\nSau bảng\n') -
}

@test "members of bundles are documents, with the bundle as their source" {
    take 0 bundles
    jq -r .source rows | sed "s,^$FILES/bundles/,," >sources
    diff sources - <<'EOT'
goi.7z/Kế hoạch.txt
goi.rar/a.txt
goi.tar/a.txt
goi.tar.gz/a.txt
goi.txt.gz/goi.txt
goi.zip/a.txt
goi.zip/b/b.docx
good.txt
EOT
}

@test "files that are locked with a password" {
    take 3 locked
    reasons <<'EOT'
khoa.7z: the bundle is locked with a password
khoa.doc: the file is locked with a password
khoa.docx: the file is locked with a password
khoa.odt: the file is locked with a password
khoa.pdf: the file is locked with a password
khoa.ppt: the file is locked with a password
khoa.rar: the bundle is locked with a password
khoa.xls: the file is locked with a password
khoa.xlsx: the file is locked with a password
khoa.zip: the bundle is locked with a password
EOT
    grep 'khoa.pdf: .*locked' messages
}

@test "reasons are told in the user's language" {
    export LANGUAGE=
    run vanthu --lang vi add "$FILES/locked/khoa.pdf" "$FILES/empty/khong.docx"
    [ "$status" -eq 3 ]
    [[ $output == *khoa.pdf*"mật khẩu"* ]]
    [[ $output == *khong.docx*"không có chữ"* ]]
    vanthu list --json | jq -r .text_reason
}

@test "files that are cut off" {
    take 3 cut
    for name in nua-goi.rar nua-goi.zip nua-goi.tar.gz nua-van-ban.doc nua-van-ban.docx \
        nua-van-ban.ods nua-van-ban.odt nua-van-ban.pdf nua-van-ban.ppt nua-van-ban.pptx \
        nua-van-ban.rtf nua-van-ban.xls nua-van-ban.xlsx dau-van-ban.doc dau-van-ban.docx \
        dau-van-ban.pdf dau-van-ban.odt dau-goi.zip dau-goi.tar; do
        jq -e -s --arg name "/$name" 'any(.[]; (.source | endswith($name)) and .reason)' rows
    done
    jq -e -s 'any(.[]; .source | endswith("nua-goi.zip/a.txt"))' rows
}

@test "small files that would be large" {
    take 3 bombs
    # some were on their way when there was enough
    jq -c 'select(.source | test("nhieu-lop.zip/[0-9]+.zip$") | not)' rows >others
    mv others rows
    reasons <<'EOT'
2.zip: a bundle inside too many others
a.txt: not text: it holds binary data
nhieu-lop.zip: unpacked, the bundle would be too large
ti-le.docx: unpacked, the file would be too large
ti-le.txt.gz: unpacked, the bundle would be too large
ti-le.zip: unpacked, the bundle would be too large
EOT
    # what stands above the deepest bundle was taken out
    [ "$(jq -r .source rows | grep -c '/[0-9].txt$')" -eq 4 ]
}

@test "XML that grows, or asks for what is elsewhere" {
    take 3 entities
    reasons <<'EOT'
cuoi-thuoc-tinh.docx: the file is damaged: its text cannot be read
cuoi.docx: the file is damaged: its text cannot be read
rat-sau.docx: the file is damaged: its text cannot be read
EOT
    for name in ngoai-tep.docx ngoai-mang.docx; do
        vanthu get --text "$(id_of $name)" >text
        grep 'báo cáo *het$' text
    done
}

@test "PDF whose parts refer to themselves" {
    take 3 loops
    reasons <<'EOT'
khong-trang.pdf: the file holds no text
trang-rong.pdf: the file holds no text
EOT
    vanthu get --text "$(id_of trang.pdf)" | grep 58/KH-UBND
}

@test "pictures larger than any scan, and broken ones" {
    take 3 pictures
    grep -q 'built without' rows && skip "built without recognition of text"
    reasons <<'EOT'
dau-lon.png: the picture is too large: 50000 × 50000 points
hong.png: the picture is damaged
lon.png: the picture is too large: 50000 × 50000 points
EOT
}

@test "names in bundles lead nowhere else, and are read in their encoding" {
    take 3 names
    reasons <<<'thiet-bi.tar: links and devices in the bundle are left out'
    jq -r .source rows | sed "s,^$FILES/names/,," >sources
    for name in 'Kế hoạch.txt' 'Kế hoạch tỉnh.txt' 'Président Äté.txt' '../../thoat.txt' '?'; do
        grep -xF "ten.zip/$name" sources
    done
    grep -xF thiet-bi.tar/that.txt sources
    [ "$(grep -c '^thiet-bi.tar' sources)" -eq 2 ]
    jq -r .id rows >ids
    mkdir out
    touch before
    while IFS= read -r id; do vanthu get "$id" -o out; done <ids
    [ "$(find out -type f | wc -l)" -eq "$(sort -u ids | wc -l)" ]
    [ "$(find . "$FILES" /etc -newer before -type f -not -path './out/*' -not -path './kho/*' |
        wc -l)" -eq 0 ]
}

@test "one bad member costs no other" {
    take 3 mixed
    reasons <<'EOT'
khoa.pdf: the file is locked with a password
thanh-vien-hong.zip: the bundle is damaged
thanh-vien-khoa.zip: the bundle is locked with a password
trong.zip: the bundle is damaged
EOT
    [ "$(jq -r 'select(.source | endswith("/tot.txt")) | .id' rows | sort -u | wc -l)" -eq 4 ]
}

@test "mails inside mails" {
    take 0 messages
    jq -e -s 'any(.[]; .source | endswith("ten-dinh-kem.eml/../../../thoat.txt"))' rows
    jq -e -s 'any(.[]; .source | endswith("khong-ten.eml/?"))' rows
}

@test "very long and very deep documents" {
    take 3 pages
    reasons <<'EOT'
nhi-phan-dai.rtf: the file is cut off: braces are still open at its end
rat-sau.rtf: the file is cut off: braces are still open at its end
EOT
    for name in muoi-nghin-trang.pdf rat-sau.html bang-long-nhau.html; do
        vanthu get --text "$(id_of $name)" >text
        grep -q 58/KH-UBND text
    done
    [ "$(vanthu get --text "$(id_of muoi-nghin-trang.pdf)" | grep -c 58/KH-UBND)" -eq 10000 ]
}

@test "half a character costs itself only" {
    take 3 halves
    reasons <<'EOT'
bang.xls: 1 places are not proper text and are shown as U+FFFD
mot-nua.doc: 1 places are not proper text and are shown as U+FFFD
mot-nua.ppt: 1 places are not proper text and are shown as U+FFFD
mot-nua.rtf: 1 places are not proper text and are shown as U+FFFD
nhan.xls: 1 places are not proper text and are shown as U+FFFD
EOT
    for name in bang.xls nhan.xls mot-nua.doc mot-nua.ppt mot-nua.rtf; do
        vanthu get --text "$(id_of $name)" >text
        grep 'Sở Khoa học và Công nghệ báo cáo' text
        grep 'nửa � thôi' text
        grep 'cả 📄 đôi' text
    done
}

@test "files that are not what their names say" {
    take 3 wrong
    reasons <<'EOT'
goi-hong.docx: the bundle is damaged
nhi-phan.docx: not text: it holds binary data
ole.doc: the text of this format (OLE) is not read
EOT
    for name in van-ban.docx khac-goi.docx/ghi-chu.txt pdf.docx docx.pdf; do
        vanthu get --text "$(id_of "$name")" | grep 58/KH-UBND
    done
}

@test "files without text" {
    take 3 empty
    reasons <<'EOT'
khong.docx: the file holds no text
khong.html: the file holds no text
khong.odt: the file holds no text
khong.rtf: the file holds no text
khong.txt: the file is empty
khong.zip: there is no file in the bundle
thu-muc.tar: there is no file in the bundle
trang.txt: the file holds no text
EOT
}

@test "without its reader vanthu reads text, and names the rest" {
    export VANTHU_READER=$BATS_TEST_TMPDIR/nowhere
    take 3 good
    jq -r 'select(.reason) | .reason' rows | sort -u >found
    [ "$(cat found)" = "the program vanthu-read, which reads this format, cannot be started" ]
    for format in txt md rtf; do
        vanthu get --text "$(id_of "van-ban.$format")" | grep 58/KH-UBND
    done
    expect 3 vanthu add "$FILES/bundles/goi.zip"
    [[ $output == *goi.zip*"cannot be started"* ]]
}
