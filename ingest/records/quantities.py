"""Numbers with what they count, as plans print them: "khoảng 1.550 triệu đồng/năm", "từ 5 đến 7 HTX"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.reference import load
from ingest.vietnamese import fold_space

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_COMPARATORS = (
    "từ", "trên", "dưới", "ít nhất từ", "ít nhất", "tối thiểu", "tối đa", "khoảng", "hơn", "không quá",
    "không dưới", "đạt từ", "bằng", "phấn đấu", "phấn đấu có", "phấn đấu đạt",
)  # fmt: skip
_COMPARATOR = "|".join(re.escape(word) for word in sorted(_COMPARATORS, key=len, reverse=True))
_OR_MORE = re.compile(r"\s*(?:[^\W\d]+\s+){0,2}?trở lên")
_PER = re.compile(r"\s*/\s*(?:\w+(?:\s+\w+)?)(?:\s*/\s*\w+)*")
_IN_BRACKETS = re.compile(r"\((?:(?:đvt|đơn vị(?: tính)?)\s*:?\s*)?(?P<unit>[^()]+?)\s*\)", re.IGNORECASE)
_JOINT = re.compile(r"/\s*\w+(?:\s\w+)?")  # "01 hội nghị/diễn đàn"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: where comparator, number and unit stand, and what they mean."""

    start: int
    number_at: int
    unit_at: int
    end: int
    comparator: str
    value: float
    value_to: float | None
    unit: str
    kind: str


@lru_cache
def units() -> dict[str, tuple[str, str]]:
    """Return how each unit is shown and of which kind it is, by its case-folded words."""
    return {
        word.casefold(): (entry["show"], entry["kind"])
        for entry in load("units")["units"]
        for word in entry["words"]
    }


def unit_of_head(head: str) -> tuple[str, str] | None:
    """Return the unit, shown and its kind, that a column head names in brackets: "Kinh phí (triệu đồng)"."""
    inside = _IN_BRACKETS.search(head)
    return units().get(inside["unit"].casefold()) if inside else None


@lru_cache
def _pattern() -> re.Pattern[str]:
    alternatives = "|".join(re.escape(word) for word in sorted(units(), key=len, reverse=True))
    return re.compile(
        rf"(?P<comparator>\b(?:{_COMPARATOR})\s+)?"
        rf"(?<![\w./,-])(?P<value>{NUMBER})(?:\s*(?:-|–|đến)\s*(?P<to>{NUMBER}))?"
        rf"\s*(?P<more>trở lên\s+)?(?P<unit>{alternatives})(?!\w)",
        re.IGNORECASE,
    )


def number(printed: str) -> float:
    """Return the value of a Vietnamese number: "." groups thousands, "," is the decimal sign."""
    return float(printed.replace(".", "").replace(",", "."))


def quantities(text: str, start: int, end: int) -> list[Quantity]:
    """Return every number with a unit between `start` and `end` of a text without line ends."""
    return [_quantity(match, text, end) for match in _pattern().finditer(text, start, end)]


def _quantity(match: re.Match[str], text: str, end: int) -> Quantity:
    unit, kind = units()[match["unit"].casefold()]
    if kind == "money" and (per := _PER.match(text, match.end(), end)):
        unit += "".join(per.group().split())
    if kind == "events" and (joint := _JOINT.match(text, match.end(), end)):
        unit += joint.group()
    more = bool(match["more"] or _OR_MORE.match(text, match.end(), end))
    return Quantity(
        start=match.start(),
        number_at=match.start("value"),
        unit_at=match.start("unit"),
        end=match.end(),
        comparator=_comparator(fold_space(match["comparator"] or ""), more=more),
        value=number(match["value"]),
        value_to=number(match["to"]) if match["to"] else None,
        unit=unit,
        kind=kind,
    )


def _comparator(printed: str, *, more: bool) -> str:
    """Return the comparator as it is cited: "đạt từ 80 điểm trở lên" → "từ … trở lên"."""
    if more:
        return "từ … trở lên" if printed.casefold().endswith("từ") else (printed or "trở lên")
    return "phấn đấu" if printed.casefold().startswith("phấn đấu") else printed.removeprefix("đạt ")
