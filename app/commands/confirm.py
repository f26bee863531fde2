"""`planchat confirm`: what a person has compared with the original."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands import session
from app.commands.session import text


def confirm(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help=text("confirm.plan"))],
    field: Annotated[
        str, typer.Argument(metavar="number|date|issuer|title|signer", help=text("confirm.field"))
    ],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=text("confirm.value"))],
) -> None:
    """Make a header field of a plan certain."""
    from app.catalogue import say
    from ingest.report import fields_of

    changed = session.library().confirm(plan, field, value)
    found = dict(fields_of(changed.header))[field]
    assert found is not None  # it was just confirmed
    called = say(f"scan.field.{field}", session.language())
    typer.echo(text("confirm.done", field=called, plan=plan, value=found.value))
