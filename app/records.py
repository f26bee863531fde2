"""Records as lists: the duties, targets, funding sources and support measures of the library.

`app.lookup` finds records for a question; here they are filtered by what a form or a command names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from app.lookup import ROLE_ORDER, relation
from app.models import Language, RecordKind
from app.naming import section_name
from app.verify import is_intact
from ingest.agencies import AgencyQuery, matches, resolve
from ingest.errors import LibraryError, PlanchatError
from ingest.models import Duty, Funding, Plan, Role, Span, Support, Target, Unit
from ingest.reference import load
from ingest.vietnamese import fold_space


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record in a list: the plan, where it stands, its quote, and what its kind adds."""

    plan: str
    number: str | None
    section: str
    quote: str

    def as_object(self) -> dict[str, Any]:
        """Return the row as JSON has it; the field `classes` is called `class` there."""
        names = {"classes": "class"}
        return {names.get(one.name, one.name): _plain(getattr(self, one.name)) for one in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow(Row):
    """A duty of one assignee; `agency` is the normalised name, `due` the last day of the deadline."""

    agency: str
    agency_printed: str
    collective: bool
    role: Role
    task: str
    partners: tuple[str, ...]
    deadline: str | None
    due: date | None
    result: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow(Row):
    """A value to be reached."""

    indicator: str
    comparator: str
    value: float
    value_to: float | None
    unit: str
    year: int | None
    area: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingRow(Row):
    """A funding source; `classes` are keys of `corpus/reference/funding.yaml`, the leading one first."""

    classes: tuple[str, ...]
    wording: str
    programme: str | None
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRow(Row):
    """A support measure; `measure` are keys of `corpus/reference/support.yaml`, the leading one first."""

    measure: tuple[str, ...]
    wording: str
    beneficiaries: tuple[str, ...]
    conditions: tuple[str, ...]
    agency: str | None
    fund: str | None


COLUMNS: dict[RecordKind, type[Row]] = {
    "duties": DutyRow,
    "targets": TargetRow,
    "funding": FundingRow,
    "support": SupportRow,
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to.

    `agency` is as typed, an alias or today's name too. `year` is that of a duty's deadline or of a
    target; for funding and support the plan's period must hold it. Raises PlanchatError from
    `queries` where no agency can be made out.
    """

    agency: str | None = None
    year: int | None = None
    role: Role | None = None

    def queries(self) -> tuple[AgencyQuery, ...]:
        """Return the agencies asked for, none where the list is for all."""
        if self.agency is None:
            return ()
        found = resolve(self.agency)
        if not found:
            raise PlanchatError("agency_unknown", agency=self.agency)
        return found


def columns(kind: RecordKind) -> tuple[str, ...]:
    """Return the names of a kind's columns, as in JSON."""
    return tuple("class" if one.name == "classes" else one.name for one in fields(COLUMNS[kind]))


def labels(kind: RecordKind, language: Language) -> dict[str, str]:
    """Return the names of the taxonomy's keys in a kind's rows, none for a kind without one."""
    lists = {"funding": "classes", "support": "measures"}
    entries = load(kind)[lists[kind]] if kind in lists else []
    return {entry["id"]: entry[language] for entry in entries}


def rows(kind: RecordKind, plans: Sequence[Plan], wanted: Filter | None = None) -> list[Row]:
    """Return the records of a kind in these plans, by plan and as printed.

    With an agency: its own before those of a collective, lead before partner, by deadline.
    Raises PlanchatError where the filter does not fit the kind or names no known agency, and
    LibraryError where a plan's text is not the one that was read.
    """
    wanted = wanted or Filter()
    for name, applies in (("agency", kind in ("duties", "support")), ("role", kind == "duties")):
        if getattr(wanted, name) is not None and not applies:
            raise PlanchatError("filter_not_for_kind", filter=name, kind=kind)
    queries = wanted.queries()
    found: list[Row] = []
    for plan in plans:
        if not is_intact(plan):
            raise LibraryError("plan_altered", plan=plan.id)
        found += _of_plan(kind, plan, wanted, queries)
    return found


def _of_plan(kind: RecordKind, plan: Plan, wanted: Filter, queries: Sequence[AgencyQuery]) -> Iterable[Row]:
    if kind == "duties":
        return (_duty_row(plan, duty) for duty in _duties(plan, wanted, queries))
    if kind == "targets":
        found = plan.records.targets
        return (_target_row(plan, one) for one in found if wanted.year in (None, one.year))
    if wanted.year is not None and not _covers(plan, wanted.year):
        return ()
    if kind == "funding":
        return (_funding_row(plan, one) for one in plan.records.funding)
    return (_support_row(plan, one) for one in plan.records.support if _gives(one, queries))


def _duties(plan: Plan, wanted: Filter, queries: Sequence[AgencyQuery]) -> list[Duty]:
    kept: list[tuple[tuple[bool, int, date], Duty]] = []
    for duty in plan.records.duties:
        known = relation(duty.agency, queries)
        if (queries and known is None) or wanted.role not in (None, duty.role):
            continue
        if wanted.year is None or _due_in(duty, wanted.year):
            kept.append(((known == "member", ROLE_ORDER[duty.role], duty.due or date.max), duty))
    if queries:
        kept.sort(key=lambda one: one[0])  # stable: as printed where equal
    return [duty for _, duty in kept]


def older_names(found: Iterable[Row], queries: Sequence[AgencyQuery]) -> Iterator[tuple[str, str, date]]:
    """Yield (newer name, older name, since) of agencies under whose older name rows stand."""
    names = {one.agency for one in found if isinstance(one, DutyRow)}
    for query in queries:
        for fact in query.inherited:
            older = resolve(fact.older_name)
            if any(matches(name, one) == "exact" for name in names for one in older):
                yield fact.newer_name, fact.older_name, fact.since


def _due_in(duty: Duty, year: int) -> bool:
    if duty.due is not None:
        return duty.due.year == year
    return duty.deadline is not None and re.search(rf"(?<!\d){year}(?!\d)", duty.deadline) is not None


def _covers(plan: Plan, year: int) -> bool:
    period = plan.header.period
    return period is not None and (period.start or year) <= year <= period.end


def _gives(support: Support, queries: Sequence[AgencyQuery]) -> bool:
    return not queries or (support.agency is not None and relation(support.agency, queries) is not None)


def _duty_row(plan: Plan, duty: Duty) -> DutyRow:
    return DutyRow(
        **_place(plan, plan.units[duty.unit], duty.quote),
        agency=duty.agency,
        agency_printed=duty.agency_printed,
        collective=duty.collective,
        role=duty.role,
        task=duty.task,
        partners=duty.partners,
        deadline=duty.deadline,
        due=duty.due,
        result=duty.result,
    )


def _target_row(plan: Plan, target: Target) -> TargetRow:
    return TargetRow(
        **_place(plan, plan.units[target.unit_index], target.quote),
        indicator=target.indicator,
        comparator=target.comparator,
        value=target.value,
        value_to=target.value_to,
        unit=target.unit,
        year=target.year,
        area=target.area,
    )


def _funding_row(plan: Plan, funding: Funding) -> FundingRow:
    return FundingRow(
        **_place(plan, plan.units[funding.unit], funding.quote),
        classes=funding.classes,
        wording=funding.wording,
        programme=funding.programme,
        documents=funding.documents,
    )


def _support_row(plan: Plan, support: Support) -> SupportRow:
    return SupportRow(
        **_place(plan, plan.units[support.unit], support.quote),
        measure=support.measures,
        wording=support.wording,
        beneficiaries=support.beneficiaries,
        conditions=support.conditions,
        agency=support.agency,
        fund=support.fund,
    )


def _place(plan: Plan, unit: Unit, quote: Span) -> dict[str, Any]:
    return {
        "plan": plan.id,
        "number": plan.header.sure_number,
        "section": section_name(plan, unit, "vi"),
        "quote": fold_space(quote.of(plan.text)),
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
