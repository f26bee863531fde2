"""Agencies named in a plan or asked for in a question, under one name each.

`find_agencies` reads printed text ("Các Sở: NN&PTNT, KH&ĐT"), `resolve` reads questions
("so ke hoach dau tu"), `matches` says whether a duty is one of the agency asked for: its own,
inherited from an older agency, or given to a collective it belongs to. All names stand in
`corpus/reference/agencies.yaml`; agencies that are not there are read by the pattern of their name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from ingest.models import Span
from ingest.places import Place, place_at
from ingest.reference import (
    Found,
    Lexicon,
    Succession,
    Token,
    distance_at_most_one,
    load,
    slug,
    spelling,
    tokens,
)
from ingest.vietnamese import unify_tones

Level = Literal["central", "province", "district", "commune", "organisation", "cooperative"]
Match = Literal["exact", "inherited", "member"]

_COOP = frozenset({"htx", "tht"})
_AFTER_HEAD = frozenset(
    {"ban", "nganh", "chuyen", "mon"}
)  # "Các sở, ban, ngành: …", "các phòng chuyên môn: …"
_PLURAL_HEADS = {"so": "Sở", "ban": "Ban", "hoi": "Hội", "phong": "Phòng", "bo": "Bộ"}


@dataclass(frozen=True, slots=True)
class Mention:
    """An agency in a text.

    `agency` is its usual name; `id` is "<agency>" or, for one of a territory, "<agency>@<territory>".
    `ids` holds every id the words may mean ("Sở Nông nghiệp"), `id` first. `span` covers the agency's
    own words, `group` the whole enumeration it stands in ("UBND các huyện: Bù Đăng, Bù Gia Mập"),
    `printed` is the verbatim text of `group`. `known`: listed in the data, not read by pattern.
    """

    agency: str
    id: str
    ids: tuple[str, ...]
    level: Level | None
    kind: str
    collective: bool
    place: str | None
    span: Span
    group: Span
    printed: str
    known: bool = True

    @property
    def base(self) -> str:
        """Return the id without the territory."""
        return self.id.partition("@")[0]


@dataclass(frozen=True, slots=True)
class AgencyQuery:
    """An agency a user asks for. `predecessors` are ids whose duties it inherited.

    `inherited` and `passed_on` are the facts to tell: which older agencies became this one, and what
    became of this one. `mention` is how it was read.
    """

    id: str
    name: str
    span: Span
    typed: str
    level: Level | None
    collective: bool
    predecessors: tuple[str, ...]
    inherited: tuple[Succession, ...]
    passed_on: tuple[Succession, ...]
    mention: Mention


@dataclass(frozen=True, slots=True)
class _Agency:
    id: str
    name: str
    kind: str
    levels: tuple[Level, ...]
    head: str = ""
    collective: bool = False
    needs: str = ""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


class _Territory(NamedTuple):
    """What stands behind a name: "tỉnh Kon Tum", "các huyện, TP Gia Nghĩa", "các xã: A và B"."""

    level: Level
    type: str
    place: str | None
    first: int
    end: int
    many: bool = False
    ranked: bool = False  # "cấp huyện"


# --- the known agencies ----------------------------------------------------------------------


@lru_cache
def _agencies() -> dict[str, _Agency]:
    known: dict[str, _Agency] = {}
    data = load("agencies")
    for item in data["agencies"]:
        name = _name(item)
        levels = item["level"] if isinstance(item["level"], list) else [item["level"]]
        needs = "level" if item.get("needs_level") else "place" if item.get("needs_place") else ""
        not_after = [*item.get("not_after", ()), *data["not_heads_after"].get(item.get("head"), ())]
        words = tuple(item.get("not_before", ())), tuple(not_after)
        identity = _identity(item)
        head = item.get("head", "")
        known[identity] = _Agency(identity, name, item["kind"], tuple(levels), head, False, needs, *words)
    for item in data["collectives"]:
        levels = [item["level"]] if "level" in item else []
        known[item["id"]] = _Agency(
            item["id"],
            item["name"],
            "collective",
            tuple(levels),
            collective=True,
            needs=item.get("needs", ""),
        )
    return known


def _name(item: dict[str, Any]) -> str:
    return str(item.get("name") or f"{item['head']} {item['fields'][0]}")


def _identity(item: dict[str, Any]) -> str:
    return str(item.get("id") or slug(_name(item)))


@lru_cache
def _names(typed: bool) -> Lexicon[_Agency]:
    """Return all spellings; with those only a question uses (bare, English, in one word) if `typed`."""
    names: Lexicon[_Agency] = Lexicon()
    data = load("agencies")
    for item in [*data["agencies"], *data["collectives"]]:
        agency = _agencies()[_identity(item)]
        forms = [agency.name, *item.get("aliases", ())]
        forms += [f"{agency.head} {field}" for field in item.get("fields", ())]
        forms += [form.replace("&", "") for form in forms if "&" in form]
        if typed:
            forms += [form.replace(" ", "") for form in forms if agency.head or agency.kind == "alliance"]
            forms += [f"{agency.head} {field.replace(' ', '')}" for field in item.get("fields", ())]
            forms += [f"{agency.head[:1]}{re.sub(r'[^A-ZĐ]', '', field)}" for field in _abbreviated(item)]
            forms += [*item.get("bare", ()), *item.get("english", ())]
            forms += [form.replace("&", "") for form in item.get("bare", ())]
        for form in forms:
            names.add(form, agency)
    return names


def _abbreviated(item: dict[str, Any]) -> list[str]:
    """Return the fields of a department that are abbreviations: "NN&PTNT" makes "SNNPTNT"."""
    fields = item.get("fields", ()) if item.get("head") == "Sở" else ()
    return [field for field in fields if re.fullmatch(r"[A-ZĐ&-]{2,}", field)]


@lru_cache
def _fields(head: str) -> Lexicon[_Agency]:
    """Return what may follow a head in an enumeration: "Các Sở: Tài chính, Công Thương"."""
    names: Lexicon[_Agency] = Lexicon()
    for item in load("agencies")["agencies"]:
        if item.get("head") == head:
            agency = _agencies()[_identity(item)]
            for field in item["fields"]:
                names.add(field, agency)
    return names


@lru_cache
def _words(*path: str) -> Lexicon[str]:
    """Return a list, or the lists of a mapping (with their key as value), of the data file."""
    content: Any = load("agencies")
    for step in path:
        content = content[step]
    names: Lexicon[str] = Lexicon()
    for value, forms in content.items() if isinstance(content, dict) else [("", content)]:
        for form in forms:
            names.add(form, value or form)
    return names


@lru_cache
def _tails() -> Lexicon[str]:
    names: Lexicon[str] = Lexicon()
    for item in load("agencies")["tails"]:
        for form in item["words"]:
            names.add(form, item.get("level", ""))
    return names


@lru_cache
def _patterns() -> Lexicon[tuple[str, str]]:
    names: Lexicon[tuple[str, str]] = Lexicon()
    for item in load("agencies")["patterns"]:
        for head in item["heads"]:
            names.add(head, (item["level"], item["kind"]))
    return names


def _first(
    names: Lexicon[Any], words: Sequence[Token], position: int, *, exact: bool = False
) -> Found[Any] | None:
    """Return the longest rightly spelt entry at `position`."""
    if position >= len(words):
        return None
    return next((one for one in names.at(words, position) if (one.exact if exact else not one.wrong)), None)


# --- territories -----------------------------------------------------------------------------


def _territories(words: Sequence[Token], start: int, *, typed: bool) -> tuple[_Territory, ...]:
    """Read the territory or territories that begin at token `start`."""
    position = start
    while position < len(words) and words[position].key in {"cap", "cua", "cung"} and words[position].joined:
        position += 1
    if position >= len(words) or not (words[position].joined or words[position].gap.strip() == ":"):
        return ()
    plural = words[position].key == "cac"
    if plural and position + 1 < len(words) and words[position + 1].key == "cap":
        return (_Territory("organisation", "các cấp", None, start, position + 2, True),)
    units = list(_units(words, position + plural, typed=typed))
    if not units:
        name = _place_name(words, position, known=True)
        places = [one.value.place for one in place_at(words, position)]
        province = any(place.kind == "province" for place in places)
        return (_Territory("province", "tỉnh", name[0], start, name[1]),) if name and province else ()
    level: Level = units[0].value
    end = units[-1].end
    many = (plural or len(units) > 1) and level in _many()
    ranked = position > start and words[position - 1].key == "cap" and level in _many()
    listed = end < len(words) and words[end].gap.strip() == ":"
    short = end < len(words) and words[end].gap == ". " and words[end - 1].key in {"tp", "tx"}
    apart = end < len(words) and words[end].joined and words[end].gap.isspace()
    name = _place_name(words, end, known=False) if listed or apart or short else None
    if name is None or level == "central":
        return (_Territory(level, _unit_name(words, units[0]), None, start, end, many, ranked),)
    if len(units) > 1 and not listed and _is_city(words, end):
        return (_Territory(level, "", None, start, name[1], True),)
    return tuple(_listed_places(words, start, units, end, typed=typed))


def _units(words: Sequence[Token], position: int, *, typed: bool) -> Iterator[Found[Any]]:
    """Yield "huyện", "thị xã" and "thành phố" of "huyện, thị xã và thành phố"."""
    level = ""
    while (unit := _unit(words, position, typed=typed)) is not None:
        if level in {"central", "province"} or (level and unit.value in {"central", "province"}):
            return
        yield unit
        level, position = unit.value, unit.end
        if position < len(words) and words[position].key == "va" and words[position].joined:
            position += 1
        if position >= len(words) or not words[position].joined:
            return


def _unit(words: Sequence[Token], position: int, *, typed: bool) -> Found[Any] | None:
    """Return the word for a territory at `position`; in print "quan" is not "quận"."""
    if _first(_words("not_territories"), words, position) is not None:
        return None
    return _first(_words("territories"), words, position, exact=not typed)


def _unit_name(words: Sequence[Token], unit: Found[Any]) -> str:
    typed = " ".join(word.key for word in words[unit.first : unit.end])
    names: dict[str, str] = load("agencies")["territory_names"]
    forms = [form for listed in load("agencies")["territories"].values() for form in listed]
    form = next((form for form in forms if " ".join(word.key for word in tokens(form)) == typed), typed)
    return str(names.get(form, form))


def _many() -> dict[str, str]:
    names: dict[str, str] = load("agencies")["territory_collectives"]
    return names


def _place_name(words: Sequence[Token], position: int, *, known: bool) -> tuple[str, int] | None:
    """Return the name of a place at `position` and its end: a known one, or a run of capitals."""
    if position >= len(words):
        return None
    places = place_at(words, position)
    if places and (words[position].capital or not places[0].value.common):
        end = places[0].end
        used = words[position:end]
        as_printed = all(word.capital and not word.text.isupper() for word in used)
        if as_printed and all(word.gap == " " for word in used[1:]):
            return " ".join(unify_tones(word.text) for word in used), end
        return places[0].value.place.name, end
    end = position
    while not known and end < len(words) and words[end].capital and end - position < 4:
        if "\n" in words[end].gap or (end > position and words[end].gap != " "):
            break
        if _first(_names(False), words, end) or _starts(words, end):
            break
        end += 1
    if not known and words[position].text.isdigit() and words[position - 1].key in {"phuong", "quan"}:
        return words[position].text, position + 1  # "phường 1"
    name = " ".join(word.folded.capitalize() for word in words[position:end])
    return (name, end) if end > position else None


def _is_city(words: Sequence[Token], position: int) -> bool:
    """Say whether a town stands at `position`: "các huyện, TP Gia Nghĩa" means all districts and it."""
    places = [one.value.place for one in place_at(words, position)]
    return any(place.kind == "district" and place.type in {"thành phố", "thị xã"} for place in places)


def _listed_places(
    words: Sequence[Token], start: int, units: Sequence[Found[Any]], position: int, *, typed: bool
) -> Iterator[_Territory]:
    """Yield the territories of "các huyện Đăk Hà, Đăk Tô và thành phố Kon Tum"."""
    types = [_unit_name(words, unit) for unit in units]
    level: Level = units[0].value
    first, unit, plural = start, types[0], words[start].key == "cac" or len(units) > 1
    while (name := _place_name(words, position, known=False)) is not None:
        places: list[Place] = [one.value.place for one in place_at(words, position)]
        of_type = [place.type for place in places if place.type in types]
        if of_type and unit not in of_type and len(types) > 1:
            unit = of_type[0]
        big = level == "district" and places and all(one.kind == "province" for one in places)
        end = _after_bracket(words, name[1])
        yield _Territory("province" if big else level, unit, name[0], first, end)
        position = end + 1 if end < len(words) and words[end].key == "va" else end
        separated = position > end or (end < len(words) and words[end].gap.strip(" \u00a0\n)") in {",", ";"})
        if not separated:
            return
        following = _unit(words, position, typed=typed)
        if following is None and not (plural or _is_district(words, position)):
            return
        first, unit = position, types[0]
        if following is not None:
            if following.value != level:
                return
            unit, position = _unit_name(words, following), following.end


def _is_district(words: Sequence[Token], position: int) -> bool:
    places = place_at(words, position) if position < len(words) else []
    return bool(places) and all(one.value.place.kind == "district" for one in places)


def _after_bracket(words: Sequence[Token], position: int) -> int:
    """Return the end of the bracket that opens before `position`: "Đồng Nai (huyện Bù Đăng)"."""
    if position >= len(words) or words[position].gap.strip() != "(":
        return position
    unit = _first(_words("territories"), words, position)
    name = _place_name(words, unit.end, known=False) if unit is not None else None
    return name[1] if name is not None else position


# --- reading a text --------------------------------------------------------------------------


class _Reader:
    """One pass over a text; `typed` for questions, where capitals and accents may be missing."""

    def __init__(self, text: str, *, typed: bool) -> None:
        self.text, self.typed = text, typed
        self.words = tokens(text)

    def read(self) -> tuple[Mention, ...]:
        """Return all mentions in order."""
        found: list[Mention] = []
        position = 0
        while position < len(self.words):
            mentions: list[Mention] = []
            end = position
            if not self._in_symbol(position):
                for reader in (self._listed, self._cooperative, self._known, self._by_pattern):
                    mentions, end = reader(position)
                    if mentions:
                        break
            found += mentions
            position = max(end, position + 1)
        return tuple(found)

    def _in_symbol(self, position: int) -> bool:
        """Say whether the word is part of a document's symbol: "1697/SKHĐT-ĐKKD", "3819/KH-UBND"."""
        before = self.words[position - 1] if position else None
        gap = self.words[position].gap
        return gap == "/" or (gap == "-" and before is not None and before.text.isupper())

    def _span(self, first: int, end: int) -> Span:
        close = self.words[end - 1].end
        inside = self.text[self.words[first].start : close]
        closing = re.match(r"\s*\)", self.text[close:]) if inside.count("(") > inside.count(")") else None
        return Span(self.words[first].start, close + (closing.end() if closing else 0))

    def _fit(self, names: Lexicon[_Agency], position: int) -> list[Found[_Agency]]:
        """Return the best readings of a known name: longest, spelt right, one word misprinted at most."""
        found = names.at(self.words, position) if position < len(self.words) else []
        fits = [one for one in found if one.wrong <= self._misprints(one)]
        fits = [one for one in fits if self._allowed(one)]
        if not fits:
            return []
        best = [one for one in fits if one.end == fits[0].end]
        exact = [one for one in best if one.exact]
        return exact or [one for one in best if one.wrong == best[0].wrong]

    def _misprints(self, one: Found[_Agency]) -> int:
        return 0 if self.typed or one.end - one.first < 4 else 1

    def _allowed(self, one: Found[_Agency]) -> bool:
        first, end, agency = one.first, one.end, one.value
        length = sum(len(word.key) for word in self.words[first:end])
        lower = not self.typed and not agency.collective and not self.words[first].capital
        if lower and (end - first < 4 or agency.kind == "ministry"):
            return False
        following = self.words[end].key if end < len(self.words) else ""
        if self.typed and length <= 4 and not one.exact and (following[:1].isdigit() or length < 4):
            return False  # "so ct 05" is a number, not Sở Công Thương
        vague = self.typed and agency.collective and not one.exact and end - first < 3
        if vague and self.words[end - 1].key not in _COOP:
            return False  # "cac so lieu" speaks of figures
        before = self.words[first - 1].key if first else ""
        sides = ((agency.not_before, following), (agency.not_after, before))
        return not any(word == token.key for known, word in sides for form in known for token in tokens(form))

    # known agencies

    def _known(self, position: int) -> tuple[list[Mention], int]:
        fits = self._fit(_names(self.typed), position)
        if not fits:
            return [], position
        agency, end = fits[0].value, fits[0].end
        if agency.collective:
            return self._collective(position, fits[0])
        territories = self._territories_of(agency, end)
        if agency.needs and not any(one.place or agency.needs == "level" for one in territories):
            return [], position
        ids = tuple(dict.fromkeys(one.value.id for one in fits))
        if not territories:
            mention = self._mention(agency, position, end, ids, None)
            more, last = self._more_fields(agency.head, end) if agency.head else ([], end)
            return self._group([mention, *more], position, last), last
        mentions = [
            self._mention(agency, position if i == 0 else one.first, one.end, ids, one)
            for i, one in enumerate(territories)
        ]
        return self._group(mentions, position, territories[-1].end), territories[-1].end

    def _territories_of(self, agency: _Agency, end: int) -> tuple[_Territory, ...]:
        """Return the territories behind a name, as far as such an agency can have them."""
        if end < len(self.words) and self.words[end].gap.strip() == ":" and self.words[end].key != "cac":
            return ()
        found = _territories(self.words, end, typed=self.typed)
        if not found:
            return ()
        if len(agency.levels) == 1:
            one = found[0]
            city = one.type == "thành phố" and agency.levels[0] == "province"
            return (one,) if (city or one.level == agency.levels[0]) and not one.many else ()
        return found

    def _mention(
        self, agency: _Agency, first: int, end: int, ids: tuple[str, ...], territory: _Territory | None
    ) -> Mention:
        span = self._span(first, end)
        name, identity = agency.name, agency.id
        level: Level | None = agency.levels[0] if len(agency.levels) == 1 else None
        many = False
        if territory is not None and len(agency.levels) > 1:
            if territory.ranked and agency.kind == "committee":
                territory = territory._replace(many=True)
            many = territory.many
            level = None if territory.type == "các cấp" else territory.level
            where = _territory_name(territory)
            city = territory.level == "province" and territory.type == "thành phố"
            name = f"{name} {territory.type} {territory.place}" if city else f"{name} {where}"
            identity = f"{identity}@{slug(where)}"
            ids = (identity,)
        place = territory.place if territory is not None else None
        return Mention(name, identity, ids, level, agency.kind, many, place, span, span, span.of(self.text))

    def _group(self, mentions: list[Mention], first: int, end: int) -> list[Mention]:
        group = self._span(first, end)
        printed = group.of(self.text)
        return [replace(one, group=group, printed=printed) for one in mentions]

    def _collective(self, position: int, found: Found[_Agency]) -> tuple[list[Mention], int]:
        agency, end = found.value, found.end
        level: Level | None = agency.levels[0] if agency.levels else None
        if agency.needs == "name":
            inner = [self._known(at) for at in range(position + 1, end)]
            end = max([end, *(last for mentions, last in inner if mentions)])
        while (tail := _first(_tails(), self.words, end)) is not None and self.words[end].joined:
            if "," in self.words[end].gap or "\n" in self.words[end].gap:
                break
            level, end = tail.value or level, tail.end
        identity = agency.id if level in {None, *agency.levels} else f"{agency.id}@{level}"
        span = self._span(position, end)
        printed = span.of(self.text)
        ids = (identity,)
        mention = Mention(agency.name, identity, ids, level, "collective", True, None, span, span, printed)
        return [mention], end

    # enumerations of departments

    def _listed(self, position: int) -> tuple[list[Mention], int]:
        """Read "Các Sở: NN&PTNT, Tài chính", "Các sở, ngành: …", "Các Sở Tài chính, Công Thương"."""
        if self.words[position].key != "cac" or position + 1 >= len(self.words):
            return [], position
        head = _PLURAL_HEADS.get(self.words[position + 1].key)
        if head is None:
            return [], position
        start = position + 2
        while start < min(len(self.words), position + 6) and self.words[start].key in _AFTER_HEAD:
            start += 1
        if start >= len(self.words) or self.words[start].gap.strip() not in {"", ":"}:
            return [], position
        mentions, end = self._more_fields(head, start, first=position)
        return self._group(mentions, position, end) if mentions else [], end

    def _more_fields(self, head: str, position: int, first: int | None = None) -> tuple[list[Mention], int]:
        """Read the further items of an enumeration of agencies with the same head."""
        mentions: list[Mention] = []
        end = position
        while position < len(self.words):
            start = position if first is None else first
            if first is None:
                if self.words[position].key == "va":
                    position += 1
                elif self.words[position].gap.strip() not in {",", ";"}:
                    break
                start = position
            if first is None and self._fit(_names(False), position):
                full = self._fit(_names(False), position)[0]
                if full.value.head != head or not mentions or self._territories_of(full.value, full.end):
                    break
                fits = [full]
            else:
                fits = self._fit(_fields(head), position)
            capital = position < len(self.words) and (self.words[position].capital or self.typed)
            if not fits or not capital:
                break
            end = fits[0].end
            ids = tuple(dict.fromkeys(one.value.id for one in fits))
            mentions.append(self._mention(fits[0].value, start, end, ids, None))
            position, first = end, None
        return mentions, end

    # cooperatives

    def _cooperative(self, position: int) -> tuple[list[Mention], int]:
        plural = self.words[position].key == "cac"
        head = _first(_words("cooperatives", "heads"), self.words, position + plural)
        if head is None or self.words[position].key == "va":
            return [], position
        words = self.words[head.first : head.end]
        printed = self.text[words[0].start : words[-1].end]
        if len(words) > 1 and printed.isupper():
            return [], position
        canonical: dict[str, str] = load("agencies")["cooperatives"]["canonical"]
        name = canonical.get(head.value, head.value)
        shared, start = self._coop_fields(head.end) if self._follows(head.end) else ("", head.end)
        if plural:
            opens = start < len(self.words) and self.words[start].gap.strip() == ":"
            return self._cooperatives(position, name, shared, start) if opens else ([], position)
        own, end = self._coop_name(start) if self._follows(start) else ("", start)
        bracket = _after_bracket(self.words, end)
        if not own and not (shared and bracket > end):
            return [], position
        return [self._coop(f"{name} {shared} {own}", position, end)], bracket

    def _follows(self, position: int) -> bool:
        """Say whether the word at `position` stands right behind the one before."""
        return position < len(self.words) and self.words[position].gap.strip(' \u00a0“"') in {"", "-", "–"}

    def _cooperatives(self, first: int, head: str, shared: str, position: int) -> tuple[list[Mention], int]:
        """Read "Các HTX Nông nghiệp: Bù Gia Mập, hữu cơ Đồng Nai"."""
        mentions: list[Mention] = []
        start, last = first, position
        while position < len(self.words):
            fields, after = self._coop_fields(position)
            own, end = self._coop_name(after)
            if not own:
                break
            mentions.append(self._coop(f"{head} {shared} {fields} {own}", start, end))
            last = end
            position = end + 1 if end < len(self.words) and self.words[end].key == "va" else end
            if position == end and (end >= len(self.words) or self.words[end].gap.strip() not in {",", ";"}):
                break
            start = position
        return self._group(mentions, first, last) if mentions else [], last

    def _coop(self, name: str, first: int, end: int) -> Mention:
        name = " ".join(name.split())
        span = self._span(first, end)
        identity = slug(name)
        ids, printed = (identity,), span.of(self.text)
        return Mention(name, identity, ids, "cooperative", "cooperative", False, None, span, span, printed)

    def _coop_fields(self, position: int) -> tuple[str, int]:
        """Read what a cooperative does: "nông nghiệp, sản xuất và thương mại"."""
        short: dict[str, str] = load("agencies")["cooperatives"]["short"]
        name, end = "", position
        while position < len(self.words) and (self.words[position].joined or not name):
            word = self.words[position]
            if word.key == "va" and name:
                position += 1
                continue
            field = _first(_words("cooperatives", "fields"), self.words, position)
            if word.text not in short and field is None:
                break
            last = position + 1 if word.text in short or field is None else field.end
            between = self.text[self.words[end - 1].end : word.start] if name else ""
            name += between + short.get(word.text, self.text[word.start : self.words[last - 1].end])
            position = end = last
        return " ".join(name.split()), end

    def _coop_name(self, position: int) -> tuple[str, int]:
        """Read a cooperative's own name: a run of words with capitals, or a number."""
        start = position
        places = place_at(self.words, position) if self.typed and position < len(self.words) else []
        if places and self.words[position].joined:
            return places[0].value.place.name, places[0].end
        while position < len(self.words) and position - start < 6:
            word = self.words[position]
            printed = self.text[word.start : word.end]
            if position > start and word.gap != " ":
                break
            if word.key[0].isdigit() and position == start and self._last(position):
                return printed, position + 1
            if not word.capital or (printed.isupper() and len(printed) > 1) or self._ends_name(position):
                break
            position += 1
        if position - start == 1 and position < len(self.words) and self.words[position].gap == " ":
            lone = not self.words[position].capital and not self._ends_name(position)
            position += lone and self._free(position + 1)
        if position == start:
            return "", start
        return self.text[self.words[start].start : self.words[position - 1].end], position

    def _last(self, position: int) -> bool:
        """Say whether the phrase ends with the word at `position`."""
        return position + 1 >= len(self.words) or not self.words[position + 1].joined

    def _free(self, position: int) -> bool:
        """Say whether a name may end before `position`: at a stop word, punctuation or the end."""
        return position >= len(self.words) or not self.words[position].joined or self._ends_name(position)

    def _ends_name(self, position: int) -> bool:
        stop = _first(_words("stops"), self.words, position, exact=True)
        return stop is not None or _starts(self.words, position)

    # by the pattern of the name

    def _by_pattern(self, position: int) -> tuple[list[Mention], int]:
        """Read an agency that is not listed: "Hội Sinh vật cảnh tỉnh", "Trung tâm Giống cây trồng"."""
        head = _first(_patterns(), self.words, position)
        if head is None or not self.words[position].capital or self._is_no_agency(position, head.end):
            return [], position
        end = self._name_end(head.end)
        if end == head.end:
            return [], position
        of_unit = _unit(self.words, end, typed=self.typed) is not None
        territory = next(iter(_territories(self.words, end, typed=self.typed)), None) if of_unit else None
        last = territory.end if territory is not None and not territory.many else end
        span = self._span(position, last)
        name = " ".join(self.text[self.words[position].start : self.words[end - 1].end].split())
        level, kind = head.value
        if territory is not None and not territory.many and level == "organisation":
            level, name = territory.level, f"{name} {_territory_name(territory)}"
        identity = slug(name)
        place = territory.place if territory is not None else None
        ids, printed = (identity,), span.of(self.text)
        mention = Mention(name, identity, ids, level, kind, False, place, span, span, printed, known=False)
        return [mention], last

    def _is_no_agency(self, position: int, end: int) -> bool:
        found = _first(_words("not_agencies"), self.words, position, exact=True)
        known = _first(_names(False), self.words, position)
        if known is not None and known.end > end:
            return True  # a listed one that its neighbours made something else
        head = self.text[self.words[position].start : self.words[end - 1].end]
        return (found is not None and found.end > end) or (head.isupper() and len(head) > 3)

    def _name_end(self, position: int) -> int:
        """Return the end of a name whose first word has a capital: capitals and what they carry."""
        start, end = position, position
        while position < len(self.words) and position - start < 10:
            word = self.words[position]
            printed = self.text[word.start : word.end]
            first = position == start
            if not word.joined or (first and (word.gap != " " or not word.capital)):
                break
            link = word.key == "va" and position + 1 < len(self.words) and self.words[position + 1].capital
            if not first and not link and not word.capital and self._ends_name(position):
                break
            if word.key == "va" and not link:
                break
            if "," in word.gap and not (word.capital and self._linked(position)):
                break
            if not first and word.capital and _starts(self.words, position):
                break
            if not first and _unit(self.words, position, typed=self.typed) is not None:
                break
            if word.capital or not first:
                position += 1
                end = position if not link else end
            if printed.isdigit():
                break
        return end

    def _linked(self, position: int) -> bool:
        """Say whether "và" follows soon: only then a comma may stand inside a name."""
        return any(word.key == "va" for word in self.words[position : position + 4])


