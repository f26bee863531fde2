"""`planchat chat`: the page."""

from __future__ import annotations

import gc
import logging
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands import session
from app.commands.session import text

if TYPE_CHECKING:
    from app.assistant import Assistant

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
PORT = 7860


def chat(
    host: Annotated[str, typer.Option(help=text("chat.host"))] = HOST,
    port: Annotated[int, typer.Option(min=1, max=65535, help=text("chat.port"))] = PORT,
) -> None:
    """Serve the page until it is stopped."""
    chosen = session.settings()
    from app.ui.page import serve

    assistant = session.assistant()
    # The model loads while the page is already there; imports of both at once would not be safe.
    threading.Thread(target=warm, args=(assistant,), daemon=True).start()
    serve(assistant, chosen, host, port)


def warm(assistant: Assistant) -> None:
    """Load what the first question would have to wait for."""
    try:
        assistant.ask(text("chat.warm"), stopped=lambda: True)  # without a call to a chat model
        # What is loaded by now stays: looking through it for garbage, again and again, would make people
        # wait for half a second each time with two hundred plans.
        gc.collect()
        gc.freeze()
    except Exception:
        # Only the page's first answer would have been faster; whoever asks is told what is wrong.
        log.exception("the first question failed")
