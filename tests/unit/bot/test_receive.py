"""What webhooks told is in the ledger once, settles promises like mail does, and one bad delivery stops no other."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.workflows.receive import (
    PUSH,
    WEBHOOK,
    FromPushes,
    FromWebhooks,
    Keep,
    Receive,
    Received,
    push_body,
    state_of,
)
from integrations.errors import Retry
from integrations.webhooks.connector import Webhook
from records.connections import Connection, Connections
from records.deliveries import Deliveries
from records.models import EventKind, Promise, PromiseStatus
from records.source_items import SourceItems
from tests.builders import DANA, MARA, NOW, TOM
from tests.unit.bot.house import House

AT = NOW - timedelta(hours=1)
ACME = "Acme Corp Ltd"


class Desk(House):
    """Mara's house with webhooks of a CRM, of Stripe and of Zendesk, whose deliveries are hers to read."""

    @cached_property
    def connections(self) -> Connections:
        return Connections(self.app.database, self.app.wall)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.home / "deliveries.sqlite", clock=self.clock)

    @cached_property
    def items(self) -> SourceItems:
        return SourceItems(self.app.database, self.app.wall)

    def connect(self, shape: str) -> Connection:
        options = {"shape": shape, "our_address": MARA.email}
        return self.connections.add("webhooks", f"{shape}@northbeam.example", MARA.email, options)

    @cached_property
    def receive(self) -> Receive:
        keep = Keep(self.items, self.app.log, self.app.digest)
        return Receive(self.deliveries, {WEBHOOK: FromWebhooks(self.connections, webhook_of, keep)})

    def came(self, connection: Connection, body: Any, key: str | None = None) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.deliveries.accept(WEBHOOK, connection.id, key or str(hash(raw)), raw)

    def handled(self) -> Received:
        done = self.receive.run()
        self.app.catch_up()
        return done

    def status(self, wanted: Promise) -> PromiseStatus:
        return self.app.promises.by_ids([wanted.id])[0].status

    def said(self, words: str, *, by_dana: bool = False) -> Promise:
        write = self.dana_writes if by_dana else self.mara_writes
        name = f"said{len(self.promises())}"
        write(words, name=name, subject="Our contract", at=NOW - timedelta(days=3))
        return next(p for p in self.promises() if p.quote in words)


def webhook_of(connection: Connection) -> Webhook:
    return Webhook(connection.account, connection.options)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    here = Desk(tmp_path)
    yield here
    here.close()


def crm(field: str, new: str, **more: Any) -> dict[str, Any]:
    return {
        "entity": "deal", "id": "70118", "name": "Acme renewal", "field": field, "old": "", "new": new,
        "by": MARA.email, "at": AT.isoformat(), "account": "acme.example", **more,
    }  # fmt: skip


def stripe(kind: str, number: int = 1, **more: Any) -> dict[str, Any]:
    thing = {
        "id": "in_1", "number": "INV-1042", "amount_paid": 120_000, "amount_due": 120_000, "currency": "eur",
        "customer_email": "ap@acme.example", **more,
    }  # fmt: skip
    return {"id": f"evt_{number}", "type": kind, "created": int(AT.timestamp()), "data": {"object": thing}}


def test_a_change_in_the_crm_keeps_the_promise_and_is_quoted(desk: Desk) -> None:
    promised = desk.said("We'll send you the contract by Friday.")
    desk.came(desk.connect("crm"), crm("Contract sent", "yes", old="no"))
    assert desk.handled() == Received(handled=1)
    now = desk.app.promises.by_ids([promised.id])[0]
    assert now.status is PromiseStatus.kept and now.settled_by
    (kept_by,) = desk.app.log.get([now.settled_by]).values()
    assert kept_by.kind is EventKind.change and kept_by.text == "Contract sent: yes (was no)"


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("Contract sent", "no"), ("Contract sent", "pending"), ("Contract owner", "Tom Adeyemi"),
        ("Contract status", "Draft"), ("Contract sent probability", "30"), ("Contract type", "New business"),
        ("Stage", "Contract"), ("Invoice sent", "yes"), ("Contract sent", "2027-01-08"),
    ],
)  # fmt: skip
def test_a_field_that_says_nothing_of_the_kind_keeps_nothing(desk: Desk, field: str, new: str) -> None:
    promised = desk.said("We'll send you the contract by Friday.")
    desk.came(desk.connect("crm"), crm(field, new))
    desk.handled()
    assert desk.status(promised) is PromiseStatus.open


