"""A small invented company: two reps who read different mail, one customer thread each, and canaries."""

from datetime import UTC, date, datetime, timedelta

from records.models import (
    Account,
    Direction,
    Event,
    EventKind,
    Participant,
    Person,
    Promise,
    PromiseStatus,
    Strength,
)
from tests.doubles.ledger import InMemoryLedger

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
"""A Wednesday."""
JANA, TOM = "jana@fabrikam.example", "tom@fabrikam.example"
CANARY = "KANARIENVOGEL"


class Company:
    """Builds mails that carry their promises, as the real pipeline would leave them."""

    def __init__(self) -> None:
        self.ledger = InMemoryLedger(
            people=[
                Person(email=JANA, role="rep", name="Jana Novak", tz="Europe/Berlin"),
                Person(email=TOM, role="rep", name="Tom Reed"),
            ],
            accounts=[
                Account(id="acme", name="Acme Corp", domains=("acme.example",)),
                Account(id="globex", name="Globex", domains=("globex.example",)),
                Account(id="initech", name="Initech Inc.", domains=("initech.example",)),
                Account(id="hooli", name="Hooli GmbH", domains=("hooli.example",)),
                Account(id="ibm", name="I.B.M. Corp", aliases=("International Business Machines",)),
                Account(id="secret", name="Sekretko", domains=("sekretko.example",), provisional=True),
            ],
        )
        self._count = 0

    def mail(
        self,
        text: str,
        *,
        account: str,
        at: datetime,
        readers: tuple[str, ...] = (JANA,),
        sender: str = JANA,
        subject: str = "",
        thread: str = "",
        kind: EventKind = EventKind.mail,
    ) -> Event:
        self._count += 1
        names = {JANA: "Jana Novak", TOM: "Tom Reed"}
        event = Event(
            id=f"e{self._count}",
            source="files",
            external_id=f"<{self._count}@mail.example>",
            kind=kind,
            at=at,
            sender=Participant(email=sender, name=names.get(sender)),
            subject=subject,
            text=text,
            said=((0, len(text)),),
            thread=thread,
        )
        self.ledger.add_event(event, readers, [account])
        return event

    def promise(
        self,
        event: Event,
        quote: str,
        action: str,
        *,
        due: date | None = None,
        owner: str = JANA,
        direction: Direction = Direction.ours,
        status: PromiseStatus = PromiseStatus.open,
        strength: Strength = Strength.firm,
        superseded_by: str | None = None,
        settled_by: str | None = None,
        id: str | None = None,
    ) -> Promise:
        start = event.text.index(quote)
        account = self.ledger.accounts_of([event.id])[event.id][0]
        name = next(a.name for a in self.ledger._accounts if a.id == account)
        promise = Promise(
            id=id or f"p-{event.id}-{start}",
            event_id=event.id,
            start=start,
            end=start + len(quote),
            quote=quote,
            direction=direction,
            owner=owner,
            beneficiary=name,
            action=action,
            strength=strength,
            due=due,
            confidence=0.9,
            at=event.at,
            account_id=account,
            account=name,
            status=status,
            superseded_by=superseded_by,
            settled_by=settled_by,
        )
        self.ledger.add_promise(promise)
        return promise


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def company() -> Company:
    """Eleven promises in eight mails, of which Tom alone reads one."""
    made = Company()
    old = made.mail(
        "Hi Ann,\n\nwe will send you the revised quote by Friday. Our platform supports SAML.\n",
        account="acme",
        at=datetime(2025, 11, 12, 9, tzinfo=UTC),
        subject="Quote",
    )
    made.promise(old, "we will send you the revised quote by Friday", "send the revised quote",
                 due=date(2025, 11, 14), status=PromiseStatus.kept, settled_by="e2", id="old-quote")  # fmt: skip
    made.mail("Here is the revised quote.\n", account="acme", at=datetime(2025, 11, 13, tzinfo=UTC))
    deck = made.mail(
        "You'll have the roadmap deck on Thursday. We should be able to add a sandbox too.\n",
        account="acme",
        at=ago(2),
        subject="Re: Roadmap",
    )
    made.promise(deck, "You'll have the roadmap deck on Thursday", "send the roadmap deck",
                 due=date(2026, 11, 19), id="deck")  # fmt: skip
    made.promise(
        deck, "We should be able to add a sandbox too", "add a sandbox", strength=Strength.soft, id="sandbox"
    )
    globex = made.mail(
        "I'll get the security questionnaire back to you by 13 November. We'll also fix the invoice.\n",
        account="globex",
        at=ago(12),
    )
    made.promise(globex, "I'll get the security questionnaire back to you by 13 November",
                 "return the security questionnaire", due=date(2026, 11, 13), id="questionnaire")  # fmt: skip
    friday = made.mail("We'll deliver the API docs on Friday.\n", account="hooli", at=ago(9))
    tuesday = made.mail("The API docs need longer: we'll deliver them on Tuesday, 24 November.\n",
                        account="hooli", at=ago(5), subject="API docs")  # fmt: skip
    made.promise(friday, "We'll deliver the API docs on Friday", "deliver the API docs", due=date(2026, 11, 13),
                 status=PromiseStatus.changed, superseded_by="docs-new", id="docs-old")  # fmt: skip
    made.promise(tuesday, "we'll deliver them on Tuesday, 24 November", "deliver the API docs",
                 due=date(2026, 11, 24), id="docs-new")  # fmt: skip
    theirs = made.mail("We will sign the contract next week, promised. The pricing is fine for us, "
                       "but the 12% discount must stay.\n", account="acme", at=ago(3),
                       sender="ann@acme.example", subject="Contract")  # fmt: skip
    made.promise(theirs, "We will sign the contract next week", "sign the contract", due=date(2026, 11, 27),
                 owner="ann@acme.example", direction=Direction.theirs, id="sign")  # fmt: skip
    hidden = made.mail(
        f"We will give Initech SSO for free, {CANARY}. We will also send Acme the {CANARY} report.\n",
        account="initech",
        at=ago(4),
        readers=(TOM,),
        sender=TOM,
        subject=f"SSO {CANARY}",
    )
    made.promise(hidden, "We will give Initech SSO for free", "give SSO for free", owner=TOM, id="sso")
    made.mail(f"Welcome to Sekretko, {CANARY}.\n", account="secret", at=ago(1), readers=(TOM,))
    made.mail("We looked at single sign-on together, thanks for the demo.\n", account="initech", at=ago(20),
              subject="Demo")  # fmt: skip
    return made
