#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# t070-read-again.bats: what is recognised in scans is kept; what could not be read is remembered,
# and read again when that is asked for; facts are set by hand.
# shellcheck shell=bash disable=SC2154

load lib.bash

setup() {
    command -v jq >/dev/null || skip "jq is not installed"
    session
    DOCS=$SOURCE_DIR/tests/docs
    PNG=$DOCS/to-trinh.png PDF=$DOCS/to-trinh.pdf
    png=$(sha256sum "$PNG" | cut -c1-12)
    pdf=$(sha256sum "$PDF" | cut -c1-12)
}

needs_recognition() {
    vanthu -v add --dry-run "$PNG" 2>/dev/null | grep -q recognised ||
        skip "no tesseract with its Vietnamese data"
}

found() { vanthu search --json --per-document 0 "$1" | jq -r .id | sort | tr '\n' ' '; }

# The reader that cannot be started: what is found now was not read now.
without_reader() { VANTHU_READER=/khong/co "$@"; }

@test "a scan is recognised once: rebuild and another add take its text from the volume" {
    needs_recognition
    vanthu -q add "$PNG" "$PDF"
    vanthu get --text "$pdf" >before.txt
    vanthu show --json "$pdf" | jq -S 'del(.text_agent)' >before.json
    without_reader vanthu -q rebuild
    vanthu get --text "$pdf" | cmp - before.txt
    vanthu show --json "$pdf" | jq -S 'del(.text_agent)' | diff before.json -
    found 'dap tran suoi da' | grep -q "$pdf"
    expect 0 without_reader vanthu add "$PNG" "$PDF"
    expect 0 vanthu verify
    without_reader vanthu -q rebuild --index-only
    found 'dap tran suoi da' | grep -q "$png"
    expect 0 vanthu verify
}

@test "the recognised text lies beside the original, for any tar" {
    needs_recognition
    vanthu -q add "$PDF"
    tar --zstd -tf kho/volumes/000001.tar.zst | sed 's/.*\///' >members
    printf '%s\n' volume.json original.pdf record.json recognised.txt recognised.json log-00000001.jsonl |
        diff - members
    mkdir out
    tar --zstd -xf kho/volumes/000001.tar.zst -C out
    cmp "out/${pdf:0:2}/$pdf/original.pdf" "$PDF"
    vanthu get --text "$pdf" | cmp - "out/${pdf:0:2}/$pdf/recognised.txt"
    jq -e '.engine | startswith("tesseract")' "out/${pdf:0:2}/$pdf/recognised.json"
    jq -e '.confidence > 0.5 and (.pages | length == 2)' "out/${pdf:0:2}/$pdf/recognised.json"
}

@test "results say that a text was recognised" {
    needs_recognition
    report thuong.txt 12 '20 tháng 5 năm 2022'
    vanthu -q add "$PDF" thuong.txt
    vanthu show --json "$pdf" | jq -e '.recognised.confidence > 0.5 and .pages == 2'
    vanthu show "$pdf" | grep -q 'recognised by tesseract'
    vanthu list --json | jq -e -s 'map(.recognised) | sort == [false, true]'
    vanthu list | grep -q '\[recognised\]'
    vanthu show --json "$(vanthu list --json thuong | jq -r .id)" | jq -e '.recognised == null'
}

@test "what was not recognised is listed with its reason, and not tried again by itself" {
    report thuong.txt 12 '20 tháng 5 năm 2022'
    expect 3 vanthu add --ocr never "$PNG" "$PDF" thuong.txt
    run vanthu list --failed
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[0]} == *"$pdf"*to-trinh.pdf*recognised*"(vanthu "* ]]
    vanthu list --failed --json | jq -e -s 'all(.[]; .text_status == "none" and .text_agent != null)'
    expect 0 vanthu add --json "$PNG"
    [[ $output == *'"status":"known"'* ]]
    [[ $output != *'read again'* ]]
    vanthu list --failed png | grep -q to-trinh.png
    expect 1 vanthu list --failed thuong
}

@test "--retry reads all of it again from the archive, or the files that are named" {
    needs_recognition
    cp "$PNG" a.png
    cp "$PDF" b.pdf
    expect 3 vanthu add --ocr never a.png b.pdf
    rm b.pdf
    [ -z "$(found 'sạt lở')" ]
    expect 0 vanthu add --retry a.png
    [ "$(found 'sạt lở')" = "$png " ]
    expect 0 vanthu add --retry --json
    jq -e '.source == "b.pdf" and .status == "known" and .sections == 2' <<<"${lines[0]}"
    [[ $output == *'1 of those known read again'* ]]
    vanthu search --count --json 'sạt lở' | jq -e '.documents == 2 and .passages == 2'
    expect 1 vanthu list --failed
    expect 0 vanthu add --retry
    expect 0 vanthu verify
    without_reader vanthu -q rebuild
    vanthu search --count --json 'sạt lở' | jq -e '.documents == 2 and .passages == 2'
    expect 0 vanthu verify
}

@test "--ocr always reads what was never recognised; with --retry also what was" {
    needs_recognition
    expect 3 vanthu add --ocr never "$PNG"
    for again in 1 0 1; do
        expect 0 vanthu -v add --ocr always "${retry[@]}" "$PNG"
        [ "$(grep -c 'reread.*recognised' <<<"$output")" -eq "$again" ]
        [ "$again" -eq 1 ] || retry=(--retry)
    done
    vanthu search --count --json 'sạt lở' | jq -e '.documents == 1 and .passages == 1'
    tar --zstd -tf kho/volumes/000001.tar.zst | grep -c 'recognised.txt' | grep -qx 2
    expect 0 vanthu verify
}