def _starts(words: Sequence[Token], position: int) -> bool:
    """Say whether another agency begins here."""
    word = words[position]
    if not word.capital:
        return False
    head = _first(_patterns(), words, position) or _first(_words("cooperatives", "heads"), words, position)
    return head is not None or any(not one.wrong for one in _names(False).at(words, position))


def _territory_name(territory: _Territory) -> str:
    if territory.many:
        return _many().get(territory.level, territory.type)
    if territory.level == "province":
        return "tỉnh"
    return f"{territory.type} {territory.place}" if territory.place else territory.type


@lru_cache(maxsize=2048)
def find_agencies(text: str) -> tuple[Mention, ...]:
    """Return every agency that a printed text names, in order."""
    return _Reader(text, typed=False).read()


# --- questions -------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def resolve(question: str) -> tuple[AgencyQuery, ...]:
    """Return the agencies a question is about, however they are typed, each once."""
    mentions = _Reader(question, typed=True).read()
    if not any(one.known for one in mentions):
        mentions = (*mentions, *_misspelt(question))
    queries: dict[str, AgencyQuery] = {}
    for one in mentions:
        queries.setdefault(one.id, _query(one, one.span.of(question)))
    return tuple(queries.values())


def _query(mention: Mention, typed: str) -> AgencyQuery:
    inherited = tuple(fact for fact in _successions() if fact.newer == mention.base)
    passed_on = tuple(fact for fact in _successions() if fact.older == mention.base)
    older = tuple(fact.older for fact in inherited)
    return AgencyQuery(
        mention.id,
        mention.agency,
        mention.span,
        typed,
        mention.level,
        mention.collective,
        older,
        inherited,
        passed_on,
        mention,
    )


