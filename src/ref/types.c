/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * types.c: types, offices, courts. Sources: Decree 30/2020/NĐ-CP, annex III (29 administrative
 * types); Law 80/2015/QH13, article 10 (normative ones); Party guidance 36-HD/VPTW of 2018 and
 * Regulation 399-QĐ/TW of 2026; what else real documents use.
 *
 * Some forty comparisons of a few letters a look-up: it happens once a number, not once a byte.
 */
#include "ref/types.h"

#include "ref/letters.h"

enum { TAIL_MAX = 28, SPACE_MAX = 8 }; /* TAIL_MAX: longer than the longest name */

/* Of two with the same letters the first is meant, unless the form of the symbol says otherwise. */
#define TYPE(abbreviation, name, folded, forms)               \
    {                                                         \
        abbreviation, name, folded, sizeof(folded) - 1, forms \
    }
static const struct vt_type TYPES[] = {
    TYPE("NĐ", "Nghị định", "nghi dinh", VT_STATE | VT_NORM | VT_SHORT),
    TYPE("QĐ", "Quyết định", "quyet dinh", VT_STATE | VT_NORM | VT_PARTY | VT_SHORT),
    TYPE("TT", "Thông tư", "thong tu", VT_STATE | VT_NORM | VT_SHORT),
    TYPE("TT", "Thông tri", "thong tri", VT_PARTY | VT_SHORT),
    TYPE("NQ", "Nghị quyết", "nghi quyet", VT_STATE | VT_NORM | VT_PARTY | VT_SHORT),
    TYPE("KH", "Kế hoạch", "ke hoach", VT_STATE | VT_PARTY),
    TYPE("CT", "Chỉ thị", "chi thi", VT_STATE | VT_NORM | VT_PARTY | VT_SHORT),
    TYPE("TB", "Thông báo", "thong bao", VT_STATE | VT_PARTY),
    TYPE("BC", "Báo cáo", "bao cao", VT_STATE | VT_PARTY),
    TYPE("TTr", "Tờ trình", "to trinh", VT_STATE | VT_PARTY),
    TYPE("CTr", "Chương trình", "chuong trinh", VT_STATE | VT_PARTY),
    TYPE("HD", "Hướng dẫn", "huong dan", VT_STATE | VT_PARTY),
    TYPE("KL", "Kết luận", "ket luan", VT_STATE | VT_PARTY | VT_SHORT),
    TYPE("", "Công văn", "cong van", VT_STATE | VT_SHORT),
    TYPE("CV", "Công văn", "cong van", VT_STATE | VT_PARTY | VT_SHORT),
    TYPE("CĐ", "Công điện", "cong dien", VT_STATE | VT_SHORT),
    TYPE("QC", "Quy chế", "quy che", VT_STATE | VT_PARTY),
    TYPE("QyĐ", "Quy định", "quy dinh", VT_STATE),
    TYPE("QĐi", "Quy định", "quy dinh", VT_PARTY),
    TYPE("QTr", "Quy trình", "quy trinh", VT_STATE | VT_PARTY | VT_LISTED),
    TYPE("TC", "Thông cáo", "thong cao", VT_STATE),
    TYPE("PA", "Phương án", "phuong an", VT_STATE | VT_PARTY | VT_LISTED),
    TYPE("ĐA", "Đề án", "de an", VT_STATE | VT_PARTY),
    TYPE("DA", "Dự án", "du an", VT_STATE | VT_LISTED),
    TYPE("BB", "Biên bản", "bien ban", VT_STATE | VT_PARTY),
    TYPE("BGN", "Bản ghi nhớ", "ban ghi nho", VT_STATE),
    TYPE("BTT", "Bản thỏa thuận", "ban thoa thuan", VT_STATE),
    TYPE("GUQ", "Giấy ủy quyền", "giay uy quyen", VT_STATE),
    TYPE("GM", "Giấy mời", "giay moi", VT_STATE),
    TYPE("GGT", "Giấy giới thiệu", "giay gioi thieu", VT_STATE),
    TYPE("GNP", "Giấy nghỉ phép", "giay nghi phep", VT_STATE),
    TYPE("PG", "Phiếu gửi", "phieu gui", VT_STATE),
    TYPE("PC", "Phiếu chuyển", "phieu chuyen", VT_STATE),
    TYPE("PB", "Phiếu báo", "phieu bao", VT_STATE),
    TYPE("", "Thư công", "thu cong", VT_STATE),
    TYPE("SY", "Bản sao y", "ban sao y", VT_STATE),
    TYPE("TrS", "Bản trích sao", "ban trich sao", VT_STATE),
    TYPE("BS", "Bản sao", "ban sao", VT_PARTY),
    TYPE("QĐNS", "Quyết định", "quyet dinh", VT_PARTY),
    TYPE("TBNS", "Thông báo", "thong bao", VT_PARTY),
    TYPE("TTLT", "Thông tư liên tịch", "thong tu lien tich", VT_STATE | VT_NORM | VT_SHORT),
    TYPE("TTLB", "Thông tư liên bộ", "thong tu lien bo", VT_STATE | VT_NORM),
    TYPE("TTLN", "Thông tư liên ngành", "thong tu lien nganh", VT_STATE | VT_NORM),
    TYPE("NQLT", "Nghị quyết liên tịch", "nghi quyet lien tich", VT_STATE | VT_NORM),
    TYPE("KHLT", "Kế hoạch liên tịch", "ke hoach lien tich", VT_STATE),
    TYPE("KHPH", "Kế hoạch phối hợp", "ke hoach phoi hop", VT_STATE),
    TYPE("HDLT", "Hướng dẫn liên tịch", "huong dan lien tich", VT_STATE),
    TYPE("HDLN", "Hướng dẫn liên ngành", "huong dan lien nganh", VT_STATE),
    TYPE("QCPH", "Quy chế phối hợp", "quy che phoi hop", VT_STATE),
    TYPE("CTPH", "Chương trình phối hợp", "chuong trinh phoi hop", VT_STATE),
    TYPE("CTHĐ", "Chương trình", "chuong trinh", VT_STATE | VT_PARTY),
    TYPE("TBKL", "Thông báo", "thong bao", VT_STATE),
    TYPE("VBHN", "Văn bản hợp nhất", "van ban hop nhat", VT_STATE | VT_NORM),
    TYPE("PL", "Pháp lệnh", "phap lenh", VT_NORM),
    TYPE("L", "Lệnh", "lenh", VT_NORM | VT_PARTY),
    TYPE("", "Bộ luật", "bo luat", VT_NORM),
    TYPE("", "Luật", "luat", VT_NORM),
    TYPE("", "Văn bản", "van ban", VT_STATE),
    TYPE("SL", "Sắc lệnh", "sac lenh", VT_OLD),
    TYPE("LCT", "Lệnh", "lenh", VT_OLD | VT_PARTY),
    TYPE("CP", "", "", VT_OLD),
    TYPE("HĐBT", "", "", VT_OLD),
    TYPE("TTg", "", "", VT_OLD),
    TYPE("", "Bản án", "ban an", 0),
    TYPE("AL", "Án lệ", "an le", VT_NORM),
};
enum { TYPES_COUNT = sizeof TYPES / sizeof *TYPES };

