"""Records for a question: complete lists, where a list is what is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.cues import pattern
from app.evidence import Evidence, Ranker
from app.question import Question
from app.thresholds import thresholds
from ingest.agencies import AgencyQuery, matches
from ingest.models import Duty
from ingest.reference import load
from ingest.vietnamese import fold, key, strip_accents

ROLE_ORDER = {"lead": 0, "contact": 1, "requested": 2, "partner": 3}
_CLOSENESS = {"exact": 0, "inherited": 1, "member": 2}
_MONTH = re.compile(
    r"thang\s*(?P<m>\d{1,2})\s*(?:/|nam|-)?\s*(?P<y>20\d\d)|(?<!\d)(?P<m2>\d{1,2})/(?P<y2>20\d\d)"
)
_QUARTER = re.compile(r"quy\s*(?P<q>iv|iii|ii|i|[1-4])\s*(?:/|nam)?\s*(?P<y>20\d\d)")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


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


def duties_of(queries: Sequence[AgencyQuery], question: Question, ranker: Ranker) -> list[FoundDuty]:
    """Return all duties of the agencies asked for in the plans in scope, sorted for a list.

    One's own before those of a collective, by plan, lead before partner, by deadline, as printed.
    """
    found: list[FoundDuty] = []
    for evidence in _evidence(question, ranker):
        for duty in evidence.duties:
            if question.role and duty.role != question.role:
                continue
            known = relation(duty.agency, queries)
            if known:
                found.append(FoundDuty(_about(evidence, duty), duty, known))
    return sorted(_once(found), key=_list_order)


def _once(found: Iterable[FoundDuty]) -> list[FoundDuty]:
    """Keep one entry per task and role: a leaf may assign an agency by name and as one of many."""
    kept: dict[tuple[str, int, int], FoundDuty] = {}
    for one in sorted(found, key=lambda one: _CLOSENESS[one.relation]):
        kept.setdefault((one.evidence.plan.id, one.duty.unit, one.duty.quote.start), one)
    return list(kept.values())


def _list_order(one: FoundDuty) -> tuple[bool, str, int, date, int]:
    return (
        one.in_common,
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
    topic = ranker.topic(question)
    covered = [ranker.coverage(one.evidence.plan, one.evidence.unit, topic) for one in found]
    best = max(covered, default=0.0)
    limits = thresholds()
    if best < (limits.duty_surely if surely else limits.duty_least):
        return []
    return [one for one, share in zip(found, covered, strict=True) if share >= limits.duty_about * best]


def due_in(question: Question) -> tuple[date, date, str] | None:
    """Return the month or quarter by which a question filters duties, as first and last month."""
    words = key(question.written)
    if not pattern("due").search(words):
        return None
    if match := _QUARTER.search(words):
        last = 3 * _QUARTERS[match["q"]]
        return date(int(match["y"]), last - 2, 1), date(int(match["y"]), last, 1), match.group()
    if match := _MONTH.search(words):
        year, month = int(match["y"] or match["y2"]), int(match["m"] or match["m2"])
        if 1 <= month <= 12:
            return date(year, month, 1), date(year, month, 1), f"{month}/{year}"
    return None


def due_duties(first: date, last: date, question: Question, ranker: Ranker) -> list[FoundDuty]:
    """Return the duties due from the month of `first` to that of `last`, one per task."""
    found: dict[tuple[str, int], FoundDuty] = {}
    for evidence in _evidence(question, ranker):
        for duty in evidence.duties:
            if duty.due and (first.year, first.month) <= (duty.due.year, duty.due.month) <= (
                last.year,
                last.month,
            ):
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
    words = fold(question.written)
    found: list[str] = []
    for entry in load("funding")["classes"]:
        patterns = "|".join(entry["patterns"])
        if re.search(patterns, words) or (question.accent_free and re.search(strip_accents(patterns), words)):
            found.append(entry["id"])
    if "cooperative_own" in found and "contributions" in found:
        found.remove("contributions")  # "đóng góp của hợp tác xã" asks for theirs, not for anybody's
    return tuple(found)
