"""Negations, opposites, and whether enough of a statement's words are its quotes'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.verification.atoms import Atom, Reading
from app.verification.claims import Claims
from app.verification.contexts import context, is_content, likeness
from app.verification.fault import Fault
from app.verification.lexicon import folded, listed, synonyms
from app.verification.sources import Source

_SCOPE = 3  # content words that a negation denies
_LEAST = 0.75  # share of a statement's content words that stand in its quotes
_LEAST_OF_CLAUSE, _LONG_CLAUSE = 0.5, 4  # ... of a clause with at least so many of them
_MARGIN = 1.05  # a denied place must be so much more alike than one that is not


@dataclass(frozen=True, slots=True)
class Negation:
    """A word that denies, where it stands, and the atoms (with content) that it denies."""

    kind: str
    first: int
    end: int
    scope: tuple[int, ...]


@lru_cache(maxsize=8192)
def negations(reading: Reading) -> tuple[Negation, ...]:
    """Return what a text denies; comparators ("không quá 5") and "không gian" deny nothing."""
    atoms = reading.atoms
    compared = [
        (atom.amount.start, atom.start)
        for atom in atoms
        if atom.amount is not None and atom.amount.comparator
    ]
    found: list[Negation] = []
    index = 0
    while index < len(atoms):
        neutral = _phrase(atoms, index, _neutral())
        if neutral:
            index += neutral[1]
            continue
        hit = _phrase(atoms, index, _negators())
        if hit is None or any(start <= atoms[index].start < end for start, end in compared):
            index += 1
            continue
        end = index + hit[1]
        found.append(Negation(hit[0], index, end, _scope(atoms, end)))
        index = end
    return tuple(found)


def _scope(atoms: Sequence[Atom], start: int) -> tuple[int, ...]:
    found: list[int] = []
    for index in range(start, min(start + 9, len(atoms))):
        if len(found) == _SCOPE or atoms[index].sentence != atoms[max(start - 1, 0)].sentence:
            break
        if is_content(atoms[index]) or (not found and index > start + 3):
            found.append(index)
    return tuple(found)


def _phrase(atoms: Sequence[Atom], index: int, phrases: dict[tuple[str, ...], str]) -> tuple[str, int] | None:
    if atoms[index].kind != "word" or atoms[index].key not in _first_words():
        return None
    for size in (4, 3, 2, 1):
        words = tuple(atom.key for atom in atoms[index : index + size])
        if len(words) == size and words in phrases:
            return phrases[words], size
    return None


@lru_cache
def _negators() -> dict[tuple[str, ...], str]:
    return {
        tuple(folded(form).split()): kind for kind, forms in listed("negations").items() for form in forms
    }


@lru_cache
def _neutral() -> dict[tuple[str, ...], str]:
    return {tuple(folded(form).split()): "" for form in listed("not_negations")}


@lru_cache
def _first_words() -> frozenset[str]:
    return frozenset(words[0] for words in (*_negators(), *_neutral()))


def denials(claims: Claims) -> Iterator[Fault]:
    """Check that the statement denies what a quote denies, and nothing else."""
    statement = claims.statement
    for one in negations(statement):
        if not _denied(claims, one):
            yield Fault("negation", _said(statement, one))
    inside = {index for one in negations(statement) for index in one.scope}
    for source in claims.sources:
        for reading in source.quote:
            for one in negations(reading):
                dropped = _dropped(claims, reading, one, inside)
                if dropped is not None:
                    yield Fault("negation", statement.text[statement.atoms[dropped].start :][:40])


def _said(reading: Reading, negation: Negation) -> str:
    last = negation.scope[-1] if negation.scope else negation.end - 1
    return reading.text[reading.atoms[negation.first].start : reading.atoms[last].end]


def _denied(claims: Claims, negation: Negation) -> bool:
    """Say whether a quote denies the same words, in surroundings that fit best."""
    statement = claims.statement
    if not negation.scope:
        return any(
            one.kind == negation.kind
            for source in claims.sources
            for quote in _readings(source)
            for one in negations(quote)
        )
    head = statement.atoms[negation.scope[0]].key
    own = context(statement, negation.scope[0])
    denied, plain = 0.0, 0.0
    for source in claims.sources:
        for reading in _readings(source):
            scopes = {index: one.kind for one in negations(reading) for index in one.scope}
            for index, atom in enumerate(reading.atoms):
                if atom.key != head:
                    continue
                score = likeness(own, context(reading, index)) + 0.01
                if scopes.get(index) == negation.kind:
                    denied = max(denied, score)
                else:
                    plain = max(plain, score)
    return denied > 0 and denied * _MARGIN >= plain


def _readings(source: Source) -> list[Reading]:
    return [piece.reading for piece in source.pieces]


def _dropped(claims: Claims, reading: Reading, negation: Negation, inside: set[int]) -> int | None:
    """Return where the statement affirms what a quote denies, None where it does not."""
    if not negation.scope:
        return None
    head = negation.scope[0]
    for index, atom in enumerate(claims.statement.atoms):
        if index in inside or atom.key != reading.atoms[head].key:
            continue
        own = context(claims.statement, index)
        denied = likeness(own, context(reading, head))
        plain = 0.0
        for source in claims.sources:
            for other in _readings(source):
                scopes = {position for one in negations(other) for position in one.scope}
                for position, word in enumerate(other.atoms):
                    if position not in scopes and word.key == atom.key:
                        plain = max(plain, likeness(own, context(other, position)))
        if denied > plain * _MARGIN and denied > 0.5:
            return index
    return None


# --- words -----------------------------------------------------------------------------------


def words(claims: Claims) -> Iterator[Fault]:
    """Enough content words of the statement, and of each of its clauses, are the quotes'."""
    statement = claims.statement
    pool = _pool(claims.sources)
    sides: dict[int, list[bool]] = {}
    for index, atom in enumerate(statement.atoms):
        if atom.kind == "word" and is_content(atom):
            sides.setdefault(atom.clause, []).append(_in_pool(statement.atoms, index, pool))
    held = [one for clause in sides.values() for one in clause]
    if held and sum(held) < _LEAST * len(held):
        yield Fault("words", _missing(statement, pool))
        return
    for clause in sides.values():
        if len(clause) >= _LONG_CLAUSE and sum(clause) < _LEAST_OF_CLAUSE * len(clause):
            yield Fault("words", _missing(statement, pool))
            return
    for word in _risky(statement, pool):
        yield Fault("words", word)


