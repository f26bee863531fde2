"""A question in its conversation: what it lacks is taken from the questions before, and only that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from app import cues
from app.chips import without_chips, years_of
from app.models import Language
from app.question import LEAST_WEIGHT, Question, read_question
from ingest.models import Plan
from ingest.reference import plain
from ingest.vietnamese import fold, unify_tones

_SHORT = 7  # topic syllables up to which a question may lean on the one before


def understand(
    text: str,
    plans: Sequence[Plan],
    history: Sequence[str] = (),
    only: Sequence[str] = (),
    language: Language | None = None,
    without: Collection[str] = (),
) -> Question:
    """Return what `text` asks, with what it lacks taken from the questions before it.

    `history` holds earlier questions, oldest first; `only` restricts to these plan ids; `without` are
    the keys of chips that the asker took away.
    """
    ignored = years_of(without)
    question = read_question(text, plans, language, ignored)
    before: Question | None = None
    for earlier in history:
        turn = read_question(earlier, plans, without_years=ignored)
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
    plan, and that only if it is short.
    """
    if question.kind in ("none", "smalltalk") or before.kind in ("none", "smalltalk"):
        return question
    points_back = _points_back(unify_tones(fold(plain(question.text))))
    bare = not question.topic
    short = len(question.topic) <= _SHORT
    if not (points_back or bare or short):
        return question
    carried: list[str] = []
    result = question
    if not question.plans and not question.scope.unknown and not question.all_plans and before.plans:
        result = replace(
            result, scope=replace(question.scope, plans=before.plans, successions=before.scope.successions)
        )
        carried.append("plan")
    same_thread = points_back or bare
    lacks_kind = question.kind == "general" or (
        question.kind == "duty" and bool(question.agencies) and same_thread and not _own_kind(question)
    )
    if same_thread and lacks_kind and before.kind != "general":
        result = replace(
            result, kind=before.kind, fields=result.fields or before.fields, need=result.need or before.need
        )
        carried.append("kind")
    if (
        same_thread
        and not question.agencies
        and before.agencies
        and result.kind == "duty"
        and not (question.topic and not points_back)
    ):
        result = replace(result, agencies=before.agencies)
        carried.append("agency")
    # "Sở Tài chính có những nhiệm vụ gì?" asks for all of them, whatever was spoken of before.
    named = question.agencies or question.fields or question.plans
    bare_number = question.kind == "target" and question.need is not None  # "Đắk Nông bao nhiêu?"
    complete = bool(named) and _own_kind(question) and not points_back and not bare_number
    if (
        same_thread
        and len(question.topic) <= 2
        and before.topic
        and not complete
        and not (question.agencies and result.kind == "duty" and before.agencies)
    ):
        result = replace(
            result,
            topic=question.topic + before.topic,
            other_words=(),
            search=f"{question.search} {before.search}",
        )
        carried.append("topic")
    if (
        same_thread
        and not question.scope.years
        and before.scope.years
        and question.plans == ()
        and "plan" in carried
    ):
        result = replace(result, scope=replace(result.scope, years=before.scope.years))
    return replace(result, carried=tuple(carried))


def _points_back(words: str) -> bool:
    end = words.rstrip(" ?.!")
    return bool(
        cues.pattern("points_back_start").match(words)
        or cues.pattern("points_back").search(words)
        or any(match.end() == len(end) for match in cues.pattern("points_back_end").finditer(end))
    )


def _own_kind(question: Question) -> bool:
    words = unify_tones(fold(plain(question.text)))
    return any(
        cue.find(words, accent_free=question.accent_free)
        for levels in cues.kinds().values()
        for weight, cue in levels.items()
        if weight >= LEAST_WEIGHT
    )
