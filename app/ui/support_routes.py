"""Support for a cooperative over HTTP, for the page's own script: the list, its source, its summary.

What is sent is answered and forgotten: no profile is kept or logged.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from app.advice import Advice, advise
from app.answers.support import judge_all
from app.catalogue import say
from app.models import Language
from app.profile import Profile
from app.summary import Summary, summary_of
from app.summary_docx import as_docx
from app.summary_pdf import as_pdf
from app.ui import support
from app.ui.answering import sent_object, told
from app.ui.protocol import Assistant
from app.ui.shelf import same_plans
from ingest.errors import PlanchatError
from ingest.models import Plan

URL = "planchat-support"
"""Where the routes are, relative to the page, so that they work behind a proxy's path too."""

_FILES: dict[str, tuple[Callable[[Summary, Language], bytes], str]] = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def routes(assistant: Assistant) -> Mount:
    """Return the routes over the assistant's plans."""

    async def judged(request: Request, language: Language) -> Response:
        advice = await _advice(assistant, request, language)
        asked = request.query_params
        if "part" not in asked:
            return HTMLResponse(support.result(advice, language))
        if asked["part"] not in support.PARTS:
            raise PlanchatError("advice_refused")
        start = _number(asked.get("from", ""))
        return HTMLResponse(support.part(advice, asked["part"], start, language))

    async def summary(request: Request, language: Language) -> Response:
        kind = request.query_params.get("as", "pdf")
        write, media = _FILES["docx" if kind == "docx" else "pdf"]
        advice = await _advice(assistant, request, language)
        made = summary_of(advice, len(assistant.plans()), language, date.today())
        name = f"{say('advice.summary.file', language)}.{'docx' if kind == 'docx' else 'pdf'}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(await run_in_threadpool(write, made, language), media_type=media, headers=headers)

    read: list[Plan] = []  # the plans whose wording was read already

    async def ready(request: Request, language: Language) -> Response:
        """Read the plans' wording while the form is being filled in: the first list comes at once then."""
        plans = await run_in_threadpool(assistant.plans)
        if not same_plans(read, plans):
            read[:] = plans
            await run_in_threadpool(judge_all, Profile(), plans)
        return Response()

    return Mount(
        f"/{URL}",
        routes=[
            Route("/judge", told(judged, status=200), methods=["POST"]),
            Route("/summary", told(summary, status=200), methods=["POST"]),
            Route("/ready", told(ready, status=200)),
        ],
    )


async def _advice(assistant: Assistant, request: Request, language: Language) -> Advice:
    sent = await sent_object(request)
    try:
        profile = support.profile_of(sent)
    except (KeyError, TypeError, ValueError) as error:
        members = str(sent.get("members") or "").strip()
        number = members.isascii() and members.isdigit()
        raise PlanchatError("advice_wrong_number" if members and not number else "advice_refused") from error
    if not profile.known:
        raise PlanchatError("advice_nothing")
    plans = await run_in_threadpool(assistant.plans)
    if not plans:
        raise PlanchatError("advice_empty")
    return await run_in_threadpool(advise, profile, plans, language, date.today())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
