"""The tab of targets: a table by plan, and plots by indicator across plans and years."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from app.catalogue import say
from app.models import Language
from app.naming import plan_heading
from app.records import TargetRow
from app.ui import table
from app.ui.gradio_quietly import gr
from app.ui.indicators import Group, same_indicator
from app.ui.lists import Asked, add_list
from app.ui.markup import attribute, escape
from app.ui.protocol import Assistant
from app.ui.shelf import Listed, Shelf, shelf_of
from app.ui.table import Choice, whole
from ingest.reference import load

_FORMATS = ("csv", "xlsx")
_PERCENT = "%"
_FIGURES = 12
"""Figures on a page, each of several bars."""
_BARS = 12
"""Bars of a figure that are not folded."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of targets is narrowed to; empty or None for no such filter."""

    plan: str = ""
    year: int | None = None
    unit: str = ""
    show: str = "list"
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, object]) -> Wanted:
        """Return what an address or the page's script asks for; whatever does not fit is left out."""
        return cls(
            plan=str(asked.get("plan") or ""),
            year=whole(asked.get("year")),
            unit=str(asked.get("unit") or ""),
            show="chart" if asked.get("show") == "chart" else "list",
            page=max(1, whole(asked.get("page")) or 1),
        )

    @property
    def narrowed(self) -> bool:
        """Say whether there is any filter."""
        return bool(self.plan or self.year or self.unit)


def add(assistant: Assistant, spoken: gr.State, language: Language) -> None:
    """Add the tab's components to the open Blocks; `spoken` holds the page's language."""
    add_list(
        assistant,
        spoken,
        language,
        "targets",
        {
            "opened": lambda asked, now: opened(shelf_of(assistant), asked, now, date.today()),
            "found": lambda asked, now: found(shelf_of(assistant), Wanted.read(asked), now, date.today()),
        },
    )


def find(shelf: Shelf, wanted: Wanted) -> list[Listed[TargetRow]]:
    """Return the targets that fit, by plan and as printed."""
    return [
        one
        for one in shelf.targets
        if wanted.plan in ("", one.row.plan)
        and wanted.year in (None, one.row.year)
        and wanted.unit in ("", one.row.unit)
    ]


def opened(shelf: Shelf, asked: Asked, language: Language, today: date) -> str:
    """Return the whole tab: what can be chosen, and the rows."""
    if not shelf.plans:
        return table.empty_library(language)
    wanted = Wanted.read(asked)
    every = say("lists.filter.every", language)
    units = sorted({one.row.unit for one in shelf.targets})
    choices = (
        table.plan_select(shelf.plans, wanted.plan, language)
        + table.select(
            "year",
            say("lists.filter.year", language),
            every,
            table.year_choices(one.row.year for one in shelf.targets if one.row.year),
            str(wanted.year or ""),
        )
        + table.select(
            "unit",
            say("lists.filter.unit", language),
            every,
            [Choice(unit, unit) for unit in units],
            wanted.unit,
        )
    )
    return table.frame(
        say("lists.targets.title", language),
        say("lists.targets.about", language),
        choices,
        found(shelf, wanted, language, today),
        language,
    )


def found(shelf: Shelf, wanted: Wanted, language: Language, today: date) -> str:
    """Return the targets that fit, as rows or plots."""
    targets = find(shelf, wanted)
    altered = table.altered_notice(shelf, language)
    if not targets:
        said = say("lists.targets.none", language)
        rest = table.nothing_fits(language) if wanted.narrowed else ""
        return table.found(shelf, said, altered + table.head(said, "") + rest)
    said = say(
        "lists.targets.found",
        language,
        targets=table.counted("target", len(targets), language),
        plans=table.counted("plan", len({one.plan.id for one in targets}), language),
    )
    shown = [
        Choice("list", say("lists.show.list", language)),
        Choice("chart", say("lists.show.chart", language)),
    ]
    tools = table.switch("show", say("lists.show.label", language), shown, wanted.show)
    tools += table.downloads("targets", _FORMATS, asdict(wanted) | {"page": None}, language)
    rest = (
        _plots(targets, wanted, language)
        if wanted.show == "chart"
        else _tables(targets, wanted, language, today)
    )
    return table.found(shelf, said, altered + table.head(said, tools) + rest)


def value_words(row: TargetRow, language: Language) -> str:
    """Return comparator, value or range, and unit: "trên 70 %", "14–17 HTX", "từ 80 điểm trở lên"."""
    value = table.number_words(row.value, language)
    if row.value_to is not None:
        value = f"{value}–{table.number_words(row.value_to, language)}"
    measured = f"{value} {row.unit}".rstrip()
    before, gap, after = row.comparator.partition("…")
    if gap:
        return f"{before.strip()} {measured} {after.strip()}"
    if row.comparator.casefold() in _behind():
        return f"{measured} {row.comparator}"
    return f"{row.comparator} {measured}".lstrip()


@lru_cache
def _behind() -> frozenset[str]:
    """Return the comparators that stand behind the number: "10 HTX trở lên"."""
    return frozenset(load("units")["behind"])


