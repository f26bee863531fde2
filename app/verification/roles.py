"""Who does what: which part a text gives to the agencies it names.

"Sở A chủ trì, phối hợp với Sở B" makes A lead and B one it works with; "Cơ quan phối hợp: Sở B",
"đề nghị Sở C", "giao Sở D" and "Sở E: …" are read as well. A role without a subject is the role of
whoever the quote's task is given to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.verification.atoms import Atom, Reading
from app.verification.lexicon import folded, listed, word_set
from ingest.agencies import Mention
from ingest.records.roles import VERB

Part = Literal["lead", "partner", "contact", "requested", "assigned", "with", "doer", "label"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """An agency (None: whoever the task is given to), its part, and the atom that says so."""

    agency: Mention | None
    part: Part
    index: int


@dataclass(frozen=True, slots=True)
class _Marker:
    part: Part
    first: int
    end: int


@lru_cache(maxsize=8192)
def assignments(reading: Reading) -> tuple[Assignment, ...]:
    """Return the parts that a text gives to agencies."""
    return tuple(dict.fromkeys(_Sentences(reading).assignments()))


class _Sentences:
    """Reads a text sentence by sentence; a sentence without a subject goes on with the last one."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.atoms = reading.atoms
        self.markers = list(_markers(reading.atoms))
        self.groups = list(self._groups())
        self.subject: list[int] = []

    def assignments(self) -> Iterator[Assignment]:
        """Yield what each sentence says."""
        for sentence in dict.fromkeys(atom.sentence for atom in self.atoms):
            yield from self._sentence(sentence)

    def _groups(self) -> Iterator[list[int]]:
        """Yield enumerations of agencies: "Sở A, Sở B và các sở liên quan"."""
        group: list[int] = []
        for index, atom in enumerate(self.atoms):
            if atom.kind != "agency":
                continue
            if group and not self._listed(group, index):
                yield group
                group = []
            group.append(index)
        if group:
            yield group

    def _listed(self, group: list[int], other: int) -> bool:
        """Say whether an agency goes on with an enumeration."""
        one = group[-1]
        between = [atom for atom in self.atoms[one + 1 : other] if atom.start >= self.atoms[one].end]
        near = self.atoms[one].sentence == self.atoms[other].sentence and len(between) <= 4
        text = self.reading.text[self.atoms[one].end : self.atoms[other].start]
        # "Theo đề nghị của Sở A, Sở B bố trí …": B is the subject.
        owned = group[0] > 0 and self.atoms[group[0] - 1].key == "của"
        acts = VERB.match(self.reading.text, self.atoms[other].end + 1) is not None
        if ":" in text or (owned and acts and text.strip() == ","):
            return False
        return near and all(atom.key in word_set("list_words") for atom in between)

    def _sentence(self, sentence: int) -> Iterator[Assignment]:
        groups = [group for group in self.groups if self.atoms[group[0]].sentence == sentence]
        markers = [marker for marker in self.markers if self.atoms[marker.first].sentence == sentence]
        labelled: set[int] = set()  # markers that stand before their agencies
        silent: set[int] = set()  # subjects whose part a marker says
        subjects: list[list[int]] = []
        for group in groups:
            part, marker = self._before(group, markers)
            if part in (None, "requested", "assigned"):
                subjects.append(group)
            if part is None:
                continue
            if marker is not None and part not in ("with", "object"):
                labelled.add(marker.first)
                silent.update(group)
            if part != "object":
                yield from self._each(group, part)
        left = [marker for marker in markers if marker.first not in labelled and not self._is_noun(marker)]
        yield from self._acting(subjects, left, silent)
        for group in subjects:
            if not silent & set(group):
                yield from self._each(group, "label" if self._ends_with_colon(group) else "doer")
        if subjects:
            self.subject = subjects[-1]

    def _acting(
        self, subjects: list[list[int]], markers: list[_Marker], silent: set[int]
    ) -> Iterator[Assignment]:
        """Yield the parts of subjects: "Sở A chủ trì, phối hợp với …" makes A no partner."""
        leading: list[int] | None = None
        for marker in markers:
            if marker.part in ("requested", "assigned"):
                continue
            holder = next((one for one in reversed(subjects) if one[-1] < marker.first), self.subject)
            silent.update(holder)
            if marker.part == "partner" and holder == leading:
                continue
            leading = holder if marker.part == "lead" else leading
            if holder:
                yield from (Assignment(self.atoms[i].mention, marker.part, marker.first) for i in holder)
            else:
                yield Assignment(None, marker.part, marker.first)

    def _each(self, group: list[int], part: Part) -> Iterator[Assignment]:
        return (Assignment(self.atoms[index].mention, part, index) for index in group)

    def _before(
        self, group: list[int], markers: list[_Marker]
    ) -> tuple[Part | Literal["object"] | None, _Marker | None]:
        """Say what stands before agencies makes of them; None: they are a subject."""
        first = group[0]
        sentence = self.atoms[first].sentence
        gap = self.reading.text[self.atoms[first - 1].end : self.atoms[first].start] if first else ""
        if "," in gap:
            return None, None
        words: list[str] = []
        position = first - 1
        while position >= 0 and self.atoms[position].sentence == sentence:
            marker = next((one for one in markers if one.end == position + 1), None)
            if marker is not None and (marker.part not in ("requested", "assigned") or not words):
                return self._by_marker(marker, words, first), marker
            key = self.atoms[position].key
            if len(words) >= 4 or not (key in word_set("role_fillers") or key in _joins()):
                break
            words.insert(0, key)
            position -= 1
        comma = not first or bool(set(gap) & set(":(–-"))
        before = [atom.key for atom in self.atoms[max(first - 3, 0) : first] if atom.sentence == sentence]
        if not comma and before and any(" ".join(before[-n:]) in _objects() for n in (1, 2, 3)):
            return "object", None
        starts = comma or not before
        return (None if starts or self._acts(group) else "object"), None

    def _by_marker(self, marker: _Marker, words: list[str], first: int) -> Part | Literal["object"]:
        text = self.reading.text[self.atoms[marker.end - 1].end : self.atoms[first].start]
        label = ":" in text or bool(set(words) & word_set("label_words"))
        noun = self._is_noun(marker)
        if marker.part == "partner":
            if noun:
                return "with"
            return "partner" if label else "with"
        if marker.part in ("requested", "assigned"):
            return marker.part
        return marker.part if label or not words else "object"

    def _is_noun(self, marker: _Marker) -> bool:
        return marker.first > 0 and self.atoms[marker.first - 1].key in word_set("nouns_before")

    def _acts(self, group: list[int]) -> bool:
        """Say whether a verb of duty follows: the agencies are a subject in mid-sentence."""
        follows = [
            atom.key
            for atom in self.atoms[group[-1] + 1 : group[-1] + 4]
            if atom.start >= self.atoms[group[-1]].end
        ]
        return (
            any(marker.first - group[-1] in range(1, 6) for marker in self.markers)
            or follows[:2] in _duty_words()
        )

    def _ends_with_colon(self, group: list[int]) -> bool:
        return self.reading.text[self.atoms[group[-1]].end :].lstrip()[:1] in {":", ""}