def _missing(statement: Reading, pool: frozenset[str]) -> str:
    found = [
        statement.text[atom.start : atom.end]
        for index, atom in enumerate(statement.atoms)
        if atom.kind == "word" and is_content(atom) and not _in_pool(statement.atoms, index, pool)
    ]
    return " ".join(dict.fromkeys(found))


def _pool(sources: Sequence[Source]) -> frozenset[str]:
    """Return the syllables and pairs of syllables that stand in the sources."""
    found: set[str] = set()
    for source in sources:
        for piece in source.pieces:
            found |= _syllables(piece.reading)
    return frozenset(found)


@lru_cache(maxsize=4096)
def _syllables(reading: Reading) -> frozenset[str]:
    bare = [word.strip(".,;:()[]“”\"'…!?/%+-–") for word in folded(reading.text).replace("&", " ").split()]
    keys = [atom.key for atom in reading.atoms if atom.kind == "word"]
    pairs = {f"{a} {b}" for sequence in (bare, keys) for a, b in pairwise(sequence)}
    triples = {
        " ".join(keys[index : index + size]) for size in (3, 4) for index in range(len(keys) - size + 1)
    }
    return frozenset({*bare, *keys, *pairs, *triples})


def _in_pool(atoms: Sequence[Atom], index: int, pool: frozenset[str]) -> bool:
    if atoms[index].key in pool:
        return True
    for first in range(max(index - 2, 0), index + 1):
        for size in (1, 2, 3):
            if first + size <= index:
                continue
            phrase = " ".join(atom.key for atom in atoms[first : first + size])
            if any(other in pool for other in synonyms().get(phrase, ())):
                return True
    return False


@lru_cache
def _opposites() -> dict[str, tuple[str, ...]]:
    return {
        folded(word): tuple(folded(other) for other in group if other != word)
        for group in listed("opposites")
        for word in group
    }


def _risky(statement: Reading, pool: frozenset[str]) -> Iterator[str]:
    """Yield words that turn or widen the sentence and stand in no source."""
    keys = [atom.key if atom.kind == "word" else "\0" for atom in statement.atoms]
    claims = {folded(one) for one in listed("claims")}
    for index in range(len(keys)):
        for size in (3, 2, 1):
            phrase = " ".join(keys[index : index + size])
            if phrase in pool or (phrase not in claims and phrase not in _opposites()):
                continue
            turned = phrase in claims or any(other in pool for other in _opposites()[phrase])
            if turned:
                yield phrase
                break
