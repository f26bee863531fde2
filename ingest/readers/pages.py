"""Pages as read, from a text layer or a picture: what of them counts, and all of them as lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from ingest.models import Line
from ingest.patterns import ENDS_CLAUSE
from ingest.readers.grid import table_lines
from ingest.readers.pdf_layout import PageTable
from ingest.readers.pdf_tables import continue_table
from ingest.reference import load
from ingest.vietnamese import fold, share_of_marked_letters

PageItem = Line | PageTable

# Of 87 text layers the good ones had about 28 % marked letters, the garbled ones under 9 %; on
# short texts the share says nothing.
_LEAST_MARKED = 0.09
_LETTERS_TO_JUDGE = 200
_LEAST_HEADS = 3  # pages that begin or end alike
_MOST_STAMP, _MOST_WRAPPED = 8, 2  # lines of a signature's stamp, and of one of its values
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
    """Return the lines of all pages; a table cut by a page break is one again.

    Page numbers, running heads and the stamps of digital signatures are left out.
    """
    kept = {page: _trimmed(_without_stamps(items)) for page, items in pages.items()}
    return _lines(_without_heads(_without_numbers(kept)))


def _without_stamps(items: Sequence[PageItem]) -> list[PageItem]:
    """Return a page's items without the visible stamps of digital signatures."""
    begins, field = _stamp()
    kept: list[PageItem] = []
    index = 0
    while index < len(items):
        end = index + 1
        if _says(items[index], begins):
            # Its first value may go on for a line or two before the next field.
            for place in range(index + 1, min(len(items), index + _MOST_STAMP)):
                if _says(items[place], field):
                    end = place + 1
                elif place - end >= _MOST_WRAPPED:
                    break
        if end == index + 1:
            kept.append(items[index])
        index = end
    return kept


@cache
def _stamp() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return how a signature's stamp begins, and how its further lines do."""
    listed = load("pages")["signature"]
    begins, field = ("|".join(listed[name]) for name in ("begins", "fields"))
    return re.compile(begins, re.IGNORECASE), re.compile(field, re.IGNORECASE)


def _says(item: PageItem, pattern: re.Pattern[str]) -> bool:
    return isinstance(item, Line) and bool(pattern.match(item.text.strip()))


def _without_heads(pages: Mapping[int, list[PageItem]]) -> dict[int, list[PageItem]]:
    """Return the pages without what stands first or last on most of them, but for its number."""
    result = {page: list(items) for page, items in pages.items()}
    for place in (0, -1):
        ends = {page: _head(items[place]) for page, items in result.items() if items}
        often = Counter(head for head in ends.values() if head)
        for page, head in ends.items():
            first = page == min(page for page, other in ends.items() if other == head)
            if head and often[head] >= max(_LEAST_HEADS, len(ends) / 2) and not first:
                del result[page][place]
    return {page: _trimmed(items) for page, items in result.items()}


def _head(item: PageItem) -> str:
    """Return a line as a running head is compared, empty for what cannot be one."""
    if not isinstance(item, Line) or ENDS_CLAUSE.search(item.text):
        return ""
    return re.sub(r"\d+", "0", fold(item.text))


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
