"""Whether a support measure of a plan is for a cooperative: a verdict with reasons, never a bare yes.

A measure is left out only where the plan says that it is for others and the cooperative says that it
is none of them. What is not known stays open, with what has to be confirmed. How plans set
cooperatives apart stands in `corpus/reference/profile.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.phrases import plan_patterns
from app.profile import Profile, field_of
from app.remembered import remembered
from app.whereabouts import Turn, compare, districts_of, plan_place, turn_to
from app.wording import (
    audience,
    conditions,
    for_others_too,
    headings,
    names_of,
    same_cooperative,
    same_name,
    set_apart,
    spelt,
)
from ingest.models import Plan, Support
from ingest.reference import load
from ingest.vietnamese import fold, fold_space

Outcome = Literal["named", "matches", "may_match", "no_match"]
Params = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, or what to confirm: entry `support.<key>` of the catalogue.

    The parameter `field` is an id of profile.yaml, all others are words.
    """

    key: str
    params: Params = ()


_IN_AREA = Reason("reason.area")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a measure is to a cooperative.

    `to_confirm` is never empty but for "no_match". `basis` are the units of the plan, besides the
    measure's own, on which the verdict rests (whom the plan is for). `turn` are the agencies to ask.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    to_confirm: tuple[Reason, ...] = ()
    turn: tuple[Turn, ...] = ()
    fund: str | None = None
    basis: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Finding:
    """One thing found: it speaks for ("yes", "named"), against ("no"), or has to be confirmed ("ask")."""

    effect: Literal["named", "yes", "ask", "no"]
    reason: Reason
    unit: int | None = None


def judge(support: Support, plan: Plan, profile: Profile) -> Verdict:
    """Return what `support`, a measure of `plan`, is to the cooperative that `profile` describes."""
    area = plan_place(plan)
    if area is not None and compare(area, profile) == "other":
        # Of another province's plan no more need be said: most of a large library.
        return Verdict("no_match", (Reason("against.place", (("place", area.title),)),), fund=support.fund)
    found = list(_findings(support, plan, profile))
    against = tuple(dict.fromkeys(one.reason for one in found if one.effect == "no"))
    basis = tuple(dict.fromkeys(one.unit for one in found if one.unit is not None))
    if against:
        return Verdict("no_match", against, fund=support.fund, basis=basis)
    named = tuple(one.reason for one in found if one.effect == "named")
    speaks_for = tuple(dict.fromkeys(one.reason for one in found if one.effect == "yes"))
    speaks_for = tuple(one for one in speaks_for if one != _IN_AREA) or speaks_for
    asked = tuple(dict.fromkeys(one.reason for one in found if one.effect == "ask"))
    outcome: Outcome = "named" if named else "may_match" if asked else "matches"
    if outcome == "matches" and speaks_for in ((), (_IN_AREA,)):
        speaks_for = (Reason("reason.general"),)
    turn = turn_to(support, plan, profile)
    return Verdict(
        outcome, named or speaks_for, asked or (Reason("confirm.open"),), turn, support.fund, basis
    )


def _findings(support: Support, plan: Plan, profile: Profile) -> Iterator[_Finding]:
    place = list(_place(support, plan, profile))
    named = _named(support, plan, profile)
    is_named = any(one.effect == "named" for one in named)
    # Who is named need not say where it is or what it grows; who says otherwise is another one.
    yield from (one for one in place if one.effect == "no" or not is_named)
    yield from named
    if not is_named:
        yield from _kinds(support, plan, profile)
        yield from _field(support, profile)
    yield from _stage(support, profile)
    yield from _conditions(support, profile, named=is_named)
    yield from _conditions_of_all(support, plan, profile)


# --- names and places ---------------------------------------------------------------------------


def _named(support: Support, plan: Plan, profile: Profile) -> list[_Finding]:
    """Judge by the cooperatives that a measure names, or the plan for those it is for."""
    names, listed = names_of(support, plan), audience(plan).names
    sure = profile.name is not None
    for name in names:
        if same_cooperative(name, profile):
            return [_Finding("named", Reason("reason.named", (("name", name),))), *_sure_of(name, profile)]
    for name, unit in listed:
        if same_cooperative(name, profile):
            return [
                _Finding("named", Reason("reason.listed", (("name", name),)), unit),
                *_sure_of(name, profile),
            ]
    params = (("names", "; ".join(names)),)
    if names and for_others_too(support, plan):
        return [_Finding("ask", Reason("confirm.others", params))]
    if names:
        return [
            _Finding("no", Reason("against.named", params))
            if sure
            else _Finding("ask", Reason("confirm.named", params))
        ]
    if listed and sure and "programme" in set_apart(support.wording, "kinds")[0]:
        return [_Finding("no", Reason("against.listed"), listed[0][1])]
    return (
        [_Finding("ask", Reason("confirm.not_listed" if sure else "confirm.listed"), listed[0][1])]
        if listed
        else []
    )


def _sure_of(name: str, profile: Profile) -> list[_Finding]:
    """Return that the name has to be confirmed where more was read into it than was said."""
    return [] if same_name(name, profile) else [_Finding("ask", Reason("confirm.name", (("name", name),)))]


def _place(support: Support, plan: Plan, profile: Profile) -> Iterator[_Finding]:
    area = plan_place(plan)
    if area is not None:
        relation = compare(area, profile)
        yield (
            _Finding("yes", _IN_AREA)
            if relation == "inside"
            else _Finding("ask", Reason(f"confirm.place_{relation}", (("place", area.title),)))
        )
    limited = districts_of(support, plan)
    if not limited:
        return
    params = (("place", ", ".join(place.title for place in limited)),)
    relations = {compare(place, profile) for place in limited}
    if relations == {"other"}:
        yield _Finding("no", Reason("against.district", params))
    elif "inside" in relations:
        yield _Finding("yes", Reason("reason.district", params))
    else:
        yield _Finding("ask", Reason("confirm.district", params))


