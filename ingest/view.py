"""The library as it stands at one moment."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

from ingest.errors import LibraryError
from ingest.models import Passage, Plan
from ingest.store import Entry, Store

EMPTY = "empty"
"""Version of a library without plans."""


class View:
    """What the library held when the view was taken, however it changes; `Library.view` gives it.

    All that one answer needs should come from one view: plan, passage indexes and cosines then
    belong together, even while a writer replaces the plan.
    """

    def __init__(
        self,
        store: Store | None,
        entries: Mapping[str, Entry],
        plans: Mapping[str, Plan],
        cache: Path,
        close: Callable[[], None],
        *,
        configured: str,
        shared: bool,
    ) -> None:
        """Wrap an open store, None for an empty library.

        `plans` has the entries' plans by revision; `close` is called when the last user has left.
        `configured` is the embedding model that questions are embedded with. `shared`: others
        write to this store while it is read.
        """
        self.entries = entries
        self._plans = tuple(plans[entry.revision] for entry in entries.values())
        self._configured = configured
        self.version = version_of(entries)
        self._store = store
        self._cache = cache
        self._close = close
        self._shared = shared
        self._users = 1  # whoever made the view
        self._lock = threading.Lock()

    def acquire(self) -> Self:
        """Join the view's users; each of them calls `release` once."""
        with self._lock:
            self._users += 1
        return self

    def release(self) -> None:
        """Leave the view; with its last user it gives its resources back."""
        with self._lock:
            self._users -= 1
            last = self._users == 0
        if last:
            self._close()

    def checked_model(self) -> str | None:
        """Return the embedding model of the passages, None without plans.

        Raises LibraryError when it is not the configured one.
        """
        models = sorted({entry.model for entry in self.entries.values()})
        if len(models) > 1:
            raise LibraryError("library_models_mixed", models=", ".join(models))
        if models and models[0] != self._configured:
            raise LibraryError("library_other_model", index=models[0], configured=self._configured)
        return models[0] if models else None

    @property
    def cache_dir(self) -> Path:
        """Return a folder, made on demand, for what is derived from exactly these plans."""
        self._cache.mkdir(parents=True, exist_ok=True)
        return self._cache

    def plans(self) -> tuple[Plan, ...]:
        """Return all plans in the order of their ids."""
        return self._plans

    def plan(self, plan: str) -> Plan | None:
        """Return a plan, None where there is none of that id."""
        entry = self.entries.get(plan)
        return None if entry is None else next(found for found in self._plans if found.id == plan)

    def all_passages(self) -> tuple[tuple[Plan, Passage], ...]:
        """Return every passage with its plan, in the order of the plans' ids and of the text."""
        return tuple((plan, passage) for plan in self._plans for passage in plan.passages)

    def dense(
        self, vector: Sequence[float], plans: Sequence[str] | None, k: int
    ) -> list[tuple[str, int, float]]:
        """Return the `k` nearest passages as (plan id, passage index, cosine), best first.

        `plans` restricts the search to these ids; None searches all. Raises LibraryError when the
        passages were embedded with another model than the configured one.
        """
        model = self.checked_model()
        if self._store is None or model is None:
            return []
        searched = [entry for entry in self.entries.values() if plans is None or entry.plan in plans]
        total = sum(entry.passages for entry in searched)
        revisions = [entry.revision for entry in searched]
        whole = plans is None and self._is_clean
        hits = self._store.nearest(vector, model, None if whole else revisions, min(k, total))
        return [(hit.plan, hit.index, hit.cosine) for hit in hits]

    @cached_property
    def _is_clean(self) -> bool:
        """Say whether all stored passages are committed: then no filter is needed.

        A filter over all plans costs ten times the search itself (19 against 2 ms at 5,000
        passages).
        """
        if self._shared or self._store is None:
            return False
        stored = self._store.passage_count(self._configured)
        return stored == sum(entry.passages for entry in self.entries.values())


def version_of(entries: Mapping[str, Entry]) -> str:
    """Return a token that differs whenever the committed plans or their revisions differ."""
    if not entries:
        return EMPTY
    lines = sorted(f"{entry.plan}\t{entry.revision}" for entry in entries.values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
