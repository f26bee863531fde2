"""What a question names that has no other name: things, and words that are no Vietnamese ("internet").

It is either printed by the plans or not in them. The same holds for nouns of an English question that
the glossary lacks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.cues import is_english
from app.english import glossed, meanings, stop_words
from app.question import Question, without_agencies
from app.thesaurus import Way, things_in
from ingest.models import Plan
from ingest.reference import spell_out
from ingest.vietnamese import key, may_be_syllable, strip_accents, syllables

_WORD = re.compile(r"(?<![\w/-])[^\W\d_]+(?![\w/])")
# Consonants that begin no word of any language that plans borrow from: a slip of the fingers, "ktap".
_NO_ONSET = re.compile(
    r"(?!bl|br|ch|cl|cr|dr|fl|fr|gl|gr|ph|pl|pr|sc|sh|sk|sl|sm|sn|sp|st|sw|th|tr|tw|wh|wr|v[cn])"
    r"[bcdfghjklmnpqrstvwxz]{2}"
)
_SHORTEST = 4  # letters: shorter ones are what people type for words on phones
_SHORTEST_CAPITALS = 3


def foreign_words(question: Question) -> list[tuple[str, tuple[Way, ...]]]:
    """Return the words that are no syllables, with the ways plans may say each.

    Of an English question: nouns that the glossary lacks, and things that have a name of their own.
    """
    known = {
        *question.scope.words,
        *(word for name in question.scope.cooperatives for word in key(name).split()),
    }
    typed = without_agencies(question.written, question.agencies)
    if is_english(question.text):
        gloss = glossed(typed, known)
        nouns = [word for word in gloss.nouns if strip_accents(word) not in known]
        return [*((word, ((word,),)) for word in nouns), *gloss.things]
    named = things_in(typed, accent_free=False)
    within = {word for thing, _ in named for word in thing.split()}
    return [
        *named,
        *(
            (word, ((word.casefold(),), *meanings().get(word.casefold(), ())))
            for word in _WORD.findall(spell_out(typed))
            if _is_foreign(word) and word not in within and strip_accents(word.casefold()) not in known
        ),
    ]


def prints(plan: Plan, way: Way) -> bool:
    """Say whether a plan prints the syllables of a way to say something, one behind the other."""
    words = " ".join(syllables(spell_out(" ".join(way))))
    return f" {words} " in _words_of(plan.text)


@lru_cache(maxsize=256)
def _words_of(text: str) -> str:
    return f" {' '.join(syllables(spell_out(text)))} "


def _is_foreign(word: str) -> bool:
    shortest = _SHORTEST_CAPITALS if word.isupper() else _SHORTEST
    plain = strip_accents(word.casefold())
    return (
        len(word) >= shortest
        and plain == word.casefold()
        and not may_be_syllable(plain)
        and plain not in stop_words()
        and not _NO_ONSET.match(plain)
    )
