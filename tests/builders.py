"""The events, promises, people, mails and data homes that tests across packages speak of."""

import shutil
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.app import App
from bot.settings import Settings
from records.clock import FixedClock
from records.event_log import Digested
from records.models import (
    Direction,
    Event,
    EventKind,
    Evidence,
    Participant,
    Person,
    Promise,
    PromiseDraft,
    Proposal,
    ProposalStatus,
    Reminder,
    ReminderKind,
    Role,
    Strength,
    Verdict,
)
from records.promises import ledger_row
from records.subjects import subject_key

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""A Friday morning."""

PRIYA = Person(email="priya.raman@northbeam.example", role=Role.admin, name="Priya Raman")
HENRIK = Person(email="henrik.vogt@northbeam.example", role=Role.manager, name="Henrik Vogt")
MARA = Person(email="mara.lindqvist@northbeam.example", role=Role.rep, name="Mara Lindqvist")
TOM = Person(email="tom.adeyemi@northbeam.example", role=Role.rep, name="Tom Adeyemi")
COMPANY = (PRIYA, HENRIK, MARA, TOM)
DANA = "dana.whitfield@acme.example"
ACME = "0000104711"
ACME_DEAL = "70118"

SAMPLE = Path(__file__).parent.parent / "bot" / "sample_company"


def event(text: str = "We'll send the quote on Friday.", **changes: Any) -> Event:
    """A mail from Mara to Dana at Acme; its id follows from what it says."""
    number = changes.pop("number", 1)
    external_id = changes.pop("external_id", f"m{number}@northbeam.example")
    return Event(
        **{
            "id": "ev_" + sha256(f"{external_id}|{text}".encode()).hexdigest()[:20],
            "source": "files",
            "external_id": external_id,
            "kind": EventKind.mail,
            "at": NOW - timedelta(days=1),
            "sender": Participant(email=MARA.email, name=MARA.name),
            "to": (Participant(email=DANA, name="Dana Whitfield"),),
            "subject": "Your quote",
            "text": text,
            "said": ((0, len(text)),) if text else (),
            "thread": external_id,
            **changes,
        }
    )


def promise(of: Event, quote: str | None = None, *, account_id: str | None = None, **changes: Any) -> Promise:
    """What the event promises in these words; the whole text if none are given."""
    words = of.text if quote is None else quote
    start = of.text.index(words)
    made = PromiseDraft(
        **{
            "event_id": of.id,
            "start": start,
            "end": start + len(words),
            "quote": words,
            "direction": Direction.ours,
            "owner": MARA.email,
            "beneficiary": DANA,
            "action": "send the quote",
            "strength": Strength.firm,
            "confidence": 0.9,
            "at": of.at,
            **changes,
        }
    )
    return ledger_row(made, of, account_id=account_id, extractor="test")


def digested(
    of: Event, *promises: Promise, accounts: Iterable[str] = (), intents: Iterable[Any] = ()
) -> Digested:
    """The event as the log takes it, with its whole text as one passage."""
    spans = [(0, len(of.text))] if of.text else []
    return Digested(of, subject_key(of.subject), spans, promises, tuple(intents), tuple(accounts))


def proposal(name: str = "prop_1", **changes: Any) -> Proposal:
    """Acme's next step should be another one; Mara's mail says so."""
    return Proposal(
        **{
            "id": name,
            "crm": "sqlcrm",
            "entity": "deal",
            "entity_id": ACME_DEAL,
            "field": "next_step",
            "old": "wait for night shift decision",
            "new": "Send the quote",
            "evidence": (Evidence(event_id="ev_1", quote="We'll send the quote on Friday."),),
            "confidence": 0.9,
            "why": "promised",
            "proposer": MARA.email,
            "verdict": Verdict.needs_approval("crm_write", "A manager must approve."),
            "status": ProposalStatus.pending,
            "created_at": NOW,
            "expires_at": NOW + timedelta(days=7),
            **changes,
        }
    )


def reminder(number: int = 1, **changes: Any) -> Reminder:
    """Something Mara should hear now."""
    return Reminder(
        **{
            "id": f"rem_{number}",
            "person": MARA.email,
            "kind": ReminderKind.due_soon,
            "promise_ids": (f"pr_{number}",),
            "occurrence": f"due_soon:pr_{number}",
            "send_at": NOW,
            **changes,
        }
    )


def open_app(home: Path, *, now: datetime = NOW, crm: bool = True, people: bool = True, **more: Any) -> App:
    """A data home with the sample company's people and CRM, where the clock stands still at `now`.

    Opening the same folder again finds everything as it was left.
    """
    home.mkdir(parents=True, exist_ok=True)
    if crm and not (home / "crm.sqlite").exists():
        make_crm(home)
    app = App(Settings(home=home, embeddings=False, **more))
    clock = FixedClock(now)
    app.wall, app.clock = clock, clock  # type: ignore[assignment]
    if people and not app.people.all():
        app.people.add_domain("northbeam.example")
        for p in COMPANY:
            app.people.add(p.email, p.role, name=p.name, tz=p.tz)
    if crm:
        app.refresh_crm()
    return app


def make_crm(home: Path) -> None:
    """The sample company's legacy CRM with its mapping file."""
    connection = sqlite3.connect(home / "crm.sqlite")
    connection.executescript((SAMPLE / "crm.sql").read_text(encoding="utf-8"))
    connection.close()
    shutil.copy(SAMPLE / "crm_mapping.yml", home / "crm_mapping.yml")


