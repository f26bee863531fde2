"""What OCR gets wrong in ways that can be told: labels by their order, fixed words by their shape.

Everything else stays as it was read; a number is never touched, only the label of a section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from ingest.models import Line
from ingest.patterns import APPENDIX, is_upper, label_of
from ingest.reference import load
from ingest.vietnamese import UPPER, nfc, strip_accents, unify_tones

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
# "II MỤC TIÊU", "1V. NHIỆM VỤ", "HI. TỔ CHỨC", "L MỤC ĐÍCH" (a stroke and its stop in one)
_ROMAN_LABEL = re.compile(
    rf"(?P<label>[IVXHl1|]{{0,5}}[IVXHLl1|])(?P<end>\s?[.,\-)/])?\s+(?P<rest>[{UPPER}].*)"
)
_ROMAN_STROKES = str.maketrans({"l": "I", "1": "I", "|": "I", "L": "I", "H": "II"})
# ".8. Ủy ban nhân dân", "'2. Yêu cầu": a speck before a label
_SPECK = re.compile(r"[.,:;'`‘’·~_]{1,2}\s?(?=[\dIVX])")
# "PHẦN IH", "Chương II" after "Chương II"
_PART_LABEL = re.compile(
    r"(?P<word>(?:PHẦN|Phần|CHƯƠNG|Chương)\s+)(?P<label>[IVXHl1|]{1,5})"
    rf"(?=\s*(?:[.:]|$)|\s+[{UPPER}])"
)
# "s Phòng Văn hóa": a round bullet; no line begins with such a letter alone
_ROUND = re.compile(rf"[se«»°](?=\s[{UPPER}])")
# "l. Mục đích", "I. Mục đích", "5, Các giải pháp", "S. Sở Công Thương"
_ARABIC_LABEL = re.compile(rf"(?P<label>[\dlI|SO§]{{1,2}})(?P<end>\s?[.,)])\s+(?P<rest>[{UPPER}].*)")
_DIGITS = str.maketrans({"l": "1", "I": "1", "|": "1", "S": "5", "O": "0", "§": "8"})
# "a) Về số lượng"; after "d" comes "đ"
_LETTER_LABEL = re.compile(r"(?P<label>[a-zđ])\)\s+(?P<rest>\S.*)")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ALIKE = {"d": "đ", "đ": "d", "e": "c", "c": "e"}
# "7I2023", "30l11I2023": a slash between digits read as a stroke
_STROKE_DATE = re.compile(r"(?<!\w)(?:(\d{1,2})[Il|/])?(\d{1,2})[Il|/](20\d\d)(?!\w)")
# "Quý IIH/2025": the third quarter, there is none of more strokes
_QUARTER = re.compile(
    r"(?<!\w)(?P<front>(?:[Qq]uý|QUÝ)\s(?:[IV]{1,3}\s?(?:,|-|và)\s?)*)(?P<strokes>[IHl1|]{2,4})"
    r"(?=\s?(?:/|năm\s)\s?20\d\d)"
)
# "Quý II, II/2025": of two quarters the later one stands last
_QUARTERS = re.compile(r"(?<!\w)((?:[Qq]uý|QUÝ)\s(?P<one>I{1,2})\s?(?:,|-|và)\s?)(?P=one)(?=\s?/\s?20\d\d)")
_MOST_STROKES = 3
_WORD = re.compile(r"[^\W\d_]+")


def mended(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Return the lines with such slips mended, and how many characters that changed."""
    labels = _Labels()
    result: list[Line] = []
    changed = 0
    for line in lines:
        text = _words(line.text)
        if line.cell is None:
            text = labels.mend(text)
        if text != line.text:
            changed += _differences(line.text, text)
            line = replace(line, text=text)
        result.append(line)
    return result, changed


def _differences(before: str, after: str) -> int:
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in changes if kind != "equal")


# --- words -----------------------------------------------------------------------------------


def _words(text: str) -> str:
    text = _ROUND.sub("•", text, count=1) if _ROUND.match(text) else text
    for pattern, word in _abbreviations():
        text = pattern.sub(word, text)
    text = _slips().sub(_without_slip, text)
    text = _STROKE_DATE.sub(lambda match: "/".join(part for part in match.groups() if part), text)
    text = _QUARTER.sub(_quarter, text)
    text = _QUARTERS.sub(lambda match: match[1] + match["one"] + "I", text)
    return _with_phrases(text)