def test_what_the_crm_says_by_us_is_no_word_of_the_customer(desk: Desk) -> None:
    promised = desk.said("We'll send you the signed contract by Friday.", by_dana=True)
    desk.came(desk.connect("crm"), crm("Contract sent", "yes"))
    desk.handled()
    assert desk.status(promised) is PromiseStatus.open


def test_what_the_crm_says_came_in_keeps_the_customers_promise(desk: Desk) -> None:
    theirs = desk.said("We'll send you the signed contract by Friday.", by_dana=True)
    desk.came(desk.connect("crm"), crm("Signed contract received", "yes"))
    desk.handled()
    assert desk.status(theirs) is PromiseStatus.kept


def test_a_paid_invoice_keeps_the_customers_promise_to_pay_it(desk: Desk) -> None:
    promised = desk.said("We'll pay the invoice by Friday.", by_dana=True)
    other = desk.said("We'll pay invoice INV-7 by Friday.", by_dana=True)
    desk.came(desk.connect("stripe"), stripe("invoice.paid"))
    desk.handled()
    assert desk.status(promised) is PromiseStatus.kept and desk.status(other) is PromiseStatus.open


def test_what_a_customer_paid_is_no_payment_of_ours(desk: Desk) -> None:
    ours = desk.said("We'll pay the invoice by Friday.")
    desk.came(desk.connect("stripe"), stripe("invoice.paid"))
    desk.handled()
    assert desk.status(ours) is PromiseStatus.open


def test_a_payment_that_failed_keeps_nothing_and_a_sent_invoice_keeps_ours(desk: Desk) -> None:
    theirs = desk.said("We'll pay the invoice by Friday.", by_dana=True)
    ours = desk.said("I'll send you the invoice by Friday.")
    hook = desk.connect("stripe")
    desk.came(hook, stripe("invoice.payment_failed", 1))
    desk.came(hook, stripe("invoice.sent", 2))
    desk.handled()
    assert desk.status(theirs) is PromiseStatus.open and desk.status(ours) is PromiseStatus.kept


def test_records_make_no_promises_and_notes_for_colleagues_make_none_either(desk: Desk) -> None:
    desk.came(desk.connect("crm"), crm("Next step", "I'll send the contract by Friday."))
    note = {"id": 9, "body": "I'll send the contract by Friday.", "is_public": False,
            "author": {"is_staff": True, "name": "Tom"}}  # fmt: skip
    desk.came(desk.connect("zendesk"), ticket("comment_added", {"comment": note}))
    desk.handled()
    assert desk.promises() == [] and desk.app.log.count() == 2


def ticket(kind: str, more: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": f"zen:event-type:ticket.{kind}", "account_id": 1, "id": f"e-{kind}", "time": AT.isoformat(),
        "detail": {"id": "7", "subject": "Export fails"}, "event": more or {},
    }  # fmt: skip


def public_comment(words: str, number: int) -> dict[str, Any]:
    author = {"name": "Mara Lindqvist", "email": MARA.email}
    asker = {"name": "Dana Whitfield", "email": DANA}
    one = {"id": number, "body": words, "created_at": AT.isoformat(), "author": author}
    return {"ticket": {"id": "7", "subject": "Export fails", "requester": asker, "comment": one}}


def test_a_promise_on_a_ticket_is_one_and_goes_with_the_ticket(desk: Desk) -> None:
    hook = desk.connect("zendesk")
    desk.came(hook, public_comment("I'll send you the fixed export by Wednesday.", 1))
    desk.came(hook, public_comment("I'll call you tomorrow.", 2))
    desk.handled()
    assert len(desk.promises()) == 2 and desk.promises()[0].account == ACME
    desk.came(hook, ticket("soft_deleted"))
    desk.handled()
    assert desk.promises() == []
    assert desk.items.refs(hook.mailbox_id) == {}


def test_only_the_owner_of_a_webhook_reads_what_it_brings(desk: Desk) -> None:
    desk.came(desk.connect("zendesk"), public_comment("I'll send you the fixed export by Wednesday.", 1))
    desk.handled()
    assert len(desk.promises()) == 1 and desk.app.reading.promises(TOM.email) == []


def test_however_often_it_is_told_it_is_one_event(desk: Desk) -> None:
    hook = desk.connect("stripe")
    for n in (1, 2, 3):
        desk.came(hook, stripe("invoice.paid", n))
        desk.came(hook, stripe("invoice.payment_succeeded", 10 + n))
    assert desk.handled().handled == 6
    assert desk.app.log.count() == 1