def _bases(mention: Mention) -> tuple[str, ...]:
    return tuple(one.partition("@")[0] for one in mention.ids)


@lru_cache
def _successions() -> tuple[Succession, ...]:
    data, known = load("agencies"), _agencies()
    return tuple(
        Succession(
            item["older"],
            known[item["older"]].name,
            item["newer"],
            known[item["newer"]].name,
            item["since"],
            data["sources"][item["source"]],
            item.get("part", ""),
        )
        for item in data["successions"]
    )


def _misspelt(question: str) -> Iterator[Mention]:
    """Yield agencies typed with one wrong letter: "so tai chihn", "liên minh hợp tác xãx"."""
    words = [word for word in tokens(question) if word.key != "va"]
    for typed, agency in _typed_names():
        size = len(typed.split())
        for first in range(len(words) - size + 1):
            window = words[first : first + size]
            near = distance_at_most_one(" ".join(word.key for word in window), typed)
            if near and _one_slip(window, agency):
                span = Span(window[0].start, window[-1].end)
                level = agency.levels[0] if len(agency.levels) == 1 else None
                found = replace(_bare(agency.id), level=level, span=span, group=span)
                yield replace(found, printed=span.of(question))
                return


def _one_slip(window: Sequence[Token], agency: _Agency) -> bool:
    """Say whether the marks agree too, but for one word that is not the first ("hỏi nông dân")."""
    names = [word for word in tokens(agency.name) if word.key != "va"]
    wrong = [not spelling(word.folded, name.folded) for word, name in zip(window, names, strict=False)]
    return not wrong[0] and sum(wrong) <= 1


