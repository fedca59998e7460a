#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# How the program behaves whatever the command: help, languages, colours, pipes, exit statuses.

load lib

setup() { session; }

@test "commands, manual pages and completions are the same" {
    vanthu help --names | sort >names
    [ -s names ]
    while read -r name; do
        [ -f "$SOURCE_DIR/man/vanthu-$name.1" ]
        vanthu "$name" --help | grep -q "vanthu $name"
        vanthu "$name" --help | grep -q '^  vanthu'
        grep -q "\[$name\]=" "$SOURCE_DIR/completions/vanthu"
        grep -q "'$name:" "$SOURCE_DIR/completions/_vanthu"
        grep -q "vanthu-$name 1" "$SOURCE_DIR/man/vanthu.1"
    done <names
    ls "$SOURCE_DIR"/man/vanthu-*.1 | sed 's/.*vanthu-\(.*\)\.1/\1/' | sort | diff - names
}

@test "every option is in its manual page and completion" {
    for name in $(vanthu help --names); do
        vanthu "$name" --help | sed -n 's/^  .*--\([a-z-]*\).*/\1/p' | while read -r option; do
            [ "$option" = help ] && continue
            grep -qE "Fl Fl $option\b" "$SOURCE_DIR/man/vanthu-$name.1"
            grep -qE "\[$name\]=.*--$option\b" "$SOURCE_DIR/completions/vanthu"
        done
    done
}

