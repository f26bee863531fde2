"""Tables: those the file marks as such, those flattened to one cell a line, and those of a row a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.columns import SHARED, FoundTable, RowCells
from ingest.flattened import flattened_table
from ingest.grids import table_of
from ingest.lined import lined_table
from ingest.models import Line, Span
from ingest.sentences import trim

Merged = set[tuple[int, int]]
"""Rows and columns of cells that are the lower part of one above."""

# "nt" for "như trên"
_DITTO = re.compile(r"[-–\s]*(?:n\.?t\.?|như trên|[\"“”″]|'')[-–\s]*", re.IGNORECASE)


def find_tables(text: str, lines: Sequence[Line]) -> tuple[FoundTable, ...]:
    """Return all tables of a source, in order."""
    spans = _line_spans(lines)
    found: list[FoundTable] = []
    index = 0
    while index < len(lines):
        table = (
            _marked(text, lines, spans, index) if lines[index].cell else _unmarked(text, lines, spans, index)
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


def _unmarked(text: str, lines: Sequence[Line], spans: Sequence[Span], start: int) -> FoundTable | None:
    table = flattened_table(text, lines, spans, start) or lined_table(text, lines, spans, start)
    return table and _with_shared(text, table, range(len(table.rows)), set())


def _marked(text: str, lines: Sequence[Line], spans: Sequence[Span], start: int) -> FoundTable | None:
    first = lines[start].cell
    assert first is not None
    stop = start
    grid: dict[int, dict[int, Span]] = {}
    merged: Merged = set()
    while stop < len(lines):
        cell = lines[stop].cell
        if cell is None or cell.table != first.table:
            break
        row = grid.setdefault(cell.row, {})
        if cell.merged:
            merged.add((cell.row, cell.column))
        span = trim(text, spans[stop])
        before = row.get(cell.column)
        row[cell.column] = (
            span
            if before is None or before.start == before.end
            else Span(before.start, max(before.end, span.end))
        )
        stop += 1
    columns = 1 + max(column for row in grid.values() for column in row)
    empty = Span(spans[start].start, spans[start].start)
    rows = [tuple(grid[number].get(column, empty) for column in range(columns)) for number in sorted(grid)]
    table = table_of(text, rows, range(start, stop))
    return _with_shared(text, table, sorted(grid), merged)


def _with_shared(text: str, table: FoundTable, numbers: Sequence[int], merged: Merged) -> FoundTable:
    """Return the table with an agency or a day that stands once for several rows in each of them.

    Its cell is `merged` over them, or those below have a ditto mark; `numbers` are the rows' own.
    """
    rows: list[RowCells] = []
    for number, row in zip(numbers[len(numbers) - len(table.rows) :], table.rows, strict=True):
        cells = []
        for column, (role, cell) in enumerate(zip(table.roles, row.cells, strict=True)):
            words = cell.of(text).strip()
            as_above = (number, column) in merged if not words else bool(_DITTO.fullmatch(words))
            cells.append(rows[-1].cells[column] if rows and role in SHARED and as_above else cell)
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))
