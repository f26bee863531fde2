"""PDF: the text layer with its pages, without page numbers, tables as rows.

pypdf opens the file and reads the text in the order in which it was written. Pages with ruled
tables, and the letterhead's two columns, are read again by position (`pdf_layout`), which takes
several times as long. On the real files tried both find the same words with the same blanks.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import pdfplumber
from pypdf import PageObject, PasswordType, PdfReader

from ingest.errors import RefusedFile
from ingest.models import Line, Notice, Source
from ingest.readers.grid import is_letterhead
from ingest.readers.limits import Limits
from ingest.readers.pace import PAGE_SECONDS, more_time
from ingest.readers.pages import PageItem, is_garbled, is_usable, lines_of, page_list
from ingest.readers.pdf_layout import lay_out
from ingest.readers.pdf_pictures import Pictures

# Both libraries log every flaw of a file that they get over; what counts becomes a notice.
for _name in ("pypdf", "pdfminer"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# The smallest ruled table, two cells above two, has six lines or four boxes.
_LEAST_RULINGS = 4
_PATH = re.compile(rb"[\d.]\s+(?:re|l)\s")
_CLIPPING = re.compile(rb"\bre\s+W\*?\s+n\b")
# Text rendering mode 3 draws nothing: the layer that scanning programs put behind a picture.
_INVISIBLE = re.compile(rb"\b3\s+Tr\b")
# A page of type has some 50 kB, the densest tables tried 200; a map's drawing takes seconds for each MB.
_MOST_CONTENTS = 2 * 1024 * 1024
_LEAST_DRAWING = 20  # bytes; an empty page only sets up its coordinates


def read_pdf(data: bytes, file: str, limits: Limits) -> Source:
    """Read the text layer of a PDF.

    Pages without usable text are named: those with a picture are for `scan` to read.
    Raises RefusedFile where it needs a password, has too many pages, or pictures no scan has.
    """
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise RefusedFile("password", file=file)
    count = len(reader.pages)
    if count > limits.max_pages:
        raise RefusedFile("too_many_pages", file=file, pages=count, limit=limits.max_pages)
    texts: dict[int, str] = {}
    ruled: list[int] = []
    pictures: list[int] = []
    seen = Pictures(file)
    for number, page in enumerate(reader.pages, start=1):
        more_time(PAGE_SECONDS, number - 1, count)
        text = _text(page)
        scanned = _has_image(page)
        if is_usable(text, scanned=scanned) and not (scanned and _is_invisible(page)):
            texts[number] = text
            if _is_ruled(page) or (number == 1 and is_letterhead(text)):
                ruled.append(number)
        elif scanned or _draws(page):
            seen.add(page, _contents(page))
            pictures.append(number)
    if is_garbled("\n".join(texts.values())):
        texts, ruled, pictures = {}, [], list(range(1, count + 1))
        seen = Pictures(file)
        for page in reader.pages:
            seen.add(page, _contents(page))
    placed, unplaced = _by_position(data, ruled)
    pages = {
        number: placed.get(number) or [Line(line.strip(), number) for line in text.splitlines()]
        for number, text in texts.items()
    }
    empty = tuple(number for number in range(1, count + 1) if number not in texts)
    notices = (Notice("tables_unread", (("pages", page_list(unplaced)),)),) if unplaced else ()
    return Source(tuple(lines_of(pages)), "pdf", count, empty, 0, notices, tuple(pictures))


def _text(page: PageObject) -> str:
    if len(_contents(page)) > _MOST_CONTENTS:
        return ""  # for `scan`: its picture is drawn in a moment
    try:
        return page.extract_text()
    except Exception:  # a page that cannot be read is like one without text; the others go on
        return ""


def _has_image(page: PageObject) -> bool:
    return any(found.get("/Subtype") == "/Image" for found in _drawn(page))


def _draws(page: PageObject) -> bool:
    """Say whether anything is drawn on a page: letters may be drawn as outlines."""
    return len(_contents(page).strip()) >= _LEAST_DRAWING


def _is_invisible(page: PageObject) -> bool:
    """Say whether the text is hidden behind a picture: a scanning program's own reading of it."""
    return bool(_INVISIBLE.search(_contents(page)))


def _contents(page: PageObject) -> bytes:
    try:
        stream = page.get_contents()
        return b"" if stream is None else stream.get_data()
    except Exception:  # a page that cannot be read is like one without text; the others go on
        return b""


def _drawn(page: PageObject) -> Iterator[Any]:
    """Yield the images and nested drawings of a page."""
    try:
        resources: Any = page["/Resources"]
        for found in resources.get("/XObject", {}).values():
            yield found.get_object()
    except (AttributeError, KeyError, TypeError):
        return


def _is_ruled(page: PageObject) -> bool:
    """Say whether enough lines or boxes are drawn for a table; clipping boxes draw nothing."""
    try:
        streams = [
            page.get_contents(),
            *(found for found in _drawn(page) if found.get("/Subtype") == "/Form"),
        ]
        data = b"\n".join(stream.get_data() for stream in streams if stream is not None)
    except Exception:  # as above: the page is still read as text
        return False
    return len(_PATH.findall(data)) - len(_CLIPPING.findall(data)) >= _LEAST_RULINGS


def _by_position(data: bytes, numbers: Sequence[int]) -> tuple[dict[int, list[PageItem]], tuple[int, ...]]:
    """Return those of the pages that are better read by position, and those that could not be."""
    placed: dict[int, list[PageItem]] = {}
    failed: list[int] = []
    if not numbers:
        return placed, ()
    try:
        with pdfplumber.open(BytesIO(data), pages=list(numbers), password="") as document:
            for page in document.pages:
                more_time(PAGE_SECONDS, page.page_number, page.page_number)
                try:
                    items: list[PageItem] = [
                        Line(item, page.page_number) if isinstance(item, str) else item
                        for item in lay_out(page)
                    ]
                except Exception:  # its text is there already, only its tables are not
                    failed.append(page.page_number)
                    continue
                if _is_worth_it(items, page.page_number):
                    placed[page.page_number] = items
                page.close()
    except Exception:  # the library may stumble over the file as a whole, where pypdf did not
        return {}, tuple(numbers)
    return placed, tuple(failed)


def _is_worth_it(items: Sequence[PageItem], number: int) -> bool:
    texts = [item.text for item in items if isinstance(item, Line)]
    return len(texts) < len(items) or (number == 1 and is_letterhead("\n".join(texts)) and bool(texts))
