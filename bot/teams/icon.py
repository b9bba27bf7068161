"""What a PNG icon looks like: its size, and which colours are in it."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}
"""Of the two kinds that we draw: with and without transparency."""
LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Icon:
    """`pixels` are (red, green, blue, alpha)."""

    width: int
    height: int
    pixels: frozenset[tuple[int, int, int, int]]

    @property
    def is_white_on_nothing(self) -> bool:
        """White, more or less transparent, and somewhere nothing at all."""
        shown = {p for p in self.pixels if p[3]}
        return bool(shown) and all(p[:3] == (255, 255, 255) for p in shown) and len(shown) < len(self.pixels)


def read(data: bytes) -> Icon | None:
    """The picture, or None where it is none that we can judge."""
    try:
        return _read(data)
    except (struct.error, zlib.error, ValueError, IndexError):
        return None


def _read(data: bytes) -> Icon | None:
    if not data.startswith(_SIGNATURE) or len(data) > LARGEST:
        return None
    header, packed = b"", b""
    for kind, content in _chunks(data):
        header = content if kind == b"IHDR" else header
        packed += content if kind == b"IDAT" else b""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if depth != 8 or colour not in _CHANNELS or interlaced or not 0 < width <= 512 or not 0 < height <= 512:
        return None
    lines = _lines(packed, width * _CHANNELS[colour], height, _CHANNELS[colour])
    return Icon(width, height, frozenset(_pixels(lines, _CHANNELS[colour])))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind, data[at + 8 : at + 8 + length]
        at += length + 12


def _lines(packed: bytes, width: int, height: int, step: int) -> Iterator[bytes]:
    """Lines of bytes, with the filter of each taken back."""
    raw = zlib.decompressobj().decompress(packed, (width + 1) * height)
    if len(raw) != (width + 1) * height:
        raise ValueError("too few pixels")
    above = bytes(width)
    for start in range(0, len(raw), width + 1):
        line = bytearray(raw[start + 1 : start + 1 + width])
        for n in range(width):
            left = line[n - step] if n >= step else 0
            corner = above[n - step] if n >= step else 0
            line[n] = (line[n] + _guess(raw[start], left, above[n], corner)) & 255
        above = bytes(line)
        yield above


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    """What each of PNG's five filters expects a byte to be."""
    if kind == 4:
        near = left + up - corner
        return min((abs(near - v), n, v) for n, v in enumerate((left, up, corner)))[2]
    return (0, left, up, (left + up) // 2)[kind]


def _pixels(lines: Iterator[bytes], step: int) -> Iterator[tuple[int, int, int, int]]:
    for line in lines:
        for n in range(0, len(line), step):
            yield line[n], line[n + 1], line[n + 2], line[n + 3] if step == 4 else 255
