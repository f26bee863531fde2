"""Web pages saved as one file (MHTML): what browsers and Word call "web archive", often named .doc."""

from __future__ import annotations

import re
from email import message_from_bytes

from ingest.errors import RefusedFile

_HEAD = re.compile(
    rb"\s*(?:[A-Za-z][A-Za-z-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:\s*1", re.IGNORECASE
)
_WITHIN = 4096


def is_mhtml(data: bytes) -> bool:
    """Say whether `data` is a message in MIME's form, as such archives are."""
    return _HEAD.match(data[:_WITHIN]) is not None


def page_in(data: bytes, file: str) -> tuple[bytes, str | None]:
    """Return the page in an archive, and the character set that its part declares, None for none.

    Raises RefusedFile where there is no page in it.
    """
    for part in message_from_bytes(data).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                return page, part.get_content_charset()
    raise RefusedFile("unreadable", file=file)