def test_a_crash_after_storing_and_before_noting_it_changes_nothing(desk: Desk) -> None:
    hook = desk.connect("crm")
    desk.came(hook, crm("Contract sent", "yes"))
    desk.deliveries.done = lambda ids: (_ for _ in ()).throw(KeyboardInterrupt)  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        desk.receive.run()
    del desk.deliveries.done
    assert desk.handled().handled == 1 and desk.app.log.count() == 1


def test_the_account_is_found_by_domain_by_the_deal_and_by_name(desk: Desk) -> None:
    hook = desk.connect("crm")
    desk.came(hook, crm("Amount", "1", account="", id="70118"))
    desk.came(hook, crm("Amount", "2", account="acme.example", id="x"))
    desk.came(hook, crm("Amount", "3", account=ACME, id="y"))
    desk.came(hook, crm("Amount", "4", account="gmail.com", id="z"))
    desk.came(hook, crm("Amount", "5", account="northbeam.example", id="z"))
    desk.handled()
    texts = {e.text: e.id for e in events(desk.app)}
    names = desk.app.log.account_names(sorted(texts.values()))
    assert {t: names.get(i) for t, i in texts.items()} == {
        "Amount: 1": ACME, "Amount: 2": ACME, "Amount: 3": ACME,
        "Amount: 4": None, "Amount: 5": None,
    }  # fmt: skip


def events(app: App) -> list[Any]:
    with app.database.read() as tx:
        ids = [row[0] for row in tx.exec_driver_sql("SELECT id FROM event")]
    return list(app.log.get(ids).values())


def test_fields_are_found_by_their_words(desk: Desk) -> None:
    desk.came(desk.connect("crm"), crm("Amount", "52000"))
    desk.handled()
    (found,) = desk.app.search.find("amount 52000", MARA.email, 5, NOW)
    assert found.hit.text == "Amount: 52000"


def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on(desk: Desk) -> None:
    hook = desk.connect("crm")
    desk.came(hook, b"{")
    desk.came(hook, crm("Contract sent", "yes"))
    desk.came(hook, {"entity": "deal"})
    assert desk.handled() == Received(handled=1, set_aside=2)
    assert [bad.why for bad in desk.deliveries.quarantined()] == ["it is no JSON", "it has no id"]
    ok, says = state_of(desk.deliveries)
    assert not ok and "2 deliveries set aside" in says and hook.id in says and "it has no id" in says


def test_a_poisonous_delivery_is_tried_and_then_set_aside_without_its_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hook = desk.connect("crm")
    desk.came(hook, crm("Contract sent", "yes", name="a customer's words"), key="poison")
    desk.came(hook, crm("Amount", "1"))
    read = Webhook.read

    def fails(self: Webhook, body: bytes, at: datetime) -> Sequence[Any]:
        if b"customer" in body:
            raise KeyError("a customer's words")
        return read(self, body, at)

    monkeypatch.setattr(Webhook, "read", fails)
    assert desk.handled() == Received(handled=1, later=1)
    for _ in range(4):
        desk.clock.advance(timedelta(minutes=5))
        desk.receive.run()
    (bad,) = desk.deliveries.quarantined()
    assert bad.why == "it failed at each of 5 attempts (KeyError)"
    assert "customer" not in caplog.text + state_of(desk.deliveries)[1]
    monkeypatch.setattr(Webhook, "read", read)
    assert desk.deliveries.retry() == 1
    assert desk.handled().handled == 1 and state_of(desk.deliveries) == (True, "all handled.")


def test_a_delivery_of_a_connection_that_is_gone_is_dropped(desk: Desk) -> None:
    hook = desk.connect("crm")
    desk.came(hook, crm("Contract sent", "yes"))
    desk.connections.remove(hook.id)
    assert desk.handled().handled == 1
    assert desk.app.log.count() == 0


def test_many_pushes_are_one_look_and_a_busy_vendor_is_asked_again(desk: Desk) -> None:
    poked: list[tuple[str, str | None]] = []
    busy = [True]

    def poke(connection_id: str, lifecycle: str | None) -> None:
        if busy and lifecycle is None and busy.pop():
            raise Retry("busy", 30)
        poked.append((connection_id, lifecycle))

    receive = Receive(desk.deliveries, {PUSH: FromPushes(poke)})
    for n in range(5):
        desk.deliveries.accept(PUSH, "gmail:mara@x.example", f"gmail:{n}", push_body(None))
    desk.deliveries.accept(PUSH, "outlook_mail:mara@x.example", "graph:1", push_body("missed"))
    receive.run()
    desk.clock.advance(timedelta(seconds=31))
    receive.run()
    assert poked.count(("gmail:mara@x.example", None)) >= 1
    assert ("outlook_mail:mara@x.example", "missed") in poked and desk.deliveries.waiting() == 0
