"""The one page that a cooperative's manager takes along: what to ask for, where, and by which plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.advice import Advice, Measure, counts, in_words
from app.catalogue import say
from app.models import Language
from app.naming import plan_name

_WORDS = 42
"""Words of a measure's text that the page has room for; what is left out is marked by "…"."""
_CONFIRM_WORDS = 34
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that neither file can hold."""


@dataclass(frozen=True, slots=True)
class Row:
    """A measure as a row: the plan's words, what to confirm, whom to ask, where it stands."""

    support: str
    confirm: str
    turn: str
    source: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The content of the page. `groups` are rows under their heading, the surest first.

    `notes` end the page; `left` measures beyond these rows are only counted.
    """

    title: str
    who: str
    made: str
    heads: tuple[str, str, str, str]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    notes: tuple[str, ...]
    left: int = 0

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return sum(len(rows) for _, rows in self.groups)

    def shortened(self, size: int) -> Summary:
        """Return the summary with its first `size` rows; the others are counted."""
        groups, room = [], size
        for heading, rows in self.groups:
            if room > 0:
                groups.append((heading, rows[:room]))
            room -= len(rows)
        left = self.left + max(0, self.size - size)
        return Summary(self.title, self.who, self.made, self.heads, tuple(groups), self.notes, left)

    def ending(self, language: Language) -> tuple[str, ...]:
        """Return what ends the page: how many measures are not on it, and the notes."""
        more = (say("advice.summary.more", language, count=self.left),) if self.left else ()
        return (*more, *self.notes)


def summary_of(advice: Advice, plans: int, language: Language, today: date) -> Summary:
    """Return the summary of what was found in `plans` plans, with all measures that fit or may fit."""
    heads = ("support", "confirm", "turn", "source")
    found = counts(advice, language) or say("advice.summary.none", language)
    missing = say("advice.summary.missing", language, missing=advice.missing) if advice.missing else ""
    groups = (("fits", advice.fits), ("may_fit", advice.may_fit))
    return Summary(
        title=say("advice.summary.title", language),
        who=say("advice.summary.for", language, who=advice.who),
        made=say("advice.summary.made", language, date=f"{today:%d/%m/%Y}", plans=plans, counts=found),
        heads=tuple(say(f"advice.summary.{head}", language) for head in heads),  # type: ignore[arg-type]
        groups=tuple(
            (
                say(f"advice.summary.{name}", language),
                tuple(_row(one, language) for one in in_words(measures, language)),
            )
            for name, measures in groups
            if measures
        ),
        notes=tuple(note for note in (missing, *advice.notes) if note),
    )


def _row(measure: Measure, language: Language) -> Row:
    return Row(
        support=_shortened(measure.text, _WORDS),
        confirm=_shortened("; ".join(measure.confirm), _CONFIRM_WORDS),
        turn="; ".join(measure.turn),
        source=f"{plan_name(measure.plan, language)}, {measure.path}",
    )


def _shortened(text: str, most: int) -> str:
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]) + " …"
