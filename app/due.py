"""The time by which a question picks duties: "đến hạn trong quý I/2026", "phải xong trước tháng 7/2026"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.catalogue import say
from app.cues import pattern
from app.models import Language
from app.question import Question
from ingest.vietnamese import key

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SHOWN = ("I", "II", "III", "IV")
_YEAR = r"(?:\s*(?:/|nam|cua nam|of|-)?\s*(?P<y>20\d\d))?"
_QUARTER = re.compile(rf"(?P<before>truoc |before )?\b(?:quy|quarter)\s*(?P<q>iv|iii|ii|i|[1-4])\b{_YEAR}")
_MONTH = re.compile(
    rf"(?P<before>truoc |before )?"
    rf"(?:thang\s*(?P<m>\d{{1,2}}){_YEAR}|(?<![\d/])(?P<m2>\d{{1,2}})/(?P<y2>20\d\d)(?![/\d]))"
)
_DAY = re.compile(r"(?:truoc|before)(?: ngay)?\s*(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>20\d\d))?")
_OF_TIME = re.compile(r"quy|thang|ngay|truoc|han|xong|dau|cuoi|iv|i{1,3}|\d+|toi|den|hoan|thanh|thoi")


@dataclass(frozen=True, slots=True)
class Due:
    """Days from `first` to `last`, and how the question calls them; `before`: what comes before that."""

    first: date
    last: date
    form: Literal["month", "quarter", "day"]
    number: str
    year: int
    before: bool

    def holds(self, due: date | None) -> bool:
        """Say whether a deadline falls into this time."""
        return due is not None and self.first <= due <= self.last

    def words(self, language: Language) -> str:
        """Return the time in words: "trong quý I/2026", "trước tháng 7/2026"."""
        form = f"answer.when.{'before_' if self.before else ''}{self.form}"
        return say(form, language, number=self.number, year=self.year)


def due_in(question: Question) -> Due | None:
    """Return the time by which a question picks duties, None where it names none.

    The year may be named apart ("quý I … năm 2026"), but must be named.
    """
    words = key(question.written)
    if not pattern("due").search(words):
        return None
    year = question.scope.years[0] if len(question.scope.years) == 1 else None
    if match := _DAY.search(words):
        return _of_day(int(match["d"]), int(match["m"]), int(match["y"] or year or 0))
    if match := _QUARTER.search(words):
        number = _QUARTERS[match["q"]]
        return _of_months(
            3 * number - 2,
            3 * number,
            int(match["y"] or year or 0),
            "quarter",
            _SHOWN[number - 1],
            match["before"],
        )
    if match := _MONTH.search(words):
        month = int(match["m"] or match["m2"])
        return _of_months(
            month, month, int(match["y"] or match["y2"] or year or 0), "month", str(month), match["before"]
        )
    return None


def without_time(topic: tuple[str, ...]) -> tuple[str, ...]:
    """Return a question's topic without the words that only say when."""
    return tuple(word for word in topic if not _OF_TIME.fullmatch(key(word)))


def _of_months(
    first: int, last: int, year: int, form: Literal["month", "quarter"], number: str, before: str | None
) -> Due | None:
    if not year or not 1 <= first <= last <= 12:
        return None
    start = date(year, first, 1)
    if before:
        return Due(date.min, start - timedelta(days=1), form, number, year, True)
    return Due(start, date(year, last, monthrange(year, last)[1]), form, number, year, False)


def _of_day(day: int, month: int, year: int) -> Due | None:
    """Return the time up to a day, itself included: who must be done "trước ngày 30/6" may be so then."""
    if not year or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return Due(date.min, date(year, month, day), "day", f"{day}/{month}", year, True)
