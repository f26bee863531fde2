"""The tab of duties: an agency's whole list over all plans, or everybody's, as rows or along time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby

from app.catalogue import say
from app.models import Language
from app.ui import table
from app.ui.duty_cells import deadline, role_name, who
from app.ui.duty_list import (
    ROLES,
    STATUSES,
    Agency,
    Entry,
    Wanted,
    agency_of,
    find,
    suggestions,
    years_of,
)
from app.ui.gradio_quietly import gr
from app.ui.lists import Asked, add_list
from app.ui.markup import attribute, escape
from app.ui.protocol import Assistant
from app.ui.shelf import Shelf, shelf_of
from app.ui.table import Choice
from app.ui.timeline import timeline

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
        + table.plan_select(shelf.plans, wanted.plan, language)
        + table.select(
            "role",
            say("lists.filter.role", language),
            say("lists.filter.every", language),
            [Choice(role, role_name(role, language)) for role in ROLES if role in present],
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
        rest = timeline(entries, agency, wanted, language, today)
    else:
        rest = _tables(entries, agency, wanted, language, today)
    return table.found(shelf, said, table.altered_notice(shelf, language) + head + rest)


def offered(shelf: Shelf, asked: Asked, language: Language) -> str:
    """Return the options for what has been typed into the choice of agency."""
    typed = str(asked.get("typed") or "")[:100]
    return "".join(
        f'<li role="option" id="pl-option-{number}" aria-selected="false"'
        f"{attribute('data-value', one.value)}>"
        f'<span lang="vi">{escape(one.name)}</span>'
        f'<span class="pl-quiet">{escape(table.counted("task", one.tasks, language))}</span></li>'
        for number, one in enumerate(suggestions(typed, shelf, _SUGGESTED))
    )


# --- choosing ---------------------------------------------------------------------------------


def _combobox(chosen: str, language: Language) -> str:
    label = say("lists.filter.agency", language)
    return (
        f'<div class="pl-field pl-combo"><label for="pl-agency">{escape(label)}</label>'
        f'<div class="pl-combo-box"><input id="pl-agency" type="text" role="combobox" aria-expanded="false"'
        f' aria-controls="pl-agencies" aria-autocomplete="list" autocomplete="off" autocapitalize="none"'
        f' spellcheck="false" maxlength="200"{attribute("value", chosen)}'
        f"{attribute('placeholder', say('lists.filter.agency_hint', language))}>"
        f'<button type="button" class="pl-clear" data-set="agency" data-value=""'
        f"{attribute('aria-label', say('lists.filter.no_agency', language))}>"
        f'<span aria-hidden="true">×</span></button></div>'
        f'<ul id="pl-agencies" role="listbox" hidden{attribute("aria-label", label)}></ul></div>'
    )


def _agencies(shelf: Shelf, language: Language) -> str:
    """Return the agencies with most duties, one tap away."""
    buttons = "".join(
        f'<button type="button" class="pl-chip" data-set="agency"{attribute("data-value", name)} lang="vi">'
        f"{escape(name)}</button>"
        for name in shelf.single_agencies[:_OFFERED]
    )
    label = say("lists.duties.offered", language)
    return (
        f'<div class="pl-offered" role="group"{attribute("aria-label", label)}>'
        f'<p class="pl-quiet">{escape(label)}</p>{buttons}</div>'
    )


# --- what is found ----------------------------------------------------------------------------


def _said(entries: Sequence[Entry], agency: Agency | None, wanted: Wanted, language: Language) -> str:
    """Return how many duties there are: the agency's own, and apart from them those given to many."""
    if not entries:
        if agency is None or wanted.narrowed:
            return say("lists.duties.none", language)
        return say("lists.duties.none_of", language, agency=agency.name)
    own = [entry for entry in entries if not entry.in_common]
    counted = own or entries
    tasks = table.counted("task", len(counted), language)
    plans = table.counted("plan", len({entry.plan.id for entry in counted}), language)
    if agency is None:
        said = say("lists.duties.found_all", language, tasks=tasks, plans=plans)
    else:
        form = "found_of" if own else "found_common"
        said = say(f"lists.duties.{form}", language, agency=agency.name, tasks=tasks, plans=plans)
    if 0 < len(own) < len(entries):
        common = len(entries) - len(own)
        said += say("answer.lead.duties_in_common", language, count=common)
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
        if entries and all(entry.in_common for entry in entries):
            notes.append(say("lists.duties.only_common", language, agency=agency.name))
    return (f'<p class="pl-note">{escape(note)}</p>' for note in notes)


def _tables(
    entries: Sequence[Entry], agency: Agency | None, wanted: Wanted, language: Language, today: date
) -> str:
    _, first, last = table.page_of(len(entries), wanted.page)
    mixed = len({entry.in_common for entry in entries}) > 1
    shown = ""
    common = False
    for _, same in groupby(entries[first:last], key=lambda entry: (entry.in_common, entry.plan.id)):
        of_plan = list(same)
        if mixed and of_plan[0].in_common and not common:
            common = True
            shown += f'<h4 class="pl-part">{escape(say("answer.lead.in_common", language))}</h4>'
        plan = of_plan[0].plan
        heads = ["task", "who", "deadline", *(["result"] if _has_result(of_plan) else []), "place"]
        rows = "".join(_row(entry, heads, agency, language, today) for entry in of_plan)
        shown += table.plan_section(
            "duties", plan, heads, rows, table.over_words(plan, today, language), language
        )
    return shown + table.pager(len(entries), wanted.page, language)


def _has_result(entries: Sequence[Entry]) -> bool:
    return any(entry.first.row.result for entry in entries)


def _row(entry: Entry, heads: Sequence[str], agency: Agency | None, language: Language, today: date) -> str:
    row = entry.first.row
    cells = {
        "task": f'<p lang="vi">{escape(row.task)}</p>{_others(entry, agency, language)}',
        "who": who(entry, agency, language),
        "deadline": deadline(row, language, today),
        "result": f'<span lang="vi">{escape(row.result)}</span>'
        if row.result
        else table.not_stated(language),
        "place": table.place_button(entry.first, language),
    }
    return table.row("duties", [(head, cells[head]) for head in heads], language)


def _others(entry: Entry, agency: Agency | None, language: Language) -> str:
    """Return who leads what the agency only takes part in, and who takes part in what it leads."""
    if agency is None:
        return ""
    named = {"lead": ", ".join(entry.leads), "partner": ", ".join(entry.first.row.partners)}
    return "".join(
        f'<p class="pl-others"><span class="pl-quiet">{escape(role_name(role, language))}:</span>'
        f' <span lang="vi">{escape(names)}</span></p>'
        for role, names in named.items()
        if names
    )
