"""What tests of several folders share: one library of the shipped plans, filled once."""

from __future__ import annotations

import os
from datetime import date

import pytest

# Whatever the developer has set must not decide what the tests see.
for name in [name for name in os.environ if name.startswith("PLANCHAT_")]:
    del os.environ[name]
os.environ["HF_HUB_OFFLINE"] = "1"

TODAY = date(2026, 3, 1)
"""The day of the tests: every plan's period but Lai Châu's is over."""


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A PLANCHAT_HOME with the bundled model and the shipped plans. Tests leave it as it is."""
    from shipped import PLAN_FILES

    from ingest.embedding import BUNDLED, open_embedder
    from ingest.library import Library
    from ingest.reading import READING_VERSION, read_plan

    folder = tmp_path_factory.mktemp("home")
    filled = Library(folder, open_embedder(BUNDLED, folder))
    reports = filled.add(PLAN_FILES, read_plan, version=READING_VERSION)
    filled.close()
    assert [report.status for report in reports] == ["added"] * len(PLAN_FILES)
    return folder


@pytest.fixture(scope="session")
def library(home):
    """The library of the shipped plans. Tests do not write to it."""
    from ingest.embedding import BUNDLED, open_embedder
    from ingest.library import Library

    opened = Library(home, open_embedder(BUNDLED, home))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def assistant(library):
    """The assistant over the shipped plans, on a fixed day."""
    from app.assistant import Assistant

    return Assistant(library, today=TODAY)
