"""Agencies, their parts in a task, and places of a statement against its quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.verification.agencies import same_agency
from app.verification.atoms import is_loose
from app.verification.claims import Claims
from app.verification.fault import Fault
from app.verification.lexicon import listed, spelt, word_set
from app.verification.names import Name
from app.verification.roles import assignments
from app.verification.sources import Source
from ingest.agencies import Mention


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
    partnered = any(one.part == "partner" for one in said)
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
        near = claims.near(claims.statement.atoms[one.index].sentence)
        if not any(_supports(one.part, _parts(each, one.agency), _led(each), partnered) for each in near):
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


def _led(source: Source) -> bool:
    """Say whether somebody leads: only then those worked with are partners of a lead."""
    return "lead" in _parts(source, None)


def _supports(part: str, known: set[str], led: bool, partnered: bool) -> bool:
    """Say whether the parts `known` of an agency allow to say `part` of it.

    `led`: the source has a lead; `partnered`: the statement says that somebody works with somebody.
    """
    holds = {"lead", "contact", "doer", "assigned", "label"}
    if part in ("lead", "contact", "requested"):
        return part in known
    if part == "partner":
        return "partner" in known or ("with" in known and led)
    if part == "with":
        return bool(known & {"partner", "with"}) or ("lead" in known and partnered)
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
