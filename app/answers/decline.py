"""When the plans do not tell: what is named but absent, and what an answer would have to hold.

A question that names a cooperative, a district or an agency that no plan in scope mentions is
declined, however well the rest of it matches. So is one for a sum, a share, a name, a number of
something or a year that no leaf about the topic holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from app.answers.counting import asks_total, counted, counts, counts_all
from app.catalogue import say
from app.cues import pattern
from app.evidence import FRAME, Evidence
from app.foreign import foreign_words, prints
from app.mentions import absent_name, is_mentioned, named_words
from app.models import Language
from app.naming import plan_name
from app.needs import holds, holds_beside, names_it, names_place, years_in
from app.question import Question
from app.ranker import Ranker
from app.thresholds import thresholds
from ingest.agencies import find_agencies
from ingest.models import Plan
from ingest.records.sections import PAST, under
from ingest.records.targets import REACHED
from ingest.reference import spell_out
from ingest.vietnamese import fold, key, strip_accents, syllables

# A number or a name answers only from a leaf as much about the topic as the best one: another
# number is always near.
_CLOSELY = ("count", "money", "percent", "names", "members", "person", "rate", "reason", "criteria")
# "Thông tư 01/2020/TT-BKHĐT", "Luật Hợp tác xã năm 2023", accent-free
_DOCUMENT = re.compile(
    r"(?i)(?:thong tu|nghi dinh|quyet dinh|nghi quyet|chi thi|cong van|ket luan|circular|decree|decision"
    r"|resolution)\s+(?:so\s+)?[\w/-]*\d[\w/-]*|luat\s[^,.;?]{2,30}?\d{4}"
)
# What the lines around a plan may answer: who signed, what it rests on.
_OF_FRAME = ("decision", "person", "names", "phone", "address", "reason")
_BY_WHOM = ("do", "giao", "bởi")  # before an agency that acts
# "Nghị định số 113/2024/NĐ-CP", "1804/QĐ-TTg"
_NUMBER = re.compile(
    r"(?i)(?:(?:nghị định|thông tư|quyết định|nghị quyết|chỉ thị|công văn|kết luận)\s+(?:số\s+)?)?"
    r"(?P<symbol>\d{1,5}/(?:\d{4}/)?[a-zđ]{2,}[a-zđ-]*)"
)


def absent(question: Question, ranker: Ranker, language: Language) -> str | None:
    """Return the sentence that something the question names is in no plan in scope, None otherwise."""
    plans = scoped(question, ranker)
    where = where_words(question, plans, language)
    if name := absent_name(question, plans):
        return say("answer.none.named", language, where=where, name=name)
    words = key(question.written)
    if document := _cited(words, question):
        return say("answer.none.cited", language, where=where, document=document)
    if name := _never_printed(question, plans):
        return say("answer.none.named", language, where=where, name=name)
    asks_appendix = question.plans and pattern("appendix").search(words)
    if asks_appendix and not any(_has_appendix(plan) for plan in plans):
        return say("answer.none.appendix", language, plan=where)
    if question.plans and (year := _year_of_no_plan(question, ranker)):
        return say("answer.none.year", language, where=where, year=year)
    if question.kind in ("duty", "support") and not question.asks_who:
        gone = [
            query.name
            for query in question.agencies
            if not query.collective and not is_mentioned(plans, query)
        ]
        if gone and len(gone) == len(question.agencies):
            return say("answer.none.agency", language, where=where, agency=", ".join(gone))
    return None


def _cited(words: str, question: Question) -> str | None:
    """Return the words for a document whose contents are asked for and which is no plan of the library."""
    match = pattern("cited_alone" if question.plans else "cited").match(words)
    if match is None or pattern("about_citing").search(words):
        return None
    typed = question.written
    found = _DOCUMENT.search(strip_accents(typed))  # letter for letter as long as what was typed
    return typed[found.start() : found.end()] if found else None


def _never_printed(question: Question, plans: Sequence[Plan]) -> str | None:
    """Return the number of a document or the foreign word that is named and that no plan in scope prints."""
    for number in _NUMBER.finditer(question.written):
        symbol = number["symbol"].casefold()
        if not any(symbol in plan.text.casefold() for plan in plans):
            return number[0]
    return next(
        (
            word
            for word, ways in foreign_words(question)
            if not any(prints(plan, way) for plan in plans for way in ways)
        ),
        None,
    )


def _year_of_no_plan(question: Question, ranker: Ranker) -> str | None:
    """Return the year of the plan that is asked for ("kế hoạch của tỉnh năm 2030") if none is of it."""
    match = pattern("plan_of_year").search(key(spell_out(question.written)))
    if match is None:
        return None
    plans = scoped(question, ranker)
    naming = {"cua", "tinh", "huyen", "ubnd", *question.scope.words}.union(*map(ranker.title_words, plans))
    if not set(match["between"].split()) <= naming:
        return None  # "kế hoạch đặt mục tiêu gì cho năm 2030": a year that the plan looks to
    return None if any(is_of_year(plan, int(match["year"])) for plan in plans) else match["year"]


def _has_appendix(plan: Plan) -> bool:
    return any(section.kind == "appendix" for section in plan.sections)


def scoped(question: Question, ranker: Ranker) -> list[Plan]:
    """Return the plans a question is about: those it names, else all."""
    return [plan for plan in ranker.plans if not question.plans or plan.id in question.plans]


def fitting(
    question: Question, ranked: Sequence[Evidence], ranker: Ranker
) -> tuple[list[Evidence], str | None]:
    """Return the leaves that can answer, and None; or no leaves, and what they lack.

    What they lack is the name of a catalogue entry below `answer.none`.
    """
    if not ranked:
        return [], "plain"
    limits = thresholds()
    ranked = _about_the_named(question, ranked, ranker)
    if not ranked:
        return [], question.need or "plain"
    coverage = max(one.coverage for one in ranked[:8])
    if coverage < (limits.least_coverage if question.plans else limits.least_anywhere):
        return [], "plain"
    about = [one for one in ranked if one.coverage >= limits.about * coverage]
    if _beyond_frame(question):
        about = [one for one in about if one.unit.kind not in FRAME]
        if not about:
            return [], question.need or "plain"
    for lack, test in _tests(question):
        if lack in _CLOSELY:
            about = [
                one
                for one in about
                if one.coverage >= limits.close * coverage
                and (ranker.holds_most_telling(one, question) or _stands_out(one, ranked))
            ]
        about = [one for one in about if test(one)]
        if not about:
            return [], lack
    if _asks_who_acts(question):
        about = _who_acts(about, limits.close * coverage)
    return about, None


def _with_actors(one: Evidence) -> str:
    """Return what a leaf says with whose duty it is, which may stand in a heading."""
    return "; ".join([one.said, *(duty.agency for duty in one.duties)])


def _who_acts(about: list[Evidence], least: float) -> list[Evidence]:
    """Return, where the best leaf names nobody, those that assign a duty and are as much about the topic."""
    said = about[0].said
    named = (said[: one.span.start].split()[-1:] for one in find_agencies(said))
    if about[0].duties or any(before and before[0].casefold() in _BY_WHOM for before in named):
        return about
    return [one for one in about if one.duties and one.coverage >= least] or about


def _beyond_frame(question: Question) -> bool:
    """Say whether the lines around a plan cannot answer.

    Their dates are those of documents, and where no topic is named they are about everything.
    """
    if question.kind == "document" or question.need in _OF_FRAME:
        return False
    return bool(question.need) or (question.kind != "general" and not question.topic)


def _stands_out(one: Evidence, ranked: Sequence[Evidence]) -> bool:
    """Say whether a leaf holds most of the topic, and far more of it than any other."""
    limits = thresholds()
    others = max((other.coverage for other in ranked[:8] if other is not one), default=0.0)
    return one.coverage >= max(limits.stands_out, limits.stands_apart * others)


def _tests(question: Question) -> Iterator[tuple[str, Callable[[Evidence], bool]]]:
    """Yield what a leaf must hold to answer the question, with what it lacks where it does not."""
    if question.asks_state:
        yield "count" if question.need == "count" else "plain", _says_what_is
    if question.scope.years:
        yield "year", lambda one: covers_years(one, question.scope.years)
    if question.need == "names":
        if place := pattern("which_place").search(key(question.written)):
            kind = next(group for group in place.groups() if group)
            yield "names", lambda one: names_place(_with_actors(one), kind)
        else:
            phrases = set(map(strip_accents, question.phrases))
            yield "names", lambda one: names_it(one.said, phrases)
    elif question.need == "money":
        spoken = (*question.phrases, *(query.name for query in question.agencies))
        words = {word for phrase in spoken for word in key(phrase).split()}
        yield "money", lambda one: holds_beside(one.said, "money", words)
    elif question.need:
        yield question.need, lambda one: holds(one.said, question.need)
    if _asks_who_acts(question) and not question.need:
        yield "plain", _names_somebody
    if question.asks_who and question.role == "lead":
        yield "plain", lambda one: not one.duties or any(duty.role != "partner" for duty in one.duties)
    if things := counted(question):
        told = counts_all if asks_total(question) else counts
        yield "count", lambda one: any(told(one, thing) for thing in things)


def _asks_who_acts(question: Question) -> bool:
    """Say whether it is asked who does something, and not who pays: that a share is paid tells that."""
    of_duty = question.asks_who and question.kind == "duty"
    return of_duty and not pattern("of_money").search(key(question.written))


def _names_somebody(one: Evidence) -> bool:
    """Say whether a leaf tells who acts: it assigns a duty, or an agency stands in it or above."""
    heading = one.plan.section_heading(one.unit.section)
    return bool(one.duties) or any(find_agencies(text) for text in (one.said, heading))


def _about_the_named(question: Question, ranked: Sequence[Evidence], ranker: Ranker) -> Sequence[Evidence]:
    """Return the leaves that tell something of the cooperative named, all where none is.

    "Doanh thu của HTX An Phú": a leaf that has the name alone tells nothing about it.
    """
    own = named_words(question)
    if not own:
        return ranked
    asked = [term for term in ranker.typed_topic(question) if strip_accents(term) not in own]
    least = thresholds().beside_name
    names = [list(_pairs(name)) for name in question.scope.cooperatives]
    # "thành lập": a leaf with neither "thành lập" nor "năm thành" does not tell of it.
    told = [pair for pair in _pairs(" ".join(asked)) if ranker.knows(pair)]
    return [
        one
        for one in ranked
        if ranker.coverage(one.plan, one.unit, asked) >= least
        and ranker.speaks_of(one, own)
        and (not names or any(ranker.prints(one, name) for name in names))
        and (not told or any(ranker.prints(one, [pair]) for pair in told))
    ]


def _pairs(text: str) -> Iterator[str]:
    return (f"{a} {b}" for a, b in pairwise(syllables(text)))


def _says_what_is(evidence: Evidence) -> bool:
    """Say whether a leaf reports what is or was, and not what is planned."""
    return under(evidence.plan, evidence.unit, PAST) or bool(
        REACHED.search(fold(evidence.text)) and not evidence.targets
    )


def covers_years(evidence: Evidence, years: Sequence[int]) -> bool:
    """Say whether a leaf speaks of the years asked for: by itself, its headings, or its plan's period."""
    section = evidence.unit.section
    texts = [evidence.said]
    while section is not None:
        texts.append(evidence.plan.sections[section].heading)
        section = evidence.plan.sections[section].parent
    for text in texts:
        named = years_in(text)
        if named:
            return bool(set(years) & named)  # of two years compared, each may stand for itself
    return all(is_of_year(evidence.plan, year) for year in years)


def is_of_year(plan: Plan, year: int) -> bool:
    """Say whether a year is in a plan's period, or printed in its title or date."""
    period, title, dated = plan.header.period, plan.header.title, plan.header.date_printed
    if period and (period.start or period.end) <= year <= period.end:
        return True
    return year in years_in(title.value if title else "") | years_in(dated.value if dated else "")


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
    return words[:1].upper() + words[1:] if language == "vi" else words  # stands first in Vietnamese alone
