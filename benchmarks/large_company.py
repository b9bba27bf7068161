"""Writes a second, larger invented company: 5,000 mails, calls, meetings, a CRM, and its own gold ledger."""

import argparse
import json
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import yaml

from benchmarks import large_company_texts as texts
from benchmarks.corpus import write_mbox
from benchmarks.large_company_mail import calendar, rendered, transcript
from benchmarks.large_company_story import FIRST, LAST, MAILS, NOW, Letter, Story, Talk, Writer
from benchmarks.large_company_texts import Human

SEED = 7
FOLDERS = ("samuel", "yuki")
"""Whose mailbox is a folder of .eml files; the others' is one .mbox."""


def told(seed: int = SEED) -> Story:
    """The whole story; the same seed tells the same story."""
    story = Story()
    writers = {slug: Writer(c, story, seed) for slug, c in texts.customers().items() if c.status != "cold"}
    for script in texts.scripts("specials.txt"):
        writers[script.account].written(script)
    for script in texts.scripts("facts.txt"):
        writers[script.account].fact(script)
    for script in texts.spoken("calls.txt"):
        writers[script.account].call(script)
    for script in texts.spoken("meetings.txt"):
        writers[script.account].meeting(script)
    for writer in writers.values():
        if writer.c.status != "quiet":
            _arcs(writer)
        _meetings(writer)
    _Office(story, seed).write()
    dice = random.Random(f"{seed}/chatter")
    everybody = list(writers.values())
    while len(story.letters) < MAILS:
        dice.choice(everybody).chatter(FIRST + timedelta(days=dice.randrange((LAST - FIRST).days)))
    # The last conversation may go one mail too far; nothing answers or settles it.
    del story.letters[MAILS:]
    story.letters.sort(key=lambda m: (m.at, m.key))
    story.pledges.sort(key=lambda p: (p.account, p.at, p.quote))
    for n, pledge in enumerate(story.pledges):
        before = sum(p.account == pledge.account for p in story.pledges[:n])
        pledge.key = f"{pledge.account}-{before + 1:02d}"
    return story


def _arcs(writer: Writer) -> None:
    dice, span = writer.dice, (LAST - FIRST).days
    for _ in range(dice.randint(4, 8)):
        back = dice.randrange(1, 40) if dice.random() < 0.35 else dice.randrange(span)
        side = "ours" if dice.random() < 0.62 else "theirs"
        language = writer.c.language if dice.random() < 0.9 else "en"
        writer.arc(LAST - timedelta(days=back), side, language)


def _meetings(writer: Writer) -> None:
    """Dates without any promise in them."""
    for n in range(writer.dice.randrange(3)):
        at = writer.at(FIRST + timedelta(days=writer.dice.randrange(420))).replace(tzinfo=writer.rep.tz)
        title = f"{writer.c.name}: {writer.dice.choice(('review', 'check-in', 'demo', 'walk-through'))}"
        notes = f"Agenda: {writer.dice.choice(('open jobs', 'alarms', 'users', 'spare parts'))}, {writer.c.site}, questions."
        uid = f"{writer.c.slug}-{n}-{writer.dice.getrandbits(32):08x}@{texts.OUR_DOMAIN}"
        people = [writer.rep, *writer.c.contacts]
        writer.story.talks.append(Talk(uid, writer.c.slug, writer.rep, at, title, people, [], notes))


