"""A text as what can be checked of it: words, amounts, dates, documents, agencies and places.

Words stand with abbreviations spelt out; an agency is one atom under its identity, however it is
written. Quotes and statements are read by the same code, so that both are compared in one form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from app.verification.amounts import Amount, read_amount, spelt_number
from app.verification.lexicon import alternatives, document_types, folded, listed, short_forms
from app.verification.moments import MOMENT, Moment, read_moment
from app.verification.names import Name, names_in
from ingest.agencies import Mention, find_agencies
from ingest.models import Span
from ingest.records.quantities import NUMBER
from ingest.reference import slug
from ingest.vietnamese import fold_space

AtomKind = Literal["word", "amount", "moment", "document", "agency", "ordinal"]

_CODE = r"(?:[A-ZĐ]{2,}[a-zđ]?\d*|[A-ZĐ][A-Za-zĐđ]{1,3})"
# "182/QĐ-TTg", "54- CTr/TU", "09/2020/TT- BKHĐT", "1697/SKHĐT-ĐKKD", "17/2023/QH15"
_DOCUMENT = rf"\d{{1,5}}[a-z]?(?:/(?:19|20)\d{{2}})?[-/–]\s?{_CODE}(?:\s?[-/–&]\s?{_CODE})*"
_TOKEN = re.compile(
    rf"(?P<document>(?<![\w/]){_DOCUMENT}(?!\w))"
    rf"|(?P<moment>{MOMENT})"
    rf"|(?P<fraction>(?<![\w/.,])\d{{1,4}}/\d{{1,4}}(?![\w/]))"
    rf"|(?P<number>(?<![\w.,])(?:{NUMBER}))"
    r"|(?P<word>[^\W\d_]+(?:&[^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s]|\d|_)"
)
_ENDS_SENTENCE = frozenset(";!?…")
_ENDS_CLAUSE = frozenset(",:()–—")
_SHORTENED = frozenset({"tp", "tx", "tt", "th", "ts", "gs", "bs", "ks", "đ"})  # "TP. Gia Nghĩa"
_MARKERS = re.compile(r"\[\s*\d+(?:\s*[,;]\s*\d+)*\s*\]|\*\*|^\s*(?:[-–•*+]|\(?\d{1,2}[.)]|[a-zđ]\))\s+")
_ENUMERATION = re.compile(r"\(\d{1,2}\)\s*")
_ROMAN = re.compile(r"[IVX]{1,6}\Z")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that a text says, and where (`start` to `end` of the folded text).

    `key` is what is compared. `sentence` counts sentences and what stands between semicolons,
    `clause` also what stands between commas.
    """

    kind: AtomKind
    key: str
    start: int
    end: int
    sentence: int
    clause: int
    amount: Amount | None = None
    moment: Moment | None = None
    mention: Mention | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """A text (white space folded) and its atoms; `names` are places and other proper names.

    Compared by identity: `read` returns the same reading for the same text.
    """

    text: str
    atoms: tuple[Atom, ...]
    names: tuple[Name, ...]

    @property
    def agencies(self) -> Iterator[tuple[int, Mention]]:
        """Yield each agency and the index of its atom."""
        for index, atom in enumerate(self.atoms):
            if atom.mention is not None:
                yield index, atom.mention


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read a statement or a part of a plan."""
    plain = fold_space(_ENUMERATION.sub("", fold_space(_MARKERS.sub(" ", text.strip()))))
    mentions = _agencies(plain)
    reader = _Reader(plain, {one.span.start: one for one in mentions})
    return Reading(plain, reader.atoms(), names_in(plain, mentions))


def _agencies(text: str) -> tuple[Mention, ...]:
    """Return the agencies of a text; "UBND các huyện: Tổ chức …" names no place "Tổ"."""
    mentions = find_agencies(text)
    for one in mentions:
        colon = text.find(": ", one.span.start, one.span.end)
        if colon >= 0:
            lowered = text[: colon + 2] + text[colon + 2].lower() + text[colon + 3 :]
            again = find_agencies(lowered)
            mentions = again if len(again) >= len(mentions) else mentions
            break
    return tuple(_trimmed(text, one) for one in mentions)


def _trimmed(text: str, mention: Mention) -> Mention:
    """Return an agency read by its pattern without a verb's negation: "Văn phòng Liên minh không …"."""
    denied = None if mention.known else _denied_pattern().search(text, mention.span.start, mention.span.end)
    if denied is None:
        return mention
    span = Span(mention.span.start, denied.start())
    name = span.of(text)
    return replace(
        mention, agency=name, id=slug(name), ids=(slug(name),), span=span, group=span, printed=name
    )