def _markers(atoms: tuple[Atom, ...]) -> Iterator[_Marker]:
    index = 0
    while index < len(atoms):
        phrases = _phrases().get(atoms[index].key, ())
        found = next((one for one in phrases if _stands(atoms, index, one[0])), None)
        if found is None:
            index += 1
            continue
        yield _Marker(found[1], index, index + len(found[0]))
        index += len(found[0])


def _stands(atoms: tuple[Atom, ...], index: int, words: tuple[str, ...]) -> bool:
    return tuple(atom.key for atom in atoms[index : index + len(words)]) == words


@lru_cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], Part]]]:
    """Return the words of roles by their first syllable, the longest first."""
    found = [(tuple(folded(form).split()), part) for part, forms in listed("roles").items() for form in forms]
    by_first: dict[str, list[tuple[tuple[str, ...], Part]]] = {}
    for words, part in sorted(found, key=lambda one: -len(one[0])):
        by_first.setdefault(words[0], []).append((words, part))
    return by_first


@lru_cache
def _objects() -> frozenset[str]:
    return frozenset(folded(form) for form in listed("objects"))


@lru_cache
def _joins() -> frozenset[str]:
    return frozenset(
        word
        for form in (*listed("with"), *listed("label_words"), "của", "từ")
        for word in folded(form).split()
    )


@lru_cache
def _duty_words() -> list[list[str]]:
    return [
        ["có", "nhiệm"],
        ["có", "trách"],
        ["chịu", "trách"],
        ["được", "giao"],
        ["phải", "báo"],
        ["được", "đề"],
    ]
