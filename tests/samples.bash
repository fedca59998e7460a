# SPDX-License-Identifier: GPL-3.0-or-later
# samples.bash: what the sessions over the sample and the shared reports have in common: an archive
# made once a file, its ids, the queries of a data file, scores against a gold file.
# shellcheck shell=bash

export LC_ALL=C.UTF-8

# Makes the archive $A of the given paths; what add said is in $ADDED.
make_archive() {
    export A=$BATS_FILE_TMPDIR/kho ADDED=$BATS_FILE_TMPDIR/added.jsonl
    "$VANTHU" init "$A"
    "$VANTHU" -A "$A" add -r --json "$@" >"$ADDED"
}

vanthu() { "$VANTHU" -A "$A" "$@"; }

# The id of the document whose file name begins so: id_of 006
id_of() {
    jq -r --arg doc "$1" \
        'select((.source | split("/")[-1])[:3] == $doc and .id != null) | .id' "$ADDED" | head -n 1
}

# Asks every query of a .jsonl file; prints those that miss a wanted document or section, or find
# an unwanted document, and fails when there are any.
ask_all() {
    local line query hits status wrong bad=0
    while IFS= read -r line; do
        query=$(jq -r .q <<<"$line")
        status=0
        hits=$(vanthu search --json --limit 100 --per-document 0 -- "$query" 2>/dev/null) || status=$?
        wrong=$(jq -r -n --argjson want "$line" --argjson status "$status" '
            reduce inputs as $hit ({}; .[($hit.source | split("/")[-1])[:3]]
                += [$hit.section // [] | join(" / ")])
            | . as $found
            | [ (select($status > 1) | "exit \($status)"),
                ($want.expect_docs[] | select($found[.] | not) | "missing \(.)"),
                ($want.not_docs[] | select($found[.]) | "unexpected \(.)"),
                ($want.expect_sections // {} | to_entries[] | . as $s
                 | select([$found[$s.key][]? | contains($s.value)] | any | not)
                 | "\($s.key) not in section \($s.value)") ]
            | join("; ")' <<<"$hits")
        if [ -n "$wrong" ]; then
            printf '%s: %s\n' "$query" "$wrong"
            bad=$((bad + 1))
        fi
    done <"$1"
    [ "$bad" -eq 0 ]
}

# score KIND GOLD GOT LEAST: prints what differs and F1; fails below LEAST. KIND is a function of
# samples-score.jq.
score() {
    jq -n -r -L "$TESTS_DIR" --slurpfile gold "$2" --slurpfile got "$3" --argjson least "$4" \
        "include \"samples-score\"; report($1(\$gold; \$got); \$least)" >"$BATS_TEST_TMPDIR/score"
    cat "$BATS_TEST_TMPDIR/score"
    [ "$(tail -n 1 "$BATS_TEST_TMPDIR/score")" = enough ]
}

# What show says of every document, as rows with "doc".
show_all() {
    local source id
    while IFS=$'\t' read -r source id; do
        vanthu show --json "$id" | jq -c --arg doc "${source:0:3}" '. + {doc: $doc}'
    done < <(jq -r 'select(.id != null) | [(.source | split("/")[-1]), .id] | @tsv' "$ADDED")
}
