"""A conversation as Markdown, each quote in a footnote with the plan and section it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from app.models import Answer, Citation, Language
from app.ui.export_blocks import Block, Kind, answer_blocks, conversation_blocks, footnote
from app.ui.turns import Turn

# At the beginning of a line these would make a heading, a list or a quotation of a plan's words.
_LINE_START = re.compile(r"(?:[#>+*|-]|\d+[.)])(?=\s)")
# Markdown before and after each kind of paragraph.
_FORMS: dict[Kind, tuple[str, str]] = {
    "title": ("# ", ""),
    "question": ("## ", ""),
    "text": ("", ""),
    "group": ("**", "**"),
    "item": ("- ", ""),
    "detail": ("  - ", ""),
    "remark": ("*", "*"),
}
_LIST = ("item", "detail")


def as_markdown(turns: Sequence[Turn], names: Mapping[str, str], language: Language) -> str:
    """Return the conversation; `names` says for each plan's id how the plan is called."""
    notes: list[Citation] = []

    def number(citation: Citation) -> str:
        notes.append(citation)
        return f"[^{len(notes)}]"

    text = _joined(conversation_blocks(turns, language), number)
    listed = [
        f"[^{at}]: {_one_line(footnote(one, names, language))}" for at, one in enumerate(notes, start=1)
    ]
    return "\n".join([text, "", *listed, ""] if listed else [text, ""])


def as_text(answer: Answer) -> str:
    """Return one answer as Markdown with [1] markers, its sources listed below."""
    text = _joined(answer_blocks(answer), lambda citation: f" [{citation.marker}]")
    listed = [f"[{one.marker}] {_one_line(footnote(one, {}, answer.language))}" for one in answer.citations]
    return "\n".join([text, "", *listed] if listed else [text])


def _joined(blocks: Sequence[Block], mark: Callable[[Citation], str]) -> str:
    """Return the paragraphs with blank lines between them; a list's items stand close."""
    text = _written(blocks[0], mark)
    for before, block in pairwise(blocks):
        close = before.kind in _LIST and block.kind in _LIST
        text += ("\n" if close else "\n\n") + _written(block, mark)
    return text


def _written(block: Block, mark: Callable[[Citation], str]) -> str:
    opening, closing = _FORMS[block.kind]
    words = "".join(_one_line(part) if isinstance(part, str) else mark(part) for part in block.parts)
    if _LINE_START.match(words):
        words = f"\\{words}" if not words[0].isdigit() else re.sub(r"^(\d+)", r"\1\\", words)
    return f"{opening}{words}{closing}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