class _Office:
    """Mail that is not about a customer: colleagues, families, newsletters, robots."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story, self.dice, self.count = story, random.Random(f"{seed}/office"), 0
        self.boxes = [p for p in texts.people().values() if p.role != "-"]
        self.accounts = [c.name for c in texts.customers().values()]

    def write(self) -> None:
        for day in range((LAST - FIRST).days):
            at = FIRST + timedelta(days=day)
            for _ in range(self.dice.choice((1, 2, 2, 3)) if at.weekday() < 5 else 0):
                self._internal(self._moment(at))
            for _ in range(self.dice.choice((0, 1, 2, 3))):
                self._newsletter(self._moment(at))
            if self.dice.random() < 0.35:
                self._personal(self._moment(at))
            if self.dice.random() < 0.15 and at.weekday() < 5:
                self._away(self._moment(at))
        for title, kind in (
            ("internal promise", "mail"),
            ("confidential", "mail"),
            ("personal promise", "personal"),
        ):
            for line in texts.lines("other.txt", title):
                self._by_hand(line, kind)

    def _moment(self, day: Any) -> Any:
        from datetime import datetime, time

        return datetime.combine(day, time(self.dice.randint(7, 19), self.dice.randrange(60)))

    def _send(self, sender: Human, to: list[Human], at: Any, subject: str, body: str, kind: str) -> Letter:
        self.count += 1
        key = f"{self.dice.getrandbits(44):011x}.{kind}.{self.count}"
        letter = Letter(key, at.replace(tzinfo=sender.tz), sender, to, subject, body, kind=kind)
        self.story.letters.append(letter)
        return letter

    def _slots(self) -> dict[str, object]:
        return {
            "n": self.dice.randint(12, 89),
            "name": self.dice.choice(("Ben", "Marie", "Lotte", "Tom", "Aiko", "Paula")),
            "account": self.dice.choice(self.accounts),
        }

    def _internal(self, at: Any) -> None:
        sender = self.dice.choice(list(texts.people().values()))
        others = [p for p in self.boxes if p is not sender]
        words = self.dice.sample(texts.lines("other.txt", "internal"), self.dice.choice((1, 1, 2)))
        body = "\n\n".join(["Hi all," if self.dice.random() < 0.5 else "Hello,", *words, "Best,"]).format(
            **self._slots()
        )
        subject = self.dice.choice(("FYI", "Team", "Small things", "Heads up", "News", "Question to all"))
        self._send(
            sender, self.dice.sample(others, self.dice.choice((1, 1, 2, 3, 7))), at, subject, body, "mail"
        )

    def _newsletter(self, at: Any) -> None:
        name, email, subject, body = (
            c.strip() for c in self.dice.choice(texts.lines("other.txt", "newsletter")).split(" | ")
        )
        slots, to = self._slots(), self.dice.choice(self.boxes)
        sender = Human(name, name, email, "UTC")
        self._send(sender, [to], at, subject.format(**slots), body.format(**slots), "newsletter")

    def _personal(self, at: Any) -> None:
        to = self.dice.choice(self.boxes)
        family = to.name.split()[-1].lower()
        friend = Human(
            "friend", f"Alex {to.name.split()[-1]}", f"alex@{texts.plain(family)}.family.example", to.zone
        )
        words = " ".join(self.dice.sample(texts.lines("other.txt", "personal"), 2)).format(**self._slots())
        sender, receiver = (friend, to) if self.dice.random() < 0.6 else (to, friend)
        self._send(sender, [receiver], at, self.dice.choice(("Sunday", "hello", "photos")), words, "personal")

    def _away(self, at: Any) -> None:
        customer = self.dice.choice([c for c in texts.customers().values() if c.status != "cold"])
        sender = self.dice.choice(customer.contacts)
        body = self.dice.choice(texts.lines("other.txt", "out of office"))
        rep = texts.people()[customer.rep]
        self._send(sender, [rep], at, f"Automatic reply: {customer.site}", body, "auto")

    def _by_hand(self, line: str, kind: str) -> None:
        if line.startswith("@ "):
            sender, to, when, subject = (c.strip() for c in line[2:].split(" | "))
            name, email = parseaddr(to)
            friend = Human(name, name, email, texts.people()[sender].zone)
            receiver = texts.people().get(to) or friend
            self.head = (texts.people()[sender], receiver, texts.moment(when), subject)
            return
        by, receiver, at, subject = self.head
        said, marks = texts.unmark(line)
        letter = self._send(by, [receiver], at, subject, f"Hi {receiver.first},\n\n{said}", kind)
        self.story.neither.extend((letter.message_id, m.quote) for m in marks)


def gold(story: Story) -> dict[str, Any]:
    """What is true in the company: promises, who may read what, and what counts neither way."""
    readers = {m.message_id: m.readers for m in story.letters}
    readers |= {t.id: [t.rep.email] for t in story.talks}
    return {
        "now": NOW.isoformat(),
        "names": {c.slug: c.name for c in texts.customers().values()},
        "facts": dict(sorted(story.facts.items())),
        "neither": [{"id": where, "quote": quote} for where, quote in story.neither],
        "readers": readers,
        "promises": [
            {
                "key": p.key,
                "account": p.account,
                "direction": p.direction,
                "owner": p.owner,
                "at": p.at.isoformat(),
                "due": p.due.isoformat() if p.due else None,
                "precision": p.precision,
                "strength": p.strength,
                "status": p.final,
                "superseded_by": p.superseded_by.key if p.superseded_by else None,
                "source": p.source,
                "id": p.id,
                "quote": p.quote,
                "topic": p.topic,
                "evidence": p.evidence,
                "readers": p.readers,
            }
            for p in story.pledges
        ],
    }


@dataclass(frozen=True)
class Written:
    """What was written, in numbers."""

    mails: int
    promises: int
    copies: int


def write(folder: Path, seed: int = SEED) -> Written:
    """Mailboxes, calendars, calls, CRM, `company.yml` and `gold.json` below `folder`."""
    story = told(seed)
    made = [(m, rendered(m)) for m in story.letters]
    copies = 0
    boxes = []
    for person in (p for p in texts.people().values() if p.role != "-"):
        mine = [(m.at, m.sender.email, data) for m, data in made if person.email in m.readers]
        copies += len(mine)
        paths = [_mailbox(folder, person, mine)]
        talks = [t for t in story.talks if t.rep is person]
        if talks:
            _put(folder / f"calendar/{person.key}.ics", calendar(person, [t for t in talks if not t.turns]))
            paths.append(f"calendar/{person.key}.ics")
        for talk in talks:
            if talk.turns:
                _put(folder / talk.id, transcript(talk))
        if any(t.turns for t in talks):
            paths.append(f"calls/{person.key}")
        boxes.append({"owner": person.email, "paths": paths})
    _put(folder / "crm.sql", _crm())
    _put(folder / "crm_mapping.yml", (texts.FOLDER / "crm_mapping.yml").read_text(encoding="utf-8"))
    _put(folder / "company.yml", yaml.safe_dump(_company(boxes), allow_unicode=True, sort_keys=False))
    _put(folder / "gold.json", json.dumps(gold(story), ensure_ascii=False, indent=1))
    return Written(len(made), len(story.pledges), copies)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def _mailbox(folder: Path, person: Human, mine: list[tuple[Any, str, bytes]]) -> str:
    path = folder / "mail" / (person.key if person.key in FOLDERS else f"{person.key}.mbox")
    if person.key not in FOLDERS:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_mbox(path, mine)
        return f"mail/{path.name}"
    path.mkdir(parents=True, exist_ok=True)
    for n, (at, _, data) in enumerate(mine):
        (path / f"{at:%Y-%m-%d_%H%M}_{n:04d}.eml").write_bytes(data)
    return f"mail/{path.name}"


def _company(boxes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "Quillstone",
        "our_domains": [texts.OUR_DOMAIN],
        "now": NOW.isoformat(),
        "people": [
            {"email": p.email, "name": p.name, "role": p.role, "team": p.team, "tz": p.zone}
            for p in sorted(texts.people().values(), key=lambda p: p.role != "admin")
            if p.role != "-"
        ],
        "mailboxes": boxes,
        "crm": "crm.sql",
    }


def _crm() -> str:
    """A snapshot of the CRM as SQL."""
    return "\n".join([(texts.FOLDER / "crm_tables.sql").read_text(encoding="utf-8"), *_rows()]) + "\n"


def _rows() -> Iterator[str]:
    connection = sqlite3.connect(":memory:")

    def row(table: str, *values: Any) -> str:
        marks = ", ".join(connection.execute("SELECT quote(?)", (v,)).fetchone()[0] for v in values)
        return f"INSERT INTO {table} VALUES ({marks});"

    contact = 0
    for n, c in enumerate(texts.customers().values(), 1):
        number = f"Q{n + 3000}"
        rep = texts.people()[c.rep].email
        status = {"quiet": "prospect", "cold": "prospect"}.get(c.status, c.status)
        yield row("CUST", number, c.crm_name, c.domain, ";".join(c.aliases), c.region, status, rep)
        for human in c.contacts:
            contact += 1
            yield row("CONTACT", contact, number, human.name, human.email, human.title)
        dice = random.Random(c.slug)
        stage = dice.choice(("qualified", "offer", "negotiation", "won"))
        day = (LAST + timedelta(days=dice.randrange(15, 120))).isoformat()
        amount = dice.randrange(8, 90) * 1000
        yield row(
            "DEAL",
            n,
            number,
            f"Track {re.sub('^[a-z ]+', '', c.site) or c.site}",
            amount,
            day,
            stage,
            None,
            rep,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outdir", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    done = write(options.outdir, options.seed)
    print(json.dumps({"mails": done.mails, "copies_in_mailboxes": done.copies, "promises": done.promises}))


if __name__ == "__main__":
    main()
