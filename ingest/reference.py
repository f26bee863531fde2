"""What everybody in the trade knows and no plan says: read from `corpus/reference`.

Also the one way of finding known names in a text (`Lexicon`), which places and agencies share:
accents may be missing but not wrong, "và", "&" and "-" between the words do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import yaml

from ingest.vietnamese import key, nfc, strip_accents, unify_tones

FOLDER = Path(__file__).resolve().parent.parent / "corpus" / "reference"

# A letter with whatever combining marks follow it, so that offsets hold in NFD text too.
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+(?:[.,]\d+)*")
# Between two words of one name: "NN&PTNT", "Lao động - Thương binh", a wrapped line; not ". ", a tab.
_JOINT = re.compile(r"[ \u00a0]*(?:[-–—&/,+'’]|\.(?! ))?[ \u00a0]*(?:\n[ \u00a0]*)?\Z")
_LINKS = frozenset({"va", "and"})
_MARK = re.compile(r"[\u0300-\u036f]")

T = TypeVar("T")


@lru_cache
def load(name: str) -> Any:
    """Return the content of `corpus/reference/<name>.yaml`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((FOLDER / f"{name}.yaml").read_text("utf-8"), loader)


@lru_cache
def load_lines(name: str) -> tuple[str, ...]:
    """Return the lines of `corpus/reference/<name>.txt` but for comments."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def slug(name: str) -> str:
    """Return `name` as an id: "Sở Tài chính" → "so-tai-chinh"."""
    return "-".join(re.findall(r"[a-z0-9]+", key(name).replace("ð", "d").replace("'", "")))


# --- words -----------------------------------------------------------------------------------


class Token(NamedTuple):
    """A word or number of a text: where, verbatim, accent-free, folded, and what precedes it.

    `joined`: only what may stand inside a name lies between it and the token before.
    """

    start: int
    end: int
    text: str
    key: str
    folded: str
    capital: bool
    gap: str
    joined: bool


@lru_cache(maxsize=65536)
def _forms(word: str) -> tuple[str, str, bool]:
    folded = unify_tones(word).casefold().replace("ð", "đ")
    return strip_accents(folded), folded, nfc(word)[:1].isupper()


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words and numbers of `text` with their offsets in it."""
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        gap = text[last : match.start()]
        joined = gap == " " or (bool(found) and _JOINT.match(gap) is not None)
        word = match.group()
        found.append(Token(match.start(), match.end(), word, *_forms(word), gap, joined))
        last = match.end()
    return tuple(found)


@lru_cache(maxsize=65536)
def spelling(typed: str, name: str) -> int:
    """Say how `typed` writes `name` (both folded): 2 exactly, 1 without (all) marks, 0 otherwise.

    "phuoc" and "phươc" may stand for "phước"; "hỏi" never stands for "hội".
    """
    if typed == name:
        return 2
    left = unicodedata.normalize("NFD", typed.replace("đ", "d\u0335"))
    right = unicodedata.normalize("NFD", name.replace("đ", "d\u0335"))
    letters = zip(_letters(left), _letters(right), strict=False)
    return int(all(a[0] == b[0] and set(a[1:]) <= set(b[1:]) for a, b in letters))


def _letters(decomposed: str) -> list[str]:
    return re.findall(r"[^\u0300-\u036f][\u0300-\u036f]*", decomposed)


# --- names -----------------------------------------------------------------------------------


class Found(NamedTuple, Generic[T]):
    """A known name at token `first` up to `end` (exclusive); `wrong` counts words spelt otherwise."""

    first: int
    end: int
    value: T
    exact: bool
    wrong: int


class Lexicon(Generic[T]):
    """Names to look for in a sequence of tokens, longest first."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, name: str, value: T) -> None:
        """Add one spelling of a name. Several names may share a spelling."""
        words = [token for token in tokens(name) if token.key not in _LINKS]
        if not words:
            return
        node = self._root
        for word in words:
            node = node.setdefault(word.key, {})
        entries: list[tuple[tuple[str, ...], T]] = node.setdefault("", [])
        entry = (tuple(word.folded for word in words), value)
        if entry not in entries:
            entries.append(entry)

    def may_begin_with(self, word: str) -> bool:
        """Say whether some name begins with a word, given accent-free: most words of a text begin none."""
        return word in self._root

    def at(self, words: Sequence[Token], first: int) -> list[Found[T]]:
        """Return every name that starts at token `first`: longest first, best spelling first."""
        node = self._root.get(words[first].key)
        if node is None:
            return []
        used, position, found = [first], first + 1, self._entries(words, [first], node)
        while position < len(words) and words[position].joined:
            word = words[position]
            if word.key in node:
                node = node[word.key]
                used.append(position)
                found += self._entries(words, used, node)
            elif word.key not in _LINKS:
                break
            position += 1
        return sorted(found, key=lambda one: (-one.end, one.wrong, not one.exact))

    @staticmethod
    def _entries(words: Sequence[Token], used: Sequence[int], node: dict[str, Any]) -> list[Found[T]]:
        found = []
        for spelt, value in node.get("", ()):
            grades = [spelling(words[i].folded, name) for i, name in zip(used, spelt, strict=True)]
            found.append(Found(used[0], used[-1] + 1, value, min(grades) == 2, grades.count(0)))
        return found


# --- abbreviations ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """Short forms and what they stand for. `risky`: only in capitals; `document`: beside a number."""

    short: tuple[str, ...]
    long: str
    risky: bool = False
    document: bool = False


@lru_cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Return all abbreviations, those of document types last."""
    data = load("abbreviations")
    terms = [
        Abbreviation(tuple(item["short"]), item["long"], item.get("risky", False)) for item in data["terms"]
    ]
    types = [Abbreviation((short,), long, document=True) for short, long in data["documents"].items()]
    return tuple(terms + types)


