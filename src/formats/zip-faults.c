/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zip-faults.c: what a damaged or locked container means for its document. */
#include "base/err.h"
#include "formats/formats-readers.h"

bool vt_zip_unreadable(struct vt_reading *out, const struct vt_zip *zip, const char *part)
{
    if (zip->fault == VT_ZIP_ENCRYPTED)
        vt_unread(out, "%s", _("the file is locked with a password"));
    else if (vt_zip_part(zip, part).len)
        return false;
    else if (zip->fault == VT_ZIP_TOO_LARGE)
        vt_unread(out, "%s", _("unpacked, the file would be too large"));
    else
        vt_unread(out, _("the file is damaged: %s is missing in it"), part);
    return true;
}

void vt_zip_judge(struct vt_reading *out, const struct vt_zip *zip, bool whole)
{
    bool none = strcmp(out->text_status, "none") == 0;
    if (none && zip->fault == VT_ZIP_TOO_LARGE)
        vt_unread(out, "%s", _("unpacked, the file would be too large"));
    else if (none && (zip->fault || !whole))
        vt_unread(out, "%s", _("the file is damaged: its text cannot be read"));
    else if (zip->fault == VT_ZIP_TOO_LARGE)
        vt_partly_read(out, "%s", _("unpacked, the file would be too large"));
    else if (zip->fault || !whole)
        vt_partly_read(out, "%s", _("the file is damaged: its end is missing"));
}
