"""The report in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.baseline import Change
from eval.outcomes import MEASURES
from eval.report import GROUP_MEASURES, Report, ahead, leads, number, with_interval
from eval.report_markdown import remarks, row_mark

_SHOWN = 40  # failing questions listed in full; beyond, the written report is easier to read


def show(report: Report, console: Console) -> None:
    """Print measures, comparison, groups, failing questions, and the gate's verdict last."""
    console.print(_measures(report))
    if report.others:
        console.print(_comparison(report))
    for dimension in report.own.summary.groups:
        console.print(_group(report, dimension))
    _failing(report, console)
    show_changes(report, console)
    for remark in remarks(report):
        console.print(f"[yellow]{escape(remark)}[/yellow]")
    for check in report.verdict.missed:
        console.print(f"[red]{escape(report.bar_text(check))}[/red]")
    if report.verdict.is_open:
        console.print(f"[bold green]{escape(report.say('gate_open'))}[/bold green]")
    else:
        console.print(f"[bold red]{escape(report.say('gate_closed'))}[/bold red]")


def show_changes(report: Report, console: Console) -> None:
    """Print each question whose verdict differs from the baseline, and what changed."""
    for heading, colour, chosen in (
        ("worse", "red", report.verdict.worse),
        ("other_changes", "cyan", tuple(change for change in report.verdict.changes if not change.worse)),
    ):
        if chosen:
            console.print(f"[bold {colour}]{escape(report.say(heading))} ({len(chosen)})[/bold {colour}]")
        for change in chosen:
            console.print(f"  [bold]{escape(change.id)}[/bold] {escape(_what(report, change))}")


def _what(report: Report, change: Change) -> str:
    sides = [
        "–" if passed is None else report.say("mark.passed" if passed else "mark.failed")
        for passed in (change.passed_before, change.passed_now)
    ]
    return f"{sides[0]} → {sides[1]}: {report.reasons_text(change.what)}"


def _failing(report: Report, console: Console) -> None:
    failing = [outcome for outcome in report.own.outcomes if not outcome.passed]
    if not failing:
        console.print(escape(report.say("all_pass")))
        return
    console.print(f"[bold]{escape(report.say('failing'))} ({len(failing)})[/bold]")
    for outcome in failing[:_SHOWN]:
        reasons = report.reasons_text(outcome.reasons)
        console.print(f"  [bold]{escape(outcome.case.id)}[/bold] {escape(outcome.case.question)}")
        console.print(f"      [dim]{escape(reasons)}[/dim]")
    if len(failing) > _SHOWN:
        console.print(escape(report.say("shortened", count=len(failing) - _SHOWN)))


def _measures(report: Report) -> Table:
    table = Table(title=escape(report.say("heading.measures")))
    for name in ("measure", "value", "count", "bar", "goal", "verdict"):
        table.add_column(escape(report.say(f"column.{name}")))
    for row in report.rows():
        colour = "red" if row.held is False else "yellow" if row.short_of_goal else "green"
        mark = row_mark(report, row.held, row.short_of_goal)
        table.add_row(
            escape(report.measure_name(row.measure)),
            escape(with_interval(row.measure, row.found)),
            str(row.found.count if row.found else 0),
            number(row.measure, row.bar),
            number(row.measure, row.goal),
            f"[{colour}]{escape(mark)}[/{colour}]",
        )
    return table


def _comparison(report: Report) -> Table:
    table = Table(
        title=escape(report.say("heading.compare")), caption=escape(report.say("heading.compare_note"))
    )
    table.add_column(escape(report.say("column.measure")))
    systems = (report.own, *report.others)
    for system in systems:
        table.add_column(escape(report.say(f"system.{system.name}")))
    ours = [leads(report, other) for other in report.others]
    for other in report.others:
        name = report.say(f"system.{other.name}")
        table.add_column(escape(report.say("column.ahead", system=name)))
    for measure in MEASURES:
        if measure.name in report.own.summary.overall:
            cells = [with_interval(measure.name, one.summary.overall.get(measure.name)) for one in systems]
            cells += [ahead(found.get(measure.name)) for found in ours]
            table.add_row(escape(report.measure_name(measure.name)), *(escape(cell) for cell in cells))
    return table


def _group(report: Report, dimension: str) -> Table:
    table = Table(title=escape(report.say(f"heading.{dimension}")))
    table.add_column("")
    table.add_column(escape(report.say("column.count")), justify="right")
    for name in GROUP_MEASURES:
        table.add_column(escape(report.measure_name(name)), justify="right")
    for label, found in report.own.summary.groups[dimension].items():
        values = (number(name, found[name].value if name in found else None) for name in GROUP_MEASURES)
        table.add_row(escape(label), str(found["passed"].count), *values)
    return table
