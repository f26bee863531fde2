"""The view of what is served now, opened anew when that has changed."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path

from ingest.generations import Generation, Generations, Stamp
from ingest.models import Plan
from ingest.store import Store
from ingest.view import View, version_of

_SERVER_POLL = 0.25  # seconds for which a server's answer about its plans is taken as fresh


class Views(ABC):
    """Gives the current view. Safe for several threads."""

    def __init__(self, home: Path, model: str) -> None:
        """Keep caches under `home`; `model` is what questions are embedded with."""
        self._home = home
        self._model = model
        self._lock = threading.RLock()
        self._view: View | None = None

    def current(self) -> View:
        """Return the view of what is served now; the caller releases it.

        Raises LibraryError when the library cannot be opened.
        """
        with self._lock:
            self._view = self._fresh(self._view)
            return self._view.acquire()

    @abstractmethod
    def look_again(self) -> None:
        """Do not take what was seen before as fresh: this process has written."""

    def close(self) -> None:
        """Give the view back; the next call opens another."""
        with self._lock:
            if self._view is not None:
                self._view.release()
            self._view = None

    @abstractmethod
    def _fresh(self, view: View | None) -> View:
        """Return `view` if it is still what is served, else another, with `view` released."""


class EmbeddedViews(Views):
    """Views of the generations of an embedded library."""

    def __init__(self, home: Path, model: str, generations: Generations) -> None:
        super().__init__(home, model)
        self._generations = generations
        self._stamp: Stamp | None = None

    def look_again(self) -> None:
        """Do nothing: CURRENT is looked at each time."""

    def _fresh(self, view: View | None) -> View:
        stamp = self._generations.stamp()  # before opening: what changes after it is seen next time
        if view is not None and stamp == self._stamp:
            return view
        opened = self._open(_plans(view))
        if view is not None:
            view.release()
        self._stamp = stamp
        return opened

    def _open(self, plans: dict[str, Plan]) -> View:
        generation = self._generations.open()
        if generation is None:
            return View(
                None, {}, {}, self._home / "cache" / "empty", _nothing, configured=self._model, shared=False
            )
        store: Store | None = None
        try:
            store = Store.in_folder(generation.chroma)
            entries = store.entries()
            plans |= store.plans([entry.plan for entry in entries.values() if entry.revision not in plans])
        except BaseException:
            _close(store, generation)
            raise
        return View(
            store,
            entries,
            plans,
            generation.cache,
            lambda: _close(store, generation),
            configured=self._model,
            shared=False,
        )


class ServedViews(Views):
    """Views of a library at a Chroma server."""

    def __init__(self, home: Path, model: str, url: str) -> None:
        super().__init__(home, model)
        self._url = url
        self._server: Store | None = None
        self._asked = float("-inf")

    def look_again(self) -> None:
        """Ask the server again at the next call."""
        with self._lock:
            self._asked = float("-inf")

    def close(self) -> None:
        """Give the view and the connection back; the next call opens others."""
        with self._lock:
            super().close()
            if self._server is not None:
                self._server.close()
            self._server = None

    def _fresh(self, view: View | None) -> View:
        if view is not None and time.monotonic() - self._asked < _SERVER_POLL:
            return view
        if self._server is None:
            self._server = Store.at_server(self._url)
        while True:
            asked = time.monotonic()
            entries = self._server.entries()
            version = version_of(entries)
            if view is not None and view.version == version:
                self._asked = asked
                return view
            plans = _plans(view)
            plans |= self._server.plans(
                [entry.plan for entry in entries.values() if entry.revision not in plans]
            )
            if all(entry.revision in plans for entry in entries.values()):
                break  # otherwise one was replaced between the two requests
        if view is not None:
            view.release()
        self._asked = asked
        return View(
            self._server,
            entries,
            plans,
            self._home / "cache" / version,
            _nothing,
            configured=self._model,
            shared=True,
        )


def _plans(view: View | None) -> dict[str, Plan]:
    """Return a view's plans by revision: they need not be parsed again."""
    if view is None:
        return {}
    return {entry.revision: plan for entry, plan in zip(view.entries.values(), view.plans(), strict=True)}


def _nothing() -> None:
    """Have nothing to close: the connection outlives the view, or there is none."""


def _close(store: Store | None, generation: Generation) -> None:
    if store is not None:
        store.close()
    generation.close()
