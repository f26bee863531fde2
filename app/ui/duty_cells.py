"""What the list of duties and its timeline say alike: roles and deadlines."""

from __future__ import annotations

from datetime import date

from app.catalogue import say
from app.models import Language
from app.records import DutyRow
from app.ui import table
from app.ui.duty_list import ROLES, Agency, Entry, status_of
from app.ui.markup import escape


def who(entry: Entry, agency: Agency | None, language: Language) -> str:
    """Return the role of the agency asked for, or all assignees by role."""
    if agency is not None:
        row = entry.first.row
        return _badge(row.role, language) + _mark(entry, agency, language)
    shown = ""
    for role in ROLES:
        names = list(dict.fromkeys(one.row.agency for one in entry.assigned if one.row.role == role))
        if names:
            shown += f'<p>{_badge(role, language)} <span lang="vi">{escape(", ".join(names))}</span></p>'
    return shown


def _mark(entry: Entry, agency: Agency, language: Language) -> str:
    """Return how the assignee is the agency asked for, where it is not so by its own name."""
    row = entry.first.row
    if entry.in_common:
        mark = say("answer.role.collective", language, printed=row.agency_printed)
    elif entry.relation == "inherited":
        mark = say("lists.duties.older", language, printed=row.agency_printed)
    elif row.agency != agency.name:
        mark = row.agency
    else:
        return ""
    return f'<p class="pl-mark">{escape(mark)}</p>'


def deadline(row: DutyRow, language: Language, today: date) -> str:
    """Return a deadline as printed, and how its date stands to `today`."""
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


def _badge(role: str, language: Language) -> str:
    return f'<span class="pl-role pl-role-{role}">{escape(role_name(role, language))}</span>'


def role_name(role: str, language: Language) -> str:
    """Return what a role is called."""
    return say(f"lists.role.{role}", language)
