"""The lists as files: what a page of the browser shows, under an address of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.catalogue import say
from app.export import as_csv, as_ics, as_xlsx
from app.models import Language, RecordKind
from app.records import Row
from app.ui import duty_list, funding, targets
from app.ui.protocol import Assistant
from app.ui.shelf import Shelf, shelf_of
from app.ui.table import EXPORT_URL

_KINDS: tuple[RecordKind, ...] = ("duties", "targets", "funding")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


def route(assistant: Assistant) -> Route:
    """Return the addresses of the files: `planchat-export/duties.xlsx?agency=…&year=…`."""

    def export(request: Request) -> Response:
        return _file(shelf_of(assistant), request.path_params["file"], request.query_params, date.today())

    return Route(f"/{EXPORT_URL}/{{file}}", export)


def _file(shelf: Shelf, file: str, asked: Mapping[str, str], today: date) -> Response:
    language: Language = "en" if asked.get("lang") == "en" else "vi"
    path = PurePosixPath(file)
    kind = next((one for one in _KINDS if one == path.stem), None)
    ending = path.suffix.removeprefix(".")
    if kind is None or ending not in _TYPES or (ending == "ics" and kind != "duties"):
        return PlainTextResponse(say("lists.file.missing", language), status_code=404)
    rows = rows_of(kind, shelf, asked, today)
    content = (
        as_csv(kind, rows)
        if ending == "csv"
        else as_ics(rows, language)
        if ending == "ics"
        else as_xlsx(kind, rows, language)
    )
    name = f"{say(f'lists.file.name.{kind}', language)}-{today:%Y-%m-%d}.{ending}"
    return Response(
        content,
        media_type=_TYPES[ending],
        headers={"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"},
    )


def rows_of(kind: RecordKind, shelf: Shelf, asked: Mapping[str, object], today: date) -> Sequence[Row]:
    """Return exactly the rows that a list shows for these choices, on all its pages."""
    if kind == "targets":
        return [one.row for one in targets.find(shelf, targets.Wanted.read(asked))]
    if kind == "funding":
        return [one.row for one in funding.find(shelf, funding.Wanted.read(asked))]
    wanted = duty_list.Wanted.read(asked)
    agency = duty_list.agency_of(wanted.agency, shelf)
    entries = duty_list.find(shelf, wanted, agency, today)
    return [one.row for entry in entries for one in entry.assigned]
