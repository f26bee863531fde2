"""Tesseract with Vietnamese data: from a picture to words with their places.

Called directly: ocrmypdf runs the same engine, and its text layer loses the words' confidence.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from PIL import Image

from ingest.errors import RefusedFile
from ingest.readers.pdf_layout import Word

PROGRAM = "tesseract"
LANGUAGE = "vie"
INSTALL = "sudo apt-get install tesseract-ocr tesseract-ocr-vie"
"""The command that installs both on Debian and Ubuntu."""

_WORD_LEVEL = "5"
_SECONDS = 120.0  # for one picture; a page of type takes one to five


@dataclass(frozen=True, slots=True)
class Engine:
    """What recognises text here: its version, and whether it knows Vietnamese."""

    version: str
    vietnamese: bool


@cache
def engine() -> Engine | None:
    """Return the Tesseract that is installed, None where there is none."""
    if shutil.which(PROGRAM) is None:
        return None
    version = _run(["--version"]).split("\n", 1)[0].removeprefix(PROGRAM).strip()
    return Engine(version, LANGUAGE in _run(["--list-langs"]).split())


def needed_engine(file: str) -> Engine:
    """Return the engine; raises RefusedFile, with what to install, where it cannot read Vietnamese."""
    found = engine()
    if found is None or not found.vietnamese:
        code = "no_tesseract" if found is None else "no_vietnamese_data"
        raise RefusedFile(code, file=file, command=INSTALL)
    return found


def words_of(image: Image.Image, dpi: int, mode: int) -> list[list[Word]]:
    """Return the lines of words in a picture, places in its pixels.

    `mode` is Tesseract's page segmentation: 4 for a column of text of any sizes, 6 for one even
    block. Words of a line share its height, so that a dash stands where the letters do.
    """
    stream = io.BytesIO()
    image.save(stream, "PPM")
    options = ["-", "-", "-l", LANGUAGE, "--oem", "1", "--psm", str(mode), "--dpi", str(dpi), "tsv"]
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader(
        io.StringIO(_run(options, stream.getvalue())), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        if row["level"] == _WORD_LEVEL and row["text"].strip():
            place = (row["block_num"], row["par_num"], row["line_num"])
            lines.setdefault(place, []).append(row)
    return [_line(rows) for rows in lines.values()]


def _line(rows: list[dict[str, str]]) -> list[Word]:
    tops = [int(row["top"]) for row in rows]
    bottoms = [int(row["top"]) + int(row["height"]) for row in rows]
    words = []
    for row in rows:
        left = int(row["left"])
        words.append(
            Word(
                row["text"].strip(),
                left,
                left + int(row["width"]),
                min(tops),
                max(bottoms),
                max(0.0, float(row["conf"]) / 100),
            )
        )
    return words


def _run(options: list[str], data: bytes = b"") -> str:
    # One core each: several pages are read at a time, and Tesseract's own threads gain little.
    environment = os.environ | {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [PROGRAM, *options],
        input=data,
        capture_output=True,
        env=environment,
        timeout=_SECONDS,
        check=True,
    )
    return done.stdout.decode("utf-8", "replace")
