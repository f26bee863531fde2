"""The real assistant over a small library of invented plans, with quick embeddings, for tests of the tabs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from library_aid import TinyEmbedder

from app.assistant import Assistant
from app.settings import ROOT
from ingest.library import Library
from ingest.reading import READING_VERSION, read_plan

INVENTED = ROOT / "tests" / "ingest" / "plans"
UNCERTAIN = "son-giang-2025"


def assistant_over(home: Path, files: Iterable[Path] = ()) -> Assistant:
    """The assistant over a library in `home` that holds these files."""
    library = Library(home, TinyEmbedder())
    if paths := list(files):
        assert {one.status for one in library.add(paths, read_plan, version=READING_VERSION)} == {"added"}
    return Assistant(library)


def invented(*names: str) -> list[Path]:
    return [INVENTED / f"{name}.txt" for name in names]