/* Offices that letters carry as the first part of their symbol, and those whose hyphen or đ is
 * repaired. Every ministry and the usual departments of a province, before and after 2025. */
static const char *const OFFICES[] = {
    "CP",       "TTg",     "UBND",     "HĐND",    "QH",      "UBTVQH",  "CTN",    "VPCP",
    "VPQH",     "VPCTN",   "TANDTC",   "VKSNDTC", "HĐTP",    "KTNN",    "BCA",    "BQP",
    "BNG",      "BTP",     "BTC",      "BCT",     "BNNPTNT", "BNN",     "BNNMT",  "BGTVT",
    "BXD",      "BTNMT",   "BTTTT",    "BVHTTDL", "BKHCN",   "BKHĐT",   "BNV",    "BYT",
    "BGDĐT",    "BGD&ĐT",  "BLĐTBXH",  "BDTTG",   "TTCP",    "UBDT",    "NHNN",   "BHXH",
    "TLĐ",      "TCT",     "TCHQ",     "CHQ",     "CT",      "KBNN",    "TCTK",   "TCTHADS",
    "TW",       "TƯ",      "TU",       "HU",      "ĐU",      "VPTW",    "VPTU",   "BTCTW",
    "UBKTTW",   "BTGTW",   "BTGTU",    "BTCTU",   "UBKTTU",  "BDVTU",   "BNCTU",  "BCSĐ",
    "BCĐ",      "STTTT",   "SKHĐT",    "SNV",     "STC",     "SYT",     "SGDĐT",  "SGD&ĐT",
    "STNMT",    "SXD",     "SCT",      "SGTVT",   "STP",     "SVHTTDL", "SVHTT",  "SDL",
    "SNN",      "SNNPTNT", "SNN&PTNT", "SNNMT",   "SLĐTBXH", "SKHCN",   "SNgV",   "SKH&ĐT",
    "SVHTT&DL", "SDTTG",   "BDT",      "TTT",     "TTr",     "VPUBND",  "VP",     "CAT",
    "CA",       "BCH",     "BCHQS",    "CTK",     "CTUBND",  "MTTQ",    "UBMTTQ", "TWĐTN",
    "TĐTN",     "LĐLĐ",    "HĐBT",     "BTTUBTW", "ĐCT",     "CATTT",   "LĐTBXH", "VHTT",
    "GDĐT",     "VKSTC",   "ATTP",     "QLD",     "SGD",     "KTNS",    "CSGT",   "HĐNN",
    "BTCTUBND", "TNMT",    "BQLKKT"};

