"""The pictures on the pages of a PDF, as its directory tells: those of a scan, of a bearable size.

Nothing is decoded here: a few bytes can stand for a picture that takes minutes and gigabytes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject

from ingest.errors import RefusedFile
from ingest.readers.image import MOST_PIXELS

# A thousand sheets at 300 dots an inch have 8.7 billion dots, three hundred at 600 have 10.5.
_MOST_IN_ALL = 12_000_000_000
_SAME = 20  # pages that are the very same, drawn in the very same way: no scan has two such
_DEPTH = 3  # drawings in drawings
_MOST_ON_PAGE = 200


class Pictures:
    """Those of the pages that are to be read by OCR, one page after the other."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._in_all = 0
        self._seen: Counter[tuple[frozenset[int], bytes]] = Counter()

    def add(self, page: PageObject, contents: bytes) -> None:
        """Count in a page, whose `contents` say how its pictures are drawn.

        Raises RefusedFile for pictures that are too large, one or all of them, and for a page over
        and over.
        """
        sizes = dict(_sizes(page.get("/Resources")))
        if any(size > MOST_PIXELS for size in sizes.values()):
            raise RefusedFile("picture_too_big", file=self._file)
        self._in_all += sum(sizes.values())
        if self._in_all > _MOST_IN_ALL:
            raise RefusedFile("pictures_too_big", file=self._file)
        if sizes:
            which = frozenset(sizes), hashlib.sha256(contents).digest()
            self._seen[which] += 1
            if self._seen[which] > _SAME:
                raise RefusedFile("same_picture", file=self._file, pages=self._seen[which])


def _sizes(resources: Any, depth: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the number of each picture's object, and how many dots it has."""
    try:
        drawn = list(resources.get_object().get("/XObject", {}).get_object().values())[:_MOST_ON_PAGE]
    except (AttributeError, TypeError):
        return
    for reference in drawn:
        found = reference.get_object()
        kind = getattr(found, "get", lambda name: None)("/Subtype")
        number = getattr(reference, "idnum", id(found))
        if kind == "/Image":
            yield number, _length(found, "/Width") * _length(found, "/Height")
        elif kind == "/Form" and depth < _DEPTH:
            yield from _sizes(found.get("/Resources"), depth + 1)


def _length(picture: Any, name: str) -> int:
    value = picture.get(name)
    value = value.get_object() if hasattr(value, "get_object") else value
    return int(value) if isinstance(value, int | float) else 0