# --- kinds, field, stage, conditions ----------------------------------------------------------


def _kinds(support: Support, plan: Plan, profile: Profile) -> Iterator[_Finding]:
    """Judge by what a measure, the headings above it, the plan's audience and its title set apart."""
    for kind, how, unit in _kinds_told(support, plan):
        told = profile.says(kind)
        if how == "only":
            effect: Literal["yes", "ask", "no"] = "yes" if told else "ask" if told is None else "no"
            yield _Finding(effect, Reason(f"{_PREFIX[effect]}.{kind}"), unit)
        elif how == "wider" and told is not True:
            yield _Finding("ask", Reason("confirm.beyond" if told is False else f"confirm.{kind}"))
        elif told:
            yield _Finding("yes", Reason(f"reason.{kind}"))


@remembered
def _kinds_told(
    support: Support, plan: Plan
) -> Sequence[tuple[str, Literal["only", "wider", "first"], int | None]]:
    """Return the kinds that a measure is for alone, those of its whole plan, and those it puts first.

    Each comes with the unit that says so, None where it is the measure's own or a heading.
    """
    only, first = set_apart(support.wording, "kinds")
    for heading in headings(support, plan):
        only |= set_apart(heading, "kinds")[0] - first
    title = plan.header.title.value if plan.header.title else ""
    listed, wider = dict(audience(plan).kinds), set_apart(title, "kinds")[0] - {"programme"}
    if audience(plan).names:
        only -= {"programme"}  # judged by name
    found: list[tuple[str, Literal["only", "wider", "first"], int | None]] = []
    for kind in plan_patterns("kinds"):
        if kind in only or kind in listed:
            found.append((kind, "only", listed.get(kind) if kind not in only else None))
        elif kind in wider or kind in first:
            found.append((kind, "wider" if kind in wider else "first", None))
    return found


_PREFIX = {"yes": "reason", "ask": "confirm", "no": "against"}


def _field(support: Support, profile: Profile) -> Iterator[_Finding]:
    """Judge by the crop or trade that a measure is for: by its first clause; later ones are examples."""
    restricted, mentioned = _fields_told(support.wording)
    if not (restricted or mentioned):
        return
    own = set(profile.fields)
    wider = own | {str(field_of(one).get("part_of")) for one in own}
    for field in sorted(mentioned & wider):
        yield _Finding("yes", Reason("reason.field", (("field", field),)))
    if mentioned & wider or not restricted:
        return
    narrower = any(field_of(one).get("part_of") in own for one in restricted)
    effect: Literal["no", "ask"] = "no" if own and not narrower else "ask"
    for field in sorted(restricted):
        yield _Finding(effect, Reason(f"{_PREFIX[effect]}.field", (("field", field),)))


@lru_cache(maxsize=16384)
def _fields_told(wording: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the fields that the first clause is for alone, and all that are mentioned."""
    clause = re.split(r"[.;]\s", wording)[0]
    return set_apart(clause, "fields")[0], frozenset().union(*set_apart(wording, "fields"))


def _stage(support: Support, profile: Profile) -> Iterator[_Finding]:
    data = load("profile")
    for_founders, only_founders = False, False
    if "establishment" in support.measures[:2]:
        words = spelt(support.wording)
        for_founders = bool(re.search(data["founding"], words))
        only_founders = for_founders and not re.search(data["existing"], words)
    if profile.stage == "founding":
        early = set(data["before_founding"])
        if for_founders:
            yield _Finding("yes", Reason("reason.founding"))
        elif not early & set(support.measures):
            yield _Finding("ask", Reason("confirm.founded"))
    elif only_founders:
        effect: Literal["no", "ask"] = "no" if profile.stage else "ask"
        yield _Finding(effect, Reason(f"{_PREFIX[effect]}.founding"))
    if profile.stage == "stopped" and not set(data["when_stopped"]) & set(support.measures):
        yield _Finding("ask", Reason("confirm.running"))
    graduates = data["graduates"]
    if graduates in support.measures and set(support.measures) <= {graduates, *data["graduates_with"]}:
        wants: Literal["yes", "ask"] = "yes" if graduates in profile.needs else "ask"
        yield _Finding(wants, Reason(f"{_PREFIX[wants]}.graduates"))


def _conditions(support: Support, profile: Profile, *, named: bool) -> Iterator[_Finding]:
    """Judge by the conditions as printed; one for the number of members by that, where it is known."""
    data = load("profile")
    for condition in support.conditions:
        told_by_kind = not named and re.search(data["effective"], fold(condition))
        if told_by_kind or re.match(data["formal"], fold(condition)):
            continue
        yield _met(condition, profile)


def _conditions_of_all(support: Support, plan: Plan, profile: Profile) -> Iterator[_Finding]:
    """Judge by what the plan demands of all whom it helps."""
    measure = plan.units[support.unit].span
    for one in conditions(plan):
        if one.unit != support.unit and one.within.covers(measure):
            yield _met(fold_space(one.text).lstrip("-–•+* ").rstrip(";."), profile, one.unit)


def _met(condition: str, profile: Profile, unit: int | None = None) -> _Finding:
    least = re.search(load("profile")["least_members"], fold(condition))
    if least is None or profile.members is None:
        return _Finding("ask", Reason("confirm.condition", (("condition", condition),)), unit)
    effect: Literal["yes", "no"] = "yes" if profile.members >= int(least[1]) else "no"
    return _Finding(effect, Reason(f"{_PREFIX[effect]}.members", (("condition", condition),)), unit)
