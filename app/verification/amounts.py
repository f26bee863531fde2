"""Amounts: a number with its comparator, its unit, and what it is for each of ("/người/năm")."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from app.verification.lexicon import alternatives, folded, listed, unit_names, word_set
from ingest.records.quantities import NUMBER, number

_BEFORE = 40  # characters in which the comparator of a number stands
_WORD = re.compile(r"[^\W\d_]+")
_TO = re.compile(r"\s+(?:đến|tới)\s+", re.IGNORECASE)
_NEXT = re.compile(r"\s+(?:số\s+)?([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a text.

    `value` and `to` (of a range) are multiplied out ("1,5 tỷ" is 1 500 000 000), `raw` is the
    number as printed. `unit` is the usual name of what is counted; `weak`: it is only the next word.
    `comparator` is a class of verification.yaml, "" for exactly; `shared` that of the number before
    in the same enumeration. `soft`: "một", which may also be the article.
    """

    value: float
    raw: float
    to: float | None = None
    unit: str = ""
    weak: bool = False
    per: frozenset[str] = frozenset()
    comparator: str = ""
    shared: str = ""
    soft: bool = False
    start: int = 0
    number_end: int = 0


@dataclass(frozen=True, slots=True)
class _Counted:
    """What follows a number: "triệu đồng/năm"."""

    scale: float
    unit: str
    weak: bool
    per: frozenset[str]
    end: int


def read_amount(text: str, start: int, end: int, printed: str, previous: Amount | None = None) -> Amount:
    """Read the amount whose number stands from `start` to `end`; `previous` is the one before it."""
    value = number(printed)
    counted = _counted(text, end)
    to, range_end = None, end
    if upper := _range().match(text, end):
        after = _counted(text, upper.end())
        if not (_is_year(upper["to"]) and (not after.unit or after.weak)):
            to = number(upper["to"])
            counted, range_end = after, upper.end()
    comparator, begins = comparator_before(text, start)
    if to is not None and folded(text[begins:start]).startswith("từ"):
        comparator = ""
    if behind := _after_number().match(text, counted.end):
        comparator = _classes_after()[folded(behind["words"])]
    shared = previous.comparator or previous.shared if previous and not comparator else ""
    return Amount(
        value=value * counted.scale,
        raw=value,
        to=None if to is None else to * counted.scale,
        unit=counted.unit,
        weak=counted.weak,
        per=counted.per,
        comparator=comparator,
        shared=shared,
        start=begins,
        number_end=range_end,
    )


def comparator_before(text: str, start: int) -> tuple[str, int]:
    """Return the class of the comparator right before `start`, and where it begins."""
    first = max(start - _BEFORE, 0)
    match = _comparator().search(text, first, start) if text else None
    if match is None:
        return "", start
    return _classes()[folded(match["comparator"])], match.start("comparator")


def _is_year(printed: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d{2}", printed) is not None


def _counted(text: str, end: int) -> _Counted:
    scale, position = 1.0, end
    while scaled := _scale().match(text, position):
        scale, position = scale * listed("scales")[folded(scaled[1])], scaled.end()
    if money := _money().match(text, position):
        unit, weak, position = "đồng", False, money.end()
    elif known := _unit().match(text, position):
        unit, weak, position = unit_names()[folded(known[1])], False, known.end()
    else:
        following = _NEXT.match(text, position)
        word = folded(following[1]) if following else ""
        weak = bool(word) and word not in word_set("function_words")
        unit = word if weak else ""
        if scale > 1:
            unit, weak = unit or "đồng", bool(unit)
    per: set[str] = set()
    while each := _per().match(text, position):
        per.add(_per_word(each["word"]))
        position = each.end()
    return _Counted(scale, unit, weak, frozenset(per), position)


def _per_word(printed: str) -> str:
    return str(_per_words().get(folded(printed), folded(printed)))


@lru_cache
def _per_words() -> dict[str, str]:
    return {folded(form): shown for form, shown in listed("per_words").items()}


@lru_cache
def _classes() -> dict[str, str]:
    return {folded(form): kind for kind, forms in listed("comparators").items() for form in forms}


@lru_cache
def _classes_after() -> dict[str, str]:
    return {folded(form): kind for kind, forms in listed("after_number").items() for form in forms}


@lru_cache
def _comparator() -> re.Pattern[str]:
    between = alternatives(listed("between"))
    return re.compile(
        rf"(?<!\w)(?P<comparator>{alternatives(_classes())})(?:\s+(?:{between}))*\s*\Z", re.IGNORECASE
    )


@lru_cache
def _after_number() -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:[^\W\d_]+\s+){{0,2}}?(?P<words>{alternatives(_classes_after())})(?!\w)", re.IGNORECASE
    )


