"""Plain text: every line as it is."""

from __future__ import annotations

import codecs
import re

from ingest.errors import RefusedFile
from ingest.models import Line, Source
from ingest.readers.limits import Limits

# pdftotext ends a page with a form feed, without a line end of its own.
_LINE_END = re.compile(r"\r\n|[\n\r\f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(data: bytes, file: str, limits: Limits) -> Source:
    """Read UTF-8 or UTF-16 text. Blank lines, tabs and blanks stay: in a flattened table they are cells."""
    lines = _LINE_END.split(decode(data, file))
    if lines[-1] == "":
        lines.pop()
    return Source(tuple(Line(text) for text in lines), "text")


def decode(data: bytes, file: str, declared: str = "utf-8") -> str:
    """Return `data` as text: by its byte order mark, else in the `declared` encoding.

    Raises RefusedFile where it is not in that encoding: a guess would garble the Vietnamese letters.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), declared)
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise RefusedFile("encoding", file=file) from error
