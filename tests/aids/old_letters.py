"""Writes text as people did before Unicode: in TCVN3, VNI, VISCII or windows-1258."""

from __future__ import annotations

import unicodedata

from ingest.readers.legacy import Encoding, vni_pairs
from ingest.reference import load


def as_latin(text: str, encoding: Encoding) -> str:
    """Return `text` in an old encoding, its bytes taken for Latin letters.

    TCVN3 has no capitals with tone marks. People typed small letters ("Hé" in capitals is "HéI"),
    and "Uỷ" where "Ủy" has none.
    """
    text = unicodedata.normalize("NFC", text).replace("\xa0", " ")
    entry = load("encodings")[encoding]
    letters = dict(zip(entry["letters"]["as"], entry["letters"]["read"], strict=True))
    if encoding == "vni":
        letters |= {whole: pair for pair, whole in vni_pairs().items() if pair[-1].islower()}
    if encoding == "tcvn3":
        text = text.replace("Ủy", "Uỷ")
        letters |= {char.upper(): old for char, old in letters.items() if char.upper() not in letters}
    return "".join(letters.get(char, char) for char in text)


def as_bytes(text: str, encoding: Encoding) -> bytes:
    """Return `text` in an old encoding, with Windows' quotation marks and dashes where it has room."""
    return as_latin(text, encoding).encode("latin-1" if encoding == "viscii" else "cp1252", "replace")


def as_windows(text: str) -> bytes:
    """Return `text` in windows-1258: marked vowels of its own, tone marks behind them."""
    result = b""
    for char in unicodedata.normalize("NFC", text):
        try:
            result += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tone = next((mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
            rest = unicodedata.normalize("NFC", parts.replace(tone, "") if tone else parts)
            result += (rest + tone).encode("cp1258", "replace")
    return result
