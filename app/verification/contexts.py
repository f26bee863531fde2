"""What stands around an atom, and how alike two surroundings are.

A number belongs to the words beside it: that is how a swap of two numbers inside one quote is
noticed, though both stand in it.
"""

from __future__ import annotations

from functools import lru_cache

from app.verification.atoms import Atom, Reading
from app.verification.lexicon import word_set

_REACH = 9  # atoms with content to either side
_HALF = 3.0  # at this distance a neighbour weighs half
_COMMA = 2.0  # a comma or bracket between counts like so many atoms
_SAME_SIDE = 0.25  # more, where it stands on the same side

Context = tuple[dict[str, float], dict[str, float]]


def is_content(atom: Atom) -> bool:
    """Say whether an atom says something of its own: no function word."""
    return atom.kind != "word" or atom.key not in word_set("function_words")


@lru_cache(maxsize=16384)
def context(reading: Reading, index: int) -> Context:
    """Return how near which words stand to an atom inside its sentence: before it and behind it."""
    return _side(reading, index, -1), _side(reading, index, 1)


def _side(reading: Reading, index: int, step: int) -> dict[str, float]:
    found: dict[str, float] = {}
    sentence, kind = reading.atoms[index].sentence, reading.atoms[index].kind
    distance, position, clause = 0.0, index + step, reading.atoms[index].clause
    while 0 <= position < len(reading.atoms) and distance < _REACH:
        atom = reading.atoms[position]
        if atom.sentence != sentence:
            break
        position += step
        if not is_content(atom) or atom.key == "#" or (atom.kind == kind and kind != "word"):
            continue
        distance += _COMMA * abs(atom.clause - clause)
        clause = atom.clause
        weight = _HALF / (_HALF + distance)
        found[atom.key] = max(found.get(atom.key, 0.0), weight)
        distance += 1
    return found


def likeness(one: Context, other: Context) -> float:
    """Return how alike two surroundings are: 0 for nothing in common."""
    total = 0.0
    for side, words in enumerate(one):
        for word, weight in words.items():
            same, across = other[side].get(word, 0.0), other[1 - side].get(word, 0.0)
            total += max((1 + _SAME_SIDE) * min(weight, same), min(weight, across))
    return total
