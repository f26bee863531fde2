"""Vietnamese text from before Unicode (TCVN3, VNI, VISCII), recognised by its syllables.

Such a file is in Latin letters for whoever does not know: "Céng hßa" is TCVN3 for "Cộng hòa". An
encoding is taken for the right one only if the words become Vietnamese syllables in it and are
none without it. The tables stand in `corpus/reference/encodings.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from ingest.errors import RefusedFile
from ingest.models import Notice, Source
from ingest.reference import load

Encoding = Literal["tcvn3", "vni", "viscii"]
ENCODINGS: tuple[Encoding, ...] = ("tcvn3", "vni", "viscii")

# Of the words with marks in the five plans at least 99 % are syllables in the right encoding, and
# at most 46 % in a wrong one; `tests/ingest/test_encodings.py` holds each to its side of these.
_LEAST_RIGHT = 0.9
_MOST_WRONG = 0.6
# A wrong guess is worse than a question: fewer words than these prove nothing.
_LEAST_WORDS = 12
_DOUBTFUL = 0.5
# TCVN3's "ư" is a soft hyphen, which some programs drop: "tham mưu" would become "tham mu". No plan
# has so many words without the letter.
_WORDS_WITH_U_HORN = 100

_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[\x02\x05\x06\x14\x19\x1e\x80-\xff\u03bc]")
# Letters that only Unicode has: a line with one of them is in no older encoding.
_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9\u0300-\u0323]")
# Signs that stand in Vietnamese text of any encoding.
_SIGNS = str.maketrans("", "", "«»°§±²³·×÷\xa0\xad")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_AFTER_STOP = frozenset({"\u0301", "\u0323"})
# Some programs take the soft hyphen, which is TCVN3's "ư", for a hyphen.
_HYPHENED = re.compile(r"[^\W\d_]*(?:-[^\W\d_]+)+|[^\W\d_]+-(?!\w)")


def decoded(text: str) -> tuple[str, Encoding | None]:
    """Return `text` in Unicode and the encoding that it, or some of its lines, was in.

    Text that is in Unicode, and text that no encoding makes certain, comes back as it is with
    None; `is_doubtful` tells the two apart.
    """
    if not _LATIN.search(text):
        return text, None
    lines = text.split("\n")
    old = [line for line in lines if _LATIN.search(line) and not _UNICODE_ONLY.search(line)]
    plain = _rated(old, str)
    rates = {encoding: _rated(old, _converter(encoding)) for encoding in ENCODINGS}
    best = max(ENCODINGS, key=lambda encoding: rates[encoding].share)
    if rates[best].words < _LEAST_WORDS or rates[best].share < _LEAST_RIGHT or plain.share > _MOST_WRONG:
        return text, None
    whole = best == "tcvn3" and rates[best].words >= _WORDS_WITH_U_HORN
    if whole and "ư" not in decoded_as("\n".join(old), best):
        return text, None
    is_old = [_is_old(line, best) for line in lines]
    known = next((found for found in is_old if found is not None), True)
    result = []
    for line, found in zip(lines, is_old, strict=True):
        # "có" is "có" in Unicode and "cú" in TCVN3: such a line is what the one above it is.
        known = known if found is None else found
        result.append(decoded_as(line, best) if known else line)
    return "\n".join(result), best


def _is_old(line: str, encoding: Encoding) -> bool | None:
    """Say whether a line is in `encoding` rather than in Unicode, None where it might be in either."""
    if not _LATIN.search(line):
        return None
    if _UNICODE_ONLY.search(line):
        return False
    plain, converted = _rated([line], str).right, _rated([line], _converter(encoding)).right
    return None if plain == converted else converted > plain


def decoded_as(text: str, encoding: Encoding) -> str:
    """Return `text`, known to be in `encoding`, in Unicode; capitals typed in a font of capitals too."""
    text = _converter(encoding)(text)
    if encoding == "tcvn3":
        text = "\n".join(_line_in_capitals(line) for line in text.split("\n"))
    return text


def in_old_font(text: str, beside: str, encoding: Encoding) -> str:
    """Return `text`, set in a font made for `encoding`, in Unicode.

    `beside` is all of its paragraph in that font. A font proves little: Unicode text that is pasted
    into such a paragraph keeps its name and is shown in another.
    """
    if not _LATIN.search(text) or _is_old(beside, encoding) is False:
        return text
    return decoded_as(text, encoding)


def is_doubtful(text: str) -> bool:
    """Say whether `text` has many letters with marks but they make no Vietnamese words."""
    rate = _rated(text.split("\n"), str)
    return rate.words >= _LEAST_WORDS and rate.share < _DOUBTFUL


def marked_words(text: str) -> tuple[int, float]:
    """Return how many words of `text` are not in ASCII, and the share of Vietnamese ones (0 to 1)."""
    rate = _rated(text.split("\n"), str, marked=_is_marked)
    return rate.words, rate.share


def settled(source: Source, file: str) -> Source:
    """Return `source` with letters of an old encoding in Unicode, and a notice of it.

    Raises RefusedFile where its words with marks are no Vietnamese in any encoding.
    """
    text, encoding = decoded("\n".join(line.text for line in source.lines))
    if is_doubtful(text):
        raise RefusedFile("encoding", file=file)
    if encoding is None:
        return source
    lines = [replace(line, text=new) for line, new in zip(source.lines, text.split("\n"), strict=True)]
    return replace(source, lines=tuple(lines), notices=(*source.notices, converted(name_of(encoding))))


def converted(*encodings: str) -> Notice:
    """Return the notice that a file was converted from these encodings."""
    return Notice("converted", (("encoding", ", ".join(encodings)),))


def font_encoding(font: str) -> tuple[Encoding | None, bool]:
    """Return the encoding that a font is made for, None for Unicode, and whether it shows capitals only."""
    name = font.strip().casefold()
    for encoding in ENCODINGS:
        entry = load("encodings")[encoding]
        if "fonts" in entry and re.search(entry["fonts"], name):
            return encoding, "capitals" in entry and bool(re.search(entry["capitals"], name))
    return None, False


def name_of(encoding: Encoding) -> str:
    """Return what people call an encoding."""
    return str(load("encodings")[encoding]["name"])


# --- tables ----------------------------------------------------------------------------------


@cache
def _converter(encoding: Encoding) -> Callable[[str], str]:
    entry = load("encodings")[encoding]
    table = str.maketrans(entry["letters"]["read"], entry["letters"]["as"])
    if encoding == "tcvn3":
        table[0x3BC] = table[0xB5]  # the same sign, micro or mu
        return lambda text: _LETTERS.sub(_word_in_capitals, _with_hyphens(text.translate(table)))
    if encoding == "viscii":
        return lambda text: text.translate(table)
    pairs = vni_pairs()
    pattern = re.compile("|".join(map(re.escape, sorted(pairs))))
    single = re.compile("[" + "".join(map(chr, table)) + "]")
    either = re.compile(f"{pattern.pattern}|{single.pattern}")
    return lambda text: either.sub(lambda match: pairs.get(match[0]) or match[0].translate(table), text)


@cache
def vni_pairs() -> dict[str, str]:
    """Return what every letter with a mark behind it stands for in VNI, in small letters and capitals."""
    letters = {"ô": "ơ", "ö": "ư"}
    pairs: dict[str, str] = {}
    for group in load("encodings")["vni"]["marks"]:
        for letter in group["letters"]:
            for mark, combining in group["marks"].items():
                whole = unicodedata.normalize("NFC", letters.get(letter, letter) + combining)
                for first, shown in ((letter, whole), (letter.upper(), whole.upper())):
                    pairs[first + mark] = pairs[first + mark.upper()] = shown
    return pairs


def _with_hyphens(text: str) -> str:
    def read(match: re.Match[str]) -> str:
        word = match[0]
        whole = word.replace("-", "ư")
        parts = [part for part in word.split("-") if part]
        two_words = len(parts) > 1 and all(map(is_syllable, parts))
        return whole if is_syllable(whole) and not two_words else word

    return _HYPHENED.sub(read, text)


def _word_in_capitals(match: re.Match[str]) -> str:
    return match[0].upper() if _is_capital(match[0]) else match[0]


def _is_capital(word: str) -> bool:
    """Say whether a word was typed in capitals, of which those with marks look like small letters."""
    plain = [char for char in word if char.isascii()]
    return len(plain) > 1 and all(char.isupper() for char in plain)


def _line_in_capitals(line: str) -> str:
    """Return a heading in capitals with its short words ("Uû", "ë") in capitals too."""
    if any(char.isascii() and char.islower() for char in line):
        return line
    marked = any(not word.isascii() and _is_capital(word) for word in _LETTERS.findall(line))
    return line.upper() if marked else line


# --- syllables -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rate:
    """How many words were judged, and how many of them are Vietnamese."""

    words: int
    right: int

    @property
    def share(self) -> float:
        return self.right / self.words if self.words else 0.0


def _is_latin(word: str) -> bool:
    return bool(_LATIN.search(word.translate(_SIGNS) or word))


def _is_marked(word: str) -> bool:
    return not word.isascii()


def _rated(
    lines: Sequence[str], convert: Callable[[str], str], marked: Callable[[str], bool] = _is_latin
) -> _Rate:
    words = right = 0
    seen: dict[str, bool] = {}
    for line in lines:
        for match in _WORD.finditer(line):
            word = match[0]
            if not marked(word):
                continue
            words += 1
            if word not in seen:
                seen[word] = _reads_well(convert(word))
            right += seen[word]
    return _Rate(words, right)


def _reads_well(word: str) -> bool:
    """Say whether all that is marked in a word is Vietnamese."""
    word = unicodedata.normalize("NFC", word)
    rest = _LETTERS.sub("", word).translate(_SIGNS)
    if _LATIN.search(rest):
        return False
    return all(letters.isascii() or is_syllable(letters) for letters in _LETTERS.findall(word))


@cache
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """Return all onsets with all rhymes, and those that end in a stop."""
    entry = load("encodings")["syllable"]
    rhymes = [rhyme for line in entry["rhymes"] for rhyme in line.split()]
    every = frozenset(onset + rhyme for onset in entry["onsets"] for rhyme in rhymes)
    stopped = [rhyme for rhyme in rhymes if rhyme.endswith(tuple(entry["stops"]))]
    return every, frozenset(onset + rhyme for onset in entry["onsets"] for rhyme in stopped)


def is_syllable(word: str) -> bool:
    """Say whether `word` has the form of a Vietnamese syllable, in small letters or capitals."""
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    decomposed = unicodedata.normalize("NFD", word.casefold())
    tones = [char for char in decomposed if char in _TONES]
    plain = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES))
    every, stopped = _syllables()
    return plain in every and len(tones) <= 1 and (plain not in stopped or set(tones) <= _AFTER_STOP)
