"""How a reader asks for time: it runs in a child process that has little of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[float, int, int], None]

PAGE_SECONDS = 0.5
"""Of the processor, for a page of text; those of the five plans take .02, with tables .3."""

_listeners: list[Listener] = []


def more_time(seconds: float, done: int, total: int) -> None:
    """Tell that `done` of `total` pages are read, and ask for `seconds` of the processor more.

    A reader calls this before each page. Who reads in its own process hears nothing of it.
    """
    for listener in _listeners:
        listener(seconds, done, total)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let `listener` hear of the time that is asked for."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
