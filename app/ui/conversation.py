"""The conversation as one piece of HTML: examples before the first question, then the turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.catalogue import say
from app.models import Language
from app.naming import plan_name
from app.ui.answers import ask_button, pieces
from app.ui.examples import examples
from app.ui.markup import attribute, escape, inline
from app.ui.turns import Failure, Turn
from ingest.models import Plan

INGEST_COMMAND = "planchat ingest"


def conversation(turns: Sequence[Turn], plans: Sequence[Plan], language: Language) -> str:
    """Return the whole conversation, or what to ask or do where there is none yet."""
    root = (
        f'<div class="pc-root"{attribute("lang", language)}'
        + attribute("data-title", say("ui.title", language))
        + "".join(
            attribute(f"data-{name}", say(f"ui.source.{name}", language))
            for name in ("loading", "failed", "close", "panel")
        )
        + ">"
    )
    if not turns:
        return root + (_welcome(plans, language) if plans else _empty_library(language)) + "</div>"
    names = plan_names(plans, language)
    shown = "".join(_turn(turn, number, language, names) for number, turn in enumerate(turns, start=1))
    label = attribute("aria-label", say("ui.log.label", language))
    return f'{root}<div class="pc-log" role="log"{label}>{shown}</div></div>'


def before(turns: Sequence[Turn], question: str, language: Language, plans: Sequence[Plan]) -> str:
    """Return the conversation up to a new question, left open: its answer is appended to it."""
    waiting = Turn(question)
    whole = conversation((*turns, waiting), plans, language)
    return whole[: whole.rindex('<p class="pc-waiting"')]


def waiting(language: Language) -> str:
    """Return the line that stands where the answer will be."""
    return f'<p class="pc-waiting">{escape(say("ui.log.waiting", language))}</p>'


def plan_names(plans: Sequence[Plan], language: Language) -> dict[str, str]:
    """Return for each plan's id how answers call the plan."""
    return {plan.id: plan_name(plan, language) for plan in plans}


def _turn(turn: Turn, number: int, language: Language, names: Mapping[str, str]) -> str:
    if turn.failure is not None:
        body = f'<p class="pc-failure">{escape(sentence(turn.failure, language))}</p>'
    elif turn.answer is not None:
        body = "".join(pieces(turn.answer, number, language, names))
    else:
        body = "" if turn.stopped else waiting(language)
    if turn.stopped:
        body += f'<p class="pc-note">{escape(say("ui.log.stopped", language))}</p>'
    return (
        f'<article class="pc-turn" id="turn-{number}"><h2 class="pc-question">{escape(turn.question)}</h2>'
        f'<div class="pc-answer">{body}</div></article>'
    )


def sentence(failure: Failure, language: Language) -> str:
    """Return what to tell the reader; a code the catalogue lacks is told like a defect of ours."""
    if failure.code is not None:
        try:
            return say(f"error.{failure.code}", language, **dict(failure.params))
        except KeyError:
            pass
    return say("ui.log.crashed", language)


def _welcome(plans: Sequence[Plan], language: Language) -> str:
    groups = ""
    for label, questions in examples(plans, language):
        asks = "".join(ask_button(question) for question in questions)
        groups += f'<section class="pc-audience"><h3 class="pc-label">{escape(label)}</h3>{asks}</section>'
    heading = escape(say("ui.example.heading", language))
    count = escape(say("ui.library.count", language, count=len(plans)))
    return (
        f'<div class="pc-welcome"><h2 class="pc-welcome-heading">{heading}</h2>'
        f'<div class="pc-audiences">{groups}</div><p class="pc-count">{count}</p></div>'
    )


def _empty_library(language: Language) -> str:
    title = escape(say("ui.library.empty.title", language))
    body = inline(say("ui.library.empty.body", language))
    return (
        f'<div class="pc-empty"><h2 class="pc-welcome-heading">{title}</h2><p>{body}</p>'
        f"<pre><code>{escape(INGEST_COMMAND)} …</code></pre></div>"
    )
