#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# vanthu text: the text engine as a filter.

load lib

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export LC_ALL=C.UTF-8 LANGUAGE=en
}

tcvn3() { printf 'quy\325t \256\336nh s\350 58/KH-UBND c\361a t\330nh v\322 n\253ng nghi\326p\n'; }

@test "old encodings become Unicode; from a file or standard input" {
    tcvn3 >old.txt
    vanthu text old.txt >out
    grep -qx 'quyết định số 58/KH-UBND của tỉnh về nông nghiệp' out
    tcvn3 | vanthu text | cmp - out
    vanthu text --to-unicode old.txt - <old.txt | sort -u | cmp - out
}

@test "--from takes one's word for it" {
    [ "$(printf 'c\323 n\n' | vanthu text --from tcvn3)" = "cể n" ]
    [ "$(printf 'd\364ng\n' | vanthu text --from VNI)" = "dơng" ]
    [ "$(printf "Vie^.t Nam, dda^'t nu+o+'c\n" | vanthu text --from viqr)" = "Việt Nam, đất nước" ]
    [ "$(printf 'quy\325t \256\336nh\n' | vanthu text --from TCVN3-H)" = "QUYẾT ĐỊNH" ]
    [ "$(printf 'H\303\203\302\240 N\303\241\302\273\302\231i\n' | vanthu text --from utf-8)" = "Hà Nội" ]
    expect 2 vanthu text --from ebcdic /dev/null
    [[ $output == *TCVN3* ]]
}

@test "Unicode only becomes NFC; VIQR and English stay" {
    printf "suddenly, so? \"du+o+'i\"  — ‘x’ 1½\r\nKe\314\202\314\201 hoa\314\243ch\n" >a.txt
    vanthu text a.txt >out
    printf "suddenly, so? \"du+o+'i\"  — ‘x’ 1½\r\nKế hoạch\n" | cmp - out
}

@test "foreign text is left as it is, byte for byte, and it is said" {
    printf "L'\351t\351 fut tr\350s sec, d\351j\340 \340 l'\351cole.\n" >french.txt
    expect 1 vanthu text french.txt
    [[ $output == *french.txt* ]]
    vanthu text french.txt >out 2>/dev/null || true
    cmp out french.txt
    expect 1 vanthu text --detect french.txt
    [[ $output == *unknown* ]]
}

@test "--detect explains, for people and for programs" {
    tcvn3 >old.txt
    echo 'Kế hoạch' >new.txt
    vanthu text --detect old.txt new.txt >out
    grep -q '^old.txt: TCVN3' out
    grep -qx 'new.txt: UTF-8' out
    vanthu text --detect --json old.txt new.txt >out
    [ "$(head -n 1 out | jq -r "keys_unsorted | join(\" \")")" = \
        "file encoding score next words scores misread damaged broken" ]
    jq -e -s '.[0].encoding == "TCVN3" and .[0].score > 0.9 and .[0].words > 5 and
        .[0].scores.VNI < 0.5 and .[1].encoding == "UTF-8"' out
}

@test "UTF-16 is read, with its mark or without, over block ends" {
    for i in $(seq 40000); do echo "Kế hoạch số $i/KH-UBND 🌾"; done >utf8.txt
    iconv -f UTF-8 -t UTF-16 utf8.txt >marked.txt
    iconv -f UTF-8 -t UTF-16BE utf8.txt >big.txt
    for f in marked big; do vanthu text $f.txt | cmp - utf8.txt; done
}

@test "levels, line by line" {
    printf 'HOÀ  bình\nThuỷ LỢI\n' >a.txt
    [ "$(vanthu text --fold L0 a.txt)" = $'hoà  bình\nthuỷ lợi' ]
    [ "$(vanthu text --fold l1 a.txt)" = $'hòa  bình\nthủy lợi' ]
    [ "$(vanthu text --fold L2 a.txt)" = $'hoa  binh\nthuy lơi' ]
    [ "$(vanthu text --fold L3 a.txt)" = $'hoa  binh\nthuy loi' ]
    expect 2 vanthu text --fold L4 a.txt
    expect 2 vanthu text --fold L1 --tokens a.txt
}

@test "tokens with their positions" {
    [ "$(echo 'Kế hoạch 58/KH-UBND ngày 13/7/2021' | vanthu text --tokens | tr '\n' ';')" = \
        $'0\tplain\tkế;1\tplain\thoạch;2\tplain\t58;2\textra\t58/khubnd;3\tplain\tkh;3\textra\tkhubnd;4\tplain\tubnd;5\tplain\tngày;6\tplain\t13;6\textra\t2021-07-13;7\tplain\t7;8\tplain\t2021;' ]
}

@test "positions go on over blocks, and memory does not grow" {
    limit() { ulimit -v 300000; }
    # sanitizers take terabytes of addresses
    (ulimit -v 300000 && vanthu --version) >version 2>&1 || limit() { :; }
    yes 'Kế hoạch số 58/KH-UBND' | head -n 400000 >large.txt
    (limit && vanthu text --tokens large.txt) | tail -n 1 >last
    [ "$(cut -f 1 last)" -eq $((400000 * 6 - 1)) ]
    for option in --to-unicode '--fold L3'; do
        # shellcheck disable=SC2086
        (limit && vanthu text $option large.txt) | wc -l >lines
        [ "$(cat lines)" -eq 400000 ]
    done
    yes 'phát triển' | tr -d '\n ' | head -c 30000000 >line.txt
    (limit && vanthu text --fold L3 line.txt) | wc -c >bytes
    [ "$(cat bytes)" -gt 20000000 ]
}

@test "what is no text is said and the rest goes on" {
    printf 'h\341\273 c\377\n' >broken.txt
    expect 0 vanthu text --fold L3 broken.txt
    [[ $output == *broken.txt*U+FFFD* ]]
    expect 3 vanthu text missing.txt broken.txt .
    [[ $output == *missing.txt* && $output == *"."* ]]
    : >empty.txt
    expect 0 vanthu text empty.txt
    expect 0 vanthu text --detect empty.txt
    expect 0 vanthu text --tokens empty.txt
    printf "\357\273\277" >mark.txt
    vanthu text --detect mark.txt | grep -q "UTF-8"
}
