"""Opening a mailbox: only one's own, only by whoever started, and nothing left behind where it failed."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from integrations.errors import Reauth, Rejected, Retry
from records.errors import NotAllowed, NotFound, PromissoryError
from records.master_key import MasterKeys
from records.vault import Unsealable, new_key
from tests.doubles.identity_server import (
    READ,
    Fault,
    User,
    identity_server,
    service_account_key,
)
from tests.unit.bot.opened_home import PRIYA, TOM, OpenedHome
from tests.unit.integrations.signing_in import MARA, browse

READER = "reader@project.iam.gserviceaccount.com"


@pytest.fixture(params=["google", "microsoft"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenedHome]:
    with identity_server(request.param) as server:
        made = OpenedHome(tmp_path / "home", server)
        yield made
        made.db.close()


@pytest.fixture
def google(tmp_path: Path) -> Iterator[OpenedHome]:
    with identity_server("google") as server:
        made = OpenedHome(tmp_path / "home", server)
        yield made
        made.db.close()


def begun(home: OpenedHome, actor: str = MARA) -> tuple[SecretStr, SecretStr]:
    """State and code of a sign-in that the browser came back from."""
    back = browse(home.connect.start(home.plan(actor), "http://127.0.0.1:9").url)
    return SecretStr(back["state"]), SecretStr(back["code"])


# The way in


def test_before_consent_it_says_what_is_read_and_why(home: OpenedHome) -> None:
    plan = home.plan()
    assert plan.connection_id == home.id and plan.owner == MARA and plan.way == "browser"
    assert all(s.why for s in plan.scopes)
    assert any("read" in s.name.casefold() for s in plan.scopes)
    assert not any("write" in s.name.casefold() or "send" in s.name.casefold() for s in plan.scopes)
    assert home.server.requests == []


def test_mara_connects_her_own_mailbox(home: OpenedHome) -> None:
    done = home.signed_in()
    assert done.problem is None
    assert (done.connection.id, done.connection.owner, done.connection.state) == (home.id, MARA, "ok")
    token = home.credentials(home.id).token().value.get_secret_value()
    assert home.server.accepts(token)
    assert home.audited() == [(MARA, "connected", home.id, '{"way": "browser"}')]
    assert home.closed >= 2, "every source that was opened was closed"


def test_nothing_in_the_ledgers_files_opens_a_mailbox(home: OpenedHome) -> None:
    state, code = begun(home)
    pending = home.on_disk()
    home.connect.finish(state, code, MARA)
    grant = json.loads(home.grant(home.id).load().get_secret_value())  # type: ignore[union-attr]
    secrets = [
        state,
        code,
        grant["refresh_token"],
        grant["access_token"],
        home.server.client_secret,
        home.key,
    ]
    for secret in secrets:
        plain = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        assert plain.encode() not in pending + home.on_disk()


def test_a_state_is_good_once(home: OpenedHome) -> None:
    state, code = begun(home)
    home.connect.finish(state, code, MARA)
    with pytest.raises(Rejected, match="finished already"):
        home.connect.finish(state, code, MARA)
    assert home.connections.get(home.id).state == "ok"


def test_a_state_is_good_for_whoever_started_only_and_then_for_nobody(home: OpenedHome) -> None:
    state, code = begun(home)
    with pytest.raises(Rejected, match="not started by you"):
        home.connect.finish(state, code, TOM)
    with pytest.raises(Rejected):
        home.connect.finish(state, code, MARA)
    assert home.connections.all() == []


def test_a_state_ends_after_ten_minutes(home: OpenedHome) -> None:
    state, code = begun(home)
    home.clock.by = timedelta(minutes=10, seconds=1)
    with pytest.raises(Rejected, match="too old"):
        home.connect.finish(state, code, MARA)


@pytest.mark.parametrize("state", ["", "guess", "s" * 43, "\x00", "é" * 500])
def test_a_state_that_was_made_up_is_refused(home: OpenedHome, state: str) -> None:
    begun(home)
    with pytest.raises(Rejected):
        home.connect.finish(SecretStr(state), SecretStr("code"), MARA)


def test_of_many_who_bring_the_same_state_at_once_one_gets_in(home: OpenedHome) -> None:
    state, code = begun(home)
    together = threading.Barrier(6)

    def come_back(_: int) -> str:
        together.wait()
        try:
            return home.connect.finish(state, code, MARA).connection.state
        except Rejected:
            return "refused"

    with ThreadPoolExecutor(6) as pool:
        ends = sorted(pool.map(come_back, range(6)))
    assert ends == ["ok"] + ["refused"] * 5
    assert home.server.count("authorization_code") == 1


def test_toms_code_does_not_come_in_by_maras_state(home: OpenedHome) -> None:
    """Somebody sends Mara's browser back with a code of his own."""
    state, _ = begun(home)
    home.server.signed_in = User(TOM)
    _, toms_code = begun(home, TOM)
    with pytest.raises(Reauth):
        home.connect.finish(state, toms_code, MARA)
    assert home.connections.all() == []


