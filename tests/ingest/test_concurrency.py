"""Several processes on one library, and processes that are killed."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from library_aid import VERSION, TinyEmbedder, long_plan, read_paragraphs, start

from ingest.errors import LibraryError
from ingest.generations import Generations
from ingest.library import Library

PARAGRAPHS = 200
CHUNK = 32  # passages a run writes at once; what a killed run may have to embed again


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library that serves one plan, first edition."""
    home = tmp_path / "home"
    Library(home, TinyEmbedder()).add([long_plan(tmp_path, "cu", 20)], read_paragraphs)
    return home


def editions(home: Path) -> dict[str, str]:
    """Return which edition of each plan is served, checking that it is one and complete."""
    found: dict[str, set[str]] = {}
    library = Library(home, TinyEmbedder())
    for plan, passage in library.all_passages():
        found.setdefault(plan.id, set()).add(passage.span.of(plan.text).rsplit("bản ", 1)[1])
    with library.view() as view:
        total = len(view.all_passages())
        assert len(view.dense(TinyEmbedder().embed_query("nhiệm vụ"), None, 10_000)) == total
    library.close()
    assert all(len(names) == 1 for names in found.values())
    return {plan: names.pop() for plan, names in found.items()}


def logged(log: Path) -> list[str]:
    return log.read_text("utf-8").splitlines() if log.exists() else []


def test_killed_while_embedding_serves_the_old_state_and_goes_on(home: Path, tmp_path: Path) -> None:
    new, log = long_plan(tmp_path, "moi", PARAGRAPHS), tmp_path / "log"
    child = start("add", home, log, new, "--pause-after", 3)
    assert child.stdout is not None
    assert any(line == "paused\n" for line in child.stdout)
    child.kill()
    assert child.wait() == -signal.SIGKILL
    before = len(logged(log))
    assert before == 3 * CHUNK
    assert editions(home) == {"cu": "một."}

    library = Library(home, TinyEmbedder(log=log))
    (report,) = library.add([new], read_paragraphs)
    assert (report.status, report.passages) == ("added", PARAGRAPHS)
    assert editions(home) == {"cu": "một.", "moi": "một."}
    assert len(logged(log)) == len(set(logged(log))) == PARAGRAPHS  # nothing was embedded twice


def test_killed_again_and_again_at_any_moment(home: Path, tmp_path: Path) -> None:
    new, log = long_plan(tmp_path, "moi", PARAGRAPHS), tmp_path / "log"
    kills = 3
    for kill in range(kills):
        child = start("add", home, log, new)
        assert child.stdout is not None
        for line in child.stdout:
            stage, done, *_ = line.split()
            if stage == "embedding" and int(done) >= (kill + 1) * 2 * CHUNK:
                break
        child.kill()  # while the next chunk is embedded or written, or just after the end
        child.wait()
        assert editions(home).get("cu") == "một."
    Library(home, TinyEmbedder(log=log)).add([new], read_paragraphs)
    assert editions(home) == {"cu": "một.", "moi": "một."}
    assert len(logged(log)) <= PARAGRAPHS + kills * 2 * CHUNK


@pytest.mark.parametrize(
    "moment",
    [
        "after:copytree",
        "after:stage",
        "before:commit",
        "before:_delete_revision",
        "before:collect",
        "before:publish",
        "before:serve",
        "before:remove_unused",
    ],
)
def test_killed_at_each_step_of_a_replacement(home: Path, tmp_path: Path, moment: str) -> None:
    changed, log = long_plan(tmp_path, "cu", 40, "hai"), tmp_path / "log"
    child = start("add", home, log, changed, "--die-at", moment)
    assert child.wait() == -signal.SIGKILL, child.stderr and child.stderr.read()
    served = "hai." if moment == "before:remove_unused" else "một."
    assert editions(home) == {"cu": served}

    library = Library(home, TinyEmbedder(log=log))
    library.add([changed], read_paragraphs)
    library.close()
    assert editions(home) == {"cu": "hai."}
    assert len(logged(log)) == 40  # what the killed run had embedded was not embedded again
    library.add([long_plan(tmp_path, "khac", 3)], read_paragraphs)
    names = sorted(path.name for path in (home / "library").iterdir())
    generation = (home / "library" / "CURRENT").read_text().strip()
    assert names == ["CURRENT", generation, "originals", "writer.lock"]  # and nothing is left about


def test_a_reader_sees_the_old_plan_or_the_new_one(home: Path, tmp_path: Path) -> None:
    watcher = start("watch", home)
    assert watcher.stdout is not None
    assert watcher.stdin is not None
    looks = [json.loads(watcher.stdout.readline())]  # it is looking
    writer = start("add", home, tmp_path / "log", long_plan(tmp_path, "cu", 30, "hai"))
    output, errors = writer.communicate()
    assert writer.returncode == 0, errors
    ended = float(output.splitlines()[-1].split()[1])
    while looks[-1]["began"] <= ended:
        looks.append(json.loads(watcher.stdout.readline()))
    watcher.stdin.close()
    looks += [json.loads(line) for line in watcher.stdout]
    assert watcher.wait() == 0

    seen = {(look["hits"], *look["editions"]) for look in looks}
    assert seen == {(20, "một."), (30, "hai.")}  # never a mixture, never fewer
    assert all(look["editions"] == ["hai."] for look in looks if look["began"] > ended)


def test_two_writers_both_succeed(home: Path, tmp_path: Path) -> None:
    writers = [
        start("add", home, tmp_path / f"log-{name}", long_plan(tmp_path, name, 100)) for name in ("a", "b")
    ]
    for writer in writers:
        _, errors = writer.communicate()
        assert writer.returncode == 0, errors
    assert editions(home) == {"a": "một.", "b": "một.", "cu": "một."}


def test_a_second_writer_waits_only_so_long(home: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    library = Library(home, TinyEmbedder(), lock_wait=0.2)
    with Generations(home / "library").writing(0.0), pytest.raises(LibraryError) as raised:
        library.add(
            [long_plan(tmp_path, "b", 3)],
            read_paragraphs,
            on_progress=lambda file, stage, done, total: stages.append(stage),
        )
    assert raised.value.code == "library_busy"
    assert stages == ["waiting"]
    library.add([long_plan(tmp_path, "b", 3)], read_paragraphs)  # the lock is free again


def test_a_generation_in_use_stays_until_it_is_given_up(home: Path, tmp_path: Path) -> None:
    reader = Library(home, TinyEmbedder())
    writer = Library(home, TinyEmbedder())
    with reader.view() as view:
        writer.add([long_plan(tmp_path, "b", 3)], read_paragraphs)
        assert (home / "library" / "gen-1").exists()
        assert [plan.id for plan in view.plans()] == ["cu"]
        assert len(view.dense(TinyEmbedder().embed_query("nhiệm vụ"), None, 100)) == 20
        assert [plan.id for plan in reader.plans()] == ["b", "cu"]
    writer.add([long_plan(tmp_path, "c", 3)], read_paragraphs, version=VERSION)
    assert not (home / "library" / "gen-1").exists()
