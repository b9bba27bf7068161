"""The commands that open and close mailboxes, as typed, with a browser that agrees."""

import stat
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import typer

from bot.cli import connecting
from integrations import registry
from integrations.errors import Reauth
from integrations.ports import Credentials, Listed
from records.vault import new_key
from tests.doubles.identity_server import (
    READ,
    TENANT,
    IdentityServer,
    User,
    identity_server,
    service_account_key,
)
from tests.unit.bot.command import Command
from tests.unit.integrations.signing_in import MARA

ADMIN = "priya@solvent.example"
OPTIONS = ("--option", "host=imap.example.com")


class Mailbox:
    """Opens if the vendor takes its token; a mail server's, if the password is right."""

    def __init__(self, server: IdentityServer, name: str, credentials: Credentials) -> None:
        self._server, self._name, self._credentials = server, name, credentials

    def listed(self) -> Iterator[Listed]:
        if self._name == "imap":
            good = self._credentials.password().get_secret_value() == "correct horse"
        else:
            good = self._server.accepts(self._credentials.token().value.get_secret_value())
        if not good:
            raise Reauth("the mailbox does not open")
        yield from ()

    def close(self) -> None:
        pass


@pytest.fixture
def server() -> Iterator[IdentityServer]:
    with identity_server("google") as running:
        yield running