@cache
def _slips() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(load('ocr')['slips'])})(?!\w)", re.IGNORECASE)


def _without_slip(match: re.Match[str]) -> str:
    """Return the words that were printed, each letter as large as the one that was read."""
    right = str(load("ocr")["slips"][match[0].casefold()])
    return "".join(new.upper() if old.isupper() else new for old, new in zip(match[0], right, strict=True))


def _quarter(match: re.Match[str]) -> str:
    strokes = len(match["strokes"].translate(_ROMAN_STROKES))
    return match["front"] + "I" * min(strokes, _MOST_STROKES)


@cache
def _abbreviations() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return for each abbreviation how it is misread: each run of T as strokes, of any number."""
    return tuple((_misread(word), word) for word in load("ocr")["abbreviations"])


def _misread(word: str) -> re.Pattern[str]:
    shape = ""
    for run in re.findall(r"T+|[^T]+", word):
        if run[0] != "T":
            shape += re.escape(run)
        elif len(run) == 1:
            shape += "[TI1l|]{1,2}"
        else:
            # "KLL1", "K1'11", "KIL 11": no fewer strokes than letters
            count = len(run)
            shape += rf"[TIL1lri|'’!]{{{count},{2 * count + 1}}}(?:\s[L1I]{{1,2}}\b)?"
    return re.compile(rf"(?<!\w){shape}(?!\w)")


def _with_phrases(text: str) -> str:
    """Return `text` with fixed phrases of headings spelt right where only their marks are wrong."""
    words = list(_WORD.finditer(text))
    keys = [_bare(word.group()) for word in words]
    at = 0
    parts: list[str] = []
    index = 0
    while index < len(words):
        begun = _phrases().get(keys[index], ())
        phrase = next((one for one in begun if keys[index : index + len(one)] == _keys(one)), None)
        if phrase is None:
            index += 1
            continue
        span = words[index].start(), words[index + len(phrase) - 1].end()
        printed = text[span[0] : span[1]]
        parts += [text[at : span[0]], _respelt(printed, words[index : index + len(phrase)], phrase)]
        at = span[1]
        index += len(phrase)
    return "".join(parts) + text[at:]


def _respelt(printed: str, words: Sequence[re.Match[str]], phrase: tuple[str, ...]) -> str:
    """Return the printed phrase with its words spelt as in `phrase`, capitals only: text may mean another."""
    start = words[0].start()
    for word, right in reversed(list(zip(words, phrase, strict=True))):
        if word.group().isupper() and unify_tones(word.group().casefold()) != unify_tones(right):
            printed = printed[: word.start() - start] + right.upper() + printed[word.end() - start :]
    return printed


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the phrases by the bare form of their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in load("ocr")["phrases"]:
        words = tuple(nfc(phrase).split())
        found.setdefault(_bare(words[0]), []).append(words)
    return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in found.items()}


@cache
def _keys(phrase: tuple[str, ...]) -> list[str]:
    return [_bare(word) for word in phrase]


def _bare(word: str) -> str:
    """Return a word without marks, a letter that was read twice ("TRIẾÊN") once."""
    return re.sub(r"([aeiouy])\1", r"\1", strip_accents(word.casefold()))


# --- labels ----------------------------------------------------------------------------------


@dataclass
class _Labels:
    """The labels in use: a slip is one that the order of the printed ones tells.

    `counted` is how many Roman labels there were: plans skip numbers, and go on with the right one.
    """

    roman: int = 0
    counted: int = 0
    arabic: int = 0
    letter: str = ""
    shouted: bool | None = None  # whether Roman headings are in capitals
    part: int = 0
    chapter: int = 0
    capital: str = ""  # "A." to "H."

    def mend(self, text: str) -> str:
        """Return a line with its label as it must have been printed."""
        bare = _SPECK.sub("", text, count=1) if _SPECK.match(text) else text
        label = label_of(bare)
        if label and label.kind in ("roman", "arabic") and self._is_next(label.text):
            text = bare
        text = self._part(text)
        label = label_of(text)
        stroke = label is not None and label.text == "H" and self.roman == 1 and self.capital != "G"
        if label and label.kind == "letter_upper" and not stroke:
            self.capital = label.text
        if APPENDIX.match(text) or (
            label and not stroke and label.kind in ("part", "chapter", "letter_upper", "article")
        ):
            self.roman = self.counted = self.arabic = 0
            self.letter = ""
            return text
        return self._roman(text) or self._arabic(text) or self._lettered(text) or text

    def _is_next(self, printed: str) -> bool:
        """Say whether a label is the one to come."""
        return printed in _ROMAN[self.roman + 1 : self.roman + 2] or printed == str(self.arabic + 1)

    def _part(self, text: str) -> str:
        """Return a line with the number of its part or chapter as it must have been printed."""
        match = _PART_LABEL.match(text)
        if match is None:
            return text
        is_part = match["word"][0] in "Pp"
        after = 1 + (self.part if is_part else self.chapter)
        # A stroke with a serif is read as H, and so are two.
        seen = {match["label"].translate(_ROMAN_STROKES | {ord("H"): strokes}) for strokes in ("I", "II")}
        right = _ROMAN[after] if after < len(_ROMAN) else ""
        if right not in seen and not any(_lost_stroke(read, right) for read in seen):
            right = next((read for read in sorted(seen) if read in _ROMAN), "")
        if not right:
            return text
        if is_part:
            self.part, self.chapter = _ROMAN.index(right), 0
        else:
            self.chapter = _ROMAN.index(right)
        return match["word"] + right + text[match.end() :]

    def _roman(self, text: str) -> str | None:
        match = _ROMAN_LABEL.fullmatch(text)
        if match is None:
            return None
        # "III. NỘI DUNG, NHIỆM VỤ: (tại phụ lục kèm theo)"
        shouted = is_upper(re.split(r"[(:]", match["rest"])[0])
        read = match["label"].translate(_ROMAN_STROKES)
        if match["label"].endswith("L") and read[:-1] in _ROMAN[self.roman + 1 : self.roman + 2]:
            read = read[:-1]  # "IL" is "I." as well as "II."
        if not shouted and (self.shouted or match["end"] is None or read != match["label"]):
            return None
        number = self._number(read)
        if number is None or (match["end"] is None and number not in (self.roman + 1, self.counted + 1)):
            return None
        if match["end"] is None and len(match["rest"].split()) < 2:
            return None
        self.shouted = shouted if self.shouted is None else self.shouted
        self.roman, self.counted, self.arabic, self.letter = number, self.counted + 1, 0, ""
        if read == match["label"] == _ROMAN[number] and match["end"] not in (None, ","):
            return text
        end = "." if match["end"] is None else match["end"].replace(",", ".")
        return f"{_ROMAN[number]}{end} {match['rest']}"

    def _number(self, read: str) -> int | None:
        """Return the number that a Roman label must be: the next one, if it differs by one stroke.

        None where it is no number. One that could be either of two next ones stays as it was read.
        """
        value = _ROMAN.index(read) if read in _ROMAN else None
        expected = {self.roman + 1, self.counted + 1}
        if value in expected:
            return value
        near = [one for one in expected if one < len(_ROMAN) and _lost_stroke(read, _ROMAN[one])]
        if len(near) == 1:
            return near[0]
        # Labels do not go back: "III" printed twice, the second read as "II".
        if value is not None and value < self.roman and _lost_stroke(read, _ROMAN[self.roman]):
            return self.roman
        return value

    def _arabic(self, text: str) -> str | None:
        match = _ARABIC_LABEL.fullmatch(text)
        if match is None:
            return None
        read = match["label"].translate(_DIGITS)
        if not read.isdigit():
            return None
        number = int(read)
        slip = read != match["label"] or match["end"].strip() == ","
        if slip and number != self.arabic + 1:
            return None
        self.arabic, self.letter = number, ""
        return f"{number}{match['end'].replace(',', '.')} {match['rest']}" if slip else text

    def _lettered(self, text: str) -> str | None:
        match = _LETTER_LABEL.fullmatch(text)
        if match is None or match["label"] not in _LETTERS:
            return None
        read = match["label"]
        after = _LETTERS[_LETTERS.index(self.letter) + 1 :][:1] if self.letter else "a"
        if read != after and _ALIKE.get(read) == after:
            self.letter = after
            return f"{after}) {match['rest']}"
        self.letter = read
        return text


def _lost_stroke(read: str, printed: str) -> bool:
    """Say whether one stroke of a printed label was not read; none was ever read too many."""
    return any(
        char == "I" and printed[:place] + printed[place + 1 :] == read for place, char in enumerate(printed)
    )
