"""Questions as people type them on phones: made from well-written ones, the same ones every time.

Each way of typing is a function from a question to what somebody in a hurry would type. Chance
is drawn from the question itself, so that a measurement can be repeated.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping

from ingest.agencies import resolve
from ingest.places import find_places
from ingest.vietnamese import nfc, strip_accents

# What people write for common words; chosen from usage, not from what the project understands.
_TEENCODE: Mapping[str, tuple[str, ...]] = {
    "không": ("ko", "k", "hông", "hok"),
    "được": ("dc", "đc", "đk", "dk"),
    "gì": ("j", "gi"),
    "bao nhiêu": ("bn", "bnhiu", "bao nhiu", "bnhieu"),
    "những": ("nhữg", "nhug", "nhg"),
    "vậy": ("z", "v"),
    "với": ("vs", "dzới"),
    "như thế nào": ("ntn", "nhu the nao"),
    "mình": ("mk", "mik"),
    "người": ("ng", "ngừi"),
    "nhiều": ("nhìu", "nh"),
    "bây giờ": ("bh", "bây h"),
    "hợp tác xã": ("htx", "HTX"),
    "kinh tế tập thể": ("kttt",),
    "kế hoạch": ("kh", "KH"),
    "nông nghiệp": ("nn", "nông nghiệp"),
    "trong": ("trog", "trong"),
    "rồi": ("r", "rùi"),
    "thế nào": ("tnào", "thế nào"),
    "ủy ban nhân dân": ("ubnd",),
    "hỗ trợ": ("hổ trợ", "hỗ trợ", "ht"),
    "doanh nghiệp": ("dn",),
    "biết": ("bít", "bik"),
    "cũng": ("cx", "cũg"),
    "phải": ("fải", "phải"),
    "làm": ("lm", "làm"),
}
_NEAR = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wqrtyuiopoadfghjklkxcvbnmn",
        strict=True,
    )
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN = re.compile(rf"([oO])([{_TONES}])([aeAE])(?!\w)|([uU])([{_TONES}])([yY])(?!\w)")


def _chance(question: str, way: str) -> random.Random:
    return random.Random(f"{way}:{question}")


def no_accents(question: str) -> str:
    """Return the question without any marks."""
    return strip_accents(question)


def some_accents(question: str) -> str:
    """Return the question with the marks of about half its syllables lost."""
    chance = _chance(question, "some")
    return re.sub(
        r"[^\W\d_]+", lambda word: strip_accents(word[0]) if chance.random() < 0.5 else word[0], nfc(question)
    )


def old_tones(question: str) -> str:
    """Return the question with tone marks of open oa, oe, uy on the second vowel ("hoà", "thuỷ")."""
    moved = _OPEN.sub(
        lambda m: f"{m[1]}{m[3]}{m[2]}" if m[1] else f"{m[4]}{m[6]}{m[5]}",
        unicodedata.normalize("NFD", question),
    )
    return nfc(re.sub(r"(?i)(q)u([\u0300\u0301\u0303\u0309\u0323])?y", r"\1uy\2", moved))


def decomposed(question: str) -> str:
    """Return the question in Unicode normal form D."""
    return unicodedata.normalize("NFD", question)


def capitals(question: str) -> str:
    """Return the question in capitals."""
    return nfc(question).upper()


def glued(question: str) -> str:
    """Return the question without blanks beside numbers and behind commas: "năm2024"."""
    return re.sub(r"(?<=[,;])\s+|(?<=\w)\s+(?=\d)|(?<=\d)\s+(?=[^\W\d])", "", nfc(question))


def teencode(question: str) -> str:
    """Return the question in small letters with words shortened as on phones."""
    chance, typed = _chance(question, "teen"), nfc(question).lower()
    for word, short in _TEENCODE.items():
        parts = re.split(rf"(?<!\w){word}(?!\w)", typed)
        typed = parts[0] + "".join(chance.choice(short) + part for part in parts[1:])
    return typed.rstrip("?. ")


def teencode_no_accents(question: str) -> str:
    """Return the question shortened and without marks."""
    return strip_accents(teencode(question))


def typo_in_name(question: str) -> str:
    """Return the question with one letter wrong in the name of a place or an agency, if it has one."""
    spans = [mention.span for mention in find_places(question) if mention.context in ("plain", "admin")]
    spans += [query.span for query in resolve(question) if not query.collective]
    chance = _chance(question, "typo")
    if not spans:
        return question
    span = chance.choice(spans)
    words = [m for m in re.finditer(r"[^\W\d_]{3,}", question[span.start : span.end]) if not m[0].isupper()]
    if not words:
        return question
    word = chance.choice(words)
    start = span.start + word.start()
    return question[:start] + _slip(word[0], chance) + question[start + len(word[0]) :]


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    kind = chance.choice(("drop", "swap", "double", "near", "tone"))
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "near" and word[at].isascii():
        return word[:at] + _NEAR.get(word[at].lower(), word[at]) + word[at + 1 :]
    if kind == "tone":
        marked = unicodedata.normalize("NFD", word)
        other = chance.choice(_TONES)
        changed = re.sub(f"[{_TONES}]", other, marked)
        return nfc(changed) if changed != marked else word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


WAYS: Mapping[str, Callable[[str], str]] = {
    "noaccent": no_accents,
    "partial": some_accents,
    "oldtone": old_tones,
    "nfd": decomposed,
    "capitals": capitals,
    "spacing": glued,
    "teencode": teencode,
    "teencode_noaccent": teencode_no_accents,
    "typo": typo_in_name,
}
"""Every way of typing by name."""
