"""What a question counts, and whether a leaf counts it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile

from app.cues import is_english, pattern, stripped_stop_words
from app.english import glossed, is_of_plans
from app.evidence import Evidence
from app.needs import without_dates
from app.question import Question
from ingest.reference import load, spell_out
from ingest.vietnamese import UPPER, fold, key, strip_accents, syllables

_COUNTED = re.compile(
    r"(?:\b(?:bao nhiêu|bao nhieu|mấy|how many)|^(?:số lượng|số))\s+(?P<noun>[^\W\d]+(?:\s+[^\W\d]+){0,3})"
)
_HOW_MANY = re.compile(r"(?i)\bhow (?:many|much) (?P<noun>\w+)(?![-\w])(?: (?P<behind>[\w-]+))?")

_NAMES = re.compile(rf"(?<=\w )(?:[{UPPER}]\w* )+(?=[a-z])")  # "how many An Phú co-ops"
_COOPERATIVES = re.compile(r"(?i)co-?op(?:erative)?s")  # which says nothing of a topic, so is in no glossary
_ANYBODY = ("nguoi",)
_SHARE = re.compile(r"\d[\d.,]*\s?%")  # counts nobody


def counted(question: Question) -> tuple[tuple[str, ...], ...]:
    """Return the syllables (accent-free) of each thing that "bao nhiêu", "mấy" counts; none if left open."""
    if question.need != "count":
        return ()
    if is_english(question.text):
        return _counted_in_english(question.written)
    found = (_thing(match["noun"]) for match in _COUNTED.finditer(fold(question.written)))
    return tuple(dict.fromkeys(thing for thing in found if thing))


def _counted_in_english(question: str) -> tuple[tuple[str, ...], ...]:
    """Return what "how many" counts, in the ways plans print it: a unit, or a thing that has a name.

    What only describes another is not counted: "how many fishery co-ops" counts co-ops.
    """
    match = _HOW_MANY.search(_NAMES.sub("", question))
    if match is None:
        return ()
    if _COOPERATIVES.fullmatch(match["noun"]):
        return (_bare("hợp tác xã"),)
    described = match["behind"] if match["behind"] and is_of_plans(match["behind"]) else ""
    gloss = glossed(described or match["noun"])
    said = [tuple(strip_accents(word) for word in way) for ways in gloss.ways[:1] for way in ways]
    return tuple(one for one in said if (gloss.things and not described) or one in _unit_words())


def _thing(words_behind: str) -> tuple[str, ...]:
    """Return the thing counted of the words behind "bao nhiêu": a unit of `units.yaml`, or one syllable."""
    behind = _bare(words_behind)
    words = list(dropwhile(lambda word: word in _classifiers(), behind))
    for unit in sorted(_unit_words() | _told_by().keys(), key=len, reverse=True):
        if tuple(words[: len(unit)]) == unit:
            return unit
    if not words and behind and behind[-1] in _of_things():
        return (behind[-1],)  # "nuôi bao nhiêu con?"
    # "rót bao nhiêu để phát triển": what is counted is left open; "mấy ký phân" counts the second.
    if words and words[0] in _measures():
        return tuple(words[1:2])
    return () if not words or words[0] in stripped_stop_words() else (words[0],)


def _bare(words: str) -> tuple[str, ...]:
    """Return the syllables of `words`, abbreviations spelt out, accent-free."""
    return tuple(strip_accents(word) for word in syllables(spell_out(words)))


@lru_cache
def _classifiers() -> frozenset[str]:
    return frozenset(load("units")["classifiers"])


@lru_cache
def _of_things() -> frozenset[str]:
    return frozenset(load("units")["of_things"])


@lru_cache
def _measures() -> frozenset[str]:
    return frozenset(load("units")["measures"])


@lru_cache
def _unit_words() -> frozenset[tuple[str, ...]]:
    return frozenset(
        _bare(printed) for entry in load("units")["units"] for printed in entry["words"] if printed != "%"
    )


@lru_cache
def _told_by() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the units under which plans may count what a question counts by another name."""
    return {
        _bare(asked): tuple(map(_bare, units))
        for names, units in load("units")["told_by"].items()
        for asked in names.split(", ")
    }


