/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cms.c: what OpenSSL says of a signed message. */
#include "formats/cms.h"

#include "base/err.h"
#include "base/utf8.h"
#include "text/clean.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>
#include <stdio.h>
#include <time.h>

void vt_signature_judge(struct vt_signature *out, enum vanthu_intact intact, const char *reason)
{
    out->intact = intact;
    snprintf(out->reason, sizeof out->reason, "%s", reason);
}

static const unsigned char *bytes_of(struct vt_str s)
{
    return (const unsigned char *)s.p;
}

static CMS_ContentInfo *message(struct vt_str der)
{
    const unsigned char *at = bytes_of(der);
    return der.len <= LONG_MAX ? d2i_CMS_ContentInfo(NULL, &at, (long)der.len) : NULL;
}

/* ---- names and times ---- */

/* A name as one line, cut at a whole character. */
static void put_name(char *name, size_t size, struct vt_str text)
{
    struct vt_buf clean = {0};
    size_t len = 0, step;
    uint32_t point;
    *name = '\0';
    if (vt_utf8_valid(text) != text.len || vt_clean(&clean, NULL, text) != VANTHU_OK)
        clean.len = 0;
    struct vt_str s = vt_str_trim(vt_buf_str(&clean));
    while ((step = vt_utf8_decode(vt_str_sub(s, len, s.len), &point)) && len + step < size) {
        memcpy(name + len, s.p + len, step);
        if (point < ' ' || point == 0x7F)
            name[len] = ' ';
        len += step;
    }
    name[len] = '\0';
    vt_buf_free(&clean);
}

static void take_name(char *name, size_t size, const X509_NAME *subject, int nid)
{
    unsigned char *utf8 = NULL;
    int at = X509_NAME_get_index_by_NID(subject, nid, -1);
    X509_NAME_ENTRY *entry = X509_NAME_get_entry(subject, at);
    int len = entry ? ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry)) : -1;
    if (len >= 0)
        put_name(name, size, (struct vt_str){(const char *)utf8, (size_t)len});
    OPENSSL_free(utf8);
}

static void take_time(struct vt_signature *out, const ASN1_TIME *time, enum vanthu_time_from from)
{
    struct tm tm;
    if (out->time_from < from && time && ASN1_TIME_to_tm(time, &tm)) {
        out->time = timegm(&tm);
        out->time_from = from;
    }
}

/* The one who signed; NULL: none, several, or without a certificate. */
static CMS_SignerInfo *signer(CMS_ContentInfo *cms, X509 **certificate)
{
    CMS_set1_signers_certs(cms, NULL, 0);
    STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(cms);
    CMS_SignerInfo *one = sk_CMS_SignerInfo_num(all) == 1 ? sk_CMS_SignerInfo_value(all, 0) : NULL;
    *certificate = NULL;
    if (one)
        CMS_SignerInfo_get0_algs(one, NULL, certificate, NULL, NULL);
    return *certificate ? one : NULL;
}

static void take_signer(struct vt_signature *out, CMS_SignerInfo *by, X509 *certificate)
{
    const X509_NAME *subject = X509_get_subject_name(certificate);
    take_name(out->signer, sizeof out->signer, subject, NID_commonName);
    take_name(out->organization, sizeof out->organization, subject, NID_organizationName);
    int at = CMS_signed_get_attr_by_NID(by, NID_pkcs9_signingTime, -1);
    X509_ATTRIBUTE *attribute = at >= 0 ? CMS_signed_get_attr(by, at) : NULL;
    const ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, 0);
    if (value && (value->type == V_ASN1_UTCTIME || value->type == V_ASN1_GENERALIZEDTIME))
        take_time(out, value->value.asn1_string, VANTHU_TIME_OF_SIGNER);
}

/* ---- hashes ---- */