@lru_cache
def _typed_names() -> tuple[tuple[str, _Agency], ...]:
    """Return the names long enough to be recognised with a wrong letter, accent-free, longest first."""
    names = [
        (" ".join(word.key for word in tokens(agency.name.removesuffix(" tỉnh")) if word.key != "va"), agency)
        for agency in _agencies().values()
        if not agency.collective and agency.kind != "ministry"
    ]
    long = [(name, agency) for name, agency in names if len(name) >= 9 and len(name.split()) >= 3]
    return tuple(sorted(long, key=lambda one: -len(one[0])))


# --- duties and questions --------------------------------------------------------------------


def matches(duty_agency: str, query: AgencyQuery) -> Match | None:
    """Say how the agency named in a duty is the one asked for; None if it is not.

    "exact": the agency itself; "inherited": an older agency it took over from; "member": a collective
    ("các sở, ban, ngành") that the agency asked for belongs to.
    """
    asked = query.mention
    duty = next(iter(find_agencies(duty_agency)), None)
    if duty is None:
        return "exact" if slug(duty_agency) == asked.id else None
    if _same(duty, asked):
        return "exact"
    if duty.collective:
        if _belongs(asked, duty):
            return "member"
        older = [one for one in query.predecessors if _belongs(_bare(one), duty)]
        return "member" if older else None
    if asked.collective and _belongs(duty, asked):
        return "exact"
    return "inherited" if duty.base in query.predecessors else None


