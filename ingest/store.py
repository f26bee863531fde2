"""Chroma, the one store: what is kept of a plan, and when it counts as kept.

Three kinds of collections. `planchat-plans` has an entry per plan with the whole plan as JSON: an
entry is the commit, and nothing of a plan is visible before it. `planchat-passages-…`, one per
embedding model, has the passages; `planchat-records` the duties, targets, funding sources and
support measures. Passages and records carry the revision they belong to; only those of a committed
revision count.

A revision is a digest of the plan's content and the model: what an interrupted run left behind is
taken up when the same content comes again, and collected when not.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ingest.chroma import Collections, Row
from ingest.embedding import Embedder
from ingest.errors import LibraryError
from ingest.models import Plan, Span
from ingest.serial import plan_from_json, plan_to_json, to_json

_PREFIX = "planchat-"  # a server may hold other programs' collections
_PLANS = f"{_PREFIX}plans"
_RECORDS = f"{_PREFIX}records"
_PASSAGES = f"{_PREFIX}passages-"

_CHUNK = 32  # passages embedded and written at once: what a killed run loses at most
_RECORD_CHUNK = 1000  # well below Chroma's largest batch, 5,461

RECORD_KINDS = {"duties": "duty", "targets": "target", "funding": "funding", "support": "support"}
"""Fields of `Records` and the name of one record's kind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A committed plan: which revision of it is in, read from which bytes, by which code and model.

    `passages` is the number of passages of that revision, `version` the plan's.
    """

    plan: str
    revision: str
    sha256: str
    version: str
    model: str
    passages: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage near a question: plan id, passage index, cosine."""

    plan: str
    index: int
    cosine: float


def revision_of(plan: Plan, model: str) -> str:
    """Return the revision of a plan's content as embedded by `model`."""
    return hashlib.sha256(f"{model}\n{plan_to_json(plan)}".encode()).hexdigest()[:20]


def embedded_text(plan: Plan, index: int) -> str:
    """Return what is embedded of a passage: its breadcrumb, then its verbatim text."""
    passage = plan.passages[index]
    return f"{passage.breadcrumb}\n{passage.span.of(plan.text)}"


