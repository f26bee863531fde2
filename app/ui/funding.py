"""The tab of funding: which plan draws on which source, and the wording behind each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from app.catalogue import say
from app.models import Language
from app.naming import plan_heading, plan_name
from app.records import FundingRow, labels
from app.ui import table
from app.ui.gradio_quietly import gr
from app.ui.lists import Asked, add_list
from app.ui.markup import attribute, escape
from app.ui.protocol import Assistant
from app.ui.shelf import Listed, Shelf, shelf_of
from app.ui.table import Choice, whole
from ingest.models import Plan

_FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the matrix is narrowed to; empty or None for no such filter.

    `year` is one of the plan's period.
    """

    plan: str = ""
    year: int | None = None
    source: str = ""
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, object]) -> Wanted:
        """Return what an address or the page's script asks for; whatever does not fit is left out."""
        return cls(
            plan=str(asked.get("plan") or ""),
            year=whole(asked.get("year")),
            source=str(asked.get("source") or ""),
            page=max(1, whole(asked.get("page")) or 1),
        )

    @property
    def narrowed(self) -> bool:
        """Say whether there is any filter."""
        return bool(self.plan or self.year or self.source)


def add(assistant: Assistant, spoken: gr.State, language: Language) -> None:
    """Add the tab's components to the open Blocks; `spoken` holds the page's language."""
    add_list(
        assistant,
        spoken,
        language,
        "funding",
        {
            "opened": lambda asked, now: opened(shelf_of(assistant), asked, now, date.today()),
            "found": lambda asked, now: found(shelf_of(assistant), Wanted.read(asked), now, date.today()),
            "wordings": lambda asked, now: wordings(shelf_of(assistant), Wanted.read(asked), now),
        },
    )


def find(shelf: Shelf, wanted: Wanted) -> list[Listed[FundingRow]]:
    """Return the funding sources that fit, by plan and as printed."""
    return [
        one
        for one in shelf.funding
        if wanted.plan in ("", one.row.plan)
        and (not wanted.source or wanted.source in one.row.classes)
        and (wanted.year is None or wanted.year in _years(one.plan))
    ]


def _years(plan: Plan) -> range:
    """Return the years of a plan's period; of "đến năm 2030" only that one is stated."""
    period = plan.header.period
    return range(0) if period is None else range(period.start or period.end, period.end + 1)


def opened(shelf: Shelf, asked: Asked, language: Language, today: date) -> str:
    """Return the whole tab: what can be chosen, and the matrix."""
    if not shelf.plans:
        return table.empty_library(language)
    wanted = Wanted.read(asked)
    every = say("lists.filter.every", language)
    names = labels("funding", language)
    choices = (
        table.plan_select(shelf.plans, wanted.plan, language)
        + table.select(
            "source",
            say("lists.filter.source", language),
            every,
            [Choice(one, names[one]) for one in _classes(shelf.funding)],
            wanted.source,
        )
        + table.select(
            "year",
            say("lists.filter.period", language),
            every,
            table.year_choices(year for plan in shelf.plans for year in _years(plan)),
            str(wanted.year or ""),
        )
    )
    return table.frame(
        say("lists.funding.title", language),
        say("lists.funding.about", language),
        choices,
        found(shelf, wanted, language, today),
        language,
    )


def found(shelf: Shelf, wanted: Wanted, language: Language, today: date) -> str:
    """Return the matrix of the sources that fit."""
    sources = find(shelf, wanted)
    altered = table.altered_notice(shelf, language)
    if not sources:
        said = say("lists.funding.none", language)
        rest = table.nothing_fits(language) if wanted.narrowed else ""
        return table.found(shelf, said, altered + table.head(said, "") + rest)
    by_plan: dict[str, list[Listed[FundingRow]]] = {}
    for one in sources:
        by_plan.setdefault(one.row.plan, []).append(one)
    said = say(
        "lists.funding.found",
        language,
        sources=table.counted("source", len(sources), language),
        plans=table.counted("plan", len(by_plan), language),
    )
    tools = table.downloads("funding", _FORMATS, asdict(wanted) | {"page": None}, language)
    silent = _silent(shelf, wanted)
    note = ""
    if silent:
        told = say(
            "lists.funding.silent",
            language,
            plans="; ".join(plan_name(plan, language) for plan in silent[:5]),
        )
        note = f'<p class="pl-note">{escape(told)}</p>'
    return table.found(
        shelf,
        said,
        altered + table.head(said, tools) + note + _matrix(list(by_plan.values()), wanted, language, today),
    )


