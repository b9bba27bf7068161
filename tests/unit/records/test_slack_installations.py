"""Installations of Slack workspaces are sealed, one each, and renewed by one at a time; a state counts once."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from records.slack_installations import STATE_LIFE, SlackInstallations
from records.vault import MasterKey, Unsealable, Vault
from tests.unit.records.stores import Stores

OLD, NEW = MasterKey(bytes(range(32))), MasterKey(bytes(range(1, 33)))
SECRET = SecretStr('{"token": "xoxb-canary"}')


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return Stores(tmp_path / "home")


def installations(stores: Stores, vault: Vault | None = None) -> SlackInstallations:
    sealing = vault or Vault(OLD)
    return SlackInstallations(stores.db, stores.clock, lambda: sealing, stores.home / "locks")


def test_what_was_saved_is_found_and_a_second_installation_takes_its_place(stores: Stores) -> None:
    ours = installations(stores)
    ours.save("T1", "Home", "UMIRA", SECRET)
    ours.save("T2", "Acme", "UDANA", SecretStr("{}"))
    stores.clock.advance(timedelta(hours=1))
    ours.save("T1", "Home & Sons", "UTOM", SecretStr('{"token": "new"}'), enterprise="E1")
    found = ours.find("T1")
    assert found is not None
    assert (found.name, found.installed_by, found.at) == ("Home & Sons", "UTOM", stores.clock.now())
    assert found.secret.get_secret_value() == '{"token": "new"}'
    assert ours.teams() == ["T2", "T1"]
    assert ours.find("T3") is None


def test_the_file_holds_no_token(stores: Stores) -> None:
    installations(stores).save("T1", "Home", "UMIRA", SECRET)
    state = installations(stores).issue_state()
    stores.db.close()
    written = b"".join(p.read_bytes() for p in stores.home.glob("ledger.sqlite*"))
    assert b"xoxb-canary" not in written and state.encode() not in written


def test_a_sealed_token_opens_in_its_own_workspace_only(stores: Stores) -> None:
    ours = installations(stores)
    ours.save("T1", "Home", "UMIRA", SECRET)
    with stores.db.write() as tx:
        tx.exec_driver_sql("UPDATE slack_installation SET team_id = 'T2'")
    with pytest.raises(Unsealable):
        ours.find("T2")


def test_what_was_removed_is_gone_and_is_not_brought_back_by_a_late_renewal(stores: Stores) -> None:
    ours = installations(stores)
    ours.save("T1", "Home", "UMIRA", SECRET)
    assert ours.renew("T1", SecretStr('{"token": "renewed"}'))
    assert ours.remove("T1") and not ours.remove("T1")
    assert not ours.renew("T1", SECRET)
    assert ours.find("T1") is None and ours.teams() == []


def test_a_rotated_master_key_seals_them_all_anew(stores: Stores) -> None:
    ours = installations(stores)
    ours.save("T1", "Home", "UMIRA", SECRET)
    both = Vault(NEW, [OLD])
    assert installations(stores, both).rewrap(both) == 1
    assert installations(stores, both).rewrap(both) == 0
    found = installations(stores, Vault(NEW)).find("T1")
    assert found is not None and found.secret.get_secret_value() == SECRET.get_secret_value()


def test_of_two_who_renew_one_waits(stores: Stores) -> None:
    first, second = installations(stores), installations(stores)
    order, inside = [], threading.Event()

    def renew() -> None:
        inside.wait(30)
        with second.alone("T1"):
            order.append("second")

    waiting = threading.Thread(target=renew)
    waiting.start()
    with first.alone("T1"):
        inside.set()
        with second.alone("T2"):  # another workspace's token is nobody's business
            order.append("other")
        order.append("first")
    waiting.join(30)
    assert order == ["other", "first", "second"]


def test_a_state_counts_once(stores: Stores) -> None:
    ours = installations(stores)
    state = ours.issue_state()
    assert state != ours.issue_state()
    assert ours.consume_state(state) and not ours.consume_state(state)
    assert not ours.consume_state("made up") and not ours.consume_state("")


def test_of_many_who_bring_the_same_state_one_is_believed(stores: Stores) -> None:
    ours = installations(stores)
    state, believed = ours.issue_state(), []
    browsers = [threading.Thread(target=lambda: believed.append(ours.consume_state(state))) for _ in range(8)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join(30)
    assert sorted(believed) == [False] * 7 + [True]


def test_a_state_lives_ten_minutes_and_old_ones_are_cleared_away(stores: Stores) -> None:
    ours = installations(stores)
    state = ours.issue_state()
    stores.clock.advance(STATE_LIFE)
    assert not ours.consume_state(state)
    ours.issue_state()
    with stores.db.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM slack_state").scalar() == 1
