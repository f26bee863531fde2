"""What belongs to the document on a web page, and what the site has put around it.

By content only: where the text is, how much of it is links, and which blocks have the lines of a
document. No site is known by name. What is between two blocks of the document stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from ingest.reference import load
from ingest.vietnamese import fold, unify_tones

# A block with so many links, and hardly anything else, is a menu, a list of news, or advertising.
_LEAST_LINKS = 3
_MOSTLY_LINKS = 0.75
# Of the text of a page on the way down to the document: below it, the block has parts of equal rank.
_MOST_OF_IT = 0.6
# A line of a document weighs more than one of a comment.
_DOCUMENT_WEIGHT = 3
_SOME_NUMBERED = 2
_DEPTH = 60
_NEAR = 8
_FEW_ROWS = 4
_MENUS = ("ul", "ol", "div", "section", "table", "dl")
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCK = ("p", "div", "li", "tr", "td", "th", "br", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section")
_PLAIN = ("p", "br", "span", "b", "strong", "i", "em", "u", "a", "font", "hr")


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of `corpus/reference/web.yaml`, over folded text."""

    document: re.Pattern[str]
    numbered: re.Pattern[str]
    page: re.Pattern[str]


@cache
def _rules() -> _Rules:
    entry = load("web")
    return _Rules(
        re.compile("|".join(entry["document_lines"])),
        re.compile(entry["numbered_lines"]),
        re.compile("(?:" + "|".join(entry["page_lines"]) + ")"),
    )


def cut_to_document(soup: BeautifulSoup) -> int:
    """Remove from a page what does not belong to the document on it; return how many lines it had."""
    cut = 0
    for element in soup.find_all(True):
        if not _is_gone(element) and _is_hidden(element):
            element.decompose()  # nobody sees it, so nobody misses it
    for element in _around_links(soup):
        if not _is_gone(element) and _is_menu(element):
            cut += _removed(element)
    place: Tag | None = soup.body or soup
    for _ in range(_DEPTH):
        if place is None:
            break
        place, removed = _stepped_down(place)
        cut += removed
    return cut


def is_page_line(text: str) -> bool:
    """Say whether a line is a button or a label of the page."""
    return bool(_rules().page.fullmatch(unify_tones(fold(text)).strip(" .:»|")))


def _is_gone(element: Tag) -> bool:
    # Its property `decomposed` looks through all that is below for a tag of that name.
    return "_decomposed" in vars(element)


def _is_hidden(element: Tag) -> bool:
    return (
        element.has_attr("hidden")
        or element.get("aria-hidden") == "true"
        or element.get("role") in _ROLES
        or bool(_HIDDEN.search(str(element.get("style", ""))))
    )


def _around_links(soup: BeautifulSoup) -> list[Tag]:
    """Return the blocks near above links, outer ones first."""
    found: dict[int, tuple[int, Tag]] = {}
    for order, link in enumerate(soup.find_all("a")):
        for height, element in enumerate(islice(link.parents, _NEAR)):
            if element.name in _MENUS:
                found.setdefault(id(element), (order * _NEAR - height, element))
    return [element for _, element in sorted(found.values(), key=lambda pair: pair[0])]


def _is_menu(element: Tag) -> bool:
    links = element.find_all("a", limit=_LEAST_LINKS)
    if len(links) < _LEAST_LINKS:
        return False
    length = _length(element)
    linked = sum(_length(link) for link in element.find_all("a"))
    return linked > _MOSTLY_LINKS * length and not _is_of_document(element)


def _stepped_down(place: Tag) -> tuple[Tag | None, int]:
    """Go to the child that has most of the text and drop what stands beside it; None at the end."""
    if place.name in ("ul", "ol", "dl") or (place.name == "table" and not _is_for_layout(place)):
        return None, 0
    children = [child for child in place.find_all(True, recursive=False) if child.name not in _PLAIN]
    loose = any(isinstance(child, NavigableString) and child.strip() for child in place.children)
    if loose or not children or place.find(["p", "br"], recursive=False) is not None:
        return None, 0
    weights = [_weight(child) for child in children]
    total = sum(weights)
    main = max(range(len(children)), key=weights.__getitem__)
    if weights[main] < _MOST_OF_IT * total or not _is_of_document(children[main]):
        return None, 0
    kept = [index for index, child in enumerate(children) if index == main or _is_of_document(child)]
    removed = sum(_removed(child) for index, child in enumerate(children) if not kept[0] <= index <= kept[-1])
    return (children[main] if len(kept) == 1 else None), removed


def _is_for_layout(table: Tag) -> bool:
    """Say whether a table holds the page rather than rows of a document."""
    if table.get("border", "0") not in ("", "0"):
        return False
    return sum(1 for row in table.find_all("tr") if row.find_parent("table") is table) <= _FEW_ROWS


def _weight(element: Tag) -> int:
    return sum(
        len(line)
        * (_DOCUMENT_WEIGHT if _rules().numbered.match(line) or _rules().document.match(line) else 1)
        for line in _lines(element)
    )


def _is_of_document(element: Tag) -> bool:
    """Say whether a block has lines that only a document has."""
    lines = _lines(element)
    if any(_rules().document.match(line) for line in lines):
        return True
    return sum(1 for line in lines if _rules().numbered.match(line)) >= _SOME_NUMBERED


def _lines(element: Tag) -> list[str]:
    """Return the text of an element by lines, folded."""
    parts: list[str] = []
    for node in element.descendants:
        if isinstance(node, Tag):
            if node.name in _BLOCK:
                parts.append("\n")
        elif type(node) is NavigableString:
            parts.append(" ".join(node.split()) + " " if node.strip() else "")
    lines = (unify_tones(fold(line)) for line in "".join(parts).split("\n"))
    return [line for line in lines if line]


def _length(element: Tag) -> int:
    return sum(len(text.strip()) for text in element.find_all(string=True))


def _removed(element: Tag) -> int:
    lines = len(_lines(element))
    element.decompose()
    return lines
