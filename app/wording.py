"""Whom a plan's words mean: cooperatives by name, kinds of cooperatives, and whom the plan is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.phrases import plan_patterns
from app.profile import Profile
from app.remembered import remembered, remembered_of_plan
from ingest.agencies import Mention, find_agencies
from ingest.models import Plan, Span, Support
from ingest.reference import load, spell_out
from ingest.vietnamese import fold, key

_BARE = ("htx", "hợp tác xã")  # "hỗ trợ HTX" behind a name means the one named


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a plan is for, as its section on that says: names and kinds with the unit where they stand."""

    names: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """What a plan demands of all whom it helps: the leaf, and the characters whose measures it is for."""

    text: str
    unit: int
    within: Span


# --- names ------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def named_in(text: str) -> tuple[str, ...]:
    """Return the cooperatives that a text names."""
    return tuple(dict.fromkeys(one.agency for one in _cooperatives(text)))


def _cooperatives(text: str) -> list[Mention]:
    return [one for one in find_agencies(text) if one.kind == "cooperative" and not one.collective]


@lru_cache
def _fields_of_names() -> tuple[tuple[str, ...], ...]:
    """Return what may stand between "HTX" and its own name, the longest first."""
    data = load("agencies")["cooperatives"]
    written = [*data["heads"], *data["fields"], *data["short"].values(), "và"]
    return tuple(sorted({_words(one) for one in written}, key=len, reverse=True))


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", key(spell_out(name))))


@lru_cache(maxsize=2048)
def _parts(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the words of a name that are its own, and those before them that say what it does."""
    words, position = _words(name), 0
    while position < len(words):
        field = next(
            (one for one in _fields_of_names() if words[position : position + len(one)] == one), None
        )
        if field is None:
            break
        position += len(field)
    return words[position:], frozenset(words[:position]) - {"va"}


def same_cooperative(name: str, profile: Profile) -> bool:
    """Say whether a plan's name is the profile's, even if one of them says less of what it does."""
    own, does = _parts(name)
    if profile.name:
        asked, asked_does = _parts(profile.name)
        nested = does <= asked_does or asked_does <= does
        return own == asked and (nested if own else does == asked_does)
    told = f" {' '.join(_words(profile.told))} "
    return f" {' '.join(_words(name))} " in told or (bool(own) and f" hop tac xa {' '.join(own)} " in told)


def same_name(name: str, profile: Profile) -> bool:
    """Say whether the profile gives exactly this name, spelling aside."""
    return profile.name is not None and _parts(name) == _parts(profile.name)


def names_in(plan: Plan) -> tuple[str, ...]:
    """Return the cooperatives that a plan names as those it is for or whom a measure is for."""
    measures = [name for one in plan.records.support for name in names_of(one, plan)]
    return tuple(dict.fromkeys([*measures, *(name for name, _ in audience(plan).names)]))


@remembered
def names_of(support: Support, plan: Plan) -> tuple[str, ...]:
    """Return the cooperatives that a measure or the headings above it name, "02 HTX" included."""
    own = named_in(" ; ".join((support.wording, *support.beneficiaries)))
    above = tuple(name for heading in headings(support, plan) for name in named_in(heading))
    return tuple(dict.fromkeys((*own, *above))) or _counted(support, plan)


def _counted(support: Support, plan: Plan) -> tuple[str, ...]:
    """Return whom "02 HTX" means: the cooperatives that the plan's measures name, where they are as many."""
    match = next((found for one in support.beneficiaries if (found := _count(one))), None)
    if match is None:
        return ()
    number = int(match[1]) if match[1] else load("profile")["numbers"][match[2]]
    names = {name for one in plan.records.support for name in named_in(" ; ".join(one.beneficiaries))}
    return tuple(sorted(names)) if len(names) == number else ()


def _count(beneficiary: str) -> re.Match[str] | None:
    return re.match(load("profile")["counted"], spelt(beneficiary))


def for_others_too(support: Support, plan: Plan) -> bool:
    """Say whether a measure that names cooperatives is for others as well: "các HTX vùng đồng bào …"."""
    if any(named_in(heading) for heading in headings(support, plan)):
        return False
    others = [one for one in support.beneficiaries if not named_in(one) and not _count(one)]
    return any(fold(one) not in _BARE for one in others)


# --- kinds ------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def spelt(text: str) -> str:
    """Return a plan's words as the patterns read them: folded, spelt out, without names and titles."""
    names = {one.span.of(text) for one in _cooperatives(text)}
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "…")
    words = fold(text)
    for short, long in load("profile")["spelt"].items():
        words = re.sub(rf"\b{short}\b", long, words)
    for title in load("profile")["titles"]:
        words = re.sub(title, " ", words)
    return words


@lru_cache(maxsize=32768)
def set_apart(text: str, part: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids of what a wording is for alone, and of what it only puts first.

    `part` is that of profile.yaml with their patterns: "kinds" or "fields".
    """
    words = spelt(text)
    only: set[str] = set()
    first: set[str] = set()
    for name, pattern in plan_patterns(part).items():
        for match in pattern.finditer(words):
            before = re.split(r"[.;]", words[: match.start()])[-1]
            (first if re.search(load("profile")["priority"], before) else only).add(name)
    return frozenset(only), frozenset(first - only)


def headings(support: Support, plan: Plan) -> list[str]:
    """Return the headings above a measure, the nearest first, and the sentence that introduces it."""
    found: list[str] = []
    section: int | None = support.section
    while section is not None:
        found.append(plan.sections[section].heading)
        section = plan.sections[section].parent
    lead_in = plan.units[support.unit].lead_in
    return found if lead_in is None else [*found, plan.units[lead_in].span.of(plan.text)]


@remembered_of_plan
def audience(plan: Plan) -> Audience:
    """Return whom the plan says it is for, empty where it has no section on that."""
    names: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for unit, span in _on_audience(plan):
        for name in named_in(span.of(plan.text)):
            names.setdefault(name, unit)
        for kind in set_apart(span.of(plan.text), "kinds")[0] - {"programme"}:
            kinds.setdefault(kind, unit)
    return Audience(tuple(names.items()), tuple(kinds.items()))


def _on_audience(plan: Plan) -> list[tuple[int, Span]]:
    told = {one.index for one in plan.sections if _tells_audience(one.heading)}
    if not told:
        return []
    return [
        (unit.index, unit.span)
        for unit in plan.units
        if unit.section in told and unit.kind in ("paragraph", "bullet")
    ]


@lru_cache(maxsize=8192)
def _tells_audience(heading: str) -> bool:
    return bool(re.search(load("profile")["audience"], fold(heading)))


# --- conditions of a whole plan -------------------------------------------------------------------


@remembered_of_plan
def conditions(plan: Plan) -> tuple[Condition, ...]:
    """Return what stands in a plan's sections on conditions.

    Such a section is for the measures beside it, below the same heading; where none are, for all.
    """
    found: list[Condition] = []
    measures = [plan.units[one.unit].span for one in plan.records.support]
    for section in plan.sections:
        if not re.search(load("profile")["conditions"], fold(section.heading)):
            continue
        beside = plan.sections[section.parent].span if section.parent is not None else section.span
        within = beside if any(beside.covers(one) for one in measures) else Span(0, len(plan.text))
        found += [
            Condition(unit.span.of(plan.text), unit.index, within)
            for unit in plan.units
            if section.span.covers(unit.span) and unit.kind in ("paragraph", "bullet")
        ]
    return tuple(found)
