"""`planchat records`: duties, targets, funding sources and support measures as lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import session
from app.commands.screen import emit, out, table, tell
from app.commands.session import language, text
from app.models import RecordKind
from ingest.errors import PlanchatError
from ingest.models import Role

if TYPE_CHECKING:
    from app.records import Row

# What fits a terminal; JSON and files have every column.
_SHOWN: dict[RecordKind, tuple[str, ...]] = {
    "duties": ("plan", "section", "agency", "role", "task", "deadline"),
    "targets": ("plan", "section", "indicator", "comparator", "value", "unit", "year"),
    "funding": ("plan", "section", "class", "wording"),
    "support": ("plan", "section", "measure", "wording", "agency"),
}


def records(
    kind: Annotated[RecordKind, typer.Argument(help=text("records.kind"))],
    agency: Annotated[str | None, typer.Option(help=text("records.agency"))] = None,
    plan: Annotated[list[str] | None, typer.Option(help=text("records.plan"))] = None,
    year: Annotated[int | None, typer.Option(help=text("records.year"))] = None,
    role: Annotated[Role | None, typer.Option(help=text("records.role"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("json"))] = False,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help=text("records.csv"))] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help=text("records.xlsx"))] = None,
    ics: Annotated[Path | None, typer.Option(metavar="FILE", help=text("records.ics"))] = None,
) -> None:
    """List the records of one kind."""
    from app.export import as_csv, as_ics, as_xlsx
    from app.records import Filter, older_names, rows

    wanted = Filter(agency, year, role)
    if ics is not None and kind != "duties":
        raise PlanchatError("filter_not_for_kind", filter="ics", kind=kind)
    library = session.library()
    found = rows(kind, session.known_plans(plan or [], library.plans()), wanted)
    if csv is not None:
        _write(csv, as_csv(kind, found), len(found))
    if xlsx is not None:
        _write(xlsx, as_xlsx(kind, found, language()), len(found))
    if ics is not None:
        calendar = as_ics(found, language())
        _write(ics, calendar, calendar.count(b"BEGIN:VEVENT"))
    if as_json:
        for row in found:
            emit(row.as_object())
    elif csv is xlsx is ics is None:
        _show(kind, found)
    for newer, older, since in older_names(found, wanted.queries()):
        tell(text("records.older", newer=newer, older=older, since=f"{since:%d/%m/%Y}"))


def _show(kind: RecordKind, found: Sequence[Row]) -> None:
    listed = table(*(text(f"column.{name}") for name in _SHOWN[kind]))
    from app.export import spoken
    from app.records import labels

    named = labels(kind, language())
    for row in found:
        values = row.as_object()
        listed.add_row(*(_words(spoken(name, values[name], named, language())) for name in _SHOWN[kind]))
    if found:
        out().print(listed)
    typer.echo(text("records.count", count=len(found)))


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def _write(file: Path, content: bytes, count: int) -> None:
    """Write a file whole and say so. Raises PlanchatError where that is not possible."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise PlanchatError("cannot_write", file=file, reason=error.strerror) from error
    tell(text("records.written", count=count, file=file))
