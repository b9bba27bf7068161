"""Later mail keeps, moves or takes back a promise; a click is stronger than any mail."""

from datetime import date, timedelta

from records.models import PromiseStatus as Status
from tests.builders import MARA, NOW
from tests.unit.bot.house import House


def test_a_promise_is_kept_by_the_mail_that_delivers(house: House) -> None:
    made = house.promised()
    house.mara_writes(
        "as promised, attached is the revised quote.",
        name="kept",
        subject="Re: Your quote",
        reply_to="mara",
        at=NOW - timedelta(hours=3),
    )
    after = house.app.promises.get(made.id)
    assert after.status is Status.kept
    assert house.app.log.get([after.settled_by or ""])


def test_a_promise_that_moved_is_chained_to_the_new_one(house: House) -> None:
    made = house.promised()
    house.mara_writes(
        "I won't manage the revised quote by Wednesday, sorry. I'll send you the revised quote by Friday 27 November.",
        name="moved",
        subject="Re: Your quote",
        reply_to="mara",
        at=NOW - timedelta(hours=3),
    )
    after = house.app.promises.get(made.id)
    assert after.status is Status.changed
    newer = house.app.promises.get(after.superseded_by or "")
    assert (newer.due, newer.status) == (date(2026, 11, 27), Status.open)


def test_a_promise_past_its_day_is_broken_only_for_the_reader(house: House) -> None:
    made = house.promised()
    seen = house.app.reading.promises(MARA.email, today=date(2026, 11, 26))
    assert [p.status for p in seen] == [Status.broken]
    assert house.app.promises.get(made.id).status is Status.open


def test_what_was_clicked_stays_when_more_mail_comes(house: House) -> None:
    made = house.promised()
    house.app.correct.correct(made.id, "not_a_promise", MARA.email)
    house.mara_writes(
        "as promised, attached is the revised quote.", name="kept", subject="Re: Your quote", reply_to="mara"
    )
    after = house.app.promises.get(made.id)
    assert (after.status, after.settled_by) == (Status.dismissed, f"click:{MARA.email}")


def test_a_statement_about_another_company_settles_nothing(house: House) -> None:
    made = house.promised()
    house.mara_writes(
        "as promised, attached is the revised quote.",
        name="other",
        to="Bill Hargrove <bill.hargrove@initech.example>",
        subject="Re: Your quote",
        at=NOW - timedelta(hours=3),
    )
    assert house.app.promises.get(made.id).status is Status.open


def test_settling_again_changes_nothing(house: House) -> None:
    made = house.promised()
    before = house.app.promises.get(made.id)
    for _ in range(3):
        house.app.settle.account(made.account_id or "")
    assert house.app.promises.get(made.id) == before


def test_accounts_apart_again_settle_as_before(house: House) -> None:
    made = house.promised()
    house.mara_writes(
        "the revised quote will be Thursday instead.",
        name="moved",
        subject="Re: Your quote",
        reply_to="mara",
        at=NOW - timedelta(hours=3),
    )
    before = {p.id: (p.status, p.account_id, p.superseded_by) for p in house.promises()}
    other = house.app.accounts.match("Globex").account
    assert other is not None and made.account_id is not None
    number = house.app.accounts.merge(made.account_id, other.id, by=MARA.email, why="mistake")
    house.app.catch_up()
    house.app.accounts.undo_merge(number)
    house.app.catch_up()
    assert {p.id: (p.status, p.account_id, p.superseded_by) for p in house.promises()} == before


def test_mail_that_our_server_did_not_send_keeps_no_promise_of_ours(house: House) -> None:
    made = house.promised()
    house.mara_writes(
        "as promised, attached is the revised quote.",
        name="forged",
        subject="Re: Your quote",
        reply_to="mara",
        at=NOW - timedelta(hours=3),
        received="mx.solvent.example; dmarc=fail",
    )
    assert house.app.promises.get(made.id).status is Status.open
