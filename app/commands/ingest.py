"""`planchat ingest`: files and folders into the library, with a report for each file."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.catalogue import say
from app.commands import session
from app.commands.screen import emit, err, out, table, tell
from app.commands.session import notice_text, sentence, text

if TYPE_CHECKING:
    from ingest.library import Progress
    from ingest.report import Report

REFUSED = 1
"""Exit status when a file was refused; the others are in."""

_STYLES = {"added": "green", "replaced": "green", "unchanged": "dim", "refused": "bold red"}


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help=text("ingest.paths"))],
    as_json: Annotated[bool, typer.Option("--json", help=text("json"))] = False,
) -> None:
    """Add files and folders to the library."""
    from ingest.readers import Limits
    from ingest.reading import READING_VERSION, read_plan

    signal.signal(signal.SIGTERM, _ended)
    chosen = session.settings()
    limits = Limits(chosen.max_file_mb * 1024 * 1024, chosen.max_pages)
    read = partial(read_plan, limits=limits)
    with _progress(quiet=as_json) as progress:
        reports = session.library().add(
            paths, read, version=READING_VERSION, limits=limits, on_progress=progress
        )
    if as_json:
        for report in reports:
            emit(_object(report))
    elif reports:
        _show(reports)
    else:
        typer.echo(text("ingest.nothing"))
    if any(report.status == "refused" for report in reports):
        raise typer.Exit(REFUSED)


def _ended(number: int, _: object) -> None:
    """End as Ctrl-C does: with what reads pages, and without a file left in the temporary folder."""
    sys.exit(128 + number)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    """Give what shows progress: a bar in a terminal, else a line per file; nothing where `quiet`."""
    if not err().is_terminal:
        yield _said_nothing if quiet else _said
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task("", total=None)

        def shown(file: Path | None, stage: str, done: int, total: int) -> None:
            bar.update(task, description=_stage(file, stage), completed=done, total=total)

        yield shown


def _said(file: Path | None, stage: str, done: int, total: int) -> None:
    if stage in ("waiting", "reading") and done == 0:
        tell(_stage(file, stage))


def _said_nothing(file: Path | None, stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def _stage(file: Path | None, stage: str) -> str:
    return text(f"ingest.stage.{stage}", file="" if file is None else file.name)


def _show(reports: Sequence[Report]) -> None:
    names = (
        "file",
        "status",
        "number",
        "date",
        "sections",
        "passages",
        "duties",
        "targets",
        "funding",
        "support",
    )
    listed = table(*(text(f"column.{name}") for name in names))
    for report in reports:
        cells: list[object] = [report.file.name, text(f"ingest.status.{report.status}")]
        if report.status != "refused":
            cells += [_marked(report, "number", report.number)]
            cells += [_marked(report, "date", f"{report.date:%d/%m/%Y}" if report.date else None)]
            cells += [report.sections, report.passages, *report.records.values()]
        listed.add_row(*map(str, cells), style=_STYLES[report.status])
    out().print(listed)
    for report in reports:
        if report.reason is not None:
            out().print(sentence(report.reason), style="red", soft_wrap=True)
        elif read := _how_read(report):
            out().print(text("ingest.warning", file=report.file.name, text=read), soft_wrap=True)
        for notice in report.warnings:
            out().print(
                text("ingest.warning", file=report.file.name, text=notice_text(notice)), soft_wrap=True
            )
    counts = {status: sum(report.status == status for report in reports) for status in _STYLES}
    out().print(text("ingest.sum", **counts), soft_wrap=True)


def _marked(report: Report, field: str, shown: str | None) -> str:
    """Return a header value as the table shows it."""
    if not shown:
        return text("ingest.not_stated")
    if field in report.uncertain:
        return say("scan.uncertain", session.language(), value=shown)
    return say("scan.confirmed", session.language(), value=shown) if field in report.confirmed else shown


def _how_read(report: Report) -> str:
    """Return from what a file was read: its pages by source, repairs, tables; empty for a plain one."""
    counts = {
        "pages_ocr": report.pages_ocr,
        "pages_unread": report.pages_unread,
        "repaired": report.repaired,
        "tables": report.tables,
    }
    parts = [text("report.pages", pages=report.pages)] if report.pages else []
    parts += [text(f"report.{name}", count=count) for name, count in counts.items() if count]
    return ", ".join(parts)


def _object(report: Report) -> dict[str, Any]:
    return {
        "file": str(report.file),
        "plan": report.plan,
        "status": report.status,
        "reason": None if report.reason is None else sentence(report.reason),
        "number": report.number,
        "issuer": report.issuer,
        "date": report.date.isoformat() if report.date else None,
        "title": report.title,
        "uncertain": report.uncertain,
        "confirmed": report.confirmed,
        "pages": report.pages,
        "pages_ocr": report.pages_ocr,
        "pages_unread": report.pages_unread,
        "repaired": report.repaired,
        "tables": report.tables,
        "sections": report.sections,
        "passages": report.passages,
        "records": report.records,
        "warnings": [notice_text(notice) for notice in report.warnings],
    }
