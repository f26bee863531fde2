"""What a person is told about each file after an ingestion run."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.errors import PlanchatError
from ingest.models import Field, Notice, Plan
from ingest.session import Status
from ingest.store import RECORD_KINDS


@dataclass(frozen=True)
class Report:
    """What became of one file. All about the plan is empty for a refused one.

    `number`, `issuer`, `title` are as printed and `date` the date of issue, None where not stated;
    what OCR read there is given too, with a warning. `pages_ocr` counts pages read by OCR.
    """

    file: Path
    plan: str
    status: Status
    reason: PlanchatError | None = None
    number: str | None = None
    issuer: str | None = None
    date: datetime.date | None = None
    title: str | None = None
    pages: int | None = None
    pages_ocr: int = 0
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
        pages=plan.page_count,
        sections=len(plan.sections),
        passages=len(plan.passages),
        records={kind: len(getattr(plan.records, name)) for name, kind in RECORD_KINDS.items()},
        warnings=(*plan.notices, *_doubts(plan)),
    )


def _value(found: Field | None) -> str | None:
    return None if found is None else found.value


def _doubts(plan: Plan) -> list[Notice]:
    """Return a notice for each header field that OCR may have misread."""
    fields = {"number": plan.header.number, "date": plan.header.date_printed}
    return [
        Notice(f"library_{name}_uncertain", (("value", found.value),))
        for name, found in fields.items()
        if found is not None and not found.certain
    ]
