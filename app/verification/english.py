"""English statements in the words of Vietnamese plans, so far as there are words for them.

What has no word stays as it is, and then stands in no quote: what cannot be checked is not shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.english import meanings
from app.verification.lexicon import listed
from ingest.agencies import resolve

_ROMAN = {
    "1": "I",
    "2": "II",
    "3": "III",
    "4": "IV",
    "first": "I",
    "second": "II",
    "third": "III",
    "fourth": "IV",
}
_NUMBER = re.compile(r"(?<![\w/.,-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w/])|(?<![\w/.,-])\d+\.\d+(?![\w./])")
_QUARTER = re.compile(
    r"\b(?:Q|quarter )?([1-4]|first|second|third|fourth)(?: quarter)?(?: of)?,? (20\d\d)\b", re.IGNORECASE
)


@lru_cache(maxsize=256)
def in_vietnamese(text: str) -> str:
    """Return an English statement with its numbers, dates, agencies and known words as plans print them."""
    text = _agencies(_dates(text))
    text = _NUMBER.sub(lambda match: match.group().translate(str.maketrans(",.", ".,")), text)
    text = _phrases().sub(lambda match: _words()[match.group().casefold()], text)
    text = _idle().sub(" ", text)
    return re.sub(r"\s+", " ", re.sub(r"\s+/", "/", text)).strip()


def _dates(text: str) -> str:
    months = "|".join(listed("english_months"))

    def day(match: re.Match[str]) -> str:
        return f"ngày {match['d']}/{_month(match['m'])}/{match['y']}"

    text = re.sub(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{months}),? (?P<y>\d{{4}})\b",
        day,
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(
        rf"\b(?P<m>{months}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b",
        day,
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(
        rf"\b({months}),? (\d{{4}})\b",
        lambda match: f"tháng {_month(match[1])}/{match[2]}",
        text,
        flags=re.IGNORECASE,
    )
    return _QUARTER.sub(
        lambda match: (
            f"quý {_ROMAN[match[1].lower()]}/{match[2]}" if "q" in match.group().lower() else match.group()
        ),
        text,
    )


def _month(name: str) -> int:
    return int(listed("english_months").index(name.casefold())) + 1


def _agencies(text: str) -> str:
    named = sorted(resolve(text), key=lambda one: -one.span.start)
    for one in named:
        if one.typed[:1].isupper():
            text = f"{text[: one.span.start]}{one.name}{text[one.span.end :]}"
    return text


@lru_cache
def _words() -> dict[str, str]:
    known = {
        phrase: " ".join(dict.fromkeys(word for way in ways for word in way))
        for phrase, ways in meanings().items()
    }
    return known | {str(word).casefold(): str(meant) for word, meant in listed("english").items()}


@lru_cache
def _phrases() -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in sorted(_words(), key=len, reverse=True))
    return re.compile(rf"(?<![\w/])(?:{forms})(?![\w/])", re.IGNORECASE)


@lru_cache
def _idle() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w/])(?:{'|'.join(map(re.escape, listed('english_function_words').split()))})(?![\w/])",
        re.IGNORECASE,
    )
