"""Tables flattened to one cell a line.

One is recognised by a line "TT" or "STT", its column heads below it, and rows that begin with the
running number alone. Empty cells may be kept as blank lines or lost, a cell may have several
lines: each row's lines are laid over the columns so that what they say fits the column heads best
(dynamic programming over lines × columns).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.columns import NUMBER_CELL, FoundTable, RowCells, distinct_roles, role_of
from ingest.models import ColumnRole, Line, Span
from ingest.sentences import trim
from ingest.vietnamese import fold, fold_space

_ORDER_HEAD = re.compile(r"(?i)(?:S?TT|Số TT)\.?")
_GROUP_CELL = re.compile(r"[IVX]{1,5}\.?|[A-HĐ]\.?")
_AGENCY = re.compile(
    r"(?:các\s+)?(?:sở|ubnd|ủy ban|uỷ ban|liên minh|ngân hàng|hội(?! (?:nghị|thảo|chợ|thi\b))"
    r"|ban(?! hành)|phòng"
    r"|công an|đoàn|cục|chi cục|văn phòng(?! phẩm)|trung tâm|đơn vị|cơ quan|htx|hợp tác xã|thành viên"
    r"|tổ chức (?:chính trị|xã hội|đoàn|tín dụng|kttt|kinh tế)|mặt trận|đài|báo(?! cáo)|quỹ|huyện|thành phố"
    r"|bộ(?! (?:tài liệu|chỉ số|tiêu chí|quy))|trường(?! hợp)"
    r"|địa phương|doanh nghiệp|kho bạc|thuế)\b"
)
_DEADLINE = re.compile(
    r"(?:trước\s|sau\s|từ\s|đến\s|hết\s|trong\s)?(?:ngày\s+)?(?:\d{1,2}[/.-])?\d{1,2}[/.-]\d{4}"
    r"|(?:cuối\s+)?quý\s+[ivx\d]|(?:trong\s+)?(?:năm|tháng)\s+\d"
    r"|h[ằà]ng\s+(?:năm|quý|tháng)|thường xuyên|\d{4}(?:\s*[-–]\s*\d{4})?$|định kỳ|(?:trước|đến|hết)\s"
    r"|kết thúc|theo\s+(?:kế hoạch|tiến độ)|giai đoạn"
)
_MAX_HEADS = 12
_MAX_DEADLINE = 60


def flattened_table(text: str, lines: Sequence[Line], spans: Sequence[Span], start: int) -> FoundTable | None:
    """Return the table whose first column head is the line `start`, None where there is none."""
    if not _ORDER_HEAD.fullmatch(lines[start].text.strip()):
        return None
    heads: list[int] = [start]
    index = start + 1
    while index < len(lines) and len(heads) <= _MAX_HEADS:
        cell = lines[index].text.strip()
        if NUMBER_CELL.fullmatch(cell) or _GROUP_CELL.fullmatch(cell):
            break
        if cell:
            heads.append(index)
        index += 1
    else:
        return None
    names = _head_names(lines, heads)
    roles = distinct_roles([role_of(name) for name in names], names)
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


def _row_starts(lines: Sequence[Line], first: int) -> list[int]:
    """Return the lines that hold a running number alone, each the successor of the one before."""
    starts: list[int] = []
    expected: int | None = None
    for index in range(first, len(lines)):
        cell = lines[index].text.strip()
        match = NUMBER_CELL.fullmatch(cell)
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
