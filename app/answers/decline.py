"""When the plans do not tell: what is named but absent, and how that is said.

A question that names a cooperative, a district or an agency that no plan in scope mentions is
declined, however well the rest of it matches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answers.fit import is_of_year
from app.catalogue import say
from app.cues import pattern
from app.foreign import foreign_words, prints
from app.mentions import absent_name, is_mentioned
from app.models import Language
from app.naming import plan_name
from app.phrases import Message, phrases, plan_patterns
from app.question import Question
from app.ranker import Ranker
from ingest.models import Plan
from ingest.reference import load, spell_out
from ingest.vietnamese import fold, key, strip_accents

# "Thông tư 01/2020/TT-BKHĐT", "Luật Hợp tác xã năm 2023", accent-free
_DOCUMENT = re.compile(
    r"(?i)(?:thong tu|nghi dinh|quyet dinh|nghi quyet|chi thi|cong van|ket luan|circular|decree|decision"
    r"|resolution)\s+(?:so\s+)?[\w/-]*\d[\w/-]*|luat\s[^,.;?]{2,30}?\d{4}"
)
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
    if question.need and (crop := _crop_not_printed(question, plans)):
        return say("answer.none.named", language, where=where, name=crop)
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


def _crop_not_printed(question: Question, plans: Sequence[Plan]) -> str | None:
    """Return the crop or animal of which something is asked and no plan in scope speaks: "chuỗi hồ tiêu".

    What a cooperative grows that asks for something else is no matter of the plan.
    """
    message = Message(question.written)
    for field in load("profile")["fields"]:
        found = phrases("fields", field["id"]).find(message) if field.get("part_of") else None
        if found and pattern("of_crop").search(message.words[: found.start()].rstrip()):
            spoken = plan_patterns("fields")[field["id"]]
            texts = [fold(spell_out(plan.text)) for plan in plans]
            if not any(spoken.search(text) or found[0] in text for text in texts):
                return found[0]
    return None


def not_printed(question: Question, ranker: Ranker, language: Language) -> str | None:
    """Return the sentence that a thing or document that the question names is in no plan in scope."""
    plans = scoped(question, ranker)
    name = _never_printed(question, plans)
    if name is None:
        return None
    return say("answer.none.named", language, where=where_words(question, plans, language), name=name)


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
