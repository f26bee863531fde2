"""What readers thought of answers: one JSON object a line in `feedback.jsonl` under the home.

`planchat eval draft` makes questions from the answers that were marked as bad.
"""

from __future__ import annotations

import fcntl
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Literal

FILE = "feedback.jsonl"


@dataclass(frozen=True, slots=True)
class Mark:
    """One reader's rating of one answer. `history` are the questions before, oldest first.

    `answer` is what the reader saw, as Markdown. Nothing tells who the reader was, nor when.
    """

    question: str
    history: tuple[str, ...]
    answer: str
    rating: Literal["good", "bad"]
    reason: str = ""


class Feedback:
    """The file of marks. Safe for several threads and processes."""

    def __init__(self, home: Path) -> None:
        """Keep marks under `home`; the file is made with the first one."""
        self.file = home / FILE
        self._lock = threading.Lock()

    def add(self, mark: Mark, instead_of: Mark | None = None) -> None:
        """Append a mark. A reader who thinks again has the earlier one, `instead_of`, taken out.

        Raises OSError where the file cannot be written.
        """
        with self._opened() as stream:
            if instead_of is not None:
                _take_out(stream, _line(instead_of))
            stream.seek(0, 2)
            stream.write(_line(mark))

    @contextmanager
    def _opened(self) -> Iterator[IO[str]]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock, self.file.open("a+", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield stream


def _take_out(stream: IO[str], line: str) -> None:
    """Remove one line, the last that reads so; two readers may have marked alike."""
    stream.seek(0)
    lines = stream.readlines()
    if line in lines:
        del lines[len(lines) - 1 - lines[::-1].index(line)]
        stream.seek(0)
        stream.truncate()
        stream.writelines(lines)


def _line(mark: Mark) -> str:
    return json.dumps(asdict(mark), ensure_ascii=False) + "\n"
