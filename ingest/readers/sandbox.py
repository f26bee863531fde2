"""The way to the child process that parses files: ask, wait, and see to it that nothing is left.

One child serves a whole batch; one that crashed, or took too long, is replaced by the next file's.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from ingest.errors import RefusedFile
from ingest.readers.confined import environment
from ingest.readers.limits import Limits

OnPage = Callable[[int, int], None]
"""Told of each page: how many are read, of how many."""

_log = logging.getLogger(__name__)

# The processor's time is the child's own limit. By the clock it may take some times as long: a busy
# machine is no fault of the file. Whatever hangs without working is ended by this.
_CLOCK_SECONDS = 120.0
_CLOCK_FACTOR = 4.0
_MOST_PER_PAGE = 150.0  # seconds of the clock, however much the child asks for
_MOST_ANSWER = 128 * 1024 * 1024
_BLOCK = 1 << 16


class Sandbox:
    """A child process that reads files, one at a time, started when it is needed."""

    def __init__(self, idle: float = 30.0) -> None:
        """Take no child yet; one that is `idle` seconds without a request ends by itself."""
        self._idle = idle
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = ""
        """Where the child keeps its files."""

    def ask(self, job: str, path: Path, limits: Limits, on_page: OnPage | None = None, **more: str) -> Any:
        """Let the child do a job on a file and return what it made of it.

        Raises RefusedFile with the child's reason, or because it crashed or took too long.
        """
        file = more["file"]
        request = {"job": job, "path": str(path.absolute()), "limits": asdict(limits), **more}
        with self._lock:
            try:
                answer = self._asked(request, limits, on_page)
            except BaseException as error:
                self._end()
                if isinstance(error, _Broken):
                    _log.warning("reading %r: %s", file, error)
                    raise RefusedFile(error.code, file=file) from error
                raise
            finally:
                self._tidy()
        if "refused" in answer:
            _log.info("reading %r: %s, %s", file, answer["refused"], answer["cause"])
            raise RefusedFile(answer["refused"], **{"file": file, **answer["params"]})
        return answer["result"]

    @property
    def pid(self) -> int | None:
        """Return the child's process id, None while there is none."""
        return None if self._process is None else self._process.pid

    def close(self) -> None:
        """End the child, with everything it has started, and remove its files."""
        with self._lock:
            self._end()

    def _asked(self, request: dict[str, Any], limits: Limits, on_page: OnPage | None) -> dict[str, Any]:
        line = json.dumps(request).encode("ascii") + b"\n"
        for fresh in (self._process is None, True):
            process = self._started()
            try:
                assert process.stdin is not None
                process.stdin.write(line)
                process.stdin.flush()
                return self._answer(process, limits, on_page)
            except (_Gone, BrokenPipeError) as gone:
                code = process.wait()
                self._end()
                # A child ends by itself when it was idle for long, or has grown large; never at work.
                if fresh or code != 0:
                    raise _Broken(*_reason(code)) from gone
        raise AssertionError  # the second child is fresh

    def _answer(
        self, process: subprocess.Popen[bytes], limits: Limits, on_page: OnPage | None
    ) -> dict[str, Any]:
        """Wait for the answer as long as the child may take."""
        assert process.stdout is not None
        pipe = process.stdout.fileno()
        now = time.monotonic()
        end, latest = now + _CLOCK_SECONDS, now + _CLOCK_SECONDS + _MOST_PER_PAGE * limits.max_pages
        received = bytearray()
        while True:
            left = min(end, latest) - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                raise _Broken("too_slow", "out of time")
            block = os.read(pipe, _BLOCK)
            if not block:
                raise _Gone
            received += block
            if len(received) > _MOST_ANSWER:
                raise _Broken("too_heavy", "answer too long")
            while (at := received.find(b"\n", max(len(received) - len(block), 0))) >= 0:
                message = json.loads(received[:at])
                del received[: at + 1]
                block = bytes(received)
                if "more" not in message:
                    return message  # type: ignore[no-any-return]
                end += _CLOCK_FACTOR * message["more"]
                if on_page is not None:
                    on_page(message["done"], message["total"])

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self.folder = tempfile.mkdtemp(prefix="planchat-read-")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingest.readers.child", self.folder, str(self._idle)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self.folder,
                env=environment(self.folder),
                start_new_session=True,
            )
        return self._process

    def _tidy(self) -> None:
        """Remove what the last file left in the child's folder."""
        if self._process is None or not Path(self.folder).is_dir():  # one that retires removes it itself
            return
        for path in Path(self.folder).iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(process.pid, signal.SIGKILL)  # what it has started, too
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what was to be written has no reader any more
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class _Broken(Exception):
    """The child did not answer; `code` is the reason to give."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class _Gone(Exception):
    """The child has ended."""


def _reason(status: int) -> tuple[str, str]:
    if -status == signal.SIGXCPU:
        return "too_slow", "out of processor time"
    return "crashed", f"exit status {status}"


@cache
def shared() -> Sandbox:
    """Return the sandbox of this process; it ends with it."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox
