"""The plans shipped with planchat, by their manifest; the one place where tests say where they lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"


def manifest() -> dict[str, Any]:
    """The manifest's content."""
    return yaml.safe_load((CORPUS / "manifest.yaml").read_text("utf-8"))


PLANS = (CORPUS / manifest()["folder"]).resolve()
PLAN_FILES = tuple(PLANS / entry["file"] for entry in manifest()["files"])
