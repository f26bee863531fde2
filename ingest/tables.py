"""Tables: those the file marks as such, and those flattened to one cell a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.columns import NUMBER_CELL, FoundTable, RowCells, distinct_roles, role_of
from ingest.flattened import flattened_table
from ingest.models import Line, Span
from ingest.sentences import trim
from ingest.vietnamese import fold, fold_space


def find_tables(text: str, lines: Sequence[Line]) -> tuple[FoundTable, ...]:
    """Return all tables of a source, in order: marked ones and flattened ones."""
    spans = _line_spans(lines)
    found: list[FoundTable] = []
    index = 0
    while index < len(lines):
        table = (
            _marked(text, lines, spans, index)
            if lines[index].cell
            else flattened_table(text, lines, spans, index)
        )
        if table is None:
            index += 1
            continue
        found.append(table)
        index = table.lines.stop
    return tuple(found)


def _line_spans(lines: Sequence[Line]) -> list[Span]:
    spans: list[Span] = []
    offset = 0
    for line in lines:
        spans.append(Span(offset, offset + len(line.text)))
        offset += len(line.text) + 1
    return spans


def _marked(text: str, lines: Sequence[Line], spans: Sequence[Span], start: int) -> FoundTable | None:
    first = lines[start].cell
    assert first is not None
    stop = start
    grid: dict[int, dict[int, Span]] = {}
    while stop < len(lines):
        cell = lines[stop].cell
        if cell is None or cell.table != first.table:
            break
        row = grid.setdefault(cell.row, {})
        span = trim(text, spans[stop])
        before = row.get(cell.column)
        row[cell.column] = (
            span
            if before is None or before.start == before.end
            else Span(before.start, max(before.end, span.end))
        )
        stop += 1
    columns = 1 + max(column for row in grid.values() for column in row)
    rows = [
        tuple(
            grid[number].get(column, Span(spans[start].start, spans[start].start))
            for column in range(columns)
        )
        for number in sorted(grid)
    ]
    head_rows = _head_rows(text, rows)
    heads = tuple(
        fold_space(" ".join(dict.fromkeys(row[column].of(text) for row in rows[:head_rows])))
        for column in range(columns)
    )
    roles = distinct_roles([role_of(head) for head in heads], heads)
    body = tuple(
        RowCells(Span(min(filled).start, max(cell.end for cell in filled)), row)
        for row in rows[head_rows:]
        if (filled := [cell for cell in row if cell.end > cell.start])
    )
    head_cells = [cell for row in rows[:head_rows] for cell in row if cell.end > cell.start]
    head = (
        Span(min(head_cells).start, max(cell.end for cell in head_cells))
        if head_cells
        else Span(spans[start].start, spans[start].start)
    )
    return FoundTable(head, heads, roles, body, range(start, stop))


def _head_rows(text: str, rows: Sequence[tuple[Span, ...]]) -> int:
    """Return how many rows are column heads: one, or two when heads are split or numbered (1)(2)(3)."""
    if len(rows) < 2 or not any(role_of(cell.of(text)) != "other" for cell in rows[0]):
        return 0 if not rows or any(NUMBER_CELL.fullmatch(cell.of(text).strip()) for cell in rows[0]) else 1
    second = [fold(cell.of(text)) for cell in rows[1]]
    if all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in second if cell) and sum(map(bool, second)) > 2:
        return 2
    return 2 if not second[0] and sum(role_of(cell) != "other" for cell in second if cell) >= 2 else 1
