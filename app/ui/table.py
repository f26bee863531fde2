"""What the lists share: choices, places that open the source, pages, files to take along, empty states."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from app.catalogue import say
from app.models import Language, RecordKind
from app.naming import cited_section, period_words, plan_heading, plan_name, section_name
from app.ui.answers import opens_at, place_in_plan
from app.ui.markup import attribute, escape
from app.ui.shelf import Listed, R, Shelf
from ingest.models import Plan

PAGE_SIZE = 50
"""Rows on a page: some five screens, and far below what a phone takes long to lay out."""

EXPORT_URL = "planchat-export"
"""Where the files are, relative to the page, so that it works behind a proxy's path too."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter can take, and how it is called."""

    value: str
    label: str


def select(name: str, label: str, every: str, choices: Iterable[Choice], chosen: str) -> str:
    """Return a labelled choice whose first option, with no value, stands for no filter."""
    options = "".join(
        f"<option{attribute('value', one.value)}{' selected' if one.value == chosen else ''}>"
        f"{escape(one.label)}</option>"
        for one in (Choice("", every), *choices)
    )
    return (
        f'<label class="pl-field"><span>{escape(label)}</span>'
        f"<select{attribute('name', name)}>{options}</select></label>"
    )


def plan_select(plans: Sequence[Plan], chosen: str, language: Language) -> str:
    """Return the choice among all plans, by name."""
    choices = [Choice(plan.id, plan_heading(plan, language)) for plan in plans]
    return select(
        "plan", say("lists.filter.plan", language), say("lists.filter.every_plan", language), choices, chosen
    )


def year_choices(years: Iterable[int]) -> list[Choice]:
    """Return years, the latest first."""
    return [Choice(str(year), str(year)) for year in sorted(set(years), reverse=True)]


def place_button(listed: Listed[R], language: Language, *, short: bool = False) -> str:
    """Return the button that opens the plan at a record's quote: its section, with heading if not `short`."""
    plan, unit = listed.plan, listed.unit
    name = section_name(plan, unit, language)
    path = cited_section(name, language)
    path = path[:1].upper() + path[1:]
    heading = plan.section_heading(unit.section)
    below = f'<span class="pl-heading" lang="vi">{escape(heading)}</span>' if heading and not short else ""
    label = say("lists.open", language, place=path, plan=plan_name(plan, language))
    return (
        f'<button type="button" class="pl-place"{opens_at(plan, listed.quote, place_in_plan(name, heading))}'
        f"{attribute('title', label)}>"
        f'<span class="pl-path">{escape(path)}</span>{below}</button>'
    )


def page_of(count: int, asked: int, size: int = PAGE_SIZE) -> tuple[int, int, int]:
    """Return the page shown of `count` rows, and its first and last row (exclusive)."""
    page = min(asked, max(1, math.ceil(count / size)))
    return page, (page - 1) * size, min(count, page * size)


def pager(count: int, asked: int, language: Language, size: int = PAGE_SIZE) -> str:
    """Return the way to the other pages, "" where there is only one."""
    page, first, last = page_of(count, asked, size)
    pages = math.ceil(count / size)
    if pages <= 1:
        return ""
    shown = say("lists.page.shown", language, first=first + 1, last=last, count=count)
    steps = "".join(
        f'<button type="button" class="pl-step"{attribute("data-page", to)}'
        f"{'' if 1 <= to <= pages else ' disabled'}>{escape(say(f'lists.page.{name}', language))}</button>"
        for name, to in (("before", page - 1), ("next", page + 1))
    )
    label = attribute("aria-label", say("lists.page.label", language))
    of = escape(say("lists.page.of", language, page=page, pages=pages))
    return (
        f'<nav class="pl-pager"{label}><p class="pl-quiet">{escape(shown)}</p>'
        f'<div class="pl-steps">{steps}<span class="pl-quiet">{of}</span></div></nav>'
    )


def downloads(
    kind: RecordKind, formats: Sequence[str], wanted: Mapping[str, object], language: Language
) -> str:
    """Return links to files of exactly the rows that `wanted` leaves."""
    asked = urlencode({name: value for name, value in {**wanted, "lang": language}.items() if value})
    links = "".join(
        f'<a class="pl-file"{attribute("href", f"{EXPORT_URL}/{kind}.{ending}?{asked}")} download'
        f"{attribute('aria-label', say(f'lists.file.{ending}', language))}>{ending.upper()}</a>"
        for ending in formats
    )
    named = say("lists.file.label", language)
    return (
        f'<div class="pl-files" role="group"{attribute("aria-label", named)}>'
        f'<span class="pl-quiet">{escape(named)}</span>{links}</div>'
    )


