"""How commands write: rich in a terminal, plain and unwrapped where the output goes elsewhere."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, TextIO

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_PLAIN_WIDTH = 240  # columns of a table that no terminal cuts off


@cache
def out() -> Console:
    """Return the console for what a command was asked for."""
    return _console(sys.stdout)


@cache
def err() -> Console:
    """Return the console for what is said beside it."""
    return _console(sys.stderr)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    width = None if stream.isatty() else _PLAIN_WIDTH
    return Console(file=stream, highlight=False, emoji=False, markup=False, width=width)


def table(*heads: str) -> Table:
    """Return an empty table with these column heads."""
    from rich import box
    from rich.table import Table

    return Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")


def emit(value: object) -> None:
    """Print one JSON object on one line, at once."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def tell(sentence: str) -> None:
    """Say something to the person, beside the output."""
    typer.echo(sentence, err=True)
