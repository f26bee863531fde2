"""What the page shows of a conversation: examples before the first question, then the turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.catalogue import entries, say
from app.models import Language
from app.naming import plan_name
from app.ui.answers import ask_button, pieces
from app.ui.examples import examples
from app.ui.markup import attribute, escape, inline
from app.ui.turns import LONGEST_QUESTION, Asked, Failure, Turn, packed
from ingest.models import Plan

INGEST_COMMAND = "planchat ingest"
_OTHER_TABS = ("duties", "targets", "funding", "support")
_FOR_SCRIPT = "ui.script."
_ALSO = {"title": "ui.title", "waiting": "ui.log.waiting", "again": "ui.log.again"}


def texts(language: Language) -> dict[str, str]:
    """Return what the page's script says by itself; `{name}` in it is filled there."""
    said = {
        key.removeprefix(_FOR_SCRIPT): text[language]
        for key, text in entries().items()
        if key.startswith(_FOR_SCRIPT)
    }
    also = {name: say(key, language) for name, key in _ALSO.items()}
    return {**said, **also, "language": language, "limit": str(LONGEST_QUESTION)}


def frame(content: str, language: Language) -> str:
    """Return what the page shows while nothing has been asked, or one turn while it is answered."""
    label = attribute("aria-label", say("ui.log.label", language))
    return f'<div class="pc-root pc-log" role="log"{label}{attribute("lang", language)}>{content}</div>'


def opening(language: Language) -> str:
    """Return what stands on the page until its examples are there."""
    return f'<p class="pc-waiting">{escape(say("ui.library.opening", language))}</p>'


def welcome(plans: Sequence[Plan], language: Language, *, filling: bool = False) -> str:
    """Return what to ask, or what to do where there is nothing to ask about.

    `filling` says that the first plans are being taken in at this moment.
    """
    if plans:
        return _welcome(plans, language)
    return _filling(language) if filling else _empty_library(language)


def conversation(turns: Sequence[Turn], plans: Sequence[Plan], language: Language) -> str:
    """Return finished turns, one below the other."""
    names = plan_names(plans, language)
    return "".join(finished(turn, number, language, names) for number, turn in enumerate(turns, start=1))


def begun(asked: Asked, language: Language) -> str:
    """Return a turn up to its answer, left open: the answer is appended to it."""
    return _turn_start(Turn(asked.question, without=asked.without), asked.number, language, ask=asked.ask)


def waiting(language: Language) -> str:
    """Return the line that stands where the answer will be."""
    return f'<p class="pc-waiting">{escape(say("ui.log.waiting", language))}</p>'


def finished(
    turn: Turn, number: int, language: Language, names: Mapping[str, str], ask: str | None = None
) -> str:
    """Return a whole turn; with `ask`, the question's name on the page, the browser keeps the turn."""
    body = ""
    if turn.failure is not None:
        body = f'<p class="pc-failure" role="alert">{escape(sentence(turn.failure, language))}</p>'
    elif turn.answer is not None:
        body = "".join(pieces(turn.answer, number, language, names))
    if turn.stopped:
        body += f'<p class="pc-note">{escape(say("ui.log.stopped", language))}</p>'
    if turn.stopped or turn.failure is not None:
        body += f'<button type="button" class="pc-again">{escape(say("ui.log.again", language))}</button>'
    if turn.answer is not None:
        body += _rating(turn, number, language)
    record = packed(turn) if ask else None
    return f"{_turn_start(turn, number, language, ask=ask, record=record)}{body}</div></article>"


def plan_names(plans: Sequence[Plan], language: Language) -> dict[str, str]:
    """Return for each plan's id how answers call the plan."""
    return {plan.id: plan_name(plan, language) for plan in plans}


def sentence(failure: Failure, language: Language) -> str:
    """Return what to tell the reader; a code the catalogue lacks is told like a defect of ours."""
    if failure.code is not None:
        try:
            return say(f"error.{failure.code}", language, **dict(failure.params))
        except KeyError:
            pass
    return say("ui.log.crashed", language)


