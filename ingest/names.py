"""What a file is called: as a plan's id, and in what is said of it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

# What no name shows: control characters, halves of characters, bytes that are no UTF-8.
_UNSHOWN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
# What is nothing itself but turns its neighbours around, or joins them.
_FORMAT = "Cf"
# What separates folders, here or on another system.
_SEPARATORS = re.compile(r"[/\\]+")
_BLANKS = re.compile(r"\s+")
_LONGEST = 120


def id_of(path: Path) -> str:
    """Return the id of the plan in a file: the file's stem, as it can be typed and shown.

    A name of which nothing is left gives "ke-hoach".
    """
    return shown(path.stem).strip(" .")[:_LONGEST].strip(" .") or "ke-hoach"


def shown(name: str) -> str:
    """Return a file's name on one line, in NFC, with "_" for what cannot be shown."""
    name = unicodedata.normalize("NFC", _BLANKS.sub(" ", name))
    name = "".join(char for char in name if unicodedata.category(char) != _FORMAT)
    name = "".join("_" if unicodedata.category(char) in _UNSHOWN else char for char in name)
    return _SEPARATORS.sub("_", name).strip()
