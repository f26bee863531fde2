"""The words of `corpus/reference/profile.yaml`, looked for in messages and in plans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from app import cues
from ingest.reference import load, plain
from ingest.vietnamese import fold, fold_space, share_of_marked_letters, strip_accents, unify_tones

_FEW_MARKS = 0.06  # below this share of marked letters a message was typed without accents


class Message:
    """A message as its words are looked for: folded, and without accents."""

    def __init__(self, text: str) -> None:
        self.english = cues.is_english(text)
        self.bare = not self.english and share_of_marked_letters(text) < _FEW_MARKS
        typed = fold_space(plain(text)) if not self.english else fold_space(text)
        self.typed = strip_accents(typed) if self.bare else typed
        self.words = unify_tones(fold(self.typed))
        self.stripped = strip_accents(self.words)


class Phrases:
    """Patterns to look for in a message, with and without accents; see profile.yaml."""

    def __init__(self, patterns: Iterable[str]) -> None:
        written = [filled(pattern) for pattern in patterns]
        self._exact = _whole(written)
        self._bare = _whole(strip_accents(pattern) for pattern in written)
        self._spelt = frozenset(re.findall(r"[^\W\d_]+", " ".join(written)))

    def find(self, message: Message) -> re.Match[str] | None:
        """Return the first place where a phrase stands, None where none does."""
        if match := self._exact.search(message.words):
            return match
        if message.english:
            return None
        for match in self._bare.finditer(message.stripped):
            words = message.words[match.start() : match.end()].split()
            right = all(word == strip_accents(word) or word.strip(",-") in self._spelt for word in words)
            if right and (message.bare or len(words) > 1):
                return match
        return None


def filled(pattern: str) -> str:
    """Return a pattern with its placeholders ("{coop}", "{me}", "{group}") written out."""
    data = load("profile")
    for name, value in (("{coop}", data["coop"]), ("{me}", data["me"]), ("{plan_coop}", data["plan_coop"])):
        pattern = pattern.replace(name, value)
    return pattern.replace("{group}", f"(?:{'|'.join(data['ethnic_groups'])})")


def _whole(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns) or '(?!)'})(?!\w)")


@lru_cache
def phrases(*path: str) -> Phrases:
    """Return the phrases of a list in profile.yaml, or of its entry with this id or need."""
    content: Any = load("profile")
    content = content[path[0]]
    if len(path) > 1:  # an entry of a list, by id or by its first need
        content = next(one["words"] for one in content if path[1] in (one.get("id"), *one.get("ids", ())[:1]))
    return Phrases([content] if isinstance(content, str) else content)


@lru_cache
def plan_patterns(part: str) -> Mapping[str, re.Pattern[str]]:
    """Return by id how plans speak of "fields" or "kinds"; for folded text, abbreviations spelt out."""
    return {one["id"]: _whole([filled(pattern) for pattern in one["plan"]]) for one in load("profile")[part]}
