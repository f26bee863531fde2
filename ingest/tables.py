"""Tables: those the file marks as such, and those flattened to one cell a line.

A flattened table is recognised by a line "TT" or "STT", its column heads below it, and rows that
begin with the running number alone. Empty cells may be kept as blank lines or lost, a cell may
have several lines: each row's lines are laid over the columns so that what they say fits the
column heads best (dynamic programming over lines × columns).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.models import ColumnRole, Line, Span
from ingest.sentences import trim
from ingest.vietnamese import fold, fold_space

# What a column head says about the column; the first pattern that matches decides.
_ROLES: tuple[tuple[ColumnRole, re.Pattern[str]], ...] = (
    ("order", re.compile(r"^(?:tt|stt|số tt|số thứ tự)$")),
    ("partner", re.compile(r"phối hợp")),
    ("lead", re.compile(r"chủ trì|(?:đơn vị|cơ quan) (?:thực hiện|đầu mối|phụ trách)|trách nhiệm|phân công")),
    ("deadline", re.compile(r"thời gian|thời hạn|tiến độ|hoàn thành")),
    ("result", re.compile(r"kết quả|sản phẩm|yêu cầu")),
    ("funding", re.compile(r"kinh phí|nguồn vốn|dự toán")),
    ("unit", re.compile(r"đơn vị tính|đvt|^đơn vị$")),
    ("indicator", re.compile(r"chỉ tiêu|mục tiêu")),
    ("task", re.compile(r"nội dung|nhiệm vụ|công việc|hoạt động|giải pháp")),
    ("value", re.compile(r"năm \d{4}|kế hoạch|thực hiện|số lượng")),
)
_ORDER_HEAD = re.compile(r"(?i)(?:S?TT|Số TT)\.?")
_NUMBER_CELL = re.compile(r"0?(?P<number>\d{1,3})\.?")
_GROUP_CELL = re.compile(r"[IVX]{1,5}\.?|[A-HĐ]\.?")
_AGENCY = re.compile(
    r"(?:các\s+)?(?:sở|ubnd|ủy ban|uỷ ban|liên minh|ngân hàng|hội(?! (?:nghị|thảo|chợ|thi\b))|ban(?! hành)|phòng"
    r"|công an|đoàn|cục|chi cục|văn phòng(?! phẩm)|trung tâm|đơn vị|cơ quan|htx|hợp tác xã|thành viên"
    r"|tổ chức (?:chính trị|xã hội|đoàn|tín dụng|kttt|kinh tế)|mặt trận|đài|báo(?! cáo)|quỹ|huyện|thành phố"
    r"|bộ(?! (?:tài liệu|chỉ số|tiêu chí|quy))|trường(?! hợp)"
    r"|địa phương|doanh nghiệp|kho bạc|thuế)\b"
)
_DEADLINE = re.compile(
    r"(?:trước\s|sau\s|từ\s|đến\s|hết\s|trong\s)?(?:ngày\s+)?(?:\d{1,2}[/.-])?\d{1,2}[/.-]\d{4}|(?:cuối\s+)?quý\s+[ivx\d]|(?:trong\s+)?(?:năm|tháng)\s+\d"
    r"|h[ằà]ng\s+(?:năm|quý|tháng)|thường xuyên|\d{4}(?:\s*[-–]\s*\d{4})?$|định kỳ|(?:trước|đến|hết)\s|kết thúc|theo\s+(?:kế hoạch|tiến độ)|giai đoạn"
)
_MAX_HEADS = 12
_MAX_DEADLINE = 60


@dataclass(frozen=True, slots=True)
class RowCells:
    """A row: its whole span and a span per column, empty where the cell is."""

    span: Span
    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in the canonical text; `lines` is the range of source lines it takes up."""

    head: Span
    heads: tuple[str, ...]
    roles: tuple[ColumnRole, ...]
    rows: tuple[RowCells, ...]
    lines: range


def role_of(head: str) -> ColumnRole:
    """Return what a column holds, by its head."""
    folded = fold(head)
    return next((role for role, pattern in _ROLES if pattern.search(folded)), "other")


