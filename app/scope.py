"""Which plans a question is about: by number, place (old or new name), or none named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.agencies import find_agencies
from ingest.models import Plan, Span
from ingest.places import LEAST, Place, PlaceMention, find_places, predecessors
from ingest.places import places as known_places
from ingest.reference import Succession, distance_at_most_one, load
from ingest.vietnamese import UPPER, fold_space, key

# "kh 3819", "kế hoạch số 371", "3819/KH-UBND"
_PLAN_NUMBER = re.compile(
    r"\b(?:kh|ke hoach)(?:\s+so)?\s*:?\s*(?P<a>\d{2,5})\b(?!\s*(?:htx|hop tac))(?!\s*/\s*qd)"
    r"(?:\s*/\s*kh(?:\s*-\s*[a-z]+)?\b)?"
    r"|\b(?P<b>\d{1,5})\s*/\s*kh(?:\s*-\s*[a-z]+)?\b"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
# "Luật HTX 2023", "ngày 16/6/2022": years of documents, not of what is asked about
_OF_DOCUMENT = re.compile(r"(?i)(?:luật|luat)\s[^,.;?]{0,20}\d{4}|\d{1,2}/\d{1,2}/\d{4}|/\d{4}/")
_MANY_CAPITALS = 0.6  # share of words with a capital from which on capitals tell nothing
_INITIALS = re.compile(rf"(?i:tỉnh|tinh|huyện|huyen|thành phố|tp\.?)\s+(?P<initials>[{UPPER}]{{2,4}})(?!\w)")
_SHORTEST_FUZZY = 6  # letters of a name below which one wrong letter makes another word


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question says about where to look.

    `plans` are plan ids, empty when none is named. `unknown` are places or plan numbers named that
    no plan in the library is about. `successions` say under which older names plans stand.
    `words` are the question's words that name the scope (accent-free), no topic of their own.
    `districts` are districts named that have no plan of their own; `offered` are plans of an area
    related to an unknown one.
    """

    plans: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    successions: tuple[Succession, ...] = ()
    words: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    districts: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def place_of(issuer: str) -> Place | None:
    """Return the place a plan is of, from its issuer ("Ủy ban nhân dân tỉnh Kon Tum")."""
    mentions = [mention for mention in find_places(issuer) if mention.context in ("plain", "admin")]
    candidates = [place for mention in mentions for place in mention.candidates]
    level = "district" if re.search(r"(?i)\b(?:huyện|thị xã|quận)\b", issuer) else "province"
    fitting = [place for place in candidates if place.kind == level] or candidates
    return fitting[-1] if fitting else None


def _place(plan: Plan) -> Place | None:
    header = plan.header
    named = header.issuer.value if header.issuer else header.place.value if header.place else ""
    place = place_of(fold_space(named))
    if (
        place is not None
        and place.era == "new"
        and (plan.header.period is None or (plan.header.period.start or 0) < 2025)
    ):
        # "Đồng Nai" in a plan of 2024 is the province of then.
        older = predecessors(place)
        place = known_places().get(older[0].older, place) if older else place
    return place


def read_scope(question: str, plans: Sequence[Plan], without_years: frozenset[int] = frozenset()) -> Scope:
    """Return the scope that `question` names, against the plans in the library.

    `without_years` are years named that shall not count.
    """
    named_years = [int(year) for year in _YEAR.findall(_OF_DOCUMENT.sub(" ", question))]
    years = tuple(year for year in named_years if year not in without_years)
    found: dict[str, None] = {}
    unknown: list[str] = []
    offered: dict[str, None] = {}
    successions: list[Succession] = []
    words: list[str] = []
    districts: list[str] = []
    lost: list[str] = []
    typed = key(question)
    for printed, number, named in _numbered(typed, plans, named_years):
        found.update(dict.fromkeys(named))
        words += re.findall(r"\w+", printed)
        if not named:
            unknown.append(f"Kế hoạch số {number}")
    places = {plan.id: _place(plan) for plan in plans}
    for initials, plan_id in _initialled(question, plans):
        found[plan_id] = None
        words += [key(initials)]
        question = question.replace(initials, " " * len(initials))
    strange = _strange(question, plans)
    for name, _ in strange:
        words += key(name).split()
        unknown.append(name)
        lost.append(name)
    for mention in find_places(question):
        if mention.confidence < LEAST or mention.context not in ("plain", "admin"):
            continue
        if any(span.covers(mention.span) for _, span in strange):
            continue
        words += key(mention.printed).split()
        named, via, near = _plans_of(mention, places, years)
        found.update(dict.fromkeys(named))
        if named and not any(place in mention.candidates for place in places.values()):
            districts += [mention.name] if all(one.kind == "district" for one in mention.candidates) else []
        successions += via
        offered.update(dict.fromkeys(near))
        if not named:
            unknown.append(mention.printed)
            lost += [mention.printed] if all(one.kind == "district" for one in mention.candidates) else []
    if lost:
        found.clear()  # a district without a plan is not answered for by today's province around it
    if not found and not unknown:
        named = _by_own_name(typed, plans)
        found.update(dict.fromkeys(named))
        words += [
            word
            for plan in plans
            if plan.id in named and plan.header.place
            for word in key(plan.header.place.value).split()
        ]
    return Scope(
        tuple(found),
        tuple(dict.fromkeys(unknown)),
        tuple(dict.fromkeys(successions)),
        tuple(words),
        years,
        tuple(districts),
        tuple(offered),
    )


