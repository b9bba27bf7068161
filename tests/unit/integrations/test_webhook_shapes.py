"""What support desk, billing and CRM send becomes plain events, each change once."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from integrations.errors import Rejected, Skip
from integrations.ports import Change
from integrations.webhooks.connector import SHAPES, Webhook
from integrations.webhooks.crm import field_line
from integrations.webhooks.stripe import KNOWN, amount
from records.models import Event, EventKind

CAME = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OWNER = "mara.lindqvist@northbeam.example"
AP = "ap@acme.example"


def webhook(shape: str, **options: str) -> Webhook:
    if shape == "hubspot":
        options = {"address": "https://promissory.northbeam.example/webhooks/x", **options}
    return Webhook(OWNER, {"shape": shape, **options})


def told(shape: str, body: Any, **options: str) -> tuple[Change, ...]:
    return webhook(shape, **options).read(json.dumps(body).encode(), CAME)


def event(shape: str, body: Any, **options: str) -> Event:
    (change,) = told(shape, body, **options)
    (only,) = change.events
    return only


def said(e: Event) -> list[str]:
    return [e.text[i:j] for i, j in e.said]


# Zendesk


def zendesk(kind: str, more: dict[str, Any] | None = None, **detail: Any) -> dict[str, Any]:
    return {
        "type": f"zen:event-type:ticket.{kind}",
        "account_id": 12514403,
        "id": f"2b24ef10-{kind}",
        "time": "2026-11-20T08:59:00Z",
        "subject": "zen:ticket:7",
        "detail": {"id": "7", "subject": "Export fails", "requester_id": "881", **detail},
        "event": more or {},
    }


def comment(words: str, *, staff: bool = False, public: bool = True, number: int = 9) -> dict[str, Any]:
    author = {"id": 1, "is_staff": staff, "name": "Tom Adeyemi" if staff else "Dana Whitfield"}
    return zendesk(
        "comment_added", {"comment": {"id": number, "body": words, "is_public": public, "author": author}}
    )


def test_a_comment_of_our_staff_is_said_by_us_and_one_of_a_customer_is_not() -> None:
    ours = event(
        "zendesk", comment("We'll fix it by Friday.", staff=True), our_address="help@northbeam.example"
    )
    assert ours.kind is EventKind.ticket and ours.sender and ours.sender.email == "help@northbeam.example"
    assert ours.sender.name == "Tom Adeyemi" and said(ours) == ["We'll fix it by Friday."]
    theirs = event("zendesk", comment("It still fails."))
    assert theirs.sender and (theirs.sender.email, theirs.sender.name) == ("", "Dana Whitfield")
    assert theirs.thread == ours.thread and theirs.at == datetime(2026, 11, 20, 8, 59, tzinfo=UTC)


def test_a_note_for_colleagues_is_marked_as_one() -> None:
    assert "internal_note" in event("zendesk", comment("He is angry.", staff=True, public=False)).flags
    assert "internal_note" not in event("zendesk", comment("Hello.", staff=True)).flags


def test_a_new_ticket_is_its_first_words() -> None:
    e = event(
        "zendesk", zendesk("created", description="The export fails.", created_at="2026-11-20T08:00:00Z")
    )
    assert (e.subject, e.text, e.at.hour) == ("Export fails", "The export fails.", 8)


@pytest.mark.parametrize("kind", ["soft_deleted", "permanently_deleted", "marked_as_spam"])
def test_a_ticket_that_is_deleted_goes_with_all_that_was_said_on_it(kind: str) -> None:
    (gone,) = told("zendesk", zendesk(kind))
    assert gone.gone and told("zendesk", comment("Hello."))[0].ref.startswith(gone.ref + "/")


def test_a_redacted_comment_goes_alone() -> None:
    (gone,) = told("zendesk", zendesk("comment_redacted", {"comment": {"id": 9}}))
    assert gone.gone and gone.ref == told("zendesk", comment("Secret.", number=9))[0].ref


def test_a_ticket_that_is_solved_says_so_and_one_that_is_open_says_nothing() -> None:
    solved = event("zendesk", zendesk("status_changed", {"previous": "open", "current": "solved"}))
    assert solved.kind is EventKind.change and said(solved) == ["Status: solved (was open)"]
    assert said(event("zendesk", zendesk("status_changed", {"previous": "new", "current": "open"}))) == []


def test_the_template_of_a_trigger_names_people_and_company() -> None:
    ticket = {
        "id": "7",
        "subject": "Export fails",
        "url": "https://northbeam.zendesk.com/agent/tickets/7",
        "organization": {"name": "Acme"},
        "requester": {"name": "Dana Whitfield", "email": "Dana.Whitfield@acme.example"},
        "comment": {"body": "We'll fix it by Friday.", "created_at": "2026-11-20T08:00:00Z",
                    "author": {"name": "Tom", "email": "tom.adeyemi@northbeam.example"}},
    }  # fmt: skip
    e = event("zendesk", {"ticket": ticket})
    assert e.sender and e.sender.email == "tom.adeyemi@northbeam.example"
    assert "dana.whitfield@acme.example" in [p.email for p in e.to]
    assert "account:Acme" in e.flags and e.link == "https://northbeam.zendesk.com/agent/tickets/7"


def test_other_news_of_zendesk_is_no_event() -> None:
    assert told("zendesk", zendesk("tags_changed")) == ()
    assert told("zendesk", {"type": "zen:event-type:user.created", "detail": {}}) == ()


# Stripe


def stripe(kind: str, thing: dict[str, Any], number: int = 1) -> dict[str, Any]:
    return {"id": f"evt_{number}", "type": kind, "created": 1_795_163_400, "data": {"object": thing}}


INVOICE = {
    "id": "in_1", "number": "INV-1042", "amount_paid": 120_000, "amount_due": 120_000, "currency": "eur",
    "customer_email": AP, "customer_name": "Acme Ltd", "hosted_invoice_url": "https://invoice.stripe.com/i/x",
}  # fmt: skip


def test_a_paid_invoice_is_the_customers_word_in_plain_english() -> None:
    e = event("stripe", stripe("invoice.paid", INVOICE))
    assert e.kind is EventKind.billing and said(e) == ["The invoice was paid: INV-1042, 1,200.00 EUR."]
    assert e.sender and e.sender.email == AP and "account:acme.example" in e.flags
    assert e.at == datetime.fromtimestamp(1_795_163_400, UTC) and e.link


def test_two_events_of_one_payment_are_one() -> None:
    paid = told("stripe", stripe("invoice.paid", INVOICE, 1))
    succeeded = told("stripe", stripe("invoice.payment_succeeded", INVOICE, 2))
    assert paid == succeeded
    assert told("stripe", stripe("charge.succeeded", {"id": "ch_1", "invoice": "in_1", "amount": 1}, 3)) == ()


def test_a_sent_invoice_and_a_refund_are_our_word() -> None:
    sent = event("stripe", stripe("invoice.sent", INVOICE), our_address="billing@northbeam.example")
    assert sent.sender and sent.sender.email == "billing@northbeam.example"
    refund = {"id": "ch_2", "amount_refunded": 30_000, "currency": "eur", "billing_details": {"email": AP}}
    assert said(event("stripe", stripe("charge.refunded", refund))) == ["A refund of 300.00 EUR was issued."]


def test_what_failed_is_news_and_nobodys_word() -> None:
    e = event("stripe", stripe("invoice.payment_failed", INVOICE))
    assert said(e) == [] and "could not be collected" in e.text


def test_a_subscription_shows_its_plans() -> None:
    plan = {"quantity": 12, "price": {"nickname": "Team", "unit_amount": 4900, "currency": "usd",
                                      "recurring": {"interval": "month"}}}  # fmt: skip
    thing = {"id": "sub_1", "items": {"data": [plan]}, "metadata": {"account": "Acme"}}
    e = event("stripe", stripe("customer.subscription.updated", thing))
    assert "12 x Team (49.00 USD a month)" in e.text and "account:Acme" in e.flags
    assert e.id != event("stripe", stripe("customer.subscription.updated", thing, 2)).id


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        (120_000, "eur", "1,200.00 EUR"),
        (120_000, "jpy", "120,000 JPY"),
        (1_200_000, "kwd", "1,200.000 KWD"),
        (0, "usd", "0.00 USD"),
        (5, "usd", "0.05 USD"),
        (-500, "usd", "-5.00 USD"),
        (None, "usd", ""),
        ("12", "usd", ""),
    ],
)
def test_amounts_are_in_the_currencys_own_units(value: Any, currency: str, shown: str) -> None:
    assert amount(value, currency) == shown


@pytest.mark.parametrize("kind", KNOWN)
def test_every_kind_can_be_told_of_an_object_that_has_hardly_anything(kind: str) -> None:
    e = event("stripe", stripe(kind, {"id": "x_1"}))
    assert e.text.endswith(".") and e.subject


# CRM


def test_hubspots_changes_come_several_at_once_and_name_the_deal() -> None:
    one = {"eventId": 1, "portalId": 33, "occurredAt": 1_795_163_400_000, "objectId": 70118,
           "subscriptionType": "deal.propertyChange", "propertyName": "contract_sent", "propertyValue": "true"}  # fmt: skip
    changes = told("hubspot", [one, {**one, "eventId": 2, "propertyName": "dealstage", "propertyValue": "lost"},
                               {**one, "subscriptionType": "contact.creation"}])  # fmt: skip
    assert [c.events[0].text for c in changes] == ["Contract sent: true", "Dealstage: lost"]
    assert [said(c.events[0]) for c in changes] == [["Contract sent: true"], []]
    assert changes[0].events[0].flags == ("deal:70118", "done_by_us")
    assert len({c.ref for c in changes}) == 2


def test_salesforces_change_event_is_one_event_with_all_its_fields() -> None:
    body = {
        "payload": {
            "ChangeEventHeader": {
                "entityName": "Opportunity", "recordIds": ["0061"], "changeType": "UPDATE", "transactionKey": "t1",
                "sequenceNumber": 1, "commitTimestamp": 1_795_163_400_000, "changedFields": ["StageName", "Signed__c"],
            },
            "StageName": "Closed Won", "Signed__c": True, "Amount": None, "LastModifiedDate": "2026-11-20",
        },
    }  # fmt: skip
    e = event("salesforce", body)
    assert e.text == "Stage name: Closed Won\nSigned: yes" and e.flags == ("deal:0061",)
    assert e.sender and e.sender.email == OWNER
    with pytest.raises(Skip):
        told("salesforce", {"payload": {}})


OWN = {
    "entity": "deal", "id": "70118", "name": "Acme renewal", "field": "Contract sent", "old": "no", "new": "yes",
    "by": "tom.adeyemi@northbeam.example", "at": "2026-11-20T09:58:00+01:00", "account": "acme.example",
}  # fmt: skip


def test_a_change_of_our_own_form_is_the_word_of_who_made_it() -> None:
    e = event("crm", OWN)
    assert (e.subject, e.text) == ("Deal Acme renewal", "Contract sent: yes (was no)")
    assert e.sender and e.sender.email == "tom.adeyemi@northbeam.example"
    assert e.at.utcoffset() and {"account:acme.example", "deal:70118"} <= set(e.flags)
    robot = event("crm", {**OWN, "by": "Nightly import"})
    assert robot.sender and (robot.sender.email, robot.sender.name) == (OWNER, "Nightly import")


def test_the_same_change_told_again_is_the_same_event_and_another_one_is_not() -> None:
    assert told("crm", OWN) == told("crm", OWN)
    assert told("crm", OWN)[0].ref != told("crm", {**OWN, "at": "2026-11-20T10:58:00+01:00"})[0].ref
    assert len(told("crm", {"changes": [OWN, {**OWN, "field": "Amount", "new": "9"}]})) == 2


@pytest.mark.parametrize("lacking", ["entity", "id", "field", "at"])
def test_a_change_that_lacks_what_names_it_is_set_aside(lacking: str) -> None:
    with pytest.raises(Skip):
        told("crm", {k: v for k, v in OWN.items() if k != lacking})


@pytest.mark.parametrize(
    ("field", "new", "claims"),
    [
        ("Contract sent", "yes", True), ("contract_sent__c", "true", True), ("Contract sent", "2026-11-20", True),
        ("Stage", "Proposal sent", True), ("Contract status", "Signed", True), ("Stage", "Closed won", True),
        ("Contract sent", "no", False), ("Contract sent", "", False), ("Contract sent", "0", False),
        ("Contract sent", "2026-12-04", False), ("Contract sent", "pending", False), ("Contract sent", "30", False),
        ("Contract sent probability", "yes", False), ("Contract to be sent", "yes", False),
        ("Contract status", "Not sent", False), ("Contract status", "Draft", False), ("Stage", "Closed lost", False),
        ("Contract owner", "Tom Adeyemi", False), ("Amount", "52000", False), ("Stage", "Proposal", False),
        ("Contract type", "New business", False), ("Is active", "yes", False),
    ],
)  # fmt: skip
def test_a_field_says_something_only_where_it_claims_that_something_is_done(
    field: str, new: str, claims: bool
) -> None:
    assert field_line(field, "before", new, CAME).said is claims


# Any other JSON

MAPPING = """
kind: ticket
each: events
id: data.number
at: data.written
subject: data.title
text: data.words
sender: data.author.mail
sender_name: data.author.name
recipients: data.readers
account: data.company
only: {type: [note]}
"""


def mapped(tmp_path: Path, text: str = MAPPING) -> str:
    path = tmp_path / "mapping.yml"
    path.write_text(text)
    return str(path)


def test_a_mapping_file_says_where_the_fields_stand(tmp_path: Path) -> None:
    data = {
        "number": 5, "written": 1_795_163_400, "title": "Call back", "words": "We'll call on Friday.",
        "author": {"mail": "Tom.Adeyemi@northbeam.example", "name": "Tom"},
        "readers": [AP, {"email": "x@acme.example"}, "Lee"], "company": "acme.example",
    }  # fmt: skip
    body = {"events": [{"type": "note", "data": data}, {"type": "other", "data": {}}]}
    e = event("mapped", body, mapping=mapped(tmp_path))
    assert (e.text, e.subject) == ("We'll call on Friday.", "Call back")
    assert e.sender and e.sender.email == "tom.adeyemi@northbeam.example"
    assert [p.email for p in e.to] == [AP, "x@acme.example", ""] and "account:acme.example" in e.flags


def test_a_mapping_of_changes_reads_fields(tmp_path: Path) -> None:
    path = mapped(tmp_path, "kind: change\nid: i\nat: t\nfield: f\nold: o\nnew: n\nsubject: =A deal\n")
    e = event(
        "mapped", {"i": 1, "t": "2026-11-20T08:00:00Z", "f": "signed", "o": False, "n": True}, mapping=path
    )
    assert (e.subject, e.text, said(e)) == ("A deal", "Signed: yes (was no)", ["Signed: yes (was no)"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id: a\nat: b\n", "`text` is missing"),
        ("kind: change\nid: a\nat: b\ntext: c\n", "`field` and `new`"),
        ("id: a\nat: b\ntext: c\ncolour: d\n", "colour"),
        ("id: 'a b!'\nat: b\ntext: c\n", "path"),
        ("kind: poem\nid: a\nat: b\ntext: c\n", "kind"),
        ("- a\n", "must be"),
        ("a: [", "no YAML"),
    ],
)
def test_a_mistake_in_a_mapping_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(Rejected, match=complaint):
        webhook("mapped", mapping=mapped(tmp_path, text))


def test_wrong_options_are_named_in_one_sentence() -> None:
    for options, complaint in [
        ({}, "shape"), ({"shape": "fax"}, "shape"), ({"shape": "crm", "colour": "red"}, "no option colour"),
        ({"shape": "crm", "scheme": "wax"}, "signed"), ({"shape": "hubspot"}, "address"), ({"shape": "mapped"}, "mapping"),
    ]:  # fmt: skip
        with pytest.raises(Rejected, match=complaint):
            Webhook(OWNER, options)
    with pytest.raises(Rejected, match="secret"):
        webhook("crm").keys(SecretStr("short"))


def test_a_time_that_cannot_be_gives_way_to_the_time_it_came() -> None:
    for wrong in ("1850-01-01T00:00:00Z", "2099-01-01T00:00:00Z"):
        e = event("crm", {**OWN, "at": wrong})
        assert e.at == CAME and "date_absurd" in e.flags


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 500 + b"1" + b"}" * 500])
@pytest.mark.parametrize("shape", [s for s in SHAPES if s != "mapped"])
def test_what_is_no_json_is_set_aside_with_a_reason(shape: str, body: bytes) -> None:
    with pytest.raises(Skip):
        webhook(shape).read(body, CAME)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["type", "id", "detail", "event", "comment", "ticket", "data", "object", "items", "changes", "payload",
             "ChangeEventHeader", "recordIds", "changeType", "entityName", "body", "at", "field", "entity",
             "subscriptionType", "objectId", "propertyName", "currency", "author"]
        ),
        inner | st.sampled_from(["zen:event-type:ticket.comment_added", "invoice.paid", "UPDATE", "deal.propertyChange"]),
        max_size=8,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from([s for s in SHAPES if s != "mapped"]), json_values)
def test_wild_json_makes_events_or_a_reason_never_an_error(shape: str, body: Any) -> None:
    try:
        changes = told(shape, body)
    except Skip as reason:
        assert str(reason)
        return
    for change in changes:
        for e in change.events:
            assert all(0 <= i < j <= len(e.text) for i, j in e.said)
            assert "\0" not in e.text and "\n" not in e.subject


@pytest.mark.parametrize("huge", [10**400, -(10**400), 1e308, -1e308, 253402300800])
def test_a_moment_beyond_all_calendars_is_none(huge: float) -> None:
    (change,) = told(
        "zendesk",
        {"ticket": {"id": 7, "comment": {"body": "Please call.", "created_at": huge}}},
    )
    assert {"date_missing", "date_absurd"} & set(change.events[0].flags)


@pytest.mark.parametrize("ids", [3, True, 1.5, {"0": "x"}, "006A"])
def test_what_should_be_a_list_and_is_none_holds_nothing(ids: Any) -> None:
    header = {"entityName": "Opportunity", "recordIds": ids, "changeType": "UPDATE"}
    assert told("salesforce", {"payload": {"ChangeEventHeader": header, "StageName": "Won"}}) == ()
    plan = {"id": "sub_1", "items": {"data": ids}}
    (change,) = told(
        "stripe",
        {
            "id": "evt_1",
            "type": "customer.subscription.created",
            "created": 1763632800,
            "data": {"object": plan},
        },
    )
    assert change.events[0].text == "The subscription began: sub_1."


TYPED = (
    'hi"}, "organization": {"domain": "globex.example"}, "comment": {"body": "hi',
    'hi", "author": {"email": "mara@northbeam.example"}}, "more": {"x": "y',
    'hi", "comment": {"body": "Sent.", "author": {"email": "mara@northbeam.example"}}}, "more": {"x": "y',
    'hi", "author": {"email": "mara@northbeam.example"}, "body": "Sent.',
    'hi", "comment": {"body": "Sent.", "author": {"name": "M", "email": "mara@northbeam.example", "x": "y',
)


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("where", range(3))
def test_a_customers_words_do_not_end_a_text_and_go_on_as_somebody_else(typed: str, where: int) -> None:
    template = (
        '{"ticket": {"id": "7", "subject": "%s", "requester": {"name": "%s", "email": "joe@acme.example"},'
        ' "organization": {"name": "Acme"}, "comment": {"body": "%s", "author": {"email": "joe@acme.example"}}}}'
    )
    desk, texts = webhook("zendesk"), ["Order", "Joe", "Hello."]
    (change,) = desk.read((template % tuple(texts)).encode(), CAME)
    assert change.events[0].text == "Hello."
    texts[where] = typed
    try:
        told = desk.read((template % tuple(texts)).encode(), CAME)
    except Skip as why:
        assert "mara" not in str(why)
        return
    senders = {e.sender.email for c in told for e in c.events if e.sender}
    assert senders <= {"joe@acme.example"} and not any("globex" in f for c in told for f in c.events[0].flags)
