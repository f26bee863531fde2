"""Which duties the list shows: an agency's, or everybody's, narrowed by what the reader chose.

An agency's list is the one the chat answers with: each task once, its own before those of a
collective, by plan, lead before partner, by deadline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args
from weakref import WeakKeyDictionary

from app.lookup import CLOSENESS, ROLE_ORDER, relation
from app.records import DutyRow
from app.scope import read_scope
from app.ui.shelf import Listed, Shelf, Task, task_of
from app.ui.table import whole
from ingest.agencies import AgencyQuery, resolve
from ingest.models import Plan, Role
from ingest.reference import plain
from ingest.vietnamese import fold_space, key

Status = Literal["over", "soon", "later", "undated", "none"]
Show = Literal["list", "timeline"]
STATUSES: tuple[Status, ...] = get_args(Status)
ROLES: tuple[Role, ...] = get_args(Role)
SOON = timedelta(days=30)
LONGEST_NAME = 200
"""Characters of an agency's name; more was not typed by a person."""
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of duties is narrowed to; empty or None for no such filter."""

    agency: str = ""
    plan: str = ""
    role: Role | None = None
    year: int | None = None
    status: Status | None = None
    show: Show = "list"
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, object]) -> Wanted:
        """Return what an address or the page's script asks for; whatever does not fit is left out."""
        role, status = asked.get("role"), asked.get("status")
        return cls(
            agency=fold_space(str(asked.get("agency") or ""))[:LONGEST_NAME],
            plan=str(asked.get("plan") or ""),
            role=next((one for one in ROLES if one == role), None),
            year=whole(asked.get("year")),
            status=next((one for one in STATUSES if one == status), None),
            show="timeline" if asked.get("show") == "timeline" else "list",
            page=max(1, whole(asked.get("page")) or 1),
        )

    @property
    def narrowed(self) -> bool:
        """Say whether there is a filter besides the agency."""
        return bool(self.plan or self.role or self.year or self.status)


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency asked for: as read, and how each assignee in the library is it.

    `name` is what it is called. `relations` gives "exact", "inherited" or "member" by assignee. `plans`
    are the only ones asked about, None for all: an agency of a named place has to do with its plans.
    """

    name: str
    queries: tuple[AgencyQuery, ...]
    relations: Mapping[str, str]
    plans: frozenset[str] | None = None

    @property
    def known(self) -> bool:
        """Say whether the words name an agency."""
        return bool(self.queries or self.relations)

    def relation_to(self, row: DutyRow) -> str | None:
        """Say how the assignee of a duty is this agency, None where it is not."""
        if self.plans is not None and row.plan not in self.plans and row.agency != self.name:
            return None
        return self.relations.get(row.agency)


@dataclass(frozen=True, slots=True)
class Entry:
    """A task as listed: to whom it is assigned, and how the agency asked for is one of them.

    `leads` are the assignees that lead the task, for one who only takes part.
    """

    assigned: tuple[Listed[DutyRow], ...]
    relation: str | None
    leads: tuple[str, ...]

    @property
    def in_common(self) -> bool:
        """Say whether it is assigned to many at once and not to the agency asked for by name."""
        return self.relation == "member"

    @property
    def plan(self) -> Plan:
        """Return the plan the task stands in."""
        return self.assigned[0].plan

    @property
    def first(self) -> Listed[DutyRow]:
        """Return the first assignee's part."""
        return self.assigned[0]


_READ: WeakKeyDictionary[Shelf, dict[str, Agency]] = WeakKeyDictionary()
_MOST_READ = 2000


def agency_of(typed: str, shelf: Shelf) -> Agency | None:
    """Return the agency that was typed or chosen, None where none was.

    Read as in a question; an assignee chosen by the very name it has in the records is always found.
    """
    if not typed:
        return None
    read = _READ.setdefault(shelf, {})
    if len(read) > _MOST_READ:
        read.clear()
    if typed not in read:
        read[typed] = _read_agency(typed, shelf)
    return read[typed]


def _read_agency(typed: str, shelf: Shelf) -> Agency:
    words = fold_space(plain(typed))
    found = resolve(words)
    queries = tuple(one for one in found if not one.collective) or found
    relations = {name: known for name in shelf.agencies if (known := relation(name, queries))}
    same = [name for name in shelf.agencies if key(name) == key(typed)]
    if same and not relations.get(same[0]):
        return Agency(same[0], (), {same[0]: "exact"})
    scope = read_scope(words, shelf.plans)
    plans = frozenset(scope.plans) if scope.plans or scope.unknown else None
    return Agency(same[0] if same else _name(queries, relations) or typed, queries, relations, plans)


