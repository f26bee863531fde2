"""What a user would get in an afternoon: a plain LangChain pipeline, and BM25 alone.

Both cut the plans' text into windows of 1,000 characters with 200 overlap, answer with the top
window, never decline, and know neither abbreviations nor earlier turns. They take the same
question through the same judge as the assistant. Chroma's k = 5 is the pipeline's usual setting,
so its recall@10 is its recall@5; BM25 returns ten.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from app.models import Answer, Citation, Found, Language, Statement
from ingest.models import Plan, Span
from ingest.vietnamese import syllables

if TYPE_CHECKING:
    from ingest.embedding import Embedder

WINDOW = 1000
OVERLAP = 200
DENSE_K = 5
BM25_K = 10
_BM25_K1, _BM25_B = 1.5, 0.75  # bm25s' defaults


@dataclass(frozen=True, slots=True)
class Chunk:
    """A window of a plan's text."""

    plan: Plan
    span: Span

    @property
    def text(self) -> str:
        """Return the verbatim characters."""
        return self.span.of(self.plan.text)


class _Search(Protocol):
    def __call__(self, question: str) -> Sequence[tuple[Chunk, float]]: ...


class TopPassage:
    """A pipeline whose answer is the best passage of one search."""

    def __init__(self, plans: Sequence[Plan], search: _Search) -> None:
        """Answer from `plans` with what `search` ranks first."""
        self._plans = tuple(plans)
        self._search = search

    def plans(self) -> tuple[Plan, ...]:
        """Return the plans that the windows were cut from."""
        return self._plans

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        plans: Sequence[str] = (),
        language: Language | None = None,
    ) -> Answer:
        """Answer with the top window; earlier turns and language are not looked at."""
        start = time.perf_counter()
        ranked = [
            (chunk, score) for chunk, score in self._search(question) if not plans or chunk.plan.id in plans
        ]
        found = tuple(Found(chunk.plan.id, "", score, chunk.text) for chunk, score in ranked)
        statements: tuple[Statement, ...] = ()
        citations: tuple[Citation, ...] = ()
        if ranked:
            best = ranked[0][0]
            header = best.plan.header
            statements = (Statement(best.text, (1,)),)
            citations = (
                Citation(
                    marker=1,
                    plan=best.plan.id,
                    number=header.sure_number,
                    title=header.title.value if header.title else None,
                    section="",
                    heading="",
                    page=best.plan.page_at(best.span.start),
                    quote=best.text,
                    passage=best.text,
                    span=best.span,
                    passage_span=best.span,
                ),
            )
        return Answer(
            question=question,
            answered=bool(ranked),
            kind="general",
            language="vi",
            lead="",
            statements=statements,
            notes=(),
            citations=citations,
            retrieved=found,
            markdown=f"{statements[0].text} [1]" if statements else "",
            seconds=time.perf_counter() - start,
        )


def chunks(plans: Sequence[Plan]) -> tuple[Chunk, ...]:
    """Cut the plans with LangChain's recursive splitter."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=WINDOW, chunk_overlap=OVERLAP, add_start_index=True)
    found: list[Chunk] = []
    for plan in plans:
        for document in splitter.create_documents([plan.text]):
            start = int(document.metadata["start_index"])
            found.append(Chunk(plan, Span(start, start + len(document.page_content))))
    return tuple(found)


def langchain_pipeline(plans: Sequence[Plan], embedder: Embedder) -> TopPassage:
    """Return the plain LangChain pipeline: the assistant's own embedding model, Chroma, k = 5."""
    import chromadb
    from chromadb.config import Settings
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

    class Adapter(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed_passages(texts)

        def embed_query(self, text: str) -> list[float]:
            return embedder.embed_query(text)

    windows = chunks(plans)
    store = Chroma(
        # In-memory clients of one process share their collections: a name of its own each time.
        collection_name=f"plain-{uuid4().hex}",
        embedding_function=Adapter(),
        client=chromadb.EphemeralClient(Settings(anonymized_telemetry=False)),
        collection_metadata={"hnsw:space": "cosine"},
    )
    if windows:
        store.add_texts(
            [window.text for window in windows],
            metadatas=[{"window": position} for position in range(len(windows))],
        )

    def search(question: str) -> list[tuple[Chunk, float]]:
        hits = store.similarity_search_with_score(question, k=DENSE_K)
        return [(windows[int(hit.metadata["window"])], 1 - float(distance)) for hit, distance in hits]

    return TopPassage(plans, search)


def bm25_alone(plans: Sequence[Plan]) -> TopPassage:
    """Return BM25 over the syllables of the same windows."""
    import bm25s

    windows = chunks(plans)
    index = bm25s.BM25(k1=_BM25_K1, b=_BM25_B)
    if windows:
        index.index([syllables(window.text) for window in windows], show_progress=False)

    def search(question: str) -> list[tuple[Chunk, float]]:
        if not windows:
            return []
        scores = index.get_scores(syllables(question))
        best = sorted(range(len(windows)), key=lambda position: -scores[position])[:BM25_K]
        return [(windows[position], float(scores[position])) for position in best if scores[position] > 0]

    return TopPassage(plans, search)
