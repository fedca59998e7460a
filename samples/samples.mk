# samples/: documents of an invented department, what is in them, and sessions over them.
EXTRA_DIST += samples/README.md \
	samples/001-bao-cao-thang-10-2019.txt \
	samples/002-bao-cao-nam-2019.txt \
	samples/003-bao-cao-quy-I-2020.txt \
	samples/004-bao-cao-9-thang-2020.md \
	samples/005-bao-cao-nam-2020.txt \
	samples/006-ke-hoach-58-kh-ubnd-2021.txt \
	samples/007-quyet-dinh-1207-qd-ubnd-2021.txt \
	samples/008-bao-cao-quy-II-2021.txt \
	samples/009-bao-cao-9-thang-2021.txt \
	samples/010-bao-cao-nam-2021.txt \
	samples/011-cong-van-412-2022.txt \
	samples/012-bao-cao-quy-I-2022.md \
	samples/013-bao-cao-9-thang-2022.txt \
	samples/014-bao-cao-nam-2022.txt \
	samples/015-bao-cao-thang-4-2023.txt \
	samples/016-bao-cao-9-thang-2023.txt \
	samples/017-ghi-chu-van-phong-2023.txt \
	samples/018-bao-cao-nam-2023.md
EXTRA_DIST += \
	tests/samples-documents.jsonl \
	tests/samples-mentions.jsonl \
	tests/samples-outline.jsonl \
	tests/samples-queries.jsonl \
	tests/samples-relations.jsonl \
	tests/samples-score.jq \
	tests/samples.bash
dist_check_SCRIPTS += tests/t100-samples.bats tests/t110-shared.bats
