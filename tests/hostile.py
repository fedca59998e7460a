#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes files of every format: good ones, and what breaks or attacks their readers.

usage: tests/hostile.py DIRECTORY

DIRECTORY/good has one file of each format, which all say the same; the other folders are named by
what is wrong with their files.
"""
import io
import pathlib
import struct
import sys
import tarfile
import zipfile
import zlib

TEXT = ["Sở Khoa học và Công nghệ báo cáo", "Thực hiện Kế hoạch số 58/KH-UBND ngày 13/7/2021"]
PLAIN = "\n".join(TEXT) + "\n"


# ---- containers ----

def zipped(members, level=6):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def raw_zip(members):
    """A ZIP of stored members, whose names are any bytes; with flags (1: locked) behind the data."""
    out, directory = b"", b""
    for name, data, *more in members:
        flags = more[0] if more else 0
        fields = struct.pack("<HHHHHIIIHH", 20, flags, 0, 0, 33, zlib.crc32(data), len(data),
                             len(data), len(name), 0)
        directory += (b"PK\1\2\x14\0" + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name)
        out += b"PK\3\4" + fields + name + data
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return out + directory + b"PK\5\6" + end


def ole(streams):
    """A compound file ([MS-CFB]) of streams, each longer than the small ones that share sectors."""
    streams = [(name, data.ljust(4096, b"\0")) for name, data in streams]
    sectors, table, entries = b"", [], []

    def store(data):
        nonlocal sectors
        start, count = len(table), -(-len(data) // 512)
        table.extend([*range(start + 1, start + count), 0xFFFFFFFE])
        sectors += data.ljust(count * 512, b"\0")
        return start

    def entry(name, kind, child, start, size):
        wide = name.encode("utf-16-le")
        return (wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide) + 2, kind, 1) +
                struct.pack("<III", 0xFFFFFFFF, entry_next(name), child) + bytes(36) +
                struct.pack("<IQ", start, size))

    names = [name for name, _ in streams]

    def entry_next(name):
        """Siblings hang on each other as a list: the next is greater."""
        order = sorted(names, key=lambda n: (len(n), n.upper()))
        at = order.index(name) + 1 if name in order else len(order)
        return names.index(order[at]) + 1 if at < len(order) else 0xFFFFFFFF

    first = min(range(len(names)), key=lambda i: (len(names[i]), names[i].upper()))
    entries.append(entry("Root Entry", 5, first + 1, 0xFFFFFFFE, 0))
    for name, data in streams:
        entries.append(entry(name, 2, 0xFFFFFFFF, store(data), len(data)))
    directory = store(b"".join(entries))
    fat_at = len(table)
    fat_count = -(-(len(table) + 1) // 127)
    table.extend([0xFFFFFFFD] * fat_count)
    fat = b"".join(struct.pack("<I", n) for n in table).ljust(fat_count * 512, b"\xFF")
    head = (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(16) +
            struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count, directory, 0,
                        4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, fat_at))
    places = b"".join(struct.pack("<I", fat_at + i) for i in range(1, fat_count))
    return head + places.ljust(432, b"\xFF") + sectors + fat


# ---- documents ----

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body=None, head="", extra=()):
    body = body or "".join(f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>" for t in TEXT)
    return zipped([("[Content_Types].xml", "<Types/>"),
                   ("word/document.xml",
                    f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{body}</w:body>'
                    "</w:document>"), *extra])


def xlsx():
    cells = "".join(f'<row><c t="inlineStr"><is><t>{t}</t></is></c></row>' for t in TEXT)
    return zipped([
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="Trang" r:id="r1"/></sheets>'
                            "</workbook>"),
        ("xl/_rels/workbook.xml.rels",
         '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'),
        ("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")])


def pptx():
    lines = "".join(f"<a:p><a:r><a:t>{t}</a:t></a:r></a:p>" for t in TEXT)
    return zipped([("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<p/>"),
                   ("ppt/slides/slide1.xml", f'<p:sld xmlns:p="p" xmlns:a="a">{lines}</p:sld>')])


def open_document(kind, body, manifest=""):
    out = io.BytesIO()
    names = " ".join(f'xmlns:{n}="{n}"' for n in ("office", "text", "table", "draw", "style"))
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        z.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        z.writestr("content.xml", f"<office:document-content {names}><office:body>{body}"
                                  "</office:body></office:document-content>",
                   zipfile.ZIP_DEFLATED)
    return out.getvalue()


def odt(manifest=""):
    return open_document("text", "".join(f"<text:p>{t}</text:p>" for t in TEXT), manifest)


def ods():
    return open_document("spreadsheet", "<table:table>" + "".join(
        f"<table:table-row><table:table-cell><text:p>{t}</text:p></table:table-cell>"
        "</table:table-row>" for t in TEXT) + "</table:table>")


def units(text):
    """In UTF-16, also halves of pairs that stand alone."""
    return text.encode("utf-16-le", "surrogatepass")


def doc(flags=0x0200, lines=TEXT):
    """Word 97: a block of facts, the text in two bytes a letter, a table with one piece."""
    text = "\r".join(lines) + "\r"
    facts = bytearray(1024)
    struct.pack_into("<H", facts, 0, 0xA5EC)
    struct.pack_into("<H", facts, 0x0A, flags)
    struct.pack_into("<I", facts, 0x4C, len(text))
    pieces = struct.pack("<BIIIHIH", 2, 16, 0, len(text), 0, 1024, 0)
    struct.pack_into("<II", facts, 0x1A2, 0, len(pieces))
    return ole([("WordDocument", bytes(facts) + units(text)), ("1Table", pieces)])


def doc_with_table():
    """A table of two rows whose properties stand in the stream Data, as those of long ones do."""
    row = [("Số\x07", b"\x16\x24\1"), ("Ký hiệu\x07", b"\x16\x24\1"),
           ("\x07", b"\x46\x66" + struct.pack("<I", 4))]
    parts = row * 2 + [("Sau bảng\r", b"")]
    text = "".join(part for part, _ in parts)
    facts = bytearray(1024)
    struct.pack_into("<H", facts, 0, 0xA5EC)
    struct.pack_into("<H", facts, 0x0A, 0x0200)
    struct.pack_into("<I", facts, 0x4C, len(text))
    places, page, end = [1024], bytearray(512), 511
    for i, (part, properties) in enumerate(parts):
        places.append(places[-1] + 2 * len(part))
        properties = b"\0\0" + properties
        properties += bytes(1 - len(properties) % 2)
        end = (end - len(properties) - 1) & ~1
        page[end:end + 1 + len(properties)] = bytes([len(properties) // 2 + 1]) + properties
        page[4 * (len(parts) + 1) + 13 * i] = end // 2
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    page[511] = len(parts)
    pieces = struct.pack("<BIIIHIH", 2, 16, 0, len(text), 0, 1024, 0)
    runs = struct.pack("<III", 1024, places[-1], 4)
    struct.pack_into("<II", facts, 0x1A2, 0, len(pieces))
    struct.pack_into("<II", facts, 0x102, len(pieces), len(runs))
    more = b"\x16\x24\1\x17\x24\1"
    return ole([("WordDocument", (bytes(facts) + units(text)).ljust(2048, b"\0") + page),
                ("1Table", pieces + runs), ("Data", bytes(4) + struct.pack("<H", len(more)) + more)])


def record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def xls(globals_more=b"", lines=TEXT, cells=None):
    """BIFF8: one sheet with a label in each row."""
    start = record(0x809, struct.pack("<HH12x", 0x600, 5)) + globals_more
    cells = cells or b"".join(
        record(0x204, struct.pack("<HHHHB", row, 0, 0, len(t), 1) + units(t))
        for row, t in enumerate(lines))
    sheet = record(0x809, struct.pack("<HH12x", 0x600, 16)) + cells + record(0x0A, b"")
    name = b"\x05\0Trang"
    named = len(start) + 4 + 6 + len(name) + 4
    return ole([("Workbook", start + record(0x85, struct.pack("<IH", named, 0) + name) +
                 record(0x0A, b"") + sheet)])


def ppt(more=(), lines=TEXT):
    """A list of slides with a text each."""
    texts = b"".join(struct.pack("<HHI", 0, 0xFA0, 2 * len(t)) + units(t) for t in lines)
    return ole([("PowerPoint Document", struct.pack("<HHI", 0xF, 0xFF0, len(texts)) + texts), *more])


def rtf(lines=TEXT):
    return ("{\\rtf1\\ansi " + "\\par ".join(
        "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in t) for t in lines) + "}").encode()


def html():
    return ("<!DOCTYPE html><html><head><meta charset=utf-8></head><body>" +
            "".join(f"<p>{t}</p>" for t in TEXT) + "</body></html>").encode()


def eml(attachment=("phu-luc.txt", b"Phu luc\n")):
    head = ("From: vanthu@phugiang.example\r\nTo: so@phugiang.example\r\nSubject: Bao cao\r\n"
            "Message-ID: <1@phugiang.example>\r\nMIME-Version: 1.0\r\n")
    name, data = attachment
    return (f"{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            + PLAIN + f'\r\n--b\r\nContent-Type: application/octet-stream; name="{name}"\r\n'
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n').encode() + data + b"\r\n--b--\r\n"


def pdf(objects, root=1, trailer=""):
    """Objects by number, from 1; each its bytes without "obj"."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    xref = b"".join(b"%010d 00000 n \n" % at for at in places)
    return (out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + xref +
            b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" %
            (len(places) + 1, root, trailer.encode(), len(out)))


