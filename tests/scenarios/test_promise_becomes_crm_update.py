"""One mail on its whole way: said, logged, promised, answered, proposed, paused, approved, written, reminded, kept."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from records.errors import NotAllowed
from records.models import DecisionKind, Direction, Person, Promise, PromiseStatus, ProposalStatus, Reminder
from tests.builders import DANA, HENRIK, MARA, NOW, TOM, in_crm, open_app, read_mail, write_mail

SAID = "I'll send you the revised quote by Wednesday."
MAIL = f"""Hi Dana,

good to talk today. {SAID}

Best,
Mara

Mara Lindqvist
Northbeam Software

On Tue, 17 Nov 2026 at 08:12, Dana Whitfield <{DANA}> wrote:
> I'll send you our seat numbers by Monday.
"""


def test_a_promise_in_a_mail_becomes_a_crm_update(tmp_path: Path) -> None:
    app = open_app(tmp_path / "home")

    # On Thursday Mara writes to Dana at Acme, and her mailbox is read on Friday morning.
    read_mail(app, write_mail(tmp_path / "mail", "quote", MAIL))

    # One promise is in the ledger, in her exact words; what she only quoted is not hers.
    (promise,) = app.reading.promises(MARA.email)
    assert promise.quote == SAID
    said = app.reading.events(MARA.email, [promise.event_id])[promise.event_id]
    assert said.text[promise.start : promise.end] == SAID
    assert said.was_said(promise.start, promise.end)
    assert (promise.direction, promise.owner, promise.account) == (
        Direction.ours,
        MARA.email,
        "Acme Corp Ltd",
    )
    assert (promise.due_as_said, promise.due) == ("by Wednesday", date(2026, 11, 25))

    # She asks, and gets her words back with their source. Tom, who never got the mail, learns nothing.
    answer = app.ask.ask("What did we promise Acme?", MARA.email)
    assert [(c.event_id, SAID in c.quote or c.quote in SAID) for c in answer.citations] == [(said.id, True)]
    assert app.ask.ask("What did we promise Acme?", TOM.email).refused

    # The CRM should say so too. Nothing is written: a card waits for a manager.
    (step,) = [p for p in app.proposals.all() if p.field == "next_step"]
    assert (step.old, step.status) == ("wait for night shift decision", ProposalStatus.pending)
    assert step.evidence[0].quote == SAID
    assert in_crm(tmp_path / "home") == step.old
    with pytest.raises(NotAllowed):
        app.decide.decide(step.id, DecisionKind.approve, MARA.email)

    # Before Henrik clicks, Dana threatens to leave. His click pauses the change instead.
    read_mail(
        app,
        write_mail(
            tmp_path / "mail",
            "threat",
            "Hi Mara,\n\nthe scanners are down again. If this is not fixed we will cancel our contract.\n\nDana\n",
            sender=f"Dana Whitfield <{DANA}>",
            to=MARA.email,
            subject="Scanners",
            at=NOW - timedelta(hours=1),
        ),
    )
    with pytest.raises(NotAllowed, match="Acme Corp Ltd is at risk"):
        app.decide.decide(step.id, DecisionKind.approve, HENRIK.email)
    assert in_crm(tmp_path / "home") == step.old

    # He calls her, releases the change with that reason, and approves. Now the CRM holds it.
    app.decide.decide(step.id, DecisionKind.release, HENRIK.email, reason="Called Dana, scanners work again")
    done = app.decide.decide(step.id, DecisionKind.approve, HENRIK.email)
    assert (done.status, done.decided_by, done.released_by) == (
        ProposalStatus.applied,
        HENRIK.email,
        HENRIK.email,
    )
    assert in_crm(tmp_path / "home") == step.new

    # On Tuesday morning Mara is reminded, once.
    sent: list[tuple[str, str]] = []

    def deliver(reminder: Reminder, person: Person, promises: list[Promise]) -> None:
        sent.extend((person.email, p.quote) for p in promises)

    app.clock.advance(timedelta(days=4, hours=2))  # type: ignore[attr-defined]
    app.remind.tick(deliver)
    app.remind.tick(deliver)
    assert sent == [(MARA.email, SAID)]

    # She sends the quote; the mail that delivers it settles the promise.
    read_mail(
        app,
        write_mail(
            tmp_path / "mail",
            "kept",
            "Hi Dana,\n\nas promised, attached is the revised quote.\n\nMara\n",
            subject="Re: Your quote",
            reply_to="quote",
            at=app.clock.now(),
        ),
    )
    kept = app.promises.get(promise.id)
    assert kept.status is PromiseStatus.kept
    assert app.log.get([kept.settled_by or ""])

    # All of it can be read in the audit log, which is whole.
    with app.database.read() as connection:
        steps = connection.exec_driver_sql(
            "SELECT action FROM audit WHERE subject = ? ORDER BY seq", (step.id,)
        )
        assert [row[0] for row in steps] == [
            "proposed",
            "paused_at_click",
            "released",
            "approved",
            "crm_write_started",
            "crm_written",
        ]
    assert app.audit.verify().ok
    app.close()
