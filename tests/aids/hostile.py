"""Makes broken and hostile files: `python tests/aids/hostile.py FOLDER` writes them all.

Each maker returns the bytes of one file; `FILES` names it and what is said of it: the code of the
refusal, or None where it is read, its tricks without effect.
"""

from __future__ import annotations

import io
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SECRET = "/etc/passwd"
MEGABYTE = 1 << 20
TEXT = "KẾ HOẠCH\nPhát triển hợp tác xã\nI. MỤC TIÊU\n- Thành lập mới 10 hợp tác xã.\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)


def packed(members: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word(body: str | bytes, before: str = "") -> bytes:
    """A DOCX whose document.xml is exactly what is given."""
    if isinstance(body, str):
        body = (
            f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
    return packed({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": body})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


# --- archives --------------------------------------------------------------------------------


def zip_bomb() -> bytes:
    return packed(dict.fromkeys(("1.txt", "2.txt", "3.txt", "4.txt", "5.txt"), bytes(45 * MEGABYTE)))


def zip_of_thousands() -> bytes:
    return packed({f"{number}.txt": TEXT for number in range(2000)})


def zip_in_zip() -> bytes:
    return packed({"trong.zip": packed({"ke-hoach.txt": TEXT})})


def zip_with_link() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("ke-hoach.txt")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, SECRET)
    return stream.getvalue()


def zip_locked() -> bytes:
    data = bytearray(packed({"ke-hoach.txt": TEXT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    return bytes(data)


def zip_of_nothing() -> bytes:
    return packed({"thu-muc/": ""})


def zip_that_lies() -> bytes:
    """The directory says 100 bytes where there are 40 million."""
    data = bytearray(packed({"ke-hoach.txt": b"a" * (40 * MEGABYTE)}))
    at = data.rfind(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 100)
    return bytes(data)


def zip_cut() -> bytes:
    return zip_of_thousands()[:2000]


# --- Word and its relatives ------------------------------------------------------------------


def docx_bomb() -> bytes:
    return word(b"<w:document>" + b" " * (40 * MEGABYTE))


def docx_entities() -> bytes:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return word(paragraph("&a9;"), f'<!DOCTYPE w [<!ENTITY a0 "hợp tác xã">{bomb}]>')


def docx_entity_of_file() -> bytes:
    return word(paragraph("Kế hoạch &x;"), f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{SECRET}">]>')


def docx_of_depth() -> bytes:
    depth = 5000
    return word("<w:tbl><w:tr><w:tc>" * depth + paragraph("x") + "</w:tc></w:tr></w:tbl>" * depth)


def docx_cut() -> bytes:
    whole = word(paragraph("Kế hoạch") * 500)
    return whole[: len(whole) // 2]


def docx_locked() -> bytes:
    return OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def xlsx_bomb() -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": bytes(40 * MEGABYTE)})


def odt_bomb() -> bytes:
    return packed(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b" " * (40 * MEGABYTE)}
    )


def doc_of_noise() -> bytes:
    noise = bytes(value * 37 % 251 for value in range(20_000))
    return OLE + bytes(504) + "WordDocument".encode("utf-16-le") + noise


def doc_locked() -> bytes:
    block = b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01"
    return OLE + bytes(504) + block.ljust(512, b"\0") + "WordDocument".encode("utf-16-le")


# --- PDF -------------------------------------------------------------------------------------


def pdf(objects: dict[int, str | bytes], root: int = 1, prev: str = "") -> bytes:
    out = b"%PDF-1.7\n"
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        body = content if isinstance(content, bytes) else content.encode("latin-1")
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places.get(number, 0)
    prev = prev.replace("SELF", str(start))
    trailer = f"trailer\n<< /Size {size} /Root {root} 0 R {prev} >>\nstartxref\n{start}\n%%EOF\n"
    return out + trailer.encode()


def stream(data: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(data)} {entries} >>\nstream\n".encode() + data + b"\nendstream"


CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << %s >> >>"
FONT = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"


def one_page(contents: bytes, resources: str = FONT) -> dict[int, str | bytes]:
    pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return {1: CATALOG, 2: pages, 3: PAGE % resources, 4: contents}


def pdf_of_looping_pages() -> bytes:
    return pdf({1: CATALOG, 2: "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"})


def pdf_of_looping_objects() -> bytes:
    return pdf({1: CATALOG, 2: "3 0 R", 3: "2 0 R"})


def pdf_of_looping_tables() -> bytes:
    return pdf(one_page(stream(b"BT /F1 12 Tf (x) Tj ET")), prev="/Prev SELF")


def pdf_of_looping_drawings() -> bytes:
    objects = one_page(stream(b"/A Do"), "/XObject << /A 5 0 R >>")
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 5 0 R >> >>"
    return pdf(objects | {5: stream(b"/A Do /A Do", entries)})


def pdf_of_many_pages() -> bytes:
    kids = " ".join(["3 0 R"] * 5000)
    return pdf(one_page(stream(b"")) | {2: f"<< /Type /Pages /Kids [{kids}] /Count 5000 >>"})


def pdf_that_counts_wrong() -> bytes:
    return pdf(one_page(stream(b"")) | {2: "<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"})


def pdf_bomb() -> bytes:
    packer = zlib.compressobj(1)
    inner = b"".join(packer.compress(b"q " * MEGABYTE) for _ in range(150)) + packer.flush()
    data = zlib.compress(inner)
    return pdf(one_page(stream(data, "/Filter [/FlateDecode /FlateDecode]")))


def pdf_of_paths() -> bytes:
    data = zlib.compress(b"0 0 9 9 re f\n" * 4_000_000 + b"BT /F1 9 Tf (Ke hoach) Tj ET")
    return pdf(one_page(stream(data, "/Filter /FlateDecode")))


def pdf_of_huge_picture() -> bytes:
    entries = (
        "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8"
        " /ColorSpace /DeviceGray /Filter /FlateDecode"
    )
    image = stream(zlib.compress(bytes(60 * MEGABYTE)), entries)
    return pdf(one_page(stream(b"600 0 0 800 0 0 cm /A Do"), "/XObject << /A 5 0 R >>") | {5: image})


def pdf_of_pages_with(size: int, pages: int, pictures: int = 1) -> bytes:
    """So many pages, each of which shows all the pictures (`size` by `size` dots, a few kilobytes)."""
    entries = (
        f"/Type /XObject /Subtype /Image /Width {size} /Height {size} /BitsPerComponent 8"
        " /ColorSpace /DeviceGray /Filter /FlateDecode"
    )
    image = stream(zlib.compress(bytes(size * size)), entries)
    first = 10 + pictures
    names = {f"/A{one}": 10 + one for one in range(pictures)}
    resources = "/XObject << " + " ".join(f"{name} {number} 0 R" for name, number in names.items()) + " >>"
    shows = stream(" ".join(f"q 600 0 0 800 0 0 cm {name} Do Q" for name in names).encode())
    kids = " ".join(f"{first + number} 0 R" for number in range(pages))
    objects = {1: CATALOG, 2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>", 4: shows}
    objects |= dict.fromkeys(names.values(), image)
    return pdf(objects | {first + number: PAGE % resources for number in range(pages)})


def pdf_of_one_shared_picture() -> bytes:
    return pdf_of_pages_with(9000, 1000)


def pdf_of_many_huge_pictures() -> bytes:
    """Ten pages with fifteen pictures of 81 million dots each."""
    return pdf_of_pages_with(9000, 10, 15)


def png_of_many_pixels() -> bytes:
    """A picture of 30,000 by 30,000 dots in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(MEGABYTE)))


def tiff_of_loops() -> bytes:
    """A directory of pictures whose next one is itself, without an end."""
    tags = ((256, 100), (257, 100), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 100), (279, 9))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + struct.pack("<I", 8)


def jpeg_cut() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(500)


def pdf_of_depth() -> bytes:
    return pdf(one_page(stream(b"")) | {5: "[" * 200_000, 2: "<< /Kids 5 0 R /Count 1 >>"})


def pdf_of_huge_page() -> bytes:
    page = (PAGE % FONT).replace("600 800", "9000000 9000000")
    return pdf(one_page(stream(b"BT /F1 9 Tf (x) Tj ET")) | {3: page})


def pdf_cut() -> bytes:
    return pdf(one_page(stream(b"BT /F1 12 Tf (Ke hoach) Tj ET" * 50)))[:200]


# --- web pages and text ----------------------------------------------------------------------


def html_of_depth() -> bytes:
    return b"<html><body>" + b"<div>" * 20_000 + "Kế hoạch".encode()


def html_of_spans() -> bytes:
    cell = '<td colspan="99999999" rowspan="99999999">Kế hoạch</td>'
    return f"<html><body><table>{f'<tr>{cell * 40}</tr>' * 400}</table>".encode()


def html_entities() -> bytes:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "x">{bomb}]>'
    return f"{head}<html><body><p>Kế hoạch &a9;</p></body></html>".encode()


def mht_of_depth() -> bytes:
    """A message in a message, thousands of times."""
    whole = b"MIME-Version: 1.0\n"
    for number in range(3000):
        whole += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number)
    return whole + "Content-Type: text/html\n\nKế hoạch".encode()


def text_of_one_line() -> bytes:
    return "Kế hoạch phát triển hợp tác xã ".encode() * 1_000_000


def text_of_lines() -> bytes:
    return b"a\n" * 20_000_000


def text_in_no_encoding() -> bytes:
    return bytes(value * 89 % 128 + 128 if value % 3 else 32 for value in range(5000))


def program() -> bytes:
    return b"MZ\x90\x00" + bytes(range(256)) * 40


@dataclass(frozen=True)
class Hostile:
    """A file's name, its maker, and the code of what is said of it (None: it is read)."""

    name: str
    make: Callable[[], bytes]
    code: str | None


FILES = (
    Hostile("bom.zip", zip_bomb, "expands"),
    Hostile("nghin-tep.zip", zip_of_thousands, "zip_too_many"),
    Hostile("long-nhau.zip", zip_in_zip, "zip_nested"),
    Hostile("lien-ket.zip", zip_with_link, "zip_link"),
    Hostile("khoa.zip", zip_locked, "password"),
    Hostile("rong.zip", zip_of_nothing, "zip_empty"),
    Hostile("noi-doi.zip", zip_that_lies, "unreadable"),
    Hostile("cut.zip", zip_cut, "unreadable"),
    Hostile("bom.docx", docx_bomb, "expands"),
    Hostile("thuc-the.docx", docx_entities, "unreadable"),
    Hostile("thuc-the-tep.docx", docx_entity_of_file, None),
    Hostile("sau.docx", docx_of_depth, "unreadable"),
    Hostile("cut.docx", docx_cut, "unreadable"),
    Hostile("khoa.docx", docx_locked, "password"),
    Hostile("bom.xlsx", xlsx_bomb, "other_zip"),
    Hostile("bom.odt", odt_bomb, "expands"),
    Hostile("nhieu.doc", doc_of_noise, "unreadable"),
    Hostile("khoa.doc", doc_locked, "password"),
    Hostile("vong-trang.pdf", pdf_of_looping_pages, "unreadable"),
    Hostile("vong-doi-tuong.pdf", pdf_of_looping_objects, "unreadable"),
    Hostile("vong-bang.pdf", pdf_of_looping_tables, None),
    Hostile("vong-hinh.pdf", pdf_of_looping_drawings, "no_letters"),
    Hostile("nam-nghin-trang.pdf", pdf_of_many_pages, "too_many_pages"),
    Hostile("dem-sai.pdf", pdf_that_counts_wrong, "no_letters"),
    Hostile("bom.pdf", pdf_bomb, "no_letters"),
    Hostile("duong-ve.pdf", pdf_of_paths, "no_text"),
    Hostile("anh-lon.pdf", pdf_of_huge_picture, "picture_too_big"),
    Hostile("anh-chung.pdf", pdf_of_one_shared_picture, "same_picture"),
    Hostile("nhieu-anh-lon.pdf", pdf_of_many_huge_pictures, "pictures_too_big"),
    Hostile("anh-lon.png", png_of_many_pixels, "picture_too_big"),
    Hostile("vong.tiff", tiff_of_loops, "no_text"),
    Hostile("cut.jpg", jpeg_cut, "unreadable"),
    Hostile("sau.pdf", pdf_of_depth, "unreadable"),
    Hostile("trang-lon.pdf", pdf_of_huge_page, None),
    Hostile("cut.pdf", pdf_cut, "unreadable"),
    Hostile("chuong-trinh.pdf", program, "unreadable"),
    Hostile("sau.html", html_of_depth, "unreadable"),
    Hostile("o-lon.html", html_of_spans, None),
    Hostile("thuc-the.html", html_entities, None),
    Hostile("sau.mht", mht_of_depth, "unreadable"),
    Hostile("mot-dong.txt", text_of_one_line, "too_long"),
    Hostile("nhieu-dong.txt", text_of_lines, "too_long"),
    Hostile("bang-ma.txt", text_in_no_encoding, "encoding"),
    Hostile("rong.pdf", lambda: b"", "empty"),
    Hostile("chuong-trinh.exe", program, "unsupported"),
)

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for one in FILES:
        (folder / one.name).write_bytes(one.make())
