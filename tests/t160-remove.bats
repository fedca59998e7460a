#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Documents that are withdrawn: a tombstone stays, nothing finds them, the rest is as it was.

load lib

setup() {
    session
    report a.txt 101 '13 tháng 9 năm 2021'
    report b.txt 102 '14 tháng 9 năm 2021'
    report c.txt 103 '15 tháng 9 năm 2021'
    vanthu -q add a.txt b.txt c.txt
    a=$(sha256sum a.txt | cut -c1-12)
    b=$(sha256sum b.txt | cut -c1-12)
}

# volumes: their names.
volumes() {
    (cd kho/volumes && echo *.tar.zst)
}

# gone ID: no command finds it, and whoever asks is told why.
gone() {
    vanthu list --json >found
    vanthu search --json --limit 100 --per-document 0 'khoa học' >>found
    vanthu ref --json --mentions 58/KH-UBND >>found
    grep -c "$1" found | grep -qx 0
    for command in get show 'get --text'; do
        expect 1 vanthu $command "$1"
        [[ $output == *"$1: was withdrawn at 20"*"by Phòng Lưu trữ: nhập nhầm"* ]]
    done
}

@test "a withdrawn document is gone at once, and says why" {
    expect 0 vanthu remove "$a" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    [[ $output == *"$a"* ]]
    gone "$a"
    vanthu search --count --json 'khoa học' | jq -e '.documents == 2'
    vanthu get "$b" | cmp - b.txt
    expect 0 vanthu verify
    vanthu -q rebuild
    gone "$a"
    [ "$(vanthu list --json | wc -l)" -eq 2 ]
    expect 0 vanthu verify
    vanthu -q rebuild --index-only
    gone "$a"
}

@test "the tombstone is a member that tar reads" {
    vanthu -q remove "$a" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    tar --zstd -xOf kho/volumes/000001.tar.zst "${a:0:2}/$a/tombstone.json" |
        jq -e --arg id "$a" '.id == $id and .reason == "nhập nhầm" and .by == "Phòng Lưu trữ" and
            (.sha256 | length) == 64 and (.at | test("^20.*Z$"))'
}

@test "the same bytes added again are a new document" {
    vanthu -q remove "$a" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    cp a.txt ban-sao.txt
    vanthu add --json ban-sao.txt | jq -e '.status == "added"'
    vanthu show --json "$a" | jq -e '.sources | length == 1 and .[0].path == "ban-sao.txt"'
    vanthu get "$a" | cmp - a.txt
    [ "$(vanthu search --json 101/BC-SKHCN | jq -r .id)" = "$a" ]
    expect 0 vanthu verify
    vanthu -q rebuild
    vanthu show --json "$a" | jq -e '.sources | length == 1 and .[0].path == "ban-sao.txt"'
    expect 0 vanthu verify
    vanthu -q remove "$a" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    gone "$a"
    vanthu -q rebuild
    gone "$a"
}

@test "all are withdrawn or none, and only for a reason" {
    expect 1 vanthu remove "$a" 0123456789ab --reason 'nhập nhầm'
    expect 2 vanthu remove "$a"
    expect 2 vanthu remove "$a" --reason '  '
    expect 2 vanthu remove "$a" --reason $'\xff'
    expect 2 vanthu remove --reason x
    [ "$(vanthu list --json | wc -l)" -eq 3 ]
    vanthu -q remove "$a" "$b" "$a" --reason 'hết thời hạn bảo quản'
    [ "$(vanthu list --json | wc -l)" -eq 1 ]
    expect 1 vanthu remove "$a" --reason 'nhập nhầm'
    [[ $output == *"was withdrawn"*"hết thời hạn"* ]]
    expect 0 vanthu verify
}

@test "what an interrupted removal wrote into the volume counts" {
    cp -r kho truoc
    vanthu -q remove "$a" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    cp kho/volumes/000001.tar.zst truoc/volumes/
    export VANTHU_ARCHIVE=$PWD/truoc
    expect 0 vanthu verify
    gone "$a"
}

