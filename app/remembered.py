"""What is read off a measure of a plan whoever asks, kept: large libraries have thousands of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from ingest.models import Plan, Support

T = TypeVar("T")
_MOST = 50_000  # measures; some 10 MB


def remembered(read: Callable[[Support, Plan], T]) -> Callable[[Support, Plan], T]:
    """Return `read` with its results kept; of the header it may look at what says where and when.

    A person may confirm those, so they are part of what a result is known by.
    """
    known: dict[tuple[object, ...], T] = {}

    @wraps(read)
    def looked_up(support: Support, plan: Plan) -> T:
        header = plan.header
        placed = tuple(field.value for field in (header.issuer, header.place) if field)
        began = header.period.start if header.period else None
        at = (plan.id, plan.sha256, plan.version, placed, began, support.quote.start, support.wording)
        if at not in known:
            if len(known) >= _MOST:
                known.clear()
            known[at] = read(support, plan)
        return known[at]

    return looked_up
