"""One file to its lines, in this process: what `child` runs for the readers' callers."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from ingest.errors import RefusedFile
from ingest.models import Line, Notice, Source
from ingest.readers.kinds import Kind, kind_of, kind_of_suffix
from ingest.readers.legacy import settled
from ingest.readers.limits import Limits
from ingest.readers.repair import repair
from ingest.readers.spacing import without_inner_blanks

# Where each reader is; only the one that is needed is imported, with its libraries.
_READERS: dict[Kind, tuple[str, str]] = {
    "pdf": ("pdf", "read_pdf"),
    "docx": ("docx", "read_docx"),
    "html": ("html", "read_html"),
    "text": ("text", "read_text"),
    "doc": ("office", "read_doc"),
    "odt": ("office", "read_odt"),
    "rtf": ("office", "read_rtf"),
    "image": ("image", "read_image"),
}

# Empty cells of a flattened table are blank lines, a dozen at most; a file with thousands of them
# was made to keep whatever looks for the next word busy.
_MOST_BLANK_LINES = 100
_MOST_BLANKS = 100
_LONGEST_LINE = 10_000  # characters; the longest paragraph of the plans tried has 1,917
_BLANKS = re.compile(rf"[ \t\u00a0]{{{_MOST_BLANKS},}}")


def read_one(path: Path, file: str, limits: Limits) -> Source:
    """Read one file, called `file` in what is said of it, with Unicode repaired.

    Raises RefusedFile, and nothing else but MemoryError, for whatever cannot be read.
    """
    data = content(path, file, limits)
    try:
        kind = kind_of(data, file)
        source = _reader(kind)(data, file, limits)
        source = settled(source, file)
        if kind == "pdf":  # letters of an old encoding are no syllables before they are converted
            lines, joined = without_inner_blanks(source.lines)
            source = replace(source, lines=tuple(lines), repaired=source.repaired + joined)
    except (RefusedFile, MemoryError):
        raise
    except Exception as error:
        # Five libraries parse what strangers wrote; over a broken file they raise anything.
        raise RefusedFile("unreadable", file=file) from error
    return _checked(_repaired(source), kind, file, limits)


def content(path: Path, file: str, limits: Limits) -> bytes:
    """Return the bytes of a file.

    Raises RefusedFile where it is none, is empty or too big, or cannot be opened.
    """
    try:
        check(path, file, limits)
        # Should a pipe have taken the file's place by now, nobody waits for its writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise RefusedFile("unsupported", file=file)
            return stream.read(limits.max_bytes + 1)
    except FileNotFoundError as error:
        raise RefusedFile("missing", file=file) from error
    except (OSError, ValueError) as error:
        raise RefusedFile("no_access", file=file) from error


def check(path: Path, file: str, limits: Limits) -> None:
    """Raise RefusedFile where `path` is no ordinary file of a size that is read."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise RefusedFile("folder", file=file)
    if not stat.S_ISREG(status.st_mode):
        raise RefusedFile("unsupported", file=file)
    if status.st_size == 0:
        raise RefusedFile("empty", file=file)
    if status.st_size > limits.max_bytes:
        size, most = (mebibytes(number) for number in (status.st_size, limits.max_bytes))
        raise RefusedFile("too_big", file=file, size=size, limit=most)


def mebibytes(size: int) -> str:
    """Return a number of bytes in MiB, as it is shown."""
    return f"{max(size / 1024 / 1024, 0.01):.2f}".rstrip("0").rstrip(".")


def _reader(kind: Kind) -> Callable[[bytes, str, Limits], Source]:
    module, name = _READERS[kind]
    reader: Any = getattr(import_module(f"ingest.readers.{module}"), name)
    return reader  # type: ignore[no-any-return]


def _repaired(source: Source) -> Source:
    """Return `source` with its Unicode repaired, without blanks and lines beyond any measure."""
    lines: list[Line] = []
    count = blank = 0
    for line in source.lines:
        text, changed = repair(line.text)
        count += changed
        text = _BLANKS.sub(lambda match: match[0][:_MOST_BLANKS], text)
        blank = 0 if text.strip() else blank + 1
        if blank <= _MOST_BLANK_LINES:
            lines.extend(line if part == line.text else replace(line, text=part) for part in _parts(text))
    return replace(source, lines=tuple(lines), repaired=source.repaired + count)


def _parts(text: str) -> Iterator[str]:
    """Yield a line in parts of a bearable length, cut at blanks where there are any."""
    while len(text) > _LONGEST_LINE:
        cut = text.rfind(" ", 1, _LONGEST_LINE)
        cut = _LONGEST_LINE if cut < 0 else cut
        yield text[:cut]
        text = text[cut:].removeprefix(" ")
    yield text


def _checked(source: Source, kind: Kind, file: str, limits: Limits) -> Source:
    limits.check_text(sum(len(line.text) for line in source.lines), len(source.lines), file)
    # Pages whose pictures are yet to be read may have them all.
    if not source.pictures and not any(char.isalpha() for line in source.lines for char in line.text):
        raise RefusedFile("no_letters", file=file)
    suffix = Path(file).suffix
    named = kind_of_suffix(suffix)
    if named is None or named == kind:
        return source
    differs = Notice("format_differs", (("suffix", suffix), ("format", kind.upper())))
    return replace(source, notices=(*source.notices, differs))
