"""Deadlines as printed, and the last day they name."""

from __future__ import annotations

import calendar
import re
from datetime import date

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_DAY = re.compile(r"(?:ngày\s*)?(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4})")
_DAY_WORDS = re.compile(r"ngày\s*(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})\s*năm\s*(?P<y>\d{4})", re.IGNORECASE)
_MONTH = re.compile(r"(?<![\d/])(?:tháng\s*)?(?P<m>\d{1,2})\s*(?:/|năm)\s*(?P<y>20\d{2})", re.IGNORECASE)
_QUARTER = re.compile(r"quý\s*(?P<q>IV|III|II|I|[1-4])\s*(?:/|năm|-)?\s*(?:năm\s*)?(?P<y>20\d{2})", re.IGNORECASE)
_YEAR = re.compile(r"(?P<y>20\d{2})")

# What announces a deadline in running text. "trước ngày 30/11/2023", "chậm nhất 10/2024",
# "đến hết năm 2025", "trong quý IV năm 2024", "hằng năm", "kết thúc Đề án", "định kỳ 6 tháng"
IN_TEXT = re.compile(
    r"""(?ix)
    (?:trước|chậm\ nhất(?:\ (?:là|vào|đến))?|xong\ trước|hoàn\ thành\ (?:trước|trong|vào)|muộn\ nhất|đến\ hết|trong)\s+
        (?:ngày\s+)?(?:\d{1,2}(?:[/.\-]\d{1,2}){0,1}[/.\-]20\d{2}|\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+20\d{2}|\s+hằng\s+năm|\s+hàng\s+năm)?
        |tháng\s+\d{1,2}(?:[/\s]+(?:năm\s+)?20\d{2})?|quý\s+(?:IV|III|II|I|[1-4])(?:[/\s]+(?:năm\s+)?20\d{2})?|năm\s+20\d{2})
    | \bh[ằà]ng\s+(?:năm|quý|tháng)\b
    | \bđịnh\ kỳ\s+(?:h[ằà]ng\s+)?(?:\d+\s+tháng(?:/lần)?|quý|năm|tháng)
    | (?:đến\s+thời\s+điểm\s+)?\bkết\ thúc\ (?:đề\ án|kế\ hoạch|chương\ trình)(?:\s*\(\s*năm\s+20\d{2}\s*\))?
    """
)


def due_date(words: str) -> date | None:
    """Return the last day that `words` ("10/2023", "Quý IV/2024", "trước ngày 30/11/2023") name.

    None for what names no day: "thường xuyên", "hằng năm", "kết thúc Đề án".
    """
    for pattern in (_DAY_WORDS, _DAY):
        if match := pattern.search(words):
            return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    if match := _QUARTER.search(words):
        return _month_end(int(match["y"]), 3 * _QUARTERS[match["q"].lower()])
    if match := _MONTH.search(words):
        return _month_end(int(match["y"]), int(match["m"]))
    years = _YEAR.findall(words)
    return date(int(years[-1]), 12, 31) if years else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def deadline_in(text: str) -> str | None:
    """Return the first deadline named in running text, as printed, or None."""
    match = IN_TEXT.search(text)
    return " ".join(match.group().split()) if match else None