@lru_cache
def teencode() -> dict[str, str]:
    """Return what people type on phones and the words meant."""
    return {str(short): str(long) for short, long in load("abbreviations")["teencode"].items()}


def plain(text: str) -> str:
    """Return `text` with phone spellings as words: "htx dc hỗ trợ j" → "htx được hỗ trợ gì"."""
    words = teencode()

    def word(match: re.Match[str]) -> str:
        typed = match.group()
        if typed.isupper() and len(typed) > 1:
            return typed
        return words.get(typed.casefold(), typed)

    return re.sub(r"(?<![\w&/.-])[^\W\d_]{1,7}(?![\w&/]|[.-]\w)", word, nfc(text))


def expand(text: str) -> list[str]:
    """Return other ways to write `text` for search: abbreviations spelt out; long forms shortened."""
    written = plain(text)
    words = tokens(written)
    longer = _rewrite(written, words, _short_forms(), lambda entry: entry.long)
    shorter = _rewrite(written, words, _long_forms(), lambda entry: entry.short[0])
    return [other for other in dict.fromkeys((written, longer, shorter)) if other != nfc(text)]


@lru_cache(maxsize=8)  # of one passage it is asked for several times in a row
def spell_out(text: str) -> str:
    """Return `text` with abbreviations spelt out: "HTX" → "hợp tác xã"; words typed long stay."""
    return _rewrite(text, tokens(text), _short_forms(), lambda entry: entry.long)


def _rewrite(
    text: str, words: Sequence[Token], names: Lexicon[Abbreviation], other: Callable[[Abbreviation], str]
) -> str:
    parts, last, position = [], 0, 0
    while position < len(words):
        if not names.may_begin_with(words[position].key):
            position += 1
            continue
        fits = [one for one in names.at(words, position) if not one.wrong and _fits(text, words, one)]
        if fits:
            span = words[position].start, words[fits[0].end - 1].end
            parts += [text[last : span[0]], other(fits[0].value)]
            last = span[1]
        position = fits[0].end if fits else position + 1
    return "".join([*parts, text[last:]])


def _fits(text: str, words: Sequence[Token], found: Found[Abbreviation]) -> bool:
    start, end = words[found.first].start, words[found.end - 1].end
    if text[max(start - 1, 0) : start] in {"/", "-"} or text[end : end + 1] in {"/", "-"}:
        return False  # a symbol, "3819/KH-UBND", is searched for as it stands
    if found.value.document and found.end - found.first == 1:
        neighbours = words[max(found.first - 1, 0) : found.end + 2]
        return any(word.key[0].isdigit() and abs(i) <= 2 for i, word in enumerate(neighbours))
    return not found.value.risky or text[start:end].isupper()


@lru_cache
def _short_forms() -> Lexicon[Abbreviation]:
    return _lexicon((form, entry) for entry in abbreviations() for form in entry.short)


@lru_cache
def _long_forms() -> Lexicon[Abbreviation]:
    return _lexicon((entry.long, entry) for entry in abbreviations() if not entry.document)


def _lexicon(pairs: Iterable[tuple[str, Abbreviation]]) -> Lexicon[Abbreviation]:
    names: Lexicon[Abbreviation] = Lexicon()
    for form, entry in pairs:
        names.add(form, entry)
        names.add(form.replace("&", "").replace(" ", "") if "&" in form else form, entry)
    return names


def distance_at_most_one(typed: str, name: str) -> bool:
    """Say whether one letter changed, added, left out or swapped with its neighbour makes them equal."""
    if typed == name:
        return True
    if abs(len(typed) - len(name)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, name, strict=False)) if a != b), None)
    if start is None:
        return True
    left, right = typed[start:], name[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


# --- what became of what ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Succession:
    """`newer` took over from `older` (both ids); `part` names what, where it was not everything.

    `stood_before`: there was a body of the newer name already, beside the older one.
    """

    older: str
    older_name: str
    newer: str
    newer_name: str
    since: date
    source: str
    part: str = ""
    stood_before: bool = False
