"""Putting back the marks that a question was typed without: "so tai chinh" → "sở tài chính".

A Viterbi search over the syllables that the library's plans and the reference data write, by how
often one follows another. Marks that were typed are kept. Syllables that nobody writes stay as
they are.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from app.cues import filler_phrases
from app.slips import slips
from app.thesaurus import entries
from ingest.places import places
from ingest.reference import abbreviations, load, load_lines, spelling
from ingest.vietnamese import nfc, strip_accents, unify_tones

_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouy]")
# What ends a phrase: no syllable follows another across it.
_BREAK = re.compile(r"[.;:?!()\n\t|]")
_EDGE = ""  # of a phrase
_BIGRAM = 0.75  # weight of what precedes against how often the syllable stands at all
_UNSEEN = 0.1  # occurrences that a syllable of the right letters is credited with
_AS_ASKED = 4  # how often a way of asking counts against what plans and names say
_OFTEN = 3  # times that a pair must stand to be what was typed in short
_RUNS = 1000  # of syllables that are followed up
_MARKED = 0.72  # share of syllables that carry a mark in well-written Vietnamese
_MOSTLY = 0.7  # loss from which on capitals too are taken to lack their marks
_LEAST_LOSS = 0.01  # chance that a syllable has lost its marks in a well-written question

Counts = tuple[Counter[str], Counter[tuple[str, str]]]


def phrases(text: str) -> Iterable[list[str]]:
    """Yield the syllables of each phrase of `text`, lower case, tone marks unified."""
    for part in _BREAK.split(unify_tones(text)):
        if words := _WORD.findall(part.casefold()):
            yield words


def count(texts: Iterable[str]) -> Counts:
    """Return how often each syllable stands in `texts`, and each right behind another."""
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for words in phrases(text):
            single.update(words)
            pairs.update(pairwise([_EDGE, *words, _EDGE]))
    return single, pairs


@lru_cache
def _of_reference() -> Counts:
    """Return the counts of ways of asking, cues, names and abbreviations' long forms."""
    data = load("questions")
    texts: list[str] = [*data["smalltalk"], *data["outside"], *data["stop"].split()]
    texts += [cue for levels in data["kinds"].values() for cues in levels.values() for cue in cues]
    texts += [cue for part in ("fields", "needs") for cues in data[part].values() for cue in cues]
    texts += [said for said, _ in entries() if " " in said]
    texts += [phrase for phrase in filler_phrases() if " " in phrase]
    texts += [entry.long for entry in abbreviations()]
    texts += _AS_ASKED * [place.name for place in places().values()]
    for agency in load("agencies")["agencies"]:
        names = [*agency.get("fields", ()), *agency.get("aliases", ())]
        texts += [f"{agency.get('head', '')} {name}" for name in names]
        texts += [agency["name"]] if "name" in agency else []
    return count([*texts, *_AS_ASKED * data["asking"]])


@lru_cache
def _of_everyday() -> Counts:
    """Return the counts of what people say to each other."""
    return count(load_lines("everyday"))


@lru_cache
def _units() -> frozenset[str]:
    """Return the units that are written without marks: "6 ha"."""
    units = (word for entry in load("units")["units"] for word in entry["words"])
    return frozenset(word for word in units if word.islower() and strip_accents(word) == word)


