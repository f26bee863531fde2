"""The files the plans were read from, byte for byte, by their digest."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Collection
from pathlib import Path

from ingest.errors import RefusedFile

_BLOCK = 1 << 20  # bytes copied at once
MOST_BYTES = 1 << 30
"""No plan is larger, whatever the settings allow: bigger files are not even looked through."""


class Originals:
    """A folder of files named by the SHA-256 of their bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, digest: str) -> Path | None:
        """Return the file with that digest, None where it is not kept."""
        path = self._folder / digest
        return path if path.is_file() else None

    def keep(self, file: Path, digest: str) -> None:
        """Keep a copy of a file that has that digest.

        Raises RefusedFile when the file has other bytes by now.
        """
        if self.path(digest) is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        found = hashlib.sha256()
        part = self._folder / f"{digest}.part"  # one writer at a time: nobody else writes it
        try:
            with part.open("wb") as copy, file.open("rb") as source:
                while block := source.read(_BLOCK):
                    found.update(block)
                    copy.write(block)
            if found.hexdigest() != digest:
                raise RefusedFile("library_file_changed", file=file.name)
            part.replace(self._folder / digest)
        finally:
            part.unlink(missing_ok=True)

    def forget_all_but(self, digests: Collection[str]) -> None:
        """Remove the files with other digests, and copies that a killed run did not finish."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in digests:
                    path.unlink()


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes (64 hex digits).

    Raises RefusedFile when there is no such file, it is none (a pipe, say, that nobody writes to),
    or it cannot be read.
    """
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise RefusedFile("unsupported", file=file.name)
        if status.st_size > MOST_BYTES:
            size, most = status.st_size >> 20, MOST_BYTES >> 20
            raise RefusedFile("too_big", file=file.name, size=size, limit=most)
        with file.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise RefusedFile("library_file_missing", file=file) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RefusedFile("library_file_unreadable", file=file, reason=reason) from error
