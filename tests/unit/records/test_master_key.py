"""The master key is in the environment or in the keyring; where neither has one, we say how to make one."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from records.errors import PromissoryError
from records.master_key import MasterKeys, NoMasterKey
from records.vault import Unsealable, bound_to, new_key, read_key

HERE = bound_to("gmail:mara@solvent.example", "grant")


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


class LockedRing(Ring):
    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("locked, and here is what you asked for: hunter2")


def test_a_key_in_the_environment_wins_over_the_keyring(tmp_path: Path) -> None:
    ring, key = Ring(), new_key()
    keys = MasterKeys(tmp_path, key, keyring=ring)
    assert keys.place == "environment"
    assert keys.vault().key_id == read_key(key, "").id.hex()
    assert ring.held == {}


def test_a_home_without_a_key_gets_one_in_the_keyring_and_finds_it_again(tmp_path: Path) -> None:
    ring = Ring()
    sealed = MasterKeys(tmp_path / "a", keyring=ring).vault().seal(b"token", HERE)
    assert MasterKeys(tmp_path / "a", keyring=ring).vault().unseal(sealed, HERE) == b"token"
    with pytest.raises(Unsealable):
        MasterKeys(tmp_path / "b", keyring=ring).vault().unseal(sealed, HERE)
    assert {service for service, _ in ring.held} == {"promissory"} and len(ring.held) == 2


@pytest.mark.parametrize("empty", [None, SecretStr(""), SecretStr("  ")])
def test_without_key_and_keyring_a_sentence_says_what_to_run(tmp_path: Path, empty: SecretStr | None) -> None:
    with pytest.raises(NoMasterKey, match="`promissory keys new`") as found:
        MasterKeys(tmp_path, empty, keyring=LockedRing()).vault()
    assert "hunter2" not in str(found.value)
    assert found.value.__context__ is None, "what the keyring said may hold a key"


def test_a_new_key_goes_into_the_keyring_once_and_is_shown_only_where_there_is_none(tmp_path: Path) -> None:
    ring = Ring()
    assert MasterKeys(tmp_path, keyring=ring).new() is None
    with pytest.raises(PromissoryError, match="keys rotate"):
        MasterKeys(tmp_path, keyring=ring).new()
    shown = MasterKeys(tmp_path, keyring=LockedRing()).new()
    assert shown is not None and read_key(shown, "")


def test_rotation_in_the_keyring_keeps_the_old_key_until_it_is_done(tmp_path: Path) -> None:
    ring = Ring()
    keys = MasterKeys(tmp_path, keyring=ring)
    sealed = keys.vault().seal(b"token", HERE)
    both = keys.begin_rotation()
    # Interrupted here: the next process still opens it, and goes on with the same pair of keys.
    again = MasterKeys(tmp_path, keyring=ring)
    assert again.vault().unseal(sealed, HERE) == b"token"
    assert again.begin_rotation().key_id == both.key_id
    anew = again.vault().rewrap(sealed)
    again.end_rotation()
    last = MasterKeys(tmp_path, keyring=ring).vault()
    assert last.unseal(anew, HERE) == b"token"
    with pytest.raises(Unsealable):
        last.unseal(sealed, HERE)


def test_rotation_in_the_environment_needs_both_keys(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    sealed = MasterKeys(tmp_path, old).vault().seal(b"token", HERE)
    with pytest.raises(PromissoryError, match="PROMISSORY_MASTER_KEY_OLD"):
        MasterKeys(tmp_path, new).begin_rotation()
    vault = MasterKeys(tmp_path, new, old).begin_rotation()
    assert MasterKeys(tmp_path, new).vault().unseal(vault.rewrap(sealed), HERE) == b"token"
