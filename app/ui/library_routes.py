"""The library over HTTP, for the page's own script: reading for all, changing for who may.

All of it lies beside Gradio's routes, so that a file is refused before it is received. Answers are
fragments of HTML or JSON with a sentence in the language of the request.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from app.catalogue import say
from app.models import Language
from app.naming import plan_name
from app.settings import Settings
from app.ui import library
from app.ui.admin import SESSION, Admin, TooManyAttemptsError
from app.ui.answering import Handler, failed, sent_object, sentence, told
from app.ui.protocol import Assistant, Confirms
from app.ui.taken_out import note, taken_out
from app.ui.uploads import Job, Received, Staged, Uploads
from ingest.errors import PlanchatError
from ingest.readers import Limits
from ingest.reading import READING_VERSION, read_plan

_LOG = logging.getLogger(__name__)

URL = "planchat-library"
"""Where the routes are, relative to the page, so that they work behind a proxy's path too."""

_COOKIE = "planchat_admin"
# A form of another site cannot send it, and browsers ask first before a script of another site does.
_HEADER = "x-planchat"
_MOST_FILES = 200
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def routes(assistant: Assistant, settings: Settings) -> Mount:
    """Return the routes over the assistant's library."""
    password = settings.admin_password.get_secret_value() if settings.admin_password else None
    limits = Limits(settings.max_file_mb * 1024 * 1024, settings.max_pages)
    uploads = Uploads(
        settings.home / "uploads",
        partial(read_plan, limits=limits),
        READING_VERSION,
        limits,
    )
    return _Routes(assistant, Admin(password), uploads).mount()


def exposed(settings: Settings, host: str, language: Language) -> str | None:
    """Return the warning that anybody may change the library, None where that is not so."""
    if settings.admin_password or host in _THIS_MACHINE:
        return None
    return say("library.admin.open", language, host=host)


