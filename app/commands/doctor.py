"""`planchat doctor`: is everything in order, and what to do where not."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands import session
from app.commands.screen import emit, out
from app.commands.session import language, text

WRONG = 1
"""Exit status when something essential is wrong."""

_STYLES = {"ok": "green", "optional": "dim", "attention": "yellow", "wrong": "bold red"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help=text("json"))] = False) -> None:
    """Say whether everything is in order."""
    from app.doctor import essential_wrong, examine

    checks = examine(session.settings())
    for check in checks:
        if as_json:
            emit(check.as_object(language()))
        else:
            mark = text(f"doctor.state.{check.state}")
            name = text(f"doctor.{check.name}.name")
            out().print(
                f"{mark:<10} {name}: {check.text(language())}", style=_STYLES[check.state], soft_wrap=True
            )
    if essential_wrong(checks):
        raise typer.Exit(WRONG)
