"""Which plans a question is about: by number, place (old or new name), or none named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app import cues
from app.accents import Accents
from app.printed_names import NameFound, find_printed
from ingest.agencies import find_agencies
from ingest.models import Plan, Span
from ingest.places import LEAST, Place, PlaceMention, find_places, predecessors
from ingest.places import places as known_places
from ingest.reference import Succession, Token, distance_at_most_one, load, spelling, tokens
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
    named_years = [int(year) for year in _YEAR.findall(_OF_DOCUMENT.sub(" ", question))]
    years = tuple(year for year in named_years if year not in without_years)
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    offered: dict[str, None] = {}
    successions: list[Succession] = []
    words: list[str] = []
    districts: list[str] = []
    lost = False
    for numbered, number, named in _numbered(key(question), plans, named_years):
        found.update(dict.fromkeys(named))
        words += re.findall(r"\w+", numbered)
        if not named:
            unknown[f"Kế hoạch số {number}"] = None
    places = {plan.id: _place(plan) for plan in plans}
    for initials, plan_id in _initialled(question, plans):
        found[plan_id] = None
        words += [key(initials)]
        question = question.replace(initials, " " * len(initials))
    printed = find_printed(question, plans)
    own = [one for one in printed if one.own]
    strange = _strange(question, printed)
    for name, _ in strange:
        words += key(name).split()
        unknown[name] = None
        lost = True
    mentions = [
        mention
        for mention in find_places(question)
        if mention.context in ("plain", "admin")
        and not any(span.covers(mention.span) for _, span in strange)
        and not any(_reaches_beyond(one, mention) for one in printed)
    ]
    read = [(mention, _plans_of(mention, places, years)) for mention in mentions]
    known = [mention.span for mention, (named, _, near) in read if named or near]
    library = [*known, *(one.span for one in own)]
    for mention, (named, via, near) in read:
        here = [one for one in own if one.span == mention.span]
        if not named and (here or not _is_meant(mention, question, typed, library, accents)):
            continue
        words += key(mention.printed).split()
        found.update(dict.fromkeys(named))
        is_district = all(one.kind == "district" for one in mention.candidates)
        if named and not any(place in mention.candidates for place in places.values()):
            districts += [mention.name] if is_district else []
        successions += via
        offered.update(dict.fromkeys(near))
        if not named:
            unknown[_whole(mention, question)] = None
            lost = lost or is_district
    taken = [mention.span for mention, (named, _, _) in read if named]
    for one in printed:
        if one.level == "cooperative" or one.span in taken:
            continue
        if not one.plans:
            unknown[one.name] = None
        words += key(one.name).split()
        found.update(dict.fromkeys(one.own or one.plans))
    if lost:
        found.clear()  # a district without a plan is not answered for by today's province around it
    if not found and not unknown:
        named = _by_own_name(key(question), plans)
        found.update(dict.fromkeys(named))
        words += [
            word
            for plan in plans
            if plan.id in named and plan.header.place
            for word in key(plan.header.place.value).split()
        ]
    return Scope(
        tuple(found),
        tuple(unknown),
        tuple(dict.fromkeys(successions)),
        tuple(words),
        years,
        tuple(districts),
        tuple(offered),
        tuple(one.name for one in printed if one.level == "cooperative"),
    )


def _reaches_beyond(one: NameFound, mention: PlaceMention) -> bool:
    """Say whether a printed name holds a known place and more: "Vĩnh Lâm" holds Vinh; or a cooperative's."""
    return one.span.covers(mention.span) and (one.span != mention.span or one.level == "cooperative")


def _is_meant(
    mention: PlaceMention,
    question: str,
    typed: str,
    library: Sequence[Span],
    accents: Accents | None,
) -> bool:
    """Say whether words that are the name of a place without a plan are meant so.

    "nâng cao bằng cách nào" is not about Cao Bằng, nor "2025 dinh lap them" about Đình Lập. A capital,
    its level, a word like "ở" or another place beside it says that it is a place.
    """
    if mention.context == "admin" or any(char.isupper() for char in mention.printed):
        return True
    words = tokens(question)
    first = next(at for at, word in enumerate(words) if word.start == mention.span.start)
    end = next(at for at, word in enumerate(words) if word.end == mention.span.end) + 1
    before = words[first - 1] if first else None
    if before is not None and (_says_place(before) or any(before.end == span.end for span in library)):
        return True
    if library:
        return False
    as_typed = find_places(typed or question)
    if not any(one.span == mention.span for one in as_typed):
        return False  # only the accents put back make it the name
    if accents is None:
        return True
    if before is not None and words[first].joined and accents.writes(before.folded, words[first].folded):
        return False
    after = words[end] if end < len(words) and words[end].joined else None
    if after is None or after.folded in cues.joining_words(accent_free=False):
        return True
    return not accents.writes(words[end - 1].folded, after.folded)


def _says_place(word: Token) -> bool:
    """Say whether a place is expected behind a word: "ở", "của"."""
    return any(spelling(word.folded, known) for known in load("places")["before"] if key(known) == word.key)


def _whole(mention: PlaceMention, question: str) -> str:
    """Return a name with the capitals that follow: of "Vinh Hoa" the list knows "Vinh" alone."""
    if not mention.printed[:1].isupper():
        return mention.name
    if _mostly_capitals(question):
        return mention.printed
    rest = re.match(rf"(?: [{UPPER}][^\W\d_]*)+", question[mention.span.end :])
    name = [mention.printed]
    for word in rest.group().split() if rest else ():
        if word.isupper() or word.casefold() in cues.stop_words() or find_agencies(word):
            break
        name.append(word)
    return " ".join(name)


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


def _mostly_capitals(question: str) -> bool:
    return sum(word[:1].isupper() for word in question.split()) > _MANY_CAPITALS * len(question.split())


def _strange(question: str, printed: Sequence[NameFound]) -> list[tuple[str, Span]]:
    """Return the names of provinces and districts that no list and no plan has, with their level.

    "tỉnh Sơn Lâm" is no place that is known; nor is "tỉnh Hoàng Sa Mới", though it begins like one.
    """
    if _mostly_capitals(question):
        return []
    known = [(one.span.start, one.span.end) for one in (*printed, *find_places(question, 0.0))]
    agencies = [agency.span.start for agency in find_agencies(question)]
    found = []
    for match in _titled().finditer(question):
        start, end = match.span("name")
        end = min((at for at in agencies if start < at < end), default=end)
        end = start + len(question[start:end].rstrip(" ,"))
        longest = max((last for first, last in known if first == start), default=start)
        while end > longest and _asks(question[start:end].split()[-1], question[end:]):
            end = start + len(question[start:end].rpartition(" ")[0])  # "tỉnh Kon Tum Năm 2024"
        name = question[start:end]
        if name and end > longest:
            found.append((f"{match['level'].lower()} {name}", Span(match.start(), start + len(name))))
    return found


def _asks(word: str, following: str) -> bool:
    """Say whether a capitalised word is the question's and no name's: "Có", or "Năm" before a number."""
    return word.casefold() in cues.joining_words(accent_free=False) or bool(re.match(r"\s+\d", following))


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
