"""PDF: the text layer with its pages, without page numbers, tables as rows.

pypdf opens the file and reads the text in the order in which it was written. Pages with ruled
tables, and the letterhead's two columns, are read again by position (`pdf_layout`), which takes
several times as long. On the real files tried both find the same words with the same blanks.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import pdfplumber
from pypdf import PageObject, PasswordType, PdfReader

from ingest.errors import RefusedFile
from ingest.models import Line, Notice, Source
from ingest.readers.grid import is_letterhead, table_lines
from ingest.readers.limits import Limits
from ingest.readers.pace import PAGE_SECONDS, more_time
from ingest.readers.pdf_layout import PageTable, lay_out
from ingest.readers.pdf_tables import continue_table
from ingest.vietnamese import share_of_marked_letters

# Both libraries log every flaw of a file that they get over; what counts becomes a notice.
for _name in ("pypdf", "pdfminer"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

PageItem = str | PageTable

# Of 87 text layers the good ones had about 28 % marked letters, the garbled ones under 9 %; on
# short texts the share says nothing.
_LEAST_MARKED = 0.09
_LETTERS_TO_JUDGE = 200
# The smallest ruled table, two cells above two, has six lines or four boxes.
_LEAST_RULINGS = 4
_PATH = re.compile(rb"[\d.]\s+(?:re|l)\s")
_CLIPPING = re.compile(rb"\bre\s+W\*?\s+n\b")
# "3", "- 3 -", "Trang 3/12"
_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:trang\s*)?(?P<number>\d{1,4})(?:\s*/\s*\d{1,4})?(?:\s*[-–—])?", re.IGNORECASE
)


def read_pdf(data: bytes, file: str, limits: Limits) -> Source:
    """Read the text layer of a PDF.

    Raises RefusedFile where it needs a password, has too many pages, or none with usable text.
    """
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise RefusedFile("password", file=file)
    count = len(reader.pages)
    if count > limits.max_pages:
        raise RefusedFile("too_many_pages", file=file, pages=count, limit=limits.max_pages)
    texts: dict[int, str] = {}
    ruled: list[int] = []
    for number, page in enumerate(reader.pages, start=1):
        more_time(PAGE_SECONDS, number - 1, count)
        text = _text(page)
        if _is_usable(text, scanned=_has_image(page)):
            texts[number] = text
            if _is_ruled(page) or (number == 1 and is_letterhead(text)):
                ruled.append(number)
    if not texts or _is_garbled("\n".join(texts.values())):
        raise RefusedFile("no_text", file=file, pages=count)
    placed, unplaced = _by_position(data, ruled)
    pages = {
        number: _trimmed(placed.get(number) or [line.strip() for line in text.splitlines()])
        for number, text in texts.items()
    }
    empty = tuple(number for number in range(1, count + 1) if number not in texts)
    notices = [
        Notice(code, (("pages", ", ".join(map(str, numbers))),))
        for code, numbers in (("empty_pages", empty), ("tables_unread", unplaced))
        if numbers
    ]
    return Source(tuple(_lines(_without_numbers(pages))), "pdf", count, empty, notices=tuple(notices))


def _text(page: PageObject) -> str:
    try:
        return page.extract_text()
    except Exception:  # a page that cannot be read is like one without text; the others go on
        return ""


def _is_usable(text: str, *, scanned: bool) -> bool:
    """Say whether a page's text can be used; on a scan even a short one must be Vietnamese.

    Scanning programs stamp each page with their name, some add what they believe to have read.
    """
    letters = sum(1 for char in text if char.isalpha())
    if letters == 0:
        return False
    return not _is_garbled(text) and not (scanned and share_of_marked_letters(text) < _LEAST_MARKED)


def _is_garbled(text: str) -> bool:
    letters = sum(1 for char in text if char.isalpha())
    return letters > _LETTERS_TO_JUDGE and share_of_marked_letters(text) < _LEAST_MARKED


def _has_image(page: PageObject) -> bool:
    return any(found.get("/Subtype") == "/Image" for found in _drawn(page))


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
                    items = lay_out(page)
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
    texts = [item for item in items if isinstance(item, str)]
    return len(texts) < len(items) or (number == 1 and is_letterhead("\n".join(texts)) and bool(texts))


def _trimmed(items: Sequence[PageItem]) -> list[PageItem]:
    """Return `items` without blank lines at both ends: a page may end in mid-sentence."""
    kept = [index for index, item in enumerate(items) if item]
    return list(items[kept[0] : kept[-1] + 1]) if kept else []


def _without_numbers(pages: Mapping[int, list[PageItem]]) -> dict[int, list[PageItem]]:
    """Return the pages without the page numbers in their first or last line.

    A number there counts as one if it is the page's own, or if another page's is as far off.
    """
    ends = [(page, place) for page, items in pages.items() for place in (0, -1) if items]
    shifts = {end: number - end[0] for end in ends if (number := _number(pages[end[0]][end[1]])) is not None}
    often = Counter((shift, place) for (_, place), shift in shifts.items())
    result = {page: list(items) for page, items in pages.items()}
    for (page, place), shift in shifts.items():
        if (
            (shift == 0 or often[shift, place] > 1)
            and result[page]
            and _number(result[page][place]) is not None
        ):
            del result[page][place]
    return {page: _trimmed(items) for page, items in result.items()}


def _number(item: PageItem) -> int | None:
    match = _PAGE_NUMBER.fullmatch(item.strip()) if isinstance(item, str) else None
    return int(match["number"]) if match else None


def _lines(pages: Mapping[int, list[PageItem]]) -> list[Line]:
    """Return the lines of all pages; a table that a page break cuts becomes one again."""
    items: list[tuple[int, PageItem]] = []
    for page, content in pages.items():
        for place, item in enumerate(content):
            before = items[-1][1] if items else None
            if place == 0 and isinstance(item, PageTable) and isinstance(before, PageTable):
                joined = continue_table(before, item)
                if joined is not None:
                    items[-1] = (items[-1][0], joined)
                    continue
            items.append((page, item))
    lines: list[Line] = []
    tables = 0
    for page, item in items:
        if isinstance(item, str):
            lines.append(Line(item, page))
        elif item.columns > 1:
            lines.extend(table_lines(item.rows, tables))
            tables += 1
    return lines