static bool hash_is(const EVP_MD *md, const struct vt_str parts[2], struct vt_str expected)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool ok = context && EVP_DigestInit_ex(context, md, NULL) &&
              EVP_DigestUpdate(context, parts[0].p, parts[0].len) &&
              EVP_DigestUpdate(context, parts[1].p, parts[1].len) &&
              EVP_DigestFinal_ex(context, hash, &len);
    EVP_MD_CTX_free(context);
    return ok && vt_str_eq((struct vt_str){(const char *)hash, len}, expected);
}

static struct vt_str string_bytes(const ASN1_STRING *s)
{
    return (struct vt_str){(const char *)ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)};
}

/* ---- verifying ---- */

enum { SIGNATURE_ONLY = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY };

/* The bytes of the parts, one after the other, without copying them. */
static int parts_read(BIO *bio, char *out, size_t room, size_t *done)
{
    struct vt_str *parts = BIO_get_data(bio);
    struct vt_str *part = parts[0].len ? &parts[0] : &parts[1];
    *done = room < part->len ? room : part->len;
    if (*done)
        memcpy(out, part->p, *done);
    *part = vt_str_sub(*part, *done, part->len);
    return *done > 0;
}

static long parts_control(BIO *bio, int command, long number, void *pointer)
{
    (void)number, (void)pointer;
    const struct vt_str *parts = BIO_get_data(bio);
    return command == BIO_CTRL_EOF ? !parts[0].len && !parts[1].len : command == BIO_CTRL_FLUSH;
}

/* CMS_verify() over bytes that are not in the message. */
static bool verify_detached(CMS_ContentInfo *cms, const struct vt_str parts[2])
{
    struct vt_str left[2] = {parts[0], parts[1]};
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "parts");
    bool ok = method && BIO_meth_set_read_ex(method, parts_read) &&
              BIO_meth_set_ctrl(method, parts_control);
    BIO *bio = ok ? BIO_new(method) : NULL;
    if (bio) {
        BIO_set_data(bio, left);
        BIO_set_init(bio, 1);
    }
    ok = bio && CMS_verify(cms, NULL, NULL, bio, NULL, SIGNATURE_ONLY) == 1;
    BIO_free(bio);
    BIO_meth_free(method);
    return ok;
}

/* CMS_verify() over the content of the message, which `content` then holds. */
static bool verify_content(CMS_ContentInfo *cms, BIO *content)
{
    return content && CMS_verify(cms, NULL, NULL, NULL, content, SIGNATURE_ONLY) == 1;
}

static struct vt_str written(BIO *content)
{
    char *p;
    long len = BIO_get_mem_data(content, &p);
    return len > 0 ? (struct vt_str){p, (size_t)len} : VT_STR_NONE;
}

/* The time stamp `cms`, a TSTInfo that is signed, is one of these bytes: takes its time. */
static bool verify_stamp(struct vt_signature *out, CMS_ContentInfo *cms,
                         const struct vt_str parts[2])
{
    BIO *content = BIO_new(BIO_s_mem());
    TS_TST_INFO *info = NULL;
    if (verify_content(cms, content)) {
        const unsigned char *at = bytes_of(written(content));
        info = d2i_TS_TST_INFO(NULL, &at, (long)written(content).len);
    }
    TS_MSG_IMPRINT *imprint = info ? TS_TST_INFO_get_msg_imprint(info) : NULL;
    const ASN1_OBJECT *algorithm = NULL;
    if (imprint)
        X509_ALGOR_get0(&algorithm, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    const EVP_MD *md = algorithm ? EVP_get_digestbyobj(algorithm) : NULL;
    bool ok = md && hash_is(md, parts, string_bytes(TS_MSG_IMPRINT_get_msg(imprint)));
    if (ok)
        take_time(out, TS_TST_INFO_get_time(info), VANTHU_TIME_OF_STAMP);
    TS_TST_INFO_free(info);
    BIO_free(content);
    return ok;
}

static bool verify_sha1(CMS_ContentInfo *cms, const struct vt_str parts[2])
{
    BIO *content = BIO_new(BIO_s_mem());
    bool ok = verify_content(cms, content) && hash_is(EVP_sha1(), parts, written(content));
    BIO_free(content);
    return ok;
}

/* A time stamp on the signature itself, among what is not signed (RFC 3161, appendix A). */
static void take_stamp(struct vt_signature *out, CMS_SignerInfo *by)
{
    int at = CMS_unsigned_get_attr_by_NID(by, NID_id_smime_aa_timeStampToken, -1);
    X509_ATTRIBUTE *attribute = at >= 0 ? CMS_unsigned_get_attr(by, at) : NULL;
    const ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, 0);
    if (!value || value->type != V_ASN1_SEQUENCE)
        return;
    CMS_ContentInfo *token = message(string_bytes(value->value.sequence));
    const struct vt_str parts[2] = {string_bytes(CMS_SignerInfo_get0_signature(by)), VT_STR("")};
    if (token)
        verify_stamp(out, token, parts);
    CMS_ContentInfo_free(token);
}

