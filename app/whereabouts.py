"""Where a plan and a cooperative are, by older and newer names, and which agency it turns to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.profile import Profile
from app.remembered import remembered, remembered_of_plan
from app.scope import place_of
from ingest.agencies import find_agencies, resolve
from ingest.models import Duty, Plan, Support
from ingest.places import LEAST, Place, find_places, places, predecessors, successor
from ingest.records.support import measures_of
from ingest.reference import load
from ingest.vietnamese import fold, fold_space, key

Relation = Literal["inside", "older", "wider", "unknown", "other"]
"""A cooperative lies in an area; in a province of today that includes it; in the province around it."""

_REFORM = 2025  # plans that begin before stand for the provinces and departments of then
_TYPED = re.compile(r"(?i)(?:tỉnh|huyện|thị xã|thành phố|tp|quận)\b")
_MOST = 2  # agencies named where the measure itself names none
_LEADING = ("lead", "requested")


@dataclass(frozen=True, slots=True)
class Turn:
    """An agency to turn to and what became of it.

    `unit` is the unit of the plan that gives it the duty, None where the measure itself names it.
    """

    agency: str
    now: str | None = None
    unit: int | None = None


# --- places -----------------------------------------------------------------------------------


@remembered_of_plan
def plan_place(plan: Plan) -> Place | None:
    """Return the place a plan is of, as it was when the plan began."""
    header = plan.header
    named = header.issuer.value if header.issuer else header.place.value if header.place else ""
    place = place_of(fold_space(named))
    began = (header.period.start or 0) if header.period else 0
    if place is not None and place.era == "new" and began < _REFORM:
        older = predecessors(place)
        return places().get(older[0].older, place) if older else place
    return place


@lru_cache(maxsize=1024)
def _candidates(name: str | None, kind: str) -> tuple[Place, ...]:
    """Return the places of a kind that a name may mean, however "Đắk" is spelt."""
    if not name:
        return ()
    typed = name if _TYPED.match(name) else f"{'tỉnh' if kind == 'province' else 'huyện'} {name}"
    found = [place for mention in find_places(typed) for place in mention.candidates if place.kind == kind]
    return tuple(found) or tuple(
        place for place in places().values() if place.kind == kind and key(place.name) == key(name)
    )


def usual_name(name: str, kind: Literal["province", "district"]) -> str | None:
    """Return how a province or district, of today or before, is spelt; None for a name that is none."""
    return next((place.name for place in _candidates(name, kind)), None)


@lru_cache(maxsize=4096)
def _around(place: Place) -> frozenset[str]:
    """Return the ids of what a place is, lies in, and belongs to today."""
    ids = {place.id, place.province or place.id}
    newer = successor(place)
    return frozenset(ids | ({newer.newer} if newer else set()))


def compare(area: Place, profile: Profile) -> Relation:
    """Say how the cooperative of a profile lies to an area."""
    return _relation(area, profile.province, profile.district)


@lru_cache(maxsize=4096)
def _relation(area: Place, province: str | None, district: str | None) -> Relation:
    provinces = _candidates(province, "province")
    districts = _candidates(district, "district")
    if provinces:
        known = {one.id for one in provinces}
        districts = tuple(one for one in districts if _around(one) & known)
    if districts:
        return "inside" if any(area.id in _around(one) for one in districts) else "other"
    if not provinces:
        return "unknown"
    if any(area.id in _around(one) for one in provinces):
        return "inside"
    inherited = {one.id for one in provinces} & _around(area)
    if not inherited:
        return "other"
    return "wider" if area.kind == "district" and area.province in inherited else "older"


@remembered
def districts_of(support: Support, plan: Plan) -> Sequence[Place]:
    """Return the districts to which a measure is limited: by the committees that give it, or in its words."""
    area = plan_place(plan)
    if area is None or area.kind != "province":
        return ()
    committees = [one for one in find_agencies(_heading(support, plan)) if one.level == "district"]
    named = [one.place for one in committees if one.place and not one.collective]
    if named and not any(one.collective for one in committees):
        return _of(area, [place for name in named for place in _candidates(name, "district")])
    if re.search(r"các huyện\b", fold(support.wording)):
        return ()
    found = []
    for mention in find_places(support.wording):
        before = re.split(r"[.;]", fold(support.wording[: mention.span.start]))[-1]
        only = not re.search(load("profile")["priority"], before)
        if only and mention.context in ("plain", "admin") and mention.confidence >= LEAST:
            found += [one for one in mention.candidates if one.kind == "district"]
    return _of(area, found)


def _of(area: Place, found: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(one for one in found if area.id in _around(one)))


def _heading(support: Support, plan: Plan) -> str:
    """Return the heading that names who gives a measure, the nearest one with an agency."""
    section: int | None = support.section
    while section is not None:
        heading = plan.sections[section].heading
        if find_agencies(heading):
            return heading
        section = plan.sections[section].parent
    return ""


# --- agencies ---------------------------------------------------------------------------------


def turn_to(support: Support, plan: Plan, profile: Profile) -> tuple[Turn, ...]:
    """Return whom to turn to: who gives the measure, who has a duty about it, or who leads the plan."""
    own = [one.agency for one in _own_duties(support, plan) if not _elsewhere(one.agency, profile)]
    giver = [support.agency] if support.agency and not _is_collective(support.agency) else []
    if given := _of_district(support, plan, profile) or own or giver:
        return tuple(Turn(one, _now(one, plan)) for one in dict.fromkeys(given[:_MOST]))
    found = _most_about(support, plan, profile)
    if not found:
        duties = [one for one in _giving(plan) if not _elsewhere(one.agency, profile)]
        first = [one for one in duties if one.role == "contact"] or [
            one for one in duties if one.role in _LEADING
        ]
        found = [(one.agency, one.unit) for one in first[:1]]
    return tuple(Turn(agency, _now(agency, plan), unit) for agency, unit in found)


@remembered_of_plan
def _giving(plan: Plan) -> Sequence[Duty]:
    """Return the duties of single agencies, from which a cooperative may get something."""
    return [one for one in plan.records.duties if not one.collective and not _is_cooperative(one.agency)]


@remembered
def _own_duties(support: Support, plan: Plan) -> Sequence[Duty]:
    """Return the duties that are the measure itself."""
    return [one for one in _giving(plan) if one.unit == support.unit and one.role in ("lead", "contact")]


def _most_about(support: Support, plan: Plan, profile: Profile) -> list[tuple[str, int]]:
    """Return the agencies with the most duties' kinds in common with a measure, its leading kind first."""
    best = [(agency, rank) for agency, rank in _shared(support, plan) if not _elsewhere(agency, profile)]
    top = max((rank[:2] for _, rank in best), default=None)
    equal = [(agency, -rank[2]) for agency, rank in best if rank[:2] == top]
    return sorted(equal, key=lambda found: found[1])[:_MOST]