def switch(name: str, label: str, choices: Iterable[Choice], chosen: str) -> str:
    """Return buttons of which one is pressed: ways to look at the same rows."""
    buttons = "".join(
        f'<button type="button"{attribute("data-set", name)}{attribute("data-value", one.value)}'
        f"{attribute('aria-pressed', str(one.value == chosen).lower())}>{escape(one.label)}</button>"
        for one in choices
    )
    return f'<div class="pl-switch" role="group"{attribute("aria-label", label)}>{buttons}</div>'


def nothing_fits(language: Language) -> str:
    """Return what is shown where no row is left, with the way back."""
    told, clear = escape(say("lists.nothing", language)), escape(say("lists.clear", language))
    button = f'<button type="button" class="pl-button" data-clear>{clear}</button>'
    return f'<div class="pl-nothing"><p>{told}</p>{button}</div>'


def empty_library(language: Language) -> str:
    """Return what is shown where the library has no plan."""
    title, body = say("ui.library.empty.title", language), say("lists.empty", language)
    return f'<div class="pl-nothing"><h2>{escape(title)}</h2><p>{escape(body)}</p></div>'


def altered_notice(shelf: Shelf, language: Language) -> str:
    """Return what to do about plans that are not listed since their stored text was changed."""
    return "".join(
        f'<p class="pl-warning" role="note">{escape(say("error.plan_altered", language, plan=plan.id))}</p>'
        for plan in shelf.altered
    )


def over_words(plan: Plan, today: date, language: Language) -> str:
    """Return that the plan's period has ended, "" while it runs or is not stated."""
    period = plan.header.period
    if period is None or not period.over(today):
        return ""
    return say("lists.over", language, period=period_words(period, language))


def number_words(value: float, language: Language) -> str:
    """Return a number as it is printed in the language: "1.550" and "62,5", or "1,550" and "62.5"."""
    shown = f"{value:,.6f}".rstrip("0").rstrip(".")
    return shown if language == "en" else shown.translate(str.maketrans(",.", ".,"))


def whole(value: object) -> int | None:
    """Return a whole number of at most nine digits, None for anything else."""
    return int(str(value)) if re.fullmatch(r"[0-9]{1,9}", str(value)) else None


def counted(noun: str, count: int, language: Language) -> str:
    """Return "3 nhiệm vụ", "1 duty", "3 duties"."""
    return say(f"lists.count.{noun}.{'one' if count == 1 else 'many'}", language, count=count)


def frame(title: str, about: str, choices: str, rows: str, language: Language) -> str:
    """Return a whole tab: its name, the filters, the rows."""
    label = attribute("aria-label", say("lists.filter.label", language))
    return (
        f'<header class="pl-intro"><h2>{escape(title)}</h2><p class="pl-quiet">{escape(about)}</p></header>'
        f'<form class="pl-filters" role="search"{label}>{choices}</form><div class="pl-found">{rows}</div>'
    )


def found(shelf: Shelf, said: str, rows: str) -> str:
    """Return what is found, with what a screen reader is told and the state of the library it is from."""
    return f"<div{attribute('data-version', shelf.version)}{attribute('data-said', said)}>{rows}</div>"


def grid(kind: str, caption: str, heads: Sequence[str], rows: str, language: Language) -> str:
    """Return a table; its roles are said, since the styles that make rows cards drop them."""
    columns = "".join(
        f'<th scope="col" role="columnheader" class="pl-col-{name}">'
        f"{escape(_column(kind, name, language))}</th>"
        for name in heads
    )
    return (
        f'<table class="pl-table" role="table"><caption class="pl-sr">{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{columns}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def row(kind: str, cells: Iterable[tuple[str, str]], language: Language) -> str:
    """Return a row of cells given as column and HTML."""
    shown = "".join(
        f'<td role="cell" class="pl-col-{name}"{attribute("data-label", _column(kind, name, language))}>'
        f"{html}</td>"
        for name, html in cells
    )
    return f'<tr role="row">{shown}</tr>'


def _column(kind: str, name: str, language: Language) -> str:
    return say(f"lists.{kind}.column.{name}", language)


def not_stated(language: Language) -> str:
    """Return what stands in a cell for which the plan says nothing."""
    return f'<span class="pl-quiet">{escape(say("lists.not_stated", language))}</span>'


def head(said: str, tools: str) -> str:
    """Return what the rows are, and beside it how to look at them and take them along."""
    beside = f'<div class="pl-tools">{tools}</div>' if tools else ""
    return f'<div class="pl-head"><h3 class="pl-said" tabindex="-1">{escape(said)}</h3>{beside}</div>'


def plan_section(
    kind: str, plan: Plan, heads: Sequence[str], rows: str, note: str, language: Language
) -> str:
    """Return the rows of one plan as a table under its name."""
    name = plan_heading(plan, language)
    below = f'<p class="pl-quiet">{escape(note)}</p>' if note else ""
    return (
        f'<section class="pl-plan"><h4 lang="vi">{escape(name)}</h4>{below}'
        f"{grid(kind, name, heads, rows, language)}</section>"
    )
