#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What clerks and disks throw at an archive: each a clear message that names the file and the reason,
# and the rest goes on.

load lib

setup() {
    session
    report good.txt 7 "07 tháng 7 năm 2021"
}

teardown() {
    [ ! -d kho ] || [ "$status" = skip ] || vanthu -q verify
}

# fails FILE REASON: adding FILE with a good one fails for that reason; the good one is there.
fails() {
    expect 3 vanthu add "$1" good.txt
    [[ $output == *"$(basename "$1")"* ]]
    [[ $output == *"$2"* ]]
    [ "$(vanthu list --json | jq -s 'map(select(.number=="7")) | length')" -ge 1 ]
}

@test "a missing file" { fails missing.txt "No such file"; }

@test "a directory without -r" {
    mkdir folder
    fails folder "directory"
}

@test "an unreadable file" {
    echo x >secret.txt
    chmod 000 secret.txt
    [ "$(id -u)" -ne 0 ] || skip "root reads everything"
    fails secret.txt "Permission denied"
}

@test "a file over the limit" {
    head -c 3000 /dev/zero | tr '\0' a >large.txt
    expect 3 vanthu add --max-size 2K large.txt good.txt
    [[ $output == *large.txt*2048* ]]
}

@test "a named pipe" {
    mkfifo pipe.txt
    fails pipe.txt "not a file"
}

@test "an empty file is archived and named" {
    : >empty.txt
    fails empty.txt "empty"
    [ "$(vanthu list | wc -l)" -eq 2 ]
}

@test "NUL bytes are no text, and come back bit for bit" {
    printf 'b\303\241o c\303\241o\0\1\2' >binary.txt
    fails binary.txt "binary"
    id=$(vanthu list --json binary | jq -r .id)
    vanthu get "$id" | cmp - binary.txt
    vanthu show --json "$id" | jq -e '.text_status == "none"'
}

@test "a few bytes that are not UTF-8" {
    { cat good.txt; printf 'h\341\273 c\377\n'; } >broken.txt
    fails broken.txt "U+FFFD"
    vanthu search --json 'truy xuất nguồn gốc' | jq -e -s 'any(.[]; .source | endswith("broken.txt"))'
}

@test "foreign text in another encoding is refused, not guessed" {
    for i in 1 2 3; do
        echo "Le maire a présenté le budget de l'année à l'école ; l'été fut très sec, déjà."
    done | iconv -f UTF-8 -t WINDOWS-1252 >french.txt
    fails french.txt "encoding"
    id=$(vanthu list --json french | jq -r .id)
    vanthu show --json "$id" | jq -e '.encoding == "unknown" and .text_status == "partial"'
    vanthu get "$id" | cmp - french.txt
}

@test "TCVN3 is told by its words and found by them" {
    printf 'K\325 ho\271ch s\350 58 c\361a t\330nh v\322 ph\270t tri\323n c\253ng ngh\326 th\253ng tin v\265 chuy\323n \256\346i s\350\n%.0s' 1 2 3 >old.txt
    expect 0 vanthu add old.txt
    id=$(vanthu list --json old | jq -r .id)
    vanthu show --json "$id" | jq -e '.encoding == "TCVN3" and .encoding_score > 0.9'
    vanthu get "$id" | cmp - old.txt
    vanthu search --json '"phát triển công nghệ thông tin"' | jq -e '.source | endswith("old.txt")'
}

@test "UTF-16 with its mark is read" {
    printf '\377\376' >wide.txt
    iconv -f UTF-8 -t UTF-16LE good.txt >>wide.txt
    expect 0 vanthu add wide.txt
    vanthu search --json 58/KH-UBND | jq -e '.source | endswith("wide.txt")'
    vanthu show --json "$(vanthu list --json | jq -r .id)" | jq -e '.encoding == "UTF-16LE"'
}

@test "one line of 50 MB" {
    yes 'ung dung khoa hoc va cong nghe 58/KH-UBND' | tr '\n' ' ' | head -c 50000000 >line.txt
    expect 0 vanthu add line.txt
    vanthu search --json --limit 1 '58/KH-UBND' | jq -e '.snippet | length < 600'
}

