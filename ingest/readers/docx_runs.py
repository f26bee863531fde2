"""The text of a Word paragraph, run by run: each run's font says how its letters are to be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.readers.legacy import Encoding, font_encoding, in_old_font
from ingest.readers.numbering import W, is_on

# What a paragraph holds besides printed text: properties, field codes, what a change deleted or
# moved away, and drawings, whose text boxes are read after the paragraph.
_NOT_TEXT = frozenset(
    {
        "pPr",
        "rPr",
        "instrText",
        "del",
        "moveFrom",
        "delText",
        "drawing",
        "pict",
        "object",
        "AlternateContent",
        "rt",
    }
)
_CHARACTERS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "\u00ad",
}

Made = tuple[Encoding | None, bool]
"""What a font is made for: an old encoding, or None, and whether it shows capitals only."""


class Runs:
    """Reads the text of paragraphs; `encodings` are those that some of it was converted from."""

    def __init__(self, styles: Any) -> None:
        self.encodings: set[Encoding] = set()
        self._styles = {style.get(f"{W}styleId"): style for style in styles.findall(f"{W}style")}
        self._default = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default_style = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")
            ),
            None,
        )
        self._known: dict[str, Made] = {}
        self._any_old = any(
            self._made_for(fonts.get(f"{W}{name}"))[0]
            for fonts in styles.iter(f"{W}rFonts")
            for name in ("hAnsi", "ascii")
        )

    def text(self, paragraph: Any) -> str:
        """Return the printed text of a paragraph."""
        parts: list[tuple[str, Made]] = []
        for text, run in _texts(paragraph, None):
            made = self._font(run, paragraph)
            if parts and parts[-1][1] == made:
                parts[-1] = (parts[-1][0] + text, made)
            else:
                parts.append((text, made))
        old = {made[0] for _, made in parts} - {None}
        if not old and not any(capitals for _, (_, capitals) in parts):
            return "".join(text for text, _ in parts)
        return self._converted(parts)

    def _converted(self, parts: list[tuple[str, Made]]) -> str:
        result = []
        for text, (encoding, capitals) in parts:
            if encoding is not None:
                beside = "".join(other for other, made in parts if made[0] == encoding)
                changed = in_old_font(text, beside, encoding)
                if changed != text:
                    self.encodings.add(encoding)
                text = changed
            result.append(text.upper() if capitals else text)
        return "".join(result)

    def _font(self, run: Any, paragraph: Any) -> Made:
        """Return what the font of a run is made for: its own, its style's, the paragraph's, the default."""
        own = None if run is None else run.find(f"{W}rPr")
        found = self._stated(own)
        if found is not None or (not self._any_old and own is None):
            return found or (None, False)
        names = [_value(own, "rStyle"), _value(paragraph.find(f"{W}pPr"), "pStyle") or self._default_style]
        for name in names:
            seen: set[str] = set()
            while name is not None and name in self._styles and name not in seen:
                seen.add(name)
                found = self._stated(self._styles[name].find(f"{W}rPr"))
                if found is not None:
                    return found
                name = _value(self._styles[name], "basedOn")
        return self._stated(self._default) or (None, False)

    def _stated(self, properties: Any) -> Made | None:
        fonts = None if properties is None else properties.find(f"{W}rFonts")
        if fonts is None:
            return None
        # A theme's font, which takes precedence, is one of Unicode.
        if fonts.get(f"{W}hAnsiTheme") or fonts.get(f"{W}asciiTheme"):
            return (None, False)
        name = fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii")
        return None if name is None else self._made_for(name)

    def _made_for(self, name: str | None) -> Made:
        if name is None:
            return (None, False)
        if name not in self._known:
            self._known[name] = font_encoding(name)
        return self._known[name]


def _texts(node: Any, run: Any) -> Iterator[tuple[str, Any]]:
    """Yield the printed texts below `node`, each with its run."""
    for child in node:
        if not isinstance(child.tag, str):  # a comment
            continue
        name = child.tag.rpartition("}")[2]
        if name == "t":
            yield child.text or "", run
        elif name in _CHARACTERS:
            yield _CHARACTERS[name], run
        elif name == "r":
            properties = child.find(f"{W}rPr")
            if properties is None or not is_on(properties, "vanish"):
                yield from _texts(child, child)
        elif name not in _NOT_TEXT:
            yield from _texts(child, run)


def _value(node: Any, name: str) -> str | None:
    child = None if node is None else node.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")
