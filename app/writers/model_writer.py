"""A draft of quotes in, the same answer in a chat model's words out, each statement held to its quotes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.catalogue import say
from app.draft import Draft, DraftStatement
from app.models import Wording
from app.question import Question
from app.settings import Settings
from app.verify import faults
from app.writers.client import ChatClient
from app.writers.failures import Cause, ModelFailure
from app.writers.parsing import SCHEMA, Proposed, ReplyReader
from app.writers.prompt import answer_messages, fitting, prompt
from app.writers.rewording import Proposal, propose
from ingest.vietnamese import fold, syllables

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

_SLOT_WAIT = 2.0  # seconds; a longer line would only make everybody's answer late
_REWORDING_SHARE = 0.25  # of an answer's time, for proposing how to read the question
_SAID = 0.5  # share of a quote's words that a statement on several quotes must hold to stand for it

Stopped = Callable[[], bool]


def open_writer(settings: Settings) -> ModelWriter | None:
    """Return the writer that the settings name, None where answers are to be quotes alone.

    Raises ModelError where the model cannot be set up; whether it answers is seen with each question.
    """
    return ModelWriter(settings) if settings.chat_model else None


class ModelWriter:
    """Words drafts with a chat model. Safe for several threads."""

    def __init__(self, settings: Settings) -> None:
        """Take the model, budget and limits of `settings`. Raises ModelError, see `open_writer`."""
        self._client = ChatClient(settings)
        self._settings = settings
        self._slots = threading.BoundedSemaphore(settings.chat_concurrency)

    def word(
        self,
        question: Question,
        draft: Draft,
        *,
        on_draft: Callable[[Draft], None] = lambda draft: None,
        stopped: Stopped = lambda: False,
    ) -> tuple[Draft, Wording | None]:
        """Return the answer in the model's words; the draft itself, with a line why, where there is none.

        The draft is verified already. `on_draft` gets the answer so far with each statement. None: the
        draft has nothing that could be put in other words.
        """
        alone = _alone((*draft.statements, *draft.further))
        if not alone:
            return draft, None
        made = _Worded(question, draft, self._fitting(alone, question))
        cause: Cause | None = None
        try:
            self._fill(made, on_draft, stopped)
        except ModelFailure as failure:
            cause = failure.cause
            log.warning("no worded answer: %s (%s)", cause, type(failure.__cause__).__name__)
        if cause is None and not made.accepted:
            cause = "unsupported" if made.rejected else "rubbish"
        wording = Wording(
            self._client.name, prompt("answer").id, made.accepted + made.rejected, made.rejected, cause or ""
        )
        if cause is None:
            return made.whole(), wording
        return draft.with_notes([failure_line(cause, question)]), wording

    def propose(self, question: Question, history: Sequence[str], stopped: Stopped) -> Proposal | None:
        """Return how the model would read a question; None where it is not to, or says nothing usable."""
        if not self._settings.chat_rewording:
            return None
        deadline = time.monotonic() + self._settings.chat_timeout * _REWORDING_SHARE
        try:
            with self._slot():
                return propose(self._client, question.text, history, deadline=deadline, stopped=stopped)
        except ModelFailure as failure:
            log.warning("no proposal: %s", failure.cause)
            return None

    def try_out(self) -> float:
        """Return the seconds until the model's first words. Raises ModelFailure where it has none."""
        started = time.monotonic()
        deadline = started + self._settings.chat_timeout
        with closing(
            self._client.reply(lambda _: (("human", "1 + 1 = ?"),), SCHEMA, deadline=deadline)
        ) as reply:
            if not any(text.strip() for text in reply):
                raise ModelFailure("rubbish")
        return time.monotonic() - started

    def _fitting(self, statements: Sequence[DraftStatement], question: Question) -> list[DraftStatement]:
        return fitting(
            statements,
            question,
            context=self._settings.chat_context,
            reply=self._settings.chat_max_tokens,
        )

    def _fill(self, made: _Worded, on_draft: Callable[[Draft], None], stopped: Stopped) -> None:
        """Take the model's statements one by one, as they come. Raises ModelFailure."""
        if stopped():
            raise ModelFailure("stopped")
        if not made.offered:
            raise ModelFailure("too_long")
        deadline = time.monotonic() + self._settings.chat_timeout
        quotes = [one.evidence[0] for one in made.offered]
        reader = ReplyReader()

        def take(found: Sequence[Proposed]) -> None:
            for proposed in found:
                made.take(proposed)
                on_draft(made.so_far())

        with self._slot():
            reply = self._client.reply(
                lambda structured: answer_messages(
                    made.question, quotes, structured=structured, whole=made.draft.whole
                ),
                SCHEMA,
                deadline=deadline,
                stopped=stopped,
            )
            with closing(reply):
                for text in reply:
                    take(reader.feed(text))
            take(reader.finish())

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=_SLOT_WAIT):
            raise ModelFailure("busy")
        try:
            yield
        finally:
            self._slots.release()


