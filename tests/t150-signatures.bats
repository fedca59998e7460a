#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Signed PDFs: read like others, kept as they are, and each signature told: who, when, which bytes,
# and whether these are still the signed ones. Key and certificate are those of an invented office.
# shellcheck disable=SC2154,SC2016

load lib

setup_file() {
    command -v openssl >/dev/null && command -v python3 >/dev/null || return 0
    cd "$BATS_FILE_TMPDIR" || return
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 3650 -utf8 \
        -subj "/C=VN/O=UBND tỉnh Phú Giang/CN=Sở Khoa học và Công nghệ tỉnh Phú Giang" \
        -addext "extendedKeyUsage=critical,timeStamping" 2>/dev/null
    printf '%s\n' '[tsa]' 'default_tsa = one' '[one]' 'serial = serial' \
        'default_policy = 1.2.3.4' 'digests = sha256' 'signer_digest = sha256' >tsa.cnf
    "$TESTS_DIR/sign-pdf" new plain.pdf
    "$TESTS_DIR/sign-pdf" sign plain.pdf one.pdf --extra "/M (D:20240411061830+07'00') "
}

setup() {
    command -v openssl >/dev/null || skip "openssl is not installed"
    command -v python3 >/dev/null || skip "python3 is not installed"
    session
    cp "$BATS_FILE_TMPDIR"/* .
}

sign() { "$TESTS_DIR/sign-pdf" sign "$@"; }

# told FILE FILTER...: adds the file, whose text is read; each filter holds for its signatures.
told() {
    local file=$1 filter
    shift
    vanthu -q add --json "$file" >added
    vanthu show --json "$(jq -r .id added)" >shown
    jq -e '.text_status == "ok"' shown
    for filter; do
        jq -e --arg bytes "$(stat -c %s "$file")" ".signatures | $filter" shown || {
            echo "not so: $filter"
            jq -c .signatures shown
            return 1
        }
    done
}

@test "who signed, when, and that all of it is as it was signed" {
    told one.pdf 'length == 1' \
        '.[0].signer == "Sở Khoa học và Công nghệ tỉnh Phú Giang"' \
        '.[0].organization == "UBND tỉnh Phú Giang"' \
        '.[0].kind == "signature"' \
        '.[0].time == "2024-04-10T23:18:30Z" and .[0].time_from == "document"' \
        '.[0].intact and .[0].covers_whole and .[0].reason == null' \
        '.[0].range | .[0][0] == 0 and .[0][1] < .[1][0] and .[1][1] == ($bytes | tonumber)'
    vanthu get "$(jq -r .id added)" | cmp - one.pdf
}

@test "show tells a clerk the same" {
    vanthu -q add one.pdf
    id=$(vanthu list --json | jq -r .id)
    TZ=Asia/Ho_Chi_Minh run vanthu show "$id"
    [[ $output == *"Sở Khoa học và Công nghệ tỉnh Phú Giang (UBND tỉnh Phú Giang)"* ]]
    [[ $output == *"11/4/2024, 06:18:30 +0700"* ]]
    [[ $output == *"intact: the whole file is signed"* ]]
    [[ $output == *"not checked against an authority"* ]]
}

@test "a PDF that nobody signed has no signatures" { told plain.pdf 'length == 0'; }

@test "one byte changed in what is signed" {
    sed 's/Ke hoach so 58/Ke hoach so 85/' one.pdf >changed.pdf
    told changed.pdf '.[0].intact == false' '.[0].reason | contains("changed")' \
        '.[0].signer | contains("Công nghệ")'
    run vanthu show "$(jq -r .id added)"
    [[ $output == *"NOT INTACT: the signed bytes have been changed"* ]]
}

@test "what was added later is not signed" {
    "$TESTS_DIR/sign-pdf" append one.pdf later.pdf
    told later.pdf '.[0].intact' '.[0].covers_whole | not' \
        ".[0].range[1][1] == $(stat -c %s one.pdf)"
    run vanthu show "$(jq -r .id added)"
    [[ $output == *"intact: signed are bytes 0-"*" of $(stat -c %s later.pdf); later changes follow"* ]]
}

@test "two signatures, the second over the first" {
    sign one.pdf two.pdf --kind ETSI.CAdES.detached
    told two.pdf 'length == 2' 'all(.[]; .intact)' 'map(.covers_whole) == [false, true]' \
        '.[1].time_from == "signer"'
    sed 's/Ke hoach so 58/Ke hoach so 85/' two.pdf >changed.pdf
    told changed.pdf 'map(.intact) == [false, false]'
}

@test "a signature of a hash" {
    sign plain.pdf sha1.pdf --kind adbe.pkcs7.sha1
    told sha1.pdf '.[0].intact and .[0].covers_whole'
    sed 's/Ke hoach so 58/Ke hoach so 85/' sha1.pdf >changed.pdf
    told changed.pdf '.[0].intact == false'
}

@test "a time stamp on the document" {
    sign plain.pdf stamped.pdf --kind ETSI.RFC3161
    told stamped.pdf '.[0].kind == "time_stamp"' '.[0].intact' '.[0].time_from == "time_stamp"'
    sed 's/Ke hoach so 58/Ke hoach so 85/' stamped.pdf >changed.pdf
    told changed.pdf '.[0].intact == false' '.[0].time_from != "time_stamp"'
}

@test "what cannot be checked is not called changed" {
    sign plain.pdf unknown.pdf --kind X.Unknown
    told unknown.pdf '.[0].intact == null' '.[0].reason | contains("not read")'
}

@test "damaged signatures" {
    sign plain.pdf broken.pdf --message 3082ffff0102
    told broken.pdf 'length == 1' '.[0].intact == false' '.[0].signer == null' \
        '.[0].reason | contains("damaged")'
    sign plain.pdf none.pdf --message ""
    told none.pdf '.[0].intact == false'
}

@test "ranges that cannot be" {
    local range count=0
    while IFS= read -r range; do
        sign plain.pdf "range$((++count)).pdf" --range "$range"
    done <<'EOT'
0 100 200 99999999
0 100 99999999 100
0 500 400 100
0 9223372036854775807 9223372036854775807 1
0 99999999999999999999999 5 5
0 -5 10 20
0 100
0 100 200 300 400 500
nonsense
EOT
    vanthu -q add --json range*.pdf | jq -r .id >ids
    xargs -n 1 "$VANTHU" show --json <ids >shown
    jq -e -s --argjson count "$count" 'length == $count and all(.[].signatures; length == 1 and
        (.[0] | .intact == false and (.covers_whole | not) and (.signer | contains("Công nghệ"))
            and (.reason | length > 0)))' shown
}

@test "a range that leaves out more than the signature" {
    size=$(stat -c %s one.pdf)
    sign plain.pdf gap.pdf --range "0 100 $((size - 100)) 50"
    told gap.pdf '.[0].intact == false' '.[0].reason | contains("left out")'
}

@test "what is no signature of the document" {
    # rights to fill in a form, and a signed file inside this one
    sign plain.pdf rights.pdf --extra "/Reference [<< /TransformMethod /UR3 >>] "
    told rights.pdf 'length == 0'
    {
        printf '%%PDF-1.7\n9 0 obj\n<< /Length %d >>\nstream\n' "$(stat -c %s one.pdf)"
        cat one.pdf
        printf '\nendstream\nendobj\n'
    } >holder.pdf
    vanthu -q add --json holder.pdf >added || true
    vanthu show --json "$(jq -r .id added)" | jq -e '.signatures == []'
}

@test "more signatures than are told" {
    {
        cat one.pdf
        for ((i = 0; i < 500; i++)); do
            echo "$((i + 100)) 0 obj << /Type /Sig /ByteRange [0 9 9 9] /Contents <30> >> endobj"
        done
    } >many.pdf
    told many.pdf 'length == 64' '.[0].intact'
}

@test "dictionaries that never end take no time" {
    {
        cat one.pdf
        for ((i = 0; i < 20000; i++)); do printf '1 0 obj<<(/ByteRange'; done
    } >endless.pdf
    vanthu -q add --json endless.pdf >added || true
    vanthu show --json "$(jq -r .id added)" | jq -e '.signatures | map(.intact) == [true]'
}

@test "rebuild tells the same" {
    told one.pdf 'length == 1'
    jq -S .signatures shown >before
    vanthu -q rebuild
    vanthu show --json "$(jq -r .id added)" | jq -S .signatures | cmp - before
}
