"""The source panel over HTTP, for the page's own script: a plan's text with the quote, its printed pages."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from app.catalogue import say
from app.models import Language
from app.ui.answering import failed, sent_object, told
from app.ui.markup import attribute, escape
from app.ui.pages import PageImage, page_images
from app.ui.protocol import Assistant
from app.ui.sources import Cited, cited_of, missing, source
from ingest.errors import PlanchatError
from ingest.models import Plan

URL = "planchat-source"
"""Where the routes are, relative to the page, so that they work behind a proxy's path too."""

_LOG = logging.getLogger(__name__)


def routes(assistant: Assistant) -> Mount:
    """Return the routes over the assistant's plans."""

    def opened(plan: Plan, cited: Cited) -> str:
        return source(plan, cited)

    def printed(plan: Plan, cited: Cited) -> str:
        file = assistant.library.original(cited.plan)
        images = page_images(file, plan, cited.quote) if file else ()
        return _pages(images, cited.language)

    def shown(write: Callable[[Plan, Cited], str], cited: Cited) -> str:
        try:
            plan = assistant.plan(cited.plan)
        except (PlanchatError, KeyError):
            _LOG.warning("source asked of a plan that is not there: %r", cited.plan)
            return missing(cited.language)
        return write(plan, cited)

    def route(write: Callable[[Plan, Cited], str]) -> Route:
        async def handled(request: Request, language: Language) -> Response:
            try:
                cited = cited_of(await sent_object(request))
            except ValueError:
                return failed(say("ui.log.crashed", language), 400)
            return HTMLResponse(await run_in_threadpool(shown, write, cited))

        return Route(f"/{write.__name__}", told(handled), methods=["POST"])

    return Mount(f"/{URL}", routes=[route(opened), route(printed)])


def _pages(images: tuple[PageImage, ...], language: Language) -> str:
    if not images:
        return f'<p class="pc-failure">{escape(say("ui.source.unprinted", language))}</p>'
    shown = ""
    if all(image.top is None for image in images):
        shown = f'<p class="pc-note">{escape(say("ui.source.unmarked", language))}</p>'
    for image in images:
        data = f"data:image/webp;base64,{base64.b64encode(image.image).decode()}"
        top = "" if image.top is None else attribute("data-top", f"{image.top:.3f}")
        caption = say("ui.source.page", language, page=image.page)
        shown += (
            f"<figure{top}><figcaption>{escape(caption)}</figcaption><img{attribute('src', data)}"
            f"{attribute('alt', say('ui.source.image', language, page=image.page))}"
            f"{attribute('width', image.width)}{attribute('height', image.height)}></figure>"
        )
    return shown