def test_a_sign_in_over_the_web_ends_in_the_browser_in_which_it_began(home: OpenedHome) -> None:
    cookie = SecretStr("c" * 43)
    for wrong in (None, SecretStr("another")):
        started = home.connect.start(home.plan(), home.server.web_redirect, browser=cookie)
        back = browse(started.url)
        with pytest.raises(Rejected):
            home.connect.finish(SecretStr(back["state"]), SecretStr(back["code"]), MARA, browser=wrong)
    started = home.connect.start(home.plan(), home.server.web_redirect, browser=cookie)
    back = browse(started.url)
    done = home.connect.finish(SecretStr(back["state"]), SecretStr(back["code"]), MARA, browser=cookie)
    assert done.connection.state == "ok"


def test_signing_in_as_somebody_else_connects_nothing(home: OpenedHome) -> None:
    home.server.signed_in = User(TOM)
    with pytest.raises(Rejected, match=f"You signed in as {TOM}, but this is the mailbox of {MARA}"):
        home.signed_in()
    assert home.connections.all() == [] and home.audited() == []


def test_connecting_again_mends_a_connection_that_was_revoked(home: OpenedHome) -> None:
    home.signed_in()
    home.server.revoke_all()
    home.connections.set_state(home.id, "reconnect", "revoked")
    done = home.signed_in()
    assert (done.connection.state, done.connection.problem) == ("ok", None)
    assert len(home.connections.all()) == 1


def test_a_mailbox_that_does_not_open_leaves_nothing_behind(home: OpenedHome) -> None:
    home.trouble = Reauth("the Gmail API is switched off in this project")
    with pytest.raises(Reauth, match="switched off"):
        home.signed_in()
    assert home.connections.all() == [] and home.audited() == []
    if home.server.shape == "google":
        assert home.server.live_refresh_tokens() == 0


def test_a_failed_change_of_a_connection_leaves_it_as_it_was(home: OpenedHome) -> None:
    home.signed_in(options={"folders": "Inbox"})
    before, options = home.grant(home.id).load(), home.connections.get(home.id).options
    home.trouble = Rejected("there is no such folder")
    with pytest.raises(Rejected):
        home.signed_in(options={"folders": "Nowhere"})
    home.trouble = None
    found = home.connections.get(home.id)
    assert (found.options, found.state) == (options, "ok") and options["folders"] == "Inbox"
    assert home.grant(home.id).load() == before


def test_a_busy_vendor_is_connected_all_the_same(home: OpenedHome) -> None:
    home.trouble = Retry("too many requests")
    done = home.signed_in()
    assert done.problem == "too many requests" and done.connection.state == "failing"


def test_wrong_options_and_ways_are_said_before_anybody_signs_in(home: OpenedHome) -> None:
    with pytest.raises(Rejected, match="no option wrong"):
        home.plan(options={"wrong": "1"})
    other = "application" if home.server.shape == "google" else "service_account"
    with pytest.raises(Rejected, match="can't be connected with"):
        home.plan(way=other)
    with pytest.raises(Rejected, match="no source 'nonsense'"):
        home.plan(source="nonsense")
    home.keys = MasterKeys(home.path, SecretStr("no key"))
    with pytest.raises(PromissoryError, match="promissory keys new"):
        home.plan()
    assert home.server.requests == []


def test_an_application_tells_the_source_so(home: OpenedHome) -> None:
    if home.server.shape == "google":
        with pytest.raises(Rejected, match="--application"):
            home.plan(way="application")
        return
    plan = home.plan(PRIYA, MARA, way="application")
    assert plan.options == {"access": "application", "endpoint": home.server.url}
    assert [s.name for s in plan.scopes] == ["Mail.Read"]
    assert home.plan(PRIYA, MARA, options={"access": "application"}).way == "application"


# Who may


def test_nobody_connects_somebody_elses_mailbox(home: OpenedHome) -> None:
    with pytest.raises(NotAllowed, match=f"an admin may connect {TOM}"):
        home.plan(MARA, TOM)
    with pytest.raises(NotAllowed):
        home.plan(MARA, "sales@solvent.example")
    with pytest.raises(PromissoryError):
        home.plan("stranger@elsewhere.example")


