"""When two mentions mean the same agency."""

from __future__ import annotations

from ingest.agencies import Mention
from ingest.reference import slug


def same_agency(one: Mention, other: Mention) -> bool:
    """Say whether both may be the same: a name in common, and no other level or place."""
    if one.kind == other.kind == "cooperative":
        mine, theirs = set(one.id.split("-")), set(other.id.split("-"))
        return mine <= theirs or theirs <= mine
    if not (one.known and other.known):
        shorter, longer = sorted((one.id.partition("@")[0], other.id.partition("@")[0]), key=len)
        return longer == shorter or longer.startswith(shorter + "-")
    if one.collective != other.collective or not _bases(one) & _bases(other):
        return False
    return _agree(one.level, other.level) and _agree(_place(one), _place(other))


def _bases(mention: Mention) -> set[str]:
    return {identity.partition("@")[0] for identity in mention.ids}


def _place(mention: Mention) -> str | None:
    return slug(mention.place) if mention.place else None


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