class _Routes:
    def __init__(self, assistant: Assistant, admin: Admin, uploads: Uploads) -> None:
        self._assistant = assistant
        self._admin = admin
        self._uploads = uploads

    def mount(self) -> Mount:
        """Return all of them under their address."""
        reading = {"list": self.plans, "document": self.document, "original": self.original}
        changing = {
            "file": self.receive,
            "drop": self.drop,
            "start": self.start,
            "remove": self.remove,
            "confirm": self.confirm,
        }
        return Mount(
            f"/{URL}",
            routes=[
                *(Route(f"/{name}", told(handler)) for name, handler in reading.items()),
                Route("/jobs", told(self._guarded(self.jobs, changes=False))),
                *(
                    Route(f"/{name}", told(self._guarded(handler)), methods=["POST"])
                    for name, handler in changing.items()
                ),
                Route("/signin", told(_same_site(self.sign_in)), methods=["POST"]),
                Route("/signout", told(_same_site(self.sign_out)), methods=["POST"]),
            ],
        )

    # --- reading -----------------------------------------------------------------------------

    async def plans(self, request: Request, language: Language) -> Response:
        """Return the tab's content as it is now, for whoever asks."""
        allowed = self._admin.allows(request.cookies.get(_COOKIE))
        access = library.Access(locked=self._admin.locked, allowed=allowed)
        gone = taken_out(self._uploads.folder, language) if access.allowed else []
        return HTMLResponse(await run_in_threadpool(library.content, self._assistant, access, gone, language))

    async def document(self, request: Request, language: Language) -> Response:
        """Return a plan's text with its sections."""
        plan = await run_in_threadpool(self._assistant.library.plan, request.query_params.get("plan", ""))
        if plan is None:
            raise PlanchatError("library_plan_gone")
        return HTMLResponse(await run_in_threadpool(library.document, plan, language))

    async def original(self, request: Request, language: Language) -> Response:
        """Return the file that a plan was read from, to be saved, never to be run."""
        plan_id = request.query_params.get("plan", "")
        plan = await run_in_threadpool(self._assistant.library.plan, plan_id)
        path = await run_in_threadpool(self._assistant.library.original, plan_id)
        if plan is None or path is None:
            raise PlanchatError("library_original_gone")
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        return FileResponse(path, media_type="application/octet-stream", filename=plan.file, headers=headers)

    # --- changing ----------------------------------------------------------------------------

    async def receive(self, request: Request, language: Language) -> Response:
        """Receive one file; say of it, or of each in an archive, whether a plan of its name is in."""
        staged = await self._uploads.receive(request.query_params.get("name", ""), request.stream())
        return JSONResponse({"files": await run_in_threadpool(self._received, staged, language)})

    def _received(self, staged: Staged, language: Language) -> list[dict[str, str]]:
        return [self._asked(one, language) for one in self._uploads.opened(staged)]

    def _asked(self, one: Received, language: Language) -> dict[str, str]:
        if one.staged is None:
            return {"name": one.name, "failed": sentence(one.error, language) if one.error else ""}
        plan = self._assistant.library.plan(one.staged.plan)
        asks = ""
        if plan is not None and plan.sha256 != one.staged.digest:
            asks = say("library.replace_ask", language, plan=plan_name(plan, language))
        return {"name": one.name, "token": one.staged.token, "plan": one.staged.plan, "asks": asks}

    async def drop(self, request: Request, language: Language) -> Response:
        """Forget a file that was received."""
        asked = await sent_object(request)
        await run_in_threadpool(self._uploads.drop, str(asked.get("token")))
        return JSONResponse({})

    async def start(self, request: Request, language: Language) -> Response:
        """Take received files in; `replace` lists the plans that may be replaced."""
        asked = await sent_object(request)
        tokens = [str(one) for one in _list(asked.get("tokens"))[:_MOST_FILES]]
        files = [found for token in tokens if (found := self._uploads.staged(token))]
        if not files or len(files) < len(tokens):
            raise PlanchatError("library_upload_gone")
        replacing = [str(one) for one in _list(asked.get("replace"))]
        job = self._uploads.start(self._assistant.library, files, replacing)
        return JSONResponse({"job": job.id})

    async def jobs(self, request: Request, language: Language) -> Response:
        """Return how far the jobs are: those asked for, or all that are not finished."""
        wanted = request.query_params.get("job")
        jobs = [job for job in self._uploads.jobs() if (job.id == wanted if wanted else not job.finished)]
        return JSONResponse({"jobs": [_shown(job, language) for job in jobs]})

    async def remove(self, request: Request, language: Language) -> Response:
        """Take a plan out; its file is kept for a while, so that it can come back."""
        plan_id = str((await sent_object(request)).get("plan"))
        return JSONResponse(await run_in_threadpool(self._remove, plan_id, language))

    def _remove(self, plan_id: str, language: Language) -> dict[str, str]:
        store = self._assistant.library
        plan = store.plan(plan_id)
        if plan is None:
            raise PlanchatError("library_plan_gone")
        original = store.original(plan_id)
        kept = self._uploads.keep_copy(original, plan.file, plan.sha256) if original else None
        if kept:
            note(kept, plan)
        try:
            removed = store.remove(plan_id)
        except BaseException:
            if kept:
                self._uploads.drop(kept.token)
            raise
        if not removed:
            raise PlanchatError("library_plan_gone")
        _LOG.info("plan removed on the page: %s", plan_id)
        told = say("library.removed", language, plan=plan_name(plan, language))
        return {"token": kept.token if kept else "", "told": told}

    async def confirm(self, request: Request, language: Language) -> Response:
        """Make a field of a plan's header certain."""
        asked = {name: str(value) for name, value in (await sent_object(request)).items()}
        store = self._assistant.library
        if not isinstance(store, Confirms):
            raise PlanchatError("library_no_confirm")
        plan, field, value = (asked.get(name, "").strip() for name in ("plan", "field", "value"))
        await run_in_threadpool(store.confirm, plan, field, value)
        return JSONResponse({})

    # --- who may -----------------------------------------------------------------------------

    async def sign_in(self, request: Request, language: Language) -> Response:
        """Begin a session for the right password."""
        password = str((await sent_object(request)).get("password", ""))
        client = request.client.host if request.client else ""
        try:
            token = await run_in_threadpool(self._admin.sign_in, password, client)
        except TooManyAttemptsError as error:
            minutes = int(error.seconds // 60) + 1
            return failed(say("library.admin.too_many", language, minutes=minutes), 429)
        if token is None:
            _LOG.warning("wrong administrator's password from %s", client)
            return failed(say("library.admin.wrong", language), 401)
        answer = JSONResponse({})
        answer.set_cookie(
            _COOKIE,
            token,
            max_age=int(SESSION),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    async def sign_out(self, request: Request, language: Language) -> Response:
        """End the session."""
        self._admin.sign_out(request.cookies.get(_COOKIE, ""))
        answer = JSONResponse({})
        answer.delete_cookie(_COOKIE)
        return answer

    def _guarded(self, handler: Handler, *, changes: bool = True) -> Handler:
        async def guarded(request: Request, language: Language) -> Response:
            if not self._admin.allows(request.cookies.get(_COOKIE)):
                return failed(say("library.admin.needed", language), 401)
            return await handler(request, language)

        return _same_site(guarded) if changes else guarded


def _same_site(handler: Handler) -> Handler:
    """Refuse what a page of another site sends in the name of somebody who has this one open."""

    async def checked(request: Request, language: Language) -> Response:
        origin, sent = request.headers.get("origin"), request.headers.get("sec-fetch-site")
        hosts = {request.headers.get("host"), request.headers.get("x-forwarded-host")}
        ours = sent == "same-origin" if sent else not origin or urlsplit(origin).netloc in hosts
        if _HEADER not in request.headers or not ours:
            return failed(say("library.admin.other_site", language), 403)
        return await handler(request, language)

    return checked


def _list(sent: object) -> list[Any]:
    return sent if isinstance(sent, list) else []


def _shown(job: Job, language: Language) -> dict[str, Any]:
    return {
        "job": job.id,
        "finished": job.finished,
        "files": [
            {
                "name": one.staged.path.name,
                "token": one.staged.token,
                "plan": one.staged.plan,
                "stage": library.stage_words(one, language),
                "done": one.done,
                "total": one.total,
                "told": library.outcome(one, language),
                "asks": bool(one.report and one.report.reason and one.report.reason.code == "library_exists"),
                "failed": bool(one.failure or (one.report and one.report.reason)),
            }
            for one in job.files
        ],
    }
