"""The numbers that decisions depend on, from `thresholds.toml`, which says what each one decides.

`planchat eval calibrate` chooses them; nothing else may hold such a number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """One value for every entry of the file, where its meaning stands."""

    least_coverage: float
    least_anywhere: float
    about: float
    close: float
    stands_out: float
    stands_apart: float
    margin: float
    weight_passage: float
    weight_coverage: float
    weight_phrases: float
    weight_kind: float
    weight_need: float
    weight_year: float
    minus_frame: float
    of_title: float
    from_headings: float
    other_marks: float
    completing: float
    everyday: float
    telling: float
    dense: float
    bare: float
    dense_restored: float
    duty_about: float
    duty_least: float
    duty_surely: float
    topic_in_heading: float
    heading_in_topic: float
    listed_about: float
    sentence_about: float
    beside_name: float


@lru_cache
def stored() -> Thresholds:
    """Return the thresholds as the file gives them."""
    entries = tomllib.loads(FILE.read_text("utf-8"))
    return Thresholds(**{name: float(entry["value"]) for name, entry in entries.items()})


_tried: ContextVar[Thresholds | None] = ContextVar("thresholds", default=None)


def thresholds() -> Thresholds:
    """Return the thresholds in force."""
    return _tried.get() or stored()


@contextmanager
def trying(**values: float) -> Iterator[None]:
    """Put other values in force for the block, in this thread: for measuring."""
    token = _tried.set(replace(thresholds(), **values))
    try:
        yield
    finally:
        _tried.reset(token)
