"""Footnotes and endnotes of a Word file, numbered as they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingest.readers.docx_runs import Runs
from ingest.readers.numbering import W

# As printed: no section and no list begins with a raised number.
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Notes:
    """The notes of a document; each comes once, after the paragraph that refers to it."""

    def __init__(self, parts: Mapping[str, Any], runs: Runs) -> None:
        self._runs = runs
        self._notes = {
            (name, note.get(f"{W}id")): note for name, part in parts.items() for note in part if len(note)
        }
        self._seen: set[tuple[str, str]] = set()
        self._waiting: list[str] = []

    def look(self, paragraph: Any) -> None:
        """Remember the notes that `paragraph` refers to."""
        for reference in paragraph.iter(f"{W}footnoteReference", f"{W}endnoteReference"):
            key = (reference.tag.removeprefix(W), reference.get(f"{W}id"))
            deleted = any(above.tag in (f"{W}del", f"{W}moveFrom") for above in reference.iterancestors())
            if deleted or key in self._seen or key not in self._notes:
                continue
            self._seen.add(key)
            texts = (self._runs.text(each).strip() for each in self._notes[key].iter(f"{W}p"))
            text = " ".join(" ".join(text.split()) for text in texts if text)
            if text:
                self._waiting.append(f"{str(len(self._seen)).translate(_RAISED)} {text}")

    def waiting(self) -> list[str]:
        """Return the notes since the last time, a line each."""
        waiting, self._waiting = self._waiting, []
        return waiting
