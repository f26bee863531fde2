"""Cooperatives, firms and communes that a question names, and which plans speak of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.cues import is_english
from app.english import unknown_names
from app.question import Question
from ingest.agencies import AgencyQuery, find_agencies, matches
from ingest.models import Plan
from ingest.reference import load, spell_out
from ingest.vietnamese import UPPER, key

_COOPERATIVE = re.compile(r"(?i)^(?:liên hiệp )?(?:htx|hợp tác xã|tổ hợp tác|tht)\s+")
_HEAD = "(?:hop tac xa|to hop tac)"
# "Công ty Hoa Sen", "xã Đăk Long": a name right behind the word that says what it names
_NAMED = re.compile(rf"(?:[Cc]ông ty|[Xx]ã|[Tt]hôn|[Tt]hị trấn|[Pp]hường)((?:\s+[{UPPER}]\w*){{1,5}})")
_CAPITALISED = re.compile(rf"[{UPPER}]\w*(?:\s+[{UPPER}]\w*)*")


def located(question: Question, plans: Sequence[Plan]) -> Question:
    """Return the question narrowed to the plans that speak of what it names, where it names no plan.

    A cooperative that stands in one province's plan is asked about in that plan only.
    """
    scope = question.scope
    if scope.plans or scope.unknown or question.all_plans or not names(question.written, scope.cooperatives):
        return question
    naming = tuple(plan.id for plan in plans if absent_name(question, [plan]) is None)
    if not naming or len(naming) == len(plans):
        return question
    return replace(question, scope=replace(question.scope, plans=naming))


def names(text: str, cooperatives: Sequence[str] = ()) -> list[str]:
    """Return the names of cooperatives, firms and communes in a question, as typed.

    `cooperatives` are those of them that plans print.
    """
    found = [*cooperatives, *(" ".join(match.group(1).split()) for match in _NAMED.finditer(text))]
    for mention in find_agencies(text) if not cooperatives else ():
        if mention.kind == "cooperative" and not mention.collective:
            own = _COOPERATIVE.sub("", mention.span.of(text))
            found += _CAPITALISED.findall(own)[-1:]
    return found + (unknown_names(text) if is_english(text) else [])


def named_words(question: Question) -> frozenset[str]:
    """Return the syllables (accent-free) of a cooperative whose own attribute is asked for.

    None where it is asked what is done for it or by it: that also stands where it is not named.
    """
    if question.kind in ("duty", "support", "funding") and not question.need:
        return frozenset()
    words = set(key(" ".join(question.scope.cooperatives)).split())
    for name in question.scope.cooperatives:  # what it does belongs to it: "HTX Nông nghiệp Suối Mây"
        does = re.search(
            rf"{_HEAD}((?: \w+){{0,8}}?) {re.escape(key(name))}", key(spell_out(question.written))
        )
        words.update(does[1].split() if does else ())
    for mention in find_agencies(question.written) if not words else ():
        if mention.kind == "cooperative" and not mention.collective:
            own = _COOPERATIVE.sub("", mention.span.of(question.written))
            if capitalised := _CAPITALISED.findall(own):
                # "HTX nông nghiệp Kon Tum": what they do, then where they are; a name starts with a capital.
                own = capitalised[-1] if own[:1].islower() else own
                words.update(key(spell_out(own)).split())
    # "HTX Kon Tum", "HTX nông nghiệp Kon Tum": those of the province, no name.
    named = question.scope.cooperatives or words - set(question.scope.words) - _fields()
    return frozenset(words) if named else frozenset()


@lru_cache
def _fields() -> frozenset[str]:
    """Return the syllables (accent-free) of what cooperatives are said to do: "nông nghiệp"."""
    return frozenset(key(" ".join(load("agencies")["cooperatives"]["fields"])).split())


def absent_name(question: Question, plans: Sequence[Plan]) -> str | None:
    """Return a district, cooperative, firm or commune that is named and stands in none of `plans`."""
    texts = [_key_text(plan.text) for plan in plans]
    for district in question.scope.districts:
        if not any(key(district) in text for text in texts):
            return district
    scope_words = set(question.scope.words)
    for name in names(question.written, question.scope.cooperatives):
        words = [word for word in key(spell_out(name)).split() if word not in scope_words]
        if words and not any(" ".join(words) in text for text in texts):
            return name
    return None


def is_mentioned(plans: Sequence[Plan], query: AgencyQuery) -> bool:
    """Say whether one of `plans` speaks of an agency, under the name typed or another of its names."""
    typed = key(spell_out(query.typed))
    return any(
        typed in _key_text(plan.text)
        or any(matches(name, query) in ("exact", "inherited") for name in _agencies_in(plan.text))
        for plan in plans
    )


@lru_cache(maxsize=256)
def _key_text(text: str) -> str:
    return key(spell_out(text))


@lru_cache(maxsize=256)
def _agencies_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.agency for mention in find_agencies(text)))
