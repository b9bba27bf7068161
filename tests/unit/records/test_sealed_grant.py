"""A connection's grant: sealed in its row, changed by one at a time, gone with the connection."""

import threading
from pathlib import Path

import pytest
from pydantic import SecretStr

from records.connections import Connections
from records.errors import NotFound
from records.sealed_grant import SealedGrant
from records.vault import MasterKey, Vault
from tests.unit.records.stores import Stores

MARA = "mara@solvent.example"
OLD, NEW = MasterKey(bytes(range(32))), MasterKey(bytes(range(1, 33)))


class Opened:
    def __init__(self, home: Path) -> None:
        stores = Stores(home)
        stores.people.add(MARA)
        self.connections, self.locks = Connections(stores.db, stores.clock), home / "locks"
        self.id = self.connections.add("gmail", MARA, MARA).id

    def grant(self, vault: Vault) -> SealedGrant:
        """As one process sees it."""
        return SealedGrant(self.connections, lambda: vault, self.id, self.locks)


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(tmp_path / "home")


def test_what_is_saved_is_sealed_and_comes_back(opened: Opened) -> None:
    mine = opened.grant(Vault(OLD))
    assert mine.load() is None
    mine.save(SecretStr('{"refresh_token": "1//abc"}'))
    assert mine.load() == SecretStr('{"refresh_token": "1//abc"}')
    assert b"1//abc" not in (opened.connections.grant(opened.id) or b"")


def test_a_removed_connection_takes_no_grant_any_more(opened: Opened) -> None:
    mine = opened.grant(Vault(OLD))
    mine.save(SecretStr("token"))
    opened.connections.remove(opened.id)
    assert mine.load() is None
    with pytest.raises(NotFound):
        mine.save(SecretStr("token"))


def test_a_rotation_waits_for_whoever_renews_and_keeps_what_they_stored(opened: Opened) -> None:
    """Otherwise it would put the old refresh token back, which the vendor no longer takes."""
    before, both = opened.grant(Vault(OLD)), Vault(NEW, older=[OLD])
    before.save(SecretStr("old token"))
    began, done = threading.Event(), threading.Event()

    def rotate() -> None:
        began.set()
        opened.grant(both).rewrap()
        done.set()

    with before.alone():
        thread = threading.Thread(target=rotate)
        thread.start()
        assert began.wait(30)
        assert not done.wait(0.3), "it did not wait"
        before.save(SecretStr("new token"))
    thread.join(30)
    assert done.is_set()
    assert opened.grant(Vault(NEW)).load() == SecretStr("new token")


def test_sealing_anew_is_done_once(opened: Opened) -> None:
    opened.grant(Vault(OLD)).save(SecretStr("token"))
    mine = opened.grant(Vault(NEW, older=[OLD]))
    assert (mine.rewrap(), mine.rewrap()) == (True, False)