def stream(data, more=b""):
    return b"<</Length %d%s>>\nstream\n" % (len(data), more) + data + b"\nendstream"


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = b"BT /F 12 Tf 72 720 Td (Bao cao so 58/KH-UBND ngay 13/7/2021) Tj ET"


def paged(count=1, kids=None, catalog=b"", content=WORDS, page=b"", more=(), trailer=""):
    """Object 1 the catalogue, 2 the pages, 3 the font, 4 the content, `more`, then the pages."""
    first = 5 + len(more)
    leaf = (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F 3 0 R>>%s>>>>" % page)
    kids = kids or b" ".join(b"%d 0 R" % (first + i) for i in range(count))
    return pdf([b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
                b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), FONT, stream(content), *more,
                *[leaf] * count], trailer=trailer)


def png(width, height, rows, depth=1):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1A\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0,
                                                              0, 0, 0)) +
            chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def same(size, byte=b"\0"):
    """So many equal bytes, deflated."""
    packer, block, out = zlib.compressobj(1), byte * (1 << 20), b""
    for _ in range(size >> 20):
        out += packer.compress(block)
    return out + packer.compress(byte * (size & 0xFFFFF)) + packer.flush()


def seven_zip(name, data):
    """7z of one stored member."""
    def number(n):
        return bytes([n]) if n < 0x80 else bytes([0x80 | n >> 8, n & 0xFF])
    wide = b"\0" + name.encode("utf-16-le") + b"\0\0"
    header = (b"\x01\x04\x06\x00\x01\x09" + number(len(data)) +
              b"\x00\x07\x0B\x01\x00\x01\x01\x00\x0C" +
              number(len(data)) + b"\x00\x08\x0A\x01" + struct.pack("<I", zlib.crc32(data)) +
              b"\x00\x00\x05\x01\x11" + number(len(wide)) + wide + b"\x00\x00")
    start = struct.pack("<QQI", len(data), len(header), zlib.crc32(header))
    return (b"7z\xBC\xAF\x27\x1C\0\4" + struct.pack("<I", zlib.crc32(start)) + start + data +
            header)


