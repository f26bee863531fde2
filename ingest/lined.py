"""Tables of a row a line, its cells parted by bars, tabs or wide gaps.

"STT | Nhiệm vụ | Đơn vị chủ trì" / "1 | Tập huấn | Sở Nội vụ": what a table becomes that is copied
into a text file, or drawn there by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.columns import NUMBER_CELL, FoundTable, role_of
from ingest.grids import table_of
from ingest.models import Line, Span
from ingest.sentences import trim

_RULE = re.compile(r"[\s|+:=_–—-]+")  # "|---|---|", "+-----+"
_GAP = re.compile(r"\s{2,}")
_LEAST_COLUMNS = 3
_LEAST_KNOWN = 2  # heads that say what their column holds
_LONGEST_HEAD = 60  # characters
_SOON = 4  # lines within which the rows go on


def lined_table(text: str, lines: Sequence[Line], spans: Sequence[Span], start: int) -> FoundTable | None:
    """Return the table whose column heads are the line `start`, None where there is none."""
    for cells_of in (_by_bars, _by_tabs, _by_gaps):
        heads = cells_of(text, spans[start])
        if len(heads) >= _LEAST_COLUMNS and _are_heads(text, heads, drawn=cells_of is not _by_gaps):
            return _table(text, lines, spans, start, cells_of)
    return None


def _are_heads(text: str, cells: Sequence[Span], *, drawn: bool) -> bool:
    """Say whether cells are column heads; `drawn`: bars or tabs part them, which only tables have."""
    words = [cell.of(text) for cell in cells]
    roles = [role_of(word) for word in words]
    known = sum(role != "other" for role in roles)
    return (
        bool({"task", "indicator"} & set(roles))
        and known >= (_LEAST_KNOWN if drawn else max(_LEAST_KNOWN, len(cells) // 2))
        and max(map(len, words)) <= _LONGEST_HEAD
    )


def _table(
    text: str,
    lines: Sequence[Line],
    spans: Sequence[Span],
    start: int,
    cells_of: Callable[[str, Span], list[Span]],
) -> FoundTable | None:
    columns = len(cells_of(text, spans[start]))
    rows: list[tuple[Span, ...]] = []
    wholes: list[Span] = []  # of each row, with its bars and the ruled line below it
    stop = start
    index = start
    while index < len(lines) and lines[index].cell is None:
        whole, taken = _row_at(text, spans, index, columns) if cells_of is _by_tabs else (spans[index], 1)
        line, last = trim(text, whole), index + taken - 1
        index += taken
        if line.start == line.end:
            continue
        if _RULE.fullmatch(line.of(text)):
            wholes[-1] = Span(wholes[-1].start, line.end)
            stop = index
            continue
        cells = cells_of(text, whole)
        if cells_of is _by_tabs and 1 < len(cells) < columns:  # empty cells at the end of a line are lost
            cells += [Span(cells[-1].end, cells[-1].end)] * (columns - len(cells))
        if len(cells) == columns:
            rows.append(tuple(cells))
            wholes.append(line)
        elif len(rows) > 1 and cells_of is not _by_gaps and _resumes(text, spans, last, cells_of, columns):
            if text[line.start].islower():
                rows[-1] = _longer(rows[-1], line)
                wholes[-1] = Span(wholes[-1].start, line.end)
            else:
                rows.append(_group(line, columns))
                wholes.append(line)
        else:
            break
        stop = index
    if len(rows) < 2:
        return None
    table = table_of(text, rows, range(start, stop))
    heads = len(rows) - len(table.rows)
    return replace(
        table,
        head=Span(wholes[0].start, wholes[max(0, heads - 1)].end),
        rows=tuple(replace(row, span=whole) for row, whole in zip(table.rows, wholes[heads:], strict=True)),
    )


def _row_at(text: str, spans: Sequence[Span], index: int, columns: int) -> tuple[Span, int]:
    """Return a row between tabs, and how many lines it takes up: a cell may have several.

    It begins with its number and ends where the cells are all there; a line that no other completes
    is a row by itself.
    """
    cells = _by_tabs(text, spans[index])
    if 1 < len(cells) < columns and NUMBER_CELL.fullmatch(cells[0].of(text)):
        for more, following in enumerate(spans[index + 1 : index + _SOON], start=2):
            first = _by_tabs(text, following)
            if first and NUMBER_CELL.fullmatch(first[0].of(text)):
                break
            joined = Span(spans[index].start, following.end)
            if len(_by_tabs(text, joined)) == columns:
                return joined, more
    return spans[index], 1


def _resumes(
    text: str,
    spans: Sequence[Span],
    index: int,
    cells_of: Callable[[str, Span], list[Span]],
    columns: int,
) -> bool:
    """Say whether a numbered row of the table follows soon after a line that is none."""
    soon = (cells_of(text, span) for span in spans[index + 1 : index + _SOON])
    return any(len(cells) == columns and NUMBER_CELL.fullmatch(cells[0].of(text)) for cells in soon)


def _longer(row: Sequence[Span], line: Span) -> tuple[Span, ...]:
    """Return a row whose last cell that is not empty goes on over `line`."""
    last = max(at for at, cell in enumerate(row) if cell.end > cell.start)
    return (*row[:last], Span(row[last].start, line.end), *[Span(line.end, line.end)] * (len(row) - last - 1))


def _group(line: Span, columns: int) -> tuple[Span, ...]:
    """Return a line that heads the rows below it as a row: it stands in the second column."""
    return (Span(line.start, line.start), line, *[Span(line.end, line.end)] * (columns - 2))


def _by_bars(text: str, line: Span) -> list[Span]:
    whole = trim(text, line)
    if "|" not in whole.of(text):
        return []
    inner = Span(whole.start + whole.of(text).startswith("|"), whole.end - whole.of(text).endswith("|"))
    return _split(text, inner, re.compile(r"\|"))


def _by_tabs(text: str, line: Span) -> list[Span]:
    return _split(text, line, re.compile(r"\t")) if "\t" in line.of(text) else []


def _by_gaps(text: str, line: Span) -> list[Span]:
    return _split(text, trim(text, line), _GAP)


def _split(text: str, span: Span, between: re.Pattern[str]) -> list[Span]:
    cells: list[Span] = []
    start = span.start
    for match in between.finditer(text, span.start, max(span.start, span.end)):
        cells.append(trim(text, Span(start, match.start())))
        start = match.end()
    cells.append(trim(text, Span(start, span.end)))
    return cells
