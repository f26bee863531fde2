"""What is read off a plan or a measure whoever asks, kept: large libraries have thousands of measures."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from ingest.models import Plan, Support

T = TypeVar("T")
_MOST = 50_000  # measures; some 10 MB
_MOST_PLANS = 5_000


def remembered(read: Callable[[Support, Plan], T]) -> Callable[[Support, Plan], T]:
    """Return `read` with its results kept; of the header it may look at what says what, where and when.

    A person may confirm those, so they are part of what a result is known by.
    """
    known: dict[tuple[object, ...], T] = {}

    @wraps(read)
    def looked_up(support: Support, plan: Plan) -> T:
        at = (_state(plan), support.quote.start, support.quote.end, support.wording)
        if at not in known:
            if len(known) >= _MOST:
                known.clear()
            known[at] = read(support, plan)
        return known[at]

    return looked_up


def remembered_of_plan(read: Callable[[Plan], T]) -> Callable[[Plan], T]:
    """Return `read` with its results kept, as `remembered` does."""
    known: dict[tuple[object, ...], T] = {}

    @wraps(read)
    def looked_up(plan: Plan) -> T:
        at = _state(plan)
        if at not in known:
            if len(known) >= _MOST_PLANS:
                known.clear()
            known[at] = read(plan)
        return known[at]

    return looked_up


class _Last:
    """The plan looked at last: measures are judged plan by plan."""

    known: tuple[Plan | None, tuple[object, ...]] = (None, ())


def _state(plan: Plan) -> tuple[object, ...]:
    """Return what tells one state of a plan from another."""
    last, state = _Last.known
    if last is not plan:
        state = _state_of(plan)
        _Last.known = plan, state
    return state


def _state_of(plan: Plan) -> tuple[object, ...]:
    header = plan.header
    issuer, place, title = header.issuer, header.place, header.title
    return (
        plan.id,
        plan.sha256,
        plan.text_sha256,  # the same picture may be read otherwise
        plan.version,
        issuer and issuer.value,
        place and place.value,
        title and title.value,
        header.period and header.period.start,
    )
