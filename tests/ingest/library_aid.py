"""What the tests of the library share: a simple reader, a tiny embedder, processes to kill.

Run as a program it is one of those processes:

    library_aid.py add HOME LOG PATH… [--pause-after N | --die-at POINT]
    library_aid.py watch HOME
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.errors import RefusedFile
from ingest.library import Library
from ingest.models import (
    Duty,
    Field,
    Header,
    PageStart,
    Passage,
    Plan,
    Records,
    Section,
    Span,
    Unit,
)
from ingest.vietnamese import nfc, syllables

VERSION = "paragraphs-1"


def read_paragraphs(path: Path) -> Plan:
    """Read a text file as a plan: a passage per line, a duty for each line that says "chủ trì"."""
    data = path.read_bytes()
    if path.suffix != ".txt":
        raise RefusedFile("not_text", file=path.name)
    text = nfc(data.decode())
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    section = Section(0, "roman", "I", "Nội dung", "I", None, Span(0, len(text)), Span(0, 1))
    duties = tuple(
        Duty("Sở", "Sở", False, "lead", span.of(text), ("Hội",), "2025", None, None, 0, index, span)
        for index, span in enumerate(spans)
        if "chủ trì" in span.of(text)
    )
    return Plan(
        id=path.stem,
        file=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        header=Header(title=Field(spans[0].of(text), spans[0])),
        sections=(section,),
        units=tuple(Unit(index, "paragraph", 0, span) for index, span in enumerate(spans)),
        tables=(),
        passages=tuple(
            Passage(index, 0, span, (index,), f"{path.stem} › I", 1) for index, span in enumerate(spans)
        ),
        records=Records(duties=duties),
        pages=(PageStart(1, 0),),
        page_count=1,
        version=VERSION,
    )


class TinyEmbedder:
    """Counts syllables into a few numbers: deterministic, and like texts are near each other."""

    def __init__(self, name: str = "tiny", size: int = 24, log: Path | None = None) -> None:
        self.model_id = name
        self.size = size
        self.embedded: list[str] = []
        self.log = log

    def embed_query(self, text: str) -> list[float]:
        vector = [0.01] * self.size
        for syllable in syllables(text):
            vector[hashlib.md5(syllable.encode()).digest()[0] % self.size] += 1.0
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector]

    def embed_passages(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> list[list[float]]:
        self.embedded += texts
        if self.log is not None:
            with self.log.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(text, ensure_ascii=False) + "\n" for text in texts)
        return [self.embed_query(text) for text in texts]


def long_plan(folder: Path, name: str, paragraphs: int, edition: str = "một") -> Path:
    """Write a plan of that many different paragraphs, each naming the edition."""
    path = folder / f"{name}.txt"
    lines = [f"Nhiệm vụ {number} của kế hoạch {name}, bản {edition}." for number in range(paragraphs)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def start(*arguments: object) -> subprocess.Popen[str]:
    """Start this file as a program."""
    return subprocess.Popen(
        [sys.executable, __file__, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(point: str) -> None:
    """Arrange to be killed at a moment: before or after a function of the library ran."""
    import ingest.generations as generations
    import ingest.store as store

    moment, _, name = point.partition(":")
    owner = next(
        found
        for found in (generations.Writer, generations.Generations, store.Store, generations.shutil)
        if hasattr(found, name)
    )
    original = getattr(owner, name)

    def killed(*arguments: object, **named: object) -> object:
        if moment == "before":
            _die()
        result = original(*arguments, **named)
        _die()
        return result

    setattr(owner, name, killed)


def _add(options: argparse.Namespace) -> None:
    embedder = TinyEmbedder(log=options.log)
    if options.die_at:
        _die_at(options.die_at)
    library = Library(options.home, embedder)
    chunks = 0

    def tell(file: Path | None, stage: str, done: int, total: int) -> None:
        nonlocal chunks
        print(stage, done, total, flush=True)
        chunks += stage == "embedding"
        if options.pause_after and chunks == options.pause_after:
            print("paused", flush=True)
            sys.stdin.read()

    reports = library.add(options.paths, read_paragraphs, version=VERSION, on_progress=tell)
    print("done", time.monotonic(), *(report.status for report in reports), flush=True)


def _watch(options: argparse.Namespace) -> None:
    """Look at the library until a line comes in; print what was seen, a JSON object per look."""
    import select

    library = Library(options.home, TinyEmbedder())
    while not select.select([sys.stdin], [], [], 0.005)[0]:
        began = time.monotonic()
        with library.view() as view:
            hits = view.dense(TinyEmbedder().embed_query("nhiệm vụ của kế hoạch"), None, 50)
            editions = set()
            for plan_id, index, _ in hits:
                plan = view.plan(plan_id)
                assert plan is not None
                editions.add(plan.passages[index].span.of(plan.text).rsplit("bản ", 1)[1])
            seen = {"began": began, "hits": len(hits), "editions": sorted(editions), "version": view.version}
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add")
    add.add_argument("home", type=Path)
    add.add_argument("log", type=Path)
    add.add_argument("paths", type=Path, nargs="+")
    add.add_argument("--pause-after", type=int, default=0)
    add.add_argument("--die-at", default="")
    add.set_defaults(run=_add)
    watch = commands.add_parser("watch")
    watch.add_argument("home", type=Path)
    watch.set_defaults(run=_watch)
    chosen = parser.parse_args()
    chosen.run(chosen)
