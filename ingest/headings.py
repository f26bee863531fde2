"""Where a heading ends and its text begins, and how a label is cited."""

from __future__ import annotations

import re

from ingest.agencies import find_agencies
from ingest.models import SectionKind
from ingest.patterns import ENDS_SENTENCE, Label, is_upper
from ingest.vietnamese import fold_space

WORDED: tuple[SectionKind, ...] = ("part", "chapter", "appendix", "article")
# A heading is rarely longer; what is longer and ends like a sentence is a numbered paragraph.
_SHORT_HEADING_WORDS = 12
_COLON_HEADING_WORDS = 25
# "8. Ủy ban nhân dân các huyện: A, B": what follows the colon is a list of names, not a text.
_LIST_OF_NAMES_WORDS = 25
_AMOUNT_WORDS = 8
_NAMES = 400  # characters: the longest enumeration of agencies


def shown_label(label: Label) -> str:
    """Return the label as it is cited: "PHỤ LỤC II" and "PHẦN I" without the shouting."""
    if label.kind not in WORDED:
        return label.text
    word, _, number = fold_space(label.text).partition(" ")
    if word.upper() == "PHỤ":
        second, _, number = number.partition(" ")
        word = f"{word} {second}"
    cardinal = number.isdigit() or (number.isupper() and not number.startswith("THỨ"))
    number = number if cardinal else number.lower()
    return f"{word.capitalize()} {number}".strip()


def split_heading(rest: str, label: Label) -> tuple[str, int | None]:
    """Split what follows a label into heading and text: (heading, offset of the text or None).

    "Sở Tài chính:  Trên cơ sở …." has both; "Đề ra nhiệm vụ, giải pháp cụ thể …." is a numbered
    paragraph without a heading; "Ủy ban nhân dân các huyện: A, B" is all heading.
    """
    words = rest.split()
    colon = re.search(r":(?=\s+\S)", rest)
    if colon and len(rest[: colon.start()].split()) <= _COLON_HEADING_WORDS:
        tail = rest[colon.end() :].strip()
        if _inside_names(rest, colon.start()):
            return (
                ("", 0) if ENDS_SENTENCE.search(tail) and len(words) > _SHORT_HEADING_WORDS else (rest, None)
            )
        if tail[:1].isdigit() and len(tail.split()) <= _AMOUNT_WORDS:
            return "", 0  # "1. Ngân sách Trung ương: 12,5 tỷ đồng." says one thing
        if ENDS_SENTENCE.search(tail) or len(tail.split()) > _LIST_OF_NAMES_WORDS:
            return rest[: colon.start()], colon.end()
    if is_upper(rest) or not ENDS_SENTENCE.search(rest) or rest.rstrip().endswith(":"):
        return _sentence_heading(rest)
    if (
        len(words) <= _SHORT_HEADING_WORDS
        and rest.rstrip().endswith(".")
        and label.kind in ("roman", "arabic", "decimal")
    ):
        # "1. Sở Tài chính." is a heading, "3. Tham gia ý kiến." a paragraph: names begin with capitals.
        capitals = sum(word[:1].isupper() for word in words)
        if capitals >= max(2, len(words) // 3):
            return rest.rstrip().rstrip("."), None
    return "", 0


def _inside_names(rest: str, colon: int) -> bool:
    """Say whether a colon stands inside an enumeration of agencies: "các Sở: Tài chính, Công Thương"."""
    return sum(one.group.start < colon < one.group.end for one in find_agencies(rest[:_NAMES])) > 1


def _sentence_heading(rest: str) -> tuple[str, int | None]:
    """Return a heading that may be followed by whole sentences on the same line.

    A line without end mark whose first sentence ended long before is a paragraph cut short.
    """
    if len(rest.split()) > 60 and re.search(r"\.\s", rest):
        return "", 0
    return rest, None
