"""Tables: those the file marks as such, those flattened to one cell a line, and those of a row a line."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.columns import FoundTable
from ingest.flattened import flattened_table
from ingest.grids import table_of
from ingest.lined import lined_table
from ingest.models import Line, Span
from ingest.sentences import trim


def find_tables(text: str, lines: Sequence[Line]) -> tuple[FoundTable, ...]:
    """Return all tables of a source, in order."""
    spans = _line_spans(lines)
    found: list[FoundTable] = []
    index = 0
    while index < len(lines):
        table = (
            _marked(text, lines, spans, index)
            if lines[index].cell
            else flattened_table(text, lines, spans, index) or lined_table(text, lines, spans, index)
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
    empty = Span(spans[start].start, spans[start].start)
    rows = [tuple(grid[number].get(column, empty) for column in range(columns)) for number in sorted(grid)]
    return table_of(text, rows, range(start, stop))