@lru_cache
def _bare(identity: str) -> Mention:
    agency, nowhere, ids = _agencies()[identity], Span(0, 0), (identity,)
    level = agency.levels[0]
    return Mention(agency.name, identity, ids, level, agency.kind, False, None, nowhere, nowhere, "")


def _same(duty: Mention, asked: Mention) -> bool:
    if duty.kind == asked.kind == "cooperative":
        one, other = set(duty.id.split("-")), set(asked.id.split("-"))
        return one <= other or other <= one
    if not set(_bases(duty)) & set(_bases(asked)) or duty.collective != asked.collective:
        return False
    if duty.collective:
        return duty.level == asked.level or None in (duty.level, asked.level)
    levels = duty.level is None or asked.level is None or duty.level == asked.level
    places = duty.place is None or asked.place is None or slug(duty.place) == slug(asked.place)
    return levels and places


def _belongs(member: Mention, collective: Mention) -> bool:
    """Say whether an agency may feel meant by a collective."""
    if member.collective:
        return False
    level = member.level
    if level is None and member.kind != "collective":
        level = "province" if member.kind in {"union", "office", "branch", "steering"} else None
    if collective.kind != "collective":  # "UBND các huyện, thành phố", "Hội Nông dân các cấp"
        return member.base == collective.base and collective.level in {None, member.level}
    rules = next(one["members"] for one in load("agencies")["collectives"] if one["id"] == collective.base)
    if collective.level is not None and level is not None and collective.level != level:
        return False
    return any(
        rule.get("level", level) == level
        and ("kinds" not in rule or member.kind in rule["kinds"])
        and ("ids" not in rule or member.base in rule["ids"])
        for rule in rules
    )