# answers: originals by their hash, and what is known of each.
answers() {
    vanthu list --json | sort
    vanthu list --json | jq -r .id | sort | while read -r id; do
        vanthu get "$id" | sha256sum
        vanthu show --json "$id" | jq -c 'del(.volume)'
    done
    vanthu search --json --limit 50 'khoa học' | jq -r .id | sort
    vanthu ref --json --mentions 58/KH-UBND | jq -c '.relations |= sort_by(.document)'
}

# many: more documents, facts that were set, a second source, one withdrawn, one added again.
many() {
    for i in 1 2 3 4 5 6 7 8; do
        report "m$i.txt" "20$i" "$i tháng 3 năm 2022"
        vanthu -q add "m$i.txt"
    done
    cp m1.txt 'bản sao.txt'
    vanthu -q add --set 'title=Tình hình trạm bơm' 'bản sao.txt'
    vanthu -q remove "$a" "$b" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    vanthu -q add b.txt
    answers >truoc.txt
}

@test "compaction leaves out what was withdrawn, and nothing else" {
    many
    size=$(stat -c %s kho/volumes/000001.tar.zst)
    expect 0 vanthu compact
    [[ $output == *"10 documents"* ]]
    [ "$(volumes)" = 000002.tar.zst ]
    [ "$(stat -c %s kho/volumes/000002.tar.zst)" -lt "$size" ]
    answers | diff truoc.txt -
    gone "$a"
    tar --zstd -tf kho/volumes/000002.tar.zst | grep -c "$a/original" | grep -qx 0
    tar --zstd -xOf kho/volumes/000002.tar.zst | grep -c 'Số: 101/BC-SKHCN' | grep -qx 0
    tar --zstd -tf kho/volumes/000002.tar.zst | grep -c original | grep -qx 10
    expect 0 vanthu verify
    vanthu -q rebuild
    answers | diff truoc.txt -
    gone "$a"
    expect 0 vanthu verify
}

@test "what was compacted is not rewritten, what comes later is appended" {
    many
    vanthu -q compact
    cp kho/volumes/000002.tar.zst giu
    vanthu -q verify
    vanthu -q compact
    cmp giu kho/volumes/000002.tar.zst
    report moi.txt 301 '3 tháng 4 năm 2022'
    vanthu -q add moi.txt
    [ "$(volumes)" = '000002.tar.zst 000003.tar.zst' ]
    cmp giu kho/volumes/000002.tar.zst
    answers >sau.txt
    expect 0 vanthu verify
    vanthu -q compact
    [ "$(volumes)" = '000002.tar.zst 000004.tar.zst' ]
    cmp giu kho/volumes/000002.tar.zst
    answers | diff sau.txt -
    vanthu -q remove "$(sha256sum moi.txt | cut -c1-12)" --reason thử
    vanthu -q compact
    answers | diff truoc.txt -
    expect 0 vanthu verify
}

