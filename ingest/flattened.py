"""Tables flattened to one cell a line.

One is recognised by a line "TT" or "STT", its column heads below it, and rows that begin with the
running number alone. Empty cells may be kept as blank lines or lost, a cell may have several
lines: `lay_out` finds the columns of each row's lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.columns import NUMBER_CELL, FoundTable, RowCells, distinct_roles, role_of
from ingest.layout import lay_out
from ingest.models import ColumnRole, Line, Span
from ingest.sentences import trim
from ingest.vietnamese import fold_space

_ORDER_HEAD = re.compile(r"(?i)(?:S?TT|Số TT)\.?")
_GROUP_CELL = re.compile(r"[IVX]{1,5}\.?|[A-HĐ]\.?")
_GROUPS = (("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), tuple("ABCDEFGHKL"))
_GROUP_LINES = 3
# "(1) Sản phẩm gửi về Sở Tài chính.", "Ghi chú: …": a note below the table
_NOTE = re.compile(r"(?i)\s*(?:\(\d{1,2}\)\s+\S|\*+\s*\S|ghi chú\b|chú thích\b)")
_YEAR_HEAD = re.compile(r"(?i)(?:năm\s+)?20\d\d")
_EDGE = " \t\u00a0|"  # white space, and bars left over
_MAX_HEADS = 12


def flattened_table(text: str, lines: Sequence[Line], spans: Sequence[Span], start: int) -> FoundTable | None:
    """Return the table whose first column head is the line `start`, None where there is none."""
    if not _ORDER_HEAD.fullmatch(lines[start].text.strip(_EDGE)):
        return None
    heads: list[int] = [start]
    index = start + 1
    while index < len(lines) and len(heads) <= _MAX_HEADS:
        cell = lines[index].text.strip(_EDGE)
        if NUMBER_CELL.fullmatch(cell) or _GROUP_CELL.fullmatch(cell):
            break
        if cell:
            heads.append(index)
        index += 1
    else:
        return None
    names = _head_names(lines, heads)
    starts = _row_starts(lines, index)
    names = _without_group_head(names, lines, starts)
    roles = distinct_roles([role_of(name) for name in names], names)
    if len(names) < 3 or not {"task", "indicator"} & set(roles):
        return None
    if not starts:
        return None
    longest = max((after - before for before, after in pairwise(starts)), default=0)
    stop = _table_end(lines, starts[-1], len(names), max(len(names), longest) + 3)
    rows = tuple(
        _row(text, lines, spans, first, last, roles)
        for first, last in zip(starts, [*starts[1:], stop], strict=True)
    )
    head = Span(spans[start].start, spans[heads[-1]].end)
    return FoundTable(trim(text, head), names, roles, rows, range(start, stop))


def _head_names(lines: Sequence[Line], heads: Sequence[int]) -> tuple[str, ...]:
    """Return the column heads; a line that begins in lower case continues the head before it."""
    names: list[str] = []
    for index in heads:
        cell = fold_space(lines[index].text).strip("| ")
        if names and cell[:1].islower():
            names[-1] += " " + cell
        else:
            names.append(cell)
    return tuple(names)


def _without_group_head(
    names: tuple[str, ...], lines: Sequence[Line], starts: Sequence[int]
) -> tuple[str, ...]:
    """Return the heads with one that stands over several years before each of them.

    "Kế hoạch" / "Năm 2026" / "Năm 2027" are two columns where the rows have a cell less than heads.
    """
    counts = {
        sum(bool(line.text.strip(_EDGE)) for line in lines[start:stop]) for start, stop in pairwise(starts)
    }
    if counts != {len(names) - 1}:
        return names
    for at, name in enumerate(names[:-2]):
        last = at + 1
        while last < len(names) and _YEAR_HEAD.fullmatch(names[last]):
            last += 1
        if role_of(name) == "value" and not _YEAR_HEAD.fullmatch(name) and last - at > 2:
            return (*names[:at], *(f"{name} {year}" for year in names[at + 1 : last]), *names[last:])
    return names


def _row_starts(lines: Sequence[Line], first: int) -> list[int]:
    """Return the lines that hold a running number alone, each the successor of the one before.

    So do the labels of groups of rows ("I", "II"); the rows below one may be counted anew.
    """
    starts: list[int] = []
    expected: int | None = None
    groups = 0
    for index in range(first, len(lines)):
        cell = lines[index].text.strip(_EDGE)
        match = NUMBER_CELL.fullmatch(cell)
        number = int(match["number"]) if match else None
        anew = number == 1 and bool(groups) and _after_group(lines, starts, index)
        if number is not None and (expected is None or number == expected or anew):
            starts.append(index)
            expected = number + 1
        elif _is_group(lines, index, groups):
            starts.append(index)
            groups += 1
        elif not starts and cell and expected is None and index > first + 3:
            break
    return starts if expected is not None else []


def _is_group(lines: Sequence[Line], index: int, before: int) -> bool:
    """Say whether a line is the label of the next group of rows: "I", and below it what it is called."""
    cell = lines[index].text.strip(_EDGE).rstrip(".")
    if before >= len(_GROUPS[0]) or cell not in [labels[before] for labels in _GROUPS]:
        return False
    soon = [line.text.strip(_EDGE) for line in lines[index + 1 : index + 4]]
    return bool(soon and soon[0]) and any(NUMBER_CELL.fullmatch(cell) for cell in soon[1:])


def _after_group(lines: Sequence[Line], starts: Sequence[int], index: int) -> bool:
    """Say whether the last row found is a group's label, with its name on the line below."""
    label = lines[starts[-1]].text.strip(_EDGE) if starts else ""
    return bool(_GROUP_CELL.fullmatch(label)) and index - starts[-1] <= _GROUP_LINES


