"""Provinces and districts named in a text: before and since the mergers of 1 July 2025.

`find_places` keeps what is ambiguous: "Đồng Nai" is a province of before, one of today, a commune
and part of a cooperative's name. A mention carries its candidates, its context and a confidence;
the caller, who knows the year and the plans, decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.models import Span
from ingest.reference import Found, Lexicon, Succession, Token, load, slug, tokens

Era = Literal["old", "new", "both"]  # until 2025-06-30, since 2025-07-01, never changed
Context = Literal["plain", "admin", "commune", "cooperative"]
Level = Literal["province", "district", "commune"]

# "xã: Bù Gia Mập (huyện Bù Gia Mập) và Đồng Nai": what may stand between two names of one list.
_GOES_ON = re.compile(r"\s*(\))?\s*(?:,|;|và|va)?\s*")
_UNSURE = frozenset({"xã", "HTX"})

LEAST = 0.5  # mentions below are ordinary words more often than places


@dataclass(frozen=True, slots=True)
class Place:
    """A province or district. `province` is the id of a district's province of then."""

    id: str
    name: str
    kind: Literal["province", "district"]
    type: str
    era: Era
    province: str | None = None

    @property
    def title(self) -> str:
        """Return the name with its type: "tỉnh Kon Tum"."""
        return self.name if self.name.lower().startswith(self.type) else f"{self.type} {self.name}"


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A name of a place in a text.

    `span` covers the name, not the word before it; `context` is what that word says of it. In the
    contexts "commune" and "cooperative" the candidates only share the name.
    """

    candidates: tuple[Place, ...]
    span: Span
    printed: str
    context: Context
    confidence: float

    @property
    def place(self) -> Place | None:
        """Return the place where there is no doubt which."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def name(self) -> str:
        """Return the usual spelling of the name."""
        return self.candidates[0].name


@dataclass(frozen=True, slots=True)
class _Name:
    place: Place
    common: bool = False
    person: bool = False
    distinct: bool = False
    not_before: tuple[str, ...] = ()


# --- the known places ------------------------------------------------------------------------


@lru_cache
def places() -> dict[str, Place]:
    """Return all places by id. A province of today that others joined has an id ending in "@2025"."""
    data = load("places")
    into = {item["id"]: item["into"] for item in data["provinces"]}
    known: dict[str, Place] = {}
    for item in data["provinces"]:
        joined = [older for older, newer in into.items() if newer == item["id"]]
        kept = joined == [item["id"]]
        era: Era = "both" if kept else "old"
        known[item["id"]] = Place(item["id"], item["name"], "province", item["type"], era)
        if len(joined) > 1:
            new = item["id"] + "@2025"
            known[new] = Place(new, item["name"], "province", item["type"], "new")
    for province, kinds in data["districts"].items():
        for kind, names in kinds.items():
            for name in names:
                identity = f"{province}.{slug(kind)}-{slug(name)}"
                known[identity] = Place(identity, name, "district", kind, "old", province)
    return known


def successor(place: Place) -> Succession | None:
    """Return what the place belongs to today, None if nothing changed."""
    if place.era != "old":
        return None
    provinces = {item["id"]: item["into"] for item in load("places")["provinces"]}
    into = provinces[place.province or place.id]
    newer = places().get(into + "@2025") or places()[into]
    return _succession(place, newer)


def predecessors(place: Place) -> tuple[Succession, ...]:
    """Return the provinces that became this one, its own older self included."""
    if place.era != "new":
        return ()
    identity = place.id.removesuffix("@2025")
    older = [item["id"] for item in load("places")["provinces"] if item["into"] == identity]
    return tuple(_succession(places()[one], place) for one in sorted(older, key=lambda one: one != identity))


def _succession(older: Place, newer: Place) -> Succession:
    fact = load("places")["successions"]["districts" if older.kind == "district" else "provinces"]
    return Succession(older.id, older.title, newer.id, newer.title, fact["since"], fact["source"])


@lru_cache
def _names() -> Lexicon[_Name]:
    names: Lexicon[_Name] = Lexicon()
    data = load("places")
    by_id = {item["id"]: item for item in data["provinces"]}
    for place in places().values():
        item = by_id.get(place.id.removesuffix("@2025"), {})
        flags = item.get("common", False), item.get("person", False), place.name in data["distinct"]
        for spelt in _spellings(place.name):
            names.add(spelt, _Name(place, *flags, tuple(item.get("not_before", ()))))
        for alias in item.get("aliases", ()):
            for spelt in _spellings(alias):
                names.add(spelt, _Name(place))
    return names


def _spellings(name: str) -> set[str]:
    """Return `name` as it is written elsewhere: Đắk, Đăk, Đắc, Đăc; apostrophes; in one word."""
    forms = {name}
    for other in ("Đắk", "Đăk", "Đắc", "Đăc", "Dak"):
        forms |= {form.replace(known, other) for form in list(forms) for known in ("Đắk", "Đăk")}
    forms |= {form.replace("'", "") for form in list(forms)}
    if len(name.split()) == 2:
        forms |= {form.replace(" ", "").capitalize() for form in list(forms)}
    return forms


