"""When the plans do not tell: what is named but absent, and what an answer would have to hold.

A question that names a cooperative, a district or an agency that no plan in scope mentions is
declined, however well the rest of it matches. So is one for a sum, a share, a name, a number of
something or a year that no leaf about the topic holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from app.catalogue import say
from app.cues import is_english, stripped_stop_words
from app.evidence import Evidence, Ranker
from app.mentions import absent_name, is_mentioned
from app.models import Language
from app.naming import plan_name
from app.needs import holds, names_it, without_dates, years_in
from app.question import Question
from app.thresholds import thresholds
from ingest.models import Plan
from ingest.records.sections import PAST, under
from ingest.records.targets import REACHED
from ingest.reference import load, spell_out
from ingest.vietnamese import fold, strip_accents, syllables

# A number or a name answers only from a leaf as much about the topic as the best one: another
# number is always near.
_CLOSELY = ("count", "money", "percent", "names", "person", "rate")
_COUNTED = re.compile(r"\b(?:bao nhiêu|bao nhieu|mấy|how many)\s+(?P<noun>[^\W\d]+(?:\s+[^\W\d]+){0,2})")


def absent(question: Question, ranker: Ranker, language: Language) -> str | None:
    """Return the sentence that something the question names is in no plan in scope, None otherwise."""
    plans = scoped(question, ranker)
    where = where_words(question, plans, language)
    if name := absent_name(question, plans):
        return say("answer.none.named", language, where=where, name=name)
    if question.kind in ("duty", "support") and not question.asks_who:
        gone = [
            query.name
            for query in question.agencies
            if not query.collective and not is_mentioned(plans, query)
        ]
        if gone and len(gone) == len(question.agencies):
            return say("answer.none.agency", language, where=where, agency=", ".join(gone))
    return None


def scoped(question: Question, ranker: Ranker) -> list[Plan]:
    """Return the plans a question is about: those it names, else all."""
    return [plan for plan in ranker.plans if not question.plans or plan.id in question.plans]


def fitting(question: Question, ranked: Sequence[Evidence]) -> tuple[list[Evidence], str | None]:
    """Return the leaves that can answer, and None; or no leaves, and what they lack.

    What they lack is the name of a catalogue entry below `answer.none`.
    """
    if not ranked:
        return [], "plain"
    coverage = max(one.coverage for one in ranked[:8])
    limits = thresholds()
    named = question.plans or question.language == "en"
    if coverage < (limits.least_coverage if named else limits.least_anywhere):
        return [], "plain"
    about = [one for one in ranked if one.coverage >= limits.about * coverage]
    tests: list[tuple[str, Callable[[Evidence], bool]]] = []
    if question.asks_state:
        tests.append(("count" if question.need == "count" else "plain", _says_what_is))
    if question.scope.years:
        tests.append(("year", lambda one: covers_years(one, question.scope.years)))
    if question.need == "names":
        words = {word for phrase in question.phrases for word in strip_accents(phrase).split()}
        tests.append(("names", lambda one: names_it(one.text, words)))
    elif question.need:
        tests.append((question.need, lambda one: holds(one.text, question.need)))
    if noun := counted(question):
        tests.append(("count", lambda one: _counts(one, noun)))
    for lack, test in tests:
        close = limits.close if lack in _CLOSELY else 0.0
        about = [one for one in about if one.coverage >= close * coverage and test(one)]
        if not about:
            return [], lack
    return about, None


def counted(question: Question) -> tuple[str, ...]:
    """Return the syllables (accent-free) of what "bao nhiêu", "mấy" counts; none where it is left open."""
    match = _COUNTED.search(question.written.casefold())
    if match is None or question.need != "count" or is_english(question.text):
        return ()
    words = [strip_accents(word) for word in syllables(spell_out(match["noun"]))]
    for unit in sorted(_unit_words(), key=len, reverse=True):
        if tuple(words[: len(unit)]) == unit:
            return unit
    return tuple(word for word in words[:2] if word not in stripped_stop_words())[:1]


def _says_what_is(evidence: Evidence) -> bool:
    """Say whether a leaf reports what is or was, and not what is planned."""
    return under(evidence.plan, evidence.unit, PAST) or bool(
        REACHED.search(fold(evidence.text)) and not evidence.targets
    )


@lru_cache
def _unit_words() -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(strip_accents(word) for word in syllables(spell_out(printed)))
        for entry in load("units")["units"]
        for printed in entry["words"]
        if printed != "%"
    )


def _counts(evidence: Evidence, noun: Sequence[str]) -> bool:
    """Say whether a leaf has a number of the thing counted, a few words at most between them."""
    words = " ".join(strip_accents(word) for word in syllables(spell_out(without_dates(evidence.text))))
    name = re.escape(" ".join(noun))
    return bool(re.search(rf"\d[\d.,]*%?(?: \w+){{0,4}}? {name}\b|\b{name}\b(?: \w+){{0,6}}? \d", words))


def covers_years(evidence: Evidence, years: Sequence[int]) -> bool:
    """Say whether a leaf speaks of the years asked for: by itself, its headings, or its plan's period."""
    section = evidence.unit.section
    texts = [evidence.text]
    while section is not None:
        texts.append(evidence.plan.sections[section].heading)
        section = evidence.plan.sections[section].parent
    for text in texts:
        named = years_in(text)
        if named:
            return set(years) <= named
    period = evidence.plan.header.period
    title = evidence.plan.header.title
    if period and all((period.start or period.end) <= year <= period.end for year in years):
        return True
    dated = evidence.plan.header.date_printed
    printed = years_in(title.value if title else "") | years_in(dated.value if dated else "")
    return set(years) <= printed


def sentence(lack: str, question: Question, plans: Sequence[Plan], language: Language) -> str:
    """Return the sentence that says what the plans do not tell."""
    where = where_words(question, plans, language)
    if lack == "plain" and question.plans:
        return say("answer.none.plan", language, plan=where)
    return say(
        f"answer.none.{lack}",
        language,
        where=where,
        year=", ".join(str(year) for year in question.scope.years),
    )


def where_words(question: Question, plans: Sequence[Plan], language: Language) -> str:
    """Return where was looked: the plans named, or all of them."""
    if not question.plans:
        return say("answer.none.where_all", language)
    named = {plan.id: plan for plan in plans if plan.id in question.plans}
    words = ", ".join(plan_name(plan, language) for plan in named.values())
    return words[:1].upper() + words[1:]
