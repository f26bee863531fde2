"""`planchat plans` and `planchat remove`: what is in the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.catalogue import say
from app.commands import session
from app.commands.screen import emit, out, table
from app.commands.session import text
from ingest.report import fields_of

if TYPE_CHECKING:
    from ingest.models import Field, Plan


def plans(as_json: Annotated[bool, typer.Option("--json", help=text("json"))] = False) -> None:
    """List the plans of the library."""
    found = session.library().plans()
    if as_json:
        for plan in found:
            emit(_object(plan))
        return
    if not found:
        typer.echo(text("plans.empty"))
        return
    listed = table(
        *(text(f"column.{name}") for name in ("plan", "number", "date", "title", "period", "passages"))
    )
    for plan in found:
        header = plan.header
        issued = f"{header.issued:%d/%m/%Y}" if header.issued else None
        cells = (
            plan.id,
            _marked(header.number.value if header.number else None, header.number),
            _marked(issued, header.date_printed),
            _marked(header.title.value if header.title else None, header.title),
            _years(plan),
            str(len(plan.passages)),
        )
        listed.add_row(*(cell or "—" for cell in cells))
    out().print(listed)


def remove(
    plan: Annotated[list[str], typer.Argument(metavar="PLAN…", help=text("remove.plan"))],
) -> None:
    """Take plans out of the library."""
    library = session.library()
    session.known_plans(plan, library.plans())
    for one in plan:
        library.remove(one)
        typer.echo(text("remove.done", plan=one))


def _object(plan: Plan) -> dict[str, Any]:
    header, records = plan.header, plan.records
    return {
        "plan": plan.id,
        "file": plan.file,
        "number": header.number.value if header.number else None,
        "issuer": header.issuer.value if header.issuer else None,
        "date": header.issued.isoformat() if header.issued else None,
        "title": header.title.value if header.title else None,
        "period": [header.period.start, header.period.end] if header.period else None,
        "uncertain": [name for name, found in fields_of(header) if found and not found.certain],
        "confirmed": [name for name, found in fields_of(header) if found and found.confirmed],
        "pages": plan.page_count,
        "pages_ocr": len(plan.ocr_pages),
        "sections": len(plan.sections),
        "passages": len(plan.passages),
        "records": {
            "duty": len(records.duties),
            "target": len(records.targets),
            "funding": len(records.funding),
            "support": len(records.support),
        },
    }


def _marked(shown: str | None, found: Field | None) -> str | None:
    """Return a value as the list shows it: one that OCR read is marked, one that a person gave too."""
    if not shown or found is None or (found.certain and not found.confirmed):
        return shown
    return say("scan.confirmed" if found.confirmed else "scan.uncertain", session.language(), value=shown)


def _years(plan: Plan) -> str | None:
    period = plan.header.period
    if period is None:
        return None
    return str(period.end) if period.start == period.end else f"{period.start or '…'}–{period.end}"
