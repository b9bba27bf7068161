"""Files and folders as people have them are found, read item by item, and nothing stops the reading."""

import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.files.connector import FileSource
from integrations.ports import FileUnit, Quarantined, ReadItem
from records.clock import FixedClock
from records.models import Event
from tests.unit.integrations.mail_bytes import HEAD, NOW, mail, multipart

SOURCE = FileSource(FixedClock(NOW))
LINE = b"From tom@x.example Tue Sep 15 09:30:00 2026\n"


def units(*paths: Path) -> list[FileUnit]:
    return [each for each in SOURCE.scan([str(path) for path in paths]) if isinstance(each, FileUnit)]


def refused(*paths: Path) -> list[Quarantined]:
    return [each for each in SOURCE.scan([str(path) for path in paths]) if isinstance(each, Quarantined)]


def items(path: Path, since: int = 0) -> list[ReadItem]:
    return [item for unit in units(path) for item in SOURCE.read(unit, since)]


def events(path: Path) -> list[Event]:
    return [item.event for item in items(path) if item.event]


def test_a_folder_is_searched_for_everything_we_can_read_in_a_fixed_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "b" / "one.eml").write_bytes(mail(b"1"))
    (tmp_path / "b" / "call.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHi")
    (tmp_path / "a" / "cal.ICS").write_text("BEGIN:VCALENDAR")
    (tmp_path / "a" / "Inbox").write_bytes(LINE + mail(b"2"))
    (tmp_path / "a" / "12").write_bytes(mail(b"3"))
    (tmp_path / "a" / "notes.txt").write_text("From: me\nno mail at all")
    (tmp_path / "a" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "call.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHi")
    found = [(os.path.relpath(unit.path, tmp_path), unit.kind) for unit in units(tmp_path)]
    assert found == [
        ("call.srt", "srt"),
        ("a/12", "eml"),
        ("a/Inbox", "mbox"),
        ("a/cal.ICS", "ics"),
        ("b/call.vtt", "vtt"),
        ("b/one.eml", "eml"),
    ]
    assert refused(tmp_path) == []


def test_a_maildir_is_read_without_what_is_still_being_delivered(tmp_path: Path) -> None:
    for box in ("", ".Spam"):
        for name in ("cur", "new", "tmp"):
            (tmp_path / box / name).mkdir(parents=True)
    (tmp_path / "cur" / "1.M1.host:2,S").write_bytes(mail(b"1"))
    (tmp_path / "cur" / "2.M1.host:2,ST").write_bytes(mail(b"2"))
    (tmp_path / "new" / "3.M1.host").write_bytes(mail(b"3"))
    (tmp_path / "tmp" / "4.M1.host").write_bytes(mail(b"4"))
    (tmp_path / ".Spam" / "cur" / "5.M1.host:2,").write_bytes(mail(b"5"))
    assert [(event.text, event.flags) for event in events(tmp_path)] == [
        ("5", ("label:Spam",)),
        ("1", ()),
        ("2", ("label:Trash",)),
        ("3", ()),
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("absent.mbox", None, "no such file"),
        ("report.docx", b"PK\3\4", "doesn't look like mail"),
        ("mail.msg", b"\xd0\xcf\x11\xe0", "save the mail as .eml"),
        ("old.pst", b"!BDN", "export the mailbox"),
        ("mails.zip", b"PK", "unpacked first"),
        ("empty.eml", b"", "empty"),
    ],
)
def test_what_was_named_but_cannot_be_read_is_refused_with_a_plain_reason(
    tmp_path: Path, name: str, data: bytes | None, reason: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (only,) = refused(tmp_path / name)
    assert reason in only.reason and only.path == str(tmp_path / name)
    assert units(tmp_path / name) == []


def test_an_unreadable_file_and_a_pipe_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "no ordinary file" in refused(tmp_path / "pipe")[0].reason
    assert units(tmp_path) == []


def test_an_empty_mailbox_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "empty.mbox").write_bytes(b"")
    assert refused(tmp_path / "empty.mbox") == [] and items(tmp_path / "empty.mbox") == []


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(mail(b"1"))
    assert len(units(tmp_path, tmp_path / "one.eml", tmp_path)) == 1


