"""How a question was understood, in words, so that the asker can correct it."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalogue import say
from app.naming import plan_name
from app.question import Question
from ingest.models import Plan


def reading_of(question: Question, named: Sequence[Plan]) -> str:
    """Return "nhiệm vụ của Sở Tài chính, trong mọi kế hoạch"; empty where nothing had to be guessed."""
    inferred = (
        question.accent_free
        or question.bare
        or question.carried
        or any(query.typed != query.name for query in question.agencies)
    )
    if not inferred or question.kind in ("smalltalk", "none"):
        return ""
    language, scope = question.language, question.scope
    what = say(f"answer.reading.{question.kind}", language)
    spoken_of = [query.name for query in question.agencies] or [f"HTX {name}" for name in scope.cooperatives]
    if spoken_of:
        what = say("answer.reading.of", language, kind=what, agency=", ".join(spoken_of))
    if scope.years:
        years = ", ".join(str(year) for year in dict.fromkeys(scope.years))
        what = say("answer.reading.in_year", language, what=what, years=years)
    if named:
        plans = ", ".join(plan_name(plan, language) for plan in named)
        return say("answer.reading.in_plan", language, what=what, plans=plans)
    if scope.unknown:
        return say("answer.reading.in_unknown", language, what=what, places=", ".join(scope.unknown))
    return say("answer.reading.in_all", language, what=what)
