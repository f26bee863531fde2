"""How the page looks: Gradio's variables, our stylesheet and typeface, nothing from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from app.catalogue import say
from app.models import Language
from app.ui.gradio_quietly import gr

FOLDER = Path(__file__).parent
ASSETS = FOLDER / "assets"
# Where the typeface is served, relative to the page, so that it works behind a proxy's path too.
ASSETS_URL = "planchat-assets"

_STYLES = ("theme.css", "document.css", "lists.css", "library.css")
_SCRIPTS = ("page.js", "panel.js")
_PANEL = ("panel", "close", "loading", "rendering", "failed")
_FONT = ("Be Vietnam Pro", "system-ui", "Noto Sans", "sans-serif")
_PRELOADED = ("be-vietnam-pro-vietnamese-400-normal.woff2", "be-vietnam-pro-latin-400-normal.woff2")


def head() -> str:
    """Return what goes into the page's head; inline, so that the first paint is the right one."""
    fonts = "".join(
        f'<link rel="preload" as="font" type="font/woff2" crossorigin="anonymous" href="{ASSETS_URL}/{name}">'
        for name in _PRELOADED
    )
    styles = "".join((FOLDER / name).read_text("utf-8") for name in _STYLES)
    script = "\n".join((FOLDER / name).read_text("utf-8") for name in _SCRIPTS)
    return f"{fonts}<style>{styles}</style><script>window.planchatTexts = {_texts()};\n{script}</script>"


def _texts() -> str:
    """Return what the source panel says by itself, in both languages, as a script's object."""
    said = {
        language: {name: say(f"ui.panel.{name}", language) for name in _PANEL}
        for language in get_args(Language)
    }
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def theme() -> gr.themes.Base:
    """Return Gradio's barest theme in our colours, which stand in theme.css for light and dark."""
    colours = {
        "body_background_fill": "var(--pc-paper)",
        "body_text_color": "var(--pc-ink)",
        "body_text_color_subdued": "var(--pc-muted)",
        "background_fill_primary": "var(--pc-paper)",
        "background_fill_secondary": "var(--pc-raised)",
        "border_color_primary": "var(--pc-line)",
        "block_background_fill": "transparent",
        "input_background_fill": "var(--pc-raised)",
        "input_border_color": "var(--pc-field)",
        "input_placeholder_color": "var(--pc-muted)",
        "button_primary_background_fill": "var(--pc-accent)",
        "button_primary_background_fill_hover": "var(--pc-accent-strong)",
        "button_primary_text_color": "var(--pc-on-accent)",
        "button_secondary_background_fill": "var(--pc-raised)",
        "button_secondary_background_fill_hover": "var(--pc-tint)",
        "button_secondary_text_color": "var(--pc-ink)",
        "button_secondary_border_color": "var(--pc-line)",
    }
    both = {**colours, **{f"{name}_dark": value for name, value in colours.items()}}
    return gr.themes.Base(font=_FONT, font_mono=("ui-monospace", "monospace")).set(**both)
