"""Lists of records as files: CSV and XLSX for spreadsheets, ICS for calendars."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.catalogue import say
from app.models import Language, RecordKind
from app.records import DutyRow, Row, columns, labels

_WIDTHS = {
    "quote": 70,
    "task": 60,
    "wording": 60,
    "indicator": 40,
    "agency": 28,
    "agency_printed": 28,
    "result": 36,
}
_WIDTH = 16
# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")
# XML, and so XLSX, cannot hold these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ICS_LINE = 75  # octets, by RFC 5545


def as_csv(kind: RecordKind, rows: Sequence[Row]) -> bytes:
    """Return rows as CSV with the column names of JSON; several values in a cell are joined by "; ".

    UTF-8 with a byte order mark, or Excel garbles Vietnamese; a text that a spreadsheet would take
    for a formula ("- Hỗ trợ …") gets an apostrophe in front.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns(kind))
    for row in rows:
        writer.writerow(_no_formula(_cell(value)) for value in row.as_object().values())
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(kind: RecordKind, rows: Sequence[Row], language: Language) -> bytes:
    """Return rows as a workbook with column heads in the user's language, filters and real dates."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    names = columns(kind)
    named = labels(kind, language)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(say(f"cli.records.title.{kind}", language)[:31])
    sheet.freeze_panes = "A2"
    heads, cells = [], {}
    for number, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, _WIDTH)
        heads.append(WriteOnlyCell(sheet, say(f"cli.column.{name}", language)))
        heads[-1].font = Font(bold=True)
        # A row is written as soon as it is appended: one cell a column serves all, its style made once.
        cells[name] = WriteOnlyCell(sheet)
        cells[name].alignment = Alignment(wrap_text=True, vertical="top")
        if name == "due":
            cells[name].number_format = "dd/mm/yyyy"
    sheet.append(heads)
    for row in rows:
        values = (
            (name, _cell(spoken(name, value, named, language))) for name, value in row.as_object().items()
        )
        sheet.append([_filled(cells[name], name, value) for name, value in values])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(rows) + 1}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _filled(cell: Any, name: str, value: object) -> Any:
    """Return a workbook's cell with a value in it, None where there is nothing to write."""
    if value == "":
        return None
    if name == "due":
        cell.value = date.fromisoformat(str(value))
    elif isinstance(value, str):
        cell.value = _CONTROL.sub(" ", value)
        cell.data_type = "s"  # never a formula
    else:
        cell.value = value
    return cell


def spoken(name: str, value: object, named: Mapping[str, str], language: Language) -> object:
    """Return a column's value for a person: the taxonomy's keys and roles by their names."""
    if name in ("class", "measure") and isinstance(value, list):
        return [named.get(one, one) for one in value]
    return say(f"answer.role.{value}", language) if name == "role" else value


def as_ics(rows: Iterable[Row], language: Language) -> bytes:
    """Return the deadlines among duties as a calendar: an all-day event for each task and day."""
    tasks: dict[tuple[str, str, date, str], list[DutyRow]] = {}
    for row in rows:
        if isinstance(row, DutyRow) and row.due is not None:
            tasks.setdefault((row.plan, row.section, row.due, row.task), []).append(row)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//planchat//planchat//VI", "CALSCALE:GREGORIAN"]
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for same in tasks.values():
        lines += _event(same, stamp, language)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _event(same: Sequence[DutyRow], stamp: str, language: Language) -> list[str]:
    first = same[0]
    assert first.due is not None  # only such rows are events
    who = [f"{row.agency} ({say(f'answer.role.{row.role}', language)})" for row in same]
    details = [
        ", ".join(who),
        say(
            "cli.records.event",
            language,
            deadline=first.deadline or f"{first.due:%d/%m/%Y}",
            result=first.result or "—",
        ),
        f"{first.number or first.plan}, {first.section}",
        first.quote,
    ]
    identity = hashlib.sha256(
        "\n".join((first.plan, first.section, str(first.due), first.task)).encode()
    ).hexdigest()
    return [
        "BEGIN:VEVENT",
        f"UID:{identity[:32]}@planchat",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{first.due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{first.due + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(first.task)}",
        f"DESCRIPTION:{_escaped(chr(10).join(details))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return _CONTROL.sub(" ", text)


def _folded(line: str) -> str:
    """Return a calendar line broken into lines of 75 octets, never inside a letter."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _ICS_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += octets
    return "\r\n".join(parts) + "\r\n"


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value


def _no_formula(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
