#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Ten thousand sound documents: verify finds nothing wrong with them, whatever was done to them.

load lib

@test "ten thousand sound documents give no alarm" {
    session
    mkdir -p nguon/{0..99}
    awk 'BEGIN {
        for (i = 1; i <= 10000; i++) {
            file = sprintf("nguon/%d/%05d.txt", i % 100, i)
            printf "SỞ KHOA HỌC VÀ CÔNG NGHỆ\nSố: %d/BC-SKHCN\n\nBÁO CÁO\nVề việc số %d\n\n" \
                "Triển khai Kế hoạch số %d/KH-UBND ngày 13/7/2021.\n", i, i, i % 97 + 1 >file
            close(file)
        }
    }'
    vanthu -q add -r nguon
    expect 0 vanthu verify
    [[ $output == *"sound: 10000 documents"* ]]
    vanthu -q mirror guong
    expect 0 vanthu verify --against guong
    vanthu -q remove "$(sha256sum nguon/1/00001.txt | cut -c1-12)" --reason thử
    cp nguon/2/00002.txt khac.txt
    vanthu -q add --set 'title=Tên khác' khac.txt
    expect 0 vanthu verify --report kiem-tra.txt
    grep -qx 'faults 0' kiem-tra.txt
    vanthu -q compact
    expect 0 vanthu verify
    [[ $output == *"sound: 9999 documents"* ]]
    expect 0 vanthu verify --quick
}