@lru_cache
def _denied_pattern() -> re.Pattern[str]:
    words = alternatives(form for forms in listed("negations").values() for form in forms)
    return re.compile(rf"\s+(?:{words})(?!\w)", re.IGNORECASE)


class _Reader:
    """Makes atoms of a text from left to right."""

    def __init__(self, text: str, mentions: dict[int, Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self.found: list[Atom] = []
        self.sentence = self.clause = 0

    def atoms(self) -> tuple[Atom, ...]:
        """Return the atoms of the text."""
        position, covered = 0, 0
        while match := _TOKEN.search(self.text, position):
            position = match.end()
            mention = self.mentions.get(match.start())
            if mention is not None and mention.span.end > covered:
                self._add("agency", "@" + mention.base, match.start(), mention.span.end, mention=mention)
                covered = mention.span.end
                if not is_loose(mention):
                    position = covered
                    continue
            kind = str(match.lastgroup)
            position = max(position, getattr(self, f"_{kind}")(match))
        return tuple(self.found)

    def _add(
        self,
        kind: AtomKind,
        key: str,
        start: int,
        end: int,
        *,
        amount: Amount | None = None,
        moment: Moment | None = None,
        mention: Mention | None = None,
    ) -> int:
        self.found.append(Atom(kind, key, start, end, self.sentence, self.clause, amount, moment, mention))
        return end

    def _document(self, match: re.Match[str]) -> int:
        key = document_key(match.group())
        if not _is_document(match.group()):
            return self._number(re.match(rf"{NUMBER}|\d+", self.text[match.start() :]), match.start())
        return self._add("document", key, match.start(), match.end())

    def _moment(self, match: re.Match[str]) -> int:
        moment = read_moment(self.text, match.start(), match.end())
        if moment is None:
            return self._number(re.match(rf"{NUMBER}|\d+", self.text[match.start() :]), match.start())
        return self._add("moment", moment.key, match.start(), match.end(), moment=moment)

    def _fraction(self, match: re.Match[str]) -> int:
        """Read "2/29 HTX": two amounts of the same unit."""
        first, _, second = match.group().partition("/")
        whole = read_amount(self.text, match.start() + len(first) + 1, match.end(), second)
        part = replace(whole, value=float(first), raw=float(first), comparator="", shared="")
        self._add("amount", "#", match.start(), match.start() + len(first), amount=part)
        self._add("amount", "#", match.start() + len(first) + 1, match.end(), amount=whole)
        return match.end()

    def _number(self, match: re.Match[str] | None, offset: int | None = None) -> int:
        assert match is not None
        start = match.start() if offset is None else offset
        end, printed = start + len(match.group()), match.group()
        amount = read_amount(self.text, start, end, printed, self._previous())
        if year := _year(printed, amount):
            moment = read_moment(self.text, start, end) or Moment(year=year)
            return self._add("moment", moment.key, start, end, moment=moment)
        if label := self._label(start, amount):
            return self._add("ordinal", f"{label}:{int(amount.value)}", start, end)
        return self._add("amount", "#", start, max(end, amount.number_end), amount=amount)

    def _previous(self) -> Amount | None:
        """Return the amount before, if it stands in the same enumeration."""
        for atom in reversed(self.found[-5:]):
            if atom.amount is not None and atom.sentence == self.sentence:
                return atom.amount if self.clause - atom.clause <= 1 else None
        return None

    def _label(self, start: int, amount: Amount | None) -> str:
        match = _label_pattern().search(self.text[max(start - 20, 0) : start])
        if match is None:
            return ""
        counted = amount is not None and amount.unit and not amount.weak
        return "" if counted else _same_label(folded(match[1]))

    def _word(self, match: re.Match[str]) -> int:
        word, start, end = match.group(), match.start(), match.end()
        if _ROMAN.match(word) and (len(word) > 1 or self._label(start, None)):
            label = self._label(start, None) or (self.found[-1].key if self.found else "")
            return self._add("ordinal", f"{label}:{_roman(word.casefold())}", start, end)
        key = folded(word)
        if spelt := spelt_number(self.text, start, key):
            return self._add("amount", "#", start, spelt.number_end, amount=spelt)
        if key in ("thứ", "lần") and (ordinal := _ordinal(self.text, start)):
            number, stop = ordinal
            return self._add("ordinal", f"thứ:{number}", start, stop)
        for syllable in _spelt_out(word, key, self.text[max(start - 2, 0) : start], self.text[end : end + 2]):
            self._add("word", syllable, start, end)
        return end

    def _mark(self, match: re.Match[str]) -> int:
        mark, end = match.group(), match.end()
        follows = self.text[end : end + 1]
        if mark in _ENDS_SENTENCE or (mark == "." and (not follows or follows.isspace())):
            shortened = (
                self.found and self.found[-1].end == match.start() and self.found[-1].key in _SHORTENED
            )
            if not shortened:
                self.sentence += 1
                self.clause += 1
        elif (mark in _ENDS_CLAUSE) or (mark == "-" and follows.isspace()):
            self.clause += 1
        return end


def is_loose(mention: Mention) -> bool:
    """Say whether a collective is an ordinary word as well: "các hợp tác xã", "các doanh nghiệp"."""
    return mention.base in listed("loose_collectives")


def document_key(printed: str) -> str:
    """Return the form in which document numbers are compared: "54- CTr/TU" → "54-CTR/TU"."""
    return re.sub(r"\A0+(?=\d)", "", re.sub(r"\s", "", printed).replace("–", "-").replace("Ð", "Đ")).upper()


def _is_document(printed: str) -> bool:
    segments = re.split(r"[-/–]\s?", printed)[1:]
    codes = [segment for segment in segments if not segment.isdigit()]
    return len(codes) > 1 or any(code in document_types() for code in codes) or len(segments) > len(codes)


def _year(printed: str, amount: Amount) -> int | None:
    if not re.fullmatch(r"(?:19|20)\d{2}", printed) or amount.to is not None:
        return None
    return None if amount.unit and not amount.weak else int(printed)


@lru_cache
def _label_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[^\w])({alternatives(listed('labels'))})\s+(?:số\s+)?$", re.IGNORECASE)


def _same_label(label: str) -> str:
    return "thứ" if label == "lần thứ" else label


def _roman(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))


def _ordinal(text: str, start: int) -> tuple[int, int] | None:
    """Read "thứ năm", "lần thứ hai"."""
    match = _ordinal_pattern().match(text, start)
    return (listed("ordinals")[folded(match[1])], match.end()) if match else None


@lru_cache
def _ordinal_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:lần\s+)?thứ\s+({alternatives(listed('ordinals'))})(?!\w)", re.IGNORECASE)


def _spelt_out(word: str, key: str, before: str, after: str) -> tuple[str, ...]:
    beside_number = bool(re.search(r"\d", before)) or bool(re.match(r"\s?\d", after))
    if word in document_types() and beside_number:
        return document_types()[word]
    if key in short_forms() and (word.isupper() or not word.islower() or len(key) > 2):
        return short_forms()[key]
    return tuple(part for part in key.split("&") if part)
