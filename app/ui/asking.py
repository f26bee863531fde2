"""A question being worked on: it can be stopped, and the reader can change language meanwhile.

Gradio's own cancelling races with the answer's last outputs and leaves its event pending, so
the work is watched here: the generator that serves the page always ends by itself.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from app.catalogue import entries
from app.models import Answer, Language
from app.ui.protocol import Assistant
from app.ui.turns import Asked, Failure
from ingest.errors import PlanchatError

_LOG = logging.getLogger(__name__)


@dataclass
class Asking:
    """One question in progress; `outcome` is None until the assistant is done.

    `so_far` is the answer as far as a chat model has worded it, None where none does.
    """

    language: Language
    outcome: Answer | Failure | None = None
    so_far: Answer | None = None
    stopped: bool = False
    _woken: threading.Event = field(default_factory=threading.Event)

    def start(self, assistant: Assistant, asked: Asked) -> None:
        """Put the question to the assistant, on a thread of its own."""
        # On the Vietnamese page the question's own language decides; on the English one the reader chose.
        language: Language | None = "en" if self.language == "en" else None

        def work() -> None:
            self.outcome = _outcome(self, assistant, asked, language)
            self._woken.set()

        threading.Thread(target=work, name="question", daemon=True).start()

    def grow(self, answer: Answer) -> None:
        """Take the answer so far."""
        self.so_far = answer
        self._woken.set()

    def grows(self) -> bool:
        """Wait for more; say whether the answer has grown, False once it is done or stopped."""
        self._woken.wait()
        self._woken.clear()
        return self.outcome is None and not self.stopped

    def pause(self, seconds: float) -> None:
        """Let the reader read along; nothing to wait for once stopped."""
        if not self.stopped:
            time.sleep(seconds)

    def stop(self) -> None:
        """Give up waiting. An assistant at work finishes unheard; a chat model is stopped."""
        self.stopped = True
        self._woken.set()


class Askings:
    """The questions in progress by browser session; a session has one at a time."""

    def __init__(self) -> None:
        self._by_session: dict[str, Asking] = {}

    def begin(self, session: str, language: Language) -> Asking:
        """Return a new question in progress."""
        self._by_session[session] = Asking(language)
        return self._by_session[session]

    def end(self, session: str, asking: Asking) -> None:
        """Forget a question that is done."""
        if self._by_session.get(session) is asking:
            del self._by_session[session]

    def stop(self, session: str) -> None:
        """Stop the session's question, if there is one."""
        if asking := self._by_session.get(session):
            asking.stop()

    def speak(self, session: str, language: Language) -> None:
        """Let the session's question go on in another language."""
        if asking := self._by_session.get(session):
            asking.language = language


def _outcome(
    asking: Asking, assistant: Assistant, asked: Asked, language: Language | None
) -> Answer | Failure:
    try:
        return assistant.ask(
            asked.question,
            history=asked.history,
            language=language,
            without=[chip.key for chip in asked.without],
            on_progress=asking.grow,
            stopped=lambda: asking.stopped,
        )
    except PlanchatError as error:
        _LOG.warning("question not answered: %s", error)
        if f"error.{error.code}" not in entries():
            return Failure()  # nothing to say of it, so nothing of it goes to the browser
        return Failure(error.code, tuple((name, str(value)) for name, value in error.params.items()))
    except Exception:
        # Whatever it is, the reader gets a sentence and the log the trace.
        _LOG.exception("question failed")
        return Failure()
