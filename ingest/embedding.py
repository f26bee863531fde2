"""Sentence embeddings through LangChain: the bundled model, or another one by name or folder.

Importing this module loads no machine learning; the model is loaded at the first text.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ingest.bundled import MODEL_ID, bundled_model
from ingest.errors import ModelError
from ingest.vietnamese import nfc

if TYPE_CHECKING:
    from langchain_huggingface import HuggingFaceEmbeddings

BUNDLED = "bundled"

BATCH = 8
"""Texts the model reads at once. The 313 passages of the shipped plans (180 tokens on average)
took 20.7, 20.4, 21.7 and 26.5 s on two cores with 4, 8, 16 and 32."""

_CHUNK = 4 * BATCH  # texts between two reports of progress

# Names under which models keep the prompt for texts that are searched, ours first.
_PASSAGE_PROMPTS = ("passage", "document", "corpus")


class Embedder(Protocol):
    """Turns texts into vectors. `model_id` names the model; vectors of two ids do not compare."""

    @property
    def model_id(self) -> str:
        """Return the model's identity, stored with every index made with it."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        ...

    def embed_passages(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> list[list[float]]:
        """Return the vectors of passages, in order; `on_progress` gets (done, total)."""
        ...


def open_embedder(model: str, home: Path) -> Embedder:
    """Return the embedder for the setting `embedding_model`, without loading it.

    `model` is "bundled", a folder, or a name known to the Hugging Face hub.
    """
    if model == BUNDLED:
        return SentenceEmbedder(MODEL_ID, lambda: str(bundled_model(home)), local=True)
    folder = Path(model).expanduser()
    if folder.is_dir():
        resolved = str(folder.resolve())
        return SentenceEmbedder(_folder_id(folder), lambda: resolved, local=True)
    return SentenceEmbedder(model, lambda: model, local=False)


def _folder_id(folder: Path) -> str:
    """Return a folder's name with a digest of what is in it: moved it is the same, changed another."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder)}:{file.stat().st_size}\n".encode())
        if file.suffix == ".json" and file.name != "tokenizer.json":
            digest.update(file.read_bytes())
    return f"{folder.resolve().name}@{digest.hexdigest()[:8]}"


class SentenceEmbedder:
    """A sentence-transformers model, loaded when first used; safe to use from several threads."""

    def __init__(self, model_id: str, locate: Callable[[], str], *, local: bool) -> None:
        """Remember the model; `locate` returns its folder or name, `local` forbids any download."""
        self._model_id = model_id
        self._locate = locate
        self._local = local
        self._lock = threading.Lock()  # a tokenizer must not be used by two threads at once
        self._model: HuggingFaceEmbeddings | None = None

    @property
    def model_id(self) -> str:
        """Return the model's identity, stored with every index made with it."""
        return self._model_id

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question. Raises ModelError when the model cannot be loaded."""
        with self._lock:
            return list(self._loaded().embed_query(nfc(text)))

    def embed_passages(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> list[list[float]]:
        """Return the vectors of passages, in order; `on_progress` gets (done, total).

        Raises ModelError when the model cannot be loaded.
        """
        # Neighbours in length share a batch: the shorter is padded to the longer.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors: list[list[float]] = [[]] * len(texts)
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            with self._lock:
                found = self._loaded().embed_documents([nfc(texts[index]) for index in chunk])
            for index, vector in zip(chunk, found, strict=True):
                vectors[index] = vector
            if on_progress is not None:
                on_progress(start + len(chunk), len(order))
        return vectors

    def _loaded(self) -> HuggingFaceEmbeddings:
        if self._model is None:
            self._model = _load(self._locate(), local=self._local)
        return self._model


def _load(model: str, *, local: bool) -> HuggingFaceEmbeddings:
    """Load a model and give it its own prompts, if it has any."""
    if local:
        # Read once, when the hub's library is first imported; `local_files_only` covers the rest.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from langchain_huggingface import HuggingFaceEmbeddings
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    try:
        loaded = HuggingFaceEmbeddings(
            model_name=model,
            model_kwargs={"local_files_only": local},
            encode_kwargs={"batch_size": BATCH},
        )
    except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
        # What transformers, the hub, torch and safetensors raise for absent, foreign, broken models.
        raise ModelError("model_not_loaded", model=model, reason=_first_line(error)) from error
    prompts: dict[str, str] = loaded._client.prompts  # LangChain has no public way to them
    passage = next((name for name in _PASSAGE_PROMPTS if prompts.get(name)), None)
    if passage:
        loaded.encode_kwargs["prompt_name"] = passage
    if prompts.get("query"):
        loaded.query_encode_kwargs = {"batch_size": BATCH, "prompt_name": "query"}
    else:
        # Without keyword arguments of its own a question would be given the passages' prompt.
        loaded.query_encode_kwargs = {"batch_size": BATCH}
    return loaded


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
