"""Envelope encryption: every secret has a data key of its own, and the home's master key seals those."""

import base64
import binascii
import json
import os
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from records.errors import PromissoryError

KEY_BYTES = 32
_MAGIC = b"PV1"
_ID, _NONCE, _TAG = 8, 12, 16
_WRAPPED = _NONCE + KEY_BYTES + _TAG
_HEADER = len(_MAGIC) + _ID + _WRAPPED


class Unsealable(PromissoryError):
    """What was stored can't be opened: another key, another place, or it was changed."""


class MasterKey:
    """A master key that seals data keys; only its id can be seen from outside."""

    __slots__ = ("_aead", "id")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes")
        self.id = sha256(b"promissory master key\0" + raw).digest()[:_ID]
        self._aead = AESGCM(raw)

    def __repr__(self) -> str:
        return f"MasterKey({self.id.hex()})"

    def wrap(self, data_key: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, data_key, _MAGIC + self.id)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Raises InvalidTag when this is not what `wrap` of this key gave."""
        return self._aead.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _MAGIC + self.id)


class Vault:
    """Seals with the present master key; opens what that key or an older one sealed.

    Sealed bytes: magic (3), id of the master key (8), the data key sealed by it (60), nonce (12), then the
    secret under its data key (AES-256-GCM). The secret is tied to `aad`, the data key to the master key.
    """

    def __init__(self, key: MasterKey, older: Sequence[MasterKey] = ()) -> None:
        self._key = key
        self._keys = {k.id: k for k in (*older, key)}

    def __repr__(self) -> str:
        return f"Vault({self.key_id})"

    @property
    def key_id(self) -> str:
        """Id of the key that seals now; tells nothing of the key."""
        return self._key.id.hex()

    def seal(self, plaintext: bytes, aad: bytes) -> bytes:
        """The secret, sealed; it opens only with the same `aad` (see `bound_to`)."""
        data_key, nonce = os.urandom(KEY_BYTES), os.urandom(_NONCE)
        head = _MAGIC + self._key.id + self._key.wrap(data_key)
        return head + nonce + AESGCM(data_key).encrypt(nonce, plaintext, _MAGIC + aad)

    def unseal(self, sealed: bytes, aad: bytes) -> bytes:
        """The secret. Raises Unsealable when the key is not known, or the bytes or `aad` are not those sealed."""
        _, data_key, rest = self._opened(sealed)
        plaintext = None
        try:
            plaintext = AESGCM(data_key).decrypt(rest[:_NONCE], rest[_NONCE:], _MAGIC + aad)
        except (InvalidTag, ValueError):
            pass
        if plaintext is None:
            raise _changed()
        return plaintext

    def rewrap(self, sealed: bytes) -> bytes:
        """The same secret under the same data key, which the present master key seals from now on."""
        key, data_key, rest = self._opened(sealed)
        if key.id == self._key.id:
            return sealed
        return _MAGIC + self._key.id + self._key.wrap(data_key) + rest

    def is_current(self, sealed: bytes) -> bool:
        """Whether the present master key sealed it, so that no older key is needed for it."""
        return sealed.startswith(_MAGIC + self._key.id)

    def _opened(self, sealed: bytes) -> tuple[MasterKey, bytes, bytes]:
        """The master key it was sealed with, its data key, and what follows the header."""
        if len(sealed) < _HEADER + _NONCE + _TAG or not sealed.startswith(_MAGIC):
            raise _changed()
        key_id = sealed[len(_MAGIC) : len(_MAGIC) + _ID]
        key = self._keys.get(key_id)
        if key is None:
            raise Unsealable(
                f"A stored grant was sealed with another master key ({key_id.hex()}, the present one is "
                f"{self.key_id}): give that one as PROMISSORY_MASTER_KEY_OLD, or connect again."
            )
        data_key = None
        try:
            data_key = key.unwrap(sealed[len(_MAGIC) + _ID : _HEADER])
        except InvalidTag:
            pass
        if data_key is None:
            raise _changed()
        return key, data_key, sealed[_HEADER:]


def bound_to(connection_id: str, purpose: str) -> bytes:
    """What ties a secret to its place, so that it can't be moved to another connection or another use."""
    return json.dumps([purpose, connection_id]).encode()


def new_key() -> SecretStr:
    """A fresh master key as text, base64."""
    return SecretStr(base64.b64encode(os.urandom(KEY_BYTES)).decode())


def read_key(text: SecretStr, name: str) -> MasterKey:
    """The key that a person wrote down, in base64 or hex; `name` is the setting it came from.

    Raises PromissoryError when it is none.
    """
    words = text.get_secret_value().strip()
    raw = b""
    try:
        if len(words) == 2 * KEY_BYTES:
            raw = bytes.fromhex(words)
        else:
            padded = words.rstrip("=") + "=" * (-len(words.rstrip("=")) % 4)
            raw = base64.b64decode(padded.translate(str.maketrans("-_", "+/")), validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    # Among 32 random bytes are some 30 different ones; "0000…" and other patterns that people type have few.
    if len(raw) != KEY_BYTES or len(set(raw)) < KEY_BYTES // 2:
        raise PromissoryError(
            f"{name} is no key: it must be {KEY_BYTES} random bytes in base64 or hex; "
            "`promissory keys new` makes one."
        )
    return MasterKey(raw)


def _changed() -> Unsealable:
    return Unsealable(
        "A stored grant was changed, or moved from another connection, and can't be opened: connect again."
    )
