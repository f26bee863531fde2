"""What a file is, by its first bytes; the name only decides where the bytes do not."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Literal

from ingest.errors import RefusedFile
from ingest.readers.mhtml import is_mhtml
from ingest.readers.text import utf16_of

Kind = Literal["pdf", "docx", "doc", "odt", "rtf", "html", "text", "image"]

SUFFIXES: dict[str, Kind] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".doc": "doc",
    ".odt": "odt",
    ".rtf": "rtf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mht": "html",
    ".mhtml": "html",
    ".txt": "text",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".webp": "image",
    ".bmp": "image",
}
"""What a file of this suffix should hold."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# [MS-DOC] 2.5.1: the document begins with this mark, and its eleventh byte has the flags.
_FIB = b"\xec\xa5"
_FIB_ENCRYPTED = 0x0100
_SECTOR = 512
_ODT = b"application/vnd.oasis.opendocument.text"
_MEMBER_HEAD = 1 << 20
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
# What phones write, and what the web shows: not read, but known, so that the advice is right.
_OTHER_IMAGE = re.compile(rb"GIF8|.{4}ftyp(?:hei[cfsx]|hev[cx]|mif1|msf1|avi[fs])", re.DOTALL)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# The PDF standard lets other bytes stand before the mark; readers look this far.
_PDF_MARK_WITHIN = 1024
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAG = re.compile(rb"<(?:p|div|table|span|br|h[1-6])\b", re.I)


def kind_of_suffix(suffix: str) -> Kind | None:
    """Return what a file with this suffix should hold, None for a suffix that tells nothing."""
    return SUFFIXES.get(suffix.lower())


def kind_of(data: bytes, file: str) -> Kind:
    """Return what `data` holds.

    Raises RefusedFile for what no reader takes.
    """
    named = kind_of_suffix("." + file.rpartition(".")[2])
    if b"%PDF-" in data[:_PDF_MARK_WITHIN]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data, file)
    known = _kind_of_known(data, file)
    if known is not None:
        return known
    plain = _plain(data)
    if _HTML.search(plain) or is_mhtml(plain) or (named == "html" and _TAG.search(plain)):
        return "html"
    if named not in ("html", "text", None):
        raise RefusedFile("unreadable", file=file)
    if b"\0" in plain:
        raise RefusedFile("unsupported", file=file)
    return "text"


def _kind_of_zip(data: bytes, file: str) -> Kind:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        names = set(archive.namelist())
        if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
            return "docx"
        if _start(archive, "mimetype") == _ODT:
            if b"encryption-data" in _start(archive, "META-INF/manifest.xml"):
                raise RefusedFile("password", file=file)
            return "odt"
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise RefusedFile("unreadable", file=file) from error
    is_document = "[Content_Types].xml" in names or "mimetype" in names
    raise RefusedFile("other_zip" if is_document else "archive", file=file)


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the first bytes of a member, none where there is no such member."""
    try:
        with archive.open(name) as member:
            return member.read(_MEMBER_HEAD)
    except (KeyError, RuntimeError, NotImplementedError):  # none, locked, or packed in a way of its own
        return b""


def _kind_of_known(data: bytes, file: str) -> Kind | None:
    """Return the kind of old formats by their marks; refuse those that have a better advice."""
    if data.startswith(_OLE):
        # Word puts a DOCX with a password into the container of the old formats.
        if "EncryptedPackage".encode("utf-16-le") in data or _is_locked_doc(data):
            raise RefusedFile("password", file=file)
        if "WordDocument".encode("utf-16-le") in data:
            return "doc"
        raise RefusedFile("unsupported", file=file)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    # A text may begin with "BM" too, but then not go on with its own length.
    bitmap = data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data)
    if data.startswith(_IMAGES) or webp or bitmap:
        return "image"
    if _OTHER_IMAGE.match(data):
        raise RefusedFile("image", file=file)
    return None


def _is_locked_doc(data: bytes) -> bool:
    """Say whether the document's first block, which stands at a sector's beginning, says so."""
    blocks = (data[at : at + 12] for at in range(_SECTOR, len(data), _SECTOR))
    first = next((block for block in blocks if block.startswith(_FIB)), b"")
    return len(first) == 12 and bool(int.from_bytes(first[10:12], "little") & _FIB_ENCRYPTED)


def _plain(data: bytes) -> bytes:
    """Return the beginning of `data` with one byte for each ASCII character, and no mark."""
    head = data[:4096]
    if head.startswith(_UTF16_MARKS):
        return head[2:].decode("utf-16-le" if head[0] == 0xFF else "utf-16-be", "ignore").encode("utf-8")
    unmarked = utf16_of(head)
    if unmarked is not None:
        return head.decode(unmarked, "ignore").encode("utf-8")
    return head.removeprefix(b"\xef\xbb\xbf")
