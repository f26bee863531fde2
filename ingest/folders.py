"""Which files of a folder are plans: those that a person who names the folder means."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

# What lies beside plans in a folder and is none: manifests, notes, data. Named by itself it is tried.
_BESIDE_PLANS = frozenset({".csv", ".json", ".jsonl", ".md", ".py", ".sha256", ".toml", ".yaml", ".yml"})


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Return the files in the order given, folders as their files, sorted.

    Of a folder, hidden files and those that are never plans are skipped.
    A folder that cannot be listed stands for itself, and is refused like a file.
    """
    files: list[Path] = []

    def unreadable(error: OSError) -> None:
        files.append(Path(error.filename))

    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path, onerror=unreadable):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                files += [Path(folder, name) for name in sorted(names) if _may_be_plan(name)]
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def _may_be_plan(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() not in _BESIDE_PLANS