def _table_end(lines: Sequence[Line], last: int, columns: int, most: int) -> int:
    """Return the line after the last row: where its cells are used up or the text goes on."""
    index = last + 1
    cells = 0
    while index < len(lines):
        line = lines[index].text
        if _NOTE.match(line):
            break
        if not line.strip() and line == "" and cells:
            following = next((other.text for other in lines[index + 1 : index + 3] if other.text.strip()), "")
            if cells >= columns - 1 or not following.startswith(("\t", " ")):
                break
        cells += bool(line)
        if cells > most:
            break
        index += 1
    return index


def _row(
    text: str,
    lines: Sequence[Line],
    spans: Sequence[Span],
    first: int,
    last: int,
    roles: Sequence[ColumnRole],
) -> RowCells:
    order = _bare(text, spans[first])
    filled: list[Span] = []
    explicit: list[Span] = []  # with the blank cells that the text kept as a line of white space
    end = trim(text, spans[first]).end
    for index in range(first + 1, last):
        span = _bare(text, spans[index])
        if span.end > span.start:
            filled.append(span)
            explicit.append(span)
        elif lines[index].text:
            explicit.append(span)
        end = max(end, trim(text, spans[index]).end if lines[index].text.strip() else end)
    width = len(roles) - 1
    if _GROUP_CELL.fullmatch(order.of(text)) and filled:  # "II" / "Xúc tiến thương mại": names rows below
        name = Span(filled[0].start, filled[-1].end)
        return RowCells(Span(order.start, end), (order, name, *[Span(end, end)] * (width - 1)))
    if len(explicit) != width and roles.count("value") > 1 and filled:
        # Which number stands in which column cannot be told: none is better than a wrong year's.
        whole = Span(filled[0].start, filled[-1].end)
        return RowCells(Span(order.start, end), (order, whole, *[Span(end, end)] * (width - 1)))
    cells = tuple(explicit) if len(explicit) == width else lay_out(text, filled, roles[1:])
    return RowCells(Span(order.start, end), (order, *cells))


def _bare(text: str, span: Span) -> Span:
    """Return a line without white space and the bars left over from a table at its ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] == "|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return Span(start, end)
