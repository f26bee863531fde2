"""Duties along time: month by month as a list, and their number in each month as bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from app.catalogue import say
from app.models import Language
from app.naming import plan_heading
from app.ui import table
from app.ui.duty_cells import deadline, who
from app.ui.duty_list import Agency, Entry, Wanted, status_of
from app.ui.markup import attribute, escape

_MONTHS = 36
"""Months that stand side by side at most; a longer time is drawn by years."""


def timeline(
    entries: Sequence[Entry], agency: Agency | None, wanted: Wanted, language: Language, today: date
) -> str:
    """Return the tasks with a date, month by month, and how many have none."""
    dated = sorted(
        (entry for entry in entries if entry.first.row.due), key=lambda entry: (_due(entry), entry.plan.id)
    )
    undated = len(entries) - len(dated)
    rest = (
        f'<p class="pl-note">{escape(say("lists.time.undated", language, count=undated))}</p>'
        if undated
        else ""
    )
    if not dated:
        return f'<div class="pl-nothing"><p>{escape(say("lists.time.none", language))}</p></div>'
    _, first, last = table.page_of(len(dated), wanted.page)
    months = ""
    marked = first > 0 and _due(dated[first - 1]) >= today
    for (year, month), same in groupby(
        dated[first:last], key=lambda entry: (_due(entry).year, _due(entry).month)
    ):
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
        f'<li class="pl-moment pl-moment-{status}"><div class="pl-when">'
        f"<time{attribute('datetime', _due(entry))}>{_due(entry):%d/%m/%Y}</time>"
        f"{deadline(row, language, today)}</div>"
        f'<div class="pl-what"><p lang="vi">{escape(row.task)}</p>{who(entry, agency, language)}'
        f'<p class="pl-quiet" lang="vi">{escape(plan_heading(entry.plan, language))}</p>'
        f"{table.place_button(entry.first, language)}</div></li>"
    )


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
