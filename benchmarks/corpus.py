"""Builds mailboxes of any size out of real mails: new Message-IDs, dates, threads and invented companies."""

import json
import os
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

OUR_DOMAIN = "hartwell.example"
OWNER = f"nina.ortiz@{OUR_DOMAIN}"
"""Whose mailbox it is: everything is from or to this address."""

COMPANIES = 200
FIRST_DAY, DAYS = datetime(2024, 1, 8, 8, 0, tzinfo=UTC), 700
REPLIES = 0.45
"""Share of mails that answer one of the same company's last mails."""

_REPLACED = re.compile(
    rb"(?:from|to|cc|bcc|reply-to|sender|subject|date|message-id|references|in-reply-to|resent-[a-z-]+)\s*:",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(rb"^(>*From )", re.MULTILINE)
_ONE = ("Alder", "Birch", "Coral", "Delta", "Ember", "Falcon", "Garnet", "Harbour", "Iris", "Juniper")
_TWO = ("Bakery", "Castings", "Freight", "Optics", "Paper", "Pumps", "Robotics", "Seeds", "Textiles", "Water")
_PEOPLE = ("Ada Lund", "Ben Okoro", "Carla Fink", "Dmitri Weiss", "Eva Moreau", "Farid Khan", "Greta Holm")


def eval_data() -> Path:
    """The folder of evaluation data, which is never part of the project."""
    root = os.environ.get("PROMISSORY_EVAL_DATA")
    return Path(root) if root else Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True)
class Source:
    """The parts of a real mail that are kept as they are: its other headers and its body."""

    headers: bytes
    body: bytes


def real_mails(folder: Path | None = None) -> list[Source]:
    """The real mails as byte strings. Raises FileNotFoundError where the evaluation data is absent."""
    folder = folder or eval_data() / "mails"
    paths = sorted(folder.glob("*.eml")) if folder.is_dir() else []
    if not paths:
        raise FileNotFoundError(f"no real mails in {folder}: set PROMISSORY_EVAL_DATA")
    found = []
    for path in paths:
        data = path.read_bytes().replace(b"\r\n", b"\n")
        if b"\x00" not in data[:200]:  # an Outlook file that only has the name of a mail
            found.append(_split(data))
    return found


def written_mails() -> list[Source]:
    """Our own sales mails of the promise benchmark: real mailboxes of sales people hold more promises."""
    lines = (Path(__file__).parent / "data" / "promises" / "mails.jsonl").read_text(encoding="utf-8")
    return [
        Source(
            b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
            str(json.loads(line)["body"]).encode("utf-8"),
        )
        for line in lines.splitlines()
    ]


def _split(data: bytes) -> Source:
    if data.startswith((b"From ", b"\n")):
        data = data.lstrip(b"\n")
        data = data.partition(b"\n")[2] if data.startswith(b"From ") else data
    head, _, body = data.partition(b"\n\n")
    kept: list[bytes] = []
    dropping = False
    for line in head.split(b"\n"):
        if line[:1] in b" \t" and line[:1]:
            if not dropping:
                kept.append(line)
            continue
        dropping = _REPLACED.match(line) is not None
        if not dropping:
            kept.append(line)
    return Source(b"".join(line + b"\n" for line in kept if line.strip()), body)


@dataclass(frozen=True)
class _Sent:
    """What a later answer needs to know."""

    message_id: str
    references: str
    subject: str


def mails(count: int, *, written: float = 0.0, seed: int = 1) -> Iterator[tuple[datetime, str, bytes]]:
    """`count` mails in order of their dates: (date, sender's address, bytes).

    `written` is the share taken from our own sales mails instead of real ones.
    """
    chance = random.Random(seed)
    real, own = real_mails(), written_mails() if written else []
    latest: list[list[_Sent]] = [[] for _ in range(COMPANIES)]
    for n in range(count):
        at = FIRST_DAY + timedelta(days=DAYS) * n / count
        # A few companies write a lot, most write now and then.
        company = min(int(chance.paretovariate(0.6)) - 1, COMPANIES - 1) if chance.random() < 0.5 else -1
        company = chance.randrange(COMPANIES) if company < 0 else company
        source = chance.choice(own) if chance.random() < written else real[n % len(real)]
        before = latest[company][-4:]
        answered = chance.choice(before) if before and chance.random() < REPLIES else None
        sent = _Sent(
            f"<{n:06d}.{chance.getrandbits(40):010x}@mail.example>",
            f"{answered.references} {answered.message_id}".strip() if answered else "",
            f"Re: {answered.subject.removeprefix('Re: ')}" if answered else _subject(chance, n),
        )
        latest[company].append(sent)
        sender, to = _people(chance, company)
        yield at, sender[1], _mail(source, sent, answered, sender, to, at)


def _people(chance: random.Random, company: int) -> tuple[tuple[str, str], tuple[str, str]]:
    first, second = _ONE[company % 10], _TWO[company // 10 % 10]
    domain = f"{first}-{second}{'' if company < 100 else '-group'}.example".lower()
    name = chance.choice(_PEOPLE[:3] if company % 2 else _PEOPLE[3:])
    them, us = (name, f"{name.replace(' ', '.').lower()}@{domain}"), ("Nina Ortiz", OWNER)
    return (us, them) if chance.random() < 0.5 else (them, us)


def _subject(chance: random.Random, n: int) -> str:
    things = ("quote", "order", "delivery", "audit", "renewal", "pilot", "invoice", "training", "workshop")
    return f"{chance.choice(things).title()} {1000 + n}: {chance.choice(things)} and {chance.choice(things)}"


def _mail(
    source: Source,
    sent: _Sent,
    answered: _Sent | None,
    sender: tuple[str, str],
    to: tuple[str, str],
    at: datetime,
) -> bytes:
    head = [
        f"From: {sender[0]} <{sender[1]}>",
        f"To: {to[0]} <{to[1]}>",
        f"Subject: {sent.subject}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {sent.message_id}",
    ]
    if answered:
        head += [f"In-Reply-To: {answered.message_id}", f"References: {sent.references}"]
    return ("\n".join(head) + "\n").encode() + source.headers + b"\n" + source.body


def write_mbox(path: Path, made: Iterable[tuple[datetime, str, bytes]]) -> int:
    """One mbox as Google Takeout writes it; returns the number of mails."""
    count = 0
    with path.open("wb") as file:
        for count, (at, _, data) in enumerate(made, 1):
            day = at.strftime("%a %b %d %H:%M:%S +0000 %Y")
            file.write(f"From {1_700_000_000_000 + count}@xxx {day}\n".encode())
            file.write(f"X-GM-THRID: {1_700_000_000_000 + count}\nX-Gmail-Labels: Inbox,Opened\n".encode())
            file.write(_FROM_LINE.sub(rb">\1", data).rstrip(b"\n") + b"\n\n")
    return count


def write_maildir(folder: Path, made: Iterable[tuple[datetime, str, bytes]]) -> int:
    """A maildir; returns the number of mails."""
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    count = 0
    for count, (at, _, data) in enumerate(made, 1):
        (folder / "cur" / f"{int(at.timestamp())}.{count}.bench:2,S").write_bytes(data)
    return count