def _name(queries: Sequence[AgencyQuery], relations: Mapping[str, str]) -> str:
    """Return what the agencies are called, in the plans' own spelling where they name them."""
    spelt = {key(name): name for name, known in relations.items() if known == "exact"}
    return ", ".join(spelt.get(key(query.name), query.name) for query in queries)


def find(shelf: Shelf, wanted: Wanted, agency: Agency | None, today: date) -> list[Entry]:
    """Return the tasks that fit: an agency's as the chat lists them, else by plan and as printed."""
    kept = [one for one in shelf.duties if _fits(one, wanted, today)]
    leads = _leads(shelf.duties)
    if agency is None:
        tasks: dict[object, list[Listed[DutyRow]]] = {}
        for one in kept:
            row = one.row
            tasks.setdefault((*task_of(one), row.task, row.deadline, row.result), []).append(one)
        return [Entry(tuple(assigned), None, ()) for assigned in tasks.values()]
    own: dict[object, tuple[Listed[DutyRow], str]] = {}
    parts = [(one, known) for one in kept if (known := agency.relation_to(one.row))]
    for one, known in sorted(parts, key=lambda part: CLOSENESS[part[1]]):
        own.setdefault(task_of(one), (one, known))
    entries = [
        Entry((one,), known, () if one.row.role == "lead" else leads.get(task_of(one), ()))
        for one, known in own.values()
    ]
    return sorted(entries, key=_order)


def _leads(duties: Sequence[Listed[DutyRow]]) -> dict[Task, tuple[str, ...]]:
    leads: dict[Task, tuple[str, ...]] = {}
    for one in duties:
        if one.row.role == "lead":
            known = leads.get(task_of(one), ())
            leads[task_of(one)] = known if one.row.agency in known else (*known, one.row.agency)
    return leads


def _order(entry: Entry) -> tuple[bool, str, int, date, int]:
    row = entry.first.row
    return (
        entry.in_common,
        entry.plan.id,
        ROLE_ORDER[row.role],
        row.due or date.max,
        entry.first.unit.index,
    )


def _fits(one: Listed[DutyRow], wanted: Wanted, today: date) -> bool:
    row = one.row
    return (
        wanted.plan in ("", row.plan)
        and wanted.role in (None, row.role)
        and (wanted.year is None or wanted.year in years_of(row))
        and wanted.status in (None, status_of(row, today))
    )


def status_of(row: DutyRow, today: date) -> Status:
    """Say how a deadline stands to `today`; that a date is over says nothing of whether it was met."""
    if row.due is None:
        return "undated" if row.deadline else "none"
    if row.due < today:
        return "over"
    return "soon" if row.due <= today + SOON else "later"


def years_of(row: DutyRow) -> frozenset[int]:
    """Return the years in which a deadline falls, or which it names without a date."""
    if row.due is not None:
        return frozenset({row.due.year})
    return frozenset(int(year) for year in _YEAR.findall(row.deadline or ""))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An agency offered: what choosing it asks for, its name, and in how many tasks it has a part."""

    value: str
    name: str
    tasks: int


def suggestions(typed: str, shelf: Shelf, limit: int) -> list[Suggestion]:
    """Return the agencies that `typed` may mean; for no words those with most tasks.

    First what the words are read as, then assignees whose name holds each word.
    """
    found: dict[str, str] = {}
    read = agency_of(typed, shelf)
    if read is not None and read.relations:
        found[read.name] = typed
    words = key(typed).split()
    for name in shelf.agencies:
        if _holds(name, words):
            found.setdefault(name, name)
    return [Suggestion(value, name, _tasks(value, shelf)) for name, value in list(found.items())[:limit]]


def _holds(name: str, words: Sequence[str]) -> bool:
    spelt = key(name).split()
    return all(any(part.startswith(word) for part in spelt) for word in words)


def _tasks(asked: str, shelf: Shelf) -> int:
    agency = agency_of(asked, shelf)
    if agency is None:
        return 0
    own = (one for name in agency.relations for one in shelf.duties_by_agency[name])
    return len({task_of(one) for one in own if agency.relation_to(one.row)})
