"""How large a file may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read; the defaults are those of `app.settings`."""

    max_bytes: int = 50 * 1024 * 1024
    max_pages: int = 1000
