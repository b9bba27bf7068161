"""Mail that names only the mail before it still belongs to the whole conversation."""

from itertools import permutations
from pathlib import Path

import pytest

from tests.builders import digested, event, open_app


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_replies_that_name_only_their_parent_join_its_thread(tmp_path: Path, order: tuple[int, ...]) -> None:
    mails = [
        event(f"Mail {n}.", number=n, subject="", thread=f"m{max(n - 1, 0)}@northbeam.example")
        for n in range(4)
    ]
    app = open_app(tmp_path)
    mailbox = app.people.mailbox_of("mara.lindqvist@northbeam.example", "files")
    for n in order:
        app.log.append(mailbox, [digested(mails[n])], version="test")
    threads = {e.thread for e in app.log.get([m.id for m in mails]).values()}
    assert threads == {"m0@northbeam.example"}


def test_a_batch_joins_like_one_mail_at_a_time(tmp_path: Path) -> None:
    mails = [
        event(f"Mail {n}.", number=n, subject="", thread=f"m{max(n - 1, 0)}@northbeam.example")
        for n in range(6)
    ]
    app = open_app(tmp_path)
    mailbox = app.people.mailbox_of("mara.lindqvist@northbeam.example", "files")
    app.log.append(mailbox, [digested(m) for m in reversed(mails)], version="test")
    assert {e.thread for e in app.log.get([m.id for m in mails]).values()} == {"m0@northbeam.example"}