def seven_zip_locked():
    """The directory of files itself is enciphered (coder 06F10701, AES)."""
    coder = b"\x24\x06\xF1\x07\x01\x02\x13\x00"
    packed = bytes(range(16))
    header = (b"\x17\x06\x00\x01\x09\x10\x00" b"\x07\x0B\x01\x00\x01" + coder +
              b"\x0C\x10\x00" b"\x00")
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return (b"7z\xBC\xAF\x27\x1C\0\4" + struct.pack("<I", zlib.crc32(start)) + start + packed +
            header)


def rar(members, flags=0):
    """RAR 4 with members that are stored."""
    def block(kind, block_flags, body):
        head = struct.pack("<BHH", kind, block_flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head
    out = b"Rar!\x1A\7\0" + block(0x73, 0, bytes(6))
    for name, data in members:
        out += block(0x74, 0x8000 | flags,
                     struct.pack("<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 33 << 16,
                                 20, 0x30, len(name), 0x20) + name) + data
    return out + block(0x7B, 0x4000, b"")


def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as t:
        for name, kind, data in members:
            info = tarfile.TarInfo(name)
            info.type = kind
            if kind == tarfile.REGTYPE:
                info.size = len(data)
                t.addfile(info, io.BytesIO(data))
            else:
                info.linkname = data
                t.addfile(info)
    return out.getvalue()


# ---- what is wrong ----

def good():
    plain = PLAIN.encode()
    yield "van-ban.txt", plain
    yield "van-ban.md", ("# " + PLAIN).encode()
    yield "van-ban.rtf", rtf()
    yield "van-ban.html", html()
    yield "van-ban.docx", docx()
    yield "van-ban.xlsx", xlsx()
    yield "van-ban.pptx", pptx()
    yield "van-ban.odt", odt()
    yield "van-ban.ods", ods()
    yield "van-ban.doc", doc()
    yield "van-ban.xls", xls()
    yield "van-ban.ppt", ppt()
    yield "van-ban.eml", eml()
    yield "van-ban.pdf", paged()


def tables():
    yield "bang.doc", doc_with_table()


def bundles():
    plain = PLAIN.encode()
    yield "goi.zip", zipped([("a.txt", b"Mot\n" + plain), ("b/b.docx", docx())])
    yield "goi.tar", tar([("a.txt", tarfile.REGTYPE, b"Hai\n" + plain)])
    yield "goi.tar.gz", zlib_gz(tar([("a.txt", tarfile.REGTYPE, b"Ba\n" + plain)]))
    yield "goi.txt.gz", zlib_gz(b"Bon\n" + plain)
    yield "goi.7z", seven_zip("Kế hoạch.txt", b"Sau\n" + plain)
    yield "goi.rar", rar([(b"a.txt", b"Nam\n" + plain)])


def zlib_gz(data):
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def locked():
    package = [("EncryptedPackage", bytes(range(256)) * 20), ("EncryptionInfo", b"\4\0\4\0" * 99)]
    yield "khoa.docx", ole(package)
    yield "khoa.xlsx", ole(package + [("DataSpaces", b"x")])
    yield "khoa.doc", doc(0x0300)
    yield "khoa.xls", xls(record(0x2F, bytes(54)))
    yield "khoa.ppt", ppt([("EncryptedSummary", b"x")])
    yield "khoa.odt", odt("<encryption-data/>")
    secret = "(" + "x" * 32 + ")"
    yield "khoa.pdf", paged(trailer=f"/ID[(a)(a)]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O {secret}"
                                    f"/U {secret}>>")
    yield "khoa.zip", raw_zip([(b"a.txt", bytes(range(60)), 1)])
    yield "khoa.7z", seven_zip_locked()
    yield "khoa.rar", rar([(b"a.txt", bytes(range(60)))], flags=4)


def cut():
    """Without their second half, and without all but their first bytes."""
    for name, data in [*good(), *bundles()]:
        if not name.endswith((".txt", ".md")):
            yield f"nua-{name}", data[:len(data) // 2]
            yield f"dau-{name}", data[:40]


def bombs():
    """Small files that would be large."""
    yield "ti-le.zip", deflated_zip([(b"a.txt", same(70 << 20), 70 << 20)])
    yield "ti-le.docx", deflated_zip([(b"word/document.xml", same(200 << 20), 200 << 20)])
    gz = b"\x1F\x8B\x08\0\0\0\0\0\0\3" + same(70 << 20, b"a")[2:-4] + struct.pack("<II", 0, 70 << 20)
    yield "ti-le.txt.gz", gz
    inner = deflated_zip([(b"a.txt", same(30 << 20), 30 << 20)])
    yield "nhieu-lop.zip", zipped([(f"{i}.zip", inner + bytes(i)) for i in range(20)])
    nested = zipped([("a.txt", PLAIN)])
    for depth in range(6):
        nested = zipped([(f"{depth}.txt", f"Lop {depth}\n{PLAIN}"), (f"{depth}.zip", nested)])
    yield "qua-sau.zip", nested


def deflated_zip(members):
    out, directory = b"", b""
    for name, packed, size in members:
        data = packed[2:-4]
        check = zlib.crc32(bytes(size))
        fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, check, len(data), size, len(name), 0)
        directory += b"PK\1\2\x14\0" + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name
        out += b"PK\3\4" + fields + name + data
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return out + directory + b"PK\5\6" + end


def entities():
    """XML that grows, or asks for what is elsewhere."""
    laughs = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    head = f'<!DOCTYPE w [<!ENTITY e0 "ha">{laughs}]>'
    yield "cuoi.docx", docx(f"<w:p><w:r><w:t>{TEXT[0]} &e11;</w:t></w:r></w:p>", head)
    yield "cuoi-thuoc-tinh.docx", docx(
        f'<w:p w:x="&e11;"><w:r><w:t>{TEXT[0]}</w:t></w:r></w:p>', head)
    long = f'<!DOCTYPE w [<!ENTITY e "{"x" * 100000}">]>'
    yield "binh-phuong.docx", docx(
        f'<w:p><w:r><w:t w:x="{"&e;" * 20000}">{TEXT[0]}</w:t></w:r></w:p>', long)
    for name, place in [("tep", "file:///etc/passwd"), ("mang", "http://127.0.0.1:9/x")]:
        outer = f'<!DOCTYPE w SYSTEM "{place}" [<!ENTITY e SYSTEM "{place}"><!ENTITY % p SYSTEM "{place}">%p;]>'
        yield f"ngoai-{name}.docx", docx(
            f"<w:p><w:r><w:t>{TEXT[0]} &e; het</w:t></w:r></w:p>", outer)
    yield "rat-sau.docx", docx("<w:p>" * 100000)


def loops():
    """PDF whose parts refer to themselves."""
    yield "trang.pdf", paged(kids=b"2 0 R 5 0 R")
    yield "muc-luc.pdf", paged(catalog=b"/Outlines 5 0 R", more=[
        b"<</Type/Outlines/First 5 0 R/Last 5 0 R/Next 5 0 R/Title(a)/Count 1>>"])
    yield "hinh.pdf", paged(content=b"/X Do " + WORDS, page=b"/XObject<</X 5 0 R>>", more=[
        stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
                               b"/Resources<</XObject<</X 5 0 R>>>>")])
    yield "do-dai.pdf", paged(more=[b"<</Length 5 0 R>>\nstream\nx\nendstream"],
                              catalog=b"/Names 5 0 R")
    yield "luong.pdf", paged(catalog=b"/AcroForm 6 0 R", more=[
        stream(b"6 0 <<>>", b"/Type/ObjStm/N 1/First 4/Extends 5 0 R"), b"6 0 R"])
    data = paged()
    yield "xref.pdf", data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % data.rindex(b"xref\n0"))
    yield "ngoac.pdf", paged(catalog=b"/X " + b"[" * 100000)
    yield "khong-trang.pdf", paged(count=0, kids=b" ")
    yield "trang-rong.pdf", paged(content=b"")


