"""Reads one page of a PDF from its picture, as a process of its own: `scan_page PDF PAGE`.

What strangers' files do to the renderer then stays in this process, with limits on its memory and
time, and several pages are read on several cores. Prints the page's lines and tables as JSON.
"""

from __future__ import annotations

import resource
import sys
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from ingest.readers.pages import PageItem

MOST_MEMORY = 1 << 30
"""Bytes of address space; a page of 8 by 12 inches takes a quarter of it."""


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
    from ingest.readers.scan_image import cleaned, is_blank, render
    from ingest.readers.scan_layout import lay_out_scan

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    pdf, number = Path(sys.argv[1]), int(sys.argv[2])
    page = cleaned(render(pdf, number))
    items = [] if is_blank(page) else lay_out_scan(page, number)
    sys.stdout.buffer.write(items_to_json(items))


if __name__ == "__main__":
    main()
