"""An agency as it is named in a text, and as it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.models import Span
from ingest.reference import Succession

Level = Literal["central", "province", "district", "commune", "organisation", "cooperative"]
Match = Literal["exact", "inherited", "member"]


@dataclass(frozen=True, slots=True)
class Mention:
    """An agency in a text.

    `agency` is its usual name; `id` is "<agency>" or, for one of a territory, "<agency>@<territory>".
    `ids` holds every id the words may mean ("Sở Nông nghiệp"), `id` first. `span` covers the agency's
    own words, `group` the whole enumeration it stands in ("UBND các huyện: Bù Đăng, Bù Gia Mập"),
    `printed` is the verbatim text of `group`. `known`: listed in the data, not read by pattern.
    `own` is the name of a cooperative without what it is and does: "Suối Mây".
    """

    agency: str
    id: str
    ids: tuple[str, ...]
    level: Level | None
    kind: str
    collective: bool
    place: str | None
    span: Span
    group: Span
    printed: str
    known: bool = True
    own: str = ""

    @property
    def base(self) -> str:
        """Return the id without the territory."""
        return self.id.partition("@")[0]


@dataclass(frozen=True, slots=True)
class AgencyQuery:
    """An agency a user asks for. `predecessors` are ids whose duties it inherited.

    `inherited` and `passed_on` are the facts to tell: which older agencies became this one, and what
    became of this one. `mention` is how it was read.
    """

    id: str
    name: str
    span: Span
    typed: str
    level: Level | None
    collective: bool
    predecessors: tuple[str, ...]
    inherited: tuple[Succession, ...]
    passed_on: tuple[Succession, ...]
    mention: Mention
