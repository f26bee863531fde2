"""`planchat eval calibrate` and `planchat eval typed`.

No postponed annotations here: typer evaluates them, and the help texts depend on the language.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from app.catalogue import say
from app.models import Language
from app.settings import Settings
from app.thresholds import FILE, stored
from eval.calibrate import Swept, quality, sweep, write_thresholds
from eval.cases import load_cases
from eval.errors import EvaluationError
from eval.runner import run
from eval.spellings import WAYS
from eval.subject import Subject
from eval.typed import Typed, typed


def add_commands(commands: typer.Typer, language: Language) -> None:
    """Add the two commands to the group, with their help in `language`."""

    def text(key: str) -> str:
        return say(f"eval.help.{key}", language)

    @commands.command(name="calibrate", help=text("calibrate"))
    def calibrate(
        only: Annotated[list[str] | None, typer.Option(help=text("calibrate_only"))] = None,
        write: Annotated[bool, typer.Option("--write", help=text("calibrate_write"))] = False,
    ) -> None:
        calibrate_command(only or (), write=write, language=language)

    @commands.command(name="typed", help=text("typed"))
    def typed_(way: Annotated[list[str] | None, typer.Option(help=text("typed_way"))] = None) -> None:
        typed_command(way or (), language=language)


def calibrate_command(
    only: Sequence[str] = (),
    *,
    write: bool = False,
    language: Language = "vi",
    subject: Subject | None = None,
) -> tuple[Swept, ...]:
    """Sweep the thresholds (`only` these), show what came of it, and store it if told to.

    Raises EvaluationError for an unknown name.
    """
    names = _known(only, tuple(asdict(stored())))
    asked = subject or _assistant()
    cases = load_cases()
    console = Console()
    as_stored = [quality(outcome) for outcome in run(cases, asked)]
    swept = tuple(
        sweep(name, cases, asked, as_stored)
        for name in track(names, console=Console(stderr=True), transient=True)
    )
    console.print(_swept_table(swept, language))
    if write:
        write_thresholds(swept, date.today().isoformat())
        console.print(say("eval.calibrate.written", language, file=FILE), markup=False)
    return swept


def typed_command(
    ways: Sequence[str] = (), *, language: Language = "vi", subject: Subject | None = None
) -> tuple[Typed, ...]:
    """Measure the ways of typing (`ways`: only these) and show what each costs.

    Raises EvaluationError for an unknown one.
    """
    names = _known(ways, tuple(WAYS))
    found = typed(load_cases(), subject or _assistant(), names)
    Console().print(_typed_table(found, language))
    return found


def _known(wanted: Sequence[str], names: Sequence[str]) -> Sequence[str]:
    for name in wanted:
        if name not in names:
            raise EvaluationError("eval_name_unknown", name=name, names=", ".join(names))
    return wanted or names


def _swept_table(swept: Sequence[Swept], language: Language) -> Table:
    count = swept[0].count if swept else 0
    columns = ("name", "value", "chosen", "before", "held_out", "per_fold")
    table = _table("calibrate", columns, language, count=count)
    for one in swept:
        table.add_row(
            one.name,
            f"{one.value:g}",
            f"{one.chosen:g}",
            f"{one.before:.4f}",
            f"{one.held_out:.4f}",
            ", ".join(f"{value:g}" for value in one.per_fold),
        )
    return table


def _typed_table(found: Sequence[Typed], language: Language) -> Table:
    table = _table("typed", ("way", "count", "recall", "written", "kept", "scope", "answered"), language)
    for one in found:
        shares = (one.recall, one.written, one.kept, one.scope, one.answered)
        table.add_row(one.way, str(one.count), *(f"{share:.3f}" for share in shares))
    return table


def _table(part: str, columns: Sequence[str], language: Language, **params: object) -> Table:
    table = Table(title=say(f"eval.{part}.title", language, **params))
    for column in columns:
        table.add_column(say(f"eval.{part}.{column}", language))
    return table


def _assistant() -> Subject:
    """Return the assistant over the library; what it embeds once it does not embed again."""
    # Late, because it loads machine learning: `--help` and wrong options must not wait for it.
    from app.assistant import Assistant

    assistant = Assistant.open(Settings())
    embed: Callable[[str], list[float]] = lru_cache(maxsize=None)(assistant.library.embed_query)
    assistant.library.embed_query = embed  # type: ignore[method-assign]
    return assistant