@remembered
def _shared(support: Support, plan: Plan) -> Sequence[tuple[str, tuple[bool, int, int]]]:
    """Return each leading agency and what the best of its duties has in common with a measure.

    That is whether one is of the measure's leading kind, how many kinds they share, and the duty's unit,
    negative: the first one printed counts most.
    """
    kinds = set(support.measures) - {"other"}
    best: dict[str, tuple[bool, int, int]] = {}
    for duty in _giving(plan) if kinds else ():
        if duty.role not in _LEADING:
            continue
        shared = kinds & set(measures_of(duty.task))
        rank = support.measures[0] in shared, len(shared), -duty.unit
        if shared and rank > best.get(duty.agency, (False, 0, 0)):
            best[duty.agency] = rank
    return list(best.items())


def _of_district(support: Support, plan: Plan, profile: Profile) -> list[str]:
    """Return the district committees that give a measure: only the cooperative's own, where it is known."""
    named = _committees(support, plan)
    mine = [
        agency
        for agency, place in named
        if any(compare(one, profile) == "inside" for one in _candidates(place, "district"))
    ]
    return mine or [agency for agency, _ in named]


@remembered
def _committees(support: Support, plan: Plan) -> Sequence[tuple[str, str]]:
    """Return the district committees that give a measure, each with its place."""
    return [
        (one.agency, one.place)
        for one in find_agencies(_heading(support, plan))
        if one.level == "district" and one.place and not one.collective
    ]


@lru_cache(maxsize=1024)
def _is_collective(agency: str) -> bool:
    return any(one.collective for one in find_agencies(agency))


@lru_cache(maxsize=1024)
def _is_cooperative(agency: str) -> bool:
    return any(one.level == "cooperative" for one in find_agencies(agency))


@lru_cache(maxsize=4096)
def _elsewhere(agency: str, profile: Profile) -> bool:
    """Say whether an agency is the committee of a district that is not the cooperative's."""
    found = [one for one in find_agencies(agency) if one.level == "district" and one.place]
    areas = [place for one in found for place in _candidates(one.place, "district")]
    return bool(areas) and all(compare(area, profile) == "other" for area in areas)


def _now(agency: str, plan: Plan) -> str | None:
    """Return what an agency is called today, None where nothing changed since the plan."""
    began = (plan.header.period.start or 0) if plan.header.period else 0
    return _successor_of(agency) if began <= _REFORM else None


@lru_cache(maxsize=1024)
def _successor_of(agency: str) -> str | None:
    query = next((one for one in resolve(agency) if fold(one.name) == fold(agency)), None)
    return next((fact.newer_name for fact in query.passed_on), None) if query else None
