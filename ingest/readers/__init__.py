"""From a file to its lines: one reader per format, chosen by what the file holds."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ingest.errors import RefusedFile
from ingest.models import Notice, Source
from ingest.readers.docx import read_docx
from ingest.readers.html import read_html
from ingest.readers.kinds import Kind, kind_of, kind_of_suffix
from ingest.readers.limits import Limits
from ingest.readers.pdf import read_pdf
from ingest.readers.repair import repair
from ingest.readers.scan import with_scans
from ingest.readers.text import read_text

__all__ = ["SUFFIXES", "Limits", "read"]

SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".txt")
"""What a plan's file name ends with: the files of a folder that are worth opening."""

_READERS: Mapping[Kind, Callable[[bytes, str, Limits], Source]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "html": read_html,
    "text": read_text,
}


def read(path: Path, limits: Limits) -> Source:
    """Read one file into its lines, Unicode repaired.

    Raises RefusedFile, and nothing else, for whatever cannot be read.
    """
    file = path.name
    data = _content(path, file, limits)
    try:
        kind = kind_of(data, file)
        source = with_scans(_READERS[kind](data, file, limits), data, file)
    except RefusedFile:
        raise
    except Exception as error:
        # Five libraries parse what strangers wrote; over a broken file they raise anything.
        raise RefusedFile("unreadable", file=file) from error
    source = _repaired(source)
    if not any(char.isalpha() for line in source.lines for char in line.text):
        raise RefusedFile("no_letters", file=file)
    named = kind_of_suffix(path.suffix)
    if named is not None and named != kind:
        differs = Notice("format_differs", (("suffix", path.suffix), ("format", kind.upper())))
        source = replace(source, notices=(*source.notices, differs))
    return source


def _content(path: Path, file: str, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise RefusedFile("folder", file=file)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedFile("unsupported", file=file)
        if status.st_size == 0:
            raise RefusedFile("empty", file=file)
        if status.st_size > limits.max_bytes:
            size, most = (_mebibytes(number) for number in (status.st_size, limits.max_bytes))
            raise RefusedFile("too_big", file=file, size=size, limit=most)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise RefusedFile("missing", file=file) from error
    except (OSError, ValueError) as error:
        raise RefusedFile("no_access", file=file) from error


def _mebibytes(size: int) -> str:
    return f"{max(size / 1024 / 1024, 0.01):.2f}".rstrip("0").rstrip(".")


def _repaired(source: Source) -> Source:
    lines = []
    count = 0
    for line in source.lines:
        text, changed = repair(line.text)
        count += changed
        lines.append(replace(line, text=text) if changed else line)
    return replace(source, lines=tuple(lines), repaired=source.repaired + count)
