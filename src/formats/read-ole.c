/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read-ole.c: compound files that are neither Word, Excel nor PowerPoint: the wrapping of a locked
 * document of newer programs ([MS-OFFCRYPTO]), or of something that has no text. */
#include "base/err.h"
#include "formats/formats-readers.h"
#include "formats/ole.h"

vanthu_status vt_read_ole(struct vt_reading *out, struct vt_str raw)
{
    struct vt_buf info = {0};
    bool locked = vt_ole_stream(&info, raw, "EncryptionInfo");
    vt_buf_free(&info);
    return locked ? vt_unread(out, "%s", _("the file is locked with a password"))
                  : vt_unread(out, _("the text of this format (%s) is not read"),
                              vt_format_name(out->format));
}
