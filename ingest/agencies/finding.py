"""Every agency that a text names, in order."""

from __future__ import annotations

from functools import lru_cache

from ingest.agencies.cooperatives import CooperativeReader
from ingest.agencies.listed import ListedReader
from ingest.agencies.mentions import Mention
from ingest.agencies.unlisted import UnlistedReader


class Reader(ListedReader, CooperativeReader, UnlistedReader):
    """One pass over a text."""

    def read(self) -> tuple[Mention, ...]:
        """Return all mentions in order."""
        found: list[Mention] = []
        position = 0
        while position < len(self.words):
            mentions: list[Mention] = []
            end = position
            if not self._in_symbol(position):
                for reader in (self._listed, self._cooperative, self._known, self._by_pattern):
                    mentions, end = reader(position)
                    if mentions:
                        break
            found += mentions
            position = max(end, position + 1)
        return tuple(found)


@lru_cache(maxsize=2048)
def find_agencies(text: str) -> tuple[Mention, ...]:
    """Return every agency that a printed text names, in order."""
    return Reader(text, typed=False).read()
