"""A run's way to write: into the staging folder of an embedded library, or to a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Literal

from ingest.errors import LibraryError
from ingest.generations import Writer
from ingest.models import Plan
from ingest.store import Entry, Store

LEFTOVER_AGE = 3600.0
"""Seconds after which uncommitted passages at a server count as left behind. Another machine's run
may be writing them; a run refreshes none, so this is longer than a plan takes."""

Status = Literal["added", "unchanged", "replaced", "refused"]


class Session:
    """What is committed and what was served before, and the store to write to.

    `served` are the entries before the run; `entries` those of the copy that is worked on, with
    what an interrupted run had completed.
    """

    def __init__(
        self,
        served: Mapping[str, Entry],
        entries: Mapping[str, Entry],
        reading: Store | None,
        open_for_writing: Callable[[], Store],
    ) -> None:
        self.served = served
        self.entries = dict(entries)
        self._reading = reading
        self._open_for_writing = open_for_writing

    @property
    def store(self) -> Store:
        """Return the store to write to; the first call makes the copy that is worked on."""
        self._reading = self._open_for_writing()
        return self._reading

    def plan(self, plan: str) -> Plan:
        """Return a committed plan. Raises LibraryError when it is not readable any more."""
        entry = self.entries[plan]
        assert self._reading is not None  # there are entries, so there is a store
        return self._reading.plans([plan])[entry.revision]

    def kept_plan(self, entry: Entry) -> Plan | None:
        """Return a committed plan, None where another version of planchat wrote it."""
        try:
            return self.plan(entry.plan)
        except LibraryError as error:
            if error.code != "library_outdated":
                raise
            return None  # it is read again

    def commit(self, plans: Sequence[tuple[Plan, Entry]]) -> None:
        """Make written plans count, all in one step."""
        if plans:
            self.store.commit(plans)
            self.entries |= {entry.plan: entry for _, entry in plans}

    def remove(self, entry: Entry) -> None:
        """Take a plan out."""
        self.store.remove(entry)
        del self.entries[entry.plan]

    def status(self, plan: str) -> Status:
        """Say what the run has done to a plan that is in."""
        before = self.served.get(plan)
        if before is None:
            return "added"
        return "unchanged" if before.revision == self.entries[plan].revision else "replaced"


@contextmanager
def embedded_session(writer: Writer) -> Iterator[Session]:
    """Work on a copy of the served generation, and serve it at the end if anything changed.

    A run that is broken off serves what it has completed. One that is killed, or cannot go on
    writing, leaves its copy for the next one.
    """
    with ExitStack() as open_stores:
        staging: Store | None = None

        def served_store() -> Store | None:
            if writer.served_chroma is None:
                return None
            store = Store.in_folder(writer.served_chroma)
            open_stores.callback(store.close)
            return store

        def stage() -> Store:
            nonlocal staging
            if staging is None:
                staging = Store.in_folder(writer.stage())
                open_stores.callback(staging.close)
            return staging

        reading = served_store()
        served = {} if reading is None else reading.entries()
        entries = served
        left = _left_behind(writer)
        if left is not None:
            staging = reading = left
            open_stores.callback(left.close)
            entries = left.entries()
        session = Session(served, entries, reading, stage)
        try:
            yield session
        except LibraryError:
            raise  # the copy itself may be the trouble: the next run looks whether it is sound
        except BaseException:
            open_stores.close()
            if session.entries != session.served:
                writer.publish()
            raise
        if session.entries != session.served:
            session.store.collect()
            open_stores.close()
            writer.publish()


def _left_behind(writer: Writer) -> Store | None:
    """Open the copy that a killed run left; drop it, and return None, if the kill damaged it."""
    if not writer.has_staging:
        return None
    store: Store | None = None
    try:
        store = Store.in_folder(writer.stage())
        if store.is_sound():
            return store
    except LibraryError as error:
        if error.code != "library_damaged":
            raise
    if store is not None:
        store.close()
    writer.discard()
    return None


@contextmanager
def server_session(url: str) -> Iterator[Session]:
    """Write to a server: each plan is visible to all its readers as soon as it is committed."""
    store = Store.at_server(url)
    try:
        entries = store.entries()
        session = Session(dict(entries), entries, store, lambda: store)
        yield session
        if session.entries != session.served:
            store.collect(older_than=LEFTOVER_AGE)
    finally:
        store.close()
