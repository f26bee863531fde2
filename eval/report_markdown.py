"""The report as Markdown, for a merge request or a job's summary page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.outcomes import MEASURES
from eval.report import GROUP_MEASURES, Report, ahead, leads, number, with_interval


def as_markdown(report: Report) -> str:
    """Return verdict, measures, comparison, groups, every question's verdict, and the failing in full."""
    say = report.say
    verdict = say("gate_open") if report.verdict.is_open else say("gate_closed")
    parts = [
        f"# {say('title')}: {verdict}",
        say("subtitle", count=len(report.own.outcomes), seconds=report.seconds, when=report.ran_at),
        *remarks(report),
        *_gate(report),
        f"## {say('heading.measures')}\n\n{say('heading.interval_note')}",
        _table(
            [say(f"column.{name}") for name in ("measure", "value", "count", "bar", "goal", "verdict")],
            (
                (
                    report.measure_name(row.measure),
                    with_interval(row.measure, row.found),
                    str(row.found.count if row.found else 0),
                    number(row.measure, row.bar),
                    number(row.measure, row.goal),
                    row_mark(report, row.held, row.short_of_goal),
                )
                for row in report.rows()
            ),
        ),
        *_comparison(report),
    ]
    for dimension, named in report.own.summary.groups.items():
        parts.append(f"## {say(f'heading.{dimension}')}")
        heads = ["", say("column.count"), *(report.measure_name(name) for name in GROUP_MEASURES)]
        rows = (
            [
                group,
                str(found["passed"].count),
                *(number(name, found[name].value if name in found else None) for name in GROUP_MEASURES),
            ]
            for group, found in named.items()
        )
        parts.append(_table(heads, rows))
    parts += _questions(report)
    return "\n\n".join(parts) + "\n"


def remarks(report: Report) -> list[str]:
    """Return what a reader should know about this run."""
    found = [report.say("writer", writer=report.writer)] if report.writer else []
    if report.part:
        found.append(report.say("part"))
    if not report.verdict.compared:
        found.append(report.say("no_baseline"))
    if report.unfounded:
        found.append(report.say("unfounded", ids=", ".join(report.unfounded)))
    return found


def row_mark(report: Report, held: bool | None, short_of_goal: bool) -> str:
    """Return whether a bar is held and its goal reached, in words."""
    marks = [] if held is None else [report.say("mark.held" if held else "mark.missed")]
    return ", ".join([*marks, report.say("mark.below_goal")] if short_of_goal else marks)


def _gate(report: Report) -> list[str]:
    lines = [f"- {report.bar_text(check)}" for check in report.verdict.missed]
    parts = ["\n".join(lines)] if lines else []
    for heading, worse in (("worse", True), ("other_changes", False)):
        changed = [
            f"- **{change.id}**: " + _inline(report.reasons_text(change.what))
            for change in report.verdict.changes
            if change.worse == worse
        ]
        if changed:
            parts.append(f"## {report.say(heading)}\n\n" + "\n".join(changed))
    return parts


def _comparison(report: Report) -> list[str]:
    if not report.others:
        return []
    systems = (report.own, *report.others)
    ours = {other.name: leads(report, other) for other in report.others}
    names = {system.name: report.say(f"system.{system.name}") for system in systems}
    heads = [report.say("column.measure"), *names.values()]
    heads += [report.say("column.ahead", system=names[other.name]) for other in report.others]
    rows = (
        [
            report.measure_name(measure.name),
            *(with_interval(measure.name, system.summary.overall.get(measure.name)) for system in systems),
            *(ahead(ours[other.name].get(measure.name)) for other in report.others),
        ]
        for measure in MEASURES
        if measure.name in report.own.summary.overall
    )
    return [
        f"## {report.say('heading.compare')}\n\n{report.say('heading.compare_note')}",
        _table(heads, rows),
    ]


def _questions(report: Report) -> list[str]:
    say = report.say
    heads = ["id", say("column.question"), say("column.verdict"), say("column.rank"), say("column.reasons")]
    rows = (
        [
            outcome.case.id,
            outcome.case.question,
            say("mark.passed" if outcome.passed else "mark.failed"),
            str(outcome.first_rank or "–"),
            report.reasons_text(outcome.reasons),
        ]
        for outcome in report.own.outcomes
    )
    parts = [f"## {say('heading.questions')}", _table(heads, rows)]
    failing = [outcome for outcome in report.own.outcomes if not outcome.passed]
    parts.append(f"## {say('failing')}" if failing else say("all_pass"))
    for outcome in failing:
        answer = outcome.answer.markdown if outcome.answer else "–"
        quoted = "\n".join(f"> {line}" for line in answer.splitlines()) or "> –"
        reasons = "\n".join(f"- {_inline(reason.sentence(report.language))}" for reason in outcome.reasons)
        parts.append(f"### {outcome.case.id}: {_inline(outcome.case.question)}\n\n{reasons}\n\n{quoted}")
    return parts


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(_cell(head) for head in heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return _inline(text).replace("|", "\\|")


def _inline(text: str) -> str:
    # A quoted plan may hold "**" around a signature, or "<": shown as printed, not as markup.
    folded = " ".join(text.split())
    for mark in ("\\", "*", "_", "`", "<"):
        folded = folded.replace(mark, f"\\{mark}")
    return folded
