"""The report as one HTML page that asks no other host for anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from eval import plots
from eval.outcomes import MEASURES, Outcome
from eval.report import GROUP_MEASURES, Report, ahead, leads, number, with_interval
from eval.report_markdown import remarks, row_mark

_STYLE = """
:root{--ink:#1c2430;--soft:#5b6675;--line:#d8dde5;--page:#fff;--card:#f6f8fa;--s0:#1f6f8b;--s1:#c98a2b;--s2:#8a8f98;
--good:#1a7f37;--bad:#b42318}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa5b4;--line:#38414d;--page:#14181e;--card:#1c222a;
--s0:#5fb3cf;--s1:#e0ad5a;--s2:#7b828c;--good:#4ac26b;--bad:#ff7b72}}
body{font:16px/1.5 "Noto Sans","DejaVu Sans",system-ui,sans-serif;color:var(--ink);background:var(--page);
max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-size:.9rem;margin:.5rem 0}.wide{overflow-x:auto}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
.good{color:var(--good)}.bad{color:var(--bad)}.soft{color:var(--soft)}
details{background:var(--card);border:1px solid var(--line);border-radius:6px;
margin:.4rem 0;padding:.4rem .8rem}
summary{cursor:pointer}.sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
@media(max-width:45rem){.sides{grid-template-columns:1fr}}
blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid var(--line)}.answer{white-space:pre-wrap}
svg{max-width:42rem;width:100%;font:12px system-ui,sans-serif}svg text{fill:var(--soft)}
.grid{stroke:var(--line)}.whisker{stroke:var(--ink);fill:none}
.series0{fill:var(--s0)}.series1{fill:var(--s1)}.series2{fill:var(--s2)}
#failing:checked~details.passed{display:none}
"""


def as_html(report: Report) -> str:
    """Return verdict, plots, tables, and every question beside what was expected of it."""
    say = report.say
    is_open = report.verdict.is_open
    verdict = _tag("span", say("gate_open" if is_open else "gate_closed"), "good" if is_open else "bad")
    subtitle = say("subtitle", count=len(report.own.outcomes), seconds=report.seconds, when=report.ran_at)
    body = [
        f"<h1>{escape(say('title'))}: {verdict}</h1>",
        _tag("p", subtitle, "soft"),
        *(_tag("p", remark) for remark in remarks(report)),
        *_gate(report),
        _tag("h2", say("heading.measures")),
        _tag("p", say("heading.interval_note"), "soft"),
        _measures(report),
        *_comparison(report),
        *_groups(report),
        *_distributions(report),
        *_questions(report),
    ]
    return (
        f'<!doctype html><html lang="{report.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        # Nothing may be fetched, even if a quoted plan should ever hold markup.
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(say('title'))}</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _gate(report: Report) -> list[str]:
    parts: list[str] = []
    missed = [report.bar_text(check) for check in report.verdict.missed]
    if missed:
        parts.append(_list(missed, "bad"))
    for heading, worse in (("worse", True), ("other_changes", False)):
        lines = [
            f"{change.id}: {report.reasons_text(change.what)}"
            for change in report.verdict.changes
            if change.worse == worse
        ]
        if lines:
            parts += [_tag("h2", report.say(heading)), _list(lines, "bad" if worse else "")]
    return parts


def _measures(report: Report) -> str:
    heads = [report.say(f"column.{name}") for name in ("measure", "value", "count", "bar", "goal", "verdict")]
    rows = [
        [
            report.measure_name(row.measure),
            with_interval(row.measure, row.found),
            str(row.found.count if row.found else 0),
            number(row.measure, row.bar),
            number(row.measure, row.goal),
            row_mark(report, row.held, row.short_of_goal),
        ]
        for row in report.rows()
    ]
    return _table(heads, rows)


def _comparison(report: Report) -> list[str]:
    if not report.others:
        return []
    systems = (report.own, *report.others)
    names = [report.say(f"system.{system.name}") for system in systems]
    ours = [leads(report, other) for other in report.others]
    heads = [report.say("column.measure"), *names]
    heads += [report.say("column.ahead", system=name) for name in names[1:]]
    rows: list[list[str]] = []
    drawn: list[plots.Bar] = []
    for measure in MEASURES:
        if measure.name not in report.own.summary.overall:
            continue
        found = [system.summary.overall.get(measure.name) for system in systems]
        cells = [with_interval(measure.name, estimate) for estimate in found]
        cells += [ahead(lead.get(measure.name)) for lead in ours]
        rows.append([report.measure_name(measure.name), *cells])
        if measure.statistic == "mean" and measure.better == "higher":
            drawn += [
                plots.Bar(
                    f"{measure.name} · {name}" if series else measure.name,
                    estimate.value,
                    estimate.low,
                    estimate.high,
                    series,
                )
                for series, (name, estimate) in enumerate(zip(names, found, strict=True))
                if estimate is not None
            ]
    heading = report.say("heading.compare")
    note = _tag("p", report.say("heading.compare_note"), "soft")
    return [_tag("h2", heading), note, _table(heads, rows), plots.bars(heading, drawn)]


def _groups(report: Report) -> list[str]:
    parts: list[str] = []
    for dimension, named in report.own.summary.groups.items():
        heading = report.say(f"heading.{dimension}")
        drawn = [
            plots.Bar(name, found["passed"].value, found["passed"].low, found["passed"].high)
            for name, found in named.items()
        ]
        rows = [
            [
                name,
                str(found["passed"].count),
                *(with_interval(key, found.get(key)) for key in GROUP_MEASURES),
            ]
            for name, found in named.items()
        ]
        heads = ["", report.say("column.count"), *(report.measure_name(key) for key in GROUP_MEASURES)]
        title = f"{heading}: {report.measure_name('passed')}"
        parts += [
            _tag("h2", heading),
            _tag("p", title, "soft"),
            plots.bars(title, drawn),
            _table(heads, rows),
        ]
    return parts


def _distributions(report: Report) -> list[str]:
    sought = [outcome for outcome in report.own.outcomes if outcome.values["mrr_10"] is not None]
    ranks = [outcome.first_rank for outcome in sought]
    bins = [(str(rank), ranks.count(rank)) for rank in range(1, 11)]
    bins.append((report.say("mark.none"), sum(1 for rank in ranks if rank is None or rank > 10)))
    times = plots.spread([outcome.seconds for outcome in report.own.outcomes])
    parts: list[str] = []
    for heading, drawn in (("heading.ranks", bins), ("heading.times", times)):
        title = report.say(heading)
        parts += [_tag("h2", title), plots.histogram(title, drawn)]
    return parts


def _questions(report: Report) -> list[str]:
    head = _tag("h2", report.say("heading.questions"))
    label = f'<label for="failing">{escape(report.say("only_failing"))}</label>'
    # The check box filters by style sheet alone, so that the page needs no script.
    return [
        f'{head}<input type="checkbox" id="failing"> {label}',
        *(_question(report, one) for one in report.own.outcomes),
    ]


def _question(report: Report, outcome: Outcome) -> str:
    say, case, answer = report.say, outcome.case, outcome.answer
    mark = say("mark.passed" if outcome.passed else "mark.failed")
    expected = [_tag("p", say("expect.answer" if case.answerable else "expect.decline"))]
    for heading, groups in (
        ("history", case.history),
        ("plans", case.plans),
        ("evidence", tuple(" / ".join(group) for group in case.evidence)),
        ("facts", tuple(" / ".join(group) for group in case.facts)),
        ("forbids", case.forbids),
    ):
        if groups:
            expected += [_tag("b", say(f"column.{heading}")), _list(groups)]
    given = [_tag("div", answer.markdown if answer else "–", "answer")]
    cited = answer.citations if answer else ()
    if cited:
        given.append(_tag("b", say("column.citations")))
    for cite in cited:
        where = f"[{cite.marker}] {cite.plan} {cite.section} {cite.heading}"
        given.append(f"{_tag('p', where, 'soft')}<blockquote>{escape(cite.quote)}</blockquote>")
    rank = f"{say('column.rank')} {outcome.first_rank or '–'}"
    facts = f"{case.kind} · {case.style} · {rank} · {outcome.seconds:.3f} s"
    verdict = _tag("span", mark, "good" if outcome.passed else "bad")
    reasons = _list([reason.sentence(report.language) for reason in outcome.reasons], "bad")
    return (
        f'<details class="{"passed" if outcome.passed else "failed"}"><summary>'
        f"{_tag('b', case.id)} {escape(case.question)} {verdict}</summary>"
        f"{_tag('p', facts, 'soft')}{reasons if outcome.reasons else ''}"
        f'<div class="sides"><div>{_tag("h4", say("column.expected"))}{"".join(expected)}</div>'
        f"<div>{_tag('h4', say('column.answer'))}{''.join(given)}</div></div></details>"
    )


def _tag(name: str, text: str, kind: str = "") -> str:
    return f"<{name}{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{escape(text)}</{name}>"


def _list(lines: Iterable[str], kind: str = "") -> str:
    return (
        f"<ul{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>"
        + "".join(_tag("li", line) for line in lines)
        + "</ul>"
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(_tag("th", text) for text in heads)
    body = "".join("<tr>" + "".join(_tag("td", cell) for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'
