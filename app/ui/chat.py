"""The tab people ask on: conversation, question box, and the events between them."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from app.catalogue import say
from app.models import Answer, Language
from app.ui.answers import pieces
from app.ui.asking import Asking, Askings
from app.ui.conversation import before, conversation, plan_names, waiting
from app.ui.gradio_quietly import gr
from app.ui.markup import escape
from app.ui.protocol import Assistant
from app.ui.sources import Cited, missing, source
from app.ui.turns import Failure, Turn, history
from ingest.errors import PlanchatError

_LOG = logging.getLogger(__name__)
_SCRIPT = (Path(__file__).parent / "chat.js").read_text("utf-8")

# The longest real question we have seen has 214 characters; a pasted page is no question.
LONGEST_QUESTION = 1000
# Questions worked on at the same time; more wait in line.
ASKING_AT_ONCE = 4
# Seconds between two pieces of an answer, and for all of them: fast enough to read along, never a wait.
_PIECE_PAUSE, _ALL_PAUSES = 0.05, 1.0

Turns = tuple[Turn, ...]
# conversation, turns, question box, notice, ask, stop, new conversation
Shown = tuple[Any, ...]


def add(assistant: Assistant, spoken: gr.State, language: Language) -> None:
    """Add the tab's components to the open Blocks; `spoken` holds the page's language."""
    askings = Askings()

    def opened(asked: Any) -> str:
        return _opened(assistant, asked)

    opened.__name__ = "source"  # the name under which the page's script calls it
    turns = gr.State(())
    log = gr.HTML(
        conversation((), assistant.plans(), language),
        elem_id="pc-conversation",
        js_on_load=_SCRIPT,
        server_functions=[opened],
        apply_default_css=False,
    )
    with gr.Column(elem_id="pc-composer"):
        notice = gr.HTML("", elem_id="pc-notice", apply_default_css=False)
        with gr.Row(elem_id="pc-row"):
            box = gr.Textbox(
                label=say("ui.ask.label", language),
                placeholder=say("ui.ask.placeholder", language),
                lines=1,
                max_lines=5,
                scale=1,
                container=False,
                elem_id="pc-question",
                html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
            )
            ask = gr.Button(say("ui.ask.button", language), variant="primary", scale=0, elem_id="pc-ask")
            stop = gr.Button(say("ui.ask.stop", language), scale=0, visible=False, elem_id="pc-stop")
        again = gr.Button(say("ui.ask.again", language), size="sm", visible=False, elem_id="pc-again")

    def answer(
        question: str, past: Turns, now: Language, event: gr.EventData, request: gr.Request
    ) -> Iterator[Shown]:
        clicked = event._data.get("question") if isinstance(event._data, dict) else None
        asking = askings.begin(str(request.session_hash), now)
        try:
            yield from _answer(assistant, asking, str(clicked or question), past)
        finally:
            askings.end(str(request.session_hash), asking)

    def stopped(request: gr.Request) -> None:
        askings.stop(str(request.session_hash))

    def cleared(now: Language) -> Shown:
        return _resting(conversation((), assistant.plans(), now), ())

    def translated(past: Turns, now: Language, request: gr.Request) -> Shown:
        askings.speak(str(request.session_hash), now)
        return (
            conversation(past, assistant.plans(), now),
            "",
            gr.update(label=say("ui.ask.label", now), placeholder=say("ui.ask.placeholder", now)),
            gr.update(value=say("ui.ask.button", now)),
            gr.update(value=say("ui.ask.stop", now)),
            gr.update(value=say("ui.ask.again", now)),
        )

    outputs = [log, turns, box, notice, ask, stop, again]
    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on(
        [box.submit, ask.click, log.select],
        answer,
        [box, turns, spoken],
        outputs,
        concurrency_limit=ASKING_AT_ONCE,
        trigger_mode="once",
        **quiet,
    )
    # Neither waits in line behind the questions of others.
    stop.click(stopped, queue=False, **quiet)
    again.click(cleared, [spoken], outputs, queue=False, **quiet)
    spoken.change(translated, [turns, spoken], [log, notice, box, ask, stop, again], **quiet)


def _answer(assistant: Assistant, asking: Asking, question: str, past: Turns) -> Iterator[Shown]:
    """Answer `question`, yielding what to show: lead first, then statement by statement."""
    question = question.strip()
    if not question:
        yield _refused(say("ui.ask.empty", asking.language))
        return
    if len(question) > LONGEST_QUESTION:
        yield _refused(say("ui.ask.too_long", asking.language, length=len(question), limit=LONGEST_QUESTION))
        return
    plans = assistant.plans()
    opening = before(past, question, asking.language, plans)
    yield _busy(opening + waiting(asking.language), (*past, Turn(question)), box="")
    asking.start(assistant, question, history(past))
    asking.wait()
    turn = Turn(question)
    if isinstance(asking.outcome, Failure):
        turn = Turn(question, failure=asking.outcome)
    elif asking.outcome is not None:
        names = plan_names(plans, asking.language)
        turn = yield from _streamed(asking, asking.outcome, question, past, opening, names)
    if asking.stopped:
        turn = turn.stop()
    yield _resting(conversation((*past, turn), plans, asking.language), (*past, turn))


def _streamed(
    asking: Asking, answer: Answer, question: str, past: Turns, opening: str, names: dict[str, str]
) -> Generator[Shown, None, Turn]:
    """Yield the answer growing piece by piece; return the turn with as much as was shown."""
    language = asking.language
    parts = pieces(answer, len(past) + 1, language, names)
    pause = min(_PIECE_PAUSE, _ALL_PAUSES / len(parts))
    shown = 0
    for number, part in enumerate(parts[:-1]):
        # In another language than it began in, it is shown again when it is whole.
        if asking.stopped or asking.language != language:
            break
        opening += part
        shown = number
        yield _busy(opening, (*past, Turn(question, answer, shown=shown)))
        asking.pause(pause)
    return Turn(question, answer, shown=shown)


def _opened(assistant: Assistant, asked: Any) -> str:
    """Return the source panel's content for a request of the page's script."""
    cited = Cited.read(asked)
    try:
        return source(assistant.plan(cited.plan), cited)
    except (PlanchatError, KeyError):
        _LOG.warning("source asked of a plan that is not there: %r", cited.plan)
        return missing(cited.language)


def _busy(shown: str, turns: Turns, box: Any = None) -> Shown:
    question = gr.skip() if box is None else box
    hidden = gr.update(visible=False)
    return shown, turns, question, "", hidden, gr.update(visible=True), hidden


def _resting(shown: str, turns: Turns) -> Shown:
    started = gr.update(visible=bool(turns))
    return shown, turns, gr.skip(), "", gr.update(visible=True), gr.update(visible=False), started


def _refused(told: str) -> Shown:
    said = f'<p class="pc-notice" role="alert">{escape(told)}</p>'
    return gr.skip(), gr.skip(), gr.skip(), said, gr.skip(), gr.skip(), gr.skip()
