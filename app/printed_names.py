"""Names that the library's plans print: the places they are of, places and cooperatives they speak of.

What a plan calls something wins over every other reading of the same words, the longest name first:
"Vĩnh Lâm" is that province and not Vinh, "htx suoi may" is the cooperative of one plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from ingest.agencies import find_agencies
from ingest.models import Plan, Span
from ingest.places import in_cooperative
from ingest.reference import Lexicon, Token, load, tokens
from ingest.vietnamese import UPPER, fold_space

Level = Literal["province", "district", "commune", "cooperative", ""]

_LEVELS: dict[str, tuple[Level, ...]] = {
    "tỉnh": ("province",),
    "huyện": ("district",),
    "thị xã": ("district",),
    "quận": ("district",),
    "thành phố": ("district", "province"),
    "xã": ("commune",),
}
_WORD = rf"[{UPPER}][\w'’]*"
_RUN = rf"{_WORD}(?: {_WORD}){{0,3}}"
_WINDOW = 160  # characters in which the name of a cooperative stands
# Not "Liên minh HTX Việt Nam"
_COOPERATIVE = re.compile(
    rf"(?:[Cc]ác )?(?<![Mm]inh )(?:HTX|THT|[Hh]ợp tác xã|[Tt]ổ hợp tác)\b(?=[^.;\n]{{0,60}}?[{UPPER}])"
)


class PrintedName(NamedTuple):
    """A name as one plan prints it; `own` where the plan is of this place."""

    name: str
    level: Level
    plan: str
    own: bool


@dataclass(frozen=True, slots=True)
class NameFound:
    """A printed name in a text: where it stands, how it is printed, and by which plans.

    `own` are the plans of this place, `plans` all that print the name: none where the word before says
    that it is a commune that only shares a name with what is printed ("xã Phú An").
    """

    span: Span
    name: str
    level: Level
    plans: tuple[str, ...]
    own: tuple[str, ...]


def find_printed(text: str, plans: Sequence[Plan]) -> tuple[NameFound, ...]:
    """Return the names in `text` that one of `plans` prints, in order, the longest at each place."""
    return _found(text, _printed_by(plans)) if plans else ()


def as_printed(text: str, plans: Sequence[Plan]) -> str:
    """Return `text` with the names that plans print written as they print them: "htx suoi may"."""
    for one in reversed(find_printed(text, plans)):
        if one.plans:
            text = text[: one.span.start] + one.name + text[one.span.end :]
    return text


@lru_cache(maxsize=256)
def _found(text: str, known: _Known) -> tuple[NameFound, ...]:
    words = tokens(text)
    found: list[NameFound] = []
    position = 0
    while position < len(words):
        one = next(_at(words, position, known.names), None)
        if one is None:
            position += 1
            continue
        found.append(one[0])
        position = one[1]
    return tuple(found)


def _at(
    words: Sequence[Token], position: int, names: Lexicon[PrintedName]
) -> Iterator[tuple[NameFound, int]]:
    """Yield the names at `position` that may be meant there, with their end, the longest first."""
    at = [one for one in names.at(words, position) if not one.wrong]
    for end in dict.fromkeys(one.end for one in at):
        here = [one.value for one in at if one.end == end]
        fitting = _fitting(words, position, end, here)
        span = Span(words[position].start, words[end - 1].end)
        if not fitting and "commune" in level_before(words, position) and any(one.own for one in here):
            yield NameFound(span, f"{words[position - 1].text} {here[0].name}", "commune", (), ()), end
        if fitting:
            own = tuple(dict.fromkeys(one.plan for one in fitting if one.own))
            naming = tuple(dict.fromkeys(one.plan for one in fitting))
            yield NameFound(span, fitting[0].name, fitting[0].level, naming, own), end


def _fitting(words: Sequence[Token], first: int, end: int, names: Sequence[PrintedName]) -> list[PrintedName]:
    """Return the readings of a name that the words around it, and how it is typed, allow."""
    cooperatives = [one for one in names if one.level == "cooperative"]
    if cooperatives and (in_cooperative(words, first) or _is_cooperative_after(words, end)):
        return cooperatives
    own = [one for one in names if one.own]
    levels = level_before(words, first)
    if levels:
        # Provinces and districts are mixed up, communes are not: "xã Phú An" is not the province.
        commune = "commune" in levels
        own = [one for one in own if not one.level or (one.level == "commune") == commune]
        return own or [one for one in names if one.level in levels and one.level != "province"]
    capitals = all(word.capital for word in words[first:end])
    if end - first == 1 and not (capitals and first):
        return []
    return own or ([one for one in names if one.level == "district"] if capitals else [])


def level_before(words: Sequence[Token], position: int) -> tuple[Level, ...]:
    """Return the levels that the word right before `position` may say; none where it is no such word."""
    if not position or words[position].gap.strip(" \u00a0:.") or in_cooperative(words, position):
        return ()
    for size in (2, 1):
        for one in _kinds().at(words, position - size) if position >= size else ():
            if one.end == position and not one.wrong and one.value in _LEVELS:
                counted = position > size and words[position - size - 1].key in load("places")["several"]
                return () if counted else _LEVELS[one.value]  # "vài xã Hớn Quản": communes of the district
    return ()


def _is_cooperative_after(words: Sequence[Token], end: int) -> bool:
    """Say whether an English word for a cooperative follows: "Suối Mây cooperative"."""
    return end < len(words) and words[end].joined and words[end].key in _english_heads()


@lru_cache
def _english_heads() -> frozenset[str]:
    return frozenset(load("agencies")["cooperatives"]["english"])


@lru_cache
def _kinds() -> Lexicon[str]:
    words: Lexicon[str] = Lexicon()
    for kind, spellings in load("places")["kinds"].items():
        for spelt in spellings:
            words.add(spelt, kind)
    return words


# --- what plans print ------------------------------------------------------------------------


class _Known:
    """The names of one state of the library."""

    def __init__(self, of_plans: Sequence[tuple[str, tuple[tuple[str, Level, bool], ...]]]) -> None:
        self.names: Lexicon[PrintedName] = Lexicon()
        for plan, names in of_plans:
            for name, level, own in names:
                self.names.add(name, PrintedName(name, level, plan, own))


class _Last:
    """The plans asked about last, and their names: a library's are the same from question to question."""

    known: tuple[Sequence[Plan], _Known] | None = None