# --- rows -------------------------------------------------------------------------------------


def _tables(targets: Sequence[Listed[TargetRow]], wanted: Wanted, language: Language, today: date) -> str:
    _, first, last = table.page_of(len(targets), wanted.page)
    shown = ""
    for _, same in groupby(targets[first:last], key=lambda one: one.plan.id):
        of_plan = list(same)
        heads = [
            "indicator",
            "value",
            "year",
            *(["area"] if any(one.row.area for one in of_plan) else []),
            "place",
        ]
        rows = "".join(_row(one, heads, language) for one in of_plan)
        shown += table.plan_section(
            "targets",
            of_plan[0].plan,
            heads,
            rows,
            table.over_words(of_plan[0].plan, today, language),
            language,
        )
    return shown + table.pager(len(targets), wanted.page, language)


def _row(one: Listed[TargetRow], heads: Sequence[str], language: Language) -> str:
    row = one.row
    cells = {
        "indicator": f'<p lang="vi">{escape(row.indicator)}</p>',
        "value": f'<strong lang="vi">{escape(value_words(row, language))}</strong>',
        "year": str(row.year) if row.year else table.not_stated(language),
        "area": f'<span lang="vi">{escape(row.area)}</span>' if row.area else table.not_stated(language),
        "place": table.place_button(one, language),
    }
    return table.row("targets", [(head, cells[head]) for head in heads], language)


# --- plots ------------------------------------------------------------------------------------


def _plots(targets: Sequence[Listed[TargetRow]], wanted: Wanted, language: Language) -> str:
    """Return a figure for each indicator with several values, and one for shares with a single value.

    A lone number in another unit has nothing to be compared with: it stays in the table.
    """
    groups = same_indicator(targets)
    several = [group for group in groups if len(group) > 1]
    lone = [group[0] for group in groups if len(group) == 1]
    shares = [one for one in lone if one.row.unit == _PERCENT]
    figures = [(group[0].row.indicator, group) for group in several]
    if len(shares) > 1:
        figures.append((say("lists.targets.shares", language), shares))
    else:
        shares = []
    left = len(lone) - len(shares)
    rest = ""
    if left:
        told = say("lists.targets.lone", language, count=left)
        rest = f'<p class="pl-note">{escape(told)}</p>'
    page, first, last = table.page_of(len(figures), wanted.page, _FIGURES)
    shown = "".join(
        _figure(heading, group, f"pl-figure-{first + number}", language)
        for number, (heading, group) in enumerate(figures[first:last])
    )
    return f'<div class="pl-figures">{shown}</div>{table.pager(len(figures), page, language, _FIGURES)}{rest}'


def _figure(heading: str, group: Group, name: str, language: Language) -> str:
    """Return bars on one axis from 0, all in one unit, each with its value in words and its place."""
    unit = group[0].row.unit
    top = _top(max(max(one.row.value, one.row.value_to or 0) for one in group), unit)
    drawn = [
        _bar(one, top, heading, language)
        for one in sorted(group, key=lambda one: (one.plan.id, one.row.year or 0))
    ]
    bars = f'<ul class="pl-bars-across">{"".join(drawn[:_BARS])}</ul>'
    if drawn[_BARS:]:
        more = escape(say("ui.answer.more", language, count=len(drawn) - _BARS))
        folded = f'<ul class="pl-bars-across">{"".join(drawn[_BARS:])}</ul>'
        bars += f"<details><summary>{more}</summary>{folded}</details>"
    axis = say("lists.targets.axis", language, unit=unit)
    ends = "".join(f"<span>{escape(table.number_words(end, language))}</span>" for end in (0, top / 2, top))
    return (
        f'<figure class="pl-figure"{attribute("aria-labelledby", name)}>'
        f'<figcaption{attribute("id", name)}><h4 lang="vi">{escape(heading)}</h4>'
        f'<p class="pl-quiet">{escape(axis)}</p></figcaption>{bars}'
        f'<div class="pl-axis" aria-hidden="true"><p>{ends}</p></div></figure>'
    )


def _bar(one: Listed[TargetRow], top: float, heading: str, language: Language) -> str:
    row = one.row
    year = f"{row.year} · " if row.year else ""
    own = f'<p lang="vi">{escape(row.indicator)}</p>' if row.indicator != heading else ""
    end = row.value if row.value_to is None else row.value_to
    width = f"--to:{row.value / top:.2%};--end:{end / top:.2%}"
    return (
        f'<li><div class="pl-bar-label"><p><b>{year}</b>'
        f'<span lang="vi">{escape(plan_heading(one.plan, language))}</span></p>'
        f"{own}{table.place_button(one, language, short=True)}</div>"
        f'<div class="pl-track" aria-hidden="true"><i style="{width}"></i></div>'
        f'<strong class="pl-value" lang="vi">{escape(value_words(row, language))}</strong></li>'
    )


def _top(largest: float, unit: str) -> float:
    """Return where the axis ends: 100 for shares, else the next 1, 2 or 5 of its power of ten."""
    if unit == _PERCENT and largest <= 100:
        return 100
    if largest <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= largest)
