"""Companies by independent hands, as marked texts: to mailboxes, calls, a CRM and labelled promises.

A folder below `data/ask/companies` is one company: `company.yml` (people, accounts, who holds which text),
`mails/` with texts in the format of `benchmarks/promise_texts.py`, and `questions.jsonl`. A promise's mark says
three things more: `key=`, `status=`, and `by=` the text that settles it.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.corpus import write_mbox
from benchmarks.promise_data import person
from benchmarks.promise_texts import MARK, BadLabel, people, turns_of
from records.models import Participant

FOLDER = Path(__file__).parent / "data" / "ask" / "companies"
_CRM = Path(__file__).parent / "data" / "large_company"
_HEADER = re.compile(r"(kind|message-id|in-reply-to|from|to|cc|at|subject): ?(.*)")
_PUBLIC_DAY = {"due?": None}


def names() -> list[str]:
    """Every company there is."""
    return sorted(p.parent.name for p in FOLDER.glob("*/questions.jsonl"))


def told(company: str) -> dict[str, Any]:
    """Its `company.yml`."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / company / "company.yml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Text:
    """One mail or call; `body` still holds its marks."""

    name: str
    headers: dict[str, str]
    body: str

    @property
    def call(self) -> bool:
        return self.headers.get("kind") == "transcript"

    @property
    def external_id(self) -> str:
        return f"{self.name}.vtt" if self.call else self.headers["message-id"]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.headers["at"])


