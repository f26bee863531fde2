"""What is kept of a plan, and that it counts completely or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from library_aid import TinyEmbedder, long_plan, read_paragraphs
from pydantic_core import PydanticSerializationError

from ingest.chroma import Collections
from ingest.errors import LibraryError
from ingest.models import (
    Field,
    Funding,
    Header,
    Notice,
    Period,
    Plan,
    Records,
    Span,
    Support,
    Table,
    Target,
)
from ingest.serial import plan_from_json, plan_to_json
from ingest.store import Store, embedded_text

EMBEDDER = TinyEmbedder()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.in_folder(tmp_path / "chroma")
    yield store
    store.close()


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """A plan with everything a plan can have."""
    path = tmp_path / "đủ thứ.txt"
    path.write_text(
        "Kế hoạch “phát triển” <b>&amp;</b>\n\tSở Tài chính chủ trì\u00a0việc này…\n\nHết {0} %s \\n 😀./.",
        "utf-8",
    )
    plan = read_paragraphs(path)
    quote = plan.passages[1].span
    header = Header(
        Field("1/KH", Span(0, 3)), issued=date(2024, 2, 29), period=Period(None, 2030, quote), basis=(quote,)
    )
    records = replace(
        plan.records,
        targets=(Target("HTX", "trên", 14.5, None, "%", "share", 2025, None, 0, 1, quote),),
        funding=(Funding(("state", "credit"), "ngân sách", None, ("1804/QĐ-TTg",), 0, 1, quote),),
        support=(Support(("credit",), "vốn", ("HTX",), (), None, "Quỹ", 0, 1, quote),),
    )
    notices = (Notice("empty_page", (("page", "3"),)),)
    table = Table(0, None, ("TT", "Nội dung"), ("order", "task"))
    return replace(plan, header=header, records=records, notices=notices, tables=(table,), empty_pages=(3,))


def put(store: Store, plan: Plan, embedder: TinyEmbedder = EMBEDDER) -> None:
    store.commit([(plan, store.write(plan, embedder))])


def found(store: Store, revisions: list[str] | None = None, k: int = 1000) -> set[tuple[str, int]]:
    hits = store.nearest(EMBEDDER.embed_query("nhiệm vụ"), "tiny", revisions, k)
    return {(hit.plan, hit.index) for hit in hits}


def test_a_plan_survives_json(plan: Plan) -> None:
    assert plan_from_json(plan_to_json(plan)) == plan


@pytest.mark.parametrize("text", ["{}", "", '{"id": "x", "text": 3}'])
def test_json_of_another_version_is_named_as_such(text: str) -> None:
    with pytest.raises(LibraryError) as raised:
        plan_from_json(text)
    assert raised.value.code == "library_outdated"


def test_a_plan_of_wrong_types_is_not_written(plan: Plan) -> None:
    wrong: Any = "not a tuple"
    with pytest.raises(PydanticSerializationError):
        plan_to_json(replace(plan, passages=wrong))


def test_a_plan_survives_the_store(store: Store, plan: Plan) -> None:
    put(store, plan)
    (entry,) = store.entries().values()
    assert (entry.plan, entry.sha256, entry.passages, entry.model) == (plan.id, plan.sha256, 3, "tiny")
    assert store.plans([plan.id]) == {entry.revision: plan}


def test_passages_and_records_stand_in_chroma_verbatim(store: Store, plan: Plan, tmp_path: Path) -> None:
    put(store, plan)
    collections = Collections.in_folder(tmp_path / "chroma")
    (name,) = (name for name in collections.names() if "passages" in name)
    rows = collections.get(name, include=["documents", "metadatas"])
    for document, metadata in zip(rows["documents"], rows["metadatas"], strict=True):
        span = Span(metadata["start"], metadata["end"])
        assert metadata["text"] == span.of(plan.text)
        assert document == embedded_text(plan, metadata["index"]) == f"đủ thứ › I\n{metadata['text']}"
        assert (metadata["plan"], metadata["section"], metadata["page"]) == ("đủ thứ", "I", 1)
    rows = collections.get("planchat-records")
    assert sorted(row["kind"] for row in rows["metadatas"]) == ["duty", "funding", "support", "target"]
    for document, metadata in zip(rows["documents"], rows["metadatas"], strict=True):
        assert document == plan.passages[1].span.of(plan.text)
        assert json.loads(metadata["json"])["quote"]["start"] == metadata["start"]
    collections.close()


def test_what_is_not_committed_does_not_count(store: Store, plan: Plan) -> None:
    entry = store.write(plan, EMBEDDER)
    assert store.entries() == {}
    assert found(store, []) == set()
    store.commit([(plan, entry)])
    assert found(store, [entry.revision]) == {(plan.id, 0), (plan.id, 1), (plan.id, 2)}


def test_an_incomplete_plan_cannot_be_committed(store: Store, plan: Plan) -> None:
    entry = store.write(plan, EMBEDDER)
    with pytest.raises(LibraryError) as raised:
        store.commit([(plan, replace(entry, passages=4))])
    assert raised.value.code == "library_incomplete"
    assert store.entries() == {}


def test_a_replaced_plan_leaves_nothing_behind(store: Store, plan: Plan) -> None:
    put(store, plan)
    put(store, replace(plan, passages=plan.passages[:2], records=Records()))
    (entry,) = store.entries().values()
    assert found(store) == found(store, [entry.revision]) == {(plan.id, 0), (plan.id, 1)}
    assert store.passage_count("tiny") == 2


def test_only_new_text_is_embedded(store: Store, tmp_path: Path) -> None:
    embedder = TinyEmbedder()
    plan = read_paragraphs(long_plan(tmp_path, "a", 50))
    put(store, plan, embedder)
    assert len(embedder.embedded) == 50
    put(store, replace(plan, repaired=1), embedder)  # another revision with the same passages
    assert len(embedder.embedded) == 50
    changed = tmp_path / "a.txt"
    changed.write_text(changed.read_text("utf-8").replace("Nhiệm vụ 7 ", "Việc 7 "), "utf-8")
    put(store, read_paragraphs(changed), embedder)
    assert embedder.embedded[50:] == ["a › I\nViệc 7 của kế hoạch a, bản một."]


def test_leftovers_are_collected_unless_they_are_fresh(store: Store, plan: Plan, tmp_path: Path) -> None:
    put(store, plan)
    store.write(read_paragraphs(long_plan(tmp_path, "a", 5)), EMBEDDER)  # never committed
    store.write(read_paragraphs(long_plan(tmp_path, "a", 5)), TinyEmbedder("other", 7))
    store.collect(older_than=3600)
    assert store.passage_count("tiny") == 8
    store.collect()
    assert (store.passage_count("tiny"), store.passage_count("other")) == (3, 0)
    assert store.entries().keys() == {plan.id}


def test_a_removed_plan_is_gone(store: Store, plan: Plan) -> None:
    put(store, plan)
    store.remove(store.entries()[plan.id])
    assert store.entries() == {}
    assert found(store) == set()


def test_a_search_in_few_plans_of_many_misses_nothing(store: Store, tmp_path: Path) -> None:
    """Approximate search with a strict filter is where such indexes return too little."""
    for number in range(30):
        put(store, read_paragraphs(long_plan(tmp_path, f"p{number}", 40)))
    entries = store.entries()
    for name in ("p0", "p13", "p29"):
        assert found(store, [entries[name].revision], 40) == {(name, index) for index in range(40)}
    query = EMBEDDER.embed_query("Nhiệm vụ 7 của kế hoạch p3, bản một.")
    hits = store.nearest(query, "tiny", None, 10)
    assert [hit.cosine for hit in hits] == sorted((hit.cosine for hit in hits), reverse=True)
    assert hits[0].cosine > 0.9
    assert store.is_sound()


def test_a_damaged_store_says_so(tmp_path: Path, plan: Plan) -> None:
    folder = tmp_path / "damaged"
    store = Store.in_folder(folder)
    put(store, plan)
    store.close()
    (folder / "chroma.sqlite3").write_bytes(b"not a database" * 1000)
    with pytest.raises(LibraryError) as raised:
        Store.in_folder(folder).entries()
    assert raised.value.code == "library_damaged"
