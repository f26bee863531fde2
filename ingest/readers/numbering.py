"""The printed labels of Word's automatic lists ("1.", "a)", "-"), which are not in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
# Bullets that mean something in a plan; any other glyph (a dot, a square, an arrow) is a dash.
_BULLETS = {"+": "+", "\uf02b": "+", "*": "*"}


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    # After z Word doubles the letter: aa, bb, cc.
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "none": lambda number: "",
}


def format_number(number: int, form: str) -> str:
    """Return `number` in one of Word's number formats, in digits for those it does not know."""
    return _FORMATS.get(form, str)(number)


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list as numbering.xml defines it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts: bool = True
    plain_digits: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A list in use: its definition, its levels, and the starts it sets anew."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """Counts a document's numbered paragraphs; ask for every paragraph once, in order."""

    def __init__(self, numbering: Any | None, styles: Any) -> None:
        self._styles, self._default_style = _numbered_styles(styles)
        self._lists = {} if numbering is None else _lists(numbering, self._styles)
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> str:
        """Return the label printed before a paragraph, empty where there is none."""
        number, depth = self._number(paragraph)
        used = self._lists.get(number or "")
        if number is None or used is None:
            return ""
        level = used.levels.get(depth, _Level())
        if level.form == "bullet":
            return _BULLETS.get(level.text.strip(), "-")
        counters = self._advance(number, used, depth)

        def printed(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            shown = used.levels.get(index, _Level())
            form = "decimal" if level.plain_digits else shown.form
            return format_number(counters.get(index, shown.start), form)

        return _PLACEHOLDER.sub(printed, level.text).strip()

    def _advance(self, number: str, used: _List, depth: int) -> dict[int, int]:
        counters = self._counters.setdefault(used.definition, {})
        if depth in used.starts and (number, depth) not in self._restarted:
            self._restarted.add((number, depth))
            counters[depth] = used.starts[depth]
        else:
            counters[depth] = counters.get(depth, used.levels.get(depth, _Level()).start - 1) + 1
        for deeper in [index for index in counters if index > depth]:
            if used.levels.get(deeper, _Level()).restarts:
                del counters[deeper]
        return counters

    def _number(self, paragraph: Any) -> tuple[str | None, int]:
        """Return the list and the level of a paragraph: its own, else its style's."""
        style_node = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self._default_style if style_node is None else style_node.get(f"{W}val")
        number, depth = self._styles.get(style or "", (None, None))
        own = paragraph.find(f"{W}pPr/{W}numPr")
        if own is not None:
            number = _value(own, "numId") or number
            depth = _integer(own, "ilvl", depth)
        if depth is None and number in self._lists:
            levels = self._lists[number].levels
            depth = next((index for index, level in levels.items() if style and level.style == style), 0)
        return number, depth or 0


def _value(node: Any, name: str) -> str | None:
    child = node.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _integer(node: Any, name: str, default: int | None) -> int | None:
    value = _value(node, name)
    return int(value) if value is not None and value.isdigit() else default


def is_on(node: Any, name: str) -> bool:
    """Say whether `node` has the property `name`, and not switched off."""
    child = node.find(f"{W}{name}")
    return child is not None and child.get(f"{W}val") not in ("0", "false", "off")


def _numbered_styles(styles: Any) -> tuple[dict[str, tuple[str | None, int | None]], str | None]:
    """Return list and level of every style, inherited ones included, and the default style."""
    own: dict[str, tuple[str | None, int | None]] = {}
    parents: dict[str, str | None] = {}
    default: str | None = None
    for style in styles.findall(f"{W}style"):
        name = style.get(f"{W}styleId")
        parents[name] = _value(style, "basedOn")
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
            default = name
        numbered = style.find(f"{W}pPr/{W}numPr")
        if numbered is not None:
            own[name] = (_value(numbered, "numId"), _integer(numbered, "ilvl", None))
    found = dict(own)
    for name in parents:
        ancestor, seen = parents[name], {name}
        while name not in found and ancestor is not None and ancestor not in seen:
            if ancestor in own:
                found[name] = own[ancestor]
            seen.add(ancestor)
            ancestor = parents.get(ancestor)
    return found, default


def _lists(numbering: Any, styles: dict[str, tuple[str | None, int | None]]) -> dict[str, _List]:
    definitions = {node.get(f"{W}abstractNumId"): node for node in numbering.findall(f"{W}abstractNum")}
    numbers = {node.get(f"{W}numId"): node for node in numbering.findall(f"{W}num")}
    lists: dict[str, _List] = {}
    for number, node in numbers.items():
        definition = _value(node, "abstractNumId") or ""
        if number == "0" or definition not in definitions:  # 0 takes a paragraph out of its style's list
            continue
        linked = styles.get(_value(definitions[definition], "numStyleLink") or "", (None, None))[0]
        if linked in numbers:
            definition = _value(numbers[linked], "abstractNumId") or definition
        levels = _levels(definitions.get(definition, definitions[_value(node, "abstractNumId")]))
        starts: dict[int, int] = {}
        for override in node.findall(f"{W}lvlOverride"):
            depth = int(override.get(f"{W}ilvl"))
            levels.update(_levels(override))
            start = _integer(override, "startOverride", None)
            if start is not None:
                starts[depth] = start
                levels[depth] = replace(levels.get(depth, _Level()), start=start)
        lists[number] = _List(definition, levels, starts)
    return lists


def _levels(node: Any) -> dict[int, _Level]:
    return {
        int(level.get(f"{W}ilvl")): _Level(
            start=_integer(level, "start", 1) or 0,
            form=_value(level, "numFmt") or "decimal",
            text=_value(level, "lvlText") or "",
            restarts=_value(level, "lvlRestart") != "0",
            plain_digits=is_on(level, "isLgl"),
            style=_value(level, "pStyle"),
        )
        for level in node.findall(f"{W}lvl")
    }
