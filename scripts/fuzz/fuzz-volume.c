/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-volume.c: whatever bytes a volume has, scanning it ends, what it gives is what it says, and
 * a writer goes on behind it without loss.
 *
 * First byte even: the rest is the volume. Odd: the rest are steps that make one, so that the
 * checksums of frames and tar headers are right and what stands inside is reached.
 */
#include "fuzz.h"

#include "base/file.h"
#include "volume/heads.h"
#include "volume/members.h"
#include "volume/seal.h"
#include "volume/tar.h"
#include "volume/volume.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VOLUME = 1, DOCUMENTS = 3, SEEN_MAX = 64 };

static char dir[64], path[96];

static struct {
    char sha256[VT_SHA256_LEN + 1], id[VT_ID_LEN + 1];
    struct vt_str original;
} documents[DOCUMENTS + 1]; /* the last one is what the writer adds */

static void remove_dir(void)
{
    vt_dir_remove(dir, NULL);
}

static void begin(void)
{
    static const char *const originals[] = {"Kế hoạch số 58/KH-UBND", "", "Báo cáo tháng 7",
                                            "Quyết định mới"};
    if (dir[0])
        return;
    const char *below = getenv("TMPDIR");
    snprintf(dir, sizeof dir, "%.40s/fuzz-volume-XXXXXX", below ? below : "/tmp");
    promise(mkdtemp(dir));
    atexit(remove_dir);
    snprintf(path, sizeof path, "%s/000001.tar.zst", dir);
    for (int i = 0; i <= DOCUMENTS; i++) {
        documents[i].original = vt_str(originals[i]);
        promise(vt_sha256(documents[i].sha256, documents[i].original) == VANTHU_OK);
        memcpy(documents[i].id, documents[i].sha256, VT_ID_LEN);
    }
}

static struct vt_record record_of(int i)
{
    return (struct vt_record){
        documents[i].id,        documents[i].sha256, documents[i].original.len,
        VT_STR("báo cáo.txt"),  1626141600,          "text/plain",
        "2021-07-13T02:00:00Z", "vanthu 0.1.0",      "file"};
}

/* ---- steps ---- */

static struct vt_str take(struct vt_str *input, size_t len)
{
    struct vt_str taken = vt_str_sub(*input, 0, len);
    *input = vt_str_sub(*input, taken.len, input->len);
    return taken;
}

static unsigned take_byte(struct vt_str *input)
{
    struct vt_str byte = take(input, 1);
    return byte.len ? (unsigned char)byte.p[0] : 0;
}

static void put_member(struct vt_buf *tar, const char *id, const char *what, struct vt_str data)
{
    char name[100];
    snprintf(name, sizeof name, "%.2s/%s/%s", id, id, what);
    promise(vt_tar_append(tar, name, 0, data) == VANTHU_OK);
}

/* A member that is as it should be, of a document of ours. */
static void put_sound(struct vt_buf *tar, unsigned what, int i)
{
    const char *id = documents[i].id, *sha256 = documents[i].sha256;
    struct vt_record record = record_of(i);
    struct vt_recognised text = {.id = id,
                                 .sha256 = sha256,
                                 .text = documents[i].original,
                                 .engine = "tesseract 5.3.0 vie",
                                 .encoding = "",
                                 .status = "ok",
                                 .reason = "",
                                 .at = "2021-07-13T02:00:00Z",
                                 .agent = "vanthu 0.1.0"};
    struct vt_event event = {.id = id,
                             .event = "source",
                             .path = VT_STR("khác.txt"),
                             .at = text.at,
                             .agent = text.agent};
    struct vt_tombstone tombstone = {id, sha256, "thử", "văn thư", text.at, text.agent};
    struct vt_buf json = {0};
    if (what == 0) {
        put_member(tar, id, "original.txt", documents[i].original);
        promise(vt_record_format(&json, &record) == VANTHU_OK);
        put_member(tar, id, "record.json", vt_buf_str(&json));
    } else if (what == 1) {
        put_member(tar, id, "recognised.txt", text.text);
        promise(vt_recognised_format(&json, &text) == VANTHU_OK);
        put_member(tar, id, "recognised.json", vt_buf_str(&json));
    } else if (what == 2) {
        promise(vt_event_format(&json, &event) == VANTHU_OK);
        put_member(tar, id, "event-20210713T020000Z.json", vt_buf_str(&json));
    } else {
        promise(vt_tombstone_format(&json, &tombstone) == VANTHU_OK);
        put_member(tar, id, "tombstone.json", vt_buf_str(&json));
    }
    vt_buf_free(&json);
}

