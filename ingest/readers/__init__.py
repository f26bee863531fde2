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
from ingest.readers.sandbox import OnPage, shared

__all__ = ["Limits", "read"]


def read(path: Path, limits: Limits, on_page: OnPage | None = None) -> Source:
    """Read one file into its lines, Unicode repaired.

    `on_page` is told of the pages of a file that takes long. Raises RefusedFile, and nothing else,
    for whatever cannot be read.
    """
    try:
        result = shared().ask("read", path, limits, on_page, file=shown(path.name))
    except OSError as error:  # no process or no folder to be had: a fault of the machine
        raise RefusedFile("no_child", file=shown(path.name), reason=error.strerror) from error
    return _sources().validate_python(result)


@cache
def _sources() -> TypeAdapter[Source]:
    return TypeAdapter(Source)
