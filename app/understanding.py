"""A question in its conversation: what it lacks is taken from the questions before, and only that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from app import cues
from app.accents import Accents
from app.chips import without_chips, years_of
from app.lookup import funding_classes
from app.mentions import located
from app.models import Language
from app.question import LEAST_WEIGHT, Question, read_question
from ingest.models import Plan
from ingest.vietnamese import fold, key, strip_accents

LEANS = 2
"""Topic syllables up to which a follow-up is about what was spoken of before."""

_OF_TIME = ("deadline", "day", "which_year")  # asks for the year itself
_POINTING = 5  # the same where it points at something: "mấy lớp đó ai mở?"
_SHORT = 9  # topic syllables up to which a question may lean on the one before


def understand(
    text: str,
    plans: Sequence[Plan],
    history: Sequence[str] = (),
    only: Sequence[str] = (),
    language: Language | None = None,
    without: Collection[str] = (),
    accents: Accents | None = None,
) -> Question:
    """Return what `text` asks, with what it lacks taken from the questions before it.

    `history` holds earlier questions, oldest first; `only` restricts to these plan ids; `without` are
    the keys of chips that the asker took away.
    """
    ignored = years_of(without)
    question = located(read_question(text, plans, language, ignored, accents), plans)
    before: Question | None = None
    for earlier in history:
        turn = located(read_question(earlier, plans, None, ignored, accents), plans)
        if turn.kind in ("smalltalk", "none"):
            continue  # "cảm ơn bạn" changes no subject
        before = _carry(turn, before) if before else turn
    if before is not None:
        question = _carry(question, before)
    question = without_chips(question, without)
    if only:
        named = [plan for plan in question.plans if plan in only] or list(only)
        question = replace(question, scope=replace(question.scope, plans=tuple(named)))
    return question


def _carry(question: Question, before: Question) -> Question:
    """Return `question` with what it lacks taken from the one before, and only that.

    A question with a topic of its own that does not point back is a new one: it keeps at most the
    place, and that only if it is short.
    """
    if question.kind in ("none", "smalltalk") or before.kind in ("none", "smalltalk"):
        return question
    points_back = _points_back(fold(question.written))
    bare = not any(word.isalpha() for word in question.topic)  # "việc nào xong trong tháng 10/2023?"
    if not (points_back or bare or len(question.topic) <= _SHORT):
        return question
    of_plan = cues.pattern("the_plan").search(fold(question.written))
    if bare and before.kind == "duty" and question.fields == ("period",) and not (question.plans or of_plan):
        # "Hạn đến bao giờ?" asks for the duty's deadline, not for the plan's period.
        question = replace(question, kind="duty", fields=(), need="deadline")
    result = _with_place(question, before, years=points_back or bare)
    if not (points_back or bare):
        return result
    result = _with_kind(question, result, before)
    other_place = bool(question.scope.districts)  # "Còn huyện Mường Khe?" asks for its own part
    if result.kind == "duty" and not (question.agencies or other_place) and before.agencies:
        result = _taken(result, "agency", agencies=before.agencies)
    # "Sở Tài chính có những nhiệm vụ gì?" asks for all of them, whatever was spoken of before.
    named = question.agencies or question.fields or question.plans
    bare_number = question.kind == "target" and question.need is not None  # "Đắk Nông bao nhiêu?"
    every = question.kind == "funding" and cues.pattern("all_sources").search(key(question.written))
    complete = bool(named or every) and _own_kind(question) and not points_back and not bare_number
    other_agency = bool(question.agencies and before.agencies) and result.kind == "duty"
    other = other_agency or bool(every or funding_classes(question))  # "còn vốn đối ứng?": of another source
    pointed_at = cues.pattern("points_at").search(fold(question.written))
    leans = len(question.topic) <= (_POINTING if pointed_at else LEANS)
    if before.topic and leans and not complete and not other:
        result = _taken(
            result,
            "topic",
            topic=question.topic + before.topic,
            other_words=(),
            synonyms=question.synonyms + before.synonyms,
            phrases=question.phrases + before.phrases,
            search=f"{question.search} {before.search}",
            bare=_bare(question, before),
        )
    return result


def _taken(question: Question, what: str, **values: Any) -> Question:
    """Return the question with values of the one before; `what` says which part of it they are."""
    return replace(question, carried=(*question.carried, what), **values)


def _with_place(question: Question, before: Question, *, years: bool) -> Question:
    """Return the question with the plans, or the place without a plan, that the one before asked about."""
    old, scope = before.scope, question.scope
    if scope.plans and old.plans and cues.pattern("compares").search(key(question.written)):
        # "Bình Phước thì mấy HTX, bên nào nhiều hơn?" compares with what was spoken of before.
        both = tuple(dict.fromkeys((*old.plans, *scope.plans)))
        return _taken(question, "plan", scope=replace(scope, plans=both))
    stands_for = old.cooperatives and _has_pronoun(fold(question.written))
    if stands_for and not (scope.cooperatives or scope.districts):
        question = _taken(question, "cooperative", scope=replace(scope, cooperatives=old.cooperatives))
        scope = question.scope
    if scope.plans or scope.unknown or question.all_plans or not (old.plans or old.unknown):
        return question
    scope = replace(
        scope, plans=old.plans, unknown=old.unknown, offered=old.offered, successions=old.successions
    )
    if years and not scope.years and question.need not in _OF_TIME:
        scope = replace(scope, years=old.years)
    return _taken(question, "plan", scope=scope)


def _with_kind(question: Question, result: Question, before: Question) -> Question:
    lacking = question.kind == "general" or (
        question.kind == "duty" and bool(question.agencies) and not _own_kind(question)
    )
    if not lacking or before.kind == "general":
        return result
    return _taken(
        result,
        "kind",
        kind=before.kind,
        fields=result.fields or before.fields,
        need=result.need or before.need,
    )


def _bare(question: Question, before: Question) -> str:
    """Return what is searched for without accents when two questions are searched as one."""
    if not (question.bare or before.bare):
        return ""
    return " ".join(one.bare or strip_accents(one.search) for one in (question, before))


def _points_back(words: str) -> bool:
    end = words.rstrip(" ?.!")
    return bool(
        _has_pronoun(words)
        or cues.pattern("compares").search(strip_accents(words))
        or cues.pattern("points_back_start").match(words)
        or any(match.end() == len(end) for match in cues.pattern("points_back_end").finditer(end))
    )


def _has_pronoun(words: str) -> bool:
    """Say whether a word stands for something said before: "nó", "lớp đó"."""
    return bool(cues.pattern("points_back").search(words) or cues.pattern("points_at").search(words))


def _own_kind(question: Question) -> bool:
    words = fold(question.written)
    bare = words == strip_accents(words)
    return any(
        cue.find(words, accent_free=bare)
        for levels in cues.kinds().values()
        for weight, cue in levels.items()
        if weight >= LEAST_WEIGHT
    )
