"""From text to HTML. Everything that is shown goes through here: plans and questions are data.

Answers hold a little Markdown (bold, italics, [1] markers). Only that is understood; whatever
else a plan contains, HTML included, is shown as the characters it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_SPECIAL = re.compile("[&<>\"']")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")
_MARKER = re.compile(r"\s*\[(\d{1,3})\]")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>])")
# Escaped characters wait in the private use area while the marks around them are read.
_PRIVATE = 0xE000
# Without any of these a text has no Markdown, nor anything that is held.
_MARKED = re.compile(f"[*\\\\\n{chr(_PRIVATE)}-{chr(_PRIVATE + 127)}]")
_HELD = re.compile(f"[{chr(_PRIVATE)}-{chr(_PRIVATE + 127)}]")


def escape(text: str) -> str:
    """Return `text` safe for element content and quoted attributes."""
    return html.escape(text, quote=True) if _SPECIAL.search(text) else text


def attribute(name: str, value: object) -> str:
    """Return ` name="value"` with the value escaped."""
    return f' {name}="{escape(str(value))}"'


def inline(text: str, chip: Callable[[int], str] | None = None) -> str:
    """Return `text`, escaped, with its Markdown emphasis; `chip` turns a [1] marker into HTML.

    A marker for which `chip` returns "" stays as it is written.
    """
    if chip is None and not _MARKED.search(text):
        return escape(text)  # most of what plans say, and there may be thousands of it
    held = _ESCAPED.sub(lambda match: chr(_PRIVATE + ord(match.group(1))), text)
    shown = _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", escape(held)))
    if chip is not None:
        shown = _MARKER.sub(lambda match: chip(int(match.group(1))) or match.group(0), shown)
    freed = _HELD.sub(lambda match: escape(chr(ord(match.group(0)) - _PRIVATE)), shown)
    return freed.replace("\n", "<br>")


def plain(text: str) -> str:
    """Return `text` without its Markdown, as the words it is."""
    held = _ESCAPED.sub(lambda match: chr(_PRIVATE + ord(match.group(1))), text)
    bare = _ITALIC.sub(r"\1", _BOLD.sub(r"\1", held))
    return _HELD.sub(lambda match: chr(ord(match.group(0)) - _PRIVATE), bare)
