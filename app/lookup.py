"""Records for a question: complete lists, where a list is what is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from app.due import Due
from app.evidence import Evidence
from app.question import Question
from app.ranker import Ranker
from app.thresholds import thresholds
from ingest.agencies import AgencyQuery, matches
from ingest.models import Duty
from ingest.reference import load
from ingest.vietnamese import fold, strip_accents

ROLE_ORDER = {"lead": 0, "contact": 1, "requested": 2, "partner": 3}
CLOSENESS = {"exact": 0, "inherited": 1, "partner": 2, "member": 3}


@dataclass(frozen=True, slots=True)
class FoundDuty:
    """A duty, its evidence, and how its agency is the one asked for."""

    evidence: Evidence
    duty: Duty
    relation: str

    @property
    def in_common(self) -> bool:
        """Say whether it is assigned to many at once ("các sở, ngành") and not to the agency by name."""
        return self.relation == "member"

    @property
    def of_another(self) -> bool:
        """Say whether it is another's, who is to work with the agency asked for."""
        return self.relation == "partner"

    @property
    def own(self) -> bool:
        """Say whether it is assigned to the agency itself."""
        return not self.in_common and not self.of_another


def duties_of(queries: Sequence[AgencyQuery], question: Question, ranker: Ranker) -> list[FoundDuty]:
    """Return all duties of the agencies asked for in the plans in scope, sorted for a list.

    One's own, those of others who work with it, those of a collective; each by plan, lead before
    partner, by deadline, as printed.
    """
    related = cache(lambda agency: relation(agency, queries))  # a large library names few agencies often
    found: list[FoundDuty] = []
    for evidence in _evidence(question, ranker):
        for duty in evidence.duties:
            known = related(duty.agency)
            if known:
                if question.role in (None, duty.role):
                    found.append(FoundDuty(_about(evidence, duty), duty, known))
            # Named as a partner, and not as one of many
            elif (
                len(queries) == 1
                and question.role in (None, "partner")
                and any(related(partner) in ("exact", "inherited") for partner in duty.partners)
            ):
                found.append(FoundDuty(_about(evidence, duty), duty, "partner"))
    return sorted(_once(found), key=_list_order)


def _once(found: Iterable[FoundDuty]) -> list[FoundDuty]:
    """Keep one entry per task and role: a leaf may assign an agency by name and as one of many."""
    kept: dict[tuple[str, int, int], FoundDuty] = {}
    for one in sorted(found, key=lambda one: CLOSENESS[one.relation]):
        kept.setdefault((one.evidence.plan.id, one.duty.unit, one.duty.quote.start), one)
    return list(kept.values())


def _list_order(one: FoundDuty) -> tuple[int, str, int, date, int]:
    return (
        one.in_common + (not one.own),
        one.evidence.plan.id,
        ROLE_ORDER[one.duty.role],
        one.duty.due or date.max,
        one.duty.unit,
    )


def relation(agency: str, queries: Sequence[AgencyQuery]) -> str | None:
    """Say how the agency named in a record is one of those asked for, None where it is not."""
    return next((known for query in queries if (known := _relation(agency, query))), None)


@lru_cache(maxsize=4096)
def _relation(agency: str, query: AgencyQuery) -> str | None:
    return matches(agency, query)


def _about(evidence: Evidence, duty: Duty) -> Evidence:
    return Evidence(
        evidence.plan, evidence.unit, duty.quote, evidence.score, evidence.coverage, duties=(duty,)
    )


def about_topic(
    found: Sequence[FoundDuty], question: Question, ranker: Ranker, *, surely: bool = False
) -> list[FoundDuty]:
    """Return the duties that are about the question's topic; none when no duty is, or not `surely`."""
    covered = [_share(one.evidence, question, ranker) for one in found]
    best = max(covered, default=0.0)
    limits = thresholds()
    if best < (limits.duty_surely if surely else limits.duty_least):
        return []
    return [one for one, share in zip(found, covered, strict=True) if share >= limits.duty_about * best]


def _share(evidence: Evidence, question: Question, ranker: Ranker) -> float:
    """Return how far a duty holds the topic; words that describe the plan named tell no duty from another."""
    known = ranker.title_words(evidence.plan) if question.plans else frozenset[str]()
    return ranker.covered(evidence.plan, evidence.unit, question, known)


def due_duties(due: Due, question: Question, ranker: Ranker) -> list[FoundDuty]:
    """Return the duties due in a time, one per task."""
    found: dict[tuple[str, int], FoundDuty] = {}
    for evidence in _evidence(question, ranker):
        for duty in evidence.duties:
            if due.holds(duty.due):
                found.setdefault(
                    (evidence.plan.id, duty.unit), FoundDuty(_about(evidence, duty), duty, "exact")
                )
    return sorted(
        found.values(), key=lambda one: (one.evidence.plan.id, one.duty.due or date.max, one.duty.unit)
    )


def _evidence(question: Question, ranker: Ranker) -> Iterable[Evidence]:
    for plan_id, leaves in ranker.records.items():
        if not question.plans or plan_id in question.plans:
            yield from leaves.values()


def leaves_with(
    kind: Callable[[Evidence], Sequence[object]], question: Question, ranker: Ranker
) -> list[Evidence]:
    """Return every leaf in scope that holds records of a kind, in the order of the plans."""
    return sorted(
        (one for one in _evidence(question, ranker) if kind(one)),
        key=lambda one: (one.plan.id, one.unit.index),
    )


def funding_classes(question: Question) -> tuple[str, ...]:
    """Return the funding classes a question names ("đối ứng", "ngân hàng"), accents or not."""
    words = fold(question.search if question.language == "en" else question.written)
    found: list[str] = []
    for entry in load("funding")["classes"]:
        patterns = "|".join([*entry["patterns"], *entry.get("asked", ())])
        if re.search(patterns, words) or (question.accent_free and re.search(strip_accents(patterns), words)):
            found.append(entry["id"])
    if "cooperative_own" in found and "contributions" in found:
        found.remove("contributions")  # "đóng góp của hợp tác xã" asks for theirs, not for anybody's
    return tuple(found)
