"""`planchat ask`: one question, or a file of them, for a person or a program."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from app.commands import session
from app.commands.answers import show
from app.commands.screen import emit, tell
from app.commands.session import sentence, text
from app.models import Answer
from app.wire import answer_object, asked, id_of
from ingest.errors import PlanchatError

if TYPE_CHECKING:
    from app.assistant import Assistant

log = logging.getLogger(__name__)

UNHANDLED = 1
"""Exit status when a line of a question file could not be handled; the others were."""


def ask(
    question: Annotated[str | None, typer.Argument(help=text("ask.question"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=text("json"))] = False,
    file: Annotated[Path | None, typer.Option("--from", metavar="FILE.jsonl", help=text("ask.from"))] = None,
    plan: Annotated[list[str] | None, typer.Option(help=text("ask.plan"))] = None,
) -> None:
    """Answer a question with its sources."""
    if (question is None) == (file is None):
        raise PlanchatError("ask_what")
    if file is not None:
        _ask_all(file, plan or [], as_json=as_json)
        return
    assistant = session.assistant()
    answer = _answer(assistant, question or "", [], plan or [])
    if as_json:
        emit(answer_object(answer))
    else:
        show(answer, assistant.plans())


def _answer(assistant: Assistant, question: str, history: list[str], plans: list[str]) -> Answer:
    if plans:
        session.known_plans(plans, assistant.plans())
    return assistant.ask(question, history, plans)


def _ask_all(file: Path, plans: list[str], *, as_json: bool) -> None:
    """Answer every line of a file in order; what is wrong with one line does not stop the rest."""
    failed = False
    with _opened(file) as lines:
        assistant = session.assistant()
        for number, line in enumerate(lines, start=1):
            if line.strip():
                failed |= not _ask_line(assistant, line, number, plans, as_json=as_json)
    if failed:
        raise typer.Exit(UNHANDLED)


def _ask_line(assistant: Assistant, line: str, number: int, plans: list[str], *, as_json: bool) -> bool:
    """Answer one line and say whether that could be done."""
    try:
        one = asked(line, number)
        answer = _answer(assistant, one.question, one.history, one.plans or plans)
    except PlanchatError as error:
        said = sentence(error)
    except Exception as error:
        # Hundreds of answers must not be lost to one question that breaks.
        log.exception("line %d failed", number)
        said = text("ask.line_failed", line=number, kind=type(error).__name__)
    else:
        if as_json:
            emit(answer_object(answer, one.id))
        else:
            typer.echo(text("ask.asked", question=one.question))
            show(answer, assistant.plans())
        return True
    if as_json:
        emit({"id": id_of(line), "line": number, "error": said})
    else:
        tell(said)
    return False


@contextmanager
def _opened(file: Path) -> Iterator[IO[str]]:
    """Open a question file, "-" for standard input. Raises PlanchatError where that fails."""
    if str(file) == "-":
        yield sys.stdin
        return
    try:
        stream = file.open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise PlanchatError("questions_unreadable", file=file, reason=error.strerror) from error
    with stream:
        yield stream
