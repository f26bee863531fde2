"""The report as JSON, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from eval.outcomes import Outcome
from eval.report import Report, System, leads
from eval.summary import Estimates


def as_json(report: Report) -> str:
    """Return the whole report: verdict, measures with intervals, and every question."""
    return json.dumps(
        {
            "ran_at": report.ran_at,
            "seconds": round(report.seconds, 3),
            "part": report.part,
            "writer": report.writer or "quotes",
            "unfounded": report.unfounded,
            "open": report.verdict.is_open,
            "compared": report.verdict.compared,
            "bars": [{**asdict(check), "held": check.held} for check in report.verdict.bars],
            "goals": dict(report.bars.goals),
            "changes": [{**asdict(change), "worse": change.worse} for change in report.verdict.changes],
            "systems": {system.name: _system(system) for system in (report.own, *report.others)},
            "ahead": {
                other.name: {name: asdict(found) for name, found in leads(report, other).items()}
                for other in report.others
            },
            "questions": [_question(outcome, report) for outcome in report.own.outcomes],
        },
        ensure_ascii=False,
        indent=1,
    )


def _system(system: System) -> dict[str, Any]:
    summary = system.summary
    return {
        "measures": _estimates(summary.overall),
        "by": {
            dimension: {name: _estimates(found) for name, found in named.items()}
            for dimension, named in summary.groups.items()
        },
        "passed": [outcome.case.id for outcome in system.outcomes if outcome.passed],
    }


def _estimates(estimates: Estimates) -> dict[str, Any]:
    return {name: asdict(found) for name, found in estimates.items()}


def _question(outcome: Outcome, report: Report) -> dict[str, Any]:
    answer = outcome.answer
    return {
        **outcome.case.model_dump(mode="json", exclude_defaults=True),
        "passed": outcome.passed,
        "reasons": [
            {"code": reason.code, "detail": reason.detail, "sentence": reason.sentence(report.language)}
            for reason in outcome.reasons
        ],
        "values": dict(outcome.values),
        "ranks": outcome.ranks,
        "seconds": round(outcome.seconds, 4),
        "answered": None if answer is None else answer.answered,
        "answer": None if answer is None else answer.markdown,
        "wording": None if answer is None or answer.wording is None else asdict(answer.wording),
        "citations": []
        if answer is None
        else [
            {"marker": cite.marker, "plan": cite.plan, "number": cite.number, "section": cite.section,
             "heading": cite.heading, "page": cite.page, "quote": cite.quote}
            for cite in answer.citations
        ],
    }  # fmt: skip
