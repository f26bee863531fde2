"""Numbers of a statement against its quotes: amounts, document numbers, ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.verification.amounts import Amount
from app.verification.atoms import Atom, Reading
from app.verification.claims import Claims
from app.verification.dates import same_year
from app.verification.fault import Fault, FaultKind
from app.verification.lexicon import folded, listed, short_forms, unit_names
from app.verification.sources import Place, places


def amounts(claims: Claims) -> Iterator[Fault]:
    """Every number stands in a quote: with its unit, its comparator, its year, beside its words."""
    pool = places(claims.sources, "amount")
    for index, atom in enumerate(claims.statement.atoms):
        if atom.amount is not None and (kind := _amount_fault(claims, index, atom.amount, pool)):
            end = atom.end + 20 if kind == "unit" else atom.end
            said = claims.statement.text[min(atom.amount.start, atom.start) : end]
            yield Fault(kind, said.strip())


def _amount_fault(claims: Claims, index: int, amount: Amount, pool: Sequence[Place]) -> FaultKind | None:
    equal = [one for one in pool if _same_value(amount, _amount(one))]
    if not equal:
        if amount.soft:
            return None
        printed = any(amount.raw == _amount(one).raw and amount.value != _amount(one).value for one in pool)
        return "unit" if printed else "number"
    counted = [one for one in equal if _same_unit(claims.statement, index, one)]
    if not counted:
        return None if amount.soft else "unit"
    rivals = [one for one in pool if _rival(amount, _amount(one))]
    near = claims.fit(index, [*counted, *rivals])
    if not any(one in counted for one in near):
        return None if amount.soft else "number"
    near = [one for one in claims.fit(index, counted) if one in near] or near
    compared = [one for one in near if one in counted and _same_comparator(amount, _amount(one))]
    if not compared:
        return "comparator"
    return None if any(same_year(claims, index, one) for one in compared) else "date"


def _amount(place: Place) -> Amount:
    assert place.atom.amount is not None
    return place.atom.amount


def _same_value(one: Amount, other: Amount) -> bool:
    return one.value == other.value and one.to == other.to


def _rival(one: Amount, other: Amount) -> bool:
    """Say whether a number could have been meant instead: another one of the same unit."""
    return one.unit == other.unit and not _same_value(one, other)


def _same_unit(statement: Reading, index: int, place: Place) -> bool:
    mine, theirs = statement.atoms[index].amount, _amount(place)
    assert mine is not None
    around, beside = _sentence(statement, index), _sentence(place.piece.reading, place.index)
    if place.piece.counted and mine.unit and _stands(mine.unit, beside):
        return True
    if mine.unit != theirs.unit or mine.weak != theirs.weak:
        sure = bool(mine.unit) and not mine.weak and bool(theirs.unit) and not theirs.weak
        if sure or not (_stands(mine.unit, beside) and _stands(theirs.unit, around)):
            return False
    if not mine.per <= theirs.per and not all(_stands(one, beside) for one in mine.per - theirs.per):
        return False
    return all(_stands(one, around) for one in theirs.per - mine.per)


def _sentence(reading: Reading, index: int) -> str:
    sentence = reading.atoms[index].sentence
    words = (
        atom.key for atom in reading.atoms if atom.sentence == sentence and atom.kind in ("word", "agency")
    )
    return f" {' '.join(words)} "


def _stands(unit: str, words: str) -> bool:
    """Say whether a unit is named among words; an unknown one by its word."""
    if not unit or (unit == "%" and "tỷ lệ" in words):
        return True
    forms = [form for form, shown in unit_names().items() if shown == unit] or [folded(unit)]
    spelt = [" ".join(short_forms().get(form, (form,))) for form in forms]
    return any(f" {form} " in words for form in spelt)


def _same_comparator(mine: Amount, theirs: Amount) -> bool:
    if mine.comparator == theirs.comparator:
        return True
    return not theirs.comparator and mine.comparator == theirs.shared


def documents(claims: Claims) -> Iterator[Fault]:
    """Every document number, and every ordinal ("khóa XIII", "quý IV"), stands in a quote."""
    for index, atom in enumerate(claims.statement.atoms):
        if atom.kind == "document":
            pool = places(claims.sources, "document")
            said = [one for one in pool if one.atom.key == atom.key]
            rivals = [one for one in pool if one.atom.key != atom.key]
            if not said or not any(one in said for one in claims.fit(index, [*said, *rivals])):
                yield Fault("document", claims.said(atom))
        elif atom.kind == "ordinal" and not _counted(claims, atom):
            yield Fault("number", claims.said(atom))


def _counted(claims: Claims, atom: Atom) -> bool:
    label, _, number = atom.key.rpartition(":")
    if any(one.atom.key == atom.key for one in places(claims.sources, "ordinal")):
        return True
    if label in {folded(one) for one in listed("sections")}:
        labels = {part for source in claims.sources for part in re.split(r"[^\w]+", source.path)}
        said = claims.said(atom)
        return said in labels or number in labels
    if label == "số":
        known = (one.atom.key for one in places(claims.sources, "document"))
        return any(re.match(rf"{number}\D", key) for key in known)
    return False