def asks_total(question: Question) -> bool:
    """Say whether all things of a kind are counted: "có tổng cộng bao nhiêu HTX?"."""
    counted_words = {word for thing in counted(question) for word in thing}
    in_all = pattern("how_many_in_all").search(key(question.written))
    return bool(in_all) and all(strip_accents(word) in counted_words for word in question.topic)


def counts_all(evidence: Evidence, noun: Sequence[str]) -> bool:
    """Say whether a leaf tells how many of a thing there are in all: "có khoảng 165 hợp tác xã"."""
    words = _words(_SHARE.sub(" ", evidence.said))
    return any(_of_all(" ".join(name)).search(words) for name in _names(noun))


def _words(text: str) -> str:
    """Return `text` as it is searched for numbers of things: accent-free, without those that count none."""
    return " ".join(_bare(without_dates(text)))


def _names(noun: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the names under which plans may count a thing."""
    return _told_by().get(tuple(noun), (tuple(noun),))


@lru_cache(maxsize=64)
def _of_all(name: str) -> re.Pattern[str]:
    stated = r"(?:co|con|voi|gom|dat|len|thanh|duy tri|tong so|so luong|so)"
    about = r"(?:(?:khoang|tren|it nhat|toi thieu|gan|hon|duoc|la|den|tu|tong) ){0,3}"
    thing = re.escape(name)
    return re.compile(
        rf"\b{stated} (?:{thing} )?{about}\d[\d.,]*(?: {thing}\b|$)"
        rf"|\b(?:tong so|so luong|so) {thing}\b(?: \w+){{0,16}}? \d"  # in a row, heads between
    )


def counts(evidence: Evidence, noun: Sequence[str]) -> bool:
    """Say whether a leaf has a number of the thing counted, a few words at most between them.

    A number before another thing counts that one: "70 người" says nothing of "hợp tác xã" beside it.
    """
    people = tuple(noun) == _ANYBODY
    words = _words(_SHARE.sub(" ", evidence.said) if people else evidence.said)
    for name in _names(noun):
        before, in_row, behind = _patterns(name)
        # In a row the heads of columns stand between, and a unit behind each number.
        after = in_row if evidence.unit.kind == "row" else behind
        if before.search(words) or after.search(words):
            return True
    return False


def _other_units(noun: tuple[str, ...], kind: str = "") -> str:
    """Return the units (of a kind) that count something else than `noun`, as alternatives of a pattern."""
    left_out = {"%", *load("units")["of_another"]}
    entries = [entry for entry in load("units")["units"] if kind in ("", entry["kind"])]
    units = [{_bare(word) for word in entry["words"] if word not in left_out} for entry in entries]
    other = {" ".join(unit) for same in units if noun not in same for unit in same}
    return "|".join(sorted(map(re.escape, other), key=len, reverse=True))


@lru_cache(maxsize=256)
def _patterns(noun: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a number before what it counts, of one behind it in a row, and elsewhere.

    "15 hộ thành viên" counts no members, "Doanh thu một hợp tác xã, triệu đồng, 2.350" no cooperatives.
    """
    name = re.escape(" ".join(noun))
    other = "|".join(
        re.escape(" ".join(unit)) for unit in sorted(_unit_words(), key=len, reverse=True) if unit != noun
    )
    return (
        re.compile(rf"\d[\d.,]*%?(?: (?!\d|(?:{_other_units(noun)})\b)\w+){{0,2}}? {name}\b"),
        re.compile(rf"\b{name}\b(?: (?!(?:{_other_units(noun, 'money')})\b)\w+){{0,12}}? \d"),
        re.compile(rf"\b{name}\b(?: \w+){{0,6}}? \d[\d.,]*(?! (?:{other})\b)(?![\d.,])"),
    )
