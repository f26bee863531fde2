"""The library of plans: what is in it, and adding, replacing and removing plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.certainty import checked, confirmed
from ingest.confirmations import Confirmations
from ingest.embedding import Embedder
from ingest.errors import LibraryError, RefusedFile
from ingest.folders import files_of
from ingest.generations import Generations
from ingest.models import Notice, Passage, Plan
from ingest.names import id_of
from ingest.originals import Originals, digest_of
from ingest.readers import Limits
from ingest.readers.archive import unpacked
from ingest.readers.scan import forget, recognising
from ingest.report import Report as Report
from ingest.report import refused, report_on
from ingest.session import Session, embedded_session, server_session
from ingest.store import Entry
from ingest.view import View
from ingest.views import EmbeddedViews, ServedViews, Views

Progress = Callable[[Path | None, str, int, int], None]
"""Told of progress with (file, stage, done, total).

Stages: "waiting" for another writer (file None), "reading" a file (0 of 1, then 1 of 1; between them
the pages of a scan), "embedding" it (passages), "saving" the library (file None).
"""

LOCK_WAIT = 600.0
"""Seconds that a second writer waits for the first. A plan of 1,000 pages takes some five minutes."""


class Library:
    """The plans under one home, in an embedded Chroma or at a server. Safe for several threads.

    Readers see plans that are completely in, and of each plan one revision. They notice what
    another process has changed at the next call.
    """

    def __init__(
        self, home: Path, embedder: Embedder, chroma_url: str | None = None, *, lock_wait: float = LOCK_WAIT
    ) -> None:
        """Take the library under `home`; nothing is opened or made before it is needed."""
        self._home = home
        self._embedder = embedder
        self._url = chroma_url
        self._lock_wait = lock_wait
        self._generations = Generations(home / "library")
        self._originals = Originals(home / "library" / "originals")
        self._confirmations = Confirmations(home / "library" / "confirmed.json")
        self._scans = home / "scans"  # pages read by OCR, until their plan is in
        self._views: Views = (
            ServedViews(home, embedder.model_id, chroma_url)
            if chroma_url
            else EmbeddedViews(home, embedder.model_id, self._generations)
        )

    # --- reading -----------------------------------------------------------------------------

    @property
    def home(self) -> Path:
        """Return the folder under which all state lives."""
        return self._home

    @contextmanager
    def view(self) -> Iterator[View]:
        """Give the library as it stands now; it stays so until the `with` statement ends.

        What one answer needs should come from one view, which offers what the library offers for
        reading: plans, passage indexes and cosines then belong together, even while a writer
        replaces a plan.
        Raises LibraryError when the library cannot be opened.
        """
        view = self._views.current()
        try:
            yield view
        finally:
            view.release()

    @property
    def version(self) -> str:
        """Return a token of the served contents: it changes when and only when they do.

        Costs one `stat` while nothing has changed (with a server: a small request each quarter
        of a second).
        """
        with self.view() as view:
            return view.version

    @property
    def cache_dir(self) -> Path:
        """Return a folder for what is derived from the served contents; see `View.cache_dir`."""
        with self.view() as view:
            return view.cache_dir

    def plans(self) -> tuple[Plan, ...]:
        """Return all plans in the order of their ids."""
        with self.view() as view:
            return view.plans()

    def plan(self, plan: str) -> Plan | None:
        """Return the plan of that id, None where there is none."""
        with self.view() as view:
            return view.plan(plan)

    def all_passages(self) -> tuple[tuple[Plan, Passage], ...]:
        """Return every passage with its plan, in the order of the plans' ids and of the text."""
        with self.view() as view:
            return view.all_passages()

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question, for `dense`.

        Raises LibraryError when the index was made with another model, ModelError when the model
        cannot be loaded.
        """
        with self.view() as view:
            view.checked_model()
        return self._embedder.embed_query(text)

    def dense(
        self, vector: Sequence[float], plans: Sequence[str] | None = None, k: int = 10
    ) -> list[tuple[str, int, float]]:
        """Return the `k` nearest passages as (plan id, passage index, cosine), best first.

        `plans` restricts the search to these ids. Raises LibraryError when the index was made
        with another embedding model than this library's.
        """
        with self.view() as view:
            return view.dense(vector, plans, k)

    def original(self, plan: str) -> Path | None:
        """Return the file a plan was read from, as it was then; None where it is not kept here."""
        with self.view() as view:
            entry = view.entries.get(plan)
        return None if entry is None else self._originals.path(entry.sha256)

    @property
    def being_written(self) -> bool:
        """Say whether plans are being taken in or out of this home, by this process or another."""
        return self._generations.being_written

    def close(self) -> None:
        """Give everything back; the library opens again when it is used again."""
        self._views.close()

    # --- writing -----------------------------------------------------------------------------

    def add(
        self,
        paths: Sequence[Path],
        read: Callable[[Path], Plan],
        *,
        version: str | None = None,
        limits: Limits | None = None,
        on_progress: Progress | None = None,
    ) -> list[Report]:
        """Add or replace plans from files, folders and archives; return a report per file.

        `read` turns a file into a plan and raises RefusedFile where it cannot: that file is
        reported, the others go on. `version` is what `read` puts into `Plan.version`; given it, a
        file that is in already is not read again. `limits` are those of an archive and its members.
        Plans made with another embedding model are
        embedded anew, all of them. Raises LibraryError when another writer does not finish, and
        ModelError when the embedding model cannot be loaded; what was completed is kept.
        """
        progress = on_progress or _silent
        reports: list[Report] = []
        with self._session(progress) as session:
            renewed = self._embed_anew(session, progress)
            digests: dict[str, str] = {}
            for file in files_of(paths):
                with unpacked(file, limits or Limits()) as members:
                    for member in members:
                        report = (
                            refused(member.path, id_of(member.path), member.error)
                            if member.error
                            else self._add_file(session, member.path, read, version, digests, progress)
                        )
                        if report.plan in renewed and report.status != "refused":
                            report = report.with_warning(renewed.pop(report.plan))
                        reports.append(replace(report, file=member.shown))
            for plan_id, notice in renewed.items():
                plan = session.plan(plan_id)
                reports.append(report_on(plan, Path(plan.file), "replaced").with_warning(notice))
        return reports

    def remove(self, plan: str) -> bool:
        """Take a plan out; False where there is none of that id."""
        with self._session(_silent) as session:
            entry = session.entries.get(plan)
            if entry is not None:
                session.remove(entry)
        return entry is not None

    def confirm(self, plan: str, field: str, value: str) -> Plan:
        """Make a header field of a plan certain, with the value that a person gives; return the plan.

        `field` is "number", "date", "issuer", "title" or "signer". It stays so when the same bytes are
        added again. Raises PlanchatError for another field, a value that it cannot have, and where
        there is no such plan.
        """
        value = checked(field, value)
        with self._session(_silent) as session:
            entry = session.entries.get(plan)
            if entry is None:
                raise LibraryError("confirm_no_plan", plan=plan)
            changed = confirmed(session.plan(plan), {field: value})
            written = session.store.write(changed, self._embedder)
            self._confirmations.keep(entry.sha256, field, value)
            session.commit([(changed, written)])
        return changed

    def _embed_anew(self, session: Session, progress: Progress) -> dict[str, Notice]:
        """Embed again what another model embedded, all at one commit; return a notice per plan."""
        model = self._embedder.model_id
        stale = [entry for entry in session.entries.values() if entry.model != model]
        written: list[tuple[Plan, Entry]] = []
        notices: dict[str, Notice] = {}
        for entry in stale:
            plan = session.kept_plan(entry)
            if plan is None:
                continue  # not readable any more: only its file can bring it back
            tell = _embedding(progress, Path(plan.file))
            written.append((plan, session.store.write(plan, self._embedder, tell)))
            notices[plan.id] = Notice("library_reembedded", (("old", entry.model), ("new", model)))
        session.commit(written)
        return notices

    def _add_file(
        self,
        session: Session,
        file: Path,
        read: Callable[[Path], Plan],
        version: str | None,
        digests: dict[str, str],
        progress: Progress,
    ) -> Report:
        """Add one file; `digests` has the batch's earlier files by plan id."""
        stem = id_of(file)
        try:
            digest = digest_of(file)
            if digests.setdefault(stem, digest) != digest:
                raise RefusedFile("same_id", file=file.name, plan=stem)
            kept = self._kept(session, stem, digest)
            if kept is not None and kept.version == version:
                plan, current = kept, True
            else:
                progress(file, "reading", 0, 1)
                with recognising(self._scans, _reading(progress, file)):
                    plan = confirmed(read(file), self._confirmations.of(digest))
                progress(file, "reading", 1, 1)
                if plan.sha256 != digest:  # written to between the two readings
                    raise RefusedFile("library_file_changed", file=file.name)
                current = kept is not None and kept.version == plan.version
            self._originals.keep(file, digest)
            if not current:
                written = session.store.write(plan, self._embedder, _embedding(progress, file))
                session.commit([(plan, written)])
        except RefusedFile as error:
            if error.code != "same_id":
                digests.pop(stem, None)  # the name is free for another file
            return refused(file, stem, error)
        forget(self._scans, digest)
        return report_on(plan, file, session.status(plan.id))

    def _kept(self, session: Session, plan: str, digest: str) -> Plan | None:
        """Return the plan as it is in, None unless from these bytes, by this model, and readable."""
        entry = session.entries.get(plan)
        if entry is None or (entry.sha256, entry.model) != (digest, self._embedder.model_id):
            return None
        return session.kept_plan(entry)

    @contextmanager
    def _session(self, progress: Progress) -> Iterator[Session]:
        with self._generations.writing(self._lock_wait, lambda: progress(None, "waiting", 0, 1)) as writer:
            opened = server_session(self._url) if self._url else embedded_session(writer)
            with opened as session:
                yield session
                progress(None, "saving", 0, 1)
            if session.entries != session.served:
                self._originals.forget_all_but({entry.sha256 for entry in session.entries.values()})
        self._views.look_again()


def _embedding(progress: Progress, file: Path) -> Callable[[int, int], None]:
    return lambda done, total: progress(file, "embedding", done, total)


def _reading(progress: Progress, file: Path) -> Callable[[int, int], None]:
    return lambda done, total: progress(file, "reading", done, total)


def _silent(file: Path | None, stage: str, done: int, total: int) -> None:
    """Tell nobody."""