static const char *const COURTS[][2] = {
    {"HS-ST", "Bản án"},       {"HS-PT", "Bản án"},         {"HS-GĐT", "Quyết định"},
    {"DS-ST", "Bản án"},       {"DS-PT", "Bản án"},         {"DS-GĐT", "Quyết định"},
    {"HC-ST", "Bản án"},       {"HC-PT", "Bản án"},         {"HC-GĐT", "Quyết định"},
    {"KDTM-ST", "Bản án"},     {"KDTM-PT", "Bản án"},       {"KDTM-GĐT", "Quyết định"},
    {"HNGĐ-ST", "Bản án"},     {"HNGĐ-PT", "Bản án"},       {"HNGĐ-GĐT", "Quyết định"},
    {"LĐ-ST", "Bản án"},       {"LĐ-PT", "Bản án"},         {"LĐ-GĐT", "Quyết định"},
    {"QĐST-DS", "Quyết định"}, {"QĐST-HNGĐ", "Quyết định"}, {"QĐST-KDTM", "Quyết định"},
    {"QĐST-HC", "Quyết định"}, {"HSST", "Bản án"},          {"HSPT", "Bản án"},
    {"DSST", "Bản án"},        {"DSPT", "Bản án"},          {"HCST", "Bản án"},
    {"HN-ST", "Bản án"},       {"HN-PT", "Bản án"},         {"AL", "Án lệ"},
    {"QĐPT", "Quyết định"},
};

/* How many bytes of `text` spell `canonical`, in any case; 0: it does not begin with it. With
 * `loose` a text without any mark fits too. */
static size_t spells(struct vt_str text, const char *canonical, bool loose)
{
    struct vt_str want = vt_str(canonical);
    size_t at = 0;
    for (size_t i = 0; i < want.len;) {
        struct vt_letter w = vt_letter_at(want, i), c = vt_letter_at(text, at);
        if (c.size == 0 || c.base != w.base || (c.marked != w.marked && !(loose && !c.marked)))
            return 0;
        if (c.marked && memcmp(text.p + at, want.p + i, 1) != 0)
            return 0; /* Ô is not Ơ; both cases of a letter share their first byte */
        i += w.size;
        at += c.size;
    }
    return at;
}

