#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Words in quotation marks are found wherever they stand in a row.

load lib

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export LC_ALL=C.UTF-8 LANGUAGE=en VANTHU_ARCHIVE="$BATS_TEST_TMPDIR/kho"
    vanthu init kho
    mkdir van-ban
}

# found QUERY: the files that are found
found() {
    vanthu search --json "$1" | jq -r '.source | split("/") | last' | sort | tr '\n' ' '
}

@test "a phrase of which some marks were left out is listed, not only counted" {
    printf 'Quản lý tài sản công tại xã.\nHồ sơ lưu tại sân kho.\n' >van-ban/a.txt
    printf 'Sửa mái tại san số 2.\nBò gầm lúc tài xế đỗ.\n' >van-ban/b.txt
    printf 'Kê khai tài sản\n' >van-ban/c.txt
    vanthu add -r van-ban
    [ "$(found '"tài san"')" = 'a.txt c.txt ' ]
    [ "$(found '"tại san"')" = 'b.txt ' ]
    run vanthu search '"tài san"'
    [[ $output == *'letters without a mark were taken for any'* ]]
    [[ $output != *'i and y'* ]]
    run vanthu search '"tài san" quàn'
    [[ $output == *'letters without a mark were taken for any'* ]]
}

@test "a phrase goes on where a section, or a passage, ends" {
    {
        printf 'BÁO CÁO\nI. KẾT QUẢ\n%s nơi con đò\n' "$(yes 'Nạo vét kênh nội đồng.' | head -n 300)"
        printf 'II. NHIỆM VỤ\nXây cầu mới, phá cầu phao.\n'
    } >van-ban/dai.txt
    vanthu add -r van-ban
    vanthu search --json '"con đò II nhiệm vụ"' | jq -e '.source | endswith("dai.txt")'
    [ "$(vanthu search --count --json '"con do ii nhiem vu xay"' | jq .documents)" = 1 ]
    run vanthu search '"con đò nhiệm vụ"'
    [ "$status" -eq 1 ]
}

@test "phrases taken from the samples are found as a scan finds them" {
    vanthu -q add -r "$SOURCE_DIR/samples"
    "$SOURCE_DIR/scripts/test-phrases" "$VANTHU" kho "$SOURCE_DIR/samples" 60
}
