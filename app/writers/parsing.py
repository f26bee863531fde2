"""From a reply, as it comes, to proposed statements: JSON by the schema, or lines "- … [1][2]".

What a model writes around them (a code fence, its thinking, a line that introduces) is passed over.
A statement is there as soon as its own object or line is complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.vietnamese import fold_space, nfc

SCHEMA: Mapping[str, Any] = {
    "title": "answer",
    "description": "Statements, each with the numbers of the quotes it rests on.",
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "quotes": {"type": "array", "items": {"type": "integer"}},
                    "text": {"type": "string"},
                },
                "required": ["quotes", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["statements"],
    "additionalProperties": False,
}

_THINKING = "<think"
_THOUGHT = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_JSON = re.compile(r"\{\s*\"|\[\s*\{")  # where in a reply JSON begins
_LIST = re.compile(r"\[(?=\s*(?:\{|\]))")  # the list of statements, the first one in the object
_BULLET = re.compile(r"^\s*(?:[-–—*•+]|\d{1,2}[.)])\s+")
_MARKERS = re.compile(r"\s*\[\s*(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\s*\]")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"[*_`#<>\\|]+")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A statement as a model proposes it, with the numbers of the quotes it names."""

    text: str
    quotes: tuple[int, ...]


class ReplyReader:
    """Reads one reply; feed it, then finish it."""

    def __init__(self) -> None:
        self._text = ""
        self._begun = False  # past what a model thinks aloud
        self._in_json = False
        self._at: int | None = None  # where in the list of a JSON reply; None before it

    def feed(self, text: str) -> list[Proposed]:
        """Return the statements that are complete with this piece of the reply."""
        self._text += text
        if not self._begun and not self._begins():
            return []
        return self._from_json() if self._in_json else self._from_lines(whole=False)

    def finish(self) -> list[Proposed]:
        """Return what is left at the end of the reply. A last object that is not closed is none."""
        return self._from_lines(whole=True) if self._begun and not self._in_json else []

    def _begins(self) -> bool:
        """Pass over a model's thinking aloud; say whether the reply proper has begun."""
        start = self._text.lstrip().lower()
        if _THINKING.startswith(start[: len(_THINKING)]):
            end = _THOUGHT.search(self._text)
            if end is None:
                return False
            self._text = self._text[end.end() :]
        self._begun = True
        return True

    def _from_lines(self, *, whole: bool) -> list[Proposed]:
        found: list[Proposed] = []
        while self._text:
            line, newline, rest = self._text.partition("\n")
            json_begins = _JSON.search(self._text)
            if json_begins and json_begins.start() <= len(line):
                self._in_json, self._text = True, self._text[json_begins.start() :]
                return found + self._from_json()
            if not whole and (not newline or self._text.strip() in ("{", "[")):
                break
            self._text = rest
            found += _of_line(line)
        return found

    def _from_json(self) -> list[Proposed]:
        if self._at is None:
            opening = _LIST.search(self._text)
            if opening is None:
                return []
            self._at = opening.end()
        found: list[Proposed] = []
        decoder = json.JSONDecoder(strict=False)
        while (start := self._text.find("{", self._at)) >= 0:
            if "]" in self._text[self._at : start]:
                break  # the list is closed
            try:
                item, self._at = decoder.raw_decode(self._text, start)
            except json.JSONDecodeError:
                break  # not all there yet
            found += _of_object(item)
        return found


def _of_object(item: Mapping[str, Any]) -> list[Proposed]:
    text, numbers = item.get("text"), item.get("quotes")
    if not isinstance(text, str):
        return []
    given = [int(one) for one in numbers if str(one).isdigit()] if isinstance(numbers, list) else []
    return _proposed(text, given)


def _of_line(line: str) -> list[Proposed]:
    stripped = line.strip()
    if not stripped or stripped.startswith("```") or stripped.endswith(":"):
        return []  # nothing, a fence, a line that introduces others
    return _proposed(_BULLET.sub("", stripped), [])


def _proposed(text: str, given: list[int]) -> list[Proposed]:
    """Return the statement without markers and markup; the markers count where no numbers are given."""
    plain = _LINK.sub(r"\1", nfc(text))
    if not given:
        given = [int(one) for found in _MARKERS.findall(plain) for one in re.findall(r"\d+", found)]
    words = fold_space(_MARKUP.sub("", _MARKERS.sub("", plain))).strip()
    return [Proposed(words, tuple(dict.fromkeys(given)))] if words else []
