"""The library's records as the lists show them, read once for each state of the library."""

from __future__ import annotations

import hashlib
import operator
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from app.models import RecordKind
from app.records import DutyRow, FundingRow, Row, TargetRow, rows
from app.ui.protocol import Assistant
from ingest.errors import LibraryError
from ingest.models import Header, Plan, Span, Unit

R = TypeVar("R", bound=Row)
_Key = tuple[str, str, str, Header]


@dataclass(frozen=True, slots=True)
class Listed(Generic[R]):
    """A record as a row, with what leads back to its place in the plan."""

    plan: Plan
    row: R
    unit: Unit
    quote: Span


Task = tuple[str, int, int]


def task_of(one: Listed[DutyRow]) -> Task:
    """Return what tells tasks apart: several assignees may have a part in one."""
    return one.plan.id, one.unit.index, one.quote.start


@dataclass(frozen=True, eq=False)
class Shelf:
    """All records of one state of the library, in the order of the plans' ids and as printed.

    `version` differs whenever the plans do. `altered` are plans whose stored text is not the one
    that was read: nothing of them is listed.
    """

    version: str
    plans: tuple[Plan, ...]
    altered: tuple[Plan, ...]
    duties: tuple[Listed[DutyRow], ...]
    targets: tuple[Listed[TargetRow], ...]
    funding: tuple[Listed[FundingRow], ...]

    @cached_property
    def agencies(self) -> tuple[str, ...]:
        """Return the assignees of duties, each once, those with most duties first."""
        duties = self.duties_by_agency
        return tuple(sorted(duties, key=lambda name: (-len(duties[name]), name)))

    @cached_property
    def single_agencies(self) -> tuple[str, ...]:
        """Return those of the assignees that are one agency, not all of a kind."""
        single = {one.row.agency for one in self.duties if not one.row.collective}
        return tuple(name for name in self.agencies if name in single)

    @cached_property
    def duties_by_agency(self) -> dict[str, list[Listed[DutyRow]]]:
        """Return what each assignee has a part in."""
        found: dict[str, list[Listed[DutyRow]]] = {}
        for one in self.duties:
            found.setdefault(one.row.agency, []).append(one)
        return found


@dataclass(frozen=True, slots=True)
class _OfPlan:
    plan: Plan
    intact: bool = True
    duties: tuple[Listed[DutyRow], ...] = ()
    targets: tuple[Listed[TargetRow], ...] = ()
    funding: tuple[Listed[FundingRow], ...] = ()


@dataclass
class _Kept:
    """What was read for one assistant: by plan, so that a new plan costs only its own reading."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    plans: dict[_Key, _OfPlan] = field(default_factory=dict)
    shelf: Shelf | None = None


_KEPT: WeakKeyDictionary[Assistant, _Kept] = WeakKeyDictionary()
_KEPT_LOCK = threading.Lock()


def shelf_of(assistant: Assistant) -> Shelf:
    """Return the records of the library as it is now."""
    with _KEPT_LOCK:
        kept = _KEPT.setdefault(assistant, _Kept())
    plans = assistant.plans()
    with kept.lock:
        if kept.shelf is not None and same_plans(plans, kept.shelf.plans):
            return kept.shelf
        # A person may correct a header without the plan being read again.
        keys = [(plan.id, plan.sha256, plan.version, plan.header) for plan in plans]
        version = hashlib.sha256(repr(keys).encode()).hexdigest()[:16]
        if kept.shelf is None or kept.shelf.version != version:
            kept.plans = {
                key: kept.plans.get(key) or _read(plan) for key, plan in zip(keys, plans, strict=True)
            }
            kept.shelf = _shelf(version, tuple(kept.plans.values()))
        return kept.shelf


def same_plans(plans: Sequence[Plan], others: Sequence[Plan]) -> bool:
    """Say whether these are the very same objects: quick, and true while nothing was written."""
    return len(plans) == len(others) and all(map(operator.is_, plans, others))


def _shelf(version: str, plans: Sequence[_OfPlan]) -> Shelf:
    return Shelf(
        version=version,
        plans=tuple(one.plan for one in plans),
        altered=tuple(one.plan for one in plans if not one.intact),
        duties=tuple(listed for one in plans for listed in one.duties),
        targets=tuple(listed for one in plans for listed in one.targets),
        funding=tuple(listed for one in plans for listed in one.funding),
    )


def _read(plan: Plan) -> _OfPlan:
    try:
        return _OfPlan(
            plan,
            duties=_listed(plan, "duties", DutyRow),
            targets=_listed(plan, "targets", TargetRow),
            funding=_listed(plan, "funding", FundingRow),
        )
    except LibraryError:
        return _OfPlan(plan, intact=False)


def _listed(plan: Plan, kind: RecordKind, row_type: type[R]) -> tuple[Listed[R], ...]:
    """Return the rows of a kind with their places; without a filter both come in the same order."""
    found: list[Listed[R]] = []
    for row, (unit, quote) in zip(rows(kind, [plan]), _places(plan)[kind], strict=True):
        assert isinstance(row, row_type)
        found.append(Listed(plan, row, plan.units[unit], quote))
    return tuple(found)


def _places(plan: Plan) -> dict[RecordKind, list[tuple[int, Span]]]:
    """Return leaf and quote of each record."""
    records = plan.records
    return {
        "duties": [(one.unit, one.quote) for one in records.duties],
        "targets": [(one.unit_index, one.quote) for one in records.targets],
        "funding": [(one.unit, one.quote) for one in records.funding],
    }
