"""The checks of a worded statement against its quotes, one for each kind of thing it may say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.verification.agencies import same_agency
from app.verification.amounts import Amount
from app.verification.atoms import Atom, Reading, is_loose
from app.verification.contexts import context, is_content, likeness
from app.verification.fault import Fault
from app.verification.lexicon import folded, listed, short_forms, spelt, unit_names, word_set
from app.verification.moments import Moment
from app.verification.names import Name
from app.verification.roles import assignments
from app.verification.sources import Piece, Place, Source, places
from ingest.agencies import Mention
from ingest.reference import slug

# A candidate counts when the words around it are nearly as alike as those around the best one.
_NEARLY, _SLACK = 0.85, 0.15
_SHARE = 0.6  # of the words of a sentence that the best source holds: below, it is another's
_SAME_PLACE = 3.0  # likeness above which two surroundings are one
_LONG_HEADING = 20  # atoms: a year in a longer heading or lead-in belongs to a name in it


class Claims:
    """A statement and the sources it is held to."""

    def __init__(self, statement: Reading, sources: Sequence[Source]) -> None:
        self.statement = statement
        self.sources = sources

    def fit(self, index: int, candidates: Sequence[Place]) -> list[Place]:
        """Return the candidates that the words around the statement's atom fit best, ties included."""
        scores = [self.likeness(index, one) for one in candidates]
        least = _NEARLY * max(scores, default=0.0) - _SLACK
        return [one for one, score in zip(candidates, scores, strict=True) if score >= least]

    def likeness(self, index: int, place: Place) -> float:
        """Return how alike the words around a statement's atom and a source's are."""
        return likeness(context(self.statement, index), context(place.piece.reading, place.index))

    def near(self, sentence: int) -> list[Source]:
        """Return the sources that a sentence of the statement rests on: those that hold its words."""
        if len(self.sources) < 2:
            return list(self.sources)
        words = [
            atom.key
            for atom in self.statement.atoms
            if atom.sentence == sentence and atom.kind == "word" and is_content(atom)
        ]
        held = [sum(f"-{slug(word)}-" in source.spelt_below for word in words) for source in self.sources]
        least = _SHARE * max(held, default=0)
        return [source for source, count in zip(self.sources, held, strict=True) if count >= least]

    def said(self, atom: Atom) -> str:
        """Return an atom as the statement words it."""
        return self.statement.text[atom.start : atom.end]


# --- amounts ---------------------------------------------------------------------------------


def amounts(claims: Claims) -> Iterator[Fault]:
    """Every number stands in a quote: with its unit, its comparator, its year, beside its words."""
    pool = places(claims.sources, "amount")
    for index, atom in enumerate(claims.statement.atoms):
        if atom.amount is not None and (kind := _amount_fault(claims, index, atom.amount, pool)):
            end = atom.end + 20 if kind == "unit" else atom.end
            said = claims.statement.text[min(atom.amount.start, atom.start) : end]
            yield Fault(kind, said.strip())  # type: ignore[arg-type]


def _amount_fault(claims: Claims, index: int, amount: Amount, pool: Sequence[Place]) -> str:
    equal = [one for one in pool if _same_value(amount, _amount(one))]
    if not equal:
        if amount.soft:
            return ""
        printed = any(amount.raw == _amount(one).raw and amount.value != _amount(one).value for one in pool)
        return "unit" if printed else "number"
    counted = [one for one in equal if _same_unit(claims.statement, index, one)]
    if not counted:
        return "" if amount.soft else "unit"
    rivals = [one for one in pool if _rival(amount, _amount(one))]
    near = claims.fit(index, [*counted, *rivals])
    if not any(one in counted for one in near):
        return "" if amount.soft else "number"
    near = [one for one in claims.fit(index, counted) if one in near] or near
    compared = [one for one in near if one in counted and _same_comparator(amount, _amount(one))]
    if not compared:
        return "comparator"
    return "" if any(_same_year(claims, index, one) for one in compared) else "date"


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


# --- moments ---------------------------------------------------------------------------------


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


def _same_year(claims: Claims, index: int, place: Place) -> bool:
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
            yield Fault(kind, claims.said(atom))  # type: ignore[arg-type]


def _moment_fault(claims: Claims, index: int, moment: Moment, pool: Sequence[Place]) -> str:
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
    return "" if related else "comparator"


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


# --- documents and ordinals ------------------------------------------------------------------


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


# --- agencies and roles ----------------------------------------------------------------------


def _named(source: Source) -> list[Mention]:
    found = [mention for piece in source.pieces for _, mention in piece.reading.agencies]
    return [*found, *(mention for mention, _ in source.assigned), *source.partners]


