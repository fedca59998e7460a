#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Documents leave as a bag (BagIt, RFC 8493), and a bag comes in.

load lib

setup() {
    session
    mkdir -p 'báo cáo'
    report 'báo cáo/tháng 9 (50%).txt' 101 '13 tháng 9 năm 2021'
    report b.txt 102 '14 tháng 9 năm 2022'
    printf 'Không rõ\n' >$'dòng\nhai.txt'
    printf '\0\1\2' >'x.bin'
    touch -d 2021-09-20T01:02:03Z b.txt
    expect 3 vanthu -q add -r 'báo cáo' b.txt $'dòng\nhai.txt' x.bin
    cp b.txt 'bản sao.txt'
    vanthu -q add --set 'title=Tình hình, "trạm bơm"' --set date=2022-09-15 --set place=- 'bản sao.txt'
}

# answers: what the archive says, but for when and where it was stored.
answers() {
    vanthu list --json | jq -c 'del(.text_agent)' | sort
    vanthu list --json | jq -r .id | sort | while read -r id; do
        vanthu get "$id" | sha256sum
        vanthu show --json "$id" | jq -cS 'del(.volume) | del(.sources[].ingested_at) |
            .sources |= sort_by(.path)'
    done
    vanthu search --json 'khoa học' | jq -r '[.id, .title, .snippet] | @tsv' | sort
    vanthu ref --json --mentions 58/KH-UBND | jq -c '.relations |= sort_by(.document)'
}

# valid BAG: by the programs that everybody has.
valid() {
    (cd "$1" && grep -v -e '^$' manifest-sha256.txt | sha256sum --quiet -c - &&
        sha512sum --quiet -c manifest-sha512.txt && sha256sum --quiet -c tagmanifest-sha256.txt &&
        sha512sum --quiet -c tagmanifest-sha512.txt)
}

@test "a bag is what the RFC says, and sha256sum and sha512sum agree" {
    expect 0 vanthu export --bagit bao
    [[ $output == *"bao: a bag of 4 documents"* ]]
    valid bao
    [ "$(head -1 bao/bagit.txt)" = 'BagIt-Version: 1.0' ]
    oxum=$(find bao/data -type f -printf '%s\n' | awk '{ s += $1; n++ } END { print s "." n }')
    grep -qx "Payload-Oxum: $oxum" bao/bag-info.txt
    [ "$(find bao/data -type f | wc -l)" -eq 4 ]
    jq -e .sha256 bao/metadata/documents.jsonl | wc -l | grep -qx 4
    python3 - <<'EOT'
import csv
rows = list(csv.DictReader(open("bao/metadata/documents.csv", newline="", encoding="utf-8")))
assert len(rows) == 4
assert 'Tình hình, "trạm bơm"' in [row["title"] for row in rows]
EOT
}

@test "the validator of the Library of Congress accepts it" {
    python3 -c 'import bagit' || skip "the Python module bagit is not installed"
    vanthu -q export --bagit bao
    python3 -c 'import bagit; bagit.Bag("bao").validate()'
    printf x >>"$(find bao/data -name 'b.txt')"
    run python3 -c 'import bagit; bagit.Bag("bao").validate()'
    [ "$status" -ne 0 ]
}

@test "archive, bag, new archive: the same ids and the same answers" {
    answers >truoc.txt
    vanthu -q export --bagit bao
    export VANTHU_ARCHIVE=$PWD/moi
    vanthu -q init
    expect 3 vanthu -q add bao
    answers | diff truoc.txt -
    expect 0 vanthu verify
    vanthu -q rebuild
    answers | diff truoc.txt -
    expect 0 vanthu -q add bao
    answers | diff truoc.txt -
    vanthu -q export --bagit bao2
    diff -r bao/data bao2/data
}

@test "filters choose, as in list" {
    vanthu -q export --bagit bao nam:2021
    [ "$(find bao/data -type f | wc -l)" -eq 1 ]
    expect 1 vanthu export --bagit bao3 nam:1999
    [ ! -e bao3 ]
    expect 2 vanthu export
    expect 2 vanthu export --bagit bao
    mkdir trong
    expect 0 vanthu export --bagit trong nam:2021
}

@test "a damaged bag is refused, and nothing of it is taken" {
    vanthu -q export --bagit bao
    export VANTHU_ARCHIVE=$PWD/moi
    vanthu -q init
    refused() {
        expect 3 vanthu add xau
        [[ $output == *"the bag is refused"*"$1"* ]]
        [ -z "$(vanthu list --json)" ]
        rm -rf xau && cp -r bao xau
    }
    cp -r bao xau
    printf x >>"$(find xau/data -name b.txt)" && refused 'b.txt: is not what its manifest says'
    rm "$(find xau/data -name b.txt)" && refused 'b.txt: is listed, and is missing'
    printf x >xau/data/thua.txt && refused 'thua.txt: is in no manifest'
    printf x >>xau/bag-info.txt && refused 'bag-info.txt: is not what its manifest says'
    rm xau/*manifest* && refused 'has no manifest'
    printf 'gì đó\n' >xau/bagit.txt && refused 'bagit.txt: is not what it should be'
    rm xau/tagmanifest* && printf '00  data/../../b.txt\n' >>xau/manifest-sha256.txt &&
        refused 'leads out of the bag'
    rm xau/tagmanifest* && printf '00  /etc/passwd\n' >>xau/manifest-sha256.txt &&
        refused 'leads out of the bag'
    ln -sf /etc/passwd "$(find xau/data -name b.txt)" && refused 'is not a file'
    ln -s /dev xau/x && printf '00  x/zero\n' >>xau/tagmanifest-sha256.txt && refused 'no plain file'
    ln -s ../bao xau/x && printf '00  x/bagit.txt\n' >>xau/tagmanifest-sha256.txt &&
        refused 'no plain file'
    rm xau/tagmanifest* && printf '{"vanthu":1,"file":"../../b.txt"}\n' >>xau/metadata/documents.jsonl &&
        refused 'has a line that is not what it should be'
    expect 3 vanthu -q add xau
    [ "$(vanthu list --json | wc -l)" -eq 4 ]
}

@test "the bag of another program comes in, names percent-encoded" {
    mkdir -p khac/data/a
    report 'khac/data/a/100%.txt' 201 '1 tháng 2 năm 2020'
    printf 'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n' >khac/bagit.txt
    (cd khac && md5sum 'data/a/100%.txt' | sed 's/%/%25/' >manifest-md5.txt)
    vanthu add --json khac | jq -e '.status == "added" and (.source | endswith("data/a/100%.txt"))'
    expect 0 vanthu verify
}

@test "a bag says whose archive it is from" {
    vanthu -q init cua-so --agency 'Sở Khoa học và Công nghệ'
    report so.txt 7 '1 tháng 2 năm 2023'
    vanthu -A cua-so -q add so.txt
    vanthu -A cua-so -q export --bagit tui
    grep -qx 'Source-Organization: Sở Khoa học và Công nghệ' tui/bag-info.txt
}

@test "an original that is damaged is named, and no half bag is left" {
    vanthu -q init hong
    head -c 40000 /dev/urandom >hong.bin
    vanthu -A hong -q add hong.bin || true
    printf '\377\377\377' | dd of=hong/volumes/000001.tar.zst bs=1 seek=20000 conv=notrunc status=none
    expect 4 vanthu -A hong export --bagit nua
    [[ $output == *"[$(sha256sum hong.bin | cut -c1-12)] hong.bin: "* ]]
    [ ! -e nua ]
}
