"""Plain text: every line as it is, in whatever encoding Vietnamese text is found."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.errors import RefusedFile
from ingest.models import Line, Notice, Source
from ingest.readers.legacy import converted, decoded, marked_words, name_of
from ingest.readers.limits import Limits

# pdftotext ends a page with a form feed, without a line end of its own.
_LINE_END = re.compile(r"\r\n|[\n\r\f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Without a mark UTF-16 shows by its zero bytes: three of four letters of Vietnamese text are ASCII.
_HEAD = 4096
_MOSTLY_ZERO = 0.25
_HARDLY_ZERO = 0.02
# Vietnamese Windows wrote this; its tone marks are characters of their own.
_WINDOWS = "cp1258"
_WINDOWS_SIGNS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
# "## I. MỤC TIÊU", "**I. MỤC TIÊU**": what programs make of a Word file
_MARKED_LINE = re.compile(r"\s{0,3}(?:#{1,6}\s+\S|\*\*[^*]+\*\*\s*$)")
_HEADING_MARK = re.compile(r"^\s{0,3}#{1,6}\s+")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_LEAST_MARKED = 4
_LEAST_RIGHT = 0.9
_LEAST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in Unicode, and what it was before, None where that was Unicode too.

    `latin` is text of an old encoding as it stood in the file, its bytes taken for Latin letters.
    """

    text: str
    encoding: str | None = None
    latin: str | None = None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What a person is told about a conversion."""
        return (converted(self.encoding),) if self.encoding else ()


def read_text(data: bytes, file: str, limits: Limits) -> Source:
    """Read a text file. Blank lines, tabs and blanks stay: in a flattened table they are cells.

    Raises RefusedFile where its encoding is in doubt.
    """
    found = decode(data, file)
    # Before anything looks at every line: a file of fifty million blank ones takes minutes.
    limits.check_text(len(found.text), found.text.count("\n"), file)
    lines = _without_markdown(_LINE_END.split(found.text))
    if lines[-1] == "":
        lines.pop()
    return Source(tuple(Line(text) for text in lines), "text", notices=found.notices)


def _without_markdown(lines: list[str]) -> list[str]:
    """Return the lines of a text written in Markdown without its marks of headings and bold type.

    One or two such marks are a writer's own ("**" around a signature) and stay.
    """
    if sum(1 for line in lines if _MARKED_LINE.match(line)) < _LEAST_MARKED:
        return lines
    return [_BOLD.sub(r"\1", _HEADING_MARK.sub("", line)) for line in lines]


def decode(data: bytes, file: str, declared: str = "utf-8") -> Decoded:
    """Return `data` as text: by its byte order mark, as UTF-8, in the `declared` encoding, or by its words.

    Letters of an old encoding that some program took for Latin ones are left as they are: see
    `legacy.settled`. Raises RefusedFile where nothing is certain: a guess would garble the letters.
    """
    text = _in_unicode(data, file)
    if text is None and declared.lower().replace("-", "") != "utf8":
        text = _tried(data, declared)
    found = _by_words(data) if text is None else Decoded(text)
    if found is None:
        raise RefusedFile("encoding", file=file)
    return found


def utf16_of(data: bytes) -> str | None:
    """Return which UTF-16 text without a byte order mark is in, None for what is none."""
    head = data[:_HEAD]
    first, second = head[::2], head[1::2]
    if not second:
        return None
    zeros = first.count(0) / len(first), second.count(0) / len(second)
    if zeros[1] > _MOSTLY_ZERO and zeros[0] < _HARDLY_ZERO:
        return "utf-16-le"
    if zeros[0] > _MOSTLY_ZERO and zeros[1] < _HARDLY_ZERO:
        return "utf-16-be"
    return None


def _in_unicode(data: bytes, file: str) -> str | None:
    """Return the text of data in one of Unicode's encodings, None where it is in none."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or utf16_of(data)
    if encoding is None:
        return _tried(data, "utf-8")
    text = _tried(data, encoding)
    if text is None:
        raise RefusedFile("encoding", file=file)
    return text


def _tried(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _by_words(data: bytes) -> Decoded | None:
    latin = data.decode("latin-1")
    # Quotation marks and dashes are where Windows has them, except in VISCII, which has letters there.
    for candidate in (latin.translate(_WINDOWS_SIGNS), latin):
        text, encoding = decoded(candidate)
        if encoding is not None:
            return Decoded(text, name_of(encoding), candidate)
    windows = _tried(data, _WINDOWS)
    if windows is None:
        return None
    words, share = marked_words(windows)
    return Decoded(windows, "windows-1258") if words >= _LEAST_WORDS and share >= _LEAST_RIGHT else None