def pictures():
    yield "dau-lon.png", png(50000, 50000, zlib.compress(b"\0"))
    yield "lon.png", png(50000, 50000, same(50000 * 6251))
    yield "hong.png", png(100, 100, b"khong phai zlib")


def names():
    """Members under names that no program should follow, or of other times."""
    def member(name, i):
        return name, f"Văn bản trong gói {i}\n{PLAIN}".encode()
    odd = [b"../../thoat.txt", b"/etc/tuyet-doi.txt", b"C:\\Windows\\o-dia.txt", b"a/../../lui.txt",
           b"./.././x.txt", b"dong\nmoi.txt", b"\x1B[31mmau.txt", b"-rf.txt", b"..", b"d" * 5000,
           "Kế hoạch.txt".encode(), b"K\xD5 ho\xB9ch t\xD8nh.txt", b"Pr\x82sident \x8Et\x82.txt",
           b"\xFF\xFE\xFA.txt", b"khong\0duoi.txt"]
    yield "ten.zip", raw_zip([member(name, i) for i, name in enumerate(odd)] +
                             [(b"thu-muc/", b""), (b"", b"khong ten")])
    plain = PLAIN.encode()
    yield "thiet-bi.tar", tar([
        ("that.txt", tarfile.REGTYPE, "Văn bản thật\n".encode() + plain),
        ("mem", tarfile.SYMTYPE, "/etc/passwd"), ("cung", tarfile.LNKTYPE, "that.txt"),
        ("o-dia", tarfile.BLKTYPE, ""), ("chu", tarfile.CHRTYPE, ""), ("ong", tarfile.FIFOTYPE, ""),
        ("thu-muc", tarfile.DIRTYPE, "")])


