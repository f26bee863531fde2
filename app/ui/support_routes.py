"""Support for a cooperative over HTTP, for the page's own script: the list, its source, its summary.

What is sent is answered and forgotten: no profile is kept or logged.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from app.advice import Advice, advise
from app.catalogue import say
from app.models import Language
from app.summary import Summary, summary_of
from app.summary_docx import as_docx
from app.summary_pdf import as_pdf
from app.ui import support
from app.ui.library import sentence
from app.ui.protocol import Assistant
from ingest.errors import PlanchatError
from ingest.models import Span

_LOG = logging.getLogger(__name__)

URL = "planchat-support"
"""Where the routes are, relative to the page, so that they work behind a proxy's path too."""

_MOST = 20_000  # bytes of a profile
_FILES: dict[str, tuple[Callable[[Summary, Language], bytes], str]] = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}

Handler = Callable[[Request, Language], Awaitable[Response]]


def routes(assistant: Assistant) -> Mount:
    """Return the routes over the assistant's plans."""

    async def judged(request: Request, language: Language) -> Response:
        advice = await _advice(assistant, request, language)
        return HTMLResponse(support.result(advice, language))

    async def summary(request: Request, language: Language) -> Response:
        kind = request.query_params.get("as", "pdf")
        write, media = _FILES["docx" if kind == "docx" else "pdf"]
        advice = await _advice(assistant, request, language)
        made = summary_of(advice, len(assistant.plans()), language, date.today())
        name = f"{say('advice.summary.file', language)}.{'docx' if kind == 'docx' else 'pdf'}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(await run_in_threadpool(write, made, language), media_type=media, headers=headers)

    async def source(request: Request, language: Language) -> Response:
        plan = await run_in_threadpool(assistant.library.plan, request.query_params.get("plan", ""))
        if plan is None:
            raise PlanchatError("library_plan_gone")
        start, end = (_number(request.query_params.get(name, "")) for name in ("start", "end"))
        quote = Span(start, min(end, len(plan.text)))
        return HTMLResponse(await run_in_threadpool(support.source, plan, quote, language))

    return Mount(
        f"/{URL}",
        routes=[
            Route("/judge", _told(judged), methods=["POST"]),
            Route("/summary", _told(summary), methods=["POST"]),
            Route("/source", _told(source)),
        ],
    )


async def _advice(assistant: Assistant, request: Request, language: Language) -> Advice:
    sent = await _object(request)
    try:
        profile = support.profile_of(sent)
    except (KeyError, TypeError, ValueError) as error:
        members = str(sent.get("members") or "").strip()
        number = members.isascii() and members.isdigit()
        raise _Unanswerable("wrong" if members and not number else "refused") from error
    if not profile.known:
        raise _Unanswerable("nothing")
    plans = await run_in_threadpool(assistant.plans)
    if not plans:
        raise _Unanswerable("empty")
    return await run_in_threadpool(advise, profile, plans, language, date.today())


class _Unanswerable(Exception):
    """The form as sent has no answer; the catalogue has the sentence."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.entry = "advice.result.empty" if what == "empty" else f"advice.form.{what}"


async def _object(request: Request) -> dict[str, Any]:
    body = await request.body()
    if len(body) > _MOST:
        raise _Unanswerable("refused")
    try:
        sent = await request.json()
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _told(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        language: Language = "en" if request.query_params.get("lang") == "en" else "vi"
        try:
            return await handler(request, language)
        except _Unanswerable as error:
            return JSONResponse({"error": say(error.entry, language)}, status_code=400)
        except PlanchatError as error:
            _LOG.warning("support: %s", error)
            return JSONResponse({"error": sentence(error, language)}, status_code=400)
        except Exception:
            _LOG.exception("support: request failed")
            return JSONResponse({"error": say("ui.log.crashed", language)}, status_code=500)

    return answered