def test_an_admin_does_not_sign_in_as_somebody_else(home: OpenedHome) -> None:
    with pytest.raises(NotAllowed, match="let them connect it"):
        home.plan(PRIYA, MARA)
    with pytest.raises(NotAllowed):
        home.plan(PRIYA, MARA, way="device")


def test_an_admin_connects_a_mailbox_that_is_nobodys_own_and_owns_it(home: OpenedHome) -> None:
    home.server.signed_in = User("sales@solvent.example")
    done = home.signed_in(PRIYA, account="sales@solvent.example")
    assert done.connection.owner == PRIYA


def test_an_admin_connects_anybody_by_a_service_account_and_it_is_theirs(google: OpenedHome) -> None:
    key, public = service_account_key(READER)
    google.server.service_accounts[READER] = (public, {MARA}, {READ["google"]})
    plan = google.plan(PRIYA, MARA, way="service_account")
    assert [s.name for s in plan.scopes] == [READ["google"]], "nobody signs in, so no identity is asked for"
    done = google.connect.with_service_account(plan, SecretStr(key))
    assert done.connection.owner == MARA
    assert google.audited() == [(PRIYA, "connected", google.id, '{"way": "service_account"}')]
    assert google.server.accepts(google.credentials(google.id).token().value.get_secret_value())
    with pytest.raises(NotAllowed):
        google.plan(MARA, TOM, way="service_account")


@pytest.mark.parametrize("options", [{}, {"user_id": "8b081ef6-4792-4def-b2c9-c363a1bf41d5"}])
def test_only_an_admin_reads_where_nobody_signs_in(home: OpenedHome, options: dict[str, str]) -> None:
    # With an option Mara could otherwise name whose calls are read, and own what was said in them.
    google = home.server.shape == "google"
    source = home.source_name if google else "teams_transcripts"
    way = "service_account" if google else "application"
    with pytest.raises(NotAllowed, match="only an admin"):
        home.plan(MARA, MARA, way=way, source=source, options={} if google else options)
    assert home.server.requests == []


def test_a_mailbox_that_somebody_else_connected_stays_theirs(home: OpenedHome) -> None:
    home.connections.add(home.source_name, MARA, TOM)
    with pytest.raises(Rejected, match=f"as the mailbox of {TOM}"):
        home.plan()


def test_a_server_that_wants_a_password_gets_it_and_keeps_nothing_of_a_wrong_one(google: OpenedHome) -> None:
    plan = google.plan(source="imap", options={"host": "imap.example.com", "user": "mara"})
    assert plan.way == "password"
    for wrong in ("guess", ""):
        with pytest.raises((Reauth, Rejected)):
            google.connect.with_password(plan, SecretStr(wrong))
        assert google.connections.all() == []
    google.connect.with_password(plan, SecretStr("correct horse"))
    assert google.connections.get(f"imap:{MARA}").options == {"host": "imap.example.com", "user": "mara"}
    assert b"correct horse" not in google.on_disk()


def test_a_mail_server_that_does_not_answer_is_not_connected(google: OpenedHome) -> None:
    good = {"host": "imap.example.com"}
    google.connect.with_password(google.plan(source="imap", options=good), SecretStr("correct horse"))
    google.trouble = Retry("the host imap.exmaple.com can't be found")
    for options in (good | {"host": "imap.exmaple.com"}, {"host": "elsewhere.example"}):
        with pytest.raises(Rejected, match="Nothing was connected: the host"):
            google.connect.with_password(google.plan(source="imap", options=options), SecretStr("guess"))
    assert google.connections.get(f"imap:{MARA}").options == good
    grant = google.grant(f"imap:{MARA}").load()
    assert grant is not None and "correct horse" in grant.get_secret_value()


def test_connecting_again_keeps_the_options_that_a_person_gave(google: OpenedHome) -> None:
    google.connections.add("imap", MARA, MARA, {"host": "imap.example.com", "access": "application"})
    assert google.connect.kept_options("imap", MARA, None) == {"host": "imap.example.com"}
    assert google.connect.kept_options("imap", TOM, MARA) == {}
    assert google.connect.kept_options("gmail", MARA, None) == {}


# The way out