@test "a compaction that was interrupted anywhere loses nothing" {
    many
    cp -r kho kho.truoc
    vanthu -q compact
    cp -r kho kho.sau
    again() {
        [ "$(volumes)" = "$1" ]
        answers | diff truoc.txt -
        expect 0 vanthu verify
        vanthu -q rebuild
        answers | diff truoc.txt -
        gone "$a"
        vanthu -q compact
        answers | diff truoc.txt -
        expect 0 vanthu verify
    }
    # the new volumes are being made
    rm -r kho && cp -r kho.truoc kho
    mkdir kho/volumes.new && head -c 500 kho.sau/volumes/000002.tar.zst >kho/volumes.new/000002.tar.zst
    expect 0 vanthu verify
    [ ! -e kho/volumes.new ]
    again 000001.tar.zst
    # they are in their place, the catalogue does not know them
    rm -r kho && cp -r kho.truoc kho && cp kho.sau/volumes/* kho/volumes/
    answers | diff truoc.txt -
    expect 0 vanthu verify
    again 000001.tar.zst
    # the same, and catalogue and index are made anew
    rm -r kho && cp -r kho.truoc kho && cp kho.sau/volumes/* kho/volumes/
    vanthu -q rebuild
    expect 0 vanthu verify
    again 000002.tar.zst
    # the catalogue knows them, the old ones are not removed
    rm -r kho && cp -r kho.sau kho && cp kho.truoc/volumes/* kho/volumes/
    answers | diff truoc.txt -
    expect 0 vanthu verify
    again 000002.tar.zst
}

@test "volumes of a compaction count only when the first of them is there" {
    many
    cp -r kho kho.truoc
    vanthu -q compact
    # as if 000002 were the second of two, and the first not in its place yet
    cp kho/volumes/000002.tar.zst moi.tar.zst
    rm -r kho && cp -r kho.truoc kho
    python3 - moi.tar.zst kho/volumes/000003.tar.zst <<'EOT' || skip "zstd is not installed"
import subprocess, sys
tar = bytearray(subprocess.run(["zstd", "-dcq", sys.argv[1]], stdout=subprocess.PIPE, check=True).stdout)
tar[512:1024] = tar[512:1024].replace(b'"number":2', b'"number":3')
subprocess.run(["zstd", "-q", "-f", "--check", "--stream-size", str(len(tar)), "-o", sys.argv[2]],
               input=bytes(tar), check=True)
EOT
    vanthu -q rebuild
    answers | diff truoc.txt -
    [ "$(vanthu show --json "$b" | jq -r .volume)" = volumes/000001.tar.zst ]
}

@test "damaged volumes are not compacted" {
    many
    flip kho/volumes/000001.tar.zst 300
    sha256sum kho/volumes/* >sums
    expect 4 vanthu compact
    [[ $output == *"nothing is compacted"* ]]
    sha256sum -c sums
    [ ! -e kho/volumes.new ]
}

@test "an index that is behind a removal shows nothing of it" {
    cp -r kho/index index.cu
    vanthu -q remove "$a" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    rm -r kho/index && cp -r index.cu kho/index
    gone "$a"
    vanthu search --json 'khoa học' | jq -se 'length == 2 and [.[].rank] == [1, 2]'
    expect 0 vanthu verify
    gone "$a"
}

@test "small volumes are merged, so that there are never many" {
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
        report "t$i.txt" "40$i" "$i tháng 6 năm 2022"
        vanthu -q add "t$i.txt"
        vanthu -q compact
    done
    [ "$(ls kho/volumes/*.tar.zst | wc -l)" -le 4 ]
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
        vanthu get "$(sha256sum "t$i.txt" | cut -c1-12)" | cmp - "t$i.txt"
    done
    expect 0 vanthu verify
}

@test "what was withdrawn is listed, with who and why" {
    expect 1 vanthu list --removed
    vanthu -q remove "$a" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    vanthu -q remove "$b" --reason 'hết thời hạn bảo quản' --by 'Văn thư'
    vanthu list --removed >text
    grep -q "^$a  13/9/2021  101/BC-SKHCN  *Kết quả ứng dụng" text
    grep -q '^    withdrawn 20.*Z  Phòng Lưu trữ: nhập nhầm$' text
    vanthu list --removed --json >gone
    jq -es --arg a "$a" --arg b "$b" 'length == 2 and .[0].id == $a and .[1].id == $b and
        .[0].number == "101/BC-SKHCN" and .[0].date == "2021-09-13" and .[0].source == "a.txt" and
        (.[0].title | startswith("Kết quả")) and .[0].event == "removal" and .[0].outcome == "success" and
        .[0].detail == "Phòng Lưu trữ: nhập nhầm" and .[0].by == "Phòng Lưu trữ" and
        .[0].reason == "nhập nhầm" and (.[0].at | test("^20.*Z$"))' gone
    # so it is from the volumes alone, and when the originals are gone
    vanthu -q rebuild
    vanthu list --removed --json | diff gone -
    vanthu -q compact
    vanthu -q rebuild
    vanthu list --removed --json | diff gone -
    expect 0 vanthu verify
    vanthu -q add a.txt
    [ "$(vanthu list --removed --json | jq -r .id)" = "$b" ]
    expect 2 vanthu list --removed nam:2021
}
