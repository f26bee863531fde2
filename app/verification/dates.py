"""Days, years and periods of a statement against its quotes, and the year an amount is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.verification.atoms import Reading
from app.verification.claims import Claims
from app.verification.contexts import is_content
from app.verification.fault import Fault, FaultKind
from app.verification.lexicon import listed
from app.verification.moments import Moment
from app.verification.sources import Piece, Place, Source, places

_SAME_PLACE = 3.0  # likeness above which two surroundings are one
_LONG_HEADING = 20  # atoms: a year in a longer heading or lead-in belongs to a name in it


def _governing(reading: Reading, index: int) -> tuple[int, Moment] | None:
    """Return the year that an amount is for: in its clause, else before it in its sentence."""
    here = reading.atoms[index]
    years = [
        (position, atom.moment)
        for position, atom in enumerate(reading.atoms)
        if atom.moment is not None
        and atom.moment.is_year
        and not atom.moment.compared
        and atom.sentence == here.sentence
    ]
    own = [one for one in years if reading.atoms[one[0]].clause == here.clause]
    before = [one for one in years if one[0] < index]
    if own:
        return min(own, key=lambda one: abs(one[0] - index))
    if before:
        return before[-1]
    return years[0] if years else None


def same_year(claims: Claims, index: int, place: Place) -> bool:
    """Say whether the year that the statement gives an amount is the quote's for it."""
    mine = _governing(claims.statement, index)
    if mine is None or _in_a_name(claims.statement, mine[0], place.source):
        return True
    theirs = _governing(place.piece.reading, place.index)
    found = [theirs[1]] if theirs else _years_above(place)
    return not found or any(_year_fits(mine[1], one) for one in found)


def _year_fits(mine: Moment, theirs: Moment) -> bool:
    if mine.year == theirs.year and mine.to == theirs.to:
        return True
    return mine.to is None and theirs.to == mine.year


def _years_above(place: Place) -> list[Moment]:
    """Return the years of the nearest lead-in or heading that has any, else of the plan."""
    pieces = place.source.pieces
    above = [years for piece in pieces if piece.level in ("lead", "heading") and (years := _years_set(piece))]
    return (
        above[0] if above else [year for one in pieces if one.level == "header" for year in _years_set(one)]
    )


def _years_set(piece: Piece) -> list[Moment]:
    """Return the years that a short heading or lead-in sets for what stands below it."""
    if piece.level != "header" and len(piece.reading.atoms) > _LONG_HEADING:
        return []
    return [atom.moment for atom in piece.reading.atoms if atom.moment and atom.moment.is_year]


def _in_a_name(reading: Reading, index: int, source: Source) -> bool:
    """Say whether a year belongs to the words before it, as in the title of a programme."""
    words = [
        atom.key
        for atom in reading.atoms[max(index - 8, 0) : index]
        if atom.kind == "word" and is_content(atom)
    ]
    tail = words[-3:]
    if len(tail) < 3:
        return False
    moment = reading.atoms[index].moment
    for piece in source.pieces:
        for position, atom in enumerate(piece.reading.atoms):
            if atom.moment is None or moment is None or not moment.within(atom.moment):
                continue
            before = [
                one.key for one in piece.reading.atoms[max(position - 12, 0) : position] if is_content(one)
            ]
            if all(word in before[-5:] for word in tail):
                return True
    return False


def moments(claims: Claims) -> Iterator[Fault]:
    """Every day, month, year and period stands in a quote or in what governs it."""
    pool = places(claims.sources, "moment")
    for index, atom in enumerate(claims.statement.atoms):
        if atom.moment is not None and (kind := _moment_fault(claims, index, atom.moment, pool)):
            yield Fault(kind, claims.said(atom))


def _moment_fault(claims: Claims, index: int, moment: Moment, pool: Sequence[Place]) -> FaultKind | None:
    said = [one for one in pool if one.atom.moment and moment.within(one.atom.moment)]
    if not said:
        return "date"
    if moment.is_year and not any(_governs(claims, index, one) for one in said):
        return "date"
    own = [one for one in said if one.piece.level == "quote"]
    rivals = [
        one
        for one in pool
        if one.piece.level == "quote"
        and one.atom.moment
        and _same_shape(moment, one.atom.moment)
        and one not in own
    ]
    if own and len(own) == len(said) and not any(one in own for one in claims.fit(index, [*own, *rivals])):
        return "date"
    if not own and any(claims.likeness(index, one) > _SAME_PLACE for one in rivals):
        return "date"
    related = [one for one in said if one.atom.moment and _same_relation(moment, one.atom.moment)]
    return None if related else "comparator"


def _same_shape(one: Moment, other: Moment) -> bool:
    fields = ("year", "month", "day", "to")
    return all((getattr(one, name) is None) == (getattr(other, name) is None) for name in fields)


def _same_relation(mine: Moment, theirs: Moment) -> bool:
    alike = listed("moments_alike").get(mine.relation, ())
    return mine.relation == theirs.relation or theirs.relation in alike or mine.to is not None


def _governs(claims: Claims, index: int, place: Place) -> bool:
    """Say whether a year of a source is one that a statement may use: no nearer one stands against it."""
    if place.piece.level in ("quote", "lead"):
        return True
    if _in_a_name(claims.statement, index, place.source):
        return True
    for piece in place.source.pieces:
        if piece is place.piece:
            return True
        if piece.level in ("lead", "heading") and _years_set(piece):
            return False
    return True
