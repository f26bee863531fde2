"""What an answer is asked to hold (a sum, a name, a day …), and which attributes of a document."""

from __future__ import annotations

import re

from app import cues
from app.scope import Scope
from ingest.vietnamese import strip_accents

_BY_PATTERN = ("effective", "founded", "total", "money")  # needs that take more than a word to see


_SENTENCE = re.compile(r".+?(?:[.?!]+(?=\s|$)|$)", re.DOTALL)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a message, which together are the whole of it; "1.500 ha" is in one."""
    return _SENTENCE.findall(text)


def need_of(words: str, scope: Scope, *, accent_free: bool) -> str | None:
    """Return what an answer to `words` (folded, tone marks unified) must hold, None for nothing special."""
    if cues.pattern("person").search(words):
        return "person"
    if cues.pattern("other_document").search(words):
        return "decision"
    if cues.pattern("penalty").search(words):
        return "penalty"
    bare = strip_accents(words)
    if need := next((need for need in _BY_PATTERN if cues.pattern(need).search(bare)), None):
        return need
    for need, found in (
        ("names", cues.pattern("names").search(words) or cues.pattern("which_one").search(bare)),
        ("crop", cues.pattern("crop").search(bare)),
        ("venue", cues.pattern("venue").search(bare)),
        ("day", cues.pattern("which_time").search(words)),  # "tháng mấy năm 2023" asks for no duration
        ("deadline", cues.pattern("done_when").search(bare)),
        ("how_often", cues.pattern("how_often").search(bare)),
    ):
        if found:
            return need
    if need := next(
        (need for need, cue in cues.needs().items() if cue.find(words, accent_free=accent_free)), None
    ):
        if need == "members" and cues.pattern("subjects").search(bare):
            return None  # "Đối tượng gồm những ai?" is a section of plans
        is_sum = need == "count" and cues.pattern("sum").search(_without_places(words, scope))
        return "money" if is_sum else need
    if cues.pattern("how_far").search(bare) or cues.pattern("numbered").search(words):
        return "count"
    if cues.pattern("number_of").match(words) and not cues.pattern("asks").search(bare):
        return "count"
    if cues.pattern("sum").search(_without_places(words, scope)):
        return "money"
    # "mấy" asks for a number unless something else is asked: "mấy HTX chết thì ai xử lý?"
    return (
        "count" if re.search(r"\bmấy\b", words) and not cues.pattern("other_question").search(words) else None
    )


def _without_places(words: str, scope: Scope) -> str:
    """Return `words` without the names of places: "lương" in one of them is no wages."""
    spoken = words.split()
    named = [strip_accents(word.strip(".,;:?!")) in scope.words for word in spoken]
    beside = [any(named[max(0, at - 1) : at] + named[at + 1 : at + 2]) for at in range(len(spoken))]
    return " ".join(word for at, word in enumerate(spoken) if not (named[at] and beside[at]))


def fields_of(words: str, *, accent_free: bool) -> tuple[str, ...]:
    """Return the attributes of a document that `words` (folded, tone marks unified) ask for."""
    if cues.pattern("effective").search(strip_accents(words)):
        return ()  # of a law, not of the plan
    if cues.pattern("other_document").search(words):
        return ("basis",) if cues.fields()["basis"].find(words, accent_free=accent_free) else ()
    return tuple(name for name, cue in cues.fields().items() if cue.find(words, accent_free=accent_free))