@test "names with newlines, broken UTF-8, 255 bytes and dots" {
    local n=0
    for name in $'hai\ndòng.txt' $'h\341\273ng.txt' "$(printf 'd%.0s' $(seq 251)).txt" '-rf.txt' '...txt'; do
        report "./$name" "$((n += 1))00" "08 tháng 8 năm 2021"
    done
    mkdir sub
    report sub/x.txt 9 "09 tháng 9 năm 2021"
    expect 0 vanthu add -r ./*.txt ./...txt sub/../sub
    vanthu list --json >all
    [ "$(wc -l <all)" -eq 7 ]
    mkdir out
    for id in $(jq -r .id all); do vanthu get "$id" -o out; done
    [ "$(find out -type f | wc -l)" -eq 7 ]
    [ "$(find . -newer all -type f -not -path './out/*' -not -path './kho/*' | wc -l)" -eq 0 ]
}

@test "a loop of symbolic links" {
    mkdir -p loop/inner
    ln -s .. loop/inner/up
    ln -s ../good.txt loop/link.txt
    ln -s nowhere loop/dangling
    expect 3 vanthu add -r loop
    [[ $output == *dangling* ]]
    [[ $output == *"loop/inner/up: a link to a directory, not followed"* ]]
    [[ $output == *"failed 1"* ]]
    [[ $output == *"1 skipped: links to directories"* ]]
    [ "$(vanthu list | wc -l)" -eq 1 ]
    rm loop/dangling
    expect 3 vanthu add -r --json loop
    jq -R 'fromjson?' <<<"$output" |
        jq -es 'any(.status == "failed" and (.source | endswith("up")) and .reason == "a link to a directory, not followed")'
    expect 0 vanthu add -r loop/inner/up/link.txt
}

@test "the archive inside the folder that is added" {
    expect 0 vanthu add -r .
    [ "$(vanthu list | wc -l)" -eq 1 ]
}

@test "the same bytes are one document with two sources" {
    cp good.txt again.txt
    expect 0 vanthu add good.txt again.txt
    expect 0 vanthu add again.txt
    vanthu add --json good.txt |
        jq -e '.status == "known" and .date == "2021-07-07" and .title != null and .media_type == "text/plain"'
    id=$(vanthu list --json | jq -r .id)
    [ "$(vanthu show --json "$id" | jq '.sources | length')" -eq 2 ]
    expect 0 vanthu rebuild
    [ "$(vanthu show --json "$id" | jq '.sources | length')" -eq 2 ]
}

@test "standard input, and a dry run" {
    vanthu add --name note.txt - <good.txt
    [ "$(vanthu list --json | jq -r .source)" = note.txt ]
    report other.txt 9 "09 tháng 9 năm 2021"
    vanthu add --dry-run --json other.txt | jq -e '.status == "added"'
    [ "$(vanthu list | wc -l)" -eq 1 ]
    printf '\0' >binary.bin
    expect 3 vanthu add --text-only binary.bin other.txt
    [ "$(vanthu list | wc -l)" -eq 2 ]
}

@test "queries without sense get an answer or a note" {
    vanthu add good.txt
    for query in '' '   ' '"' '()' '(((' ')' '-' '-covid' 'OR' 'a OR' '"nguồn' 'nam:' 'nam:x' ':::' '***' \
        $'\001\002' $'\341\273' 'và của các' 'a' '58/' '/KH' '--'; do
        run vanthu search --json -- "$query"
        [ "$status" -eq 0 ] || [ "$status" -eq 1 ]
    done
    head -c 100000 /dev/zero | tr '\0' '(' >parentheses
    run vanthu search -- "$(cat parentheses)"
    [ "$status" -le 1 ]
    seq -s ' ' 20000 | head -c 100000 >words
    run vanthu search -- "$(cat words)"
    [ "$status" -le 1 ]
    [[ $output == *"too long"* ]]
}

@test "an id that fits several documents" {
    for i in $(seq 40); do echo "văn bản số $i" >"n$i.txt"; done
    vanthu -q add n*.txt
    expect 1 vanthu get 1
    [[ $output == *"at least 4"* ]]
    expect 1 vanthu get xyzxyz
}

@test "a hash is an id" {
    echo 'văn bản số 1' >a.txt && vanthu -q add a.txt
    sum=$(sha256sum a.txt | cut -c1-64)
    for id in "$sum" "${sum^^}" "${sum:0:20}"; do
        vanthu get "$id" | cmp - a.txt
    done
    other=${sum:0:12}$(printf '%052d' 0)
    for command in get show 'remove --reason thử'; do
        # shellcheck disable=SC2086 # words
        expect 1 vanthu $command "$other"
        [[ $output == *"$other: no document has this id"* ]]
    done
    expect 1 vanthu get "${sum}0"
    vanthu -q remove --reason thử "$sum"
    expect 1 vanthu get "$sum"
    [[ $output == *withdrawn* ]]
    expect 0 vanthu show --events "$sum"
    expect 1 vanthu get "$other"
    [[ $output == *"no document has this id"* ]]
}

@test "an archive on a read-only disk is searched" {
    vanthu add good.txt
    [ "$(id -u)" -ne 0 ] || skip "root writes everywhere"
    chmod -R a-w kho
    expect 0 vanthu search 58/KH-UBND
    expect 5 vanthu add good.txt
    chmod -R u+w kho
}

@test "a full disk loses nothing that was acknowledged" {
    vanthu add good.txt
    for i in $(seq 300); do report "m$i.txt" "$i" "01 tháng 8 năm 2021"; head -c 9000 /dev/urandom | base64 >>"m$i.txt"; done
    # Xapian's compaction does not free its tables when the disk is full
    export ASAN_OPTIONS=detect_leaks=0
    run bash -c 'ulimit -f 1500; trap "" XFSZ; "$VANTHU" add --json m*.txt >acknowledged'
    [ "$status" -eq 5 ]
    expect 0 vanthu verify
    vanthu list --json | jq -r .id | sort >there
    jq -r .id acknowledged | sort | comm -23 - there >lost
    [ ! -s lost ]
}

@test "an index that is gone, or of an earlier state, is told" {
    echo 'truy xuất nguồn gốc' >a.txt && vanthu -q add a.txt
    cp -r kho/index index.cu
    echo 'truy xuất nguồn gốc, chuyển đổi số' >b.txt && vanthu -q add b.txt
    cp -r kho/index index.moi
    rm -r kho/index
    expect 4 vanthu search 'truy xuất'
    [[ "$output" == *'kho/index: there is no index: run `vanthu rebuild --index-only`'* ]]
    cp -r index.cu kho/index
    expect 0 vanthu search 'truy xuất'
    [[ "$output" == *'the index is behind'*'rebuild --index-only'* && "$output" == *'a.txt'* ]]
    vanthu search --json 'truy xuất' 2>notes | jq -es 'length == 1'
    grep -q 'the index is behind' notes
    rm -r kho/index && cp -r index.moi kho/index
    expect 0 vanthu search 'truy xuất'
    [[ "$output" != *'behind'* ]]
    rm -r kho/index && vanthu -q rebuild --index-only
    vanthu search --json 'truy xuất' | jq -es 'length == 2'
}

@test "without the module of the index all works but what asks the index" {
    echo 'truy xuất nguồn gốc' >a.txt && vanthu -q add a.txt
    id=$(vanthu list --json | jq -r .id)
    mkdir libraries && cp -P "$BUILD_DIR"/.libs/libvanthu.so* libraries/
    alone() { LD_LIBRARY_PATH="$PWD/libraries" "$VANTHU" "$@"; }
    expect 0 alone get "$id"
    [ "$output" = 'truy xuất nguồn gốc' ]
    expect 0 alone list
    expect 0 alone show "$id"
    expect 5 alone search 'truy xuất'
    [[ "$output" == *'the index needs the library libvanthu-index.so'* ]]
    expect 5 alone verify
    echo 'chuyển đổi số' >b.txt
    expect 5 alone add b.txt
    [[ "$output" == *'the index needs the library libvanthu-index.so'* ]]
    expect 0 vanthu -q add b.txt
    vanthu search --json 'chuyển đổi' | jq -es 'length == 1'
    expect 0 vanthu verify
}

@test "a word with a minus is left out, quoted for the shell or not" {
    echo 'truy xuất nguồn gốc' >a.txt
    echo 'truy xuất trong dịch covid, năm 2021' >b.txt
    vanthu -q add a.txt b.txt
    for words in '-covid' '-năm' '-"dịch covid"' '-Covid'; do
        vanthu search --json truy xuất "$words" | jq -es 'length == 1 and (.[0].source | endswith("a.txt"))'
    done
    vanthu search --json '-"dịch covid" truy xuất' | jq -es 'length == 1'
    vanthu search --json -- -covid truy | jq -es 'length == 1'
    vanthu search --json truy xuất -n1 | jq -es 'length == 1'
    expect 2 vanthu search -covid truy
    [[ "$output" == *'unknown option -covid'* ]]
    expect 2 vanthu search truy -q
    [[ "$output" == *'stands before the command'* ]]
}