/* ---- the message as a whole ---- */

/* Whether OpenSSL gave up for want of an algorithm, not because something is wrong. */
static bool is_unsupported(void)
{
    unsigned long code;
    bool unsupported = false;
    while ((code = ERR_get_error()) != 0) {
        int why = ERR_GET_REASON(code);
        unsupported |= why == ERR_R_UNSUPPORTED ||
                       (ERR_GET_LIB(code) == ERR_LIB_CMS &&
                        (why == CMS_R_UNKNOWN_DIGEST_ALGORITHM || why == CMS_R_UNKNOWN_ID)) ||
                       (ERR_GET_LIB(code) == ERR_LIB_EVP && why == EVP_R_UNSUPPORTED_ALGORITHM) ||
                       (ERR_GET_LIB(code) == ERR_LIB_X509 && why == X509_R_UNSUPPORTED_ALGORITHM);
    }
    return unsupported;
}

static void check(struct vt_signature *out, CMS_ContentInfo *cms, enum vt_cms_kind kind,
                  const struct vt_str parts[2])
{
    bool ok = kind == VT_CMS_DETACHED ? verify_detached(cms, parts)
              : kind == VT_CMS_SHA1   ? verify_sha1(cms, parts)
                                      : verify_stamp(out, cms, parts);
    if (ok)
        vt_signature_judge(out, VANTHU_INTACT, "");
    else if (is_unsupported())
        vt_signature_judge(out, VANTHU_UNCHECKED, _("it uses an algorithm that is not known here"));
    else
        vt_signature_judge(out, VANTHU_ALTERED, _("the signed bytes have been changed"));
}

/* What both do: reads the message, and with `parts` checks it. */
static void read_message(struct vt_signature *out, struct vt_str der, enum vt_cms_kind kind,
                         const struct vt_str *parts)
{
    X509 *certificate;
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    ERR_clear_error();
    CMS_ContentInfo *cms = message(der);
    CMS_SignerInfo *by = cms ? signer(cms, &certificate) : NULL;
    if (by) {
        take_signer(out, by, certificate);
        take_stamp(out, by);
        ERR_clear_error();
        if (parts)
            check(out, cms, kind, parts);
    } else if (parts && cms && sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms)) == 1) {
        vt_signature_judge(out, VANTHU_UNCHECKED, _("the signer's certificate is not with it"));
    } else if (parts) {
        vt_signature_judge(out, VANTHU_ALTERED, _("the signature itself is damaged"));
    }
    CMS_ContentInfo_free(cms);
}

void vt_cms_check(struct vt_signature *out, struct vt_str der, enum vt_cms_kind kind,
                  const struct vt_str parts[2])
{
    read_message(out, der, kind, parts);
}

void vt_cms_names(struct vt_signature *out, struct vt_str der)
{
    read_message(out, der, VT_CMS_DETACHED, NULL);
}
