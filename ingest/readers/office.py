"""Old Word files, RTF and OpenDocument: LibreOffice makes a DOCX of them, where it is installed.

It runs inside the reading child, which its limits bind too, with a profile of its own in which no
macro runs and no link is followed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ingest.errors import RefusedFile
from ingest.models import Source
from ingest.readers.docx import check_expansion, read_docx
from ingest.readers.limits import Limits
from ingest.readers.pace import more_time

PROGRAM = "soffice"
INSTALL = "sudo apt-get install --no-install-recommends libreoffice-writer-nogui"
"""The command that installs it on Debian and Ubuntu."""

# Starting takes 3 s of the processor, the longest of the five plans 1 s more.
_SECONDS = 12.0
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"
 oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def read_doc(data: bytes, file: str, limits: Limits) -> Source:
    """Read a file of Word 97 to 2003. Raises RefusedFile as `read_docx` does, and without LibreOffice."""
    return _read(data, file, limits, "doc", "MS Word 97")


def read_odt(data: bytes, file: str, limits: Limits) -> Source:
    """Read an OpenDocument text. Raises RefusedFile as `read_doc` does."""
    check_expansion(data, file, limits)
    return _read(data, file, limits, "odt", "writer8")


def read_rtf(data: bytes, file: str, limits: Limits) -> Source:
    """Read a file in Rich Text Format. Raises RefusedFile as `read_doc` does."""
    return _read(data, file, limits, "rtf", "Rich Text Format")


def _read(data: bytes, file: str, limits: Limits, suffix: Literal["doc", "odt", "rtf"], form: str) -> Source:
    if shutil.which(PROGRAM) is None:
        raise RefusedFile("no_office", file=file, format=suffix.upper(), command=INSTALL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given, made = folder / f"plan.{suffix}", folder / "made" / "plan.docx"
        given.write_bytes(data)
        more_time(_SECONDS, 0, 0)
        _convert(given, made.parent, form)
        if not made.exists():
            raise RefusedFile("unreadable", file=file)
        if made.stat().st_size > limits.max_bytes:
            raise RefusedFile("expands", file=file)
        return replace(read_docx(made.read_bytes(), file, limits), format=suffix)


def _convert(given: Path, folder: Path, form: str) -> None:
    profile = given.parent / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    subprocess.run(
        [
            PROGRAM,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            f"--infilter={form}",
            *("--convert-to", "docx:MS Word 2007 XML"),
            *("--outdir", str(folder), str(given)),
        ],
        stdin=subprocess.DEVNULL,
        env=os.environ | {"SAL_USE_VCLPLUGIN": "svp", "HOME": str(given.parent)},
        check=False,  # it says 0 to a file it cannot read: what counts is whether there is a DOCX
    )
