#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Nothing leaves its target, nothing is opened to more people than the umask says, what is typed is
# never SQL, and programs are built to be hard to take over.

load lib

setup() {
    session
    mkdir outside
    echo untouched >outside/victim
}

# hostile: documents whose names try to lead out of where they are put.
hostile() {
    python3 - <<'EOT'
import io, tarfile
names = ["../evil.txt", "/evil.txt", "../../outside/victim", "a/../../b.txt", "..", "~/.bashrc",
         "outside/victim", "-o", "x\n../y", "\x1b[2J.txt", "a" * 300 + ".txt"]
with tarfile.open("hostile.tar", "w", format=tarfile.PAX_FORMAT) as tar:
    for i, name in enumerate(names):
        data = f"Báo cáo số {i}\n".encode()
        info = tarfile.TarInfo(name)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    link = tarfile.TarInfo("link.txt")
    link.type, link.linkname = tarfile.SYMTYPE, "outside/victim"
    tar.addfile(link)
EOT
    run vanthu add hostile.tar
    n=0
    for name in '../evil' '/etc/passwd' '../../x/../y.txt' . .. '../outside/victim'; do
        n=$((n + 1))
        echo "Văn bản $n" | vanthu -q add - --name "$name"
    done
    ids=$(vanthu list --json | jq -r .id)
    [ "$(wc -l <<<"$ids")" -ge 12 ]
}

# nothing_outside DIR: the rest of the session's directory is what it was.
nothing_outside() {
    [ "$(cat outside/victim)" = untouched ]
    [ "$(find . -path ./kho -prune -o -path "./$1" -prune -o -type f -print | sort)" = "$before" ]
    [ -z "$(find "$1" -type l)" ]
}

# plain_names: on standard input, paths that stay below where they are taken.
plain_names() {
    [ "$(grep -cE '(^|/)\.\.(/|$)|^/|^~|[[:cntrl:]]')" -eq 0 ]
}

@test "names lead nowhere: get, export and bundles stay in their target" {
    hostile
    before=$(find . -path ./kho -prune -o -type f -print | sort)
    mkdir got
    # shellcheck disable=SC2086 # words
    vanthu -q get $ids -o got
    [ "$(find got -type f | wc -l)" -eq "$(wc -w <<<"$ids")" ]
    [ "$(find got -mindepth 2 | wc -l)" -eq 0 ]
    nothing_outside got
    vanthu -q export --bagit bag
    before=$before$'\n'$(find ./got -type f | sort)
    before=$(sort <<<"$before")
    nothing_outside bag
    for bundle in all.zip all.tar.zst; do
        # shellcheck disable=SC2086 # words
        vanthu -q get $ids -o "$bundle"
        bsdtar -tf "$bundle" >names
        [ "$(wc -l <names)" -eq "$(wc -w <<<"$ids")" ]
        plain_names <names
    done
}

@test "what is there already is neither followed nor overwritten" {
    report report.txt 12 '4 tháng 3 năm 2022'
    vanthu -q add report.txt
    id=$(sha256sum report.txt | cut -c1-12)
    mkdir got
    ln -s "$PWD/outside/victim" got/report.txt
    vanthu -q get "$id" -o got
    [ "$(cat outside/victim)" = untouched ]
    [ "$(find got -type f | wc -l)" -eq 1 ]
    ln -s outside/victim link.txt
    expect 2 vanthu get "$id" -o link.txt
    [ "$(cat outside/victim)" = untouched ]
    ln -s "$PWD/nowhere" dangling
    run vanthu export --bagit dangling
    [ "$status" -ne 0 ]
    [ ! -e nowhere ]
    expect 2 vanthu export --bagit outside
}

@test "a lock, a volume or a catalogue that is a link leads nowhere" {
    report report.txt 12 '4 tháng 3 năm 2022'
    rm -f kho/lock
    ln -s "$PWD/outside/victim" kho/lock
    expect 5 vanthu add report.txt
    [ "$(cat outside/victim)" = untouched ]
    rm -f kho/lock
    ln -s "$PWD/outside/victim" kho/volumes/000001.tar.zst
    run vanthu add report.txt
    [ "$status" -ne 0 ]
    [ "$(cat outside/victim)" = untouched ]
}