def agencies(claims: Claims) -> Iterator[Fault]:
    """Every agency is named in a quote, above it, or by the record of its duty."""
    for index, mention in claims.statement.agencies:
        known = any(same_agency(mention, one) for source in claims.sources for one in _named(source))
        if not known and not _generalises(mention, claims.sources) and not _printed(mention, claims.sources):
            yield Fault("agency", claims.said(claims.statement.atoms[index]))


def _generalises(mention: Mention, sources: Sequence[Source]) -> bool:
    """Say whether "các cơ quan liên quan" stands for agencies that the quotes name one by one."""
    if mention.base not in listed("generic_collectives"):
        return False
    return any(len({one.id for one in _named(source)}) > 1 for source in sources)


def _printed(mention: Mention, sources: Sequence[Source]) -> bool:
    """Say whether the words of an agency stand in a source, though no agency was read there."""
    if mention.known and not is_loose(mention) and mention.kind != "cooperative":
        return False
    words = spelt(mention.agency.removeprefix("Các "))
    return any(words in source.spelt for source in sources)


def roles(claims: Claims) -> Iterator[Fault]:
    """Every agency has the part in the task that the quote, or the record of the duty, gives it."""
    said = assignments(claims.statement)
    for one in said:
        known = [
            _parts(source, one.agency) for source in claims.near(claims.statement.atoms[one.index].sentence)
        ]
        if one.agency is not None and not any(known) and one.part in ("doer", "label"):
            if _issues(claims, one.agency, one.index):
                continue
            if any(same_agency(one.agency, other) for source in claims.sources for other in _named(source)):
                yield Fault("agency", one.agency.printed)
            continue
        if not any(_supports(one.part, parts, {each.part for each in said}) for parts in known):
            yield Fault("role", claims.said(claims.statement.atoms[one.index]))


def _issues(claims: Claims, agency: Mention, index: int) -> bool:
    """Say whether it is the plan's issuer that assigns, requests or decides."""
    issuers = [
        mention
        for source in claims.sources
        for piece in source.pieces
        if piece.level == "header"
        for _, mention in piece.reading.agencies
    ]
    follows = [atom.key for atom in claims.statement.atoms[index + 1 : index + 4]]
    acts = bool(word_set("issuer_acts") & set(follows))
    return acts and any(same_agency(agency, one) for one in issuers)


def _parts(source: Source, agency: Mention | None) -> set[str]:
    """Return the parts that a source gives to an agency; to whoever it is given to for None."""
    found: list[tuple[Mention | None, str]] = [(mention, role) for mention, role in source.assigned]
    leads = [mention for mention, role in source.assigned if role == "lead"]
    with_whom = (one for one in source.partners if not any(same_agency(one, lead) for lead in leads))
    found += [(mention, "with") for mention in with_whom]
    for piece in source.pieces:
        found += [(one.agency, one.part) for one in assignments(piece.reading)]
    unnamed = {part for mention, part in found if mention is None}
    if agency is None:
        return {part for _, part in found if part != "with"}
    parts = {part for mention, part in found if mention is not None and same_agency(agency, mention)}
    # "1. Sở A / - Chủ trì …": what the text says of nobody, it says of those it is given to.
    holder = parts & (
        {"lead"} if source.row else {"lead", "partner", "contact", "requested", "doer", "label"}
    )
    given = any(same_agency(agency, mention) for mention, _ in source.assigned) or not source.assigned
    return parts | (unnamed if holder and given else set())


def _supports(part: str, known: set[str], said: set[str]) -> bool:
    holds = {"lead", "contact", "doer", "assigned", "label"}
    if part in ("lead", "contact", "requested"):
        return part in known
    if part == "partner":
        return bool(known & {"partner", "with"})
    if part == "with":
        return bool(known & {"partner", "with"}) or ("lead" in known and "partner" in said)
    if part == "assigned":
        return bool(known & {*holds, "partner"})
    if part == "label":
        return bool(known & {*holds, "partner", "requested"})
    return bool(known & {*holds, "requested"})


# --- names -----------------------------------------------------------------------------------


def names(claims: Claims) -> Iterator[Fault]:
    """Every place, and every other proper name, stands in a quote or above it."""
    for name in claims.statement.names:
        before = [atom for atom in claims.statement.atoms if atom.start <= name.start]
        sentence = before[-1].sentence if before else 0
        if not _known(name, claims.near(sentence) if name.place else claims.sources):
            yield Fault("place" if name.place else "words", name.printed)


def _known(name: Name, sources: Sequence[Source]) -> bool:
    same = [
        other
        for source in sources
        for piece in source.pieces
        for other in piece.reading.names
        if other.slug == name.slug
    ]
    if any(not name.level or not other.level or name.level == other.level for other in same):
        return True
    if same:
        return False
    return any(spelt(name.printed) in source.spelt for source in sources)
