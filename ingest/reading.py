"""The whole way of a file to a plan, top to bottom."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ingest.blocks import canonical, text_digest
from ingest.certainty import with_doubts
from ingest.doubts import without_doubtful
from ingest.errors import RefusedFile
from ingest.header import read_header
from ingest.models import Notice, Plan, Source
from ingest.names import id_of, shown
from ingest.passages import make_passages
from ingest.readers import Limits, read
from ingest.readers.pages import is_garbled
from ingest.records import read_records
from ingest.structure import read_structure

READING_VERSION = "9"
"""Changes whenever plans must be read again: the code reads them differently."""


def read_plan(path: Path, limits: Limits | None = None) -> Plan:
    """Read one file into a plan; its id is the file's stem.

    Raises RefusedFile where the file cannot be read or holds nothing to ask about.
    """
    source = read(path, limits or Limits())
    return plan_of(
        source,
        plan_id=id_of(path),
        file=shown(path.name),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def plan_of(source: Source, *, plan_id: str, file: str, sha256: str) -> Plan:
    """Return the plan that a source holds: header, structure and passages."""
    text, pages = canonical(source.lines)
    structure, blocks = read_structure(text, source.lines)
    header = read_header(text, blocks, structure.body.start or len(text), structure.body.end)
    if not structure.units:
        raise RefusedFile("empty", file=file)
    plan = Plan(
        id=plan_id,
        file=file,
        sha256=sha256,
        text_sha256=text_digest(text),
        text=text,
        header=header,
        sections=tuple(structure.sections),
        units=tuple(structure.units),
        tables=tuple(structure.tables),
        passages=(),
        pages=pages,
        page_count=source.pages,
        empty_pages=source.empty_pages,
        repaired=source.repaired,
        notices=source.notices + _notices(text, structure.sections != [], header.title is not None),
        version=READING_VERSION,
        ocr_pages=source.ocr_pages,
    )
    plan = replace(plan, header=with_doubts(plan))
    plan = replace(plan, passages=make_passages(plan))
    return without_doubtful(replace(plan, records=read_records(plan)), source.lines)


def _notices(text: str, has_sections: bool, has_title: bool) -> tuple[Notice, ...]:
    return tuple(
        notice
        for notice, doubtful in (
            (Notice("no_sections"), not has_sections),
            (Notice("no_title"), not has_title),
            (Notice("no_accents"), is_garbled(text)),
        )
        if doubtful
    )
