"""Stripe events -> what happened with money, in plain sentences made from the fields."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from integrations.ports import Change
from integrations.webhooks.told import (
    Json,
    Line,
    Told,
    company_of,
    identifier,
    listed,
    made,
    mapping,
    moment,
    person,
    words,
)
from records.models import EventKind, Participant

_WITHOUT_DECIMALS = frozenset(
    (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    )
)  # by https://docs.stripe.com/currencies: their amounts are in the currency itself
_THREE_DECIMALS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))


class _Event(NamedTuple):
    """What an event says: `said_by` is the side whose word it is, None where it is only news."""

    change: str
    """Names the change of its object; two Stripe events for one change have the same."""
    sentence: Callable[[Json], str]
    said_by: str | None = None


def _money(field: str) -> Callable[[Json], str]:
    return lambda thing: amount(thing.get(field), thing.get("currency"))


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _invoice(what: str, field: str) -> Callable[[Json], str]:
    """The number stands behind a colon: it tells which invoice, and "the invoice" is what people promise."""
    return lambda i: (
        f"The invoice {what}: {_listed(words(i.get('number')) or words(i.get('id')), _money(field)(i))}."
    )


def _payment(what: str, field: str = "amount") -> Callable[[Json], str]:
    return lambda c: f"The payment of {_money(field)(c)} {what}."


def _subscription(what: str) -> Callable[[Json], str]:
    def sentence(s: Json) -> str:
        plans = [_plan(mapping(item)) for item in listed(mapping(s.get("items")).get("data"))]
        return f"The subscription {what}: {_listed(*plans) or words(s.get('id'))}."

    return sentence


def _plan(item: Json) -> str:
    price = mapping(item.get("price")) or mapping(item.get("plan"))
    name = words(price.get("nickname")) or words(price.get("id"))
    cost = amount(price.get("unit_amount", price.get("amount")), price.get("currency"))
    every = words(mapping(price.get("recurring")).get("interval")) or words(price.get("interval"))
    count = words(item.get("quantity"))
    each = f"{cost} a {every}" if cost and every else cost
    return " ".join(
        part for part in (f"{count} x" if count else "", name, f"({each})" if each else "") if part
    )


_PAID = _Event("paid", _invoice("was paid", "amount_paid"), "them")
_EVENTS = {
    "invoice.paid": _PAID,
    "invoice.payment_succeeded": _PAID,
    "invoice.sent": _Event("sent", _invoice("was sent", "amount_due"), "us"),
    "invoice.finalized": _Event("finalized", _invoice("is final", "amount_due")),
    "invoice.payment_failed": _Event("payment_failed", _invoice("could not be collected", "amount_due")),
    "invoice.voided": _Event("voided", _invoice("is void", "amount_due")),
    "invoice.marked_uncollectible": _Event("uncollectible", _invoice("is given up", "amount_due")),
    "invoice.overdue": _Event("overdue", _invoice("is overdue", "amount_due")),
    "charge.succeeded": _Event("succeeded", _payment("was made"), "them"),
    "charge.failed": _Event("failed", _payment("failed")),
    "charge.refunded": _Event(
        "refunded", lambda c: f"A refund of {_money('amount_refunded')(c)} was issued.", "us"
    ),
    "charge.dispute.created": _Event("disputed", lambda d: f"A payment of {_money('amount')(d)} is disputed."),
    "credit_note.created": _Event(
        "created", lambda n: f"A credit note was issued: {_listed(words(n.get('number')), _money('amount')(n))}.", "us"
    ),
    "quote.accepted": _Event(
        "accepted", lambda q: f"The quote was accepted: {_listed(words(q.get('number')), _money('amount_total')(q))}.",
        "them",
    ),
    "customer.subscription.created": _Event("created", _subscription("began")),
    "customer.subscription.updated": _Event("", _subscription("changed")),
    "customer.subscription.paused": _Event("", _subscription("pauses")),
    "customer.subscription.resumed": _Event("", _subscription("goes on")),
    "customer.subscription.deleted": _Event("deleted", _subscription("was ended")),
}  # fmt: skip
KNOWN = tuple(_EVENTS)


def read(body: Json, told: Told) -> Iterator[Change]:
    """One event, or nothing for kinds of no use to us. Raises Skip for what is no event of Stripe."""
    document = mapping(body)
    kind = words(document.get("type"))
    own = identifier(document.get("id"), "event id")
    known = _EVENTS.get(kind)
    thing = mapping(mapping(document.get("data")).get("object"))
    if known is None or (kind.startswith("charge.succ") and thing.get("invoice")):
        return  # a payment of an invoice is told by the invoice
    which = identifier(thing.get("id"), "object")
    ref = f"{which}/{known.change or own}"
    customer = _customer(thing)
    sender = {"us": told.ours, "them": customer}.get(known.said_by or "us", told.ours)
    said = known.said_by is not None and sender is not None
    lines = [Line(known.sentence(thing), said=said, by=known.said_by or "")]
    for label, value in (
        ("Customer", customer.label if customer else ""),
        ("For", words(thing.get("description"))),
    ):
        lines += [Line(f"{label}: {value}")] if value else []
    yield made(
        Told(told.source, words(document.get("account")) or "stripe", told.ours, told.received_at),
        EventKind.billing,
        ref,
        moment(document.get("created")),
        subject=_subject(kind, thing),
        lines=lines,
        sender=sender,
        to=tuple(p for p in (customer, told.ours) if p is not None and p != sender),
        thread=which,
        account=_account(thing, customer),
        link=words(thing.get("hosted_invoice_url"), 1000),
    )


def amount(value: Json, currency: Json) -> str:
    """An amount in Stripe's smallest unit as people write it: "1,200.00 EUR", "120,000 JPY"."""
    code = words(currency, 3).upper()
    if not isinstance(value, int) or isinstance(value, bool) or not code:
        return ""
    digits = 0 if code in _WITHOUT_DECIMALS else 3 if code in _THREE_DECIMALS else 2
    return f"{Decimal(value).scaleb(-digits):,.{digits}f} {code}"


def _subject(kind: str, thing: Json) -> str:
    what = kind.partition(".")[0] if not kind.startswith("customer.") else "subscription"
    return f"{what.replace('_', ' ').capitalize()} {words(thing.get('number')) or words(thing.get('id'))}"


def _customer(thing: Json) -> Participant | None:
    billing = mapping(thing.get("billing_details"))
    email = thing.get("customer_email") or thing.get("receipt_email") or billing.get("email")
    return person(email, thing.get("customer_name") or billing.get("name"))


def _account(thing: Json, customer: Participant | None) -> str:
    """By the `account` that somebody put into the metadata, else the customer's mail domain, else its name."""
    own = words(mapping(thing.get("metadata")).get("account"))
    if own or customer is None:
        return own
    return company_of(customer.email) or customer.name or ""
