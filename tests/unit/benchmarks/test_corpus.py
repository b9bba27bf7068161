"""The mailboxes that speed is measured on are real mail, each once, in threads."""

import email.parser
import email.policy
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import OWNER, eval_data, mails, write_maildir, write_mbox

pytestmark = pytest.mark.skipif(
    not (eval_data() / "mails").is_dir(), reason="PROMISSORY_EVAL_DATA has no folder of real mails"
)
COUNT = 400


def headers() -> list[dict[str, str]]:
    parse = email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes
    return [{k.lower(): str(v) for k, v in parse(data).items()} for _, _, data in mails(COUNT)]


def test_every_mail_has_its_own_message_id() -> None:
    assert len({h["message-id"] for h in headers()}) == COUNT


def test_every_mail_is_from_or_to_the_owner() -> None:
    assert all((OWNER in h["from"]) != (OWNER in h["to"]) for h in headers())


def test_answers_name_a_mail_that_came_before() -> None:
    seen: set[str] = set()
    answers = 0
    for h in headers():
        if "in-reply-to" in h:
            assert h["in-reply-to"] in seen
            assert h["subject"].startswith("Re: ")
            answers += 1
        seen.add(h["message-id"])
    assert 0.2 * COUNT < answers < 0.6 * COUNT


def test_some_companies_write_much_more_than_others() -> None:
    domains = Counter(
        (h["from"] + h["to"]).replace(OWNER, "").rpartition("@")[2].strip("<> ") for h in headers()
    )
    assert len(domains) > 50
    assert domains.most_common(1)[0][1] > 5 * COUNT / len(domains)


def test_the_same_seed_makes_the_same_mailbox() -> None:
    assert list(mails(30, seed=4)) == list(mails(30, seed=4))


def test_an_mbox_holds_as_many_mails_as_were_made(tmp_path: Path) -> None:
    from integrations.files.mailbox import mails as read

    assert write_mbox(tmp_path / "All mail.mbox", mails(150)) == 150
    assert len(list(read(tmp_path / "All mail.mbox"))) == 150


def test_a_maildir_holds_one_file_for_each_mail(tmp_path: Path) -> None:
    assert write_maildir(tmp_path, mails(20)) == 20
    assert len(list((tmp_path / "cur").iterdir())) == 20
