"""Reads the hand-written texts of the large invented company: people, accounts, promises and everything around."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "data" / "large_company"
OUR_DOMAIN = "quillstone.example"
ZONES = {
    "UK": "Europe/London",
    "DE": "Europe/Berlin",
    "NO": "Europe/Oslo",
    "SE": "Europe/Stockholm",
    "PL": "Europe/Warsaw",
    "CZ": "Europe/Prague",
    "FR": "Europe/Paris",
    "BE": "Europe/Brussels",
    "NL": "Europe/Amsterdam",
    "LU": "Europe/Luxembourg",
    "CH": "Europe/Zurich",
    "ES": "Europe/Madrid",
}
_MARK = re.compile(r"\[\[(.+?)(?:\|([^\]]*))?\]\]")


@dataclass(frozen=True)
class Human:
    """Somebody who writes; `role` is "" outside our company and "-" for colleagues without a mailbox here."""

    key: str
    name: str
    email: str
    zone: str
    title: str = ""
    phone: str = ""
    role: str = ""
    team: str = ""

    @property
    def first(self) -> str:
        words = self.name.split()
        return words[1] if words[0] == "Dr" or words[0] == "Dr." else words[0]

    @property
    def ours(self) -> bool:
        return bool(self.role)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True)
class Customer:
    slug: str
    name: str
    crm_name: str
    domain: str
    aliases: tuple[str, ...]
    rep: str
    language: str
    region: str
    site: str
    status: str
    """active, pilot, prospect, churn; quiet: no promises; cold: no mail at all."""
    contacts: tuple[Human, ...]

    def contact(self, first: str) -> Human:
        return next(c for c in self.contacts if c.first == first)


@dataclass(frozen=True)
class Mark:
    """A promise in a text: the words and their labels."""

    quote: str
    due: date | None = None
    precision: str | None = None
    strength: str = "firm"
    owner: str | None = None
    theirs: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a promise: by the same side or the other, which of the text's promises, when, with what words."""

    same_side: bool
    status: str
    which: int
    at: datetime
    subject: str
    text: str


@dataclass(frozen=True)
class Script:
    """A hand-written mail, call or meeting."""

    account: str
    who: str
    to: str
    at: datetime
    subject: str
    text: str
    outcomes: tuple[Outcome, ...] = ()
    key: str = ""


def _lines(name: str) -> Iterator[str]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            yield line


def _cells(name: str) -> Iterator[list[str]]:
    for line in _lines(name):
        if line.strip():
            yield [cell.strip() for cell in line.split("|")]


@cache
def people() -> dict[str, Human]:
    return {
        key: Human(key, name, email, zone, title, phone, role, team)
        for key, name, email, role, team, zone, title, phone in _cells("people.txt")
    }


@cache
def customers() -> dict[str, Customer]:
    found = {}
    for slug, name, crm, domain, aliases, rep, lang, region, site, status, contacts in _cells("accounts.txt"):
        zone = ZONES.get(region, people()[rep].zone)
        humans = []
        for contact in contacts.split(";"):
            full, _, title = contact.strip().partition(", ")
            local = plain(full.removeprefix("Dr. ").removeprefix("Dr ")).lower().replace(" ", ".")
            humans.append(Human(local, full, f"{local.replace(chr(39), '')}@{domain}", zone, title))
        known = tuple(a.strip() for a in aliases.split(",") if a.strip())
        found[slug] = Customer(slug, name, crm, domain, known, rep, lang, region, site, status, tuple(humans))
    return found


def plain(text: str) -> str:
    """Without accents, as in a mail address."""
    import unicodedata

    spelled = (
        text.replace("ö", "oe").replace("ü", "ue").replace("ä", "ae").replace("ß", "ss").replace("ø", "o")
    )
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Section title -> its lines (blank ones too, where the section has blocks)."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in _lines(name):
        if line.startswith("== "):
            title = line[3:].strip()
            found[title] = []
        elif title:
            found[title].append(line)
    return {title: tuple(lines) for title, lines in found.items()}


def lines(name: str, title: str) -> tuple[str, ...]:
    return tuple(line for line in sections(name).get(title, ()) if line.strip())


def exchanges(language: str) -> list[tuple[tuple[str, str], ...]]:
    """Conversations as (who, words) pairs."""
    blocks = "\n".join(sections("chatter.txt")[language]).split("\n\n")
    return [
        tuple((line[0], line[3:]) for line in block.splitlines() if line.strip())
        for block in blocks
        if block.strip()
    ]


def unmark(text: str) -> tuple[str, list[Mark]]:
    """The text as it is written, and the promises that were marked in it."""
    return _MARK.sub(lambda m: m[1], text), [_mark(m[1], m[2] or "") for m in _MARK.finditer(text)]


def _mark(quote: str, labels: str) -> Mark:
    values: dict[str, Any] = {"quote": quote}
    for label in labels.split():
        if label in ("soft", "conditional"):
            values["strength"] = label
        elif label in ("week", "month", "quarter", "year"):
            values["precision"] = label
        elif label == "theirs":
            values["theirs"] = True
        elif label.startswith("owner="):
            values["owner"] = label.removeprefix("owner=")
        else:
            values["due"] = date.fromisoformat(label)
            values.setdefault("precision", "day")
    return Mark(**values)


def scripts(name: str) -> list[Script]:
    """Hand-written mails (`specials.txt`, `facts.txt`): head line, text, outcomes."""
    found: list[Script] = []
    for line in _lines(name):
        if line.startswith("@ "):
            cells = [c.strip() for c in line[2:].split("|")]
            key = cells.pop(0) if name == "facts.txt" else ""
            account, who, to, at, subject = cells
            found.append(Script(account, who, to, moment(at), subject, "", key=key))
        elif line.strip():
            found[-1] = _continued(found[-1], line)
    return found


def _continued(script: Script, line: str) -> Script:
    from dataclasses import replace

    if not line.startswith((">> ", "<< ")):
        return replace(script, text=f"{script.text}\n{line}".strip())
    head, *rest = (c.strip() for c in line[3:].split(" | "))
    status, at = head.split(" ", 1)
    subject, text = rest if len(rest) == 2 else ("", rest[0])
    which = int(status[-1]) - 1 if status[-1].isdigit() else 0
    outcome = Outcome(line.startswith(">>"), status.rstrip("0123456789"), which, moment(at), subject, text)
    return replace(script, outcomes=(*script.outcomes, outcome))


def spoken(name: str) -> list[Script]:
    """Calls (`calls.txt`) and meetings (`meetings.txt`)."""
    found: list[Script] = []
    for line in _lines(name):
        if line.startswith("% "):
            account, rep, at, title = (c.strip() for c in line[2:].split("|"))
            found.append(Script(account, rep, "", moment(at), title, ""))
        elif line.strip():
            found[-1] = _continued(found[-1], line)
    return found


def moment(words: str) -> datetime:
    """ "2026-03-11 14" or "2026-03-11 14:30", still without a zone."""
    return datetime.strptime(words, "%Y-%m-%d %H:%M" if ":" in words else "%Y-%m-%d %H")
