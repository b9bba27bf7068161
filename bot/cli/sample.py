"""Builds the sample company in a fresh home, from the files that come with the package."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import App
from bot.settings import Settings, load
from records.errors import PromissoryError
from records.models import Role

FOLDER = Path(__file__).parent.parent / "sample_company"
MARK = "sample-company.txt"


@dataclass(frozen=True)
class Sample:
    """Who asks what, in the sample company."""

    question: str
    asker: str


def default_home() -> Path:
    return Settings().home.with_name("promissory-demo")


def fresh_home(home: Path) -> Path:
    """An empty folder for the sample company; an older sample there is replaced, anything else is left alone."""
    home = home.expanduser().absolute()
    if (home / MARK).exists():
        shutil.rmtree(home)
    elif home.exists() and any(home.iterdir()):
        raise PromissoryError(f"{home} is not empty: give the demo a new folder with --home DIR.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / MARK).write_text("The sample company lives here; `promissory demo` may delete this folder.\n")
    return home


def build(home: Path, on_progress: Callable[[int, int], None]) -> tuple[App, Sample]:
    """The sample company, read, settled and proposed for; everything comes from running the code on its files."""
    import yaml

    company: dict[str, Any] = yaml.safe_load((FOLDER / "company.yml").read_text(encoding="utf-8"))
    _crm(home, company["crm"])
    first = App(load(home))
    first.facts_of_home.set("sample_started_at", first.wall.now().isoformat())
    first.facts_of_home.set("sample_now", company["now"])
    first.close()
    app = App(load(home))  # now on the sample company's own clock
    app.own_home("build the sample company")
    for domain in company["our_domains"]:
        app.people.add_domain(domain)
    for p in company["people"]:
        app.people.add(p["email"], Role(p["role"]), name=p["name"], team=p["team"], tz=p["tz"])
    app.refresh_crm()
    steps = len(company["mailboxes"]) + 1
    for n, box in enumerate(company["mailboxes"]):
        app.ingest.run([str(FOLDER / path) for path in box["paths"]], box["owner"])
        on_progress(n + 1, steps)
    app.start_engine()
    app.catch_up()
    on_progress(steps, steps)
    return app, Sample(company["question"], company["asker"])


def _crm(home: Path, script: str) -> None:
    connection = sqlite3.connect(home / "crm.sqlite")
    connection.executescript((FOLDER / script).read_text(encoding="utf-8"))
    connection.close()
    shutil.copy(FOLDER / "crm_mapping.yml", home / "crm_mapping.yml")
