"""Chroma through LangChain: opening it, its collections, and its errors as ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from ingest.errors import LibraryError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from langchain_chroma import Chroma

# hnswlib finds neighbours approximately. Of the first 50 of 5,000 vectors that lie as close together
# as e5's do, Chroma's defaults (100 candidates, 16 neighbours) missed 11 %, these none, at 5 ms
# instead of 3. A sync every 200 passages instead of 1,000 keeps the log short that the first search
# after opening replays: 50 ms instead of 340.
_INDEX = {
    "space": "cosine",
    "ef_search": 400,
    "max_neighbors": 32,
    "sync_threshold": 200,
    "batch_size": 100,
}

# Each write reads again whatever the log holds since the last sync. Of whole plans it holds megabytes:
# a plan more took 0.06 s in an empty library, 0.45 s in one of 60.
_LONG = {"sync_threshold": 4, "batch_size": 2}


class TextEmbeddings(Protocol):
    """The half of LangChain's embeddings that writing texts needs."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a vector for each text."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """A text to store. Metadata values are strings and numbers."""

    id: str
    text: str
    metadata: dict[str, Any]


class Collections:
    """The collections of one Chroma, embedded or served."""

    def __init__(self, client: ClientAPI, place: str) -> None:
        """Wrap an open client; `place` is the folder or address that errors name."""
        self._client = client
        self._place = place
        self._opened: dict[str, Chroma] = {}

    @classmethod
    def in_folder(cls, folder: Path) -> Collections:
        """Open the Chroma in `folder`, made if need be. Raises LibraryError when it is damaged."""
        import chromadb

        with _translated(str(folder)):
            return cls(chromadb.PersistentClient(path=folder, settings=_settings()), str(folder))

    @classmethod
    def at_server(cls, url: str) -> Collections:
        """Connect to the server at `url` (http://host:port). Raises LibraryError when it fails."""
        import chromadb

        address = urlsplit(url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise LibraryError("library_url_invalid", url=url)
        secure = address.scheme == "https"
        port = address.port or (443 if secure else 8000)
        with _translated(url):
            client = chromadb.HttpClient(host=address.hostname, port=port, ssl=secure, settings=_settings())
        return cls(client, url)

    def close(self) -> None:
        """Close the client: with its last one Chroma lets go of the folder."""
        self._opened.clear()
        self._client.close()

    def names(self) -> list[str]:
        """Return the names of the collections there are."""
        with _translated(self._place):
            return [collection.name for collection in self._client.list_collections()]

    def get(self, name: str, **query: Any) -> dict[str, Any]:
        """Return what Chroma's `get` gives for the query, nothing where there is no collection."""
        with _translated(self._place):
            chroma = self._existing(name)
            if chroma is None:
                return {"ids": [], "documents": [], "metadatas": [], "embeddings": []}
            return dict(chroma.get(**query))

    def nearest(
        self, name: str, vector: Sequence[float], k: int, where: dict[str, Any] | None
    ) -> list[tuple[dict[str, Any], float]]:
        """Return metadata and cosine of the `k` texts nearest to `vector`, best first."""
        with _translated(self._place):
            chroma = self._existing(name)
            if chroma is None:
                return []
            found = chroma.similarity_search_by_vector_with_relevance_scores(list(vector), k=k, filter=where)
        return [(document.metadata, 1.0 - distance) for document, distance in found]

    def put(self, name: str, rows: Sequence[Row], embeddings: TextEmbeddings, *, long: bool = False) -> None:
        """Add or replace texts in a collection, made if need be, as one step; `long`: few and long ones."""
        from langchain_chroma import Chroma

        with _translated(self._place):
            chroma = Chroma(
                collection_name=name,
                client=self._client,
                embedding_function=embeddings,
                collection_configuration={"hnsw": _INDEX | (_LONG if long else {})},
            )
            chroma.add_texts(
                [row.text for row in rows],
                metadatas=[row.metadata for row in rows],
                ids=[row.id for row in rows],
            )

    def delete(self, name: str, **query: Any) -> None:
        """Delete by `ids` or `where`; nothing happens where there is no collection."""
        with _translated(self._place):
            chroma = self._existing(name)
            if chroma is not None:
                chroma.delete(**query)

    def drop(self, name: str) -> None:
        """Delete a collection."""
        self._opened.pop(name, None)
        with _translated(self._place):
            self._client.delete_collection(name)

    def _existing(self, name: str) -> Chroma | None:
        from langchain_chroma import Chroma

        if name not in self._opened:
            if name not in self.names():
                return None
            self._opened[name] = Chroma(
                collection_name=name, client=self._client, create_collection_if_not_exists=False
            )
        return self._opened[name]


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


@contextmanager
def _translated(place: str) -> Iterator[None]:
    """Turn Chroma's and the connection's errors into a LibraryError that names the place."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except httpx.HTTPError as error:
        raise LibraryError("library_unreachable", url=place) from error
    except ChromaError as error:
        raise LibraryError("library_damaged", place=place, reason=str(error)) from error
    except ValueError as error:
        # Chroma's client says so, in a bare ValueError, when it cannot connect.
        if "Could not connect" not in str(error):
            raise
        raise LibraryError("library_unreachable", url=place) from error
