"""Generations of the embedded library: a writer never touches what a reader has open.

Two processes on one Chroma folder are unsafe, so there is one folder per state of the library:

    library/CURRENT       the name of the generation that is served, replaced atomically
    library/gen-7/        a sealed generation: chroma/, cache/ (derived indexes), BASE, .in-use
    library/staging/      the next one while a writer works on it; BASE names what it grew from
    library/writer.lock   held by the one writer

A reader holds a shared lock on its generation's `.in-use`; a generation that is no longer served
is removed once nobody holds that lock. Whatever moment a writer is killed at, CURRENT names a
complete generation, and the next writer goes on from the staging folder.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ingest.errors import LibraryError

_NAME = re.compile(r"gen-(\d+)")
_ATTEMPTS = 50  # a reader's tries when writers replace the generation under its hands
_POLL = 0.1  # seconds between two tries for the writer's lock

Stamp = tuple[int, int]


class Generation:
    """An opened generation; it stays on disk until it is closed."""

    def __init__(self, folder: Path, in_use: IO[str]) -> None:
        self.folder = folder
        self._in_use = in_use

    @property
    def chroma(self) -> Path:
        """Return the folder of Chroma."""
        return self.folder / "chroma"

    @property
    def cache(self) -> Path:
        """Return the folder for indexes derived from this generation."""
        return self.folder / "cache"

    def close(self) -> None:
        """Give the generation up; a writer may remove it from now on."""
        self._in_use.close()


class Generations:
    """The generations under one `library` folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current = folder / "CURRENT"

    def stamp(self) -> Stamp | None:
        """Return a value that changes whenever another generation is served; None before the first.

        Costs one `stat`.
        """
        try:
            found = self._current.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def served(self) -> str | None:
        """Return the name of the generation that is served, None before the first."""
        try:
            return self._current.read_text("utf-8").strip()
        except FileNotFoundError:
            return None

    def open(self) -> Generation | None:
        """Open the generation that is served; None before the first.

        Raises LibraryError when CURRENT names a generation that is not there.
        """
        name: str | None = None
        for _ in range(_ATTEMPTS):
            name = self.served()
            if name is None:
                return None
            try:
                in_use = (self.folder / name / ".in-use").open("r")
            except FileNotFoundError:
                if name == self.served():
                    break  # not replaced meanwhile: it is really gone
                continue
            # Between reading CURRENT and having the lock, a writer may have replaced and removed it.
            if _try_lock(in_use, fcntl.LOCK_SH) and name == self.served():
                return Generation(self.folder / name, in_use)
            in_use.close()
        raise LibraryError("library_generation_gone", folder=self.folder, name=name or "")

    @property
    def being_written(self) -> bool:
        """Say whether somebody holds the writer's lock."""
        try:
            lock = (self.folder / "writer.lock").open("r")
        except FileNotFoundError:
            return False
        with lock:
            return not _try_lock(lock, fcntl.LOCK_SH)

    @contextmanager
    def writing(self, wait_seconds: float, on_wait: Callable[[], None] | None = None) -> Iterator[Writer]:
        """Be the one writer, waiting up to `wait_seconds` for another one; `on_wait` is told once.

        Raises LibraryError when the other writer is not done by then.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "writer.lock").open("a") as lock:
            deadline = time.monotonic() + wait_seconds
            waited = False
            while not _try_lock(lock, fcntl.LOCK_EX):
                if time.monotonic() >= deadline:
                    raise LibraryError("library_busy", seconds=round(wait_seconds))
                if on_wait is not None and not waited:
                    on_wait()
                waited = True
                time.sleep(_POLL)
            writer = Writer(self)
            writer.recover()
            yield writer

    def serve(self, name: str) -> None:
        """Make CURRENT name a generation, atomically and durably."""
        part = self.folder / "CURRENT.part"
        with part.open("w", encoding="utf-8") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._current)
        directory = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def numbers(self) -> list[int]:
        """Return the numbers of the generations on disk, served or not, in ascending order."""
        found = (_NAME.fullmatch(path.name) for path in self.folder.iterdir() if path.is_dir())
        return sorted(int(match.group(1)) for match in found if match)

    def remove_unused(self) -> None:
        """Remove every generation that is neither served nor open in some process."""
        served = self.served()
        for number in self.numbers():
            folder = self.folder / f"gen-{number}"
            if folder.name == served:
                continue
            with (folder / ".in-use").open("a") as in_use:
                if _try_lock(in_use, fcntl.LOCK_EX):
                    shutil.rmtree(folder)


class Writer:
    """The one writer's hands: the staging folder, from its making to its publication."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._staging = generations.folder / "staging"
        self._base = generations.served() or ""

    def recover(self) -> None:
        """Sort out what a killed writer left: keep the staging that can go on, drop the rest."""
        folder = self._generations.folder
        shutil.rmtree(folder / "staging.part", ignore_errors=True)  # a copy that was not finished
        newest = max([0, *self._generations.numbers()])
        if newest > _number(self._base):
            # Sealed, but its writer was killed before CURRENT named it.
            self._base = f"gen-{newest}"
            self._generations.serve(self._base)
        if self._base and not (folder / self._base).is_dir():
            raise LibraryError("library_generation_gone", folder=folder, name=self._base)
        if self._staging.exists() and (self._staging / "BASE").read_text("utf-8") != self._base:
            self.discard()  # grown from a generation that is not served any more

    @property
    def has_staging(self) -> bool:
        """Say whether there is a staging folder: this run's, or an interrupted one's to go on with."""
        return self._staging.exists()

    @property
    def served_chroma(self) -> Path | None:
        """Return Chroma's folder in the generation that is served, None before the first."""
        return self._generations.folder / self._base / "chroma" if self._base else None

    def stage(self) -> Path:
        """Return Chroma's folder in the staging, which is copied from what is served if need be."""
        if not self._staging.exists():
            part = self._generations.folder / "staging.part"
            part.mkdir()
            if self.served_chroma is not None:
                shutil.copytree(self.served_chroma, part / "chroma")
            (part / ".in-use").touch()
            (part / "BASE").write_text(self._base, "utf-8")
            part.rename(self._staging)
        return self._staging / "chroma"

    def discard(self) -> None:
        """Drop the staging folder."""
        shutil.rmtree(self._staging)

    def publish(self) -> None:
        """Serve the staging folder as the next generation. Its Chroma must be closed."""
        name = f"gen-{max([0, *self._generations.numbers()]) + 1}"
        self._staging.rename(self._generations.folder / name)
        self._generations.serve(name)
        self._base = name
        self._generations.remove_unused()


def _number(name: str) -> int:
    match = _NAME.fullmatch(name)
    return int(match.group(1)) if match else 0


def _try_lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
