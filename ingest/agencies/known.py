"""The agencies of `corpus/reference/agencies.yaml` and the words that stand around their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingest.agencies.mentions import Level, Mention
from ingest.models import Span
from ingest.reference import Found, Lexicon, Token, load, slug


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of the data file; see there for what the fields mean."""

    id: str
    name: str
    kind: str
    levels: tuple[Level, ...]
    head: str = ""
    collective: bool = False
    needs: str = ""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


@lru_cache
def agencies() -> dict[str, Agency]:
    """Return the listed agencies and collectives by id."""
    known: dict[str, Agency] = {}
    data = load("agencies")
    for item in data["agencies"]:
        name = _name(item)
        levels = item["level"] if isinstance(item["level"], list) else [item["level"]]
        needs = "level" if item.get("needs_level") else "place" if item.get("needs_place") else ""
        not_after = [*item.get("not_after", ()), *data["not_heads_after"].get(item.get("head"), ())]
        words = tuple(item.get("not_before", ())), tuple(not_after)
        identity = _identity(item)
        head = item.get("head", "")
        known[identity] = Agency(identity, name, item["kind"], tuple(levels), head, False, needs, *words)
    for item in data["collectives"]:
        levels = [item["level"]] if "level" in item else []
        known[item["id"]] = Agency(
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
def names(typed: bool) -> Lexicon[Agency]:
    """Return all spellings; with those only a question uses (bare, English, in one word) if `typed`."""
    names: Lexicon[Agency] = Lexicon()
    data = load("agencies")
    for item in [*data["agencies"], *data["collectives"]]:
        agency = agencies()[_identity(item)]
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
def fields(head: str) -> Lexicon[Agency]:
    """Return what may follow a head in an enumeration: "Các Sở: Tài chính, Công Thương"."""
    names: Lexicon[Agency] = Lexicon()
    for item in load("agencies")["agencies"]:
        if item.get("head") == head:
            agency = agencies()[_identity(item)]
            for field in item["fields"]:
                names.add(field, agency)
    return names


@lru_cache
def words_of(*path: str) -> Lexicon[str]:
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
def tails() -> Lexicon[str]:
    """Return what may follow a collective ("có liên quan", "của tỉnh"), with the level it tells."""
    names: Lexicon[str] = Lexicon()
    for item in load("agencies")["tails"]:
        for form in item["words"]:
            names.add(form, item.get("level", ""))
    return names


@lru_cache
def patterns() -> Lexicon[tuple[str, str]]:
    """Return the words with which the names of unlisted agencies begin, with level and kind."""
    names: Lexicon[tuple[str, str]] = Lexicon()
    for item in load("agencies")["patterns"]:
        for head in item["heads"]:
            names.add(head, (item["level"], item["kind"]))
    return names


def first_at(
    names: Lexicon[Any], words: Sequence[Token], position: int, *, exact: bool = False
) -> Found[Any] | None:
    """Return the longest rightly spelt entry at `position`."""
    if position >= len(words):
        return None
    return next((one for one in names.at(words, position) if (one.exact if exact else not one.wrong)), None)


def starts(words: Sequence[Token], position: int) -> bool:
    """Say whether another agency begins here."""
    word = words[position]
    if not word.capital:
        return False
    head = first_at(patterns(), words, position) or first_at(
        words_of("cooperatives", "heads"), words, position
    )
    return head is not None or any(not one.wrong for one in names(False).at(words, position))


@lru_cache
def bare(identity: str) -> Mention:
    """Return a listed agency as if it were named, without a place in a text."""
    agency, nowhere, ids = agencies()[identity], Span(0, 0), (identity,)
    level = agency.levels[0]
    return Mention(agency.name, identity, ids, level, agency.kind, False, None, nowhere, nowhere, "")
