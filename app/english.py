"""English questions in the words that plans print: `corpus/reference/english.yaml`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from app.thesaurus import Synonym, Way
from ingest.reference import load
from ingest.vietnamese import UPPER, nfc, strip_accents, syllables

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A run of capitalised words, not at the start of a sentence
_NAME = re.compile(rf"(?<![.?!:] )(?<!^)\b[{UPPER}]\w*(?: [{UPPER}]\w*)*")
# How English words end differently from the glossary's, and what stands there instead.
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
)
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1(?=(?:ed|ing)$)")  # "planned", "setting"
_SHORTEST = 3  # letters that an ending leaves of a word
_FEW = 2  # letters of words that join others
_ADVERB = re.compile(r"\w{3,}ly")
_ADJECTIVE = re.compile(r"\w+(?:[ai]ble|ful|ous|ive|al|ic|[ae]nt|less|ish|ary)")
_NOUN = re.compile(r"\w{3,}(?:[st]ion|ment|ness|ity|ship|ism|ist|ance|ence|ology|cy)s?")


@dataclass(frozen=True, slots=True)
class Gloss:
    """What an English question says: the plans' words for it, with their other ways, and what has none.

    `doing` are words without a gloss that stand where a verb does ("to overhaul", "who bankrolls"): they
    say what is asked about something, and seldom what. `nouns` are the unknown words that are surely
    nouns, `things` what has a name of its own, as typed, with the ways in which plans say it.
    """

    ways: tuple[tuple[Way, ...], ...]
    unknown: tuple[str, ...]
    doing: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    things: tuple[tuple[str, tuple[Way, ...]], ...] = ()

    @property
    def words(self) -> str:
        """Return the usual Vietnamese words, phrases kept apart, and the words that have none."""
        return " . ".join([*(" ".join(ways[0]) for ways in self.ways), *self.unknown])

    @property
    def every(self) -> str:
        """Return all Vietnamese words, for the search."""
        return " ".join(dict.fromkeys(" ".join(way) for ways in self.ways for way in ways))

    @property
    def synonyms(self) -> tuple[Synonym, ...]:
        """Return the other ways of what has several."""
        return tuple(Synonym(ways[0], ways[1:]) for ways in self.ways if len(ways) > 1)


def glossed(question: str, names: Collection[str] = ()) -> Gloss:
    """Return what an English question says in the words of plans; the longest phrase at each place counts.

    `names` are the syllables (accent-free) of places that it names, which are no English words.
    """
    words = [part for word in _WORD.findall(_without(nfc(question), names)) for part in _parts(word)]
    ways: list[tuple[Way, ...]] = []
    unknown: list[str] = []
    doing: list[str] = []
    nouns: list[str] = []
    things: list[tuple[str, tuple[Way, ...]]] = []
    position = 0
    while position < len(words):
        for end in range(min(len(words), position + _longest()), position, -1):
            found = _ways(tuple(words[position:end]))
            if found is not None:
                break
        else:
            end = position + 1
            word = words[position]
            if not _only_frames(word):
                (doing if _is_verb(words, position) else unknown).append(word)
                nouns += [word] if _is_noun(words, position) else []
        if found:
            ways.append(found)
            if found in _things():
                things.append((" ".join(words[position:end]), found))
        position = end
    return Gloss(
        tuple(dict.fromkeys(ways)),
        tuple(dict.fromkeys(unknown)),
        tuple(dict.fromkeys(doing)),
        tuple(dict.fromkeys(nouns)),
        tuple(dict.fromkeys(things)),
    )


def _parts(word: str) -> list[str]:
    """Return a word in small letters, one with hyphens that is in no list as its parts: "first-time"."""
    word = word.casefold().replace("’", "'")
    whole = "-" not in word or _only_frames(word) or any(form in _known() for form in _forms(word))
    return [word] if whole else word.split("-")


def _only_frames(word: str) -> bool:
    """Say whether a word without a gloss says nothing about a topic."""
    return (
        len(word) <= _FEW
        or not stop_words().isdisjoint((word, word.removesuffix("'s")))
        or word != strip_accents(word)  # Vietnamese
        or bool(_ADVERB.fullmatch(word))
        or any(form in _listed("framing") for form in _forms(word))
    )


def _is_verb(words: Sequence[str], position: int) -> bool:
    """Say whether a word is a participle or stands where a verb does: behind "to", "must", "who"."""
    if words[position].endswith(("ing", "ed")):
        return True
    before = words[position - 1] if position else ""
    behind = words[position + 1] if position + 1 < len(words) else ""
    if before not in _listed("before_verbs"):
        return False
    return before != "to" or behind in stop_words()


def _is_noun(words: Sequence[str], position: int) -> bool:
    """Say whether a word without a gloss is surely a noun: by its ending, or what stands around it.

    It stands behind "the", "of", "how" or, at the end of its group of words, behind another; one that
    only describes the next ("reliable", "electric") is none.
    """
    if _is_verb(words, position):
        return False
    if _NOUN.fullmatch(words[position]):
        return True
    before = words[position - 1] if position else ""
    behind = words[position + 1] if position + 1 < len(words) else ""
    ends = not behind or _only_frames(behind)
    if before in {"to", *_listed("before_nouns")}:
        return ends or not _ADJECTIVE.fullmatch(words[position])
    return ends and bool(before) and not _only_frames(before)


@lru_cache(maxsize=4096)
def is_known(word: str) -> bool:
    """Say whether a word (lower case) is English and none that Vietnamese questions have as well."""
    if word in _listed("loans"):
        return False
    return word in stop_words() or any(
        form in _known() or form in _listed("framing") for form in _forms(word)
    )


def is_of_plans(word: str) -> bool:
    """Say whether the glossary has an English word: one for something that plans speak of."""
    return _ways((word.casefold(),)) is not None


def unknown_names(question: str) -> list[str]:
    """Return runs of capitalised words in mid-sentence that the glossary lacks: "Germany", "Rang Dong"."""
    return [
        match[0]
        for match in _NAME.finditer(nfc(question))
        if len(unknown := glossed(match[0]).unknown) == len(match[0].split()) and unknown
    ]


@lru_cache
def meanings() -> dict[str, tuple[Way, ...]]:
    """Return by English phrase the ways in which plans say it, the usual one first; only where there are."""
    return {" ".join(said): ways for said, ways in _glossary().items() if ways}


def _without(text: str, names: Collection[str]) -> str:
    """Return `text` without runs of capitalised words that are of `names`, with accents or without."""
    named = "|".join(map(re.escape, names)) or "(?!)"
    for match in reversed(
        [*re.finditer(rf"(?i)\b(?:{named})(?:\s+(?:{named}))+\b(?:['’]s)?", strip_accents(text))]
    ):
        if text[match.start()].isupper():
            text = f"{text[: match.start()]} . {text[match.end() :]}"
    return text


@lru_cache
def _glossary() -> dict[tuple[str, ...], tuple[Way, ...]]:
    """Return by English phrase the ways to say it; none for one that says nothing of a topic."""
    english = load("english")
    return {
        tuple(phrase.split()): _ways_of(meant)
        for group in [*english["words"].values(), english["things"]]
        for said, meant in group.items()
        for phrase in said.split(", ")
    }


def _ways_of(meant: str | None) -> tuple[Way, ...]:
    return tuple(tuple(syllables(way)) for way in (meant or "").split(", ") if way)


@lru_cache
def _things() -> frozenset[tuple[Way, ...]]:
    """Return the ways to say what has a name of its own."""
    return frozenset(map(_ways_of, load("english")["things"].values()))


@lru_cache
def _bodies() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?i)\b{said}\b"), printed) for said, printed in load("english")["bodies"].items()
    )


def bodies_as_printed(question: str) -> str:
    """Return an English question with the public bodies of a level as plans print them: "UBND các xã"."""
    for said, printed in _bodies():
        question = said.sub(printed, question)
    return question


@lru_cache
def _longest() -> int:
    return max(map(len, _glossary()))


@lru_cache
def stop_words() -> frozenset[str]:
    """Return English words that only join or ask."""
    return _listed("stop")


@lru_cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(load("english")[name].split())


@lru_cache(maxsize=4096)
def _ways(phrase: tuple[str, ...]) -> tuple[Way, ...] | None:
    """Return the ways to say a phrase, whatever its words end in; None where the glossary lacks it."""
    known = product(*([form for form in _forms(word) if form in _known()] for word in phrase))
    return next((_glossary()[plain] for plain in known if plain in _glossary()), None)


@lru_cache
def _known() -> frozenset[str]:
    return frozenset(word for phrase in _glossary() for word in phrase)


def _forms(word: str) -> list[str]:
    """Return what a word may be a form of, itself first."""
    word = word.removesuffix("'s").removesuffix("'")
    return [
        form
        for one in dict.fromkeys((word, _DOUBLED.sub(r"\1", word)))
        for form in (
            one,
            *(
                one.removesuffix(ending) + instead
                for ending, instead in _ENDINGS
                if one.endswith(ending) and len(one) - len(ending) >= _SHORTEST
            ),
        )
    ]