def mixed():
    """Bundles of which one member cannot be read."""
    def bundle(first, *rest):
        return zipped([first, ("tot.txt", f"Văn bản còn tốt bên {first[0]}\n{PLAIN}"), *rest])
    broken = bundle(("hong.txt", "Nội dung sẽ bị hỏng\n" * 50))
    at = broken.index(b"hong.txt") + 20
    yield "thanh-vien-hong.zip", broken[:at] + bytes(8) + broken[at + 8:]
    yield "thanh-vien-khoa.zip", raw_zip([
        (b"khoa.txt", bytes(range(60)), 1),
        (b"tot.txt", f"Văn bản bên tệp khóa\n{PLAIN}".encode())])
    yield "tai-lieu-khoa.zip", bundle(("khoa.pdf", dict(locked())["khoa.pdf"]))
    yield "trong-goi-hong.zip", bundle(("trong.zip", broken[:40]))


def messages():
    """Mails inside mails, parts inside parts."""
    head = "From: a@b.example\r\nMessage-ID: <1@b.example>\r\nMIME-Version: 1.0\r\n"
    depth = 3000
    parts = "".join(f'Content-Type: multipart/mixed; boundary="{i}"\r\n\r\n--{i}\r\n'
                    for i in range(depth))
    yield "phan-long-nhau.eml", (head + parts + "\r\n" + PLAIN).encode()
    inner = "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n" * depth
    yield "thu-long-nhau.eml", (head + inner + "\r\n" + PLAIN).encode()
    yield "ten-dinh-kem.eml", eml(("../../../thoat.txt", f"Phụ lục đính kèm\n{PLAIN}".encode()))
    yield "khong-ten.eml", eml(("", b"Khong ten\n"))
    yield "khong-noi-dung.eml", head.encode()


