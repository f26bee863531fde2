"""Days, months, quarters, years and periods, and what a text says of them ("trước", "đến hết")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.verification.lexicon import alternatives, folded, listed

_Y = r"(?:19|20)\d{2}"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_Q = r"(?:IV|III|II|I|[1-4])"
# Named so that one alternation serves tokens; read again by `read_moment` with groups.
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"ngày\s*(?P<d>\d{{1,2}})\s*tháng\s*(?P<m>\d{{1,2}})\s*năm\s*(?P<y>{_Y})",
        rf"(?:ngày\s*)?(?<!\d)(?P<d>\d{{1,2}})\s?[/.\-]\s?(?P<m>\d{{1,2}})\s?[/.\-]\s?(?P<y>{_Y})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})\s+năm\s+(?P<y>{_Y})",
        r"ngày\s*(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})",
        r"ngày\s*(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/])",
        rf"tháng\s*(?P<m>\d{{1,2}})\s*(?:/|-|năm)\s*(?P<y>{_Y})",
        rf"(?<![\d/])(?P<m>\d{{1,2}})\s?/\s?(?P<y>{_Y})(?![\d/])",
        rf"quý\s*(?P<q>(?:{_Q}\s*(?:,|và|-|–|đến)\s*)*{_Q})\b(?:\s*(?:/|-)?\s*(?:năm\s*)?(?P<y>{_Y}))?",
        r"tháng\s*(?P<m>\d{1,2})(?![\d/]|\s*(?:lần|,\d))",
        rf"(?:năm\s+)?(?<![\d/.,])(?P<y>{_Y})\s*(?:-|–|—|đến)\s*(?:hết\s+|cuối\s+)?(?:năm\s+)?(?P<to>{_Y})(?![\d/])",
        rf"năm\s+(?P<y>{_Y})(?![\d.,]*\d)",
    )
)
MOMENT = "|".join(re.sub(r"\?P<\w+>", "?:", f"(?i:{form.pattern})") for form in _FORMS)
_BEFORE = 30
_COMPARED = re.compile(r"so với(?:\s+\w+){0,4}\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point or stretch of time; what is not said is None. `quarter` may name several, sorted.

    `relation` is a class of `moments` in verification.yaml, "" for in or on it. `compared`: only
    something else is measured against it ("so với năm 2023").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: tuple[int, ...] = ()
    to: int | None = None
    relation: str = ""
    compared: bool = False

    @property
    def key(self) -> str:
        """Return the form in which moments stand in a context."""
        return f"d:{self.day or ''}/{self.month or ''}/{self.quarter or ''}/{self.year or ''}/{self.to or ''}"

    @property
    def is_year(self) -> bool:
        """Say whether it is a year or a period of years."""
        return self.month is None and not self.quarter and self.year is not None

    def within(self, other: Moment) -> bool:
        """Say whether `other` says all that this one says: "6/2022" of "16/6/2022"."""
        if self.is_year and self.to is None and other.is_year and other.to == self.year:
            return True  # "đến năm 2025" of "giai đoạn 2021-2025"
        fields = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        same = all(mine is None or mine == theirs for mine, theirs in fields)
        if self.quarter and self.quarter != other.quarter:
            return False
        return same and (self.to == other.to or (self.to is None and not self.day))


def read_moment(text: str, start: int, end: int) -> Moment | None:
    """Read the moment printed from `start` to `end`; None if it is none ("30/45/2023")."""
    for form in _FORMS:
        match = form.fullmatch(text, start, end)
        if match is None:
            continue
        groups = match.groupdict()
        day, month, year, to = (
            int(groups[name]) if groups.get(name) else None for name in ("d", "m", "y", "to")
        )
        if (month and not 1 <= month <= 12) or (day and not 1 <= day <= 31):
            continue
        named = re.findall(_Q, groups.get("q") or "", re.IGNORECASE)
        quarters = tuple(sorted({_QUARTERS[quarter.casefold()] for quarter in named}))
        before = text[max(start - _BEFORE, 0) : start]
        compared = _COMPARED.search(before) is not None
        return Moment(year, month, day, quarters, to, _relation(before), compared)
    if re.fullmatch(_Y, text[start:end]):
        before = text[max(start - _BEFORE, 0) : start]
        return Moment(
            int(text[start:end]), relation=_relation(before), compared=bool(_COMPARED.search(before))
        )
    return None


def _relation(before: str) -> str:
    match = _relation_pattern().search(before)
    return _relations()[folded(match["relation"])] if match else ""


@lru_cache
def _relations() -> dict[str, str]:
    return {folded(form): kind for kind, forms in listed("moments").items() for form in forms}


@lru_cache
def _relation_pattern() -> re.Pattern[str]:
    fillers = alternatives(listed("moment_fillers"))
    return re.compile(
        rf"(?<!\w)(?P<relation>{alternatives(_relations())})(?:\s+(?:{fillers}))*\s*\Z", re.IGNORECASE
    )