def _turn_start(
    turn: Turn, number: int, language: Language, *, ask: str | None, record: str | None = None
) -> str:
    kept = attribute("data-asked", ask) if ask else ""
    kept += attribute("data-record", record) if record else ""
    without = ""
    if turn.without:
        labels = ", ".join(chip.label for chip in turn.without)
        without = f'<p class="pc-without">{escape(say("ui.answer.left_out", language, labels=labels))}</p>'
    return (
        f'<article class="pc-turn" id="turn-{number}"{kept}>'
        f'<h2 class="pc-question">{escape(turn.question)}</h2>{without}<div class="pc-answer">'
    )


def _rating(turn: Turn, number: int, language: Language) -> str:
    """Return the two thumbs, and the form for a reason, shown once the answer was marked as bad."""

    def said(name: str) -> str:
        return say(f"ui.rating.{name}", language)

    thumbs = "".join(
        f'<button type="button" class="pc-thumb"{attribute("data-rating", rating)}'
        f"{attribute('aria-label', said(rating))}{attribute('title', said(rating))}"
        f"{attribute('aria-pressed', str(turn.rating == rating).lower())}>"
        f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_THUMB}"/></svg></button>'
        for rating in ("good", "bad")
    )
    hidden = "" if turn.rating == "bad" else " hidden"
    return (
        f'<div class="pc-rating"><span id="rate-{number}">{escape(said("label"))}</span>'
        f'<div role="group" aria-labelledby="rate-{number}">{thumbs}</div>'
        f'<form class="pc-reason"{hidden}><label for="reason-{number}">{escape(said("reason"))}</label>'
        f'<input id="reason-{number}" type="text" maxlength="500" autocomplete="off"'
        f"{attribute('value', turn.reason)}><button>{escape(said('send'))}</button></form>"
        f'<p class="pc-rated" role="status"></p></div>'
    )


# A thumb pointing up; the stylesheet turns it for the other.
_THUMB = (
    "M7 10v11H3V10h4Zm2 11h8.3a2 2 0 0 0 1.95-1.56l1.6-7A2 2 0 0 0 18.9 10H14l.8-4.1A2 2 0 0 0 12.9 3.5"
    "L12.5 3.5 9 10v11Z"
)


def _welcome(plans: Sequence[Plan], language: Language) -> str:
    groups = ""
    for label, questions in examples(plans, language):
        asks = "".join(ask_button(question) for question in questions)
        groups += f'<section class="pc-audience"><h3 class="pc-label">{escape(label)}</h3>{asks}</section>'
    heading = escape(say("ui.example.heading", language))
    count = escape(say("ui.library.count", language, count=len(plans)))
    return (
        f'<div class="pc-welcome"><h2 class="pc-welcome-heading">{heading}</h2>'
        f'<div class="pc-audiences">{groups}</div>{_elsewhere(language)}<p class="pc-count">{count}</p></div>'
    )


def _elsewhere(language: Language) -> str:
    """Return what the other tabs hold, each a way to it: on a phone not all names are in sight."""
    links = "".join(
        f'<button type="button" class="pc-to"{attribute("data-leads", tab)}>'
        f"<b>{escape(say(f'ui.tab.{tab}', language))}</b>"
        f"<span>{escape(say(f'ui.elsewhere.{tab}', language))}</span></button>"
        for tab in _OTHER_TABS
    )
    heading = escape(say("ui.elsewhere.heading", language))
    return f'<h2 class="pc-welcome-heading">{heading}</h2><div class="pc-elsewhere">{links}</div>'


def _empty_library(language: Language) -> str:
    title = escape(say("ui.library.empty.title", language))
    body = inline(say("ui.library.empty.body", language))
    soon = escape(say("ui.library.empty.soon", language))
    return (
        f'<div class="pc-empty"><h2 class="pc-welcome-heading">{title}</h2><p>{body}</p>'
        f"<pre><code>{escape(INGEST_COMMAND)} …</code></pre><p>{soon}</p></div>"
    )


def _filling(language: Language) -> str:
    title, body = (escape(say(f"ui.library.filling.{part}", language)) for part in ("title", "body"))
    return f'<div class="pc-empty"><h2 class="pc-welcome-heading">{title}</h2><p>{body}</p></div>'
