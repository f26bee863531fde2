"""Deadlines as printed, and the last day they name."""

from __future__ import annotations

import calendar
import re
from datetime import date

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_DAY = re.compile(r"(?:ngày\s*)?(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4})")
_DAY_WORDS = re.compile(r"ngày\s*(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})\s*năm\s*(?P<y>\d{4})", re.IGNORECASE)
_MONTH = re.compile(r"(?<![\d/])(?:tháng\s*)?(?P<m>\d{1,2})\s*(?:/|năm)\s*(?P<y>20\d{2})", re.IGNORECASE)
_QUARTER = re.compile(
    r"quý\s*(?:(?:IV|III|II|I|[1-4])\s*(?:,|và|-|–)\s*)*(?P<q>IV|III|II|I|[1-4])\s*(?:/|năm"
    r"|-)?\s*(?:năm\s*)?(?P<y>20\d{2})",
    re.IGNORECASE,
)
# "Quý II, IH/2025": some quarter, not the whole year
_UNREAD_QUARTER = re.compile(r"\bquý\s+(?:[\w-]+\s*,\s*)*\w+\s*/\s*20\d{2}", re.IGNORECASE)
_YEAR = re.compile(r"(?P<y>20\d{2})")

# "30/11/2023", "11/2023", "15 tháng 12 hằng năm", "tháng 6/2024", "quý IV năm 2024", "năm 2025"
_YEAR_OF = r"(?:[/\s]+(?:năm\s+)?20\d{2}|\s+h[ằà]ng\s+năm)?"
_WHEN = (
    r"(?:ngày\s+)?(?:\d{1,2}(?:[/.\-]\d{1,2})?[/.\-]20\d{2}|\d{1,2}/\d{1,2}(?:\s+h[ằà]ng\s+năm)?"
    rf"|\d{{1,2}}\s+tháng\s+\d{{1,2}}{_YEAR_OF}|tháng\s+\d{{1,2}}{_YEAR_OF}|quý\s+(?:IV|III|II|I"
    rf"|[1-4])\b{_YEAR_OF}"
    r"|năm\s+20\d{2})"
)
# What announces a deadline in running text. "trước ngày 30/11/2023", "chậm nhất 10/2024",
# "đến hết năm 2025", "trong quý IV năm 2024", "hằng năm", "kết thúc Đề án", "định kỳ 6 tháng"
IN_TEXT = re.compile(
    r"(?:trước|chậm nhất(?: là| vào| đến| trong)?(?: trước)?|xong trước|hoàn thành (?:trước|trong|vào)"
    r"|muộn nhất(?: là| vào)?"
    rf"|đến hết|trong)\s+{_WHEN}"
    r"|\bh[ằà]ng\s+(?:năm|quý|tháng)\b"
    r"|\bđịnh kỳ\s+(?:h[ằà]ng\s+)?(?:\d+\s+tháng(?:/lần)?|quý|năm|tháng)"
    r"|(?:đến thời điểm\s+)?\bkết thúc (?:đề án|kế hoạch|chương trình)(?:\s*\(\s*năm\s+20\d{2}\s*\))?",
    re.IGNORECASE,
)
# "trước năm 2026", "trước tháng 6/2025": over the day before; "trước ngày …" names the day itself.
_BEFORE = re.compile(r"trước\s+(?=năm|tháng|quý)", re.IGNORECASE)


def due_date(words: str) -> date | None:
    """Return the last day that `words` ("10/2023", "Quý IV/2024", "trước ngày 30/11/2023") name.

    None for what names no day: "thường xuyên", "hằng năm", "kết thúc Đề án".
    """
    for pattern in (_DAY_WORDS, _DAY):
        if match := pattern.search(words):
            return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    before = bool(_BEFORE.search(words))
    if match := _QUARTER.search(words):
        quarter = _QUARTERS[match["q"].lower()] - before
        return _month_end(int(match["y"]), 3 * quarter)
    if _UNREAD_QUARTER.search(words):
        return None
    if match := _MONTH.search(words):
        return _month_end(int(match["y"]), int(match["m"]) - before)
    years = _YEAR.findall(words)
    return date(int(years[-1]) - before, 12, 31) if years else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date | None:
    if month == 0:
        year, month = year - 1, 12
    if not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def deadline_in(text: str) -> str | None:
    """Return the deadline named in running text, as printed, or None: the most precise one."""
    # A wrapped line may break anywhere, also within "đến thời điểm kết thúc".
    found = [match.group() for match in IN_TEXT.finditer(" ".join(text.split()))]
    return max(
        found, key=lambda words: (due_date(words) is not None, any(map(str.isdigit, words))), default=None
    )