def pages():
    """Long and deep documents."""
    yield "muoi-nghin-trang.pdf", paged(10000)
    yield "rat-sau.html", b"<html>" + b"<div>" * 200000 + PLAIN.encode()
    yield "rat-sau.rtf", b"{\\rtf1 " + b"{" * 200000 + PLAIN.encode()
    yield "bang-long-nhau.html", b"<html>" + b"<table><tr><td>" * 20000 + PLAIN.encode()
    yield "nhi-phan-dai.rtf", b"{\\rtf1 a\\bin2147483647 x}"


def halves():
    """One half of a pair of UTF-16 that stands alone, and a pair whose halves come one by one."""
    lines = [*TEXT, "nửa \uD83D thôi", "cả \uD83D\uDCC4 đôi"]
    strings = record(0xFC, struct.pack("<II", len(lines), len(lines)) + b"".join(
        struct.pack("<HB", len(t), 1) + units(t) for t in lines))
    cells = b"".join(record(0xFD, struct.pack("<HHHI", row, 0, 0, row)) for row in range(4))
    yield "nhan.xls", xls(lines=lines)
    yield "bang.xls", xls(strings, cells=cells)
    yield "mot-nua.doc", doc(lines=lines)
    yield "mot-nua.ppt", ppt(lines=lines)
    yield "mot-nua.rtf", rtf(lines)


def wrong():
    """Not what their names say."""
    yield "van-ban.docx", PLAIN.encode()
    yield "nhi-phan.docx", bytes(range(256)) * 9
    yield "goi-hong.docx", b"PK\3\4" + bytes(range(256)) * 9
    yield "khac-goi.docx", zipped([("ghi-chu.txt", "Ghi chú trong gói\n" + PLAIN)])
    yield "pdf.docx", paged(content=WORDS.replace(b"Bao cao", b"Cong van"))
    yield "docx.pdf", docx(f"<w:p><w:r><w:t>Tờ trình. {TEXT[1]}</w:t></w:r></w:p>")
    yield "ole.doc", ole([("Khong ro", b"x")])


def empty():
    yield "khong.txt", b""
    yield "trang.txt", b" \n\t\n"
    yield "khong.docx", docx("<w:p/>")
    yield "khong.odt", open_document("text", "<text:p/>")
    yield "khong.html", b"<html><body></body></html>"
    yield "khong.rtf", b"{\\rtf1 }"
    yield "khong.zip", zipped([])
    yield "thu-muc.tar", tar([("a", tarfile.DIRTYPE, ""), ("a/b", tarfile.DIRTYPE, "")])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for what in (good, tables, bundles, locked, cut, bombs, entities, loops, pictures, names, mixed,
                 messages, pages, halves, wrong, empty):
        directory = pathlib.Path(sys.argv[1], what.__name__)
        directory.mkdir(parents=True)
        for name, data in what():
            (directory / name).write_bytes(data)


if __name__ == "__main__":
    main()
