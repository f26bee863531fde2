"""Agencies that the data file does not list, by the pattern of their name."""

from __future__ import annotations

from ingest.agencies.cursor import Cursor
from ingest.agencies.known import first_at, names, patterns, starts, words_of
from ingest.agencies.mentions import Mention
from ingest.agencies.territories import territories, territory_name, unit_at
from ingest.reference import slug


class UnlistedReader(Cursor):
    """Reads "Hội Sinh vật cảnh tỉnh", "Trung tâm Giống cây trồng"."""

    def _by_pattern(self, position: int) -> tuple[list[Mention], int]:
        """Read an agency that is not listed: "Hội Sinh vật cảnh tỉnh", "Trung tâm Giống cây trồng"."""
        head = first_at(patterns(), self.words, position)
        if head is None or not self.words[position].capital or self._is_no_agency(position, head.end):
            return [], position
        end = self._name_end(head.end)
        if end == head.end:
            return [], position
        of_unit = unit_at(self.words, end, typed=self.typed) is not None
        territory = next(iter(territories(self.words, end, typed=self.typed)), None) if of_unit else None
        last = territory.end if territory is not None and not territory.many else end
        span = self._span(position, last)
        name = " ".join(self.text[self.words[position].start : self.words[end - 1].end].split())
        level, kind = head.value
        if territory is not None and not territory.many and level == "organisation":
            level, name = territory.level, f"{name} {territory_name(territory)}"
        identity = slug(name)
        place = territory.place if territory is not None else None
        ids, printed = (identity,), span.of(self.text)
        mention = Mention(name, identity, ids, level, kind, False, place, span, span, printed, known=False)
        return [mention], last

    def _is_no_agency(self, position: int, end: int) -> bool:
        found = first_at(words_of("not_agencies"), self.words, position, exact=True)
        known = first_at(names(False), self.words, position)
        if known is not None and known.end > end:
            return True  # a listed one that its neighbours made something else
        head = self.text[self.words[position].start : self.words[end - 1].end]
        return (found is not None and found.end > end) or (head.isupper() and len(head) > 3)

    def _name_end(self, position: int) -> int:
        """Return the end of a name whose first word has a capital: capitals and what they carry."""
        start, end = position, position
        while position < len(self.words) and position - start < 10:
            word = self.words[position]
            printed = self.text[word.start : word.end]
            first = position == start
            if not word.joined or (first and (word.gap != " " or not word.capital)):
                break
            link = word.key == "va" and position + 1 < len(self.words) and self.words[position + 1].capital
            if not first and not link and not word.capital and self._ends_name(position):
                break
            if word.key == "va" and not link:
                break
            if "," in word.gap and not (word.capital and self._linked(position)):
                break
            if not first and word.capital and starts(self.words, position):
                break
            if not first and unit_at(self.words, position, typed=self.typed) is not None:
                break
            if word.capital or not first:
                position += 1
                end = position if not link else end
            if printed.isdigit():
                break
        return end

    def _linked(self, position: int) -> bool:
        """Say whether "và" follows soon: only then a comma may stand inside a name."""
        return any(word.key == "va" for word in self.words[position : position + 4])