def in_crm(home: Path, column: str = "NXT_STP", deal: str = ACME_DEAL) -> Any:
    """What the CRM's own table holds, read around Promissory."""
    connection = sqlite3.connect(home / "crm.sqlite")
    try:
        return connection.execute(f"SELECT {column} FROM OPP_HDR WHERE OPP_ID = ?", (deal,)).fetchone()[0]
    finally:
        connection.close()


def edit_crm(home: Path, column: str, value: Any, deal: str = ACME_DEAL) -> None:
    """A colleague types into the CRM."""
    connection = sqlite3.connect(home / "crm.sqlite")
    with connection:
        connection.execute(f"UPDATE OPP_HDR SET {column} = ? WHERE OPP_ID = ?", (value, deal))
    connection.close()


def write_mail(folder: Path, name: str, body: str, **changes: Any) -> Path:
    """One .eml: from Mara to Dana unless told otherwise.

    Changes: `sender`, `to`, `cc`, `subject`, `at`, `reply_to`, and `received` (Authentication-Results).
    """
    message = EmailMessage()
    message["From"] = changes.get("sender", f"Mara Lindqvist <{MARA.email}>")
    message["To"] = changes.get("to", f"Dana Whitfield <{DANA}>")
    if changes.get("cc"):
        message["Cc"] = changes["cc"]
    message["Subject"] = changes.get("subject", "Your quote")
    message["Date"] = changes.get("at", NOW - timedelta(days=1))
    message["Message-ID"] = changes.get("message_id", f"<{name}@mail.example>")
    if changes.get("reply_to"):
        message["In-Reply-To"] = message["References"] = f"<{changes['reply_to']}@mail.example>"
    if changes.get("received"):
        message["Authentication-Results"] = changes["received"]
    message.set_content(body)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.eml"
    path.write_bytes(message.as_bytes())
    return path


def read_mail(app: App, *paths: Path, owner: str = MARA.email) -> None:
    """Ingest files into somebody's mailbox and do all the work that follows from them."""
    app.ingest.run([str(p) for p in paths], owner)
    app.catch_up()


def table_counts(database: Path) -> dict[str, int]:
    """Rows a table, of every table of a SQLite file."""
    connection = sqlite3.connect(database)
    try:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith(("sqlite_", "passage_words"))
        ]
        return {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in sorted(names)}
    finally:
        connection.close()
