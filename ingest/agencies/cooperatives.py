"""Cooperatives by their names: what they are, what they do, and a name of their own."""

from __future__ import annotations

from ingest.agencies.cursor import Cursor
from ingest.agencies.known import first_at, words_of
from ingest.agencies.mentions import Mention
from ingest.agencies.territories import after_bracket
from ingest.places import place_at
from ingest.reference import load, slug


class CooperativeReader(Cursor):
    """Reads the names of cooperatives, alone or in a list."""

    def _cooperative(self, position: int) -> tuple[list[Mention], int]:
        plural = self.words[position].key == "cac"
        head = first_at(words_of("cooperatives", "heads"), self.words, position + plural)
        if head is None or self.words[position].key == "va":
            return [], position
        words = self.words[head.first : head.end]
        printed = self.text[words[0].start : words[-1].end]
        if len(words) > 1 and printed.isupper():
            return [], position
        canonical: dict[str, str] = load("agencies")["cooperatives"]["canonical"]
        name = canonical.get(head.value, head.value)
        shared, start = self._coop_fields(head.end) if self._follows(head.end) else ("", head.end)
        if plural:
            opens = start < len(self.words) and self.words[start].gap.strip() == ":"
            return self._cooperatives(position, name, shared, start) if opens else ([], position)
        own, end = self._coop_name(start) if self._follows(start) else ("", start)
        bracket = after_bracket(self.words, end)
        if not own and not (shared and bracket > end):
            return [], position
        return [self._coop(f"{name} {shared}", own, position, end)], bracket

    def _follows(self, position: int) -> bool:
        """Say whether the word at `position` stands right behind the one before."""
        return position < len(self.words) and self.words[position].gap.strip(' \u00a0“"') in {"", "-", "–"}

    def _cooperatives(self, first: int, head: str, shared: str, position: int) -> tuple[list[Mention], int]:
        """Read "Các HTX Nông nghiệp: Bù Gia Mập, hữu cơ Đồng Nai"."""
        mentions: list[Mention] = []
        start, last = first, position
        while position < len(self.words):
            fields, after = self._coop_fields(position)
            own, end = self._coop_name(after)
            if not own:
                break
            mentions.append(self._coop(f"{head} {shared} {fields}", own, start, end))
            last = end
            position = end + 1 if end < len(self.words) and self.words[end].key == "va" else end
            if position == end and (end >= len(self.words) or self.words[end].gap.strip() not in {",", ";"}):
                break
            start = position
        return self._group(mentions, first, last) if mentions else [], last

    def _coop(self, kind: str, own: str, first: int, end: int) -> Mention:
        name = " ".join([*kind.split(), *own.split()])
        span = self._span(first, end)
        identity = slug(name)
        printed = span.of(self.text)
        ids, level, nowhere = (identity,), "cooperative", None
        return Mention(
            name, identity, ids, "cooperative", level, False, nowhere, span, span, printed, own=own
        )

    def _coop_fields(self, position: int) -> tuple[str, int]:
        """Read what a cooperative does: "nông nghiệp, sản xuất và thương mại"."""
        short: dict[str, str] = load("agencies")["cooperatives"]["short"]
        name, end = "", position
        while position < len(self.words) and (self.words[position].joined or not name):
            word = self.words[position]
            if word.key == "va" and name:
                position += 1
                continue
            field = first_at(words_of("cooperatives", "fields"), self.words, position)
            if word.text not in short and field is None:
                break
            last = position + 1 if word.text in short or field is None else field.end
            between = self.text[self.words[end - 1].end : word.start] if name else ""
            name += between + short.get(word.text, self.text[word.start : self.words[last - 1].end])
            position = end = last
        return " ".join(name.split()), end

    def _coop_name(self, position: int) -> tuple[str, int]:
        """Read a cooperative's own name: a run of words with capitals, or a number."""
        start = position
        places = place_at(self.words, position) if self.typed and position < len(self.words) else []
        if places and self.words[position].joined:
            return places[0].value.place.name, places[0].end
        while position < len(self.words) and position - start < 6:
            word = self.words[position]
            printed = self.text[word.start : word.end]
            if position > start and word.gap != " ":
                break
            if word.key[0].isdigit() and position == start and self._last(position):
                return printed, position + 1
            if not word.capital or (printed.isupper() and len(printed) > 1) or self._ends_name(position):
                break
            position += 1
        if position - start == 1 and position < len(self.words) and self.words[position].gap == " ":
            lone = not self.words[position].capital and not self._ends_name(position)
            position += lone and self._free(position + 1)
        if position == start:
            return "", start
        return self.text[self.words[start].start : self.words[position - 1].end], position

    def _last(self, position: int) -> bool:
        """Say whether the phrase ends with the word at `position`."""
        return position + 1 >= len(self.words) or not self.words[position + 1].joined

    def _free(self, position: int) -> bool:
        """Say whether a name may end before `position`: at a stop word, punctuation or the end."""
        return position >= len(self.words) or not self.words[position].joined or self._ends_name(position)
