"""What people have confirmed about files, by the digest of their bytes.

It stands beside the library, not in it: a plan that is taken out and added again from the same bytes
keeps what a person has said about it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import LibraryError


class Confirmations:
    """Confirmed header fields in a JSON file: digest → field → value. One writer at a time."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of(self, digest: str) -> Mapping[str, str]:
        """Return the confirmed fields of a file with that SHA-256.

        Raises LibraryError where they cannot be read: forgetting them would be silent.
        """
        return self._all().get(digest, {})

    def keep(self, digest: str, field: str, value: str) -> None:
        """Keep a confirmed field."""
        found = self._all()
        found[digest] = {**found.get(digest, {}), field: value}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
        part.replace(self._file)

    def _all(self) -> dict[str, dict[str, str]]:
        try:
            found: dict[str, dict[str, str]] = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise LibraryError("confirmations_unreadable", file=self._file, reason=str(error)) from error
        return found