def find_tables(text: str, lines: Sequence[Line]) -> tuple[FoundTable, ...]:
    """Return all tables of a source, in order: marked ones and flattened ones."""
    spans = _line_spans(lines)
    found: list[FoundTable] = []
    index = 0
    while index < len(lines):
        table = (
            _marked(text, lines, spans, index) if lines[index].cell else _flattened(text, lines, spans, index)
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


# --- marked tables ---------------------------------------------------------------------------


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
    roles = _distinct([role_of(head) for head in heads], heads)
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
        return 0 if not rows or any(_NUMBER_CELL.fullmatch(cell.of(text).strip()) for cell in rows[0]) else 1
    second = [fold(cell.of(text)) for cell in rows[1]]
    if all(re.fullmatch(r"\(?\d{1,2}\)?", cell) for cell in second if cell) and sum(map(bool, second)) > 2:
        return 2
    return 2 if not second[0] and sum(role_of(cell) != "other" for cell in second if cell) >= 2 else 1


# --- flattened tables ------------------------------------------------------------------------


def _flattened(text: str, lines: Sequence[Line], spans: Sequence[Span], start: int) -> FoundTable | None:
    if not _ORDER_HEAD.fullmatch(lines[start].text.strip()):
        return None
    heads: list[int] = [start]
    index = start + 1
    while index < len(lines) and len(heads) <= _MAX_HEADS:
        cell = lines[index].text.strip()
        if _NUMBER_CELL.fullmatch(cell) or _GROUP_CELL.fullmatch(cell):
            break
        if cell:
            heads.append(index)
        index += 1
    else:
        return None
    names = _head_names(lines, heads)
    roles = _distinct([role_of(name) for name in names], names)
    if len(names) < 3 or not {"task", "indicator"} & set(roles):
        return None
    starts = _row_starts(lines, index)
    if not starts:
        return None
    stop = _table_end(lines, starts[-1], len(names))
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


def _distinct(roles: Sequence[ColumnRole], heads: Sequence[str]) -> tuple[ColumnRole, ...]:
    """Return `roles` with the first column that looks like tasks kept as the task column only."""
    seen: set[ColumnRole] = set()
    distinct: list[ColumnRole] = []
    for role, _ in zip(roles, heads, strict=True):
        distinct.append("other" if role in seen and role not in ("value", "other") else role)
        seen.add(role)
    return tuple(distinct)


def _row_starts(lines: Sequence[Line], first: int) -> list[int]:
    """Return the lines that hold a running number alone, each the successor of the one before."""
    starts: list[int] = []
    expected: int | None = None
    for index in range(first, len(lines)):
        cell = lines[index].text.strip()
        match = _NUMBER_CELL.fullmatch(cell)
        if match and (expected is None or int(match["number"]) == expected):
            starts.append(index)
            expected = int(match["number"]) + 1
        elif (
            not starts and not _GROUP_CELL.fullmatch(cell) and cell and expected is None and index > first + 3
        ):
            break
    return starts


def _table_end(lines: Sequence[Line], last: int, columns: int) -> int:
    """Return the line after the last row: where its cells are used up or the text goes on."""
    index = last + 1
    cells = 0
    while index < len(lines):
        line = lines[index].text
        if not line.strip() and line == "" and cells:
            following = next((other.text for other in lines[index + 1 : index + 3] if other.text.strip()), "")
            if cells >= columns - 1 or not following.startswith(("\t", " ")):
                break
        cells += bool(line)
        if cells > columns + 3:
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
    order = trim(text, spans[first])
    filled: list[Span] = []
    explicit: list[Span] = []  # with the blank cells that the text kept as a line of white space
    for index in range(first + 1, last):
        span = trim(text, spans[index])
        if span.end > span.start:
            filled.append(span)
            explicit.append(span)
        elif lines[index].text:
            explicit.append(Span(spans[index].start, spans[index].start))
    width = len(roles) - 1
    cells = tuple(explicit) if len(explicit) == width else _lay_out(text, filled, roles[1:])
    end = max([order.end, *(cell.end for cell in cells)])
    return RowCells(Span(order.start, end), (order, *cells))


def _lay_out(text: str, cells: Sequence[Span], roles: Sequence[ColumnRole]) -> tuple[Span, ...]:
    """Return a span per column: the in-order distribution of `cells` over columns that fits best."""
    rows, width = len(cells), len(roles)
    best: list[list[float]] = [[float("-inf")] * (width + 1) for _ in range(rows + 1)]
    taken: list[list[int]] = [[0] * (width + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    for column in range(1, width + 1):
        for end in range(rows + 1):
            for count in range(min(end, 6) + 1):
                part = [cell.of(text) for cell in cells[end - count : end]]
                score = best[end - count][column - 1] + _fit(part, roles[column - 1])
                if score > best[end][column]:
                    best[end][column], taken[end][column] = score, count
    result: list[Span] = []
    end = rows
    for column in range(width, 0, -1):
        count = taken[end][column]
        part_spans = cells[end - count : end]
        at = cells[end - 1].end if end else (cells[0].start if cells else 0)
        result.append(Span(part_spans[0].start, part_spans[-1].end) if part_spans else Span(at, at))
        end -= count
    return tuple(reversed(result))


def _fit(part: Sequence[str], role: ColumnRole) -> float:
    """Return how well lines suit a column; the weights only have to order the alternatives."""
    if not part:
        return {"task": -6.0, "deadline": -2.0, "lead": -2.5}.get(role, -1.5)
    score = -1.0 * (len(part) - 1)
    score += sum(0.8 for line in part[1:] if line[:1].islower() or line[:1] in "-+")
    for line in part:
        folded = fold(line)
        agency = bool(_AGENCY.match(folded))
        deadline = len(folded) <= _MAX_DEADLINE and bool(_DEADLINE.match(folded))
        if role in ("lead", "partner"):
            score += 3.0 if agency else (-4.0 if deadline else -2.0)
        elif role == "deadline":
            score += 4.0 if deadline else -4.0
        else:
            score += -3.0 if deadline and role != "result" else (-1.5 if agency else 1.0)
    return score