@test "manual pages are well formed" {
    command -v mandoc || skip "mandoc is not installed"
    for page in "$SOURCE_DIR"/man/*.[157]; do
        expect 0 mandoc -Tlint -W warning "$page"
        [ -z "$output" ]
    done
}

@test "the library exports what its header declares" {
    library=$(ls "$BUILD_DIR"/.libs/libvanthu.so)
    nm -D --defined-only "$library" | awk '{ print $3 }' | sort >exported
    grep -oE '\bvanthu_[a-z_]+\(' "$SOURCE_DIR/src/vanthu.h" | tr -d '(' | sort -u |
        grep -v -e '_fn$' >declared
    diff declared exported
}

@test "every message has its Vietnamese" {
    command -v msgfmt && command -v xgettext || skip "gettext is not installed"
    cd "$SOURCE_DIR"
    find src index -name '*.[ch]' -o -name '*.cc' -o -name '*.hh' | sort |
        xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ -o "$BATS_TEST_TMPDIR/all.pot" -f -
    msgmerge --quiet --no-fuzzy-matching -o "$BATS_TEST_TMPDIR/vi.po" po/vi.po \
        "$BATS_TEST_TMPDIR/all.pot"
    run env LC_ALL=C.UTF-8 msgfmt -c --statistics -o /dev/null "$BATS_TEST_TMPDIR/vi.po"
    [ "$status" -eq 0 ]
    [[ $output != *untranslated* && $output != *fuzzy* ]]
}

@test "messages follow --lang and the locale, also one that is not installed" {
    vanthu --lang vi help | grep -q 'cách dùng'
    vanthu --lang en help | grep -q 'usage'
    env -u LANGUAGE LC_ALL=vi_VN.UTF-8 "$VANTHU" help | grep -q 'cách dùng'
    env -u LANGUAGE LC_ALL=en_US.UTF-8 "$VANTHU" help | grep -q 'usage'
    expect 2 vanthu --lang fr help
}

@test "Vietnamese help leaves no English" {
    for name in $(vanthu help --names); do
        vanthu --lang vi help "$name" | sed -n '/tùy chọn:/,/ví dụ:/p' >options
        [ "$(grep -cE -- '^ .*--[a-z-]+ [A-Z][A-Z=.]+( |$)' options)" -eq 0 ]
    done
    vanthu --lang vi help verify | grep -q -- '^      --report TỆP               ghi'
    expect 2 vanthu --lang vi verify --report
    [[ $output == *"(TỆP)"* ]]
}

@test "wrong use is exit status 2 and says what to do" {
    expect 2 vanthu
    expect 2 vanthu serch x
    [[ $output == *"did you mean search"* ]]
    expect 2 vanthu search --limt 3 x
    [[ $output == *"did you mean --limit"* ]]
    expect 2 vanthu list -q
    [[ $output == *"-q stands before the command: vanthu -q ... list"* ]]
    expect 2 vanthu search --limit x y
    expect 2 vanthu search --limit -1 y
    expect 2 vanthu search --sort size y
    expect 2 vanthu search
    expect 2 vanthu ref
    expect 2 vanthu get
    expect 2 vanthu add
    expect 2 vanthu add -
    expect 2 vanthu add --max-size much x
    expect 2 vanthu get --section I 1234
    expect 2 vanthu list 'colour:red'
    expect 2 vanthu --color blue list
    expect 2 vanthu -x list
    expect 0 vanthu --version
    expect 0 vanthu search --help
}

@test "nothing found is exit status 1" {
    report a.txt 1 "01 tháng 8 năm 2021"
    expect 0 vanthu add a.txt
    expect 1 vanthu search 'xylophone'
    expect 1 vanthu ref 999/QĐ-XYZ
    expect 1 vanthu get 0123456789ab
    expect 1 vanthu show abcdef
    expect 1 vanthu get 12
    [[ $output == *"at least 4"* ]]
    expect 1 vanthu show ''
    [[ $output == *"empty id"* ]]
    expect 1 vanthu list nam:1999
}

# other_version: gives the catalogue the number of another schema, and its first page a sum that fits
other_version() {
    command -v python3 >/dev/null || skip 'python3 is not installed'
    python3 - <<'EOT'
import struct
with open("kho/catalog.sqlite", "r+b") as file:
    page = bytearray(file.read(8192))
    page[60:64] = struct.pack(">I", 1)
    a, b = 1, 0
    for (word,) in struct.iter_unpack("<I", page[:8184]):
        a = (a + word + b) & 0xFFFFFFFF
        b = (b + a) & 0xFFFFFFFF
    page[8184:8192] = struct.pack("<II", a, b)
    file.seek(0)
    file.write(page)
EOT
}

@test "an archive that is none, newer, or locked is exit status 5" {
    expect 5 vanthu -A "$PWD/nowhere" list
    [[ $output == *"\`vanthu -A $PWD/nowhere init\`"* ]]
    mkdir other && echo x >other/file
    expect 5 vanthu -A other list
    [[ $output == *"is not an archive"* ]]
    expect 2 vanthu init other
    sed -i 's/^format = 1/format = 2/' kho/archive.conf
    expect 5 vanthu list
    [[ $output == *"format 2"* ]]
    sed -i 's/^format = 2/format = 1/' kho/archive.conf
    other_version
    for command in list 'search trạm' verify 'add a.txt'; do
        expect 5 vanthu $command
        [[ $output == *"another version"* ]]
    done
    vanthu -q rebuild
    report a.txt 1 "01 tháng 8 năm 2021"
    command -v flock || skip "flock is not installed"
    flock kho/lock "$VANTHU" add a.txt >out 2>&1 && false
    grep -q 'another program is writing' out
    flock kho/lock "$VANTHU" list
}

@test "init is idempotent and keeps what is there" {
    report a.txt 1 "01 tháng 8 năm 2021"
    vanthu add a.txt
    expect 0 vanthu init "$VANTHU_ARCHIVE"
    expect 2 vanthu init "$VANTHU_ARCHIVE" --agency 'Sở Nội vụ'
    [[ $output == *archive.conf* ]]
    vanthu -q init kho2 --agency 'Sở Nội vụ'
    expect 0 vanthu init kho2 --agency 'Sở Nội vụ'
    expect 0 vanthu -A kho2 list
    [ "$(vanthu list | wc -l)" -eq 1 ]
    grep -q 'tar --zstd' kho/README.txt
}

@test "JSON Lines are valid, with the keys of the contract in order" {
    report a.txt 45 "13 tháng 9 năm 2021"
    vanthu add --json a.txt >added
    jq -e -s 'length == 1 and .[0].status == "added" and .[0].number == "45"
        and .[0].date == "2021-09-13" and .[0].sections >= 3 and .[0].mentions >= 2' added
    keys() { jq -r 'keys_unsorted | join(" ")' "$@" | head -1; }
    [ "$(keys added)" = "id sha256 source status reason media_type title number date sections mentions" ]
    vanthu search --json 58/KH-UBND >found
    [[ "$(keys found)" == "rank score id source title type number date year section start end snippet mentions"* ]]
    vanthu ref --json 58/KH-UBND >ref
    [ "$(keys ref)" = "canonical type year date issuer title mentions documents first last dates by_year relations conflicts held" ]
    vanthu ref --json --mentions 58/KH-UBND | jq -e '.where[0].resolved == "stated"'
    vanthu refs --json a.txt >refs
    [ "$(keys refs)" = "file start end raw kind type number year_in_symbol symbol canonical date date_start date_end issuer pinpoint" ]
    vanthu show --json "$(jq -r .id added)" | jq -e '.outline[0].label == "I" and .office == "Sở Khoa học và Công nghệ"'
    vanthu stats --json | jq -e '.documents == 1'
    vanthu search --count --json sản phẩm | jq -e '.documents == 1 and .passages >= 1'
    vanthu search --facets --json sản phẩm | jq -e -s 'any(.[]; .facet == "year" and .value == "2021")'
}

@test "colour is for terminals, or asked for" {
    report a.txt 1 "01 tháng 8 năm 2021"
    vanthu add a.txt
    vanthu search sản phẩm >plain
    run grep -c $'\033' plain
    [ "$output" -eq 0 ]
    grep -q '«sản phẩm»' plain
    vanthu --color always search sản phẩm | grep -q $'\033'
    vanthu --color never search sản phẩm >plain
    run grep -c $'\033' plain
    [ "$output" -eq 0 ]
}

@test "output closed early is no error, a full disk is one" {
    report a.txt 1 "01 tháng 8 năm 2021"
    vanthu add a.txt
    vanthu search --json sản phẩm 2>err | head -c 1 >/dev/null
    [ ! -s err ] || grep -q documents err
    for i in 1 2 3 4 5; do report "b$i.txt" "$i" "0$i tháng 9 năm 2021"; done
    vanthu add --json b?.txt 2>err | head -1 >/dev/null
    [ "$(vanthu list | wc -l)" -ge 1 ]
    [ -w /dev/full ] || skip "no /dev/full"
    run sh -c '"$VANTHU" list >/dev/full'
    [ "$status" -eq 5 ]
}

@test "originals go to standard output, files, directories and bundles" {
    report "báo cáo.txt" 1 "01 tháng 8 năm 2021"
    report b.txt 2 "02 tháng 8 năm 2021"
    vanthu add "báo cáo.txt" b.txt
    a=$(vanthu list --json | jq -r 'select(.number=="1").id')
    b=$(vanthu list --json | jq -r 'select(.number=="2").id')
    vanthu get "$a" | cmp - "báo cáo.txt"
    vanthu get "${a:0:6}" -o copy.txt
    cmp copy.txt "báo cáo.txt"
    mkdir out
    vanthu get "$a" "$b" -o out
    cmp "out/báo cáo.txt" "báo cáo.txt"
    vanthu get "$b" -o out
    cmp "out/b (2).txt" b.txt
    vanthu get "$a" "$b" -o all.tar.zst
    tar --zstd -xOf all.tar.zst b.txt | cmp - b.txt
    vanthu get "$a" "$b" -o all.zip
    [ "$(head -c 2 all.zip)" = PK ]
    expect 2 vanthu get "$a" "$b" -o one.txt
    vanthu get --text --section I/2 "$a" | head -1 | grep -q '^2. Truy xuất'
    expect 1 vanthu get --text --section IX "$a"
    head -c 3000 /dev/urandom >c.bin
    run vanthu add c.bin
    expect 1 vanthu get --text "$(sha256sum c.bin | cut -c1-12)" -o none.txt
    [[ $output == *"has no text: "* ]]
    expect 1 vanthu get ffffffffffff -o none.txt
    [ ! -e none.txt ]
}
