"""`planchat plans` and `planchat remove`: what is in the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands import session
from app.commands.screen import emit, out, table
from app.commands.session import text

if TYPE_CHECKING:
    from ingest.models import Plan


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
        number, title = (found.value if found else None for found in (header.number, header.title))
        issued = f"{header.issued:%d/%m/%Y}" if header.issued else None
        cells = (plan.id, number, issued, title, _years(plan), str(len(plan.passages)))
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
        "pages": plan.page_count,
        "sections": len(plan.sections),
        "passages": len(plan.passages),
        "records": {
            "duty": len(records.duties),
            "target": len(records.targets),
            "funding": len(records.funding),
            "support": len(records.support),
        },
    }


def _years(plan: Plan) -> str | None:
    period = plan.header.period
    if period is None:
        return None
    return str(period.end) if period.start == period.end else f"{period.start or '…'}–{period.end}"
