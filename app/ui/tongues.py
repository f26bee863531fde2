"""The page in the language that its address asks for, from the first byte on.

Gradio builds a page once and sends it to everybody. So it is built in both languages: they differ in
their components' texts alone, and whoever asks for the other one is sent these.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from app.models import Language
from app.ui.gradio_quietly import gr

_ASKED: ContextVar[str] = ContextVar("asked", default="")


class Page(gr.Blocks):  # type: ignore[misc]
    """Blocks that may be sent in another language than they were built in."""

    _built: dict[str, Any]
    _other: tuple[Language, dict[str, Any]] | None = None

    @property
    def config(self) -> dict[str, Any]:
        """Return what the browser is sent, in the language of the request that is being answered."""
        if self._other is None or self._other[0] != _ASKED.get():
            return self._built
        other = self._other[1]
        pairs = zip(self._built["components"], other["components"], strict=True)
        components = [{**own, "props": same["props"]} for own, same in pairs]
        return {**self._built, "title": other["title"], "components": components}

    @config.setter
    def config(self, built: dict[str, Any]) -> None:
        self._built = built

    def also_in(self, language: Language, other: Page) -> None:
        """Send the texts of `other`, the same page built in `language`, to those who ask for it."""
        kinds = [[one["type"] for one in page.config["components"]] for page in (self, other)]
        assert kinds[0] == kinds[1], "not the same page"
        self._other = language, other.config


class Asked:
    """Notes for each request which language its address asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            _ASKED.set(QueryParams(scope["query_string"]).get("lang", ""))
        await self._app(scope, receive, send)
