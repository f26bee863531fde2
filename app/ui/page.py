"""The page: header, language switch, tabs; and the server it is served by."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import typer
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from app.catalogue import entries, say
from app.models import Language
from app.settings import Settings
from app.ui import (
    chat,
    duties,
    exports,
    funding,
    library,
    library_routes,
    look,
    source_routes,
    support,
    support_routes,
    targets,
)
from app.ui.gradio_quietly import gr
from app.ui.markup import attribute, escape
from app.ui.protocol import Assistant
from app.ui.tongues import Asked, Page
from ingest.errors import PlanchatError

# Catalogue key of the tab's name, and what adds its components; the key's end names it in the address.
TABS: tuple[tuple[str, Callable[[Assistant, gr.State, Language], None]], ...] = (
    ("ui.tab.chat", chat.add),
    ("ui.tab.duties", duties.add),
    ("ui.tab.targets", targets.add),
    ("ui.tab.funding", funding.add),
    ("ui.tab.support", support.add),
    ("ui.tab.library", library.add),
)

# Bytes. Plans come in by library_routes: Gradio's own uploads, open to everybody, take nothing.
_GRADIO_UPLOADS = 1

# Conversations kept in memory; the oldest beyond that are forgotten.
_SESSIONS = 500


def build(assistant: Assistant, settings: Settings) -> gr.Blocks:
    """Return the page over an assistant that is already open."""
    language = _language(settings.language)
    other: Language = "vi" if language == "en" else "en"
    page = _built(assistant, language)
    page.also_in(other, _built(assistant, other))
    return page


def _built(assistant: Assistant, language: Language) -> Page:
    page = Page(title=say("ui.title", language), analytics_enabled=False)
    with page:
        spoken = gr.State(language)
        with gr.Row(elem_id="pc-header"):
            title = gr.HTML(_title(language), elem_id="pc-title", apply_default_css=False)
            switch = gr.Button(say("ui.switch", language), size="sm", scale=0, elem_id="pc-language")
        tabs, names = _tabs(assistant, spoken, language)

        def asked_for(request: gr.Request) -> Language:
            return _language(request.query_params.get("lang") or language)

        def switched(now: Language) -> Language:
            return "vi" if now == "en" else "en"

        def translated(now: Language) -> tuple[str, Any]:
            return _title(now), gr.update(value=say("ui.switch", now))

        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(asked_for, None, [spoken], **quiet)
        page.load(None, None, [tabs], js=f"() => window.planchat.start({json.dumps(names)})", **quiet)
        switch.click(switched, [spoken], [spoken], **quiet)
        spoken.change(translated, [spoken], [title, switch], **quiet)
    return page


def serve(
    assistant: Assistant,
    settings: Settings,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    wait: bool = True,
) -> gr.Blocks:
    """Serve the page and say where; returns when stopped, at once with `wait=False`.

    Raises PlanchatError where host or port cannot be had.
    """
    page = build(assistant, settings)
    try:
        _, url, _ = page.launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            inbrowser=False,
            ssr_mode=False,
            run_history=False,
            max_file_size=_GRADIO_UPLOADS,
            enable_monitoring=False,
            footer_links=[],
            state_session_capacity=_SESSIONS,
            theme=look.theme(),
            head=look.head(),
            favicon_path=str(look.ASSETS / "favicon.png"),
            i18n=_builtin(),
            app_kwargs={
                "middleware": [Middleware(Asked)],
                "routes": [
                    Mount(f"/{look.ASSETS_URL}", StaticFiles(directory=look.ASSETS)),
                    exports.route(assistant),
                    library_routes.routes(assistant, settings),
                    source_routes.routes(assistant),
                    support_routes.routes(assistant),
                ],
            },
        )
    except OSError as error:
        raise PlanchatError("port_taken", host=host, port=port) from error
    if warning := library_routes.exposed(settings, host, _language(settings.language)):
        typer.echo(warning, err=True)
    if wait:
        typer.echo(say("ui.serving", _language(settings.language), url=url))
        page.block_thread()
    return page


def _tabs(assistant: Assistant, spoken: gr.State, language: Language) -> tuple[gr.Tabs, list[str]]:
    names = [key.rpartition(".")[2] for key, _ in TABS]
    with gr.Tabs(elem_id="pc-tabs", overflow_behavior="wrap") as tabs:
        for name, (key, add) in zip(names, TABS, strict=True):
            with gr.Tab(say(key, language), id=name, elem_id=f"pc-tab-{name}") as tab:
                add(assistant, spoken, language)
            tab.select(None, js=f"() => window.planchat.opened('{name}')", api_visibility="private")
            _translate_tab(tab, key, spoken)
    return tabs, names


def _translate_tab(tab: gr.Tab, key: str, spoken: gr.State) -> None:
    def translated(now: Language) -> Any:
        return gr.update(label=say(key, now))

    spoken.change(translated, [spoken], [tab], show_progress="hidden", api_visibility="private")


def _title(language: Language) -> str:
    title, purpose = escape(say("ui.title", language)), escape(say("ui.purpose", language))
    return (
        f"<header{attribute('lang', language)}>"
        f'<h1 class="pc-title">{title}</h1><p class="pc-purpose">{purpose}</p></header>'
    )


def _builtin() -> gr.I18n:
    """Return Gradio's own sentences in both languages at once.

    Gradio picks their language from the browser, not from the page, and knows no Vietnamese:
    a Vietnamese browser is served its "en" texts. So these few are said in both.
    """
    prefix = "ui.builtin."
    both = {
        key.removeprefix(prefix): f"{texts['vi']} / {texts['en']}"
        for key, texts in entries().items()
        if key.startswith(prefix)
    }
    return gr.I18n(en=both, vi=both)


def _language(name: str) -> Language:
    return "en" if name == "en" else "vi"
