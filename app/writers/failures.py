"""Why a chat model gave no usable reply, whatever the provider's own error is called.

Providers raise errors of their own packages, which need not be installed: what they are is read off
the attributes and names that all of them share. Their messages are neither logged nor shown, since
they may repeat a key or the plan's text.
"""

from __future__ import annotations

from typing import Any, Literal

Cause = Literal[
    "unreachable",  # no connection, or it broke off
    "timeout",  # not done in time
    "rate_limited",  # the provider asks to come back later
    "busy",  # all of planchat's own calls are taken
    "key",  # the key is missing or not accepted
    "model",  # the provider has no such model
    "too_long",  # more text than the model takes
    "server",  # the provider's own error
    "rejected",  # the request was not accepted
    "rubbish",  # a reply without one usable statement
    "unsupported",  # statements, none of which its quotes support
    "stopped",  # the asker pressed stop
]
"""The catalogue says each to the asker under `writer.cause.<cause>`, what to do under `writer.advice`."""

_BY_STATUS: dict[int, Cause] = {401: "key", 403: "key", 404: "model", 408: "timeout", 413: "too_long",
                                429: "rate_limited", 504: "timeout", 529: "rate_limited"}  # fmt: skip
_TOO_LONG = ("context length", "context window", "context size", "maximum context", "too many tokens",
             "prompt is too long", "context_length_exceeded", "exceed_context_size")  # fmt: skip
_RETRY_AFTER = 1.0  # seconds to wait where a provider does not say


class ModelFailure(Exception):
    """A chat model's reply that cannot be used. `wait` is in seconds, for `rate_limited`."""

    def __init__(self, cause: Cause, *, wait: float = _RETRY_AFTER) -> None:
        super().__init__(cause)
        self.cause: Cause = cause
        self.wait = wait


def failure_of(error: BaseException) -> ModelFailure:
    """Return what an error of a provider's package means; `error` itself if it is a ModelFailure."""
    if isinstance(error, ModelFailure):
        return error
    status = status_of(error)
    if status == 400 and any(words in str(error).lower() for words in _TOO_LONG):
        return ModelFailure("too_long")
    if status is not None:
        cause = _BY_STATUS.get(status) or ("server" if status >= 500 else "rejected")
        return ModelFailure(cause, wait=_wait_of(error))
    names = _names(error)
    if "ContextOverflow" in names or "ContextLength" in names:
        return ModelFailure("too_long")
    if isinstance(error, TimeoutError) or "Timeout" in names:
        return ModelFailure("timeout")
    if any(word in names for word in ("Connect", "ReadError", "RemoteProtocol", "APIError", "Network")):
        return ModelFailure("unreachable")
    return ModelFailure("rubbish")  # the provider's package made nothing of the reply


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status that an error tells of, None where it tells of none."""
    for one in _chain(error):
        status = getattr(one, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return status
    return None


def text_before_cut(error: BaseException) -> str | None:
    """Return the text of a whole reply that was cut off at its budget, None for any other error."""
    try:
        completion: Any = error.completion  # type: ignore[attr-defined]
        return str(completion.choices[0].message.content or "")
    except (AttributeError, IndexError):
        return None


def _wait_of(error: BaseException) -> float:
    for one in _chain(error):
        headers = getattr(getattr(one, "response", None), "headers", None)
        if headers is not None and "retry-after" in headers:
            try:
                return max(0.0, float(headers["retry-after"]))
            except ValueError:
                break  # a date: rarely sent, and never for a wait as short as ours
    return _RETRY_AFTER


def _names(error: BaseException) -> str:
    return " ".join(cls.__name__ for one in _chain(error) for cls in type(one).__mro__)


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found
