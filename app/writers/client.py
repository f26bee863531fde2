"""One chat model as planchat uses it: a prompt goes in, text comes out piece by piece, or a ModelFailure.

Servers that speak "the OpenAI protocol" differ in what of it they accept. What one refuses (a JSON
schema, streaming, a temperature) is left out, and stays left out once that has worked.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any, Literal

from app.settings import Settings
from app.writers.failures import ModelFailure, failure_of, status_of, text_before_cut
from app.writers.providers import create
from app.writers.pump import pause, read

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Feature = Literal["schema", "stream", "temperature"]
Messages = Sequence[tuple[Literal["system", "human"], str]]
Schema = Mapping[str, Any]

_REFUSALS = frozenset({400, 405, 415, 422, 501})
_NAMED: tuple[tuple[Feature, tuple[str, ...]], ...] = (
    ("temperature", ("temperature",)),
    ("schema", ("response_format", "json_schema", "schema", "grammar", "guided", "structured", "format")),
    ("stream", ("stream",)),
)
_RETRIES = 2  # after being asked to come back later
_LONGEST_WAIT = 10.0  # seconds; who waits longer is better served with the quotes
_CHARACTERS_OF_TOKEN = 8  # no tokeniser writes longer ones on average


class ChatClient:
    """A chat model behind one deadline. Safe for several threads."""

    def __init__(self, settings: Settings) -> None:
        """Take the model that `settings` name. Raises ModelError where it cannot be set up."""
        self.name = settings.chat_model or ""
        self._settings = settings
        self._models: dict[bool, BaseChatModel] = {True: create(settings)}
        self._features: frozenset[Feature] = frozenset({"schema", "stream", "temperature"})
        self._longest = settings.chat_max_tokens * _CHARACTERS_OF_TOKEN

    def reply(
        self,
        messages: Callable[[bool], Messages],
        schema: Schema,
        *,
        deadline: float,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Generator[str, None, None]:
        """Yield the model's reply as it comes.

        `messages` makes the prompt for a reply by `schema` (True) or in plain text; `deadline` is a
        moment of `time.monotonic`. A reply cut off at its budget of tokens ends there without an error.
        Raises ModelFailure.
        """
        features, retries = self._features, 0
        while True:
            begun = False
            try:
                for text in self._texts(messages("schema" in features), schema, features, deadline, stopped):
                    begun, self._features = True, features
                    yield text
            except Exception as error:
                failure = failure_of(error)
                if begun and failure.cause == "rubbish":
                    return  # all of the text was there; what it holds is for its reader to judge
                refused = None if begun else _refused(error, failure, features)
                if refused is not None:
                    features = features - {refused}
                elif failure.cause == "rate_limited" and not begun and retries < _RETRIES:
                    retries += 1
                    _wait(failure, deadline, stopped)
                else:
                    raise failure from error
            else:
                if begun or "stream" not in features:
                    return
                features = features - {"stream"}  # not one event: it answered as a whole

    def _texts(
        self,
        messages: Messages,
        schema: Schema,
        features: frozenset[Feature],
        deadline: float,
        stopped: Callable[[], bool],
    ) -> Generator[str, None, None]:
        """Yield the texts of one request, as many as the budget allows for."""
        length = 0
        source = self._source(messages, schema, features)
        with closing(read(source, deadline=deadline, stopped=stopped)) as texts:
            try:
                for text in texts:
                    yield text
                    length += len(text)
                    if length > self._longest:
                        return  # a server that does not know the budget
            except Exception as error:
                whole = text_before_cut(error)
                if whole is None:
                    raise
                if not length:
                    yield whole

    def _source(
        self, messages: Messages, schema: Schema, features: frozenset[Feature]
    ) -> Callable[[], AsyncGenerator[str, None]]:
        model = self._model(warm="temperature" not in features)
        bound: Any = _with_schema(model, schema) if "schema" in features else model

        async def streamed() -> AsyncGenerator[str, None]:
            async with aclosing(bound.astream(list(messages))) as chunks:
                async for chunk in chunks:
                    yield str(chunk.text)

        async def whole() -> AsyncGenerator[str, None]:
            yield str((await bound.ainvoke(list(messages))).text)

        return streamed if "stream" in features else whole

    def _model(self, *, warm: bool) -> BaseChatModel:
        if warm and False not in self._models:
            self._models[False] = create(self._settings, temperature=None)
        return self._models[not warm]


def _wait(failure: ModelFailure, deadline: float, stopped: Callable[[], bool]) -> None:
    if failure.wait > min(_LONGEST_WAIT, deadline - time.monotonic()):
        raise failure
    pause(failure.wait, stopped)


def _with_schema(model: BaseChatModel, schema: Schema) -> Any:
    """Return the model bound to replying by `schema`, without the parser that LangChain puts behind it.

    The parser would wait for, or fail on, what is read here as it comes.
    """
    from langchain_core.runnables import RunnableSequence

    try:
        chain = model.with_structured_output(dict(schema), method="json_schema")
    except (NotImplementedError, TypeError, ValueError):
        return model  # its provider knows no schemas; what it then writes is read all the same
    return chain.first if isinstance(chain, RunnableSequence) else model


def _refused(error: Exception, failure: ModelFailure, features: frozenset[Feature]) -> Feature | None:
    """Return the feature to go on without, None where the error is about something else.

    The one that the server names, else the schema: it is what most servers lack. One whose reply to a
    streaming request means nothing may have answered as a whole.
    """
    if failure.cause == "rubbish" and "stream" in features:
        return "stream"
    if failure.cause != "rejected" or status_of(error) not in _REFUSALS:
        return None
    said = str(error).lower()
    for feature, words in _NAMED:
        if feature in features and any(word in said for word in words):
            return feature
    return "schema" if "schema" in features else None
