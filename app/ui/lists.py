"""A tab that is a list: its frame, and the calls of the page's script that fill it.

What is chosen lives in the browser and in the page's address; here a choice comes in and HTML goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.catalogue import say
from app.models import Language
from app.ui.gradio_quietly import gr
from app.ui.markup import attribute, escape
from app.ui.protocol import Assistant

Asked = Mapping[str, object]
Answering = Callable[[Asked, Language], str]

_SCRIPT = (Path(__file__).parent / "lists.js").read_text("utf-8")


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
    shown = gr.HTML(
        _frame(name, language),
        elem_id=f"pc-{name}",
        js_on_load=_SCRIPT,
        server_functions=[_server_function(call, answer) for call, answer in answering.items()],
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
        for text in ("failed", "retry", "loading")
    )
    waiting = escape(say("lists.frame.loading", language))
    return (
        f'<div class="pl-root"{attribute("data-list", name)}{attribute("lang", language)}{texts}>'
        f'<p class="pl-sr" role="status"></p>'
        f'<div class="pl-body"><p class="pl-quiet">{waiting}</p></div></div>'
    )