def _alone(statements: Sequence[DraftStatement]) -> list[DraftStatement]:
    """Return the statements that rest on one quote which no other one rests on: those to be worded."""
    by_quote: dict[tuple[str, int, int], list[DraftStatement]] = {}
    for one in statements:
        for evidence in one.evidence:
            by_quote.setdefault((evidence.plan.id, evidence.quote.start, evidence.quote.end), []).append(one)
    return [found[0] for found in by_quote.values() if len(found) == 1 and len(found[0].evidence) == 1]


def failure_line(cause: Cause, question: Question) -> str:
    """Return the line that says why an answer is the quotes, and what can be done about it."""
    language = question.language
    reason = say(f"writer.cause.{cause}", language)
    return say(
        "writer.quotes", language, cause=reason, advice=say(f"writer.advice.{cause}", language)
    ).strip()


@dataclass
class _Worded:
    """An answer in the making. Positions are those of the quotes offered."""

    question: Question
    draft: Draft
    offered: list[DraftStatement]
    accepted: int = 0
    rejected: int = 0
    _said: set[int] = field(default_factory=set)
    _statements: list[tuple[int, DraftStatement]] = field(default_factory=list)

    def take(self, proposed: Proposed) -> None:
        """Add a statement if its quotes support it, else the quotes it names."""
        named = [number - 1 for number in proposed.quotes if 0 < number <= len(self.offered)]
        evidence = [self.offered[position].evidence[0] for position in named]
        invented = len(named) < len(proposed.quotes)
        found = faults(proposed.text, evidence, language=self.question.language)
        if invented or found:
            self.rejected += 1
            log.info("a worded statement is rejected: %s", [fault.kind for fault in found] or "marker")
            for position in named:
                if position not in self._said:
                    self._said.add(position)
                    self._statements.append((position, self.offered[position]))
            return
        self.accepted += 1
        first = self.offered[named[0]]
        if len(named) == 1:
            made = replace(first, text=proposed.text, prefix=_unsaid(first.prefix, proposed.text))
            if named[0] in self._said:
                made = replace(made, detail=())
            self._said.add(named[0])
        else:
            groups = {self.offered[position].group for position in named}
            made = DraftStatement(
                tuple(evidence), proposed.text, group=first.group if len(groups) == 1 else ""
            )
            self._said |= {one for one in named if _stands_for(proposed.text, self.offered[one])}
        self._statements.append((min(named), made))

    def so_far(self) -> Draft:
        """Return the draft with what there is: a list in its own order, an answer in the model's."""
        statements = [one for _, one in self._statements]
        if self.draft.whole:
            statements = [one for _, one in sorted(self._statements, key=lambda item: item[0])]
        groups = ["", *dict.fromkeys(one.group for one in self.draft.statements)]
        ordered = sorted(statements, key=lambda one: groups.index(one.group))
        return replace(self.draft, statements=tuple(ordered))

    def whole(self) -> Draft:
        """Return the finished draft: of a list, what the model left out is in it as quotes."""
        if self.draft.whole:
            self._put_back()
        draft = self.so_far()
        if not self.rejected:
            return draft
        return draft.with_notes([say("writer.replaced", self.question.language, count=self.rejected)])

    def _put_back(self) -> None:
        said = [self.offered[position] for position in self._said]
        positions = {id(one): position for position, one in enumerate(self.offered)}
        before = -1
        for one in self.draft.statements:
            before = positions.get(id(one), before)
            if not any(one is other for other in said):
                self._statements.append((before, one))


def _unsaid(prefix: str, text: str) -> str:
    return "" if fold(prefix) in fold(text) else prefix


def _stands_for(text: str, quote: DraftStatement) -> bool:
    """Say whether a statement on several quotes says so much of this one that nothing of it is lost."""
    if quote.detail or quote.prefix:
        return False
    words, said = set(syllables(fold(quote.text))), set(syllables(fold(text)))
    return len(words & said) >= _SAID * len(words)
