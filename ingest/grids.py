"""From rows of cells to a table: how many rows are heads, and what each column is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.columns import NUMBER_CELL, FoundTable, RowCells, distinct_roles, role_of
from ingest.models import Span
from ingest.vietnamese import fold, fold_space

_NUMBERED = re.compile(r"\(?\d{1,2}\)?(?:\s*=\s*[\d()+\-]+)?")  # "(1)", "5", "(6)=(4)+(5)"


def table_of(text: str, rows: Sequence[tuple[Span, ...]], lines: range) -> FoundTable:
    """Return the table that rows of cells make; every row has a span per column, empty where the cell is.

    `lines` is the range of source lines that the table takes up.
    """
    count = _head_rows(text, rows)
    heads = _heads(text, rows[:count], len(rows[0]))
    roles = distinct_roles([role_of(head) for head in heads], heads)
    body = tuple(RowCells(_around(filled), row) for row in rows[count:] if (filled := _filled(row)))
    head_cells = [cell for row in rows[:count] for cell in _filled(row)]
    start = rows[0][0].start
    return FoundTable(_around(head_cells) if head_cells else Span(start, start), heads, roles, body, lines)


def _filled(row: Sequence[Span]) -> list[Span]:
    return [cell for cell in row if cell.end > cell.start]


def _around(cells: Sequence[Span]) -> Span:
    return Span(min(cells).start, max(cell.end for cell in cells))


def _heads(text: str, rows: Sequence[tuple[Span, ...]], columns: int) -> tuple[str, ...]:
    """Return a head per column; a head over several columns stands before each of theirs.

    "Kế hoạch" over "Năm 2025" and "Năm 2026", whose cell is empty but in the first of its columns.
    """
    words = [[fold_space(cell.of(text)) for cell in row] for row in rows]
    for above, below in pairwise(words):
        for column in range(1, columns):
            if not above[column] and below[column] and below[column - 1]:
                above[column] = above[column - 1]
    parts = [
        [row[column] for row in words if not _NUMBERED.fullmatch(row[column])] for column in range(columns)
    ]
    return tuple(fold_space(" ".join(dict.fromkeys(part))) for part in parts)


def _head_rows(text: str, rows: Sequence[tuple[Span, ...]]) -> int:
    """Return how many rows are column heads: one, or more when heads are split or numbered (1)(2)(3)."""
    if len(rows) < 2 or not any(role_of(cell.of(text)) != "other" for cell in rows[0]):
        return 0 if not rows or any(NUMBER_CELL.fullmatch(cell.of(text).strip()) for cell in rows[0]) else 1
    count = 1
    second = [fold(cell.of(text)) for cell in rows[1]]
    if not second[0] and sum(role_of(cell) != "other" for cell in second if cell) >= 2:
        count = 2
    if count < len(rows):
        following = [cell for cell in (fold(cell.of(text)) for cell in rows[count]) if cell]
        if len(following) > 2 and all(_NUMBERED.fullmatch(cell) for cell in following):
            count += 1
    return count
