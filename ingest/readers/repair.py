"""Unicode repair: the same letter in the same code points, whatever wrote the file.

Only what cannot change the meaning is touched; misprints stay as printed.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.vietnamese import share_of_marked_letters

# Characters that are not printed: zero-width blanks and joiners, directions, soft hyphens, byte
# order marks, and control characters other than the tab.
_UNPRINTED = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0000-\u0008\u000a-\u001f\u007f-\u009f]"
)
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\u2028\u2029]")
# Word writes the bullets of its Symbol font at private code points, and PDF keeps them.
_GLYPHS = str.maketrans(
    {"\uf02d": "-", "\uf0b7": "-", "\uf0a7": "-", "\uf0d8": "-", "\uf02b": "+", "\uf02a": "*", "\uf0ad": "-"}
)
# "Ð" (eth) and "Ɖ" look like "Đ"; only in Icelandic do they stand beside thorn and ash.
_ETH = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"})
_ICELANDIC = re.compile("[þÞæÆ]")
# An old Word font showed "Ò" as "Õ" and "Ú" as "Ö" in capitals, and people typed what they saw.
# "Õ" is a Vietnamese letter: only words that do not exist with it are safe ("CỘNG HÕA").
_O_FAULT = re.compile(r"\b(HÕA|TÕA|PHÕNG|CÕN|ĐÕI|TRÕ)\b")
# "Ö" is none; "PHÖ", "THÖC" have the form of a syllable with "Ú", "KÖLN" has not.
_U_FAULT = re.compile(r"\b((?:[BCDĐGHKLMNPRSTVX]|CH|KH|NH|PH|TH|TR|NG)?)Ö((?:[CMNPTAI]|NG)?)\b")


def repair(text: str) -> tuple[str, int]:
    """Return `text` repaired and in NFC, and the number of characters that changed."""
    if text.isascii() and text.isprintable():
        return text, 0
    text, count = _composed(text)
    for pattern, replacement in ((_UNPRINTED, ""), (_BLANKS, " ")):
        text, found = pattern.subn(replacement, text)
        count += found
    tables = [_GLYPHS] if _ICELANDIC.search(text) else [_GLYPHS, _ETH]
    for table in tables:
        count += sum(1 for char in text if ord(char) in table)
        text = text.translate(table)
    if share_of_marked_letters(text) > 0:
        text, found = _O_FAULT.subn(lambda match: match[0].replace("Õ", "Ò"), text)
        count += found
        text, found = _U_FAULT.subn(r"\1Ú\2", text)
        count += found
    return text, count


def _composed(text: str) -> tuple[str, int]:
    composed = unicodedata.normalize("NFC", text)
    if composed == text:
        return text, 0
    return composed, max(len(text) - len(composed), 1)
