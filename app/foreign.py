"""Words of a question that are no Vietnamese: "internet", "drone", "VCCI".

What is named so is either printed by the plans or not in them: such words have no other spelling.
"""

from __future__ import annotations

import re

from app.english import meanings, stop_words
from app.question import Question, without_agencies
from app.thesaurus import Way
from ingest.reference import spell_out
from ingest.vietnamese import fold, strip_accents

# A syllable without accents: Hoàng Phê (ed.), Từ điển tiếng Việt; its parts are those of school grammars.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_WORD = re.compile(r"(?<![\w/-])[^\W\d_]+(?![\w/])")
_SHORTEST = 4  # letters: shorter ones are what people type for words on phones
_SHORTEST_CAPITALS = 3


def foreign_words(question: Question) -> list[tuple[str, tuple[Way, ...]]]:
    """Return the words of a Vietnamese question that are no syllables, with the ways plans may say each."""
    if question.language == "en":
        return []
    known = {
        *question.scope.words,
        *(word for name in question.scope.cooperatives for word in fold(name).split()),
    }
    typed = without_agencies(question.written, question.agencies)
    return [
        (word, ((word.casefold(),), *meanings().get(word.casefold(), ())))
        for word in _WORD.findall(spell_out(typed))
        if _is_foreign(word) and strip_accents(word.casefold()) not in known
    ]


def _is_foreign(word: str) -> bool:
    shortest = _SHORTEST_CAPITALS if word.isupper() else _SHORTEST
    plain = strip_accents(word.casefold())
    return (
        len(word) >= shortest
        and plain == word.casefold()
        and not _SYLLABLE.fullmatch(plain)
        and plain not in stop_words()
    )