@lru_cache
def _kinds() -> Lexicon[str]:
    words: Lexicon[str] = Lexicon()
    for kind, spellings in load("places")["kinds"].items():
        for spelt in spellings:
            words.add(spelt, kind)
    return words


@lru_cache
def _rare() -> frozenset[str]:
    return frozenset(load("places")["rare_syllables"])


@lru_cache
def _fields() -> frozenset[str]:
    """Return the syllables of what cooperatives do, which stand between "HTX" and its own name."""
    fields = load("agencies")["cooperatives"]["fields"]
    return frozenset(token.key for field in fields for token in tokens(field))


# --- finding ---------------------------------------------------------------------------------


def find_places(text: str, least: float = LEAST) -> tuple[PlaceMention, ...]:
    """Return the places named in `text`, in order, typed with accents or without."""
    return tuple(one for one in _mentions(text) if one.confidence >= least)


@lru_cache(maxsize=512)
def _mentions(text: str) -> tuple[PlaceMention, ...]:
    words = tokens(text)
    found: list[PlaceMention] = []
    position, kind, kind_end, listed, outer = 0, "", -1, "", ""
    while position < len(words):
        kinds = [one for one in _kinds().at(words, position) if not one.wrong]
        names = place_at(words, position)
        if kinds and (not names or kinds[0].end > names[0].end):
            kind, kind_end = kinds[0].value, kinds[0].end
            position = kind_end
            continue
        if not names:
            position += 1
            continue
        gap = words[position].gap.strip(" \u00a0")
        before = kind if position == kind_end and gap in {"", ":", "."} else ""
        between = text[found[-1].span.end : words[position].start] if found else ""
        if "(" in between:
            outer = listed
        if not before and found and (goes_on := _GOES_ON.fullmatch(between)):
            listed = outer if goes_on.group(1) else listed
            before = listed if listed in _UNSURE else ""
        if not before and in_cooperative(words, position):
            before = "HTX"
        listed = before
        found.append(_mention(text, words, names, before))
        position = names[0].end
    return tuple(found)


def place_at(words: Sequence[Token], position: int) -> list[Found[_Name]]:
    """Return the longest known place names at `position` that are not spelt wrongly."""
    fits = [one for one in _names().at(words, position) if not one.wrong]
    if not fits:
        return []
    following = words[fits[0].end].key if fits[0].end < len(words) else ""
    best = [one for one in fits if one.end == fits[0].end]
    if any(following == token.key for token in tokens(" ".join(best[0].value.not_before))):
        return []
    exact = [one for one in best if one.exact]
    return exact or best


def _mention(text: str, words: Sequence[Token], names: list[Found[_Name]], before: str) -> PlaceMention:
    first, end = names[0].first, names[0].end
    context: Context = "plain"
    if before in _UNSURE:
        context = "commune" if before == "xã" else "cooperative"
    elif before:
        of_type = [one for one in names if one.value.place.type == before]
        context, names = ("admin", of_type) if of_type else (context, names)
    candidates = tuple(dict.fromkeys(one.value.place for one in names))
    span = Span(words[first].start, words[end - 1].end)
    used = words[first:end]
    confidence = _confidence(used, names, context)
    return PlaceMention(candidates, span, span.of(text), context, confidence)


def _confidence(used: Sequence[Token], names: list[Found[_Name]], context: Context) -> float:
    """Grade a mention. The order of the grades matters, not their distance."""
    exact, name = names[0].exact, names[0].value
    if context in {"commune", "cooperative"}:
        return 0.3
    if context == "admin":
        return 1.0 if exact else 0.95
    if name.person:
        return 0.4
    if all(word.capital or word.key in {"va"} for word in used):
        return 0.9 if exact else 0.85
    if sum(len(word.key) for word in used) <= 2:
        return 0.3
    if name.common:
        return 0.5
    if any(one.value.place.kind == "province" for one in names):
        return 0.85 if exact else 0.8
    if any(word.key in _rare() for word in used) or name.distinct:
        return 0.75
    if exact and len(used) > 1:
        return 0.7
    return 0.6 if len(used) > 2 else 0.45 if len(used) > 1 else 0.2


def in_cooperative(words: Sequence[Token], position: int) -> bool:
    """Say whether the name is part of a cooperative's: "HTX Nông nghiệp hữu cơ Đồng Nai"."""
    index = position - 1
    while index >= 0 and words[index + 1].joined and words[index].key in _fields():
        index -= 1
    if index < 0 or not words[index + 1].joined:
        return False
    head = [word.key for word in words[max(index - 2, 0) : index + 1]]
    return head[-1] in {"htx", "tht"} or head in (["hop", "tac", "xa"], ["to", "hop", "tac"])


def level(text: str) -> Level | None:
    """Return the level of government that `text` speaks of ("cấp huyện", "UBND xã"), the highest first."""
    words = tokens(text)
    kinds = {one.value for i in range(len(words)) for one in _kinds().at(words, i)[:1] if not one.wrong}
    levels: tuple[tuple[Level, set[str]], ...] = (
        ("province", {"tỉnh"}),
        ("district", {"huyện", "thị xã", "quận", "thành phố"}),
        ("commune", {"xã"}),
    )
    return next((name for name, words_of in levels if kinds & words_of), None)