@lru_cache
def _scale() -> re.Pattern[str]:
    return re.compile(rf"\s*({alternatives(listed('scales'))})(?!\w)", re.IGNORECASE)


@lru_cache
def _money() -> re.Pattern[str]:
    return re.compile(rf"\s*({alternatives(listed('money'))})(?!\w)", re.IGNORECASE)


@lru_cache
def _unit() -> re.Pattern[str]:
    counting = alternatives(listed("counting"))
    return re.compile(
        rf"\s*(?:trở (?:lên|xuống)\s+)?(?:(?:{counting})\s+)?({alternatives(unit_names())})(?!\w)",
        re.IGNORECASE,
    )


@lru_cache
def _range() -> re.Pattern[str]:
    """Match what makes a number the lower end: "-17", " đến 70", "% đến 7", " HTX đến 25"."""
    units = alternatives([*unit_names(), *listed("scales"), *listed("money")])
    return re.compile(
        rf"(?:\s*(?:{units}))?\s*(?:-|–|—|(?<=[\s%\w])(?:đến|tới)\s)\s*(?P<to>{NUMBER})(?![\w/]*/\d)",
        re.IGNORECASE,
    )


@lru_cache
def _per() -> re.Pattern[str]:
    each = alternatives(form for form in listed("per") if form != "/")
    words = alternatives(
        [*unit_names(), *_per_words(), *listed("every"), "dự án", "mô hình", "năm", "tháng", "quý"]
    )
    return re.compile(rf"\s*(?:,\s*)?(?:/\s*|(?:{each})\s+)(?P<word>{words})(?!\w)", re.IGNORECASE)


# --- numbers in words ------------------------------------------------------------------------


def spelt_number(text: str, start: int, first: str) -> Amount | None:
    """Read a number in words ("mười hai hợp tác xã", "năm đến bảy lớp") at `start`; None if none.

    Only what a known unit follows is a number: "năm" is also the year, "ba" a father. `first` is
    the first word, folded.
    """
    if first not in _first_digits() or (first == "năm" and _is_the_year(text, start)):
        return None
    value, end = _spelt(text, start)
    upper = _TO.match(text, end)
    to, last = _spelt(text, upper.end()) if upper else (0, end)
    counted = _counted(text, last if to else end)
    if not value or not counted.unit or counted.weak:
        return None
    amount = read_amount(text, start, last if to else end, str(value))
    if to and folded(text[amount.start : start]).startswith("từ"):
        amount = replace(amount, comparator="")
    lone = value == 1 and end - start == len(first)
    return replace(
        amount, to=to * counted.scale if to else amount.to, soft=lone, number_end=max(last, amount.number_end)
    )


def _spelt(text: str, start: int) -> tuple[int, int]:
    """Return the number that the words at `start` spell, 0 for none, and its end."""
    digits = listed("digits")
    value, end = 0, start
    for word in _WORD.finditer(text, start, start + 60):
        key = folded(word.group())
        if text[end : word.start()].strip():
            break
        if key == "mười" and value % 100 == 0:
            value += 10
        elif key == "mươi" and 0 < value % 100 < 10:
            value = value // 100 * 100 + value % 100 * 10
        elif key == "trăm" and 0 < value < 10:
            value *= 100
        elif key in {"linh", "lẻ"} and value >= 100:
            pass
        elif key in digits and value % 10 == 0:
            value += digits[key]
        else:
            break
        end = word.end()
    return value, end


@lru_cache
def _first_digits() -> frozenset[str]:
    return frozenset({*listed("digits"), "mười"} - set(listed("never_first")))


def _is_the_year(text: str, start: int) -> bool:
    before = re.findall(r"[^\W\d_]+|[^\w\s]", text[max(start - 12, 0) : start])
    return bool(before) and folded(before[-1]) in word_set("year_after")