def _numbered(
    typed: str, plans: Sequence[Plan], years: Sequence[int]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the words for a plan by its number, the number, and the plans that have it; no years."""
    for match in _PLAN_NUMBER.finditer(typed):
        number = match["a"] or match["b"]
        if number in map(str, years):
            continue
        fields = ((plan.id, plan.header.number) for plan in plans)
        named = [plan for plan, field in fields if field and field.value.split("/")[0] == number]
        yield match.group(), number, named


def _initialled(question: str, plans: Sequence[Plan]) -> list[tuple[str, str]]:
    """Return initials behind a level of government ("tỉnh BP") and the one plan whose place has them."""
    found = []
    for match in _INITIALS.finditer(question):
        named = [
            plan.id
            for plan in plans
            if plan.header.place
            and "".join(word[0] for word in plan.header.place.value.split()).upper() == match["initials"]
        ]
        if len(named) == 1:
            found.append((match["initials"], named[0]))
    return found


def _strange(question: str, plans: Sequence[Plan]) -> list[tuple[str, Span]]:
    """Return the names of provinces and districts that no list and no plan has, with their level.

    "tỉnh Sơn Lâm" is no place that is known; nor is "tỉnh Hoàng Sa Mới", though it begins like one.
    """
    if sum(word[:1].isupper() for word in question.split()) > _MANY_CAPITALS * len(question.split()):
        return []
    known = {key(plan.header.place.value) for plan in plans if plan.header.place}
    ends = {key(mention.printed) for mention in find_places(question, 0.0)}
    agencies = [agency.span.start for agency in find_agencies(question)]
    found = []
    for match in _titled().finditer(question):
        start, end = match.span("name")
        end = min((at for at in agencies if start < at < end), default=end)
        name = question[start:end].strip(" ,")
        if re.match(r"\s+\d", question[end:]):
            name = name.rpartition(" ")[0]  # "tỉnh Kon Tum Năm 2024"
        if name and key(name) not in known | ends:
            found.append((f"{match['level'].lower()} {name}", Span(match.start(), start + len(name))))
    return found


@lru_cache
def _titled() -> re.Pattern[str]:
    """Return the pattern of a level of government and the capitals behind it: "huyện Đại Khê"."""
    kinds = load("places")["kinds"]
    levels = [form for kind, forms in kinds.items() if kind not in ("xã", "HTX") for form in forms]
    forms = [form for level in levels for form in (level, level[:1].upper() + level[1:])]
    one = rf"[{UPPER}][^\W\d_]*"
    return re.compile(
        rf"(?<!\w)(?P<level>{'|'.join(map(re.escape, forms))})\s+(?P<name>{one}(?:\s+{one}){{0,4}})"
    )


def _plans_of(
    mention: PlaceMention, places: dict[str, Place | None], years: Sequence[int]
) -> tuple[list[str], list[Succession], list[str]]:
    """Return the plans a place leads to, by which successions, and plans near it that are not its own."""
    exact = [plan for plan, place in places.items() if place in mention.candidates]
    if exact:
        return exact, [], []
    older_only = bool(years) and max(years) <= 2024  # asks for the place as it was
    inherited: list[str] = []
    via: list[Succession] = []
    for candidate in mention.candidates:
        if candidate.kind == "district":
            inherited += [plan for plan, place in places.items() if place and place.id == candidate.province]
        for succession in predecessors(candidate):
            # A province stands for its own plan; its districts' plans are asked for by their names.
            heirs = [plan for plan, place in places.items() if place and place.id == succession.older]
            inherited += heirs
            via += [succession] if heirs else []
        inherited += [plan for plan, place in places.items() if place and place.province == candidate.id]
    if via and older_only and any(candidate.era == "old" for candidate in mention.candidates):
        return [], [], inherited
    return inherited, via, []


def _by_own_name(typed: str, plans: Sequence[Plan]) -> list[str]:
    """Return the plans whose place is named, also where no list has it or one letter is wrong."""
    syllables = [word.strip("?.,!;:()") for word in typed.split()]
    exact: list[str] = []
    near: list[str] = []
    for plan in plans:
        name = key(plan.header.place.value) if plan.header.place else ""
        length = len(name.split())
        windows = [
            " ".join(syllables[start : start + length]) for start in range(len(syllables) - length + 1)
        ]
        if name and name in windows:
            exact.append(plan.id)
        elif len(name.replace(" ", "")) >= _SHORTEST_FUZZY and any(
            distance_at_most_one(one, name) for one in windows
        ):
            near.append(plan.id)
    return exact or near
