"""ZIP archives of several plans: each member becomes a file of its own.

The child unpacks (`unpack`), into a folder that the caller removes again (`unpacked`). No name in
an archive decides where anything is written.
"""

from __future__ import annotations

import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ingest.errors import RefusedFile
from ingest.names import shown
from ingest.readers.kinds import kind_of
from ingest.readers.limits import Limits
from ingest.readers.one import content, mebibytes
from ingest.readers.sandbox import shared

MOST_MEMBERS = 200
"""More files than these in one archive are not a batch of plans."""

_MOST_EXPANDED = 4  # times the largest single file
_MARK = b"PK\x03\x04"
_ENCRYPTED = 0x1
_UTF8 = 0x800
_BLOCK = 1 << 20
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Packed:
    """A member as unpacked: its name in the archive, made harmless, and its file, or why it has none."""

    name: str
    path: str | None
    refused: str | None = None
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A file to be read, how it is called in reports ("a.zip/b.docx"), and why it cannot be, if so."""

    path: Path
    shown: Path
    error: RefusedFile | None = None


@contextmanager
def unpacked(path: Path, limits: Limits) -> Iterator[Sequence[Member]]:
    """Give the members of an archive, or the file itself where it is none, inside the `with` statement.

    An archive that cannot be unpacked is a member that is refused.
    """
    if not _may_be_archive(path):
        yield [Member(path, path)]
        return
    with tempfile.TemporaryDirectory(prefix="planchat-zip-") as folder:
        try:
            found = shared().ask("unpack", path, limits, file=shown(path.name), folder=folder)
        except RefusedFile as error:
            yield [Member(path, path, error)]
            return
        yield [Member(path, path)] if found is None else [_member(path, packed) for packed in found]


def _may_be_archive(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(len(_MARK)) == _MARK
    except OSError:
        return False


def _member(archive: Path, packed: dict[str, Any]) -> Member:
    whole = archive / packed["name"]
    if packed["path"] is not None:
        return Member(Path(packed["path"]), whole)
    return Member(
        whole, whole, RefusedFile(packed["refused"], **{"file": whole.name, **dict(packed["params"])})
    )


# --- in the child ----------------------------------------------------------------------------


def unpack(path: Path, file: str, folder: Path, limits: Limits) -> list[Packed] | None:
    """Unpack an archive into `folder`; return its members, None for what is a document itself.

    Raises RefusedFile for an archive that is damaged, has no or too many members, or grows beyond
    measure.
    """
    if not _is_archive(path, file, limits):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not _is_passed_over(entry)]
            if not entries:
                raise RefusedFile("zip_empty", file=file)
            if len(entries) > MOST_MEMBERS:
                raise RefusedFile("zip_too_many", file=file, files=len(entries), limit=MOST_MEMBERS)
            if sum(entry.file_size for entry in entries) > limits.max_bytes * _MOST_EXPANDED:
                raise RefusedFile("expands", file=file)
            return [
                _unpacked(archive, entry, folder / str(number), limits)
                for number, entry in enumerate(entries)
            ]
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, ValueError) as error:
        raise RefusedFile("unreadable", file=file) from error


def _is_archive(path: Path, file: str, limits: Limits) -> bool:
    try:
        kind_of(content(path, file, limits), file)
    except RefusedFile as error:
        if error.code != "archive":
            raise
        return True
    return False


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    """Say whether an entry is a folder, or hidden, as a folder's hidden files are."""
    parts = _parts(entry)
    return entry.is_dir() or not parts or any(part.startswith((".", "__MACOSX")) for part in parts)


def _parts(entry: zipfile.ZipInfo) -> list[str]:
    """Return the parts of an entry's name, without those that lead out of the archive."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")  # as some programs write it, without saying so
    parts = _DRIVE.sub("", name).replace("\\", "/").split("/")
    return [shown(part) for part in parts if part.strip() not in ("", ".", "..")]


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, limits: Limits) -> Packed:
    name = PurePosixPath(*_parts(entry))
    try:
        target = _extracted(archive, entry, folder, limits)
        if target.read_bytes()[: len(_MARK)] == _MARK and _is_archive(target, name.name, limits):
            raise RefusedFile("zip_nested")
    except RefusedFile as error:
        params = tuple((key, str(value)) for key, value in error.params.items() if key != "file")
        return Packed(str(name), None, error.code, params)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError):
        return Packed(str(name), None, "unreadable")
    return Packed(str(name), str(target))


def _extracted(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, limits: Limits) -> Path:
    """Write an entry's bytes under `folder` and return the file."""
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedFile("zip_link")
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedFile("password")
    if entry.file_size > limits.max_bytes:
        size, most = mebibytes(entry.file_size), mebibytes(limits.max_bytes)
        raise RefusedFile("too_big", size=size, limit=most)
    folder.mkdir()
    # The last part alone names the plan; a name too long for a file keeps its suffix.
    last = PurePosixPath(_parts(entry)[-1])
    target = folder / f"{last.stem[:80]}{last.suffix[:10]}"
    with archive.open(entry) as packed, target.open("xb") as out:
        while block := packed.read(_BLOCK):
            out.write(block)
    return target
