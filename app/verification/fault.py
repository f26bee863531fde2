"""What is wrong with a worded statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal[
    "quote",
    "number",
    "unit",
    "date",
    "document",
    "agency",
    "place",
    "comparator",
    "negation",
    "role",
    "words",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a statement says and its quotes do not: of which kind, and the words that say it."""

    kind: FaultKind
    said: str
