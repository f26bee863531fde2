"""Adding, replacing and removing plans, embedded and at a real Chroma server."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from library_aid import VERSION, TinyEmbedder, long_plan, read_paragraphs, start

from app.catalogue import entries, say
from ingest.chroma import Collections
from ingest.errors import LibraryError, PlanchatError, RefusedFile
from ingest.library import Library
from ingest.models import Plan
from ingest.view import EMPTY

Make = Callable[..., Library]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server of its own on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(
        [
            chroma,
            "run",
            "--path",
            tmp_path_factory.mktemp("server"),
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert process.poll() is None
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.fixture(params=["embedded", "server"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Open libraries on the same plans, as several processes would."""
    url = request.getfixturevalue("server") if request.param == "server" else None
    made: list[Library] = []

    def library(embedder: TinyEmbedder | None = None) -> Library:
        made.append(Library(tmp_path / "home", embedder or TinyEmbedder(), url))
        return made[-1]

    yield library
    for one in made:
        one.close()
    if url:
        collections = Collections.at_server(url)
        for name in collections.names():
            collections.drop(name)
        collections.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two plans, a file that is none, a hidden one and a folder in it."""
    folder = tmp_path / "plans"
    (folder / "con").mkdir(parents=True)
    long_plan(folder, "b", 3)
    long_plan(folder / "con", "a", 4)
    (folder / "c.xyz").write_text("?")
    (folder / ".hidden.txt").write_text("?")
    return folder


def statuses(library: Library, *paths: Path, **named: str) -> dict[str, str]:
    return {report.plan: report.status for report in library.add(paths, read_paragraphs, **named)}


def ids(library: Library) -> list[str]:
    return [plan.id for plan in library.plans()]


def test_an_empty_library_answers(make: Make) -> None:
    library = make()
    assert (library.version, library.plans(), library.all_passages()) == (EMPTY, (), ())
    assert library.dense(library.embed_query("gì"), None, 5) == []
    assert library.plan("x") is None
    assert library.original("x") is None
    assert library.remove("x") is False
    assert library.add([], read_paragraphs) == []


def test_files_and_folders_go_in(make: Make, folder: Path) -> None:
    library = make()
    reports = library.add([folder, folder.parent / "missing.txt"], read_paragraphs)
    assert [(report.plan, report.status) for report in reports] == [
        ("b", "added"),
        ("c", "refused"),
        ("a", "added"),
        ("missing", "refused"),
    ]
    assert [report.reason.code for report in reports if report.reason] == ["not_text", "library_file_missing"]
    first = reports[0]
    assert first.title == "Nhiệm vụ 0 của kế hoạch b, bản một."
    assert (first.number, first.issuer, first.date, first.warnings) == (None, None, None, ())
    assert (first.pages, first.pages_ocr, first.sections, first.passages) == (1, 0, 1, 3)
    assert first.records == {"duty": 0, "target": 0, "funding": 0, "support": 0}
    assert ids(library) == ["a", "b"]
    assert [(plan.id, passage.index) for plan, passage in library.all_passages()] == [
        *(("a", index) for index in range(4)),
        *(("b", index) for index in range(3)),
    ]
    assert library.plan("a") == read_paragraphs(folder / "con" / "a.txt")


def test_a_second_run_does_nothing(make: Make, folder: Path) -> None:
    embedder = TinyEmbedder()
    library = make(embedder)
    library.add([folder], read_paragraphs)
    version, embedded = library.version, len(embedder.embedded)
    assert statuses(library, folder) == {"a": "unchanged", "b": "unchanged", "c": "refused"}
    assert (library.version, len(embedder.embedded)) == (version, embedded)


def test_a_file_that_is_in_is_not_even_read_again(make: Make, folder: Path) -> None:
    library = make()
    library.add([folder], read_paragraphs)

    def unwanted(path: Path) -> Plan:
        raise AssertionError(path)

    (report,) = library.add([folder / "b.txt"], unwanted, version=VERSION)
    assert (report.status, report.passages) == ("unchanged", 3)
    assert statuses(library, folder / "b.txt", version="paragraphs-2") == {"b": "unchanged"}


def test_a_changed_file_replaces_its_plan(make: Make, folder: Path) -> None:
    reader, writer = make(), make()
    writer.add([folder], read_paragraphs)
    before = reader.version
    long_plan(folder, "b", 2, "hai")
    assert statuses(writer, folder / "b.txt") == {"b": "replaced"}
    eventually(lambda: reader.version != before)
    plan = reader.plan("b")
    assert plan is not None
    assert [passage.span.of(plan.text)[-4:] for passage in plan.passages] == ["hai."] * 2
    hits = reader.dense(reader.embed_query("Nhiệm vụ của kế hoạch b, bản hai"), None, 100)
    assert sorted((name, index) for name, index, _ in hits) == [
        *(("a", index) for index in range(4)),
        *(("b", index) for index in range(2)),
    ]


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for a server's news to be looked up again."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_dense_search_is_ranked_and_restricted(make: Make, folder: Path) -> None:
    library = make()
    library.add([folder], read_paragraphs)
    vector = library.embed_query("a › I Nhiệm vụ 2 của kế hoạch a, bản một.")
    hits = library.dense(vector, None, 3)
    assert hits[0][:2] == ("a", 2)
    assert hits[0][2] == pytest.approx(1.0, abs=1e-4)
    assert [cosine for _, _, cosine in hits] == sorted((cosine for _, _, cosine in hits), reverse=True)
    assert {name for name, _, _ in library.dense(vector, ["b"], 10)} == {"b"}
    assert len(library.dense(vector, ["a", "b"], 100)) == 7
    assert library.dense(vector, ["unknown"], 10) == library.dense(vector, [], 10) == []
    assert library.dense(vector, None, 0) == []


def test_a_plan_can_be_removed(make: Make, folder: Path) -> None:
    library = make()
    library.add([folder], read_paragraphs)
    assert library.remove("b")
    assert ids(library) == ["a"]
    assert {name for name, _, _ in library.dense(library.embed_query("nhiệm vụ"), None, 99)} == {"a"}
    assert library.remove("a")
    assert library.version == EMPTY
    assert statuses(library, folder / "b.txt") == {"b": "added"}


def test_two_files_of_one_name(make: Make, folder: Path) -> None:
    library = make()
    twin = folder / "con" / "b.txt"
    shutil.copy(folder / "b.txt", twin)
    reports = library.add([folder / "b.txt", twin], read_paragraphs)
    assert [report.status for report in reports] == ["added", "added"]  # the same bytes: one plan
    assert library.add([twin], read_paragraphs)[0].status == "unchanged"
    long_plan(folder / "con", "b", 9)
    first, second = library.add([folder / "b.txt", twin], read_paragraphs)
    assert (first.status, second.status) == ("unchanged", "refused")
    assert second.reason is not None
    assert second.reason.code == "same_id"
    (folder / "x.xyz").write_text("?")
    long_plan(folder, "x", 2)
    assert [
        report.status for report in library.add([folder / "x.xyz", folder / "x.txt"], read_paragraphs)
    ] == [
        "refused",
        "added",
    ]


def test_the_original_file_is_kept(make: Make, folder: Path) -> None:
    library = make()
    library.add([folder], read_paragraphs)
    original = library.original("b")
    assert original is not None
    data = (folder / "b.txt").read_bytes()
    assert original.read_bytes() == data
    long_plan(folder, "b", 2, "hai")
    library.add([folder], read_paragraphs)
    replaced = library.original("b")
    assert replaced is not None
    assert replaced.read_bytes() != data
    assert len(list(replaced.parent.iterdir())) == 2


def test_a_file_that_changes_while_it_is_read_is_refused(make: Make, folder: Path) -> None:
    def meddling(path: Path) -> Plan:
        path.write_text("khác", "utf-8")
        return read_paragraphs(path)

    library = make()
    (report,) = library.add([folder / "b.txt"], meddling)
    assert report.reason is not None
    assert report.reason.code == "library_file_changed"
    assert ids(library) == []


def test_what_was_completed_before_an_error_is_kept(make: Make, folder: Path) -> None:
    def failing(path: Path) -> Plan:
        if path.stem == "a":
            raise ZeroDivisionError
        return read_paragraphs(path)

    library = make()
    with pytest.raises(ZeroDivisionError):
        library.add([folder / "b.txt", folder / "con" / "a.txt"], failing)
    assert ids(library) == ["b"]
    assert statuses(library, folder) == {"a": "added", "b": "unchanged", "c": "refused"}


def test_progress_is_told(make: Make, folder: Path) -> None:
    told: list[tuple[str | None, str, int, int]] = []
    make().add(
        [long_plan(folder, "b", 40)],
        read_paragraphs,
        on_progress=lambda file, stage, done, total: told.append((file and file.name, stage, done, total)),
    )
    assert told == [
        ("b.txt", "reading", 0, 1),
        ("b.txt", "reading", 1, 1),
        ("b.txt", "embedding", 32, 40),
        ("b.txt", "embedding", 40, 40),
        (None, "saving", 0, 1),
    ]


def test_another_embedding_model(make: Make, folder: Path) -> None:
    library = make()
    library.add([folder], read_paragraphs)
    library.close()
    other = TinyEmbedder("other", 7)
    library = make(other)
    assert ids(library) == ["a", "b"]  # what needs no vectors goes on working
    for query in (lambda: library.dense([0.1] * 7, None, 5), lambda: library.embed_query("x")):
        with pytest.raises(LibraryError) as raised:
            query()
        assert raised.value.code == "library_other_model"
        assert "planchat ingest" in say("error.library_other_model", "en", **raised.value.params)

    reports = {report.plan: report for report in library.add([folder / "b.txt"], read_paragraphs)}
    assert {name: report.status for name, report in reports.items()} == {"a": "replaced", "b": "replaced"}
    for report in reports.values():
        (warning,) = report.warnings
        assert warning.code == "library_reembedded"
        assert dict(warning.params) == {"old": "tiny", "new": "other"}
    assert len(library.dense(library.embed_query("nhiệm vụ"), None, 100)) == 7
    assert statuses(library, folder / "b.txt") == {"b": "unchanged"}


def test_derived_indexes_have_a_place_per_state(make: Make, folder: Path) -> None:
    library = make()
    library.add([folder / "b.txt"], read_paragraphs)
    cache = library.cache_dir
    (cache / "index").write_text("x")
    assert library.cache_dir == cache
    library.add([folder], read_paragraphs)
    assert library.cache_dir != cache
    assert not any(library.cache_dir.iterdir())


def test_a_view_stays_as_it_is(make: Make, folder: Path) -> None:
    library = make()
    library.add([folder / "b.txt"], read_paragraphs)
    with library.view() as view:
        library.add([folder], read_paragraphs)
        assert [plan.id for plan in view.plans()] == ["b"]
        assert view.plan("a") is None
        assert {name for name, _, _ in view.dense(library.embed_query("nhiệm vụ"), None, 99)} == {"b"}
        assert ids(library) == ["a", "b"]


def test_an_interrupted_run_is_completed_by_any_later_one(tmp_path: Path, folder: Path) -> None:
    """What a killed run had completed is served after the next run, whatever that one adds."""
    home = tmp_path / "home"
    child = start(
        "add", home, tmp_path / "log", folder / "b.txt", long_plan(folder, "z", 99), "--pause-after", 2
    )
    assert child.stdout is not None
    assert any(line == "paused\n" for line in child.stdout)  # b is complete, z is not
    child.kill()
    child.wait()
    embedder = TinyEmbedder(log=tmp_path / "log")
    library = Library(home, embedder)
    assert ids(library) == []
    assert statuses(library, folder / "con" / "a.txt") == {"a": "added"}
    assert ids(library) == ["a", "b"]
    library.close()


def test_a_plan_that_another_version_wrote_is_read_again(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path / "home", TinyEmbedder())
    with monkeypatch.context() as older:
        older.setattr("ingest.store.plan_to_json", lambda plan: '{"id": "b"}')
        library.add([folder / "b.txt"], read_paragraphs)
    with pytest.raises(LibraryError) as raised:
        library.plans()
    assert raised.value.code == "library_outdated"
    (report,) = library.add([folder / "b.txt"], read_paragraphs, version=VERSION)
    assert report.status == "replaced"
    assert ids(library) == ["b"]


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    monkeypatch.setattr("os.scandir", denied)
    (report,) = Library(tmp_path / "home", TinyEmbedder()).add([tmp_path / "plans"], read_paragraphs)
    assert report.reason is not None
    assert report.reason.code == "library_file_unreadable"


def denied(path: object) -> None:
    raise PermissionError(13, "Permission denied", str(path))


def test_a_generation_that_was_deleted_by_hand_is_missed(tmp_path: Path, folder: Path) -> None:
    library = Library(tmp_path / "home", TinyEmbedder())
    library.add([folder], read_paragraphs)
    library.close()
    shutil.rmtree(tmp_path / "home" / "library" / "gen-1")
    for use in (library.plans, lambda: library.add([folder], read_paragraphs)):
        with pytest.raises(LibraryError) as raised:
            use()
        assert raised.value.code == "library_generation_gone"


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://127.0.0.1:1", "library_unreachable"), ("127.0.0.1:8000", "library_url_invalid")],
)
def test_a_server_that_is_not_there(tmp_path: Path, url: str, code: str) -> None:
    with pytest.raises(LibraryError) as raised:
        Library(tmp_path, TinyEmbedder(), url).plans()
    assert raised.value.code == code
    assert url in say(f"error.{code}", "vi", **raised.value.params)


def test_a_refusal_has_a_sentence() -> None:
    for error in (
        RefusedFile("same_id", file="b.txt", plan="b"),
        RefusedFile("library_file_missing", file="x"),
    ):
        assert isinstance(error, PlanchatError)
        assert say(f"error.{error.code}", "vi", **error.params)


def test_every_error_raised_here_has_a_sentence() -> None:
    sources = Path(__file__).parents[2] / "ingest"
    names = (
        "bundled chroma embedding generations library originals packed report serial session store view views"
    )
    for name in names.split():
        source = (sources / f"{name}.py").read_text("utf-8")
        for code in re.findall(r'(?:LibraryError|ModelError|RefusedFile)\(\s*"(\w+)"', source):
            assert f"error.{code}" in entries()
        for code in re.findall(r'Notice\(\s*"(\w+)"', source):
            assert f"notice.{code}" in entries()
