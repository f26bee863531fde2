"""The process that parses what strangers wrote: `python -m ingest.readers.child FOLDER SECONDS`.

It reads requests from its standard input and writes answers to its standard output, a line of JSON
each, keeps its files in FOLDER, and ends after SECONDS without a request. `sandbox` starts it, and
holds it to a time by the clock.
"""

from __future__ import annotations

import json
import os
import queue
import resource
import shutil
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from ingest.errors import RefusedFile
from ingest.readers.confined import confine
from ingest.readers.limits import Limits
from ingest.readers.pace import listening

DATA_BYTES = 800 * 1024 * 1024
"""Memory of the child and of each program it starts. The largest real file tried needs 250 MiB."""

CPU_SECONDS = 7
"""Time of the processor for one file before its reader asks for more. The five plans need 1 s."""

_RETIRE_BYTES = 400 * 1024 * 1024  # a child that has grown so large is not used again


def main() -> None:
    """Serve requests until the input ends or nothing comes for a while."""
    answers = _private_output()
    confine(DATA_BYTES)
    folder, idle = sys.argv[1], float(sys.argv[2])
    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(requests, folder), daemon=True).start()
    clock = _Clock()
    while _resident() < _RETIRE_BYTES:
        try:
            request = requests.get(timeout=idle)
        except queue.Empty:
            break
        _write(answers, _answer(request, answers, clock))
    shutil.rmtree(folder, ignore_errors=True)


def _resident() -> int:
    """Return the bytes of memory in use; `getrusage` would begin with those of the parent."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def _private_output() -> TextIO:
    """Return the way to the parent; what libraries print goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return answers


def _listen(requests: queue.Queue[dict[str, Any]], folder: str) -> None:
    for line in sys.stdin:
        requests.put(json.loads(line))
    # The parent is gone: nobody waits for what is being read, nor tidies up.
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


class _Clock:
    """The time of the processor that this process may use; the system kills it when that is over."""

    def __init__(self) -> None:
        self._end = 0.0

    def start(self) -> None:
        """Begin with a new file."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        self._end = used.ru_utime + used.ru_stime
        self.add(CPU_SECONDS)

    def add(self, seconds: float) -> None:
        """Give the file more time."""
        self._end += seconds
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(self._end) + 1, hard))


def _answer(request: dict[str, Any], answers: TextIO, clock: _Clock) -> dict[str, Any]:
    clock.start()

    def ask(seconds: float, done: int, total: int) -> None:
        clock.add(seconds)
        _write(answers, {"more": seconds, "done": done, "total": total})

    try:
        with listening(ask):
            return {"result": _done(request)}
    except RefusedFile as error:
        params = {name: str(value) for name, value in error.params.items()}
        return {"refused": error.code, "params": params, "cause": repr(error.__cause__)}
    except (MemoryError, RecursionError) as error:
        return {"refused": "too_heavy", "params": {}, "cause": repr(error)}


def _done(request: dict[str, Any]) -> Any:
    path, file, limits = Path(request["path"]), request["file"], Limits(**request["limits"])
    if request["job"] == "unpack":
        from ingest.readers.archive import unpack

        members = unpack(path, file, Path(request["folder"]), limits)
        return None if members is None else [asdict(member) for member in members]
    from ingest.readers.one import read_one

    return asdict(read_one(path, file, limits))


def _write(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