def test_disconnecting_revokes_forgets_and_keeps_what_was_read(home: OpenedHome) -> None:
    home.signed_in()
    mine = home.credentials(home.id)
    token = mine.token().value.get_secret_value()
    done = home.connect.disconnect(home.id, MARA)
    assert home.connections.all() == [] and home.erased == 0 and home.stopped == 1
    with pytest.raises(Reauth):
        mine.token()
    if home.server.shape == "google":
        assert done.revoked and done.note is None and not home.server.accepts(token)
    else:
        assert not done.revoked and "https://myapps.microsoft.com" in (done.note or "")
    assert [row[1] for row in home.audited()] == ["connected", "disconnected"]


def test_erasing_is_asked_for_and_counted(home: OpenedHome) -> None:
    home.signed_in()
    assert home.connect.disconnect(home.id, MARA, erase=True).erased == 12


def test_a_vendor_that_is_down_does_not_keep_a_mailbox_connected(google: OpenedHome) -> None:
    google.signed_in()
    google.server.fault("/revoke", Fault(503))
    done = google.connect.disconnect(google.id, MARA)
    assert not done.revoked and "myaccount.google.com" in (done.note or "")
    assert google.connections.all() == []


def test_one_of_two_connections_of_an_account_goes_without_the_other(google: OpenedHome) -> None:
    """Google takes all of an account's grants to an app back at once."""
    google.signed_in()
    google.signed_in(source="google_calendar")
    done = google.connect.disconnect(google.id, MARA)
    assert not done.revoked and "the last one" in (done.note or "")
    calendar = f"google_calendar:{MARA}"
    assert google.server.accepts(google.credentials(calendar).token().value.get_secret_value())
    assert google.connect.disconnect(calendar, MARA).revoked
    assert google.server.live_refresh_tokens() == 0


def test_a_grant_whose_key_is_lost_can_still_be_disconnected(home: OpenedHome) -> None:
    home.signed_in()
    home.keys = MasterKeys(home.path, new_key())
    done = home.connect.disconnect(home.id, MARA)
    assert not done.revoked and "could not be opened" in (done.note or "")
    assert home.connections.all() == []


def test_people_see_and_close_their_own_connections_and_admins_all(home: OpenedHome) -> None:
    home.signed_in()
    assert [c.id for c in home.connect.visible(PRIYA)] == [home.id]
    assert home.connect.visible(TOM) == []
    with pytest.raises(NotFound):
        home.connect.disconnect(home.id, TOM)
    assert home.connect.disconnect(home.id, PRIYA).id == home.id


# Keys


def test_rotation_seals_everything_anew_and_the_old_key_can_go(home: OpenedHome) -> None:
    home.signed_in()
    old, new = home.key, new_key()
    home.keys = MasterKeys(home.path, new, old)
    with pytest.raises(NotAllowed):
        home.connect.rotate(MARA)
    assert home.connect.rotate(PRIYA) == 1
    assert home.connect.rotate(PRIYA) == 0
    home.keys = MasterKeys(home.path, new)
    assert home.server.accepts(home.credentials(home.id).token().value.get_secret_value())
    home.keys = MasterKeys(home.path, old)
    with pytest.raises(Unsealable):
        home.credentials(home.id).token()
    rows = [row for row in home.audited() if row[1] == "key_rotated"]
    assert len(rows) == 2 and rows[0][2] == MasterKeys(home.path, new).vault().key_id


def test_a_grant_can_not_be_moved_to_another_connection(home: OpenedHome) -> None:
    """Whoever may write to the database still can't have Mara's mailbox read as Tom's."""
    home.signed_in()
    toms = home.connections.add(home.source_name, TOM, TOM)
    home.connections.save_grant(toms.id, home.connections.grant(home.id) or b"")
    with pytest.raises(Unsealable, match="moved from another connection"):
        home.credentials(toms.id).token()


def test_rotation_while_a_grant_is_renewed_loses_nothing(home: OpenedHome) -> None:
    home.signed_in()
    home.keys = MasterKeys(home.path, new_key(), home.key)
    slow, free = threading.Event(), threading.Event()
    home.clock.by = timedelta(hours=2)

    def hold() -> None:
        slow.set()
        assert free.wait(30)

    home.server.before_token = hold
    with ThreadPoolExecutor(2) as pool:
        token = pool.submit(lambda: home.credentials(home.id).token())
        assert slow.wait(30)
        rotated: Any = pool.submit(home.connect.rotate, PRIYA)
        free.set()
        fresh = token.result(timeout=20).value
        rotated.result(timeout=20)
    kept = json.loads(home.grant(home.id).load().get_secret_value())  # type: ignore[union-attr]
    assert kept["access_token"] == fresh.get_secret_value()
