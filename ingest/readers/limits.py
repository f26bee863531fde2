"""How large a file may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read; the defaults of the first two are those of `app.settings`.

    `max_characters` and `max_lines` are those of the text that comes out: five hundred pages of type
    have a million characters.
    """

    max_bytes: int = 50 * 1024 * 1024
    max_pages: int = 1000
    max_characters: int = 3_000_000
    max_lines: int = 200_000
