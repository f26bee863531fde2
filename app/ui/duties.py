"""The tab of duties: an agency's whole list over all plans, or everybody's, as rows or along time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby

from app.catalogue import say
from app.models import Language
from app.naming import plan_name
from app.records import DutyRow
from app.ui import table
from app.ui.duty_list import (
    ROLES,
    STATUSES,
    Agency,
    Entry,
    Wanted,
    agency_of,
    find,
    status_of,
    suggestions,
    years_of,
)
from app.ui.gradio_quietly import gr
from app.ui.lists import Asked, add_list
from app.ui.markup import attribute, escape
from app.ui.protocol import Assistant
from app.ui.shelf import Shelf, shelf_of
from app.ui.table import Choice

_SUGGESTED = 12
_OFFERED = 8
"""Agencies offered before one is chosen: those with most duties."""
_FORMATS = ("csv", "xlsx", "ics")


def add(assistant: Assistant, spoken: gr.State, language: Language) -> None:
    """Add the tab's components to the open Blocks; `spoken` holds the page's language."""
    add_list(
        assistant,
        spoken,
        language,
        "duties",
        {
            "opened": lambda asked, now: opened(shelf_of(assistant), asked, now, date.today()),
            "found": lambda asked, now: found(shelf_of(assistant), Wanted.read(asked), now, date.today()),
            "agencies": lambda asked, now: offered(shelf_of(assistant), asked, now),
        },
    )


def opened(shelf: Shelf, asked: Asked, language: Language, today: date) -> str:
    """Return the whole tab: what can be chosen, and the rows."""
    if not shelf.plans:
        return table.empty_library(language)
    wanted = Wanted.read(asked)
    present = {one.row.role for one in shelf.duties}
    choices = (
        _combobox(wanted.agency, language)
        + table.select(
            "plan",
            say("lists.filter.plan", language),
            say("lists.filter.every_plan", language),
            table.plan_choices(shelf.plans, language),
            wanted.plan,
        )
        + table.select(
            "role",
            say("lists.filter.role", language),
            say("lists.filter.every", language),
            [Choice(role, _role(role, language)) for role in ROLES if role in present],
            wanted.role or "",
        )
        + table.select(
            "year",
            say("lists.filter.due_year", language),
            say("lists.filter.every", language),
            table.year_choices(year for one in shelf.duties for year in years_of(one.row)),
            str(wanted.year or ""),
        )
        + table.select(
            "status",
            say("lists.filter.status", language),
            say("lists.filter.every", language),
            [Choice(status, say(f"lists.status.{status}", language)) for status in STATUSES],
            wanted.status or "",
        )
    )
    return table.frame(
        say("lists.duties.title", language),
        say("lists.duties.about", language),
        choices,
        found(shelf, wanted, language, today),
        language,
    )


def found(shelf: Shelf, wanted: Wanted, language: Language, today: date) -> str:
    """Return the rows that fit, with what they are and how to take them along."""
    agency = agency_of(wanted.agency, shelf)
    if agency is not None and not agency.known:
        told = say("lists.duties.unknown", language, agency=wanted.agency)
        return table.found(
            shelf, told, f'<p class="pl-warning" role="note">{escape(told)}</p>{_agencies(shelf, language)}'
        )
    entries = find(shelf, wanted, agency, today)
    said = _said(entries, agency, wanted, language)
    tools = ""
    if entries:
        shown = [Choice(one, say(f"lists.show.{one}", language)) for one in ("list", "timeline")]
        tools = table.switch("show", say("lists.show.label", language), shown, wanted.show)
        tools += table.downloads("duties", _FORMATS, asdict(wanted) | {"page": None}, language)
    head = table.head(said, tools) + "".join(_notes(entries, agency, language))
    if agency is None and not wanted.narrowed:
        head += _agencies(shelf, language)
    if not entries:
        rest = table.nothing_fits(language) if wanted.narrowed else ""
    elif wanted.show == "timeline":
        rest = _timeline(entries, agency, wanted, language, today)
    else:
        rest = _tables(entries, agency, wanted, language, today)
    return table.found(shelf, said, table.altered_notice(shelf, language) + head + rest)


def offered(shelf: Shelf, asked: Asked, language: Language) -> str:
    """Return the options for what has been typed into the choice of agency."""
    typed = str(asked.get("typed") or "")[:100]
    return "".join(
        f'<li role="option" id="pl-option-{number}" aria-selected="false"{attribute("data-value", one.value)}>'
        f'<span lang="vi">{escape(one.name)}</span>'
        f'<span class="pl-quiet">{escape(table.counted("task", one.tasks, language))}</span></li>'
        for number, one in enumerate(suggestions(typed, shelf, _SUGGESTED))
    )


# --- choosing ---------------------------------------------------------------------------------


def _combobox(chosen: str, language: Language) -> str:
    label = escape(say("lists.filter.agency", language))
    return (
        f'<div class="pl-field pl-combo"><label for="pl-agency">{label}</label>'
        f'<div class="pl-combo-box"><input id="pl-agency" type="text" role="combobox" aria-expanded="false"'
        f' aria-controls="pl-agencies" aria-autocomplete="list" autocomplete="off" autocapitalize="none"'
        f' spellcheck="false" maxlength="200"{attribute("value", chosen)}'
        f"{attribute('placeholder', say('lists.filter.agency_hint', language))}>"
        f'<button type="button" class="pl-clear" data-set="agency" data-value=""'
        f"{attribute('aria-label', say('lists.filter.no_agency', language))}><span aria-hidden='true'>×</span></button>"
        f'</div><ul id="pl-agencies" role="listbox" hidden{attribute("aria-label", label)}></ul></div>'
    )


def _agencies(shelf: Shelf, language: Language) -> str:
    """Return the agencies with most duties, one tap away."""
    buttons = "".join(
        f'<button type="button" class="pl-chip" data-set="agency"{attribute("data-value", name)} lang="vi">'
        f"{escape(name)}</button>"
        for name in shelf.single_agencies[:_OFFERED]
    )
    label = escape(say("lists.duties.offered", language))
    return (
        f'<div class="pl-offered" role="group"{attribute("aria-label", label)}>'
        f'<p class="pl-quiet">{label}</p>{buttons}</div>'
    )


# --- what is found ----------------------------------------------------------------------------


def _said(entries: Sequence[Entry], agency: Agency | None, wanted: Wanted, language: Language) -> str:
    if not entries:
        if agency is None or wanted.narrowed:
            return say("lists.duties.none", language)
        return say("lists.duties.none_of", language, agency=agency.name)
    tasks = table.counted("task", len(entries), language)
    plans = table.counted("plan", len({entry.plan.id for entry in entries}), language)
    form = "all" if agency is None else "of"
    name = agency.name if agency else ""
    said = say(f"lists.duties.found_{form}", language, agency=name, tasks=tasks, plans=plans)
    return f"{said} {say('lists.narrowed', language)}" if wanted.narrowed else said


def _notes(entries: Sequence[Entry], agency: Agency | None, language: Language) -> Iterable[str]:
    notes: list[str] = []
    if agency is None:
        parts = sum(len(entry.assigned) for entry in entries)
        if parts > len(entries):
            notes.append(say("lists.duties.several", language, count=parts))
    else:
        inherited = {entry.first.row.agency for entry in entries if entry.relation == "inherited"}
        notes += [
            say(
                "answer.note.agency",
                language,
                newer=fact.newer_name,
                older=fact.older_name,
                since=f"{fact.since:%d/%m/%Y}",
            )
            for query in agency.queries
            for fact in query.inherited
            if fact.older_name in inherited
        ]
        if entries and all(entry.relation == "member" for entry in entries):
            notes.append(say("lists.duties.only_common", language, agency=agency.name))
    return (f'<p class="pl-note">{escape(note)}</p>' for note in notes)


def _tables(
    entries: Sequence[Entry], agency: Agency | None, wanted: Wanted, language: Language, today: date
) -> str:
    _, first, last = table.page_of(len(entries), wanted.page)
    shown = ""
    for _, same in groupby(entries[first:last], key=lambda entry: entry.plan.id):
        of_plan = list(same)
        plan = of_plan[0].plan
        heads = ["task", "who", "deadline", *(["result"] if _has_result(of_plan) else []), "place"]
        rows = "".join(_row(entry, heads, agency, language, today) for entry in of_plan)
        shown += table.plan_section("duties", plan, heads, rows, table.over_words(plan, today, language), language)
    return shown + table.pager(len(entries), wanted.page, language)


def _has_result(entries: Sequence[Entry]) -> bool:
    return any(entry.first.row.result for entry in entries)


def _row(entry: Entry, heads: Sequence[str], agency: Agency | None, language: Language, today: date) -> str:
    row = entry.first.row
    cells = {
        "task": f'<p lang="vi">{escape(row.task)}</p>{_others(entry, agency, language)}',
        "who": _who(entry, agency, language),
        "deadline": _deadline(row, language, today),
        "result": f'<span lang="vi">{escape(row.result)}</span>' if row.result else table.not_stated(language),
        "place": table.place_button(entry.first, language),
    }
    return table.row("duties", [(head, cells[head]) for head in heads], language)


def _others(entry: Entry, agency: Agency | None, language: Language) -> str:
    """Return who leads what the agency only takes part in, and who takes part in what it leads."""
    if agency is None:
        return ""
    named = {"lead": ", ".join(entry.leads), "partner": ", ".join(entry.first.row.partners)}
    return "".join(
        f'<p class="pl-others"><span class="pl-quiet">{escape(_role(role, language))}:</span>'
        f' <span lang="vi">{escape(names)}</span></p>'
        for role, names in named.items()
        if names
    )


def _who(entry: Entry, agency: Agency | None, language: Language) -> str:
    """Return the role of the agency asked for, or all assignees by role."""
    if agency is not None:
        row = entry.first.row
        return f'<span class="pl-role pl-role-{row.role}">{escape(_role(row.role, language))}</span>{_mark(entry, agency, language)}'
    shown = ""
    for role in ROLES:
        names = list(dict.fromkeys(one.row.agency for one in entry.assigned if one.row.role == role))
        if names:
            label = f'<span class="pl-role pl-role-{role}">{escape(_role(role, language))}</span>'
            shown += f'<p>{label} <span lang="vi">{escape(", ".join(names))}</span></p>'
    return shown


def _mark(entry: Entry, agency: Agency, language: Language) -> str:
    """Return how the assignee is the agency asked for, where it is not so by its own name."""
    row = entry.first.row
    if entry.relation == "member":
        mark = say("answer.role.collective", language, printed=row.agency_printed)
    elif entry.relation == "inherited":
        mark = say("lists.duties.older", language, printed=row.agency_printed)
    elif row.agency != agency.name:
        mark = row.agency
    else:
        return ""
    return f'<p class="pl-mark">{escape(mark)}</p>'


def _deadline(row: DutyRow, language: Language, today: date) -> str:
    if not row.deadline and row.due is None:
        return table.not_stated(language)
    status = status_of(row, today)
    printed = row.deadline or f"{row.due:%d/%m/%Y}"
    shown = f'<span lang="vi">{escape(printed)}</span>'
    if row.due is not None and status == "over":
        shown += f'<p class="pl-mark">{escape(say("lists.due.over", language))}</p>'
    elif row.due is not None and status == "soon":
        days = (row.due - today).days
        said = say("lists.due.today" if not days else "lists.due.soon", language, days=days)
        shown += f'<p class="pl-soon">{escape(said)}</p>'
    return shown


def _role(role: str, language: Language) -> str:
    return say(f"lists.role.{role}", language)


# --- along time -------------------------------------------------------------------------------


def _timeline(
    entries: Sequence[Entry], agency: Agency | None, wanted: Wanted, language: Language, today: date
) -> str:
    """Return the tasks with a date, month by month, and how many have none."""
    dated = sorted(
        (entry for entry in entries if entry.first.row.due), key=lambda entry: (_due(entry), entry.plan.id)
    )
    undated = len(entries) - len(dated)
    rest = f'<p class="pl-note">{escape(say("lists.time.undated", language, count=undated))}</p>' if undated else ""
    if not dated:
        return f'<div class="pl-nothing"><p>{escape(say("lists.time.none", language))}</p></div>'
    _, first, last = table.page_of(len(dated), wanted.page)
    months = ""
    marked = first > 0 and _due(dated[first - 1]) >= today
    for (year, month), same in groupby(dated[first:last], key=lambda entry: (_due(entry).year, _due(entry).month)):
        items = ""
        for entry in same:
            if not marked and _due(entry) >= today:
                items += _today(language, today)
                marked = True
            items += _moment(entry, agency, language, today)
        name = say("lists.time.month", language, month=month, year=year)
        months += f'<li class="pl-month"><h4>{escape(name)}</h4><ol class="pl-moments">{items}</ol></li>'
    if not marked and last == len(dated):
        months += f'<li class="pl-month"><ol class="pl-moments">{_today(language, today)}</ol></li>'
    bars = _bars(dated, language, today)
    return f'{bars}<ol class="pl-time">{months}</ol>{table.pager(len(dated), wanted.page, language)}{rest}'


def _due(entry: Entry) -> date:
    due = entry.first.row.due
    assert due is not None  # only such entries stand along time
    return due


def _today(language: Language, today: date) -> str:
    return f'<li class="pl-today">{escape(say("lists.time.today", language, day=f"{today:%d/%m/%Y}"))}</li>'


def _moment(entry: Entry, agency: Agency | None, language: Language, today: date) -> str:
    row = entry.first.row
    status = status_of(row, today)
    return (
        f'<li class="pl-moment pl-moment-{status}"><div class="pl-when"><time{attribute("datetime", _due(entry))}>'
        f"{_due(entry):%d/%m/%Y}</time>{_deadline(row, language, today)}</div>"
        f'<div class="pl-what"><p lang="vi">{escape(row.task)}</p>{_who(entry, agency, language)}'
        f'<p class="pl-quiet" lang="vi">{escape(plan_name(entry.plan, language))}</p>'
        f"{table.place_button(entry.first, language)}</div></li>"
    )


_MONTHS = 36
"""Months that stand side by side at most; a longer time is drawn by years."""


def _bars(dated: Sequence[Entry], language: Language, today: date) -> str:
    """Return a bar for each month, or year, with its number of tasks: the list below in one look."""
    first, last = _due(dated[0]), _due(dated[-1])
    span = (last.year - first.year) * 12 + last.month - first.month + 1
    if span == 1:
        return ""
    by_month = span <= _MONTHS
    counts = Counter((_due(entry).year, _due(entry).month if by_month else 0) for entry in dated)
    steps = (
        [((first.month - 1 + n) // 12 + first.year, (first.month - 1 + n) % 12 + 1) for n in range(span)]
        if by_month
        else [(year, 0) for year in range(first.year, last.year + 1)]
    )
    most = max(counts.values())
    now = (today.year, today.month if by_month else 0)
    bars = "".join(
        f'<span class="pl-bar{" pl-bar-now" if step == now else ""}">'
        f"<b>{counts[step] or ''}</b><i style='height:{counts[step] / most:.0%}'></i>"
        f"<em>{f'{step[1]}/{step[0] % 100:02}' if step[1] else step[0]}</em></span>"
        for step in steps
    )
    return f'<div class="pl-bars" aria-hidden="true">{bars}</div>'
