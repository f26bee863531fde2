"""The territories that stand behind an agency's name: "tỉnh Kon Tum", "các huyện, TP Gia Nghĩa"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ingest.agencies.known import first_at, names, starts, words_of
from ingest.agencies.mentions import Level
from ingest.places import Place, place_at
from ingest.reference import Found, Token, load, tokens
from ingest.vietnamese import unify_tones


class Territory(NamedTuple):
    """What stands behind a name: "tỉnh Kon Tum", "các huyện, TP Gia Nghĩa", "các xã: A và B"."""

    level: Level
    type: str
    place: str | None
    first: int
    end: int
    many: bool = False
    ranked: bool = False  # "cấp huyện"


def territories(words: Sequence[Token], start: int, *, typed: bool) -> tuple[Territory, ...]:
    """Read the territory or territories that begin at token `start`."""
    position = start
    while position < len(words) and words[position].key in {"cap", "cua", "cung"} and words[position].joined:
        position += 1
    if position >= len(words) or not (words[position].joined or words[position].gap.strip() == ":"):
        return ()
    plural = words[position].key == "cac"
    if plural and position + 1 < len(words) and words[position + 1].key == "cap":
        return (Territory("organisation", "các cấp", None, start, position + 2, True),)
    units = list(_units(words, position + plural, typed=typed))
    if not units:
        name = _place_name(words, position, known=True)
        places = [one.value.place for one in place_at(words, position)]
        province = any(place.kind == "province" for place in places)
        return (Territory("province", "tỉnh", name[0], start, name[1]),) if name and province else ()
    level: Level = units[0].value
    end = units[-1].end
    many = (plural or len(units) > 1) and level in collectives()
    ranked = position > start and words[position - 1].key == "cap" and level in collectives()
    listed = end < len(words) and words[end].gap.strip() == ":"
    short = end < len(words) and words[end].gap == ". " and words[end - 1].key in {"tp", "tx"}
    apart = end < len(words) and words[end].joined and words[end].gap.isspace()
    name = _place_name(words, end, known=False) if listed or apart or short else None
    if name is None or level == "central":
        return (Territory(level, _unit_name(words, units[0]), None, start, end, many, ranked),)
    if len(units) > 1 and not listed and _is_city(words, end):
        return (Territory(level, "", None, start, name[1], True),)
    return tuple(_listed_places(words, start, units, end, typed=typed))


def _units(words: Sequence[Token], position: int, *, typed: bool) -> Iterator[Found[Any]]:
    """Yield "huyện", "thị xã" and "thành phố" of "huyện, thị xã và thành phố"."""
    level = ""
    while (unit := unit_at(words, position, typed=typed)) is not None:
        if level in {"central", "province"} or (level and unit.value in {"central", "province"}):
            return
        yield unit
        level, position = unit.value, unit.end
        if position < len(words) and words[position].key == "va" and words[position].joined:
            position += 1
        if position >= len(words) or not words[position].joined:
            return


def unit_at(words: Sequence[Token], position: int, *, typed: bool) -> Found[Any] | None:
    """Return the word for a territory at `position`; in print "quan" is not "quận"."""
    if first_at(words_of("not_territories"), words, position) is not None:
        return None
    return first_at(words_of("territories"), words, position, exact=not typed)


def _unit_name(words: Sequence[Token], unit: Found[Any]) -> str:
    typed = " ".join(word.key for word in words[unit.first : unit.end])
    names: dict[str, str] = load("agencies")["territory_names"]
    forms = [form for listed in load("agencies")["territories"].values() for form in listed]
    form = next((form for form in forms if " ".join(word.key for word in tokens(form)) == typed), typed)
    return str(names.get(form, form))


def collectives() -> dict[str, str]:
    """Return how all territories of a level are called: "các huyện, thị xã, thành phố"."""
    names: dict[str, str] = load("agencies")["territory_collectives"]
    return names


def _place_name(words: Sequence[Token], position: int, *, known: bool) -> tuple[str, int] | None:
    """Return the name of a place at `position` and its end: a known one, or a run of capitals."""
    if position >= len(words):
        return None
    places = place_at(words, position)
    longer = not known and words[position - 1].key in {"xa", "phuong"} and _capitals_end(words, position)
    if places and longer and longer > places[0].end:
        places = []  # "xã Vinh Quang" is a commune, not Vinh
    if places and (words[position].capital or not places[0].value.common):
        end = places[0].end
        used = words[position:end]
        as_printed = all(word.capital and not word.text.isupper() for word in used)
        if as_printed and all(word.gap == " " for word in used[1:]):
            return " ".join(unify_tones(word.text) for word in used), end
        return places[0].value.place.name, end
    end = position if known else _capitals_end(words, position)
    if not known and words[position].text.isdigit() and words[position - 1].key in {"phuong", "quan"}:
        return words[position].text, position + 1  # "phường 1"
    if end - position == 1 and end < len(words) and words[end].gap == " " and words[end].key != "va":
        return None  # "các huyện: Tổ chức …", "UBND huyện Rà soát …": a sentence begins
    name = " ".join(word.folded.capitalize() for word in words[position:end])
    return (name, end) if end > position else None


def _capitals_end(words: Sequence[Token], position: int) -> int:
    """Return the end of the run of capitals at `position`, up to another agency."""
    end = position
    while end < len(words) and words[end].capital and end - position < 4:
        if "\n" in words[end].gap or (end > position and words[end].gap != " "):
            break
        other = first_at(names(False), words, end) or first_at(words_of("not_places"), words, end)
        if other or starts(words, end):
            break
        end += 1
    return end


def _is_city(words: Sequence[Token], position: int) -> bool:
    """Say whether a town stands at `position`: "các huyện, TP Gia Nghĩa" means all districts and it."""
    places = [one.value.place for one in place_at(words, position)]
    return any(place.kind == "district" and place.type in {"thành phố", "thị xã"} for place in places)


def _listed_places(
    words: Sequence[Token], start: int, units: Sequence[Found[Any]], position: int, *, typed: bool
) -> Iterator[Territory]:
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
        end = after_bracket(words, name[1])
        yield Territory("province" if big else level, unit, name[0], first, end)
        position = end + 1 if end < len(words) and words[end].key == "va" else end
        separated = position > end or (end < len(words) and words[end].gap.strip(" \u00a0\n)") in {",", ";"})
        if not separated:
            return
        following = unit_at(words, position, typed=typed)
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


def after_bracket(words: Sequence[Token], position: int) -> int:
    """Return the end of the bracket that opens before `position`: "Đồng Nai (huyện Bù Đăng)"."""
    if position >= len(words) or words[position].gap.strip() != "(":
        return position
    unit = first_at(words_of("territories"), words, position)
    name = _place_name(words, unit.end, known=False) if unit is not None else None
    return name[1] if name is not None else position


def territory_name(territory: Territory) -> str:
    """Return how a territory is called behind an agency's name."""
    if territory.many:
        return collectives().get(territory.level, territory.type)
    if territory.level == "province":
        return "tỉnh"
    return f"{territory.type} {territory.place}" if territory.place else territory.type