static void put_any(struct vt_buf *tar, unsigned what, int i, struct vt_str data)
{
    static const char *const names[] = {"original.txt",    "record.json", "recognised.txt",
                                        "recognised.json", "event-.json", "tombstone.json",
                                        "summary.html"};
    if (what < 7)
        put_member(tar, documents[i].id, names[what], data);
    else
        promise(vt_tar_append(tar, "vanthu/volume.json", 0, data) == VANTHU_OK);
}

static void put_frame(struct vt_buf *volume, struct vt_buf *tar)
{
    struct vt_buf packed = {0};
    ZSTD_CCtx *context = ZSTD_createCCtx();
    promise(vt_frame_pack(&packed, context, 1, vt_buf_str(tar), NULL) == VANTHU_OK);
    promise(vt_buf_append_str(volume, vt_buf_str(&packed)) == VANTHU_OK);
    ZSTD_freeCCtx(context);
    vt_buf_free(&packed);
    vt_buf_clear(tar);
}

static void put_seek_table(struct vt_buf *volume, struct vt_str entries)
{
    uint32_t head[2] = {VT_SEEK_FRAME_MAGIC, (uint32_t)entries.len + 9};
    uint32_t count = (uint32_t)entries.len / VT_SEEK_ENTRY, foot = VT_SEEK_FOOTER_MAGIC;
    promise(vt_buf_append(volume, head, sizeof head) == VANTHU_OK);
    promise(vt_buf_append_str(volume, entries) == VANTHU_OK);
    promise(vt_buf_append(volume, &count, sizeof count) == VANTHU_OK);
    promise(vt_buf_append_char(volume, 0) == VANTHU_OK);
    promise(vt_buf_append(volume, &foot, sizeof foot) == VANTHU_OK);
}

static void change_byte(struct vt_buf *volume, unsigned back, unsigned mask)
{
    if (back < volume->len)
        volume->p[volume->len - 1 - back] ^= (char)mask;
}

/* A step: its kind, an argument, and how much of the input it takes. */
static void step(struct vt_buf *volume, struct vt_buf *tar, struct vt_str *input)
{
    static const char zeros[VT_TAR_END_BYTES];
    unsigned kind = take_byte(input) % 8, argument = take_byte(input), size = take_byte(input);
    int document = (int)(argument / 8 % DOCUMENTS);
    switch (kind) {
    case 0:
        put_sound(tar, argument % 4, document);
        break;
    case 1:
        put_any(tar, argument % 8, document, take(input, size * 2));
        break;
    case 2:
        put_frame(volume, tar);
        break;
    case 3:
        promise(vt_buf_append_str(tar, take(input, size * 2)) == VANTHU_OK);
        break;
    case 4:
        promise(vt_buf_append_str(volume, take(input, size)) == VANTHU_OK);
        break;
    case 5:
        put_seek_table(volume, take(input, size));
        break;
    case 6:
        change_byte(volume, argument, size);
        break;
    default:
        promise(vt_buf_append(tar, zeros, sizeof zeros) == VANTHU_OK);
    }
}

static void set_volume(struct vt_str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    promise(fd >= 0 && vt_file_write(fd, path, bytes, 0, NULL) == VANTHU_OK);
    close(fd);
}

static uint64_t make_volume(struct vt_str input)
{
    struct vt_buf volume = {0}, tar = {0};
    bool by_steps = take_byte(&input) & 1;
    for (int steps = 0; by_steps && input.len && steps < 64; steps++)
        step(&volume, &tar, &input);
    if (tar.len)
        put_frame(&volume, &tar);
    if (!by_steps)
        promise(vt_buf_append_str(&volume, input) == VANTHU_OK);
    set_volume(vt_buf_str(&volume));
    uint64_t bytes = volume.len;
    vt_buf_free(&volume);
    vt_buf_free(&tar);
    return bytes;
}

/* ---- what is promised ---- */

struct seen {
    struct {
        char sha256[VT_SHA256_LEN + 1];
        struct vt_location location;
    } document[SEEN_MAX];
    size_t count, frames, broken;
    uint64_t end, bytes; /* of the last frame; of the volume */
};

static vanthu_status see(void *context, const struct vt_scanned *scanned)
{
    struct seen *seen = context;
    const struct vt_frame *frame = &scanned->frame;
    promise(frame->volume == VOLUME && frame->offset <= seen->bytes &&
            frame->bytes <= seen->bytes - frame->offset);
    if (scanned->kind == VT_SCANNED_FRAME) {
        promise(frame->offset >= seen->end && frame->bytes);
        seen->end = frame->offset + frame->bytes;
        seen->frames++;
    } else if (scanned->kind == VT_SCANNED_BROKEN) {
        promise(scanned->problem && scanned->problem[0]);
        seen->broken++;
    } else if (scanned->kind == VT_SCANNED_DOCUMENT) {
        char sum[VT_SHA256_LEN + 1];
        promise(vt_sha256(sum, scanned->original) == VANTHU_OK);
        promise(strcmp(sum, scanned->record->sha256) == 0);
        promise(scanned->record->size == scanned->original.len);
        if (seen->count == SEEN_MAX)
            return VANTHU_OK;
        memcpy(seen->document[seen->count].sha256, sum, sizeof sum);
        seen->document[seen->count++].location =
            (struct vt_location){*frame, scanned->data_offset, scanned->original.len};
    }
    return VANTHU_OK;
}

