"""Every text a user sees, in Vietnamese and English, in the YAML files of this folder.

A file holds nested keys whose leaves are `{vi: …, en: …}`; `{name}` marks a placeholder, and
`{count:duty|duties}` the word for one or for more.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from app.models import Language

FOLDER = Path(__file__).parent


class _Numbered(Formatter):
    """Fills placeholders; one that gives two words gets the one that fits its number."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, more = format_spec.partition("|")
        if bar:
            return one if value == 1 else more
        return str(super().format_field(value, format_spec))


_FORMATTER = _Numbered()


@cache
def entries() -> dict[str, dict[str, str]]:
    """Return every entry as dotted key → language → text.

    Raises ValueError where an entry lacks a language or a key stands twice.
    """
    found: dict[str, dict[str, str]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        _collect("", yaml.safe_load(file.read_text("utf-8")) or {}, found)
    return found


def _collect(prefix: str, node: dict[str, Any], found: dict[str, dict[str, str]]) -> None:
    if set(node) & {"vi", "en"}:
        if set(node) != {"vi", "en"}:
            raise ValueError(f"catalogue entry {prefix!r} needs exactly vi and en")
        if prefix in found:
            raise ValueError(f"catalogue entry {prefix!r} stands twice")
        found[prefix] = {language: str(text) for language, text in node.items()}
        return
    for name, child in node.items():
        _collect(f"{prefix}.{name}" if prefix else name, child, found)


def say(key: str, language: Language = "vi", /, **params: object) -> str:
    """Return the text of `key` in `language` with its placeholders filled.

    Raises KeyError for an unknown key or a missing parameter: a text that is not in the catalogue
    is a defect, never shown as its key.
    """
    return _FORMATTER.format(entries()[key][language], **params)
