"""Somebody who asks to be forgotten is gone from every file of the home."""

from pathlib import Path

import pytest

from records.errors import PromissoryError
from tests.builders import DANA, HENRIK, MARA, PRIYA, in_crm
from tests.unit.bot.house import House

WHO = "quincy.zeller@acme.example"


def home_holds(home: Path, word: str) -> list[str]:
    return [
        str(file.relative_to(home))
        for file in sorted(home.rglob("*"))
        if file.is_file() and not file.name.startswith("crm.") and word.encode() in file.read_bytes().lower()
    ]


def talk(house: House) -> None:
    house.dana_writes(
        "I'll bring the xylophonic samples by Wednesday. Call me on +44 113 496 0188.",
        name="zeller",
        sender=f"Quincy Zeller <{WHO}>",
        subject="The xylophonic samples",
        message_id="<xylophonic@acme.example>",
    )


def test_every_trace_leaves_and_others_stay(house: House) -> None:
    made = house.promised()
    talk(house)
    house.app.own_home("test")
    house.app.start_engine()
    house.app.catch_up()
    assert home_holds(house.home, "xylophonic")
    assert house.app.forget.forget(WHO.upper(), PRIYA.email) == 1
    house.close()
    for trace in ("xylophonic", "zeller", "496 0188", "4960188"):
        assert home_holds(house.home, trace) == []
    app = house.reopen()
    assert [p.id for p in app.reading.promises(MARA.email)] == [made.id]
    assert app.audit.verify().ok


def test_not_even_a_change_that_was_written_tells_of_it(house: House) -> None:
    house.dana_writes("please note my new mobile number: +44 113 496 0199.", subject="My number")
    phone = house.of_field("phone")
    assert house.approve(phone).status.value == "applied"
    house.app.forget.forget(DANA, PRIYA.email)
    house.close()
    assert home_holds(house.home, "4960199") == []
    assert house.reopen().proposals.get(phone.id).status.value == "applied"


def test_the_same_files_read_again_do_not_bring_it_back(house: House) -> None:
    talk(house)
    house.app.forget.forget(WHO, PRIYA.email)
    done = house.app.ingest.run([str(house.folder / "mail")], MARA.email)
    assert done.new == 0
    house.app.catch_up()
    assert house.promises() == []


def test_vectors_go_from_every_mailbox_that_had_them(house: House) -> None:
    deleted: list[tuple[str, tuple[str, ...]]] = []

    class Index:
        def delete_events(self, mailbox: str, event_ids: list[str]) -> None:
            deleted.append((mailbox, tuple(event_ids)))

        def close(self) -> None:
            pass

    talk(house)
    house.app.ingest.run([str(house.folder / "mail")], HENRIK.email)
    house.app.index = Index()  # type: ignore[misc, assignment]
    (event_id,) = house.app.forget.erasure.events_of(WHO)
    house.app.forget.forget(WHO, PRIYA.email)
    assert sorted(deleted) == sorted(
        (house.app.people.mailbox_of(p, "files"), (event_id,)) for p in (MARA.email, HENRIK.email)
    )


def test_nobody_by_that_address_erases_nothing(house: House) -> None:
    house.promised()
    assert house.app.forget.forget("nobody@else.example", PRIYA.email) == 0
    with pytest.raises(PromissoryError, match="not a mail address"):
        house.app.forget.forget("nobody", PRIYA.email)
    assert len(house.promises()) == 1
    assert in_crm(house.home)