def _silent(shelf: Shelf, wanted: Wanted) -> list[Plan]:
    """Return the plans in scope of which no funding source was read at all."""
    telling = {one.row.plan for one in shelf.funding}
    return [
        plan
        for plan in shelf.plans
        if plan.id not in telling
        and plan not in shelf.altered
        and wanted.plan in ("", plan.id)
        and (wanted.year is None or wanted.year in _years(plan))
    ]


def _classes(sources: Sequence[Listed[FundingRow]]) -> list[str]:
    """Return the classes that occur, in the order of the taxonomy."""
    present = {name for one in sources for name in one.row.classes}
    return [name for name in labels("funding", "vi") if name in present]


def _matrix(
    plans: Sequence[Sequence[Listed[FundingRow]]], wanted: Wanted, language: Language, today: date
) -> str:
    names = labels("funding", language)
    classes = [wanted.source] if wanted.source else _classes([one for of_plan in plans for one in of_plan])
    _, first, last = table.page_of(len(plans), wanted.page)
    heads = (
        f'<th scope="col" role="columnheader">{escape(say("lists.filter.plan", language))}</th>'
        + "".join(f'<th scope="col" role="columnheader">{escape(names[name])}</th>' for name in classes)
    )
    rows = "".join(
        _row(of_plan, classes, names, f"pl-wordings-{first + number}", language, today)
        for number, of_plan in enumerate(plans[first:last])
    )
    caption = escape(say("lists.funding.caption", language))
    return (
        f'<table class="pl-matrix" role="table"><caption class="pl-sr">{caption}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>{table.pager(len(plans), wanted.page, language)}'
    )


def _row(
    sources: Sequence[Listed[FundingRow]],
    classes: Sequence[str],
    names: Mapping[str, str],
    below: str,
    language: Language,
    today: date,
) -> str:
    plan = sources[0].plan
    name = plan_name(plan, language)
    counts = Counter(one for source in sources for one in source.row.classes)
    over = table.over_words(plan, today, language)
    silent = escape(say("lists.funding.not", language))
    cells = ""
    for one in classes:
        count = counts[one]
        if not count:
            cells += f'<td role="cell" class="pl-none"><span class="pl-sr">{silent}</span></td>'
            continue
        label = say(
            "lists.funding.cell",
            language,
            source=names[one],
            count=table.counted("source", count, language),
            plan=name,
        )
        cells += (
            f'<td role="cell"><button type="button" class="pl-cell" aria-expanded="false"'
            f"{attribute('aria-controls', below)}{attribute('data-plan', plan.id)}"
            f"{attribute('data-source-class', one)}{attribute('aria-label', label)}>"
            f'<span class="pl-cell-name">{escape(names[one])}</span>'
            f"<b>{count}</b></button></td>"
        )
    note = f'<p class="pl-quiet">{escape(over)}</p>' if over else ""
    return (
        f'<tr role="row"><th scope="row" role="rowheader">'
        f'<span lang="vi">{escape(plan_heading(plan, language))}</span>{note}</th>{cells}</tr>'
        f'<tr role="row" class="pl-wordings"{attribute("id", below)} hidden><td role="cell"'
        f"{attribute('colspan', len(classes) + 1)}></td></tr>"
    )


def wordings(shelf: Shelf, wanted: Wanted, language: Language) -> str:
    """Return the wordings behind a cell, each with its classes and its place."""
    names = labels("funding", language)
    items = ""
    for one in find(shelf, wanted):
        row = one.row
        classes = ", ".join(names[name] for name in row.classes) if len(row.classes) > 1 else ""
        named = [
            (say(f"lists.funding.{label}", language), value)
            for label, value in (
                ("classes", classes),
                ("programme", row.programme or ""),
                ("documents", ", ".join(row.documents)),
            )
            if value
        ]
        details = "".join(
            f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in named
        )
        items += (
            f'<li><div><p lang="vi">{escape(row.wording)}</p><dl class="pl-details">{details}</dl></div>'
            f"{table.place_button(one, language)}</li>"
        )
    heading = names.get(wanted.source, "")
    return f'<h4 class="pl-quiet">{escape(heading)}</h4><ul>{items}</ul>'