static struct seen scan(uint64_t bytes, uint64_t from, enum vt_scan_care care, uint64_t *end)
{
    bool torn;
    struct seen seen = {.bytes = bytes, .end = from};
    promise(vt_volume_scan(dir, VOLUME, from, care, see, &seen, end, &torn, NULL) == VANTHU_OK);
    promise(*end == seen.end && (!torn || seen.broken));
    return seen;
}

static void read_again(const struct seen *seen, bool salvages)
{
    struct vt_volume_reader *reader;
    struct vt_str original;
    char sum[VT_SHA256_LEN + 1];
    promise(vt_volume_reader_open(&reader, dir, NULL) == VANTHU_OK);
    vt_volume_reader_salvage(reader, salvages);
    for (size_t i = 0; i < seen->count; i++) {
        promise(vt_volume_read(reader, &seen->document[i].location, &original, NULL) == VANTHU_OK);
        promise(vt_sha256(sum, original) == VANTHU_OK);
        promise(strcmp(sum, seen->document[i].sha256) == 0);
    }
    vt_volume_reader_close(reader);
}

static vanthu_status see_member(void *context, const struct vt_raw_member *member)
{
    size_t *count = context;
    promise(member->location.size == member->data.len);
    ++*count;
    return VANTHU_OK;
}

static void walk_members(const struct seen *seen)
{
    size_t count = 0;
    bool sealed;
    struct vt_volume_head head;
    vanthu_status status = vt_volume_members(dir, VOLUME, see_member, &count, &sealed, NULL);
    promise(status == VANTHU_OK || (status == VANTHU_DAMAGED && seen->broken));
    promise(count >= 2 * seen->count || seen->broken);
    promise(vt_volume_head_read(&head, dir, VOLUME, NULL) == VANTHU_OK);
    promise(!head.first == !head.replaces_count);
    vt_volume_head_free(&head);
}

/* What is sealed stays as it is: the frame began the next volume. */
static void check_next(const struct seen *before, const struct vt_frame *frame)
{
    uint64_t end;
    promise(frame->volume == VOLUME + 1 && frame->offset == 0);
    struct seen after = scan(before->bytes, 0, VT_SCAN_HASHING, &end);
    promise(after.count == before->count && after.frames == before->frames);
    remove_dir(); /* with the next volume, and what tells the hash of this one */
    promise(mkdir(dir, 0700) == 0);
}

/* A writer goes on at `end`: what was there is there, and one more. */
static void go_on(const struct seen *before, uint64_t end)
{
    struct vt_volume_writer *writer;
    struct vt_frame frame;
    struct vt_record record = record_of(DOCUMENTS);
    uint64_t data_offset, new_end;
    promise(vt_volume_writer_open(&writer, dir, VOLUME, end, NULL) == VANTHU_OK);
    promise(vt_volume_put(writer, &record, documents[DOCUMENTS].original, &data_offset, NULL) ==
            VANTHU_OK);
    vanthu_status status = vt_volume_commit(writer, &frame, NULL);
    vt_volume_writer_close(writer);
    if (end == 0 && status == VANTHU_DAMAGED)
        return; /* a frame without members is there: not overwritten */
    promise(status == VANTHU_OK);
    if (frame.volume != VOLUME) {
        check_next(before, &frame);
        return;
    }
    promise(frame.offset == end);
    struct seen after = scan(frame.offset + frame.bytes, 0, VT_SCAN_HASHING, &new_end);
    promise(new_end == frame.offset + frame.bytes);
    promise(after.count == before->count + 1 || before->count == SEEN_MAX);
    promise(after.frames == before->frames + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t end, same_end;
    begin();
    uint64_t bytes = make_volume((struct vt_str){(const char *)data, size});
    struct seen salvaged = scan(bytes, 0, VT_SCAN_SALVAGING, &end);
    struct seen seen = scan(bytes, 0, VT_SCAN_HASHING, &end);
    promise(salvaged.count >= seen.count && salvaged.broken >= seen.broken);
    read_again(&salvaged, true);
    promise(scan(bytes, end, VT_SCAN_HASHING, &same_end).frames == 0 && same_end == end);
    read_again(&seen, false);
    walk_members(&seen);
    go_on(&seen, end);
    return 0;
}
