/* SPDX-License-Identifier: GPL-3.0-or-later */
/* commands.c: the table of commands. Help, manual pages and completions are tested against it. */
#include "cli/commands.h"

#include <string.h>

static const struct cli_option NO_OPTIONS[] = {{0}};

static const struct cli_option INIT_OPTIONS[] = {
    {"agency", 0, N_("NAME"), N_("the office whose archive this is")},
    {"place", 0, N_("NAME"), N_("where it is")},
    {0},
};

static const struct cli_option ADD_OPTIONS[] = {
    {"recursive", 'r', NULL, N_("take directories with all they hold")},
    {"jobs", 'j', "N", N_("threads that read documents (all processors)")},
    {"dry-run", 'n', NULL, N_("read and report; store nothing")},
    {"text-only", 0, NULL, N_("leave out files whose text cannot be read")},
    {"ocr", 0, N_("WHEN"), N_("recognise scans: auto, always (also where there is text) or never")},
    {"retry", 0, NULL,
     N_("take again what has not all its text, or is damaged; without PATH: all texts")},
    {"set", 0, N_("FACT=TEXT..."), N_("what a fact is: title=, date=; may be given several times")},
    {"max-size", 0, N_("SIZE"), N_("leave out larger files: 500M, 2G (1G)")},
    {"name", 0, N_("NAME"), N_("the name of what comes from standard input (-)")},
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option STATS_OPTIONS[] = {
    {"references", 0, NULL, N_("most cited, cited but not held, dates and numbers that disagree")},
    {"limit", 'n', "N", N_("references in a list (20)")},
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option SEARCH_OPTIONS[] = {
    {"limit", 'n', "N", N_("results on a page (10)")},
    {"offset", 0, "N", N_("results to pass over")},
    {"sort", 0, N_("ORDER"), N_("relevance, date or -date")},
    {"count", 0, NULL, N_("only how many documents and passages")},
    {"facets", 0, NULL, N_("how many documents by year, type and office")},
    {"per-document", 0, "N", N_("passages of one document (1); 0: all")},
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option REF_OPTIONS[] = {
    {"year", 0, N_("YEAR"), N_("only the one of that year")},
    {"near", 0, NULL, N_("close forms too: a digit off, an abbreviation")},
    {"mentions", 0, NULL, N_("every place that cites it")},
    {"dot", 0, NULL, N_("a graph of its neighbours, for Graphviz")},
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option REFS_OPTIONS[] = {
    {"relations", 0, NULL, N_("what one document does to another, instead")},
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option GET_OPTIONS[] = {
    {"output", 'o', N_("PLACE"), N_("a file, a directory, or a bundle: X.zip, X.tar.zst")},
    {"text", 0, NULL, N_("the text instead of the original")},
    {"section", 0, N_("PATH"), N_("with --text, one section: I/1/1.2")},
    {0},
};

static const struct cli_option JSON_OPTIONS[] = {
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option SHOW_OPTIONS[] = {
    {"events", 0, NULL, N_("what was done to it: the log; without ID all of the log")},
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option LIST_OPTIONS[] = {
    {"failed", 0, NULL, N_("only those without all their text, each with its reason")},
    {"removed", 0, NULL, N_("those that were withdrawn or are lost: when, by whom and why")},
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option VERIFY_OPTIONS[] = {
    {"quick", 0, NULL, N_("do not hash the originals")},
    {"repair", 0, NULL, N_("mend first what can be mended; nothing is deleted")},
    {"accept-loss", 0, NULL, N_("with --repair: go on without what cannot be mended")},
    {"reason", 0, N_("TEXT"), N_("why what is lost is given up")},
    {"by", 0, N_("NAME"), N_("who says so (the user who is logged in)")},
    {"against", 0, N_("DIR"), N_("compare with a mirror; with --repair, take from it")},
    {"report", 0, N_("FILE"), N_("write a dated record of the check")},
    {"json", 0, NULL, N_("one JSON object a line")},
    {0},
};

static const struct cli_option TEXT_OPTIONS[] = {
    {"to-unicode", 0, NULL, N_("old encodings to Unicode, NFC (this is what it does by default)")},
    {"detect", 0, NULL, N_("tell the encoding of each file, and why")},
    {"fold", 0, N_("LEVEL"), N_("fold to L0 (case), L1 (tone place), L2 (no tones), L3 (letters)")},
    {"tokens", 0, NULL, N_("a token a line: position, plain or extra, text")},
    {"from", 0, N_("ENCODING"), N_("do not detect: TCVN3, VNI, VISCII, Windows-1258, VIQR ...")},
    {"json", 0, NULL, N_("with --detect, one JSON object a line")},
    {0},
};

static const struct cli_option EXPORT_OPTIONS[] = {
    {"bagit", 0, N_("DIR"), N_("the directory of the bag, which is made")},
    {0},
};

static const struct cli_option MIRROR_OPTIONS[] = {
    {"check", 0, NULL, N_("read again what is in the mirror already; damage is made good")},
    {0},
};

static const struct cli_option COMPACT_OPTIONS[] = {
    {"parity", 0, N_("PERCENT"), N_("recovery records for that share of each volume; 0: none")},
    {0},
};

static const struct cli_option REMOVE_OPTIONS[] = {
    {"reason", 0, N_("TEXT"), N_("why the document is withdrawn")},
    {"by", 0, N_("NAME"), N_("who withdraws it (the user who is logged in)")},
    {0},
};

static const struct cli_option REBUILD_OPTIONS[] = {
    {"index-only", 0, NULL, N_("keep the catalogue")},
    {0},
};

static const struct cli_option HELP_OPTIONS[] = {
    {"names", 0, NULL, N_("the names of the commands, one a line")},
    {0},
};

const struct cli_command CLI_COMMANDS[] = {
    {"init", N_("[DIR] [--agency NAME] [--place NAME]"), N_("make an empty archive"), NEEDS_NOTHING,
     0, 1, INIT_OPTIONS,
     "  vanthu init ~/kho --agency 'Sở Khoa học và Công nghệ'\n"
     "  vanthu -A /data/luu-tru init",
     cli_init},
    {"add", N_("[-r] [OPTIONS] [PATH...]"), N_("archive and index files and directories"),
     NEEDS_WRITE, 0, CLI_ANY, ADD_OPTIONS,
     "  vanthu add -r ~/bao-cao/2021\n"
     "  vanthu add --set 'title=Tình hình quý I' --set date=2021-04-02 quet-12.pdf\n"
     "  vanthu add --retry --ocr always\n"
     "  vanthu add --json *.txt | jq -r .id\n"
     "  pandoc -t plain kh58.odt | vanthu add --name kh58.txt -",
     cli_add},
    {"search", N_("[OPTIONS] QUERY..."), N_("find documents, section by section"), NEEDS_READ, 1,
     CLI_ANY, SEARCH_OPTIONS,
     "  vanthu search 'Kế hoạch số 58/KH-UBND'\n"
     "  vanthu search 'chuyen doi so' nam:2021..2022 'loai:báo cáo'\n"
     "  vanthu search --sort -date --limit 50 '\"an toàn thông tin\" -covid'",
     cli_search},
    {"ref", N_("[OPTIONS] REFERENCE..."), N_("tell what a cited document is, and who cites it"),
     NEEDS_READ, 1, CLI_ANY, REF_OPTIONS,
     "  vanthu ref 58/KH-UBND\n"
     "  vanthu ref --mentions 'ke hoach 58/kh-ubnd nam 2021'\n"
     "  vanthu ref --near 411/QĐ-TTg",
     cli_ref},
    {"refs", N_("[--relations] [FILE...]"), N_("list the references in files, without an archive"),
     NEEDS_NOTHING, 0, CLI_ANY, REFS_OPTIONS,
     "  vanthu refs du-thao.txt\n"
     "  vanthu refs --json *.txt | jq -r .canonical | sort | uniq -c",
     cli_refs},
    {"check", N_("[--json] FILE..."), N_("proof-read the references of a draft"), NEEDS_READ, 1,
     CLI_ANY, JSON_OPTIONS,
     "  vanthu check du-thao.txt\n"
     "  vanthu check --json *.txt | jq 'select(.verdict != \"ok\")'",
     cli_check},
    {"get", N_("ID... [-o PLACE] [--text] [--section PATH]"),
     N_("give originals back, bit for bit"), NEEDS_READ, 1, CLI_ANY, GET_OPTIONS,
     "  vanthu get 3f2a91 -o bao-cao.txt\n"
     "  vanthu get 3f2a91 77c0de -o ban-sao.zip\n"
     "  vanthu get --text --section II/1 3f2a91",
     cli_get},
    {"show", N_("[--events] [ID...]"), N_("everything about one document"), NEEDS_READ, 0, CLI_ANY,
     SHOW_OPTIONS,
     "  vanthu show 3f2a91\n"
     "  vanthu show --events 3f2a91\n"
     "  vanthu show --events\n"
     "  vanthu show --json 3f2a91 | jq .outline",
     cli_show},
    {"list", N_("[--failed | --removed] [FILTER...]"), N_("list documents"), NEEDS_READ, 0, CLI_ANY,
     LIST_OPTIONS,
     "  vanthu list\n"
     "  vanthu list --failed\n"
     "  vanthu list --removed\n"
     "  vanthu list nam:2021 'loai:kế hoạch'\n"
     "  vanthu list tu:1/7/2021 den:30/9/2021 --json",
     cli_list},
    {"stats", "", N_("the archive in numbers"), NEEDS_READ, 0, 0, STATS_OPTIONS,
     "  vanthu stats\n"
     "  vanthu stats --references --limit 50\n"
     "  vanthu stats --json",
     cli_stats},
    {"verify", N_("[--repair [--accept-loss]] [--against DIR] [--report FILE] [ID...]"),
     N_("check every byte that is stored"), NEEDS_NOTHING, 0, CLI_ANY, VERIFY_OPTIONS,
     "  vanthu verify\n"
     "  vanthu verify --report kiem-tra-2026.txt\n"
     "  vanthu verify --repair --against /media/usb/kho\n"
     "  vanthu verify --repair --accept-loss --reason 'đĩa hỏng, không còn bản sao'\n"
     "  vanthu verify 3f2a91",
     cli_verify},
    {"remove", N_("ID... --reason TEXT [--by NAME]"), N_("withdraw documents; a tombstone stays"),
     NEEDS_WRITE, 1, CLI_ANY, REMOVE_OPTIONS,
     "  vanthu remove 3f2a91 --reason 'nhập nhầm kho'\n"
     "  vanthu remove 3f2a91 77c0de --by 'Phòng Lưu trữ' --reason 'hết thời hạn bảo quản'",
     cli_remove},
    {"export", N_("--bagit DIR [FILTER...]"), N_("give documents away as a bag (BagIt)"),
     NEEDS_READ, 0, CLI_ANY, EXPORT_OPTIONS,
     "  vanthu export --bagit /media/usb/kho-2021 nam:2021\n"
     "  vanthu -A kho-moi add /media/usb/kho-2021",
     cli_export},
    {"mirror", N_("[--check] DIR"), N_("keep a verified second copy of the volumes"), NEEDS_READ, 1,
     1, MIRROR_OPTIONS, "  vanthu mirror /media/usb/kho", cli_mirror},
    {"compact", N_("[--parity PERCENT]"),
     N_("rewrite the volumes without what was withdrawn, and smaller"), NEEDS_NOTHING, 0, 0,
     COMPACT_OPTIONS,
     "  vanthu compact\n"
     "  vanthu compact --parity 5",
     cli_compact},
    {"rebuild", "[--index-only]", N_("make catalogue and index anew from the volumes"),
     NEEDS_NOTHING, 0, 0, REBUILD_OPTIONS,
     "  vanthu rebuild\n"
     "  vanthu rebuild --index-only",
     cli_rebuild},
    {"text", N_("[OPTIONS] [FILE...]"), N_("old encodings to Unicode; folding; tokens"),
     NEEDS_NOTHING, 0, CLI_ANY, TEXT_OPTIONS,
     "  vanthu text cong-van-2003.txt > cong-van-2003.utf8.txt\n"
     "  vanthu text --detect *.txt\n"
     "  vanthu text --fold L3 danh-sach.txt | sort -u",
     cli_text},
    {"help", N_("[COMMAND] [--names]"), N_("tell how to use vanthu or one command"), NEEDS_NOTHING,
     0, 1, HELP_OPTIONS,
     "  vanthu help\n"
     "  vanthu help search",
     cli_help_command},
    {NULL, NULL, NULL, NEEDS_NOTHING, 0, 0, NO_OPTIONS, NULL, NULL},
};

int cli_help_command(struct cli *cli)
{
    if (cli_option(cli, "names")) {
        for (const struct cli_command *c = CLI_COMMANDS; c->name; c++)
            puts(c->name);
        return EXIT_DONE;
    }
    if (cli->arguments_count == 0) {
        cli_overview(stdout);
        return EXIT_DONE;
    }
    const struct cli_command *command = cli_command(cli->arguments[0]);
    if (!command) {
        cli_complain(cli, _("unknown command %s: see `vanthu help`"), cli->arguments[0]);
        return EXIT_USAGE;
    }
    cli_help(stdout, command);
    return EXIT_DONE;
}
