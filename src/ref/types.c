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

/* Of two with the same letters the first is meant, unless the form of the symbol says otherwise. */
static const struct vt_type TYPES[] = {
    {"NĐ", "Nghị định", "nghi dinh", VT_STATE | VT_NORM | VT_SHORT},
    {"QĐ", "Quyết định", "quyet dinh", VT_STATE | VT_NORM | VT_PARTY | VT_SHORT},
    {"TT", "Thông tư", "thong tu", VT_STATE | VT_NORM | VT_SHORT},
    {"TT", "Thông tri", "thong tri", VT_PARTY | VT_SHORT},
    {"NQ", "Nghị quyết", "nghi quyet", VT_STATE | VT_NORM | VT_PARTY | VT_SHORT},
    {"KH", "Kế hoạch", "ke hoach", VT_STATE | VT_PARTY},
    {"CT", "Chỉ thị", "chi thi", VT_STATE | VT_NORM | VT_PARTY | VT_SHORT},
    {"TB", "Thông báo", "thong bao", VT_STATE | VT_PARTY},
    {"BC", "Báo cáo", "bao cao", VT_STATE | VT_PARTY},
    {"TTr", "Tờ trình", "to trinh", VT_STATE | VT_PARTY},
    {"CTr", "Chương trình", "chuong trinh", VT_STATE | VT_PARTY},
    {"CTr", "Chương trình hành động", "chuong trinh hanh dong", VT_STATE | VT_PARTY},
    {"HD", "Hướng dẫn", "huong dan", VT_STATE | VT_PARTY},
    {"KL", "Kết luận", "ket luan", VT_STATE | VT_PARTY | VT_SHORT},
    {"", "Công văn", "cong van", VT_STATE | VT_SHORT},
    {"CV", "Công văn", "cong van", VT_STATE | VT_PARTY | VT_SHORT},
    {"CĐ", "Công điện", "cong dien", VT_STATE | VT_SHORT},
    {"QC", "Quy chế", "quy che", VT_STATE | VT_PARTY},
    {"QyĐ", "Quy định", "quy dinh", VT_STATE},
    {"QĐi", "Quy định", "quy dinh", VT_PARTY},
    {"QTr", "Quy trình", "quy trinh", VT_STATE | VT_PARTY},
    {"TC", "Thông cáo", "thong cao", VT_STATE},
    {"PA", "Phương án", "phuong an", VT_STATE | VT_PARTY},
    {"ĐA", "Đề án", "de an", VT_STATE | VT_PARTY},
    {"DA", "Dự án", "du an", VT_STATE},
    {"BB", "Biên bản", "bien ban", VT_STATE | VT_PARTY},
    {"BGN", "Bản ghi nhớ", "ban ghi nho", VT_STATE},
    {"BTT", "Bản thỏa thuận", "ban thoa thuan", VT_STATE},
    {"GUQ", "Giấy ủy quyền", "giay uy quyen", VT_STATE},
    {"GM", "Giấy mời", "giay moi", VT_STATE},
    {"GGT", "Giấy giới thiệu", "giay gioi thieu", VT_STATE},
    {"GNP", "Giấy nghỉ phép", "giay nghi phep", VT_STATE},
    {"PG", "Phiếu gửi", "phieu gui", VT_STATE},
    {"PC", "Phiếu chuyển", "phieu chuyen", VT_STATE},
    {"PB", "Phiếu báo", "phieu bao", VT_STATE},
    {"", "Thư công", "thu cong", VT_STATE},
    {"SY", "Bản sao y", "ban sao y", VT_STATE},
    {"TrS", "Bản trích sao", "ban trich sao", VT_STATE},
    {"BS", "Bản sao", "ban sao", VT_PARTY},
    {"QĐNS", "Quyết định", "quyet dinh", VT_PARTY},
    {"TBNS", "Thông báo", "thong bao", VT_PARTY},
    {"TTLT", "Thông tư liên tịch", "thong tu lien tich", VT_STATE | VT_NORM | VT_SHORT},
    {"TTLB", "Thông tư liên bộ", "thong tu lien bo", VT_STATE | VT_NORM},
    {"TTLN", "Thông tư liên ngành", "thong tu lien nganh", VT_STATE | VT_NORM},
    {"NQLT", "Nghị quyết liên tịch", "nghi quyet lien tich", VT_STATE | VT_NORM},
    {"KHLT", "Kế hoạch liên tịch", "ke hoach lien tich", VT_STATE},
    {"KHPH", "Kế hoạch phối hợp", "ke hoach phoi hop", VT_STATE},
    {"HDLT", "Hướng dẫn liên tịch", "huong dan lien tich", VT_STATE},
    {"HDLN", "Hướng dẫn liên ngành", "huong dan lien nganh", VT_STATE},
    {"QCPH", "Quy chế phối hợp", "quy che phoi hop", VT_STATE},
    {"CTPH", "Chương trình phối hợp", "chuong trinh phoi hop", VT_STATE},
    {"CTHĐ", "Chương trình hành động", "chuong trinh hanh dong", VT_STATE | VT_PARTY},
    {"TBKL", "Thông báo kết luận", "thong bao ket luan", VT_STATE},
    {"VBHN", "Văn bản hợp nhất", "van ban hop nhat", VT_STATE | VT_NORM},
    {"PL", "Pháp lệnh", "phap lenh", VT_NORM},
    {"L", "Lệnh", "lenh", VT_NORM | VT_PARTY},
    {"", "Bộ luật", "bo luat", VT_NORM},
    {"", "Luật", "luat", VT_NORM},
    {"", "Văn bản", "van ban", VT_STATE},
    {"SL", "Sắc lệnh", "sac lenh", VT_OLD},
    {"LCT", "Lệnh", "lenh", VT_OLD | VT_PARTY},
    {"CP", "", "", VT_OLD},
    {"HĐBT", "", "", VT_OLD},
    {"TTg", "", "", VT_OLD},
    {"", "Bản án", "ban an", 0},
    {"AL", "Án lệ", "an le", VT_NORM},
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
    {"HN-ST", "Bản án"},       {"HN-PT", "Bản án"},         {"QĐPT", "Quyết định"},
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

const struct vt_type *vt_type_before(struct vt_str clean, size_t end, size_t *begin)
{
    const struct vt_type *found = NULL;
    struct vt_letter last = vt_letter_before(clean, end);
    if (!vt_is_letter(last))
        return NULL;
    for (size_t i = 0; i < TYPES_COUNT; i++) {
        size_t len = strlen(TYPES[i].folded);
        if (len == 0 || TYPES[i].folded[len - 1] != last.base)
            continue;
        size_t at = vt_skip_words_back(clean, end, TYPES[i].folded);
        if (at < end && (!found || at < *begin)) {
            found = &TYPES[i];
            *begin = at;
        }
    }
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
