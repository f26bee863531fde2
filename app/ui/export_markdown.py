"""A conversation as Markdown, each quote in a footnote with the plan and section it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from app.models import Answer, Citation, Language
from app.ui.export_blocks import Block, answer_blocks, conversation_blocks, footnote
from app.ui.turns import Turn

# At the beginning of a line these would make a heading, a list or a quotation of a plan's words.
_LINE_START = re.compile(r"(?:[#>+*|-]|\d+[.)])(?=\s)")
# Markdown before and after each kind of paragraph.
_FORMS = {
    "title": ("# ", "\n"),
    "question": ("\n## ", "\n"),
    "text": ("", "\n"),
    "group": ("\n**", "**\n"),
    "item": ("- ", ""),
    "detail": ("  - ", ""),
    "remark": ("\n*", "*"),
}


def as_markdown(turns: Sequence[Turn], names: Mapping[str, str], language: Language) -> str:
    """Return the conversation; `names` says for each plan's id how the plan is called."""
    notes: list[Citation] = []

    def number(citation: Citation) -> str:
        notes.append(citation)
        return f"[^{len(notes)}]"

    lines = [_written(block, number) for block in conversation_blocks(turns, language)]
    lines.append("")
    for at, citation in enumerate(notes, start=1):
        lines.append(f"[^{at}]: {_one_line(footnote(citation, names, language))}")
    return "\n".join([*lines, ""])


def as_text(answer: Answer) -> str:
    """Return one answer as Markdown with [1] markers, its sources listed below."""
    lines = [_written(block, lambda citation: f" [{citation.marker}]") for block in answer_blocks(answer)]
    lines += [f"[{one.marker}] {_one_line(footnote(one, {}, answer.language))}" for one in answer.citations]
    return "\n".join(lines)


def _written(block: Block, mark: Callable[[Citation], str]) -> str:
    opening, closing = _FORMS[block.kind]
    words = "".join(_one_line(part) if isinstance(part, str) else mark(part) for part in block.parts)
    if _LINE_START.match(words):
        words = f"\\{words}" if not words[0].isdigit() else re.sub(r"^(\d+)", r"\1\\", words)
    return f"{opening}{words}{closing}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
