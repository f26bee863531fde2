"""Which lines of a flattened row belong to which column: the distribution that fits best.

Each way of cutting a row's lines into its columns gets a score: what the lines say must suit the
column heads, and a cell ends where a line ends that could have gone on. Dynamic programming over
lines × columns finds the best; the weights only have to order the alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.models import ColumnRole, Span
from ingest.vietnamese import fold

_AGENCY = re.compile(
    r"(?:các\s+)?(?:sở|ubnd|ủy ban|uỷ ban|liên minh|ngân hàng|hội(?! (?:nghị|thảo|chợ|thi\b))"
    r"|ban(?! hành)|phòng"
    r"|công an|đoàn|cục|chi cục|văn phòng(?! phẩm)|trung tâm|đơn vị|cơ quan|htx|hợp tác xã|thành viên"
    r"|tổ chức (?:chính trị|xã hội|đoàn|tín dụng|kttt|kinh tế)|mặt trận|đài|báo(?! cáo)|quỹ|huyện|thành phố"
    r"|bộ(?! (?:tài liệu|chỉ số|tiêu chí|quy))|trường(?! hợp)|địa phương|doanh nghiệp|kho bạc|thuế)\b"
)
_DEADLINE = re.compile(
    r"(?:trước\s|sau\s|từ\s|đến\s|hết\s|trong\s)?(?:ngày\s+)?(?:\d{1,2}[/.-])?\d{1,2}[/.-]\d{4}"
    r"|(?:cuối\s+)?quý\s+[ivx\d]|(?:trong\s+)?(?:năm|tháng)\s+\d|h[ằà]ng\s+(?:năm|quý|tháng)|thường xuyên"
    r"|\d{4}(?:\s*[-–]\s*\d{4})?$|định kỳ|(?:trước|đến|hết)\s|kết thúc|theo\s+(?:kế hoạch|tiến độ)|giai đoạn"
)
_MAX_DEADLINE = 60
_MOST_LINES = 14  # of one cell
# "Liên minh HTX tỉnh, UBND các" / "huyện", "UBND các huyện, TP" / "Gia Nghĩa": the phrase goes on.
_UNFINISHED = re.compile(
    r"(?:[,(/+&–-]|\b(?:và|của|các|cho|với|về|tại|trong|theo|là|để|từ|đến|thuộc"
    r"|tp|(?<!huyện, )thành phố|huyện"
    r"|thị xã|số|ngày"
    r"|phát triển|kế hoạch|nông nghiệp|khoa học|liên minh|quyết định|nghị quyết|hỗ trợ|hợp tác|tổ hợp"
    r"|nâng cao|văn bản|chương trình|xây dựng|thực hiện|tổ chức|triển khai|phê duyệt|sản phẩm|chứng nhận))$"
)
_LOST = {"task": -6.0, "deadline": -2.0, "lead": -2.5}  # a column without anything
_LOST_OTHER = -1.5
_CUT = -3.0  # a cell that begins in mid-phrase
_NOT_WRAPPED = -1.2  # a line break inside a cell where the next word would have fitted
_MORE_LINES = -1.0
_GOES_ON = 0.9


def lay_out(text: str, lines: Sequence[Span], roles: Sequence[ColumnRole]) -> tuple[Span, ...]:
    """Return a span per column: the in-order distribution of `lines` over columns that fits best."""
    rows, width = len(lines), len(roles)
    words = [line.of(text) for line in lines]
    best: list[list[float]] = [[float("-inf")] * (width + 1) for _ in range(rows + 1)]
    taken: list[list[int]] = [[0] * (width + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    for column in range(1, width + 1):
        for end in range(rows + 1):
            for count in range(min(end, _MOST_LINES) + 1):
                start = end - count
                score = best[start][column - 1] + _fit(words[start:end], roles[column - 1])
                if count and start and _goes_on(words[start - 1], words[start]):
                    score += _CUT
                if score > best[end][column]:
                    best[end][column], taken[end][column] = score, count
    result: list[Span] = []
    end = rows
    for column in range(width, 0, -1):
        count = taken[end][column]
        part = lines[end - count : end]
        at = lines[end - 1].end if end else (lines[0].start if lines else 0)
        result.append(Span(part[0].start, part[-1].end) if part else Span(at, at))
        end -= count
    return tuple(reversed(result))


def _goes_on(before: str, line: str) -> bool:
    """Say whether `line` continues the phrase of the line before."""
    return line[:1].islower() or line[:1] in "-+)" or bool(_UNFINISHED.search(before.casefold()))


def _fit(part: Sequence[str], role: ColumnRole) -> float:
    """Return how well lines suit a column."""
    if not part:
        return _LOST.get(role, _LOST_OTHER)
    longest = max(map(len, part))
    score = _suits(part[0], role)
    for before, line in pairwise(part):
        continues = _goes_on(before, line)
        fitted = len(before) + 1 + len(line.split()[0]) <= longest
        score += _MORE_LINES + (_NOT_WRAPPED if fitted else 0.0)
        score += _suits(line, role) if not continues else _continuation(line, role)
    return score


def _continuation(line: str, role: ColumnRole) -> float:
    """Return how well the rest of a phrase suits; "Sở Tài chính," / "Báo cáo" may be two columns."""
    other = role in ("lead", "partner") and line[:1].isupper() and not _AGENCY.match(fold(line))
    return 0.0 if other else _GOES_ON


def _suits(line: str, role: ColumnRole) -> float:
    folded = fold(line)
    agency = bool(_AGENCY.match(folded))
    deadline = len(folded) <= _MAX_DEADLINE and bool(_DEADLINE.match(folded))
    if role in ("lead", "partner"):
        return 3.0 if agency else (-4.0 if deadline else -2.0)
    if role == "deadline":
        return 4.0 if deadline else -4.0
    if deadline and role != "result":
        return -3.0
    return -1.5 if agency else 1.0
