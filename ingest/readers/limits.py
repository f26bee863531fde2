"""How large a file may be."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import RefusedFile


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read; the defaults of the first two are those of `app.settings`.

    `max_characters` and `max_lines` are those of the text that comes out: a thousand pages of
    type have two million characters on forty-five thousand lines.
    """

    max_bytes: int = 50 * 1024 * 1024
    max_pages: int = 1000
    max_characters: int = 3_000_000
    max_lines: int = 60_000

    def check_text(self, characters: int, lines: int, file: str) -> None:
        """Raise RefusedFile where the text that comes out of a file is too long for a plan."""
        if characters > self.max_characters or lines > self.max_lines:
            raise RefusedFile("too_long", file=file, limit=f"{self.max_characters:,}".replace(",", "."))
