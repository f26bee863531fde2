"""Which plans a question is about: by number, place (old or new name), or none named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.accents import Accents
from app.printed_names import NameFound, find_printed
from app.unknown_places import is_meant, strange_names, unheard_names, whole_name
from ingest.models import Plan
from ingest.places import Place, PlaceMention, find_places, predecessors
from ingest.places import places as known_places
from ingest.reference import Succession
from ingest.vietnamese import UPPER, fold_space, key

# "kh 3819", "kế hoạch số 371", "3819/KH-UBND"
_PLAN_NUMBER = re.compile(
    r"\b(?:kh|ke hoach)(?:\s+so)?\s*:?\s*(?P<a>\d{2,5})\b(?!\s*(?:htx|hop tac))(?!\s*/\s*qd)"
    r"(?:\s*/\s*kh(?:\s*-\s*[a-z]+)?\b)?"
    r"|\b(?P<b>\d{1,5})\s*/\s*kh(?:\s*-\s*[a-z]+)?\b"
)
_AFTER = re.compile(
    r"(?i)(?<!\w)(?:sau|after|trước|truoc|before|hơn|hon|so với|so voi|than)"
    r" (?:năm |nam )?(?:19|20)\d{2}(?!\d)"
)  # no year by itself
_YEAR = re.compile(r"(?<!\d)(?<!\d/)(?:19|20)\d{2}(?!\d)|(?<=\b[01]\d/)20\d\d(?!\d)|(?<=\b\d/)20\d\d(?!\d)")
# "Luật HTX 2023", "ngày 16/6/2022": years of documents, not of what is asked about
_OF_DOCUMENT = re.compile(
    r"(?i)(?:luật|luat)\s[^,.;?]{0,20}\d{4}|\d{1,2}/\d{1,2}/\d{4}|/\d{4}/"
    r"|\b\d{4}\s+(?:[\w'’-]+\s+){0,2}(?:laws?|acts?|decrees?)\b"
    r"|\b(?:law|act)\s+(?:on\s+(?:[\w-]+\s+){0,2})?(?:of\s+)?\(?\d{4}"
    r"|\b(?:decree|resolution|decision|circular|directive)\s+(?:no\.?\s*)?[\w/-]+\s+of\s+\d{4}"
)
_INITIALS = re.compile(rf"(?i:tỉnh|tinh|huyện|huyen|thành phố|tp\.?)\s+(?P<initials>[{UPPER}]{{2,4}})(?!\w)")
_SHORTEST_FUZZY = 6  # letters of a name below which one wrong letter makes another word


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question says about where to look.

    `plans` are plan ids, empty when none is named. `unknown` are places or plan numbers named that
    no plan in the library is about. `successions` say under which older names plans stand.
    `words` are the question's words that name the scope (accent-free), no topic of their own.
    `districts` are districts named that have no plan of their own; `offered` are plans of an area
    related to an unknown one. `cooperatives` are the own names of cooperatives that plans print.
    """

    plans: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    successions: tuple[Succession, ...] = ()
    words: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    districts: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    cooperatives: tuple[str, ...] = ()


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


def read_scope(
    question: str,
    plans: Sequence[Plan],
    without_years: frozenset[int] = frozenset(),
    typed: str = "",
    accents: Accents | None = None,
) -> Scope:
    """Return the scope that `question` names, against the plans in the library.

    `without_years` are years named that shall not count; `typed` is the question without the accents
    that were put back, letter for letter as long; `accents` tells which words are written in a row.
    """
    named_years = [int(year) for year in _YEAR.findall(_OF_DOCUMENT.sub(" ", _AFTER.sub(" ", question)))]
    years = tuple(year for year in named_years if year not in without_years)
    reading = _Reading()
    for numbered, number, named in _numbered(key(question), plans, named_years):
        reading.words += re.findall(r"\w+", numbered)
        reading.lead_to(named, f"Kế hoạch số {number}")
    for initials, plan_id in _initialled(question, plans):
        reading.words += [key(initials)]
        reading.lead_to([plan_id])
        question = question.replace(initials, " " * len(initials))
    printed = find_printed(question, plans)
    strange = [
        *strange_names(question, printed),
        *unheard_names(question, typed or question, printed, accents),
    ]
    for name, _ in strange:
        reading.words += key(name).split()
        reading.lead_to([], name)
        reading.lost = True
    places = {plan.id: _place(plan) for plan in plans}
    own = {one.span for one in printed if one.own}
    taken = {one.span for one in printed if one.level == "cooperative"}
    mentions = [
        (mention, _plans_of(mention, places, years))
        for mention in _places_in(question, typed)
        if not any(span.covers(mention.span) for _, span in strange)
        and not any(_reaches_beyond(one, mention) for one in printed)
    ]
    library = [*own, *(mention.span for mention, (named, _, near) in mentions if named or near)]
    for mention, (named, via, near) in mentions:
        if named:
            taken.add(mention.span)
        elif mention.span in own or not is_meant(mention, question, typed, library, accents):
            continue
        reading.words += key(mention.printed).split()
        reading.lead_to(named, whole_name(mention, question))
        reading.successions += via
        reading.offered += near
        if all(one.kind == "district" for one in mention.candidates):
            reading.lost = reading.lost or not named
            has_own = any(place in mention.candidates for place in places.values())
            reading.districts += [mention.name] if named and not has_own else []
    for one in printed:
        if one.span not in taken:
            reading.words += key(one.name).split()
            reading.lead_to(one.own or one.plans, one.name)
    if reading.lost:
        reading.found.clear()  # a district without a plan is not answered for by today's province around it
    if not reading.found and not reading.unknown:
        reading.lead_to(named := _by_own_name(key(question), plans))
        reading.words += [
            word
            for plan in plans
            if plan.id in named and plan.header.place
            for word in key(plan.header.place.value).split()
        ]
    return Scope(
        tuple(dict.fromkeys(reading.found)),
        tuple(dict.fromkeys(reading.unknown)),
        tuple(dict.fromkeys(reading.successions)),
        tuple(reading.words),
        years,
        tuple(reading.districts),
        tuple(dict.fromkeys(reading.offered)),
        tuple(one.name for one in printed if one.level == "cooperative"),
    )


@dataclass(slots=True)
class _Reading:
    """A scope as far as it is read; `lost`: a district or strange place is named that has no plan."""

    found: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    lost: bool = False

    def lead_to(self, plans: Sequence[str], name: str = "") -> None:
        """Add the plans that a name leads to, or the name as one that leads to none."""
        self.found += plans
        if not plans and name:
            self.unknown.append(name)


def _places_in(question: str, typed: str) -> list[PlaceMention]:
    """Return the provinces and districts named.

    Behind its level a name counts as typed, whatever accents were put back: "huyen dinh lap".
    """
    found = [one for one in find_places(question) if one.context in ("plain", "admin")]
    for mention in find_places(typed) if typed != question else ():
        apart = all(mention.span.end <= one.span.start or one.span.end <= mention.span.start for one in found)
        if apart and mention.context == "admin":
            found.append(mention)
    return found


def _reaches_beyond(one: NameFound, mention: PlaceMention) -> bool:
    """Say whether a printed name holds a known place and more: "Vĩnh Lâm" holds Vinh; or a cooperative's."""
    return one.span.covers(mention.span) and (one.span != mention.span or one.level == "cooperative")


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
    """Return the plans whose place is named, also where no list of places has it."""
    words = f" {' '.join(word.strip('?.,!;:()') for word in typed.split())} "
    return [plan.id for plan in plans if plan.header.place and f" {key(plan.header.place.value)} " in words]
