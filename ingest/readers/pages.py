"""Pages as read, from a text layer or a picture: what of them counts, and all of them as lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ingest.models import Line
from ingest.readers.grid import table_lines
from ingest.readers.pdf_layout import PageTable
from ingest.readers.pdf_tables import continue_table
from ingest.vietnamese import share_of_marked_letters

PageItem = Line | PageTable

# Of 87 text layers the good ones had about 28 % marked letters, the garbled ones under 9 %; on
# short texts the share says nothing.
_LEAST_MARKED = 0.09
_LETTERS_TO_JUDGE = 200
# "3", "- 3 -", "Trang 3/12"
_PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:trang\s*)?(?P<number>\d{1,4})(?:\s*/\s*\d{1,4})?(?:\s*[-–—])?", re.IGNORECASE
)


def is_usable(text: str, *, scanned: bool) -> bool:
    """Say whether a page's text can be used; on a scan even a short one must be Vietnamese.

    Scanning programs stamp each page with their name, some add what they believe to have read.
    """
    if not any(char.isalpha() for char in text):
        return False
    return not is_garbled(text) and not (scanned and share_of_marked_letters(text) < _LEAST_MARKED)


def is_garbled(text: str) -> bool:
    """Say whether a text is long enough to judge and no Vietnamese: a broken text layer."""
    letters = sum(1 for char in text if char.isalpha())
    return letters > _LETTERS_TO_JUDGE and share_of_marked_letters(text) < _LEAST_MARKED


def page_list(numbers: Iterable[int]) -> str:
    """Return page numbers as a person reads them: "2, 5–7"."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts)


def lines_of(pages: Mapping[int, Sequence[PageItem]]) -> list[Line]:
    """Return the lines of all pages, without page numbers; a table cut by a page break is one again."""
    return _lines(_without_numbers({page: _trimmed(items) for page, items in pages.items()}))


def _trimmed(items: Sequence[PageItem]) -> list[PageItem]:
    """Return `items` without blank lines at both ends: a page may end in mid-sentence."""
    kept = [index for index, item in enumerate(items) if not isinstance(item, Line) or item.text]
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
    match = _PAGE_NUMBER.fullmatch(item.text.strip()) if isinstance(item, Line) else None
    return int(match["number"]) if match else None


def _lines(pages: Mapping[int, list[PageItem]]) -> list[Line]:
    """Return the lines of all pages; a table that a page break cuts becomes one again."""
    items: list[PageItem] = []
    for content in pages.values():
        for place, item in enumerate(content):
            before = items[-1] if items else None
            if place == 0 and isinstance(item, PageTable) and isinstance(before, PageTable):
                joined = continue_table(before, item)
                if joined is not None:
                    items[-1] = joined
                    continue
            items.append(item)
    lines: list[Line] = []
    tables = 0
    for item in items:
        if isinstance(item, Line):
            lines.append(item)
        elif item.columns > 1:
            lines.extend(table_lines(item.rows, tables))
            tables += 1
    return lines
