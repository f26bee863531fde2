"""A tab that is a list: its frame, and the calls of the page's script that fill it.

What is chosen lives in the browser and in the page's address; here a choice comes in and HTML goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.catalogue import say
from app.models import Language
from app.naming import plan_heading
from app.ui.document import document_html
from app.ui.gradio_quietly import gr
from app.ui.markup import attribute, escape
from app.ui.protocol import Assistant
from app.ui.table import whole
from ingest.errors import PlanchatError
from ingest.models import Plan, Span

Asked = Mapping[str, object]
Answering = Callable[[Asked, Language], str]

_SCRIPT = (Path(__file__).parent / "lists.js").read_text("utf-8")
_ANCHOR = "pl-doc"


def add_list(
    assistant: Assistant,
    spoken: gr.State,
    language: Language,
    name: str,
    answering: Mapping[str, Answering],
) -> None:
    """Add a list to the open Blocks.

    `answering` are the calls of the page's script by name: "opened" returns the whole tab, "found" the
    rows for another choice, any other what the tab's own script asks for.
    """
    calls = {**answering, "source": lambda asked, now: _source(assistant, asked, now)}
    shown = gr.HTML(
        _frame(name, language),
        elem_id=f"pc-{name}",
        js_on_load=_SCRIPT,
        server_functions=[_server_function(call, answer) for call, answer in calls.items()],
        apply_default_css=False,
    )

    def translated(now: Language) -> str:
        return _frame(name, now)

    spoken.change(translated, [spoken], [shown], show_progress="hidden", api_visibility="private")


def _server_function(name: str, answer: Answering) -> Callable[[Any], str]:
    def called(asked: Any) -> str:
        # It comes from the browser: anything may be in it.
        given = asked if isinstance(asked, dict) else {}
        return answer(given, "en" if given.get("language") == "en" else "vi")

    called.__name__ = name  # the name under which the page's script calls it
    return called


def _frame(name: str, language: Language) -> str:
    texts = "".join(
        attribute(f"data-{text}", say(f"lists.frame.{text}", language))
        for text in ("failed", "retry", "panel", "close", "loading")
    )
    waiting = escape(say("lists.frame.loading", language))
    return (
        f'<div class="pl-root"{attribute("data-list", name)}{attribute("lang", language)}{texts}>'
        f'<p class="pl-sr" role="status"></p>'
        f'<div class="pl-body"><p class="pl-quiet">{waiting}</p></div></div>'
    )


def _source(assistant: Assistant, asked: Asked, language: Language) -> str:
    """Return the source panel's content: the plan's whole text with the quote marked."""
    try:
        plan = assistant.plan(str(asked.get("source")))
    except (PlanchatError, KeyError):
        return f'<p class="pl-panel-text">{escape(say("ui.source.missing", language))}</p>'
    start, end = whole(asked.get("start")) or 0, whole(asked.get("end")) or 0
    return _panel(plan, Span(start, end), str(asked.get("place") or ""), language)


def _panel(plan: Plan, quote: Span, place: str, language: Language) -> str:
    name = plan_heading(plan, language)
    title = plan.header.title.value if plan.header.title else ""
    under = f'<p class="pl-quiet" lang="vi">{escape(title)}</p>' if title and title not in name else ""
    page = plan.page_at(quote.start)
    where = " · ".join(
        part for part in (place, say("ui.source.page", language, page=page) if page else "") if part
    )
    marked = [quote] if 0 <= quote.start < quote.end <= len(plan.text) else []
    text = attribute("aria-label", say("ui.source.text", language))
    return (
        f'<header class="pl-panel-head"><h2 id="pl-panel-title" tabindex="-1">{escape(name)}</h2>{under}'
        f"<p>{escape(where)}</p></header>"
        f'<div class="pl-panel-text" tabindex="0" role="region"{text}>'
        f"{document_html(plan, language, marked=marked, anchor=_ANCHOR)}</div>"
    )
