"""A batch of mails is logged exactly as if each had come alone, in whichever order."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from records.event_log import Digested
from records.models import Event, Intent
from tests.builders import NOW, digested, event, promise
from tests.unit.records.stores import Stores

TABLES = {
    "event": "SELECT id, version, thread, thread_by_subject, subject_key, body, processed_by FROM event",
    "event_seen": "SELECT event_id, mailbox_id FROM event_seen",
    "event_person": "SELECT event_id, email FROM event_person",
    "event_account": "SELECT event_id, account_id FROM event_account",
    "promise": "SELECT id, event_id, quote FROM promise",
    "intent": "SELECT event_id, label, start, quote FROM intent",
    "words": 'SELECT p.event_id, p.start, p."end", w.context, w.text FROM passage p '
    "JOIN passage_words w ON w.rowid = p.rowid",
    "work": "SELECT kind, key FROM pending_work",
}


def everything(ledger: Stores) -> dict[str, list[tuple[Any, ...]]]:
    with ledger.db.read() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(sql(query)))
            for name, query in TABLES.items()
        }


def conversation() -> list[Digested]:
    """An order, two answers that name no thread, two mails of one Message-ID, and one without words."""
    first = event("We'll send the quote on Friday.", number=1, at=NOW - timedelta(days=9))
    answer = reply("Fine by us.", 2, 8)
    second = reply("Any news on this?", 3, 7)
    one = event("We'll call you on Monday.", external_id="twice@acme.example", at=NOW - timedelta(days=6))
    other = event("We'll write to you.", external_id="twice@acme.example", at=NOW - timedelta(days=5))
    silent = event("", number=6, subject="Photo", at=NOW - timedelta(days=4))
    asks = Intent(label="objection", quote="news", start=4, end=8, confidence=0.8)
    return [
        digested(first, promise(first), accounts=["acc_acme"]),
        digested(answer, accounts=["acc_acme"]),
        digested(second, accounts=["acc_acme"], intents=[asks]),
        digested(one, promise(one), accounts=["acc_acme", "acc_globex"]),
        digested(other, promise(other)),
        digested(silent),
    ]


def reply(text: str, number: int, days_ago: int) -> Event:
    return event(text, number=number, subject="Re: Your quote", at=NOW - timedelta(days=days_ago))


def logged(home: Path, batches: Sequence[Sequence[Digested]]) -> dict[str, list[tuple[Any, ...]]]:
    ledger = Stores(home)
    try:
        for batch in batches:
            ledger.log.append(ledger.box(), batch, version="v1")
        return everything(ledger)
    finally:
        ledger.db.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)), cut=st.integers(min_value=0, max_value=6))
def test_mails_of_one_batch_are_logged_as_if_each_had_come_alone(
    tmp_path_factory: Any, order: list[int], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("homes")
    mails = [conversation()[n] for n in order]
    alone = logged(folder / "alone", [[mail] for mail in mails])
    together = logged(folder / "together", [mails[:cut], mails[cut:]])
    assert together == alone


def test_a_mail_that_is_twice_in_one_batch_is_logged_once(ledger: Stores) -> None:
    said = event()
    done = ledger.log.append(
        ledger.box(), [digested(said, promise(said)), digested(said, promise(said))], version="v1"
    )
    assert (done.new, done.duplicate, done.promises) == (1, 1, 1)
    assert len(everything(ledger)["promise"]) == 1


def test_both_mails_of_one_message_id_carry_the_flag_also_when_they_come_together(ledger: Stores) -> None:
    ledger.log.append(ledger.box(), conversation(), version="v1")
    found = [e for e in ledger.log.unprocessed("", 100) if e.external_id == "twice@acme.example"]
    assert sorted(e.version for e in found) == [1, 2]
    assert all("message_id_reused" in e.flags for e in found)
