"""A server that lies, or was taken over: reading ends with a plain sentence, and nothing is taken for gone."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from integrations.errors import Rejected, Retry
from integrations.imap.connector import open_source
from integrations.ports import AccessToken, Source
from records.clock import SystemClock
from records.errors import PromissoryError

DEEP = b"(" * 100_000 + b")" * 100_000
MAIL = b"From: joe@acme.example\r\nSubject: x\r\nMessage-ID: <1@acme.example>\r\n\r\nhi\r\n"


class Password:
    def token(self) -> AccessToken:
        raise AssertionError("this mailbox has a password")

    renewed = token

    def password(self) -> SecretStr:
        return SecretStr("correct horse")


@contextmanager
def server(lies: dict[str, bytes], caps: str = "IMAP4rev1") -> Iterator[int]:
    """One mail in the inbox; `lies` are untagged answers to a command, in place of the true ones."""
    truth = {
        "CAPABILITY": f"* CAPABILITY {caps}\r\n".encode(),
        "LIST": b'* LIST () "/" INBOX\r\n',
        "EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n",
        "STATUS": b"* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)\r\n",
        "SEARCH": b"* SEARCH 1\r\n",
        "FETCH": b'* 1 FETCH (UID 1 INTERNALDATE "20-Nov-2026 10:00:00 +0000" RFC822.SIZE 60)\r\n',
        "BODY": b"* 1 FETCH (UID 1 FLAGS () BODY[] {%d}\r\n%b)\r\n" % (len(MAIL), MAIL),
    } | lies

    def talk(connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as wire:
            wire.write(f"* OK [CAPABILITY {caps}] hello\r\n".encode())
            wire.flush()
            for line in wire:
                tag, *words = line.decode().split()
                verb = words[1] if words[0] == "UID" else words[0]
                verb = "BODY" if verb == "FETCH" and b"BODY" in line else verb
                wire.write(truth.get(verb.upper(), b""))
                wire.write(b"" if verb in refusing else f"{tag} OK done\r\n".encode())
                wire.write(f"{tag} NO joe@acme.example wrote\r\n".encode() if verb in refusing else b"")
                wire.flush()
                if verb == "LOGOUT":
                    return

    refusing = {verb for verb, answer in lies.items() if answer == b""}
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1]


@contextmanager
def mailbox(port: int) -> Iterator[Source]:
    options = {"host": "127.0.0.1", "port": str(port), "security": "none", "allow_private": "yes"}
    source = open_source("mara@x.example", {**options, "timeout": "5"}, Password(), SystemClock())
    try:
        yield source
    finally:
        source.close()


def begin(source: Source) -> object:
    return source.begin()


def listed(source: Source) -> object:
    return [one.ref for one in source.listed()]


def backfill(source: Source) -> object:
    return [change for page in source.backfill(None) for change in page.changes]


def test_the_truth_is_read() -> None:
    with server({}) as port, mailbox(port) as source:
        assert listed(source) == ["INBOX/7/1"]


@pytest.mark.parametrize("where", ["LIST", "STATUS", "FETCH", "BODY"])
@pytest.mark.parametrize("ask", [begin, listed, backfill])
def test_brackets_without_end_end_nothing_but_this_answer(
    where: str, ask: Callable[[Source], object]
) -> None:
    lie = {
        "LIST": b"* LIST " + DEEP + b'\r\n* LIST () "/" INBOX\r\n',
        "STATUS": b"* STATUS INBOX " + DEEP + b"\r\n",
        "FETCH": b"* 1 FETCH " + DEEP + b"\r\n",
        "BODY": b"* 1 FETCH " + DEEP + b"\r\n",
    }
    with server({where: lie[where]}) as port, mailbox(port) as source:
        try:
            ask(source)
        except PromissoryError as told:
            assert "(((" not in str(told)


@pytest.mark.parametrize(
    ("caps", "answer"),
    [
        ("IMAP4rev1 ESEARCH", {"SEARCH": b'* ESEARCH (TAG "A1") UID ALL 1:4294967295\r\n'}),
        ("IMAP4rev1 ESEARCH", {"SEARCH": b'* ESEARCH (TAG "A1") UID ALL 7,9:9999999999\r\n'}),
    ],
)
def test_a_folder_of_four_thousand_million_mails_is_refused(caps: str, answer: dict[str, bytes]) -> None:
    too_many = pytest.raises(Rejected, match="more than 5,000,000 mails")
    with server(answer, caps) as port, mailbox(port) as source, too_many:
        listed(source)


def test_a_folder_that_is_refused_is_not_taken_for_empty_and_its_words_stay_out() -> None:
    with server({"EXAMINE": b""}) as port, mailbox(port) as source:
        with pytest.raises(Retry) as told:
            list(source.fetch(["INBOX/7/1"]))
        assert "joe@acme.example" not in str(told.value)
        assert told.value.__cause__ is None
