"""Files on their way into the library: received one by one, then taken in as one job with real stages."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import shutil
import threading
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.ui.protocol import Library
from ingest.errors import PlanchatError, RefusedFile
from ingest.models import Plan
from ingest.names import id_of
from ingest.originals import digest_of
from ingest.readers import Limits
from ingest.readers.archive import Member, unpacked
from ingest.report import Report, refused
from ingest.vietnamese import nfc

_LOG = logging.getLogger(__name__)

KEPT = 24 * 3600.0
"""Seconds for which a received file, or one taken out that may come back, waits to be taken in."""
_JOBS_KEPT = 20
_NAME_BYTES = 200  # file systems take 255, and the library's own names need some
_MIB = 1 << 20
_TOKEN = re.compile(r"[\w-]{22}", re.ASCII)

Stage = Literal["waiting", "reading", "embedding", "read", "saving", "done"]


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that lies ready under the name it came with."""

    token: str
    path: Path
    digest: str

    @property
    def plan(self) -> str:
        """Return the id of the plan it would be."""
        return id_of(self.path)


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came, or one of an archive: how it is called, and where it waits or why it cannot."""

    name: str
    staged: Staged | None = None
    error: RefusedFile | None = None


@dataclass
class Progress:
    """How far one file of a job is; `report` or `failure` once that is known.

    `done` and `total` count what the stage counts (passages when embedding); total 0: not countable.
    A file that is "read" waits for the others, since all are saved together.
    """

    staged: Staged
    stage: Stage = "waiting"
    done: int = 0
    total: int = 0
    report: Report | None = None
    failure: PlanchatError | None = None


@dataclass
class Job:
    """Files that are taken in together, in the order given."""

    id: str
    files: tuple[Progress, ...]
    finished: bool = False

    def tell(self, file: Path | None, stage: str, done: int, total: int) -> None:
        """Note progress as the library tells it; a stage without file is that of all."""
        known: dict[str, Stage] = {"reading": "reading", "embedding": "embedding", "saving": "saving"}
        if stage == "reading" and done >= total:
            stage, total = "embedding", 0  # the first passages are counted only when they are done
        for one in self.files:
            if one.report is not None:
                continue
            if file in (None, one.staged.path):
                one.stage, one.done = known.get(stage, "waiting"), done
                one.total = total if total > 1 else 0
            elif one.stage in ("reading", "embedding"):
                one.stage = "read"

    def end(self) -> None:
        """Say that nothing more will happen."""
        for one in self.files:
            one.stage = "done"
        self.finished = True


class Uploads:
    """The files of one home that wait, and the jobs that take them in. Safe for several threads."""

    def __init__(self, folder: Path, read: Callable[[Path], Plan], version: str, limits: Limits) -> None:
        """Keep waiting files under `folder`; the others are what `Library.add` takes."""
        self.folder = folder
        self._read = read
        self._version = version
        self._limits = limits
        self._staged: dict[str, Staged] = {}
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    # --- files -------------------------------------------------------------------------------

    async def receive(self, name: str, chunks: AsyncIterator[bytes]) -> Staged:
        """Keep a file that comes in pieces; one that breaks off leaves nothing behind.

        Raises RefusedFile for a name that is none and for a file above the limit.
        """
        name = file_name(name)
        token, folder = self._new()
        digest, size = hashlib.sha256(), 0
        try:
            with (folder / name).open("wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > self._limits.max_bytes:
                        limit = self._limits.max_bytes // _MIB
                        raise RefusedFile("too_big", file=name, size=f"> {limit}", limit=limit)
                    digest.update(chunk)
                    file.write(chunk)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self._keep(token, folder / name, digest.hexdigest())

    def opened(self, staged: Staged) -> list[Received]:
        """Return the file, or for an archive its files, each of which then waits by itself.

        So each is asked about, shown and reported as if it had come alone. Raises RefusedFile for an
        archive that cannot be unpacked.
        """
        with unpacked(staged.path, self._limits) as members:
            if [member.path for member in members] == [staged.path]:
                [alone] = members
                if alone.error is None:
                    return [Received(staged.path.name, staged)]
                self.drop(staged.token)
                raise alone.error
            received = [
                Received(f"{member.shown.relative_to(staged.path.parent)}", *self._of_archive(member))
                for member in members
            ]
        self.drop(staged.token)
        return received

    def _of_archive(self, member: Member) -> tuple[Staged | None, RefusedFile | None]:
        if member.error is not None:
            return None, member.error
        return self.keep_copy(member.path, member.path.name, digest_of(member.path)), None

    def keep_copy(self, original: Path, name: str, digest: str) -> Staged:
        """Keep a copy of a plan's file, so that what is taken out can be taken in again."""
        token, folder = self._new()
        shutil.copyfile(original, folder / name)
        return self._keep(token, folder / name, digest)

    def staged(self, token: str) -> Staged | None:
        """Return a file that waits, None where there is none of that token any more.

        A file that came before the server was restarted is found by its folder.
        """
        if (found := self._staged.get(token)) or not _TOKEN.fullmatch(token):
            return found
        files = [one for one in (self.folder / token).glob("*") if not one.name.startswith(".")]
        return self._keep(token, files[0], digest_of(files[0])) if len(files) == 1 else None

    def drop(self, token: str) -> None:
        """Forget a file that waits."""
        with self._lock:
            staged = self._staged.pop(token, None)
        if staged is not None:
            shutil.rmtree(staged.path.parent, ignore_errors=True)

    def _new(self) -> tuple[str, Path]:
        self._forget_old()
        token = secrets.token_urlsafe(16)
        folder = self.folder / token
        folder.mkdir(parents=True, mode=0o700)
        return token, folder

    def _forget_old(self) -> None:
        """Remove what waits too long, and what a process that is gone has left."""
        if not self.folder.is_dir():
            return
        for folder in self.folder.iterdir():
            if time.time() - folder.stat().st_mtime > KEPT:
                self.drop(folder.name)
                shutil.rmtree(folder, ignore_errors=True)

    def _keep(self, token: str, path: Path, digest: str) -> Staged:
        staged = Staged(token, path, digest)
        with self._lock:
            self._staged[token] = staged
        return staged

    # --- jobs --------------------------------------------------------------------------------

    def jobs(self) -> list[Job]:
        """Return the jobs of late, the oldest first."""
        with self._lock:
            return list(self._jobs.values())

    def start(self, library: Library, files: Sequence[Staged], replacing: Collection[str] = ()) -> Job:
        """Take files in, on a thread of its own; plans that are in are replaced only if in `replacing`."""
        job = Job(secrets.token_urlsafe(8), tuple(Progress(one) for one in files))
        with self._lock:
            self._jobs[job.id] = job
            ended = [one.id for one in self._jobs.values() if one.finished]
            for old in ended[: max(0, len(self._jobs) - _JOBS_KEPT)]:
                del self._jobs[old]
        threading.Thread(
            target=self._run, args=(library, job, frozenset(replacing)), name="upload", daemon=True
        ).start()
        return job

    def _run(self, library: Library, job: Job, replacing: frozenset[str]) -> None:
        by_path = {one.staged.path: one for one in job.files}

        def read(path: Path) -> Plan:
            # Asked under the writer's lock: nobody else can add the plan between asking and writing.
            try:
                _check(by_path[path].staged, library.plans(), replacing)
                return self._read(path)
            except RefusedFile as error:
                one = by_path[path]
                one.report = refused(path, one.staged.plan, error)  # told at once, not at the end
                raise

        failure: PlanchatError | None = None
        try:
            reports = library.add(
                list(by_path), read, version=self._version, limits=self._limits, on_progress=job.tell
            )
            for report in reports:
                if one := by_path.get(report.file):
                    one.report = report
        except PlanchatError as error:
            _LOG.warning("upload not taken in: %s", error)
            failure = error
        except Exception:
            _LOG.exception("upload failed")
            failure = PlanchatError("library_upload_failed")
        for one in job.files:
            if one.report is None:
                one.failure = failure or PlanchatError("library_upload_failed")
            elif one.report.reason is None or one.report.reason.code != "library_exists":
                self.drop(one.staged.token)
        job.end()


def _check(staged: Staged, plans: Sequence[Plan], replacing: Collection[str]) -> None:
    """Refuse what would replace a plan unasked, or be one that is in under another name."""
    for plan in plans:
        if plan.id == staged.plan and plan.sha256 != staged.digest and plan.id not in replacing:
            raise RefusedFile("library_exists", file=staged.path.name, plan=plan.id)
        if plan.id != staged.plan and plan.sha256 == staged.digest:
            raise RefusedFile("library_same_file", file=staged.path.name, other=plan.file)


def file_name(given: str) -> str:
    """Return a name for a file as a browser gives it: without folders, control characters, leading dots.

    Raises RefusedFile where nothing is left of it.
    """
    last = nfc(given).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem, suffix = os.path.splitext(shown.strip().lstrip(".").strip())
    while len(f"{stem}{suffix}".encode()) > _NAME_BYTES and stem:
        stem = stem[:-1]
    if not stem.strip():
        raise RefusedFile("library_no_name")
    return f"{stem.strip()}{suffix}"
