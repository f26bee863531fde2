"""Requests of the page's own scripts beside Gradio's: what they send, and errors as sentences."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from app.catalogue import entries, say
from app.models import Language
from ingest.errors import PlanchatError

_LOG = logging.getLogger(__name__)

_MOST = 100_000  # bytes of an object that is sent

Handler = Callable[[Request, Language], Awaitable[Response]]


def told(handler: Handler, status: int = 400) -> Callable[[Request], Awaitable[Response]]:
    """Give a handler the reader's language; answer its errors as JSON with the sentence for them.

    `status` is that of a PlanchatError. Browsers note any but 200 in their console.
    """

    async def answered(request: Request) -> Response:
        language: Language = "en" if request.query_params.get("lang") == "en" else "vi"
        try:
            return await handler(request, language)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it
        except PlanchatError as error:
            _LOG.warning("%s: %s", request.url.path, error)
            return failed(sentence(error, language), status)
        except Exception:
            _LOG.exception("%s failed", request.url.path)
            return failed(say("ui.log.crashed", language), 500)

    return answered


def failed(told: str, status: int) -> Response:
    """Return the answer that says what went wrong."""
    return JSONResponse({"error": told}, status_code=status)


def sentence(error: PlanchatError, language: Language) -> str:
    """Return what to tell about an error; one that the catalogue does not know is told in general."""
    entry = f"error.{error.code}"
    if entry not in entries():
        return say("ui.log.crashed", language)
    return say(entry, language, **error.params)


async def sent_object(request: Request) -> dict[str, Any]:
    """Return the JSON object that was sent, empty for anything else."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST:
            return {}
    try:
        sent = json.loads(bytes(body))
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}