# work: everything that makes files.
work() {
    vanthu -q init other
    export VANTHU_ARCHIVE=$PWD/other
    for i in 1 2 3; do
        report "$i.txt" "$i" '4 tháng 3 năm 2022'
    done
    vanthu -q add 1.txt 2.txt
    vanthu -q remove --reason thử "$(sha256sum 1.txt | cut -c1-12)"
    vanthu -q compact
    vanthu -q add 3.txt
    vanthu -q rebuild
    vanthu -q export --bagit bag
    mkdir got
    vanthu -q get "$(sha256sum 2.txt | cut -c1-12)" -o got
    vanthu -q get "$(sha256sum 2.txt | cut -c1-12)" -o one.txt
    vanthu -q get "$(sha256sum 2.txt | cut -c1-12)" -o all.zip
    vanthu -q verify --report report.log
    vanthu -q search 'khoa học' >/dev/null
}

@test "modes follow the umask" {
    for mask in 077 027 022; do
        rm -rf other bag got one.txt all.zip report.log
        (
            umask "$mask"
            work
        )
        find other bag got one.txt all.zip report.log -perm "/$mask" >wide
        cat wide
        [ ! -s wide ]
    done
}

@test "modes never widen" {
    (
        umask 077
        report 1.txt 1 '4 tháng 3 năm 2022'
        rm -rf kho
        vanthu -q init kho
        vanthu -q add 1.txt
    )
    umask 022
    report 2.txt 2 '4 tháng 3 năm 2022'
    find kho -type f -perm 0600 ! -name '*.glass' ! -path '*/index/*' | sort >private
    vanthu -q add 2.txt
    vanthu -q verify
    while read -r file; do
        [ ! -e "$file" ] || [ "$(stat -c %a "$file")" = 600 ]
    done <private
}

@test "what is typed is never SQL" {
    report report.txt 12 '4 tháng 3 năm 2022'
    vanthu -q add report.txt
    for typed in "x' OR '1'='1" "'; DROP TABLE documents; --" '" OR ""="' '%' '_' '1; PRAGMA user_version=0'; do
        run vanthu list "coquan:$typed"
        [ "$status" -le 1 ]
        run vanthu get "$typed"
        [ "$status" -eq 1 ] || [ "$status" -eq 2 ]
        run vanthu ref --json "$typed"
        [ "$status" -le 2 ]
        run vanthu remove --reason "$typed" "$typed"
        [ "$status" -eq 1 ] || [ "$status" -eq 2 ]
        run vanthu add --set "title=$typed" report.txt
        [ "$status" -eq 0 ]
        [ "$(vanthu list --json | jq -r .title)" = "$typed" ]
    done
    expect 0 vanthu verify
}

@test "statements of SQL are constants" {
    cd "$SOURCE_DIR"
    # who prepares: the catalogue alone
    run grep -lrE 'sqlite3_(exec|prepare)' src index
    [ "$output" = src/catalog/catalog.c ]
    # nothing is put together
    expect 1 grep -rnE 'sqlite3_(v?mprintf|v?snprintf|str_append)' src index
    expect 1 grep -rnE '(printf|append[a-z_]*)\(.*"[^"]*(SELECT |INSERT |UPDATE |DELETE |WHERE |PRAGMA )' src index
}

@test "programs and the library are hardened" {
    command -v readelf >/dev/null || skip 'no readelf'
    for file in "$VANTHU" "$BUILD_DIR/.libs/libvanthu.so" "$BUILD_DIR/.libs/libvanthu-index.so"; do
        readelf -lW "$file" | grep -q GNU_RELRO
        readelf -dW "$file" | grep -q 'BIND_NOW\|NOW'
        readelf -hW "$file" | grep -q 'DYN'
        readelf -lW "$file" | grep GNU_STACK | grep -qv RWE
        [[ $(readelf -dW "$file") != *TEXTREL* ]]
    done
    readelf -sW "$BUILD_DIR/.libs/libvanthu.so" | grep -q __stack_chk_fail
}
