#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a message says to do is what this user has to type.

load lib

setup() {
    session
    report a.txt 256 "01 tháng 8 năm 2021"
    vanthu -q add a.txt
    id=$(sha256sum a.txt | cut -c1-12)
    unset VANTHU_ARCHIVE
}

# obey: runs the command that the last output names in `...`.
obey() {
    [[ $output =~ \`vanthu\ ([^\`]*)\` ]]
    eval "vanthu ${BASH_REMATCH[1]}"
}

@test "the archive that was named is named in the advice" {
    expect 5 vanthu -A 'kho mới 2' list
    [[ $output == *"\`vanthu -A 'kho mới 2' init\`"* ]]
    [[ $output == *"whether the disk is mounted"* ]]
    obey
    vanthu -A 'kho mới 2' stats
    expect 5 vanthu -A "nhà anh Ba's" list
    obey
    [ -f "nhà anh Ba's/archive.conf" ]
    VANTHU_ARCHIVE=đâu expect 5 vanthu list
    [[ $output == *'`vanthu init`'* ]]
    expect 2 vanthu -A kho --kho list
    [[ $output == *'`vanthu help`'* ]]
}

@test "so it is for rebuild, init and verify" {
    cp -r kho 'kho 2'
    rm -r 'kho 2/index'
    expect 4 vanthu -A 'kho 2' search khoa
    [[ $output == *"\`vanthu -A 'kho 2' rebuild --index-only\`"* ]]
    vanthu -A 'kho 2' verify
    echo x >'kho 2/index/manifest'
    expect 4 vanthu -A 'kho 2' verify
    [[ $output == *"\`vanthu -A 'kho 2' rebuild --index-only\`"* ]]
    run vanthu -A 'kho 2' verify --json
    jq -cR 'fromjson? | .remedy' <<<"$output" | jq -es 'any(test("`vanthu rebuild --index-only`"))'
    rm 'kho 2/archive.conf'
    expect 2 vanthu init 'kho 2'
    [[ $output == *"\`vanthu -A 'kho 2' rebuild\`"* ]]
    expect 5 vanthu -A 'kho 2' list
    [[ $output == *"\`vanthu -A 'kho 2' rebuild\`"* ]]
    obey
    [ "$(vanthu -A 'kho 2' list | wc -l)" -eq 1 ]
    expect 0 vanthu init 'kho 3'
    [[ $output == *"\`vanthu -A 'kho 3' add -r DIR\`"* ]]
}

@test "an archive that may not be read is not taken for none" {
    [ "$(id -u)" -ne 0 ] || skip "root may read all"
    chmod 000 kho
    expect 5 vanthu -A kho list
    chmod 755 kho
    [[ $output == *"Permission denied"* ]]
}

@test "a number, a title or a file name where an id is asked" {
    for command in get show 'remove --reason x' verify; do
        expect 1 vanthu -A kho $command 256/BC-SKHCN
        [[ $output == *"256/BC-SKHCN: is no id of a document (the 12 characters 0-9, a-f"* ]]
        [[ $output == *'`vanthu -A kho list so:256/BC-SKHCN`'* ]]
        obey | grep -q "^$id"
        expect 1 vanthu -A kho $command 'ứng dụng khoa học'
        [[ $output == *"\`vanthu -A kho search 'ứng dụng khoa học'\`"* ]]
        obey | grep -q "$id"
        expect 1 vanthu -A kho $command a.txt
        obey | grep -q "$id"
    done
    expect 1 vanthu -A kho get "$id" 256/BC-SKHCN -o ra.zip
    [ ! -e ra.zip ]
    expect 1 vanthu -A kho get ffffffffffff
    [[ $output == *"no document has this id"* ]]
}