static bool is(struct vt_str text, const char *canonical, bool loose)
{
    return text.len && spells(text, canonical, loose) == text.len;
}

const struct vt_type *vt_type_of_symbol(struct vt_str segment, unsigned forms)
{
    const struct vt_type *found = NULL;
    for (int loose = 0; loose < 2 && !found; loose++)
        for (size_t i = 0; i < TYPES_COUNT; i++) {
            if (!is(segment, TYPES[i].abbreviation, loose))
                continue;
            if (TYPES[i].forms & forms)
                return &TYPES[i];
            if (!found)
                found = &TYPES[i];
        }
    return found;
}

const struct vt_type *vt_type_of_name(const char *folded)
{
    for (size_t i = 0; i < TYPES_COUNT; i++)
        if (*folded && strcmp(TYPES[i].folded, folded) == 0)
            return &TYPES[i];
    return NULL;
}

/* The folded text before a place, last character first, and where each begins. */
struct tail {
    char text[TAIL_MAX + 1];
    size_t at[TAIL_MAX + 1];
};

static void read_tail(struct tail *out, struct vt_str clean, size_t end)
{
    size_t len = 0;
    while (len < TAIL_MAX && end > 0) {
        size_t space = vt_skip_space_back(clean, end, SPACE_MAX);
        struct vt_letter c = vt_letter_before(clean, end);
        if (space == end && !vt_is_word(c))
            break;
        out->text[len] = space < end ? ' ' : c.base;
        end = space < end ? space : end - c.size;
        out->at[len++] = end;
    }
    out->text[len] = '\0';
}

static bool ends_with(const struct tail *tail, const struct vt_type *type)
{
    for (size_t i = 0; i < type->folded_len; i++)
        if (tail->text[i] != type->folded[type->folded_len - 1 - i])
            return false;
    char before = tail->text[type->folded_len];
    return before == ' ' || before == '\0';
}

/* The last two letters before `end` end the name of some type. */
static bool may_end(struct vt_str clean, size_t end)
{
    struct vt_letter last = vt_letter_before(clean, end);
    if (!vt_is_letter(last))
        return false;
    char before = vt_letter_before(clean, end - last.size).base;
    for (size_t i = 0; i < TYPES_COUNT; i++) {
        const char *name_end = TYPES[i].folded + TYPES[i].folded_len;
        if (TYPES[i].folded_len && name_end[-1] == last.base && name_end[-2] == before)
            return true;
    }
    return false;
}

const struct vt_type *vt_type_before(struct vt_str clean, size_t end, size_t *begin)
{
    const struct vt_type *found = NULL;
    struct tail tail;
    if (!may_end(clean, end))
        return NULL;
    read_tail(&tail, clean, end);
    for (size_t i = 0; i < TYPES_COUNT; i++) {
        if (TYPES[i].folded_len == 0 || !ends_with(&tail, &TYPES[i]))
            continue;
        if (!found || TYPES[i].folded_len > found->folded_len)
            found = &TYPES[i];
    }
    if (found)
        *begin = tail.at[found->folded_len - 1];
    return found;
}

const char *vt_office(struct vt_str segment)
{
    for (int loose = 0; loose < 2; loose++)
        for (size_t i = 0; i < sizeof OFFICES / sizeof *OFFICES; i++)
            if (is(segment, OFFICES[i], loose))
                return OFFICES[i];
    return NULL;
}

size_t vt_glued_type(struct vt_str segment, const struct vt_type **type)
{
    for (int loose = 0; loose < 2; loose++)
        for (size_t i = 0; i < TYPES_COUNT; i++) {
            size_t len = *TYPES[i].name ? spells(segment, TYPES[i].abbreviation, loose) : 0;
            if (len && vt_office(vt_str_sub(segment, len, segment.len))) {
                *type = &TYPES[i];
                return len;
            }
        }
    return 0;
}

const char *vt_court_type(struct vt_str symbol)
{
    for (size_t i = 0; i < sizeof COURTS / sizeof *COURTS; i++)
        if (is(symbol, COURTS[i][0], true))
            return COURTS[i][1];
    return NULL;
}