@test "a retry that fails again is remembered with its new reason" {
    printf '%%PDF-1.4\nhỏng' >hong.pdf
    expect 3 vanthu add hong.pdf
    expect 3 without_reader vanthu add --retry
    vanthu list --failed | grep -q 'cannot be started'
    expect 3 vanthu add --retry hong.pdf
    run vanthu list --failed
    [[ $output != *'cannot be started'* ]]
    expect 0 vanthu verify
}

@test "a recognised text that is damaged in the volume costs itself only" {
    needs_recognition
    vanthu -q add --ocr never "$PNG" || true
    vanthu -q add --retry
    size=$(stat -c %s kho/volumes/000001.tar.zst)
    report thuong.txt 12 '20 tháng 5 năm 2022'
    vanthu -q add thuong.txt
    printf 'x' | dd of=kho/volumes/000001.tar.zst bs=1 seek=$((size - 40)) conv=notrunc status=none
    expect 4 vanthu verify
    expect 4 vanthu rebuild
    vanthu get "$png" -o lai.png
    cmp lai.png "$PNG"
    vanthu list --failed | grep -q "$png"
    expect 0 vanthu add --retry
    [ "$(found 'sạt lở')" = "$png " ]
}

@test "facts are set by hand, in both languages, and outlast a rebuild" {
    report bc.txt 45 '13 tháng 9 năm 2021'
    vanthu -q add --set 'title=Tình hình trạm bơm' --set ngay=14/9/2021 bc.txt
    vanthu search --count --json 'ket qua' >before
    id=$(vanthu list --json | jq -r .id)
    check() {
        vanthu show --json "$id" | jq -e '.title == "Tình hình trạm bơm" and
            .date == "2021-09-14" and .number == "46" and .symbol == "BC-SKHCN" and
            .facts_from.title.from == "set" and .facts_from.number.from == "set" and
            .signed_as == "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC" and .facts_from.type.from == "text"'
        vanthu search --json 'tieude:"trạm bơm"' | jq -e '.date == "2021-09-14"'
        vanthu search --count --json 'ket qua' | diff before -
        vanthu ref --json 46/BC-SKHCN | jq -e --arg id "$id" '.held == $id'
        expect 0 vanthu verify
    }
    vanthu -q add --set so=46/BC-SKHCN --set 'chucvuky=KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC' bc.txt
    check
    vanthu -q rebuild
    check
    vanthu -q rebuild --index-only
    check
    tar --zstd -tf kho/volumes/000001.tar.zst | grep -c event | grep -qx 2
    vanthu -q add --set 'title=Tình hình trạm bơm' bc.txt # was said already
    tar --zstd -tf kho/volumes/000001.tar.zst | grep -c event | grep -qx 2
}

@test "what is set is taken back, or denied" {
    report bc.txt 45 '13 tháng 9 năm 2021'
    vanthu -q add --set 'title=Sai' --set office=Sai --set place=- bc.txt
    id=$(vanthu list --json | jq -r .id)
    vanthu -q add --set tieude= --set 'recipients=UBND tỉnh; Lưu: VT' bc.txt
    vanthu show --json "$id" | jq -e '.title == "Kết quả ứng dụng khoa học và công nghệ" and
        .office == "Sai" and .place == null and .recipients == ["UBND tỉnh", "Lưu: VT"] and
        .facts_from.title.from == "text" and .facts_from.place.from == "set"'
    vanthu show "$id" | grep -q 'Sai  \[set by hand\]'
}

@test "what is set stays set when the text is read again" {
    needs_recognition
    expect 3 vanthu add --ocr never --set 'title=Đập tràn' "$PNG"
    vanthu -q add --retry
    vanthu show --json "$png" | jq -e '.title == "Đập tràn" and .date == "2019-05-14"'
    vanthu -q add --set title= "$PNG"
    vanthu show --json "$png" | jq -e '.title == "Đề nghị sửa chữa đập tràn Suối Đá"'
    vanthu -q rebuild
    vanthu show --json "$png" | jq -e '.title == "Đề nghị sửa chữa đập tràn Suối Đá"'
    expect 0 vanthu verify
}

@test "what cannot be set is refused before anything is done" {
    report bc.txt 45 '13 tháng 9 năm 2021'
    for bad in title colour=red date=mai number=abc 'ngay=32/13/2021' $'title=\xff'; do
        expect 2 vanthu add --set "$bad" bc.txt
    done
    for day in 31/2/2024 29/2/2023 31-4-2024 2024-02-30 'ngày 31 tháng 6 năm 2024' 1/13/2024; do
        expect 2 vanthu add --set "ngay=$day" bc.txt
        [[ $output == *"there is no "* ]]
    done
    expect 2 vanthu --lang vi add --set ngay=31/2/2024 bc.txt
    [[ $output == *"không có ngày 31/2/2024"* ]]
    expect 2 vanthu add --retry --set title=x
    expect 2 vanthu add --ocr sometimes bc.txt
    expect 2 vanthu add
    [ -z "$(vanthu list --json)" ]
    expect 0 vanthu add --set ngay=29/2/2024 bc.txt
    [ "$(vanthu list --json | jq -r .date)" = 2024-02-29 ]
}
