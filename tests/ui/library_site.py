"""The real assistant over a small library of invented plans, with quick embeddings, for tests of the tabs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from library_aid import TinyEmbedder

from app.assistant import Assistant
from app.settings import ROOT
from ingest.library import Library
from ingest.reading import READING_VERSION, read_plan

INVENTED = ROOT / "tests" / "ingest" / "plans"
UNCERTAIN = "son-giang-2025"


def assistant_over(home: Path, files: Iterable[Path] = ()) -> Assistant:
    """The assistant over a library in `home` that holds these files; what was filled before is copied."""
    if paths := tuple(files):
        shutil.copytree(_filled(paths).name, home, dirs_exist_ok=True)
    return Assistant(Library(home, TinyEmbedder()))


@cache
def _filled(files: tuple[Path, ...]) -> TemporaryDirectory[str]:
    home = TemporaryDirectory()
    library = Library(Path(home.name), TinyEmbedder())
    assert {one.status for one in library.add(files, read_plan, version=READING_VERSION)} == {"added"}
    library.close()
    return home


def invented(*names: str) -> list[Path]:
    return [INVENTED / f"{name}.txt" for name in names]
