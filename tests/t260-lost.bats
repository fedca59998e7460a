#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What is lost for good is acknowledged once, and the archive is sound again without it.

load lib

why=(--reason 'đĩa hỏng, không còn bản sao' --by 'Phòng Lưu trữ')

# Two sealed volumes and an open one; each large file is a frame of its own.
setup() {
    command -v sqlite3 || skip "sqlite3 is not installed"
    session
    for i in 1 2 3 4; do
        report "m$i.txt" "20$i" "$i tháng 3 năm 2022"
        head -c 1100000 /dev/urandom >"anh$i.bin"
    done
    add m1.txt anh1.bin anh2.bin
    vanthu -q compact
    add m2.txt anh3.bin
    add m3.txt anh4.bin
    lost=$(id anh2.bin)
}

add() {
    vanthu -q add "$@" || [ $? -eq 3 ]
}

id() {
    sha256sum "$1" | cut -c1-12
}

# damage FILE: nothing is left of the frame of an original.
damage() {
    local volume offset bytes
    read -r volume offset bytes < <(sqlite3 kho/catalog.sqlite "SELECT volume, offset, f.bytes
        FROM documents d JOIN frames f USING(frame) WHERE id='$(id "$1")'" | tr '|' ' ')
    volume=$(printf 'kho/volumes/%06d.tar.zst' "$volume")
    chmod u+w "$volume"
    wipe "$volume" "$offset" "$bytes"
}

# sound FILE...: the archive is, and gives these back bit for bit; also from the volumes alone.
sound() {
    local turn
    for turn in as-it-is rebuilt; do
        expect 0 vanthu verify
        for file in "$@"; do
            vanthu get "$(id "$file")" | cmp - "$file"
        done
        [ "$(vanthu list --json | jq -r 'select(.lost == null) | .id' | wc -l)" -eq $# ]
        [ $turn = rebuilt ] || vanthu -q rebuild
    done
}

@test "what is lost is acknowledged, and the archive is sound from then on" {
    damage anh2.bin
    cp kho/volumes/000002.tar.zst hong
    expect 4 vanthu verify --repair
    cmp hong kho/volumes/000002.tar.zst
    expect 0 vanthu verify --repair --accept-loss "${why[@]}"
    [[ $output == *"$lost: lost (acknowledged): "*anh2.bin* ]]
    [[ $output == *"1 documents are lost (acknowledged)"* ]]
    cmp hong kho/quarantine/000002.tar.zst.2*
    [ ! -e kho/volumes/000002.tar.zst ]
    (cd kho/volumes && sha256sum -c ./*.sha256)
    sound m[1-3].txt anh1.bin anh3.bin anh4.bin
    vanthu search --count --json 'khoa học' | jq -e '.documents == 3'
    add m4.txt
    vanthu -q compact
    sound m[1-4].txt anh1.bin anh3.bin anh4.bin
}

@test "every answer says so" {
    damage anh2.bin
    vanthu -q verify --repair --accept-loss "${why[@]}"
    vanthu verify --json --report bao-cao.txt |
        jq -e --arg id "$lost" '.lost == $id and .by == "Phòng Lưu trữ" and (.source | endswith("anh2.bin"))'
    grep -qx 'lost 1 (acknowledged)' bao-cao.txt
    grep -q "^LOST $lost .*anh2.bin; acknowledged 20.*, Phòng Lưu trữ: đĩa hỏng" bao-cao.txt
    for command in get show 'get --text' remove\ --reason=x; do
        expect 1 vanthu $command "${lost:0:6}"
        [[ $output == *"$lost: is LOST ("*"anh2.bin)"*"by Phòng Lưu trữ: đĩa hỏng, không còn bản sao"* ]]
    done
    vanthu show --events --json "$lost" | jq -es 'last.event == "acknowledged loss"
        and last.detail == "Phòng Lưu trữ: đĩa hỏng, không còn bản sao"'
    tar --zstd -xOf kho/volumes/000004.tar.zst "${lost:0:2}/$lost/tombstone.json" |
        jq -e '.lost.path | endswith("anh2.bin")'
}

@test "a reason and a name make no lines of a report" {
    damage anh2.bin
    vanthu -q verify --repair --accept-loss --reason $'một\nfaults 7\nFAULT x' --by $'A\r\nB'
    touch kho/$'x\nfaults 8'
    expect 4 vanthu verify --report bao-cao.txt
    [ "$(grep -c '^FAULT\|^faults\|^LOST' bao-cao.txt)" -eq 3 ]
    grep -qx 'faults 1' bao-cao.txt
    grep -q "^LOST $lost .*, A  B: một faults 7 FAULT x\$" bao-cao.txt
}

@test "lists and references name it" {
    sed -i 's/^Triển khai/Theo Báo cáo số 201\/BC-SKHCN ngày 01\/3\/2022, triển khai/' m4.txt
    add m4.txt
    damage m1.txt
    damage m3.txt
    vanthu -q verify --repair --accept-loss "${why[@]}"
    vanthu list --json so:201/BC-SKHCN nam:2022 | jq -e --arg id "$(id m1.txt)" '.id == $id and
        .title and .date == "2022-03-01" and .lost.by == "Phòng Lưu trữ"'
    vanthu list | grep -q "$(id m1.txt) .*201/BC-SKHCN.*LOST"
    expect 1 vanthu list so:999/BC-SKHCN
    vanthu ref --json 201/BC-SKHCN | jq -e --arg id "$(id m1.txt)" '.held == null and .lost == $id'
    vanthu ref 201/BC-SKHCN | grep -q "LOST *$(id m1.txt)"
    expect 1 vanthu ref 203/BC-SKHCN # which nobody cites
    [[ $output == *"LOST ($(id m3.txt))"* ]]
    vanthu -q export --bagit tui # what is there
    vanthu -q add m1.txt
    vanthu ref --json 201/BC-SKHCN | jq -e --arg id "$(id m1.txt)" '.held == $id and .lost == null'
}

@test "nothing is given up without the word, a reason and a name" {
    damage anh2.bin
    cp -r kho truoc
    expect 2 vanthu verify --accept-loss "${why[@]}"
    expect 2 vanthu verify --repair --accept-loss
    expect 2 vanthu verify --repair --accept-loss --reason ' '
    expect 2 vanthu verify --repair --reason x
    diff -r kho/volumes truoc/volumes
    # and of a sound archive, or an empty one, there is nothing to give up
    export VANTHU_ARCHIVE=$PWD/moi
    vanthu -q init moi
    expect 0 vanthu verify --repair --accept-loss "${why[@]}"
    add m1.txt
    sum=$(sha256sum moi/volumes/*)
    expect 0 vanthu verify --repair --accept-loss "${why[@]}"
    [ "$sum" = "$(sha256sum moi/volumes/*)" ]
}

@test "the same bytes added again are the same document" {
    damage anh2.bin
    vanthu -q verify --repair --accept-loss "${why[@]}"
    vanthu add --json anh2.bin | jq -e --arg id "$lost" '.status == "added" and .id == $id'
    sound m[1-3].txt anh[1-4].bin
    vanthu -q compact
    sound m[1-3].txt anh[1-4].bin
    expect 0 vanthu verify
    [[ $output != *"lost"* ]]
}

@test "what only the catalogue knew of it is in the volumes again" {
    vanthu -q remove "$(id m2.txt)" --reason 'nhập nhầm' --by 'Văn thư'
    cp m1.txt ban-sao.txt
    vanthu -q add --set title='Tên khác' ban-sao.txt
    head -c 1100000 /dev/urandom >anh5.bin
    add anh5.bin
    # the frames of the removal and of the second path
    for offset in $(sqlite3 kho/catalog.sqlite "SELECT offset + bytes / 2 FROM frames
        WHERE volume=3 AND frame NOT IN (SELECT frame FROM documents)"); do
        flip kho/volumes/000003.tar.zst "$offset"
    done
    # nothing is lost by it: nobody need say a word
    expect 0 vanthu verify --repair
    [[ $output != *"lost (ack"* ]]
    sound m[13].txt anh[1-5].bin
    vanthu show --json "$(id m1.txt)" | jq -e '.title == "Tên khác" and (.sources | length) == 2'
    expect 1 vanthu get "$(id m2.txt)"
    [[ $output == *"was withdrawn"*"nhập nhầm"* ]]
}

@test "entries of the log that nobody knows any more are acknowledged too" {
    damage anh3.bin
    damage m2.txt
    rm kho/catalog.sqlite*
    expect 4 vanthu rebuild
    expect 4 vanthu verify
    [[ $output == *"of the log are missing"* ]]
    expect 0 vanthu verify --repair --accept-loss "${why[@]}"
    [[ $output == *"entries of the log are lost (acknowledged)"* ]]
    sound m[13].txt anh[124].bin
    expect 0 vanthu verify --report bao-cao.txt
    grep -q '^lost entries of the log [0-9]* (acknowledged)' bao-cao.txt
    # another entry that goes is a fault again
    sqlite3 kho/catalog.sqlite 'DELETE FROM log_documents WHERE number=1; DELETE FROM log WHERE number=1'
    expect 4 vanthu verify
}

@test "an earlier rebuild went on without it: its catalogue knows the name" {
    damage anh4.bin
    damage anh2.bin
    expect 4 vanthu rebuild
    expect 0 vanthu verify --repair --accept-loss "${why[@]}"
    [[ $output == *"$(id anh4.bin): lost (acknowledged): "*anh4.bin* ]]
    [[ $output == *"2 documents are lost (acknowledged)"* ]]
    sound m[1-3].txt anh1.bin anh3.bin
}

@test "a volume is missing" {
    mv kho/volumes/000002.tar.zst .
    expect 4 vanthu verify --repair
    expect 0 vanthu verify --repair --accept-loss "${why[@]}"
    [[ $output == *"3 documents are lost (acknowledged)"* ]]
    (cd kho/volumes && sha256sum -c ./*.sha256) # none is left of what is not there
    sound m[23].txt anh[34].bin
    mv kho/volumes/000004.tar.zst .
    expect 4 vanthu verify --repair --accept-loss "${why[@]}"
    [ "$(vanthu list --json | jq -c 'select(.lost == null)' | wc -l)" -eq 4 ] # a disk that is not mounted: nothing is given up
    mv 000004.tar.zst kho/volumes
    sound m[23].txt anh[34].bin
}

@test "the last volume is missing" {
    mv kho/volumes/000003.tar.zst .
    expect 0 vanthu verify --repair --accept-loss "${why[@]}"
    [[ $output == *"4 documents are lost (acknowledged)"* ]]
    sound m1.txt anh[12].bin
}

@test "a mirror that has what is lost keeps it, and says so" {
    vanthu -q mirror guong
    damage anh2.bin
    damage m2.txt
    vanthu -q verify --repair --accept-loss "${why[@]}"
    expect 4 vanthu mirror guong
    [[ $output == *"volumes/000002.tar.zst [$lost]: is lost in the archive, and whole in the mirror"* ]]
    [[ $output == *"volumes/000003.tar.zst [$(id m2.txt)]: is lost"* ]]
    expect 0 vanthu mirror guong
    diff <(ls kho/volumes) <(ls guong/volumes)
    expect 0 vanthu verify --against guong
    mkdir ra
    tar --zstd -xf guong/quarantine/000002.tar.zst.* -C ra
    add "ra/${lost:0:2}/$lost/original.bin"
    sound m[13].txt anh[1-4].bin
    expect 0 vanthu mirror guong
}

@test "a whole copy of a volume that was given up is not thrown away" {
    cp kho/volumes/000002.tar.zst ban-sao
    damage anh2.bin
    vanthu -q verify --repair --accept-loss "${why[@]}"
    cp ban-sao kho/volumes/000002.tar.zst
    expect 0 vanthu verify
    [ ! -e kho/volumes/000002.tar.zst ]
    [ "$(find kho/quarantine -name '000002.tar.zst.2*' -exec cmp -s {} ban-sao \; -print | wc -l)" -eq 1 ]
    add anh2.bin
    cp ban-sao kho/volumes/000002.tar.zst # now it is one that others have replaced
    expect 0 vanthu verify
    [ "$(find kho/quarantine -name '000002.tar.zst.2*' | wc -l)" -eq 2 ]
    sound m[1-3].txt anh[1-4].bin
}

@test "a volume that was given up is there again" {
    mv kho/volumes/000002.tar.zst .
    vanthu -q verify --repair --accept-loss "${why[@]}"
    add anh1.bin # meanwhile
    mv 000002.tar.zst kho/volumes
    expect 4 vanthu verify
    [[ $output == *"[$lost]: the catalogue does not know this document"* ]]
    vanthu -q compact # which leaves nothing of it behind
    expect 0 vanthu verify --repair
    sound m[1-3].txt anh[1-4].bin
    expect 0 vanthu verify
    [[ $output != *"lost"* ]]
    # a withdrawal stays one
    vanthu -q remove "$lost" --reason x
    vanthu -q rebuild
    vanthu -q compact
    sound m[1-3].txt anh[134].bin
    expect 1 vanthu get "$lost"
    [[ $output == *"was withdrawn"* ]]
}

@test "a frame is damaged in one place: only what lies there is lost" {
    for i in $(seq 11 40); do
        report "n$i.txt" "$i" '1 tháng 4 năm 2022'
        head -c 1500 /dev/urandom | base64 >>"n$i.txt"
    done
    add n*.txt
    add m4.txt # a frame at the end may be a write that was torn
    cp -r kho truoc
    read -r begin bytes < <(sqlite3 kho/catalog.sqlite "SELECT offset, f.bytes FROM frames f JOIN documents
        USING(frame) WHERE id='$(id n11.txt)'" | tr '|' ' ')
    for part in 2 3; do
        rm -rf kho
        cp -r truoc kho
        flip kho/volumes/000003.tar.zst $((begin + bytes - bytes / part))
        kept=()
        for file in n*.txt; do
            vanthu get "$(id "$file")" 2>/dev/null | cmp -s - "$file" && kept+=("$file")
        done
        [ ${#kept[@]} -lt 30 ] || continue # only what can be had again was hit
        expect 4 vanthu verify
        [ "$(grep -c 'are no whole frame' <<<"$output")" -eq $((30 - ${#kept[@]})) ]
        # of one whose record was hit only the catalogue knows
        without=$(vanthu verify --json 2>/dev/null | jq -r 'select(.problem | test("record is damaged")) | .document')
        recorded=()
        for file in "${kept[@]}"; do
            [[ $without == *$(id "$file")* ]] || recorded+=("$file")
        done
        cp -r kho hong
        expect 0 vanthu verify --repair --accept-loss "${why[@]}"
        [[ $output == *"$((30 - ${#kept[@]})) documents are lost (acknowledged)"* ]]
        sound m[1-4].txt anh[1-4].bin "${kept[@]}"
        # from the volumes alone
        rm -rf kho
        mkdir kho
        mv hong/volumes kho
        rm -r hong
        expect 4 vanthu rebuild
        vanthu -q verify --repair --accept-loss "${why[@]}"
        sound m[1-4].txt anh[1-4].bin "${recorded[@]}"
    done
}