class Store:
    """The plans in one Chroma. Not for two processes on one folder."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    @classmethod
    def in_folder(cls, folder: Path) -> Store:
        """Open the embedded store in `folder`. Raises LibraryError when it cannot be read."""
        return cls(Collections.in_folder(folder))

    @classmethod
    def at_server(cls, url: str) -> Store:
        """Connect to the Chroma server at `url` (http://host:port). Raises LibraryError."""
        return cls(Collections.at_server(url))

    def close(self) -> None:
        """Close the connection; the store is not to be used afterwards."""
        self._collections.close()

    # --- reading -----------------------------------------------------------------------------

    def entries(self) -> dict[str, Entry]:
        """Return the committed plans by id."""
        found = self._collections.get(_PLANS, include=["metadatas"])
        names = [field.name for field in fields(Entry)]
        entries = [Entry(**{name: row[name] for name in names}) for row in found["metadatas"]]
        return {entry.plan: entry for entry in sorted(entries, key=lambda entry: entry.plan)}

    def plans(self, plans: Collection[str]) -> dict[str, Plan]:
        """Return committed plans by revision; what is not there is left out.

        Raises LibraryError for a plan that another version of planchat wrote.
        """
        if not plans:
            return {}
        found = self._collections.get(_PLANS, ids=sorted(plans), include=["metadatas", "documents"])
        rows = zip(found["metadatas"], found["documents"], strict=True)
        return {row["revision"]: plan_from_json(document) for row, document in rows}

    def nearest(
        self, vector: Sequence[float], model: str, revisions: Collection[str] | None, k: int
    ) -> list[Hit]:
        """Return the `k` passages nearest to `vector`, best first, of these revisions or of all."""
        if k <= 0 or (revisions is not None and not revisions):
            return []
        where = None if revisions is None else {"revision": {"$in": sorted(revisions)}}
        found = self._collections.nearest(_passages(model), vector, k, where)
        return [Hit(metadata["plan"], metadata["index"], cosine) for metadata, cosine in found]

    def passage_count(self, model: str) -> int:
        """Return the number of stored passages of `model`, uncommitted ones included."""
        return len(self._collections.get(_passages(model), include=[])["ids"])

    def is_sound(self) -> bool:
        """Say whether every stored vector can be read and is one.

        After a kill in the middle of writing the index's files this is how damage shows.
        """
        import numpy as np

        for name in self._collections.names():
            if not name.startswith(_PASSAGES):
                continue
            found = self._collections.get(name, include=["embeddings"])
            if found["ids"]:
                lengths = np.linalg.norm(np.asarray(found["embeddings"], dtype=np.float64), axis=1)
                if not np.all(np.isfinite(lengths) & (lengths > 0)):
                    return False
        return True

    # --- writing -----------------------------------------------------------------------------

    def write(
        self, plan: Plan, embedder: Embedder, on_progress: Callable[[int, int], None] | None = None
    ) -> Entry:
        """Write a plan's passages and records without committing it; return the entry to commit.

        Passages of the same revision that are already there are kept, and vectors of the same
        text from the plan's other revisions are taken over. `on_progress` gets (done, total).
        """
        model = embedder.model_id
        revision = revision_of(plan, model)
        there = set(self._collections.get(_passages(model), where={"revision": revision}, include=[])["ids"])
        texts = [embedded_text(plan, index) for index in range(len(plan.passages))]
        missing = [index for index in range(len(texts)) if _id(plan.id, revision, index) not in there]
        missing.sort(key=lambda index: len(texts[index]))  # batches of like length embed fastest
        reuse = _Reuse(embedder, self._vectors_of(plan.id, model) if missing else {})
        for start in range(0, len(missing), _CHUNK):
            chunk = missing[start : start + _CHUNK]
            rows = [_passage_row(plan, revision, index, texts[index]) for index in chunk]
            self._collections.put(_passages(model), rows, reuse)
            if on_progress is not None:
                on_progress(len(texts) - len(missing) + start + len(chunk), len(texts))
        self._write_records(plan, revision)
        return Entry(plan.id, revision, plan.sha256, plan.version, model, len(texts))

    def commit(self, plans: Sequence[tuple[Plan, Entry]]) -> None:
        """Make plans visible in the revisions that `write` returned, all in one step.

        Then delete what these plans had before. Raises LibraryError, and commits nothing, when a
        passage is missing.
        """
        before = self.entries()
        for _, entry in plans:
            stored = self._collections.get(
                _passages(entry.model), where={"revision": entry.revision}, include=[]
            )
            if len(stored["ids"]) != entry.passages:
                raise LibraryError("library_incomplete", plan=entry.plan)
        rows = [Row(entry.plan, plan_to_json(plan), asdict(entry)) for plan, entry in plans]
        self._collections.put(_PLANS, rows, _Constant(), long=True)
        for _, entry in plans:
            old = before.get(entry.plan)
            if old is not None and old.revision != entry.revision:
                self._delete_revision(old.model, old.revision)

    def remove(self, entry: Entry) -> None:
        """Take a plan out: first its entry, which hides it, then the rest."""
        self._collections.delete(_PLANS, ids=[entry.plan])
        self._delete_revision(entry.model, entry.revision)

    def collect(self, older_than: float = 0.0) -> None:
        """Delete what no committed plan owns, if written more than `older_than` seconds ago.

        A server is shared: another machine's run may be under way, so its fresh passages stay.
        """
        entries = self.entries().values()
        owned = sorted({entry.revision for entry in entries})
        foreign: dict[str, Any] = {"written": {"$lte": time.time() - older_than}}
        if owned:
            foreign = {"$and": [foreign, {"revision": {"$nin": owned}}]}
        models = {_passages(entry.model) for entry in entries}
        for name in self._collections.names():
            if name == _RECORDS or name in models:
                self._collections.delete(name, where=foreign)
            elif name.startswith(_PREFIX) and name != _PLANS and not older_than:
                self._collections.drop(name)  # of a model that is not in use any more

    def _write_records(self, plan: Plan, revision: str) -> None:
        rows = [
            Row(
                f"{_id(plan.id, revision, number)}:{kind}",
                record.quote.of(plan.text),
                _common(plan, revision, number, record.quote) | {"kind": kind, "json": to_json(record)},
            )
            for name, kind in RECORD_KINDS.items()
            for number, record in enumerate(getattr(plan.records, name))
        ]
        for start in range(0, len(rows), _RECORD_CHUNK):
            self._collections.put(_RECORDS, rows[start : start + _RECORD_CHUNK], _Constant())

    def _vectors_of(self, plan: str, model: str) -> dict[str, list[float]]:
        """Return the vectors of every stored passage of a plan, whatever revision, by text."""
        found = self._collections.get(
            _passages(model), where={"plan": plan}, include=["documents", "embeddings"]
        )
        return dict(zip(found["documents"] or [], found["embeddings"], strict=True)) if found["ids"] else {}

    def _delete_revision(self, model: str, revision: str) -> None:
        for name in (_passages(model), _RECORDS):
            self._collections.delete(name, where={"revision": revision})


class _Constant:
    """LangChain's embeddings for what is never searched by meaning: one number, always the same."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[1.0] for _ in texts]


class _Reuse:
    """LangChain's embeddings that compute only what is not known already."""

    def __init__(self, embedder: Embedder, known: Mapping[str, Sequence[float]]) -> None:
        self._embedder = embedder
        self._known = known

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        new = [text for text in texts if text not in self._known]
        computed = dict(zip(new, self._embedder.embed_passages(new), strict=True)) if new else {}
        return [list(self._known[text]) if text in self._known else computed[text] for text in texts]


def _passages(model: str) -> str:
    """Return the collection of a model's passages; models differ in the length of their vectors."""
    return f"{_PASSAGES}{hashlib.sha256(model.encode()).hexdigest()[:12]}"


def _id(plan: str, revision: str, index: int) -> str:
    return f"{plan}@{revision}#{index}"


def _common(plan: Plan, revision: str, index: int, span: Span) -> dict[str, Any]:
    """Return what passages and records carry alike; `written` is in seconds since 1970."""
    return {
        "plan": plan.id,
        "revision": revision,
        "index": index,
        "start": span.start,
        "end": span.end,
        "written": time.time(),
    }


def _passage_row(plan: Plan, revision: str, index: int, text: str) -> Row:
    passage = plan.passages[index]
    metadata = _common(plan, revision, index, passage.span)
    metadata |= {"text": passage.span.of(plan.text), "section": plan.section_path(passage.section)}
    if passage.page is not None:
        metadata["page"] = passage.page
    return Row(_id(plan.id, revision, index), text, metadata)
