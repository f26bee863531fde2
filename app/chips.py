"""What a question was understood to be limited to, each limit one that the asker can take away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.catalogue import say
from app.models import Chip
from app.naming import plan_heading
from app.question import Question
from ingest.models import Plan


def chips_of(question: Question, plans: Sequence[Plan]) -> tuple[Chip, ...]:
    """Return what limits the question: kind, agencies, plans, places without a plan, years.

    `plans` are those of the library. A question that limits nothing has no chips.
    """
    if question.kind in ("smalltalk", "none"):
        return ()
    language, chips = question.language, []
    if question.kind != "general":
        chips.append(Chip(f"kind:{question.kind}", "kind", say(f"answer.reading.{question.kind}", language)))
    chips += [Chip(f"agency:{query.id}", "agency", query.name) for query in question.agencies]
    chips += [
        Chip(f"plan:{plan.id}", "plan", plan_heading(plan, language))
        for plan in plans
        if plan.id in question.plans
    ]
    chips += [Chip(f"place:{name}", "place", name) for name in question.scope.unknown]
    chips += [Chip(f"year:{year}", "year", str(year)) for year in dict.fromkeys(question.scope.years)]
    return tuple(chips)


def years_of(keys: Collection[str]) -> frozenset[int]:
    """Return the years among the keys of chips; other keys, and malformed ones, are passed over."""
    years = [key.removeprefix("year:") for key in keys if key.startswith("year:")]
    return frozenset(int(year) for year in years if year.isdecimal())


def without_chips(question: Question, keys: Collection[str]) -> Question:
    """Return the question without the limits that `keys` name; unknown keys change nothing."""
    if not keys:
        return question
    scope = question.scope
    scope = replace(
        scope,
        plans=tuple(plan for plan in scope.plans if f"plan:{plan}" not in keys),
        unknown=tuple(name for name in scope.unknown if f"place:{name}" not in keys),
        years=tuple(year for year in scope.years if f"year:{year}" not in keys),
    )
    if scope.plans != question.scope.plans:
        scope = replace(scope, successions=(), districts=())
    question = replace(question, scope=scope)
    kept = tuple(query for query in question.agencies if f"agency:{query.id}" not in keys)
    if kept != question.agencies:
        question = replace(question, agencies=kept, role=question.role if kept else None)
    if f"kind:{question.kind}" in keys:
        question = replace(question, kind="general", fields=())
    return question
