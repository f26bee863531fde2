"""What a file is, by its first bytes; the name only decides where the bytes do not."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Literal

from ingest.errors import RefusedFile

Kind = Literal["pdf", "docx", "html", "text"]

_SUFFIXES: dict[str, Kind] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# The PDF standard lets other bytes stand before the mark; readers look this far.
_PDF_MARK_WITHIN = 1024
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TAG = re.compile(rb"<(?:p|div|table|span|br|h[1-6])\b", re.I)


def kind_of_suffix(suffix: str) -> Kind | None:
    """Return what a file with this suffix should hold, None for a suffix that tells nothing."""
    return _SUFFIXES.get(suffix.lower())


def kind_of(data: bytes, file: str) -> Kind:
    """Return what `data` holds.

    Raises RefusedFile for what no reader takes.
    """
    named = kind_of_suffix("." + file.rpartition(".")[2])
    if b"%PDF-" in data[:_PDF_MARK_WITHIN]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data, file)
    _refuse_known(data, file)
    plain = _plain(data)
    if _HTML.search(plain) or (named == "html" and _TAG.search(plain)):
        return "html"
    if named in ("pdf", "docx"):
        raise RefusedFile("unreadable", file=file)
    if b"\0" in plain:
        raise RefusedFile("unsupported", file=file)
    return "text"


def _kind_of_zip(data: bytes, file: str) -> Kind:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except zipfile.BadZipFile as error:
        raise RefusedFile("unreadable", file=file) from error
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise RefusedFile("other_zip", file=file)
    return "docx"


def _refuse_known(data: bytes, file: str) -> None:
    """Refuse the formats that have a better advice than "unsupported"."""
    if data.startswith(_OLE):
        # Word puts a DOCX with a password into the container of the old formats.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise RefusedFile("password", file=file)
        raise RefusedFile(
            "old_word" if "WordDocument".encode("utf-16-le") in data else "unsupported", file=file
        )
    if data.startswith(b"{\\rtf"):
        raise RefusedFile("old_word", file=file)
    webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    # A text may begin with "BM" too, but then not go on with its own length.
    bitmap = data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data)
    if data.startswith(_IMAGES) or webp or bitmap:
        raise RefusedFile("image", file=file)


def _plain(data: bytes) -> bytes:
    """Return the beginning of `data` with one byte for each ASCII character, and no mark."""
    head = data[:4096]
    if head.startswith(_UTF16_MARKS):
        return head[2:].decode("utf-16-le" if head[0] == 0xFF else "utf-16-be", "ignore").encode("utf-8")
    return head.removeprefix(b"\xef\xbb\xbf")
