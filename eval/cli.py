"""`planchat eval` and `planchat eval draft`.

No postponed annotations here: typer evaluates them, and the help texts depend on the language.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.catalogue import say
from app.models import Language
from app.settings import Settings
from eval.baseline import save_baseline
from eval.cases import QUESTIONS, load_cases
from eval.cli_measures import add_commands
from eval.drafts import drafts, read_feedback, write_drafts
from eval.errors import EvaluationError
from eval.evaluation import Selection, evaluate, write
from eval.outcomes import Outcome
from eval.report_terminal import show
from eval.subject import Subject
from ingest.errors import PlanchatError

GATE_CLOSED = 1
CANNOT_RUN = 2
DRAFTS = "drafts.yaml"
Others = tuple[tuple[str, Callable[[], Subject]], ...]
FEEDBACK = "feedback.jsonl"


class Writer(StrEnum):
    """Whose words are judged: the quotes, the chat model's, or both side by side."""

    QUOTES = "quotes"
    MODEL = "model"
    BOTH = "both"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `planchat eval` with `arguments` and return its exit status; errors are told, not raised."""
    settings = Settings()
    try:
        found = build(_language(settings))(
            args=None if arguments is None else list(arguments), standalone_mode=False
        )
    except PlanchatError as error:
        Console(stderr=True).print(
            say(f"error.{error.code}", _language(settings), **error.params), markup=False
        )
        return CANNOT_RUN
    except Exception as error:
        # typer raises its own usage errors here, under either of two click copies: told as click does.
        if not hasattr(error, "exit_code") or not hasattr(error, "show"):
            raise
        error.show()
        return int(error.exit_code)
    return found if isinstance(found, int) else 0


def build(language: Language) -> typer.Typer:
    """Return the command group with its help in `language`."""

    def text(key: str) -> str:
        return say(f"eval.help.{key}", language)

    commands = typer.Typer(name="eval", help=text("eval"), add_completion=False)

    @commands.callback(invoke_without_command=True, help=text("eval"))
    def eval_(
        context: typer.Context,
        questions: Annotated[Path, typer.Option(help=text("questions"))] = QUESTIONS,
        out: Annotated[Path | None, typer.Option(help=text("out"))] = None,
        compare: Annotated[bool, typer.Option("--compare", help=text("compare"))] = False,
        accept: Annotated[bool, typer.Option("--accept", help=text("accept"))] = False,
        plan: Annotated[list[str] | None, typer.Option(help=text("plan"))] = None,
        kind: Annotated[list[str] | None, typer.Option(help=text("kind"))] = None,
        limit: Annotated[int | None, typer.Option(min=1, help=text("limit"))] = None,
        writer: Annotated[Writer, typer.Option(help=text("writer"))] = Writer.QUOTES,
    ) -> None:
        if context.invoked_subcommand is None:
            selection = Selection(
                questions, only_plans=tuple(plan or ()), only_kinds=tuple(kind or ()), limit=limit
            )
            status = eval_command(
                selection, out=out, compare=compare, accept=accept, writer=writer, language=language
            )
            raise typer.Exit(status)

    @commands.command(name="draft", help=text("draft"))
    def draft(out: Annotated[Path | None, typer.Option(help=text("draft_out"))] = None) -> None:
        draft_command(out, language=language)

    add_commands(commands, language)
    return commands


def eval_command(
    selection: Selection,
    *,
    out: Path | None = None,
    compare: bool = False,
    accept: bool = False,
    writer: Writer = Writer.QUOTES,
    language: Language = "vi",
    subject: Subject | None = None,
    settings: Settings | None = None,
) -> int:
    """Run the questions, show and write the report; return 0, or 1 where the gate is closed.

    `accept` makes the outcome the new baseline, whatever it is, after the difference was shown;
    then only a missed bar closes the gate. `subject` None: the assistant over the library that
    `settings` name, with the `writer` chosen.
    """
    if accept and not selection.whole_set:
        raise EvaluationError("eval_accept_part")
    if accept and writer is not Writer.QUOTES:
        raise EvaluationError("eval_accept_writer")
    selection.cases()  # before the models are loaded: a mistake in the file is told at once
    asked, beside = (subject, ()) if subject else _writers(writer, settings or Settings())
    name = "planchat" if writer is Writer.QUOTES else "model"
    console = Console()
    with _progress() as bar:

        def progress(name: str, total: int) -> Callable[[Outcome], None]:
            label = say("eval.progress", language, system=say(f"eval.system.{name}", language))
            task = bar.add_task(label, total=total)
            return lambda outcome: bar.advance(task)

        others = (*beside, *(_others(asked) if compare else ()))
        report = evaluate(selection, asked, others, name=name, language=language, progress=progress)
    show(report, console)
    if out is not None:
        write(report, out)
        console.print(say("eval.written", language, folder=out), markup=False)
    if not accept:
        return 0 if report.verdict.is_open else GATE_CLOSED
    save_baseline(report.own.outcomes, selection.baseline)
    passed = sum(1 for outcome in report.own.outcomes if outcome.passed)
    count = len(report.own.outcomes)
    console.print(
        say("eval.accepted", language, passed=passed, count=count, file=selection.baseline), markup=False
    )
    return GATE_CLOSED if report.verdict.missed else 0


def draft_command(out: Path | None = None, *, language: Language = "vi", home: Path | None = None) -> int:
    """Write drafts for the questions marked as badly answered; return how many are new."""
    folder = home or Settings().home
    file = out or folder / DRAFTS
    entries = drafts(read_feedback(folder / FEEDBACK), load_cases(), language)
    count = write_drafts(entries, file, language)
    line = (
        say("eval.drafted", language, count=count, file=file)
        if count
        else say("eval.nothing_to_draft", language)
    )
    Console().print(line, markup=False)
    return count


def _writers(writer: Writer, settings: Settings) -> tuple[Subject, Others]:
    """Return the assistant whose answers are judged, and the one to put beside it.

    Raises EvaluationError where a chat model is to be measured and none is set.
    """
    if writer is not Writer.QUOTES and not settings.chat_model:
        raise EvaluationError("eval_writer_unset")
    # Late, because it loads machine learning: `--help` and wrong options must not wait for it.
    from app.assistant import Assistant

    if writer is Writer.QUOTES:  # whatever is set, so that runs can be compared
        return cast(Subject, Assistant.open(settings.model_copy(update={"chat_model": None}))), ()
    worded = Assistant.open(settings)
    quotes = (("quotes", lambda: cast(Subject, Assistant(worded.library))),)
    return cast(Subject, worded), quotes if writer is Writer.BOTH else ()


def _others(subject: Subject) -> Others:
    from eval.compare import bm25_alone, langchain_pipeline
    from ingest.embedding import open_embedder

    def plain() -> Subject:
        settings = Settings()
        return langchain_pipeline(subject.plans(), open_embedder(settings.embedding_model, settings.home))

    return (("langchain", plain), ("bm25", lambda: bm25_alone(subject.plans())))


def _progress() -> AbstractContextManager[Any]:
    # On stderr, so that the report alone is in a redirected output.
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _language(settings: Settings) -> Language:
    return "en" if settings.language == "en" else "vi"


if __name__ == "__main__":
    sys.exit(main())
