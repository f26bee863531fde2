"""What a person is told about each file after an ingestion run."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.errors import PlanchatError
from ingest.models import Field, Header, Notice, Plan
from ingest.session import Status
from ingest.store import RECORD_KINDS


@dataclass(frozen=True)
class Report:
    """What became of one file. All about the plan is empty for a refused one.

    `number`, `issuer`, `title` are as printed and `date` the date of issue, None where not stated;
    `uncertain` names those that OCR read and nobody has confirmed, `confirmed` those that a person
    gave. Of the `pages`, `pages_ocr` were read from their pictures and `pages_unread` not at all.
    `repaired` counts characters.
    """

    file: Path
    plan: str
    status: Status
    reason: PlanchatError | None = None
    number: str | None = None
    issuer: str | None = None
    date: datetime.date | None = None
    title: str | None = None
    uncertain: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    pages: int | None = None
    pages_ocr: int = 0
    pages_unread: int = 0
    repaired: int = 0
    tables: int = 0
    sections: int = 0
    passages: int = 0
    records: dict[str, int] = field(default_factory=dict)
    warnings: tuple[Notice, ...] = ()

    def with_warning(self, notice: Notice) -> Report:
        """Return the report with one warning more."""
        return replace(self, warnings=(*self.warnings, notice))


def refused(file: Path, plan: str, error: PlanchatError) -> Report:
    """Return the report on a file that was not taken in."""
    return Report(file, plan, "refused", error)


def report_on(plan: Plan, file: Path, status: Status) -> Report:
    """Return the report on a plan that is in."""
    header = plan.header
    return Report(
        file,
        plan.id,
        status,
        number=_value(header.number),
        issuer=_value(header.issuer),
        date=header.issued,
        title=_value(header.title),
        uncertain=tuple(name for name, found in fields_of(header) if found and not found.certain),
        confirmed=tuple(name for name, found in fields_of(header) if found and found.confirmed),
        pages=plan.page_count,
        pages_ocr=len(plan.ocr_pages),
        pages_unread=len(plan.empty_pages),
        repaired=plan.repaired,
        tables=len(plan.tables),
        sections=len(plan.sections),
        passages=len(plan.passages),
        records={kind: len(getattr(plan.records, name)) for name, kind in RECORD_KINDS.items()},
        warnings=(*plan.notices, *_doubts(plan)),
    )


def fields_of(header: Header) -> tuple[tuple[str, Field | None], ...]:
    """Return the header's fields by the names under which a person confirms them."""
    return (
        ("number", header.number),
        ("date", header.date_printed),
        ("issuer", header.issuer),
        ("title", header.title),
        ("signer", header.signer),
    )


def _value(found: Field | None) -> str | None:
    return None if found is None else found.value


def _doubts(plan: Plan) -> list[Notice]:
    """Return a notice for number and date where OCR may have misread them, or could not read them."""
    notices = []
    for name, found in (("number", plan.header.number), ("date", plan.header.date_printed)):
        if found is None and plan.head_is_ocr:
            notices.append(Notice(f"library_{name}_unread", (("plan", plan.id),)))
        elif found is not None and not found.certain:
            notices.append(Notice(f"library_{name}_uncertain", (("value", found.value), ("plan", plan.id))))
    return notices
