"""Reads one page from its picture, as a process of its own: `scan_page FILE PAGE FORMAT`.

What strangers' files do to the renderer then stays in this process, with limits on its memory and
time, and several pages are read on several cores. Prints the page's lines and tables as JSON.
"""

from __future__ import annotations

import resource
import sys
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from ingest.readers.confined import allow_seconds, confine
from ingest.readers.pages import PageItem

MOST_MEMORY = 1 << 30
"""Bytes of address space; a page of 8 by 12 inches takes a quarter of it."""


# Of the processor. Rendering a page takes .3, at worst 1; a page of type takes Tesseract 1 to 5, one of
# noise as much as it is given.
_RENDER_SECONDS, _READ_SECONDS = 3.0, 45.0


@cache
def _items() -> TypeAdapter[list[PageItem]]:
    return TypeAdapter(list[PageItem])


def items_to_json(items: list[PageItem]) -> bytes:
    """Return a page's items as JSON."""
    return _items().dump_json(items)


def items_from_json(data: bytes) -> list[PageItem]:
    """Return the items that `items_to_json` wrote. Raises ValueError for anything else."""
    return _items().validate_json(data)


def main() -> None:
    """Read the page that the command line names."""
    confine(MOST_MEMORY, resource.RLIMIT_AS)
    from ingest.readers.image import open_page
    from ingest.readers.scan_image import DPI, cleaned, is_blank, render
    from ingest.readers.scan_layout import lay_out_scan

    file, number, is_pdf = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "pdf"
    allow_seconds(_RENDER_SECONDS)
    page = render(file, number) if is_pdf else open_page(file, number, DPI)
    allow_seconds(_READ_SECONDS)  # each Tesseract that is started has as much
    page = cleaned(page)
    items = [] if is_blank(page) else lay_out_scan(page, number)
    sys.stdout.buffer.write(items_to_json(items))


if __name__ == "__main__":
    main()
