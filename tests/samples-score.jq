# SPDX-License-Identifier: GPL-3.0-or-later
# samples-score.jq: compares rows with a gold file. Each function takes the gold and what was got and
# gives {missed, false, hits}, rows as short strings; report() turns that into lines and a verdict.

def doc: .doc // (.file | split("/")[-1][:3]);

# Documents of the gold only, one string a row.
def pairs($gold; $got):
    ($gold | map(.[0]) | unique) as $docs
    | ($got | map(select(.[0] as $d | $docs | index($d)))) as $got
    | {missed: ($gold - $got), false: ($got - $gold),
       hits: ([$gold[] | select(. as $g | $got | index([$g]))] | length)};

# A mention is hit by one of the same document and canonical form that overlaps it by at least half
# of the longer. `named` and `self` do not count.
def counted: map(select((.kind // "full") == "full" or .kind == "short"));
def same($a; $b):
    ($a | doc) == ($b | doc) and $a.canonical == $b.canonical
    and ([$a.end, $b.end] | min) - ([$a.start, $b.start] | max)
        >= ([$a.end - $a.start, $b.end - $b.start] | max) / 2;
def told: "\(doc) \(.start) \(.canonical)";
def mentions($gold; $got):
    ($gold | counted) as $gold
    | ($gold | map(doc) | unique) as $docs
    | ($got | counted | map(select(doc as $d | $docs | index($d)))) as $got
    | {missed: [$gold[] | . as $g | select([$got[] | select(same($g; .))] == []) | told],
       false: [$got[] | . as $p | select([$gold[] | select(same(.; $p))] == []) | told],
       hits: [$gold[] | . as $g | select([$got[] | select(same($g; .))] != [])] | length};

# One field of the mentions that are hit: equal or not.
def field($gold; $got; name):
    [($gold | counted)[] | . as $g | [($got | counted)[] | select(same($g; .))][0]
     | select(.) | {gold: ($g | name), got: name, at: ($g | told)}]
    | {missed: map(select(.gold != .got) | "\(.at) \(.gold) is not \(.got)"), false: [],
       hits: map(select(.gold == .got)) | length};
def dates($gold; $got): field($gold; $got; .date);
def types($gold; $got): field($gold; $got; .type);

# Relations; kinds that the gold does not use are left out.
def relations($gold; $got):
    ($gold | map(.relation) | unique) as $kinds
    | pairs($gold | map([doc, .from, .relation, .to]) | unique;
            $got | map(select(.relation as $r | $kinds | index($r))
                       | [doc, .from, .relation, .to]) | unique);

# Headings by label and text, whatever their marks and spaces; their levels.
def plain: gsub("[\\s*#_.:)]+"; " ") | sub("^ "; "") | sub(" $"; "") | ascii_downcase;
def heading: [doc, (.label | plain), (.text | plain)];
def outline($gold; $got): pairs($gold | map(heading); $got | map(heading));
def levels($gold; $got):
    pairs($gold | map(heading + [.level]); $got | map(heading + [.level]));

# Facts, each field of each document by itself.
def facts($gold; $got):
    ["title", "type", "number", "symbol", "place", "date", "office"] as $fields
    | pairs([$gold[] | . as $row | $fields[] | [($row | doc), ., ($row[.] // "" | plain)]];
            [$got[] | . as $row | $fields[] | [($row | doc), ., ($row[.] // "" | plain)]]);

def report($result; $least):
    $result
    | (.hits * 2 / ([.hits * 2 + (.missed | length) + (.false | length), 1] | max)) as $f1
    | (.missed[] | "missed \(.)"), (.false[] | "false \(.)"),
      "F1 \($f1) of \(.hits + (.missed | length))",
      (if $f1 >= $least then "enough" else "not enough" end);
