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

@test "an index that is behind a removal shows nothing of it" {
    cp -r kho/index index.cu
    vanthu -q remove "$a" --reason 'nhập nhầm' --by 'Phòng Lưu trữ'
    rm -r kho/index && cp -r index.cu kho/index
    gone "$a"
    vanthu search --json 'khoa học' | jq -se 'length == 2 and [.[].rank] == [1, 2]'
    expect 0 vanthu verify
    gone "$a"
}
