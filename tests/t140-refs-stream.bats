#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# vanthu refs: text of any length, in bounded memory.

load lib

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export LC_ALL=C.UTF-8 LANGUAGE=en
}

# paragraphs COUNT: text in which each of the plans 1 to COUNT is cited once
paragraphs() {
    awk -v count="$1" 'BEGIN {
        for (i = 1; i <= count; i++) {
            printf "Thực hiện Kế hoạch số %d/KH-UBND ngày 13/7/2021 của UBND tỉnh Phú Giang, ", i
            for (k = 0; k < 8; k++)
                printf "các sở, ban, ngành, địa phương chủ động triển khai nhiệm vụ được giao; "
            printf "\n\n"
        }
    }'
}

@test "a long text gives every reference, in its place" {
    paragraphs 6000 >long.txt
    [ "$(wc -c <long.txt)" -gt 4194304 ] # so that it is read in parts
    vanthu refs --json long.txt >found
    [ "$(wc -l <found)" = 6000 ]
    seq 6000 | sed 's|$|/KH-UBND|' | cmp - <(jq -r .canonical found)
    [ "$(jq -r .date found | sort -u)" = 2021-07-13 ]
    python3 - <<'PY'
import json
data = open("long.txt", "rb").read()
for line in open("found"):
    m = json.loads(line)
    assert data[m["start"]:m["end"]].decode() == m["raw"], m
    assert data[m["date_start"]:m["date_end"]].decode().startswith("ngày 13"), m
PY
    vanthu refs --json - <long.txt | jq -c 'del(.file)' | cmp - <(jq -c 'del(.file)' found)
}

@test "the memory does not grow with the text" {
    paragraphs 6000 >part.txt
    for _ in $(seq 20); do cat part.txt; done >long.txt
    python3 - <<'PY'
import os, resource, subprocess
# the address sanitizer holds back what is freed
quick = dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=1")
def resident(path):
    with open(path) as text:
        process = subprocess.Popen([os.environ["VANTHU"], "refs"], stdin=text,
                                   stdout=subprocess.PIPE, env=quick)
        lines = sum(1 for _ in process.stdout)
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0
        return lines, usage.ru_maxrss
short, long = resident("part.txt"), resident("long.txt")
assert short[0] == 6000 and long[0] == 120000, (short, long)
assert long[1] < short[1] * 2, (short, long) # of 20 times the text
PY
}

@test "one line without an end is read in parts too" {
    yes 'theo Quyết định 12/QĐ-UBND ' | head -n 200000 | tr -d '\n' >line.txt
    [ "$(vanthu refs line.txt | wc -l)" -ge 199990 ] # a part may end inside one
}

@test "only the head of the first part is a document's head" {
    {
        printf 'Số: 5/QĐ-UBND\n\n'
        paragraphs 6000
        printf '\n\nSố: 6/QĐ-UBND\n\n'
    } >long.txt
    [ "$(vanthu refs --json long.txt | jq -r 'select(.kind == "self") | .canonical')" = 5/QĐ-UBND ]
}

@test "what a file sets aside comes last, and every place is still one of the file" {
    printf '%s' '{\rtf1 Thuc hien Ke hoach so 20/KH-UBND{\header so 21/KH-UBND cua UBND tinh}' \
        '{\footnote so 7/2020/N\u272?-CP ngay 5 thang 6 nam 2020 cua Chinh phu}}' >note.rtf
    vanthu refs --json note.rtf >found
    [ "$(jq -r .canonical found | sort | xargs)" = '20/KH-UBND 21/KH-UBND 7/2020/NĐ-CP' ]
    jq -se 'all(.start < .end and .end - .start < 30)' found
}
