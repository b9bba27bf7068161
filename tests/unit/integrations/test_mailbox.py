"""An mbox is read mail by mail, from any byte on, whatever its quirks."""

from pathlib import Path

import pytest

from integrations.files import mailbox

LINE = b"From tom@x.example Tue Sep 15 09:30:00 2026\n"


def entry(number: int, body: bytes = b"hi\n") -> bytes:
    return LINE + b"From: a@x.example\nSubject: %d\nMessage-ID: <%d@x>\n\n" % (number, number) + body + b"\n"


def read(tmp_path: Path, data: bytes, since: int = 0) -> list[mailbox.RawMail]:
    path = tmp_path / "in.mbox"
    path.write_bytes(data)
    return list(mailbox.mails(path, since))


def test_each_mail_ends_where_the_next_begins_and_reading_resumes_there(tmp_path: Path) -> None:
    data = b"".join(entry(i) for i in range(5))
    found = read(tmp_path, data)
    assert [mail.start for mail in found] == [i * len(entry(0)) for i in range(5)]
    assert [mail.end for mail in found] == [(i + 1) * len(entry(0)) for i in range(5)]
    for mail in found:
        assert [each.data for each in read(tmp_path, data, mail.end)] == [
            each.data for each in found if each.start >= mail.end
        ]


def test_a_mailbox_that_grew_is_read_from_where_it_ended(tmp_path: Path) -> None:
    old = entry(1) + entry(2)
    assert [b"Subject: 3" in (mail.data or b"") for mail in read(tmp_path, old + entry(3), len(old))] == [
        True
    ]


@pytest.mark.parametrize("block", [40, 61, 150, 4096])
def test_the_cut_does_not_depend_on_how_much_is_read_at_once(
    tmp_path: Path, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"".join(
        entry(i, b"From here on\n\nFrom now to 10:30 in May 2026\nx\n" * (i % 3)) for i in range(12)
    )
    whole = read(tmp_path, data)
    monkeypatch.setattr(mailbox, "_BLOCK", block)
    assert read(tmp_path, data) == whole
    assert len(whole) == 12


@pytest.mark.parametrize(
    "body",
    [
        b"Dear all\n\nFrom now on we ship on Mondays.\n",
        b"From Tuesday Sep 15 09:30:00 2026 we will be open.\nCome in.\n",
        b"\nFrom tom@x.example Tue Sep 15 09:30:00 2026\nplain words follow, no header\n",
    ],
)
def test_a_line_that_starts_with_from_is_no_new_mail(tmp_path: Path, body: bytes) -> None:
    assert len(read(tmp_path, entry(1, body) + entry(2))) == 2


def test_escaped_from_lines_are_restored(tmp_path: Path) -> None:
    mails = read(tmp_path, entry(1, b">From now on\n>>From then\n> From me\n"))
    assert (mails[0].data or b"").endswith(b"From now on\n>From then\n> From me\n\n")


def test_line_ends_of_windows(tmp_path: Path) -> None:
    data = (entry(1) + entry(2)).replace(b"\n", b"\r\n")
    assert len(read(tmp_path, data)) == 2


def test_a_mail_that_was_cut_off_is_still_given(tmp_path: Path) -> None:
    found = read(tmp_path, entry(1) + LINE + b"From: a@x.exam")
    assert [mail.data for mail in found][1] == b"From: a@x.exam"


def test_mails_without_a_blank_line_between_them(tmp_path: Path) -> None:
    assert len(read(tmp_path, entry(1).rstrip(b"\n") + b"\n" + entry(2))) == 2


@pytest.mark.parametrize(
    "line",
    [
        b"From 1754321@xxx Tue Mar 03 12:00:00 +0000 2026\n",
        b"From - Tue Mar 03 12:00:00 2026\n",
        b"From MAILER-DAEMON Tue Mar  3 12:00:00 2026\n",
        b"From ???@??? Tue Mar 03 12:00:00 2026\n",
        b"From tom@x.example  Tue Mar  3 12:00:00 2026 +0000\n",
    ],
)
def test_the_separators_of_every_program_are_known_and_give_a_date(tmp_path: Path, line: bytes) -> None:
    found = read(tmp_path, (line + b"Subject: x\n\nhi\n\n") * 2)
    assert len(found) == 2
    assert (
        found[0].envelope_at is not None and found[0].envelope_at.isoformat() == "2026-03-03T12:00:00+00:00"
    )


def test_a_mail_beyond_the_cap_is_reported_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MAX_MAIL", 20_000)
    monkeypatch.setattr(mailbox, "_BLOCK", 5_000)
    found = read(tmp_path, entry(1) + entry(2, b"x" * 100_000 + b"\n") + entry(3))
    assert [mail.data is None for mail in found] == [False, True, False]
    assert [mail.end for mail in found[:2]] == [mail.start for mail in found[1:]]


def test_an_empty_mailbox_has_no_mails(tmp_path: Path) -> None:
    assert read(tmp_path, b"") == []
    assert read(tmp_path, b"\n\n") == []


@pytest.mark.parametrize(
    ("head", "is_mail"),
    [
        (b"From: a@x\nDate: Tue\n\nhi", True),
        (b"Return-Path: <a@x>\nReceived: from b\n", True),
        (b"X-Mozilla-Status: 1\nFrom: a\nDate: b\n", True),
        (b"From: the team\n\nMinutes of the meeting", False),
        (b"# Notes\nFrom: x\nDate: y\n", False),
        (b"\x89PNG\r\n\x1a\n\0\0", False),
        (b"", False),
    ],
)
def test_mail_is_told_from_other_files(head: bytes, is_mail: bool) -> None:
    assert mailbox.looks_like_mail(head) is is_mail