class Accents:
    """Restores marks from counts of syllables; see `count`."""

    def __init__(self, counts: Counts) -> None:
        single, pairs = _of_reference()
        self._single = counts[0] + single
        self._pairs = counts[1] + pairs
        # What is said every day tells what follows what, and not which names are well written.
        said, following = _of_everyday()
        self._said = self._single + said
        self._following = self._pairs + following
        self._total = sum(self._said.values()) or 1
        self._followed: Counter[str] = Counter()
        for (first, _), times in self._following.items():
            self._followed[first] += times
        self._phrases = self._followed[_EDGE]
        self._bare_pairs: Counter[tuple[str, str]] = Counter()
        for (first, second), times in self._pairs.items():
            self._bare_pairs[strip_accents(first), strip_accents(second)] += times
        self._written: dict[str, list[str]] = {}
        self._sayable: dict[str, list[str]] = {}
        for words, ways in ((self._single, self._written), (self._said, self._sayable)):
            for word in words:
                ways.setdefault(strip_accents(word), []).append(word)

    def restore(self, text: str, judged_by: str = "") -> str:
        """Return `text` with the marks it lacks, tone marks unified; case and all but letters stay.

        How likely a mark was left out is judged by `judged_by`, `text` by default.
        """
        typed = unify_tones(text)
        loss = loss_of(judged_by or typed)
        parts: list[str] = []
        last = 0
        for phrase in _phrase_spans(typed):
            for match, word in zip(phrase, self._best([match[0] for match in phrase], loss), strict=True):
                is_unit = match[0] in _units() and typed[: match.start()].rstrip()[-1:].isdigit()
                parts += [typed[last : match.start()], match[0] if is_unit else _cased(word, match[0])]
                last = match.end()
        return "".join([*parts, typed[last:]])

    def writes(self, first: str, second: str) -> bool:
        """Say whether `second` is known to stand right behind `first` (folded), or would without marks."""
        if strip_accents(first) != first or strip_accents(second) != second:
            return (first, second) in self._pairs
        return (first, second) in self._bare_pairs

    def knows(self, word: str) -> bool:
        """Say whether a syllable (folded) is written anywhere, or would be without marks."""
        bare = strip_accents(word)
        return word in self._single if bare != word else bare in self._written

    def bound(self, first: str, second: str, of: int) -> float:
        """Return which share of the uses of one of two syllables (`of`: 0 or 1) is in this pair.

        With marks the uses are those of the syllable so written: "hớn", not "hơn".
        """
        word = (first, second)[of]
        if strip_accents(word) != word:
            uses = self._single[word]
            return self._pairs[first, second] / uses if uses else 0.0
        uses = sum(self._single[one] for one in self._written.get(word, ()))
        return self._bare_pairs[first, second] / uses if uses else 0.0

    def with_initials(self, letters: str, most: int) -> list[tuple[str, ...]]:
        """Return the most usual runs of syllables that begin with `letters`, "d" being "đ" too.

        How usual a run is, the rarest of its pairs decides.
        """
        runs: list[tuple[int, tuple[str, ...]]] = [
            (times, (word,)) for word, times in self._single.items() if _begins(word, letters[0])
        ]
        for letter in letters[1:]:
            runs = [
                (min(usual, times), (*run, word))
                for usual, run in runs
                for word, times in self._behind.get(run[-1], ())
                if _begins(word, letter)
            ]
            runs = sorted(runs, reverse=True)[:_RUNS]
        return [run for _, run in runs[:most]]

    def parted(self, typed: str) -> str | None:
        """Return the two syllables that `typed` (folded) is when taken apart, where they are a usual pair."""
        for at in range(2, len(typed) - 1):
            if self.writes(typed[:at], typed[at:]):
                return f"{typed[:at]} {typed[at:]}"
        return None

    def begun(self, typed: str) -> str | None:
        """Return the usual pair of syllables of which the first's letters `typed` (folded) only begins."""
        pairs: list[tuple[int, str]] = []
        for at in range(1, len(typed) - 1):
            head, tail = typed[:at], typed[at:]
            ends = [tail] if strip_accents(tail) != tail else self._written.get(tail, ())
            pairs += [
                (times, f"{first} {second}")
                for second in ends
                for first, times in self._before.get(second, ())
                if len(first) > len(head)
                and _begins(first, head[0])
                and strip_accents(first).startswith(strip_accents(head))
            ]
        times, words = max(pairs, default=(0, ""))
        return words if times >= _OFTEN else None

    @cached_property
    def _before(self) -> dict[str, list[tuple[str, int]]]:
        """What stands before each syllable, and how often."""
        return _beside((second, first, times) for (first, second), times in self._pairs.items())

    @cached_property
    def _behind(self) -> dict[str, list[tuple[str, int]]]:
        """What stands behind each syllable, and how often."""
        return _beside((first, second, times) for (first, second), times in self._pairs.items())

    def _best(self, words: Sequence[str], loss: float) -> list[str]:
        """Return the likeliest syllables for those typed."""
        ways: dict[str, tuple[float, tuple[str, ...]]] = {_EDGE: (0.0, ())}
        for typed in words:
            following: dict[str, tuple[float, tuple[str, ...]]] = {}
            for word, chance in self._candidates(typed, loss):
                following[word] = max(
                    (score + chance + self._log(before, word), (*path, word))
                    for before, (score, path) in ways.items()
                )
            ways = following
        _, path = max((score + self._log(word, _EDGE), path) for word, (score, path) in ways.items())
        return list(path)

    def _candidates(self, typed: str, loss: float) -> list[tuple[str, float]]:
        """Return what a typed syllable may stand for, with the logarithm of the chance to type it so."""
        folded = unify_tones(typed).casefold()
        known = self._sayable.get(strip_accents(folded), [])
        marked = strip_accents(folded) != folded
        # "HTX Hoa Mai", "HTX Xanh Tươi": nobody knows how it is written.
        name = typed[:1].isupper() and loss < _MOSTLY
        if name or (marked and folded in self._single):
            return [(folded, 0.0)]
        fitting = [word for word in known if spelling(folded, word)]
        if not fitting:
            return [(word, 0.0) for word in slips(folded, self._written)] or [(folded, 0.0)]
        return [(word, 0.0 if word == folded else math.log(loss)) for word in fitting]

    def _log(self, before: str, word: str) -> float:
        alone = ((self._said[word] if word else self._phrases) + _UNSEEN) / self._total
        followed = self._followed[before]
        after = self._following[before, word] / followed if followed else alone
        return math.log(_BIGRAM * after + (1 - _BIGRAM) * alone)


def _beside(pairs: Iterable[tuple[str, str, int]]) -> dict[str, list[tuple[str, int]]]:
    """Return by the first of each pair what stands beside it, and how often."""
    found: dict[str, list[tuple[str, int]]] = {}
    for word, other, times in pairs:
        found.setdefault(word, []).append((other, times))
    return found


def loss_of(text: str) -> float:
    """Return the chance that a syllable of `text` lost its marks, from the share that carries some."""
    words = _WORD.findall(nfc(text))
    if not words:
        return 1.0
    marked = sum(1 for word in words if strip_accents(word) != word)
    return min(1.0, max(_LEAST_LOSS, 1 - marked / len(words) / _MARKED))


def _phrase_spans(text: str) -> Iterable[list[re.Match[str]]]:
    phrase: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        if phrase and _BREAK.search(text, phrase[-1].end(), match.start()):
            yield phrase
            phrase = []
        phrase.append(match)
    if phrase:
        yield phrase


def _begins(word: str, letter: str) -> bool:
    """Say whether a syllable, which has a vowel, begins with a letter as typed."""
    return (word[:1] == letter or (letter == "d" and word[:1] == "đ")) and _VOWEL.search(
        strip_accents(word)
    ) is not None


def _cased(word: str, typed: str) -> str:
    """Return `word` in the case in which it was typed."""
    if word == typed.casefold():
        return typed
    if typed.isupper() and len(typed) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word