def _printed_by(plans: Sequence[Plan]) -> _Known:
    last = _Last.known
    if last is not None and last[0] is plans:
        return last[1]
    known = _lexicon(tuple((plan.id, _names_of(plan)) for plan in plans))
    if isinstance(plans, tuple):  # a list may hold others the next time
        _Last.known = plans, known
    return known


@lru_cache(maxsize=8)
def _lexicon(of_plans: tuple[tuple[str, tuple[tuple[str, Level, bool], ...]], ...]) -> _Known:
    return _Known(of_plans)


def _names_of(plan: Plan) -> tuple[tuple[str, Level, bool], ...]:
    header = plan.header
    issuer, title, place = (
        field.value if field else "" for field in (header.issuer, header.title, header.place)
    )
    return _read_names(plan.text, issuer, title, place)


@lru_cache(maxsize=1024)
def _read_names(text: str, issuer: str, title: str, place: str) -> tuple[tuple[str, Level, bool], ...]:
    """Return the names that a plan prints, each with its level and whether the plan is of it."""
    own = own_place(issuer) or own_place(title) or ((_titled(place), "") if place else None)
    names: dict[tuple[str, Level, bool], None] = {(*own, True): None} if own else {}
    names.update(dict.fromkeys((name, level, False) for name, level in _territories(text)))
    names.update(dict.fromkeys((name, "cooperative", False) for name in _cooperatives(text)))
    return tuple(names)


def own_place(printed: str) -> tuple[str, Level] | None:
    """Return the place that an issuer or title names with its level: "UBND HUYỆN ĐẠI KHÊ" gives "Đại Khê"."""
    match = _territory_in_line().search(fold_space(printed))
    if match is None:
        return None
    name = _titled(match["name"])
    return name, _level_of(match["level"])


def _titled(name: str) -> str:
    return name.title() if name.isupper() else name


def _level_of(printed: str) -> Level:
    return _forms()[printed.casefold()]


@lru_cache
def _forms() -> dict[str, Level]:
    """Return the levels by the words for them, folded."""
    kinds = load("places")["kinds"]
    return {form.casefold(): levels[0] for kind, levels in _LEVELS.items() for form in kinds[kind]}


@lru_cache
def _levels() -> str:
    forms = sorted(_forms(), key=len, reverse=True)
    either = "|".join(re.escape(way) for form in forms for way in (form, form.capitalize(), form.upper()))
    return rf"(?<![Tt]ác )(?<!TÁC )(?:{either})"  # "hợp tác xã" is no commune


@lru_cache
def _territory_in_line() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?P<level>{_levels()}) (?P<name>{_RUN})(?!\w)")


@lru_cache
def _territory_in_text() -> re.Pattern[str]:
    names = rf"{_RUN}(?:(?:, | và ){_RUN})*"
    return re.compile(rf"(?<!\w)(?P<level>{_levels()}):?[ \u00a0](?P<names>{names})(?!\w)")


def _territories(text: str) -> Iterator[tuple[str, Level]]:
    """Yield the districts and communes that a text names with their level."""
    for match in _territory_in_text().finditer(text):
        level = _level_of(match["level"])
        for name in re.split(r", | và ", match["names"]):
            telling = " " in name and not name.isupper()
            if telling and level != "province" and not find_agencies(name):
                yield name, level


def _cooperatives(text: str) -> Iterator[str]:
    """Yield the own names of the cooperatives that a text names."""
    for match in _COOPERATIVE.finditer(text):
        window = text[match.start() : match.start() + _WINDOW]
        for mention in find_agencies(window):
            if " " in mention.own and (mention.span.end < _WINDOW or len(window) < _WINDOW):
                yield mention.own