@pytest.fixture
def home(fresh: Command, server: IdentityServer, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Priya is admin, Mara a rep; Google is set up, and there is a screen with a browser on it."""

    def opened(
        name: str, account: str, options: Mapping[str, str], credentials: Credentials, clock: Any
    ) -> Any:
        return Mailbox(server, name, credentials)

    def browser(url: str) -> bool:
        threading.Thread(target=lambda: httpx.get(url, follow_redirects=True), daemon=True).start()
        return True

    for name, value in {
        "MASTER_KEY": new_key().get_secret_value(),
        "GOOGLE_CLIENT_ID": server.client_id,
        "GOOGLE_CLIENT_SECRET": server.client_secret,
        "GOOGLE_ACCOUNTS_URL": server.url,
        "GOOGLE_OAUTH_URL": server.url,
    }.items():
        monkeypatch.setenv(f"PROMISSORY_{name}", value)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(registry, "live_source", opened)
    monkeypatch.setattr(webbrowser, "open", browser)
    monkeypatch.setattr(connecting, "_somebody_there", lambda: False)
    assert fresh("people", "add", ADMIN, "--role", "admin").code == 0
    assert fresh("people", "add", MARA, "--role", "rep").code == 0
    return fresh


def test_mara_connects_in_her_browser_sees_it_and_disconnects(home: Command, server: IdentityServer) -> None:
    done = home("connect", "gmail", "--as", MARA, "--yes")
    assert done.code == 0, done.err
    told = " ".join(done.out.split())
    assert told.index(READ["google"]) < told.index("Sign in as"), "what is read is said before consent"
    assert f"gmail:{MARA} is connected" in told and "promissory sync gmail" in told
    (listed,) = home("connections", "--as", MARA, "--json").json
    assert (listed["id"], listed["state"], listed["owner"]) == (f"gmail:{MARA}", "ok", MARA)
    gone = home("disconnect", f"gmail:{MARA}", "--as", MARA, "--json").json
    assert gone == {"id": f"gmail:{MARA}", "revoked": True, "erased": None, "note": None}
    assert server.live_refresh_tokens() == 0
    assert home("connections", "--as", MARA, "--json").json == []


def test_json_is_one_document_and_the_rest_is_said_beside_it(home: Command) -> None:
    done = home("connect", "gmail", "--as", MARA, "--yes", "--json")
    assert done.json["id"] == f"gmail:{MARA}" and done.json["way"] == "browser"
    assert READ["google"] in done.json["scopes"] and "Sign in as" in done.err
    assert not {"token", "grant", "refresh_token", "password"} & set(done.json)


def test_nothing_is_connected_without_consent(home: Command, server: IdentityServer) -> None:
    done = home("connect", "gmail", "--as", MARA)
    assert done.code == 1 and "--yes" in done.err and READ["google"] in done.out
    assert server.requests == []


def test_saying_no_connects_nothing(
    home: Command, server: IdentityServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_somebody_there", lambda: True)
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: False)
    done = home("connect", "gmail", "--as", MARA)
    assert done.code == 1 and "Nothing was connected" in done.err
    assert server.requests == []


def test_the_wrong_account_is_said_plainly(home: Command, server: IdentityServer) -> None:
    server.signed_in = User("tom@solvent.example")
    done = home("connect", "gmail", "--as", MARA, "--yes")
    assert done.code == 1 and f"this is the mailbox of {MARA}" in done.err
    assert home("connections", "--as", MARA, "--json").json == []


def test_without_a_browser_the_address_is_pasted(
    home: Command, server: IdentityServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(connecting, "_somebody_there", lambda: True)
    monkeypatch.setattr(connecting, "_say", lambda _: shown.append)

    def on_another_machine(*_: Any, **how: Any) -> str:
        assert how["hide_input"], "the address holds a code that opens the mailbox"
        (url,) = (line for words in shown for line in words.splitlines() if line.startswith(server.url))
        return httpx.get(url, follow_redirects=False).headers["location"]

    monkeypatch.setattr(typer, "prompt", on_another_machine)
    done = home("connect", "gmail", "--as", MARA, "--yes", "--no-browser")
    assert done.code == 0, done.err
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "https://mail.example/inbox")
    done = home("connect", "gmail", "--as", MARA, "--yes", "--no-browser")
    assert done.code == 1 and "not the address after the sign-in" in done.err


def test_a_password_comes_from_a_pipe_and_never_from_the_command_line(home: Command) -> None:
    done = home(
        "connect", "imap", *OPTIONS, "--as", MARA, "--yes", "--password-stdin", stdin="correct horse\n"
    )
    assert done.code == 0, done.err
    assert "correct horse" not in done.out + done.err
    done = home("connect", "imap", *OPTIONS, "--as", MARA, "--yes", "--password-stdin", stdin="guess\n")
    assert done.code == 1 and "does not open" in done.err
    assert home("connect", "imap", *OPTIONS, "--as", MARA, "--yes").code == 1
    said = home("connect", "imap", "--option", "password=hunter2", "--as", MARA, "--yes")
    assert said.code == 2 and "--password-stdin" in " ".join(said.err.split()) and "hunter2" not in said.err


def test_a_new_password_needs_no_options_again_and_one_can_be_taken_back(home: Command) -> None:
    again = ("connect", "imap", "--as", MARA, "--yes", "--password-stdin")
    assert home(*again, *OPTIONS, "--option", "folders=INBOX", stdin="correct horse\n").code == 0
    done = home(*again, stdin="correct horse\n")
    assert done.code == 0 and "keeps its earlier options" in done.out
    (listed,) = home("connections", "--as", MARA, "--json").json
    assert listed["options"] == {"host": "imap.example.com", "folders": "INBOX"}
    assert home(*again, "--option", "folders=", stdin="correct horse\n").code == 0
    (listed,) = home("connections", "--as", MARA, "--json").json
    assert listed["options"] == {"host": "imap.example.com"}


def test_what_the_source_needs_is_asked_for_in_its_words_and_ctrl_c_is_said(
    home: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(words: str, **how: Any) -> str:
        asked.append(words)
        if how.get("hide_input"):
            raise typer.Abort
        return "imap.example.com"

    monkeypatch.setattr(connecting, "_somebody_there", lambda: True)
    monkeypatch.setattr(typer, "prompt", typed)
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: True)
    done = home("connect", "imap", "--as", MARA)
    assert done.code == 1 and done.err.startswith("Stopped.")
    assert asked[0] == "host (name of the IMAP server)" and "asks for no more" not in done.out
    assert home("connections", "--as", MARA, "--json").json == []


def test_a_machine_without_a_screen_is_told_of_no_browser(
    home: Command, server: IdentityServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_open_browser", lambda url: not httpx.get(url, follow_redirects=True))
    done = home("connect", "gmail", "--as", MARA, "--yes")
    assert done.code == 0 and "--no-browser" in done.out


def test_connections_say_what_was_read(home: Command) -> None:
    assert home("connect", "gmail", "--as", MARA, "--yes").code == 0
    assert "not read yet" in " ".join(home("connections", "--as", MARA).out.split())


def test_in_a_home_without_people_the_first_step_is_named(fresh: Command) -> None:
    assert "promissory people add YOUR-EMAIL --role admin" in fresh.fails("connect", "imap", "--as", MARA)


def test_an_admin_connects_maras_mailbox_by_a_service_account(
    home: Command, server: IdentityServer, tmp_path: Path
) -> None:
    email = "reader@project.iam.gserviceaccount.com"
    key, public = service_account_key(email)
    server.service_accounts[email] = (public, {MARA}, {READ["google"]})
    file = tmp_path / "key.json"
    file.write_text(key)
    for_mara = ("connect", "gmail", "--account", MARA, "--yes", "--service-account")
    done = home(*for_mara, str(file), "--as", ADMIN, "--json")
    assert done.json["owner"] == MARA and done.json["way"] == "service_account"
    file.write_text("{}")
    assert "no key of a Google service account" in home(*for_mara, str(file), "--as", ADMIN).err
    assert "can't be read" in home(*for_mara, str(tmp_path / "none"), "--as", ADMIN).err
    assert "--device, --service-account" in " ".join(
        home(*for_mara, str(file), "--device", "--as", ADMIN).err.split()
    )


def test_a_code_is_typed_in_on_another_machine(home: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with identity_server("microsoft") as entra:
        for name, value in {
            "MICROSOFT_CLIENT_ID": entra.client_id,
            "MICROSOFT_TENANT": TENANT,
            "MICROSOFT_LOGIN_URL": entra.url,
            "MICROSOFT_GRAPH_URL": entra.url,
        }.items():
            monkeypatch.setenv(f"PROMISSORY_{name}", value)
        monkeypatch.setattr(
            registry, "live_source", lambda n, a, o, credentials, c: Mailbox(entra, n, credentials)
        )
        monkeypatch.setattr(connecting.time, "sleep", lambda _: entra.answer_device())
        done = home("connect", "outlook_mail", "--as", MARA, "--device", "--yes")
    assert done.code == 0, done.err
    assert f"open {entra.url}/device and type ABCD-EFGH" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("connect", "gmail", "--yes", "--as", MARA, "--account", ADMIN), "an admin may connect"),
        (("connect", "nonsense", "--yes", "--as", MARA), "no source 'nonsense'"),
        (("connect", "gmail", "--yes", "--as", "eve@elsewhere.example"), "eve@elsewhere.example"),
        (("connect", "outlook_mail", "--yes", "--as", MARA), "PROMISSORY_MICROSOFT_CLIENT_ID"),
        (("connect", "gmail", "--yes", "--as", MARA, "--device"), "--no-browser"),
        (("connect", "gmail", "--yes", "--as", MARA, "--application"), "--application"),
        (("disconnect", "gmail:nobody@x.example", "--as", MARA), "promissory connections"),
        (("keys", "rotate", "--as", MARA), "Only an admin"),
    ],
)
def test_what_can_not_be_done_is_one_plain_line(home: Command, words: tuple[str, ...], said: str) -> None:
    done = home(*words)
    assert done.code == 1 and said in done.err
    assert "Traceback" not in done.err and "Something went wrong" not in done.err


def test_an_option_without_a_value_is_wrong_usage(home: Command) -> None:
    assert home("connect", "gmail", "--option", "folders", "--as", MARA).code == 2


def test_keys_are_made_and_rotated(home: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home("connect", "gmail", "--as", MARA, "--yes").code == 0
    made = home("keys", "new", "--json").json
    assert made["stored"] is False and len(made["master_key"]) == 44
    printed = home("keys", "new")
    assert printed.out.startswith("PROMISSORY_MASTER_KEY=") and printed.out.count("\n") == 1
    assert "PROMISSORY_MASTER_KEY_OLD" in home.fails("keys", "rotate", "--as", ADMIN)
    import os

    monkeypatch.setenv("PROMISSORY_MASTER_KEY_OLD", os.environ["PROMISSORY_MASTER_KEY"])
    monkeypatch.setenv("PROMISSORY_MASTER_KEY", made["master_key"])
    assert home("keys", "rotate", "--as", ADMIN, "--json").json == {"sealed_anew": 1}
    monkeypatch.delenv("PROMISSORY_MASTER_KEY_OLD")
    assert home("disconnect", f"gmail:{MARA}", "--as", MARA, "--json").json["revoked"] is True


def test_without_a_key_it_says_how_to_make_one_before_anything_is_asked(
    home: Command, server: IdentityServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    monkeypatch.delenv("PROMISSORY_MASTER_KEY")
    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    assert "promissory keys new" in home.fails("connect", "gmail", "--as", MARA, "--yes")
    assert server.requests == []


def test_erasing_asks_first(home: Command) -> None:
    assert home("connect", "gmail", "--as", MARA, "--yes").code == 0
    assert "--yes" in home.fails("disconnect", f"gmail:{MARA}", "--erase", "--as", MARA)
    assert home("disconnect", f"gmail:{MARA}", "--erase", "--yes", "--as", MARA, "--json").json["erased"] == 0


def test_nothing_that_opens_a_mailbox_is_left_in_the_home(home: Command, server: IdentityServer) -> None:
    assert home("connect", "gmail", "--as", MARA, "--yes").code == 0
    secrets = [*server._refresh, *server._access, server.client_secret]
    assert len(secrets) >= 3
    for file in home.home.rglob("*"):
        if file.is_file():
            assert not [s for s in secrets if s.encode() in file.read_bytes()], file
    assert stat.S_IMODE(home.home.stat().st_mode) == 0o700


def test_the_address_that_is_shown_is_whole_in_a_pipe(home: Command) -> None:
    done = home("connect", "gmail", "--as", MARA, "--yes")
    (line,) = (line for line in done.out.splitlines() if "code_challenge" in line)
    assert "state=" in line and urlsplit(line).query.count("&") >= 8
