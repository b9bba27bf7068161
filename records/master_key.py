"""Where the home's master key lies: in the environment, or else in the operating system's keyring."""

from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import SecretStr

from records.errors import PromissoryError
from records.vault import MasterKey, Vault, new_key, read_key

SERVICE = "promissory"
SETTING, OLD_SETTING = "PROMISSORY_MASTER_KEY", "PROMISSORY_MASTER_KEY_OLD"
Place = Literal["environment", "keyring"]


class Keyring(Protocol):
    """What we use of the package `keyring`."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...


class NoMasterKey(PromissoryError):
    """There is no key and no place to keep one; the sentence says how to make one."""


class MasterKeys:
    """The master key of one home, and the older one while a rotation goes on.

    In the keyring there is one entry per home: the key, and after a comma the one before it, which goes
    once everything is sealed anew.
    """

    def __init__(
        self,
        home: Path,
        key: SecretStr | None = None,
        old: SecretStr | None = None,
        keyring: Keyring | None = None,
    ) -> None:
        """`keyring` is the operating system's, found when first needed, unless one is given."""
        self._home, self._key, self._old = str(home), _given(key), _given(old)
        self._given_ring = keyring
        self._vault: Vault | None = None

    @property
    def place(self) -> Place:
        return "environment" if self._key is not None else "keyring"

    def vault(self) -> Vault:
        """Opens and seals; a home without any key gets one in the keyring. Found once, then kept.

        Raises NoMasterKey where neither environment nor keyring has or can keep one.
        """
        if self._vault is None:
            if self._key is not None:
                older = [read_key(self._old, OLD_SETTING)] if self._old is not None else []
                self._vault = Vault(read_key(self._key, SETTING), older)
            else:
                self._vault = _vault(self._stored() or self._store([new_key()]))
        return self._vault

    def new(self) -> SecretStr | None:
        """A fresh key to be put into the environment, or None when it went into the keyring.

        Raises PromissoryError when the keyring has one already: that one is rotated, not replaced.
        """
        if self._key is not None or not self._ring_works():
            return new_key()
        if self._stored():
            raise PromissoryError(
                "This home has a master key in the keyring already: `promissory keys rotate` replaces it."
            )
        self._store([new_key()])
        return None

    def begin_rotation(self) -> Vault:
        """From now on the vault seals with the new key and still opens what the old one sealed.

        In the keyring the new key is made here; in the environment a person has put both there.
        """
        if self._key is not None:
            if self._old is None:
                raise PromissoryError(
                    f"Set {OLD_SETTING} to the present key and {SETTING} to a new one, which "
                    "`promissory keys new` makes, and run this again."
                )
            return self.vault()
        keys = self._stored()
        if len(keys) < 2:
            # With two, an earlier rotation was interrupted: it goes on with the same pair.
            keys = self._store([new_key(), *keys])
        self._vault = _vault(keys)
        return self._vault

    def end_rotation(self) -> None:
        """The old key is no longer needed."""
        if self._key is None:
            self._store(self._stored()[:1])

    # The keyring

    def _stored(self) -> list[SecretStr]:
        found = self._call("get_password", SERVICE, self._home)
        return [SecretStr(part) for part in (found or "").split(",") if part]

    def _store(self, keys: list[SecretStr]) -> list[SecretStr]:
        self._call("set_password", SERVICE, self._home, ",".join(k.get_secret_value() for k in keys))
        return keys

    def _call(self, verb: str, *words: str) -> str | None:
        """One call of the keyring; what it raises may quote what it was given, so nothing of it is kept."""
        ring = self._ring()
        if ring is None:
            raise _nowhere("this machine has no keyring to keep one")
        try:
            answer: str | None = getattr(ring, verb)(*words)
            return answer
        except Exception as problem:
            kind = type(problem).__name__
        raise _nowhere(f"the keyring can't be used ({kind})")

    def _ring_works(self) -> bool:
        try:
            self._stored()
        except NoMasterKey:
            return False
        return True

    def _ring(self) -> Keyring | None:
        if self._given_ring is not None:
            return self._given_ring
        import keyring
        from keyring.backends import fail, null

        found: Any = keyring.get_keyring()
        return None if isinstance(found, fail.Keyring | null.Keyring) else found


def _vault(keys: list[SecretStr]) -> Vault:
    made: list[MasterKey] = [read_key(key, "The master key in the keyring") for key in keys]
    return Vault(made[0], made[1:])


def _given(setting: SecretStr | None) -> SecretStr | None:
    return setting if setting is not None and setting.get_secret_value().strip() else None


def _nowhere(why: str) -> NoMasterKey:
    return NoMasterKey(
        f"There is no master key to open mailboxes with, and {why}: set {SETTING} to the key of this home. "
        "If it has none yet, `promissory keys new` makes one."
    )
