"""From a file to its lines: one reader per format, chosen by what the file holds.

Files are parsed in a child process (`sandbox`, `child`): what breaks a parser, or keeps it busy
without end, breaks the child, and is a refusal of that one file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from ingest.errors import RefusedFile
from ingest.models import Source
from ingest.names import shown
from ingest.readers.limits import Limits
from ingest.readers.one import content
from ingest.readers.sandbox import OnPage, shared
from ingest.readers.scan import with_scans

__all__ = ["Limits", "read"]


def read(path: Path, limits: Limits, on_page: OnPage | None = None) -> Source:
    """Read one file into its lines, Unicode repaired.

    `on_page` is told of the pages of a file that takes long. Raises RefusedFile, and nothing else,
    for whatever cannot be read.
    """
    file = shown(path.name)
    try:
        result = shared().ask("read", path, limits, on_page, file=file)
    except OSError as error:  # no process or no folder to be had: a fault of the machine
        raise RefusedFile("no_child", file=file, reason=error.strerror) from error
    source = _sources().validate_python(result)
    if not source.pictures and not source.empty_pages:
        return source
    try:
        # Each page is recognised in a process of its own, with limits of its own.
        return with_scans(source, content(path, file, limits), file)
    except RefusedFile:
        raise
    except Exception as error:
        raise RefusedFile("unreadable", file=file) from error


@cache
def _sources() -> TypeAdapter[Source]:
    return TypeAdapter(Source)
