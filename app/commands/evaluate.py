"""`planchat eval`: hands over to the package `eval`, which stands above `app`."""

from __future__ import annotations

import importlib

import typer

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""Everything after `eval`, `--help` too, is `eval.cli`'s."""


def evaluate(context: typer.Context) -> None:
    """Run the fixed question set."""
    raise typer.Exit(importlib.import_module("eval.cli").main(context.args))
