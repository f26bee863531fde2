"""A PDF page by position: ruled tables cell by cell, the letterhead column by column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.utils import extract_words

from ingest.readers.grid import Row, is_layout, is_letterhead
from ingest.vietnamese import fold, unify_tones

Box = tuple[float, float, float, float]

# A blank is a quarter of the type size; .15 of it parts the words as pypdf does on real pages,
# where a fixed width ran the words of a table in narrow type together.
_BLANK = 0.15
_SAME_LINE = 0.5
# Wider gaps than this many type sizes part columns; blanks of a justified line stay far below.
_GUTTER = 1.2
_COLUMN_LINES = 4.0
_THIN = 5.0
_CELL_PADDING = 6.0
_MARKED = re.compile(r"(?:[-+*•–]\s|\d{1,2}[.)]\s|[a-zđ]\)\s|[IVX]+\.\s)")
# Long names of an issuer reach almost to the national title beside them.
_MOTTO = "cộng hòa xã hội"
_MOTTO_GUTTER = 0.5
# Text set in two columns: lines of each, their characters on the average, and how alike their widths are.
_LEAST_PROSE, _LEAST_CHARACTERS, _LEAST_RATIO = 8, 22, 0.75
_MOST_GAPS = 0.1  # of the lines; where more have wide gaps of their own there are cells
_MIDDLE = (0.3, 0.7)  # of the width, where the columns may part
# The list of recipients is longer than the signature beside it, and ends the page.
_RECIPIENTS = re.compile(r"nơi nhận\b")


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table, or the part of it that stands on a page."""

    rows: tuple[Row, ...]

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.rows[0].cells)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place on the page, in the page's units; `confidence` is below 1 only for OCR."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    confidence: float = 1.0

    @property
    def height(self) -> float:
        """The height of its line's letters."""
        return self.bottom - self.top


PrintedLine = list[Word]
"""The words of a line, left to right."""


def lay_out(page: Any) -> list[str | PageTable]:
    """Return the lines and tables of a pdfplumber page in reading order."""
    page = page.dedupe_chars().filter(_is_text_or_ruling)
    chars = [char for char in page.chars if not char["text"].startswith("(cid:")]
    placed: list[tuple[float, PageTable]] = []
    for found in page.find_tables():
        rows, inside = _rows(found, chars, page.page_number)
        filled = sum(1 for row in rows for cell in row.cells if cell)
        if filled > 1 and not is_layout(rows, bordered=True):
            placed.append((found.bbox[1], PageTable(tuple(rows))))
            chars = [char for char in chars if id(char) not in inside]
    text = ((top, joined(line)) for top, line in in_reading_order(_printed(chars)))
    items: list[tuple[float, str | PageTable]] = [*placed, *text]
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def _is_text_or_ruling(item: dict[str, Any]) -> bool:
    """Say whether an object of the page counts; shading behind the text is no ruling."""
    if item["object_type"] != "rect" or item["stroke"]:
        return True
    return bool(item["width"] <= _THIN or item["height"] <= _THIN)


# --- tables ----------------------------------------------------------------------------------


def _rows(table: Any, chars: Sequence[dict[str, Any]], page: int) -> tuple[list[Row], set[int]]:
    """Return the rows of a table and which characters stand in them; a merged cell has its text once."""
    inside: set[int] = set()
    near = [(char, *_centre(char)) for char in chars if _holds(table.bbox, *_centre(char))]
    rows = []
    lower = _merged_columns(table)
    for row, merged in zip(table.rows, lower, strict=True):
        cells = []
        for box in row.cells:
            own = [] if box is None else [char for char, x, y in near if _holds(box, x, y)]
            inside.update(id(char) for char in own)
            cells.append(paragraphs(_printed(own), box[2] - box[0]) if own else ())
        rows.append(Row(tuple(cells), page, merged=merged))
    return rows, inside


def _merged_columns(table: Any) -> list[tuple[int, ...]]:
    """Return for each row of a pdfplumber table the columns into which a cell from above reaches."""
    above: dict[int, float] = {}  # column → where its cell ends
    found = []
    for row in table.rows:
        middle = (row.bbox[1] + row.bbox[3]) / 2
        found.append(
            tuple(place for place, box in enumerate(row.cells) if not box and above.get(place, 0) > middle)
        )
        above |= {place: box[3] for place, box in enumerate(row.cells) if box}
    return found


def _centre(char: dict[str, Any]) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def paragraphs(lines: Sequence[PrintedLine], width: float) -> tuple[str, ...]:
    """Return a cell's paragraphs: its lines, joined where only the cell's width broke them."""
    found: list[str] = []
    for index, line in enumerate(lines):
        text = joined(line)
        if index == 0 or _begins_anew(lines[index - 1], line, width):
            found.append(text)
        else:
            found[-1] = join_wrapped(found[-1], text)
    return tuple(paragraph for paragraph in found if paragraph)


def _begins_anew(before: PrintedLine, line: PrintedLine, width: float) -> bool:
    """Say whether a line is a new paragraph: it has a mark, or its first word had room above."""
    text = joined(line)
    if text[:1].islower():
        return False
    if _MARKED.match(text):
        return True
    room = width - 2 * _CELL_PADDING - (before[-1].x1 - before[0].x0)
    return room > line[0].x1 - line[0].x0 + line[0].height


def join_wrapped(before: str, after: str) -> str:
    """Return two lines as one; a break after the hyphen or slash of "20-NQ/TW" leaves no blank."""
    glued = re.search(r"[^\s\d][-/]$|\d[-/]$", before) and after[:1].isalnum()
    return before + after if glued else f"{before} {after}"


