#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The log: what was done to each document, in volumes and catalogue, chained by hashes.

load lib

setup() {
    session
    report a.txt 101 '13 tháng 9 năm 2021'
    report b.txt 102 '14 tháng 9 năm 2021'
    vanthu -q add a.txt b.txt
    a=$(sha256sum a.txt | cut -c1-12)
    b=$(sha256sum b.txt | cut -c1-12)
}

# events ID: their names in order.
events() {
    vanthu show --events --json "$1" | jq -r .event | paste -sd,
}

# The lines of the log as the volumes have them.
lines() {
    for volume in kho/volumes/*.tar.zst; do
        tar --zstd -xOf "$volume" --wildcards 'vanthu/log-*.jsonl' 2>/dev/null
    done | sort -t: -k3 -n
}

@test "everything that is done to a document is told" {
    cp a.txt khac.txt
    vanthu -q add --set title='Tên khác' khac.txt
    vanthu -q export --bagit bag so:101/BC-SKHCN
    vanthu -q verify --report kiem-tra.txt
    vanthu -q remove "$a" --by 'Phòng Lưu trữ' --reason 'nhập nhầm'
    [ "$(events "$a")" = 'ingestion,source,set,export,fixity check,removal' ]
    [ "$(events "$b")" = 'ingestion,fixity check' ]
    vanthu show --events --json "$a" | jq -es 'all(.outcome == "success" and .id != "" and
        (.at | test("^20.*Z$")) and (.agent | startswith("vanthu ")))'
    vanthu show --events --json "$a" | jq -es 'any(.event == "export" and .detail == "bag")'
    vanthu show --events "$a" | grep -q 'removal .* Phòng Lưu trữ: nhập nhầm'
    expect 0 vanthu verify
    vanthu show --events --json "$a" >truoc
    vanthu -q rebuild
    vanthu show --events --json "$a" | diff truoc -
    vanthu -q compact
    vanthu show --events --json "$a" | diff truoc -
    vanthu -q rebuild
    vanthu show --events --json "$a" | diff truoc -
    expect 0 vanthu verify
    expect 1 vanthu show --events 0123456789ab
}

@test "each line holds the hash of the line before" {
    for i in 1 2 3; do
        report "c$i.txt" "30$i" '1 tháng 2 năm 2022'
        vanthu -q add "c$i.txt"
    done
    lines >log
    [ "$(wc -l <log)" -eq 4 ]
    before=$(printf '0%.0s' {1..64})
    while IFS= read -r line; do
        [ "$(jq -r .previous <<<"$line")" = "$before" ]
        before=$(sha256sum <<<"$line" | cut -d' ' -f1)
    done <log
}

@test "an export that cannot be logged says so, and is whole" {
    exec 9>>kho/lock
    flock -n 9
    expect 0 vanthu export --bagit bag so:101/BC-SKHCN
    [[ $output == *"the log of the archive does not tell of it"* ]]
    [ -s bag/manifest-sha256.txt ]
    exec 9>&-
    [ "$(events "$a")" = ingestion ]
}

@test "a sealed volume has its hash beside it, read-only, for sha256sum" {
    vanthu -q compact
    [ "$(stat -c %a kho/volumes/000002.tar.zst.sha256)" = 444 ]
    (cd kho/volumes && sha256sum -c 000002.tar.zst.sha256)
    cp kho/volumes/000002.tar.zst truoc
    report moi.txt 301 '3 tháng 4 năm 2022'
    vanthu -q add moi.txt
    cmp truoc kho/volumes/000002.tar.zst
    [ ! -e kho/volumes/000001.tar.zst.sha256 ]
    expect 0 vanthu verify
}

# rewrite WHAT: makes volume 1 anew, as one frame, with its log tampered with.
rewrite() {
    python3 - "$1" kho/volumes/000001.tar.zst <<'EOT'
import subprocess, sys
what, volume = sys.argv[1:]
tar = subprocess.run(["zstd", "-dcq", volume], stdout=subprocess.PIPE, check=True).stdout
if what == "change":
    tar = tar.replace(b'"outcome":"success"', b'"outcome":"failure"', 1)
else:
    at = tar.index(b"vanthu/log-00000002.jsonl")
    size = int(tar[at + 124:at + 135], 8)
    tar = tar[:at] + tar[at + 512 + (size + 511) // 512 * 512:]
subprocess.run(["zstd", "-q", "-f", "--check", "--stream-size", str(len(tar)), "-o", volume],
               input=tar, check=True)
EOT
}

@test "an entry that was changed or taken out is found" {
    command -v zstd || skip "zstd is not installed"
    cp b.txt khac.txt
    vanthu -q add khac.txt
    cp a.txt nua.txt
    vanthu -q add nua.txt
    cp -r kho truoc
    rewrite change
    vanthu -q rebuild
    expect 4 vanthu verify
    [[ $output == *"entry 2 of the log, or the one before it, was changed"* ]]
    rm -r kho && cp -r truoc kho
    rewrite take
    vanthu -q rebuild
    expect 4 vanthu verify
    [[ $output == *"entries 2 to 2 of the log are missing"* ]]
}

@test "the whole log, oldest first" {
    vanthu -q remove "$a" --by 'Phòng Lưu trữ' --reason 'nhập nhầm'
    vanthu -q verify --report kiem-tra.txt
    vanthu show --events --json >log
    jq -es --arg a "$a" --arg b "$b" '[.[].event] == ["ingestion", "removal", "fixity check"] and
        [.[].number] == [1, 2, 3] and (.[0].documents | sort) == ([$a, $b] | sort) and
        .[1].documents == [$a] and .[2].documents == []' log
    vanthu show --events >text
    [ "$(wc -l <text)" -eq 3 ]
    grep -q "removal .*Phòng Lưu trữ: nhập nhầm.* $a\$" text
    expect 2 vanthu show
    expect 2 vanthu show --json
}

@test "who added, and which facts were set, is told" {
    me=$(id -un)
    report c.txt 103 '15 tháng 9 năm 2021'
    vanthu -q add --set title='Tên khác' --set ngay=2/3/2022 a.txt c.txt
    vanthu show --events --json "$a" >log
    jq -es --arg me "$me" '.[0].event == "ingestion" and .[0].detail == $me and
        .[1].event == "set" and .[1].detail == $me + ": title=Tên khác; date=2022-03-02"' log
    [ "$(vanthu show --events --json | jq -r 'select(.event == "set") | .documents | length')" = 2 ]
    vanthu -q rebuild
    vanthu show --events --json "$a" | diff log -
    expect 0 vanthu verify
    # facts that differ are told apart
    vanthu -q export --bagit bag
    vanthu -q init kho2
    vanthu -A kho2 -q add bag
    vanthu -A kho2 show --events --json "$a" |
        jq -es 'any(.event == "set" and (.detail | endswith(": date=2022-03-02; title=Tên khác")))'
    vanthu -A kho2 show --events --json "$b" | jq -es 'all(.event != "set")'
}