def texts(company: str) -> list[Text]:
    """All of a company's texts, oldest first."""
    found = []
    for path in sorted((FOLDER / company / "mails").glob("*.txt")):
        for part in re.split(r"^=== *(?=\S)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = part.partition("\n")
            lines, headers = rest.split("\n"), {}
            while lines and (line := _HEADER.fullmatch(lines[0])):
                headers[line[1]] = line[2].strip()
                lines.pop(0)
            found.append(Text(name.strip(), headers, "\n".join(lines).strip("\n")))
    return sorted(found, key=lambda text: (text.at, text.name))


def write(company: str, folder: Path) -> None:
    """`company.yml`, mailboxes, calls, CRM and `gold.json` below `folder`, as the large company has them."""
    about, every = told(company), {text.name: text for text in texts(company)}
    shutil.rmtree(folder, ignore_errors=True)
    boxes = []
    for owner, held in about["mailboxes"].items():
        mine = [every[name] for name in held if name in every]
        short = owner.partition("@")[0]
        paths = [f"mail/{short}.mbox"]
        (folder / "mail").mkdir(parents=True, exist_ok=True)
        mails = sorted((t for t in mine if not t.call), key=lambda t: t.at)
        write_mbox(folder / paths[0], [(t.at, "", _mail(t)) for t in mails])
        for text in (t for t in mine if t.call):
            (folder / "calls" / short).mkdir(parents=True, exist_ok=True)
            (folder / "calls" / short / text.external_id).write_text(_call(text), encoding="utf-8")
        if any(t.call for t in mine):
            paths.append(f"calls/{short}")
        boxes.append({"owner": owner, "paths": paths})
    company_file = {
        "name": about["name"],
        "our_domains": about["our_domains"],
        "now": about["now"],
        "people": sorted(
            ({"team": None} | person_ for person_ in about["people"]), key=lambda p: p["role"] != "admin"
        ),
        "mailboxes": boxes,
        "crm": "crm.sql",
    }
    (folder / "company.yml").write_text(
        yaml.safe_dump(company_file, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    shutil.copy(_CRM / "crm_mapping.yml", folder / "crm_mapping.yml")
    (folder / "crm.sql").write_text("\n".join(_crm(about["accounts"])) + "\n", encoding="utf-8")
    (folder / "gold.json").write_text(
        json.dumps(gold(company), ensure_ascii=False, indent=1), encoding="utf-8"
    )


def gold(company: str) -> dict[str, Any]:
    """Promises, what counts neither way, and who may read which text; raises BadLabel."""
    about, every = told(company), {text.name: text for text in texts(company)}
    ours = set(about["our_domains"])
    accounts = {domain: one["name"] for one in about["accounts"] for domain in one.get("domains", [])}
    rows: list[dict[str, Any]] = []
    neither = []
    for text in every.values():
        for speaker, said in _said(text):
            for mark in MARK.finditer(said):
                if mark["open"]:
                    neither.append({"id": text.external_id, "quote": mark["open"]})
                else:
                    rows.append(_row(text, speaker, mark["words"], mark["labels"].split(), ours, accounts))
    for row in rows:
        by = every.get(row.pop("by") or "")
        row["evidence"] = [by.external_id] if by else []
        if row["status"] == "changed" and by:
            newer = [o for o in rows if o["id"] == by.external_id and o["direction"] == row["direction"]]
            newer = [o for o in newer if o is not row]
            row["superseded_by"] = max(newer, key=lambda o: _shared(row, o))["key"] if newer else None
    readers: dict[str, list[str]] = {}
    for owner, held in about["mailboxes"].items():
        for name in held:
            if name in every:
                readers.setdefault(every[name].external_id, []).append(owner)
    return {"promises": rows, "neither": neither, "readers": readers}


def _shared(one: dict[str, Any], other: dict[str, Any]) -> int:
    return len(
        set(re.findall(r"\w{4,}", one["quote"].lower())) & set(re.findall(r"\w{4,}", other["quote"].lower()))
    )


def _row(
    text: Text,
    speaker: Participant,
    quote: str,
    labels: list[str],
    ours: set[str],
    accounts: dict[str, str],
) -> dict[str, Any]:
    side = "ours" if speaker.email.rpartition("@")[2] in ours else "theirs"
    row: dict[str, Any] = {
        "key": "",
        "id": text.external_id,
        "at": text.headers["at"],
        "quote": quote,
        "direction": side,
        "owner": speaker.email,
        "strength": "firm",
        "due": None,
        "precision": "day",
        "status": "open",
        "superseded_by": None,
        "by": None,
    }
    for label in labels:
        name, _, value = label.partition("=")
        if name in ("key", "status", "owner", "by") and value:
            row[name] = value
        elif label in ("soft", "conditional"):
            row["strength"] = label
        elif label in ("ours", "theirs"):
            row["direction"] = label
        elif label in ("unsure", "open", "kept", "changed", "withdrawn"):
            row["status"] = label
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", label):
            row["due"] = label
        elif label not in _PUBLIC_DAY:
            raise BadLabel(f"{text.name}: a label of {len(label)} letters is none")
    if not row["key"]:
        raise BadLabel(f"{text.name}: a promise has no key")
    there = {p.email.rpartition("@")[2] for p in _everybody(text)}
    row["account"] = next((name for domain, name in accounts.items() if domain in there), "")
    return row


def _everybody(text: Text) -> list[Participant]:
    return [
        person(text.headers["from"]),
        *people(text.headers.get("to", "")),
        *people(text.headers.get("cc", "")),
    ]


def _said(text: Text) -> Iterator[tuple[Participant, str]]:
    """Who says what, with the marks."""
    if text.call:
        yield from turns_of(text.name, text.body.split("\n"))
    else:
        yield person(text.headers["from"]), text.body


def _bare(marked: str) -> str:
    return MARK.sub(lambda mark: mark["words"] or mark["open"], marked)


def _mail(text: Text) -> bytes:
    mail = EmailMessage()
    for header, name in (("from", "From"), ("to", "To"), ("cc", "Cc"), ("subject", "Subject")):
        if text.headers.get(header):
            mail[name] = text.headers[header]
    mail["Date"] = format_datetime(text.at)
    mail["Message-ID"] = text.headers["message-id"]
    if answers := text.headers.get("in-reply-to"):
        mail["In-Reply-To"] = answers
        mail["References"] = answers
    mail.set_content(_bare(text.body) + "\n", cte="quoted-printable")
    return bytes(mail)


def _call(text: Text) -> str:
    """As WebVTT, a turn a cue."""
    who = ", ".join(
        f"{p.name} <{p.email}>" for p in dict.fromkeys([*_everybody(text), *(who for who, _ in _said(text))])
    )
    cues = [
        f"WEBVTT\n\nNOTE\nTitle: {text.headers.get('subject', '')}\nDate: {text.headers['at']}\nParticipants: {who}"
    ]
    clock = 4.0
    for n, (speaker, said) in enumerate(_said(text), 1):
        took = 0.35 * len(said.split()) + 0.6
        words = " ".join(_bare(said).split())
        cues.append(f"{n}\n{_stamp(clock)} --> {_stamp(clock + took)}\n<v {speaker.name}>{words}")
        clock += took + 0.8
    return "\n\n".join(cues) + "\n"


def _stamp(seconds: float) -> str:
    return f"{int(seconds // 3600):02d}:{int(seconds // 60 % 60):02d}:{seconds % 60:06.3f}"


def _crm(accounts: list[dict[str, Any]]) -> Iterator[str]:
    yield (_CRM / "crm_tables.sql").read_text(encoding="utf-8")
    connection = sqlite3.connect(":memory:")
    for n, account in enumerate(accounts, 1):
        values = (
            f"C{n:03d}",
            account["name"],
            ";".join(account.get("domains", [])),
            ";".join(account.get("aliases", [])),
            account.get("region", ""),
            "active",
            account.get("owner", ""),
        )
        quoted = ", ".join(connection.execute("SELECT quote(?)", (v,)).fetchone()[0] for v in values)
        yield f"INSERT INTO CUST VALUES ({quoted});"
    connection.close()
