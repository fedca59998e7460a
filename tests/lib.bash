# SPDX-License-Identifier: GPL-3.0-or-later
# lib.bash: what the sessions share. $VANTHU is the program, $TESTS_DIR and $SOURCE_DIR the sources.

vanthu() { "$VANTHU" "$@"; }

# Every session has a directory and an archive of its own, English messages and no colour.
session() {
    cd "$BATS_TEST_TMPDIR" || return
    export LC_ALL=C.UTF-8 LANGUAGE=en VANTHU_ARCHIVE="$BATS_TEST_TMPDIR/kho"
    unset NO_COLOR XDG_DATA_HOME
    vanthu -q init "$VANTHU_ARCHIVE"
}

# report NAME NUMBER DATE: a small report that cites plan 58 of 2021.
report() {
    cat >"$1" <<EOT
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: $2/BC-SKHCN

Phú Giang, ngày $3

BÁO CÁO
Kết quả ứng dụng khoa học và công nghệ

I. KẾT QUẢ

1. Chỉ đạo, điều hành

Triển khai Kế hoạch số 58/KH-UBND ngày 13/7/2021 của UBND tỉnh về đổi mới sáng tạo.

2. Truy xuất nguồn gốc

Cấp mã cho 46 sản phẩm theo Nghị định số 13/2022/NĐ-CP.
EOT
}

# expect STATUS COMMAND...: runs it and compares the exit status.
expect() {
    local want=$1
    shift
    run "$@"
    [ "$status" -eq "$want" ] || {
        echo "exit status $status, not $want: $*"
        echo "$output"
        return 1
    }
}

# wipe FILE OFFSET LENGTH: zeros.
wipe() {
    head -c "$3" /dev/zero | dd of="$1" bs=64K oflag=seek_bytes seek="$2" conv=notrunc status=none
}

# flip FILE OFFSET: every bit of one byte.
flip() {
    local byte
    byte=$(od -An -tu1 -j "$2" -N1 "$1")
    printf '%b' "\\0$(printf %o $((byte ^ 255)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
