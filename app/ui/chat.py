"""The tab people ask on: conversation, question box, and the events between them.

The conversation itself is kept by the browser: a question comes with the questions before it, its
answer goes back as what to show and as a record to keep. So a reload, a restart of the server or an
hour away loses nothing, and nobody else sees what was asked.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from app.catalogue import say
from app.models import Answer, Language
from app.ui.answers import pieces
from app.ui.asking import Asking, Askings
from app.ui.calls import calls
from app.ui.conversation import begun, finished, frame, opening, plan_names, texts, waiting
from app.ui.gradio_quietly import gr
from app.ui.protocol import Assistant
from app.ui.turns import LONGEST_QUESTION, Asked, Failure, Turn, asked_of

_LOG = logging.getLogger(__name__)
_FOLDER = Path(__file__).parent
# One function body to Gradio, several files to people.
_SCRIPT = "\n".join((_FOLDER / name).read_text("utf-8") for name in ("kept.js", "bar.js", "chat.js"))

# Questions worked on at the same time; more wait in line.
ASKING_AT_ONCE = 4
# Seconds between two pieces of an answer: fast enough to read along, never a wait.
_PIECE_PAUSE = 0.05
# Each piece has its price in the browser, and nobody reads along further: the rest comes at once.
_MOST_PIECES = 16


def add(assistant: Assistant, spoken: gr.State, language: Language) -> None:
    """Add the tab's components to the open Blocks; `spoken` holds the page's language."""
    askings = Askings()
    log = gr.HTML(
        frame(opening(language), language),
        elem_id="pc-conversation",
        js_on_load=_SCRIPT,
        server_functions=calls(assistant),
        apply_default_css=False,
        texts=texts(language),
    )
    with gr.Column(elem_id="pc-composer"), gr.Row(elem_id="pc-row"):
        box = gr.Textbox(
            label=say("ui.ask.label", language),
            placeholder=say("ui.ask.placeholder", language),
            lines=1,
            max_lines=5,
            scale=1,
            container=False,
            interactive=True,  # no event of Gradio takes it as input
            elem_id="pc-question",
            html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
        )
        ask = gr.Button(say("ui.ask.button", language), variant="primary", scale=0, elem_id="pc-ask")
        stop = gr.Button(say("ui.ask.stop", language), scale=0, elem_id="pc-stop")

    def answer(now: Language, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        try:
            asked = asked_of(event._data)
        except ValueError:
            _LOG.warning("a question that the page's script did not send")
            return
        asking = askings.begin(str(request.session_hash), now)
        try:
            yield from _answer(assistant, asking, asked)
        finally:
            askings.end(str(request.session_hash), asking)

    def stopped(request: gr.Request) -> None:
        askings.stop(str(request.session_hash))

    def translated(now: Language, request: gr.Request) -> tuple[Any, ...]:
        askings.speak(str(request.session_hash), now)
        return (
            gr.update(texts=texts(now)),
            gr.update(label=say("ui.ask.label", now), placeholder=say("ui.ask.placeholder", now)),
            gr.update(value=say("ui.ask.button", now)),
            gr.update(value=say("ui.ask.stop", now)),
        )

    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    log.select(answer, [spoken], [log], concurrency_limit=ASKING_AT_ONCE, trigger_mode="multiple", **quiet)
    # Does not wait in line behind the questions of others.
    stop.click(stopped, queue=False, **quiet)
    spoken.change(translated, [spoken], [log, box, ask, stop], **quiet)


def _answer(assistant: Assistant, asking: Asking, asked: Asked) -> Iterator[str]:
    """Answer a question, yielding what to show: lead first, then statement by statement."""
    start = begun(asked, asking.language)
    yield frame(start + waiting(asking.language), asking.language)
    turn = Turn(asked.question, without=asked.without)
    if not asked.question or len(asked.question) > LONGEST_QUESTION:
        turn = replace(turn, failure=Failure("question_length", (("limit", str(LONGEST_QUESTION)),)))
    else:
        asking.start(assistant, asked)
        while asking.grows():
            yield frame(
                start + _grown(asking, asked, plan_names(assistant.plans(), asking.language)), asking.language
            )
        if isinstance(asking.outcome, Failure):
            turn = replace(turn, failure=asking.outcome)
        elif asking.so_far is not None:  # all of it was read along, or it was stopped
            read = asking.outcome or asking.so_far
            cut = asking.outcome is None
            turn = replace(turn, answer=read, shown=len(read.statements), stopped=cut)
        elif asking.outcome is not None:
            names = plan_names(assistant.plans(), asking.language)
            turn = yield from _streamed(asking, asking.outcome, asked, start, names)
    if asking.stopped:
        turn = turn.stop()
    names = plan_names(assistant.plans(), asking.language) if turn.answer else {}
    yield frame(finished(turn, asked.number, asking.language, names, asked.ask), asking.language)


def _grown(asking: Asking, asked: Asked, names: dict[str, str]) -> str:
    """Return as much of an answer as a chat model has worded, without what ends it."""
    assert asking.so_far is not None
    *grown, _ = pieces(asking.so_far, asked.number, asking.language, names)
    return "".join(grown)


def _streamed(
    asking: Asking, answer: Answer, asked: Asked, shown: str, names: dict[str, str]
) -> Generator[str, None, Turn]:
    """Yield the answer growing piece by piece; return the turn with as much as was shown."""
    language = asking.language
    first = min(_MOST_PIECES, len(answer.statements) + 1)
    for number, part in enumerate(islice(pieces(answer, asked.number, language, names), first)):
        shown += part
        yield frame(shown, language)
        asking.pause(_PIECE_PAUSE)
        if asking.stopped:
            return Turn(asked.question, answer, shown=number, without=asked.without)
        if asking.language != language:
            break  # it is shown again when it is whole
    return Turn(asked.question, answer, shown=len(answer.statements), without=asked.without)