def test_one_bad_mail_stops_nothing_and_says_where_it_lies(tmp_path: Path) -> None:
    good = [LINE + mail(b"%d" % i).replace(b"m1@", b"m%d@" % i) + b"\n\n" for i in range(3)]
    bad = LINE + HEAD.replace(b"\r\n", b"\n") + b"Content-Type: message/rfc822\n\n" * 2200 + b"\n"
    path = tmp_path / "in.mbox"
    path.write_bytes(good[0] + bad + good[1] + good[2])
    found = items(path)
    assert [item.event.text if item.event else "refused" for item in found] == ["0", "refused", "1", "2"]
    refusal = found[1].quarantined
    assert refusal is not None and refusal.path == f"{path}#{len(good[0])}"
    assert "deep" in refusal.reason and len(refusal.sha256) == 64


def test_reading_resumes_after_the_last_item_that_was_taken(tmp_path: Path) -> None:
    path = tmp_path / "in.mbox"
    path.write_bytes(b"".join(LINE + mail(b"%d" % i) + b"\n\n" for i in range(4)))
    found = items(path)
    for at, item in enumerate(found):
        again = items(path, item.offset)
        assert [each.event and each.event.text for each in again] == [
            each.event and each.event.text for each in found[at + 1 :]
        ]
    assert found[-1].offset == path.stat().st_size


def test_a_whole_file_is_done_once_its_end_was_reached(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(mail(b"1"))
    (item,) = items(path)
    assert item.offset == path.stat().st_size
    assert items(path, item.offset) == []


def test_the_date_falls_back_to_the_separator_and_then_to_the_file(tmp_path: Path) -> None:
    undated = HEAD.replace(b"Date: Tue, 15 Sep 2026 09:30:00 +0200\r\n", b"") + b"\r\nhi"
    box, single = tmp_path / "in.mbox", tmp_path / "one.eml"
    box.write_bytes(LINE + undated)
    single.write_bytes(undated)
    os.utime(single, (1_790_000_000, 1_790_000_000))
    assert events(box)[0].at == datetime(2026, 9, 15, 9, 30, tzinfo=UTC)
    assert events(single)[0].at == datetime.fromtimestamp(1_790_000_000, UTC)
    assert events(box)[0].flags == events(single)[0].flags == ("date_missing",)
    assert events(box)[0].id == events(single)[0].id


def test_apple_mails_own_format_is_read(tmp_path: Path) -> None:
    raw = mail(b"Hello")
    (tmp_path / "1.emlx").write_bytes(b"%d\n" % len(raw) + raw + b"<?xml version='1.0'?><plist/>")
    assert [event.text for event in events(tmp_path / "1.emlx")] == ["Hello"]


def test_a_big_attachment_is_hashed_within_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.eml"
    line = b"QUJD" * 19 + b"\r\n"
    path.write_bytes(
        multipart(
            "mixed",
            b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + line * 250_000,
        )
    )
    tracemalloc.start()
    (event,) = events(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert event.attachments[0].size == 250_000 * 57
    assert peak < 128 * 1024 * 1024


def test_real_mails_are_read_or_refused_with_a_reason() -> None:
    data = (
        Path(os.environ.get("PROMISSORY_EVAL_DATA", Path(__file__).parents[4] / "shared" / "data")) / "mails"
    )
    if not data.is_dir():
        pytest.skip("no folder of real mails: set PROMISSORY_EVAL_DATA")
    found = items(data)
    assert len(found) >= 100
    assert sum(item.event is not None for item in found) >= 0.97 * len(found)
    assert all(item.quarantined.reason for item in found if item.quarantined)