# --- text ------------------------------------------------------------------------------------


def _printed(chars: Sequence[dict[str, Any]]) -> list[PrintedLine]:
    """Return the words of `chars` in lines, top to bottom and left to right."""
    words = [
        Word(word["text"], word["x0"], word["x1"], word["top"], word["bottom"])
        for word in extract_words(list(chars), x_tolerance_ratio=_BLANK)
    ]
    lines: list[PrintedLine] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom) / 2):
        middle = (word.top + word.bottom) / 2
        last = lines[-1][0] if lines else None
        if last and middle - (last.top + last.bottom) / 2 < _SAME_LINE * min(word.height, last.height):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def joined(line: PrintedLine) -> str:
    """Return the text of a line."""
    return " ".join(word.text for word in line)


def in_reading_order(lines: Sequence[PrintedLine]) -> list[tuple[float, PrintedLine]]:
    """Return each line with its place; letterhead, signature and text in columns go column by column."""
    result: list[tuple[float, PrintedLine]] = []
    start = 0
    while start < len(lines):
        columns = _columns(lines, start) or _prose(lines, start)
        if columns is None:
            result.append((lines[start][0].top, lines[start]))
            start += 1
            continue
        end, left, right = columns
        top = lines[start][0].top
        result.extend((top, line) for line in [*left, *right])
        start = end
    return result


def _columns(
    lines: Sequence[PrintedLine], start: int
) -> tuple[int, list[PrintedLine], list[PrintedLine]] | None:
    """Return the end and both columns of the two-column block that begins at `start`, if one does."""
    gutter, least = _gutter(lines[start])
    parts: list[tuple[PrintedLine, PrintedLine]] = []
    last_two_sided = 0
    for line in lines[start:]:
        middle = (gutter[0] + gutter[1]) / 2
        left = [word for word in line if (word.x0 + word.x1) / 2 < middle]
        right = [word for word in line if (word.x0 + word.x1) / 2 >= middle]
        gutter = (
            max([gutter[0], *(word.x1 for word in left)]),
            min([gutter[1], *(word.x0 for word in right)]),
        )
        far = (
            parts
            and line[0].top - max(word.bottom for part in parts[-1] for word in part)
            > _COLUMN_LINES * line[0].height
        )
        if far or gutter[1] - gutter[0] < least * line[0].height:
            break
        parts.append((left, right))
        if left and right:
            last_two_sided = len(parts)
    recipients = parts and _RECIPIENTS.match(fold(joined(parts[0][0])))
    if not recipients or start + len(parts) < len(lines):
        parts = parts[:last_two_sided]  # what follows on one side only is the text below
    text = "\n".join(joined(side) for part in parts for side in part)
    if sum(1 for left, right in parts if left and right) < 2 or not is_letterhead(text):
        return None
    return start + len(parts), [left for left, _ in parts if left], [right for _, right in parts if right]


def _gutter(line: PrintedLine) -> tuple[tuple[float, float], float]:
    """Return where a line's two columns part, and how wide (in letter heights) the gap must be.

    Before the national title it is known; else it is the widest gap.
    """
    gaps = [(one.x1, two.x0) for one, two in pairwise(line)]
    for place, gap in enumerate(gaps, start=1):
        if fold(unify_tones(joined(line[place:]))).startswith(_MOTTO):
            return gap, _MOTTO_GUTTER
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0)), _GUTTER


def _prose(
    lines: Sequence[PrintedLine], start: int
) -> tuple[int, list[PrintedLine], list[PrintedLine]] | None:
    """Return the end and both columns of a text set in two columns that begins at `start`, if one does."""
    low = min(line[0].x0 for line in lines)
    width = max(line[-1].x1 for line in lines) - low
    free = [(low + _MIDDLE[0] * width, low + _MIDDLE[1] * width)]
    end = start
    for line in lines[start:]:
        still = _without(free, line)
        if not still:
            break
        free, end = still, end + 1
    widest = max(free, key=lambda gap: gap[1] - gap[0])
    middle = (widest[0] + widest[1]) / 2
    block = lines[start:end]
    left = [part for line in block if (part := [word for word in line if word.x0 < middle])]
    right = [part for line in block if (part := [word for word in line if word.x0 >= middle])]
    widths = [_width(side) for side in (left, right)] if left and right else [0.0, 1.0]
    alike = min(widths) >= _LEAST_RATIO * max(widths)
    return (end, left, right) if alike and _is_prose(left) and _is_prose(right) else None


def _without(free: Sequence[tuple[float, float]], line: PrintedLine) -> list[tuple[float, float]]:
    """Return what a line leaves of free stretches, those that are wide enough to part columns."""
    edges = [float("-inf"), *(edge for word in line for edge in (word.x0, word.x1)), float("inf")]
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    both = ((max(one[0], two[0]), min(one[1], two[1])) for one in free for two in gaps)
    return [gap for gap in both if gap[1] - gap[0] >= _GUTTER * line[0].height]


def _width(side: Sequence[PrintedLine]) -> float:
    return max(line[-1].x1 for line in side) - min(line[0].x0 for line in side)


def _is_prose(side: Sequence[PrintedLine]) -> bool:
    """Say whether lines are those of a text, not the cells of a table without rulings."""
    gapped = sum(
        1 for line in side if any(two.x0 - one.x1 > _GUTTER * one.height for one, two in pairwise(line))
    )
    characters = sum(len(joined(line)) for line in side)
    return (
        len(side) >= _LEAST_PROSE
        and characters >= _LEAST_CHARACTERS * len(side)
        and gapped <= _MOST_GAPS * len(side)
    )
