"""The data homes that questions are asked in: the sample company, the large invented one, and others' companies."""

import json
import shutil
import sqlite3
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from benchmarks import ask_companies, large_company
from bot.cli import sample

if TYPE_CHECKING:
    from bot.app import App

COMPANIES = ("sample", "large")
"""Our own; beside them there are those of `ask_companies`."""
_MARK = "asked-for.json"


def opened(company: str, folder: Path, *, embeddings: bool, fresh: bool, labelled: bool = False) -> "App":
    """The company's home below `folder`, built if it is not there or an older extractor read it.

    A kept home shows neither changed settling nor changed indexing: `fresh` builds it anew.
    `labelled` gives it the gold promises instead of the extracted ones.
    """
    from bot.app import App
    from bot.settings import load
    from retrieval.extract import EXTRACTOR_VERSION

    home = folder / (f"{company}-labelled" if labelled else company)
    wanted = {"extractor": EXTRACTOR_VERSION, "embeddings": embeddings}
    mark = home / _MARK
    if fresh or not mark.exists() or json.loads(mark.read_text()) != wanted:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        app = _build(company, home, embeddings)
        if labelled:
            from benchmarks.ask_gold import gold_of
            from benchmarks.ask_ledger import install

            install(app, gold_of(company, folder))
        app.close()
        mark.write_text(json.dumps(wanted))
    return App(load(home).model_copy(update={"embeddings": embeddings}))


def files(company: str, folder: Path) -> Path:
    """Where the company's files lie; the large one's are written first."""
    if company == "sample":
        return sample.FOLDER
    written = folder / f"{company}-company-files"
    if not (written / "gold.json").exists():
        if company == "large":
            large_company.write(written)
        else:
            ask_companies.write(company, written)
    return written


def _build(company: str, home: Path, embeddings: bool) -> "App":
    if company == "sample":
        shutil.rmtree(home)
        app, _ = sample.build(sample.fresh_home(home), lambda done, total: None)
    else:
        source = home.parent / f"{company}-company-files"
        shutil.rmtree(source, ignore_errors=True)
        app = _read(home, files(company, home.parent))
    if embeddings:
        app.build_index.run()
    return app


def _read(home: Path, source: Path) -> "App":
    from bot.app import App
    from bot.settings import load
    from records.models import Role

    company: dict[str, Any] = yaml.safe_load((source / "company.yml").read_text(encoding="utf-8"))
    connection = sqlite3.connect(home / "crm.sqlite")
    connection.executescript((source / company["crm"]).read_text(encoding="utf-8"))
    connection.close()
    shutil.copy(source / "crm_mapping.yml", home / "crm_mapping.yml")
    first = App(load(home))
    first.facts_of_home.set("sample_started_at", first.wall.now().isoformat())
    first.facts_of_home.set("sample_now", company["now"])
    first.close()
    app = App(load(home))  # now on the company's own clock
    app.own_home("build an invented company")
    for domain in company["our_domains"]:
        app.people.add_domain(domain)
    for p in company["people"]:
        app.people.add(p["email"], Role(p["role"]), name=p["name"], team=p["team"], tz=p["tz"])
    app.refresh_crm()
    for box in company["mailboxes"]:
        app.ingest.run([str(source / path) for path in box["paths"]], box["owner"])
    app.start_engine()
    app.catch_up()
    return app


def name_of(external_id: str) -> str:
    """An event's id as the gold files write it: no brackets, a call's file without folders, no repetition."""
    return external_id.strip("<>").rpartition("/")[2].partition("#")[0]


def readers(company: str, folder: Path) -> dict[str, set[str]]:
    """Event id -> whose mailbox, calendar or calls hold it; read from the files, not from the ledger."""
    source = files(company, folder)
    if company != "sample":
        told = json.loads((source / "gold.json").read_text(encoding="utf-8"))["readers"]
        return {name_of(k): set(v) for k, v in told.items()}
    found: dict[str, set[str]] = {}
    boxes = yaml.safe_load((source / "company.yml").read_text(encoding="utf-8"))["mailboxes"]
    for box in boxes:
        for path in (source / p for p in box["paths"]):
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                for name in _names(file):
                    found.setdefault(name, set()).add(box["owner"])
    return found


def _names(file: Path) -> list[str]:
    data = file.read_bytes() if file.is_file() else b""
    if file.suffix == ".eml":
        return [name_of(str(message_from_bytes(data, policy=default)["Message-ID"]).strip())]
    if file.suffix == ".mbox":
        mails = data.split(b"\nFrom ")
        return [name_of(str(message_from_bytes(m.partition(b"\n")[2])["Message-ID"]).strip()) for m in mails]
    if file.suffix == ".ics":
        lines = data.decode().replace("\r\n ", "").replace("\n ", "").splitlines()
        return [name_of(line[4:]) for line in lines if line.startswith("UID:")]
    return [file.name] if file.suffix == ".vtt" else []
