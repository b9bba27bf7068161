"""Every connector's `integration.yml`, checked: what it may read, how it hears of changes, what is done and what is not."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from integrations.errors import Rejected
from records.models import Frozen

FOLDERS = Path(__file__).parent


class State(StrEnum):
    done = "done"
    todo = "todo"
    exempt = "exempt"


class Scope(Frozen):
    """A permission as the vendor names it, and why; words alone where the vendor knows no scopes."""

    name: str
    why: str = ""


class Fact(Frozen):
    """Something that the vendor says of its quota, and where."""

    fact: str = Field(min_length=1)
    source: str = Field(pattern=r"^https://\S+$")


class Item(Frozen):
    """One line of the checklist; what is exempt says why."""

    item: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    state: State
    reason: str | None = None

    @model_validator(mode="after")
    def _says_why(self) -> "Item":
        if self.state is State.exempt and not self.reason:
            raise ValueError(f"{self.item} is exempt without a reason")
        return self

    @property
    def words(self) -> str:
        return self.item.replace("_", " ")


class Integration(Frozen):
    """One `integration.yml`. A live source is one with `auth`; it says how it hears of changes and its quota."""

    name: str
    kind: Literal["source", "crm"]
    title: str = Field(min_length=1)
    access: str = Field(min_length=1)
    sign_in: Literal["google", "microsoft", "password"] | None = None
    """What `promissory connect` opens it with; None: it is not opened by that."""
    auth: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    scopes: tuple[Scope, ...]
    push: str | None = None
    poll: str | None = None
    change_feed: Literal["push", "poll"] | None = None
    cursor: str | None = None
    formats: tuple[str, ...] = ()
    options: dict[str, str] = {}
    quota: tuple[Fact, ...] = ()
    checklist: tuple[Item, ...] = Field(min_length=1)

    @field_validator("auth", "asks", "formats", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("options", mode="before")
    @classmethod
    def _as_words(cls, value: Any) -> Any:
        return {name: str(words) for name, words in value.items()} if isinstance(value, dict) else value

    @field_validator("scopes", mode="before")
    @classmethod
    def _scopes(cls, value: Any) -> Any:
        return [_scope(one) for one in value] if isinstance(value, list) else value

    @field_validator("checklist", mode="before")
    @classmethod
    def _items(cls, value: Any) -> Any:
        return [_item(name, said) for name, said in value.items()] if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _a_live_source_says_how_it_hears(self) -> "Integration":
        if self.auth and self.kind == "source":
            if not (self.push or self.poll):
                raise ValueError("it says neither push nor poll")
            if not self.quota:
                raise ValueError("it names no quota fact with its source")
            if not self.scopes:
                raise ValueError("it names no scope")
        return self

    def in_state(self, state: State) -> tuple[Item, ...]:
        return tuple(i for i in self.checklist if i.state is state)

    def is_done(self, item: str) -> bool:
        return any(i.item == item for i in self.in_state(State.done))


def _scope(one: Any) -> Any:
    """`{scope: …, why: …}`, `{SCOPE: why}`, or words alone."""
    if isinstance(one, str):
        return {"name": one}
    if isinstance(one, dict) and "why" in one:
        return {"name": one.get("scope", one.get("name")), "why": one["why"]}
    if isinstance(one, dict) and len(one) == 1:
        ((name, why),) = one.items()
        return {"name": name, "why": why}
    return one


def _item(name: Any, said: Any) -> Any:
    """`done`, `todo`, or either of `exempt` and `todo` with its reason."""
    if isinstance(said, dict) and len(said) == 1:
        ((state, reason),) = said.items()
        return {"item": name, "state": state, "reason": reason}
    return {"item": name, "state": said}


def load(folder: Path) -> Integration:
    """The sheet of one connector. Raises Rejected (one sentence) where it isn't as it should be."""
    import yaml

    try:
        document = yaml.safe_load((folder / "integration.yml").read_text(encoding="utf-8"))
        found = Integration.model_validate(document)
    except OSError as problem:
        raise Rejected(f"{folder.name} has no integration.yml.") from problem
    except yaml.YAMLError as problem:
        raise Rejected(f"{folder.name}/integration.yml is no YAML.") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        raise Rejected(f"{folder.name}/integration.yml: {where}: {first['msg']}.") from problem
    if found.name != folder.name:
        raise Rejected(f"{folder.name}/integration.yml says that it is {found.name}.")
    return found


def source_named(name: str) -> Integration:
    """The sheet of a source that people connect. Raises Rejected where there is none of that name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name) or not (FOLDERS / name / "integration.yml").exists():
        known = ", ".join(i.name for i in integrations() if i.sign_in is not None)
        raise Rejected(f"There is no source {name[:40]!r} to connect; there are {known}.")
    return load(FOLDERS / name)


@cache
def integrations() -> tuple[Integration, ...]:
    """Every connector that there is, sources first, by name. Raises as `load`."""
    found = (load(file.parent) for file in FOLDERS.glob("*/integration.yml"))
    return tuple(sorted(found, key=lambda i: (i.kind != "source", i.name)))


def lacking(integration: Integration, root: Path) -> list[str]:
    """What is marked as done in a working copy at `root` without what would show it."""
    suite = root / "tests" / "contracts" / f"test_{integration.name}.py"
    text = suite.read_text(encoding="utf-8") if suite.exists() else ""
    found = []
    if integration.is_done("contract_suite") and "Contract" not in text:
        found.append(f"contract_suite is done, but tests/contracts/{suite.name} runs none")
    if integration.is_done("paced_by_quota") and not integration.quota:
        found.append("paced_by_quota is done, but no quota is named")
    pushed = [i.item for i in integration.in_state(State.done) if i.item.startswith("push_")]
    if pushed and not integration.push:
        found.append(f"{pushed[0]} is done, but nothing is said of push")
    return found


# As a page


def as_markdown(found: tuple[Integration, ...]) -> str:
    """docs/reference/sources.md."""
    lines = [
        "# Sources and CRMs",
        "",
        "What each connector may read, how it hears of changes, and what of it is done. This page is written",
        "from every `integration.yml` by `python -m integrations.quality`; in a home,",
        "`promissory doctor --sources` shows the same.",
        "",
        "| connector | connects | hears by | done | todo | exempt |",
        "|---|---|---|---|---|---|",
    ]
    for i in found:
        counts = " | ".join(str(len(i.in_state(s))) for s in State)
        lines.append(f"| [{i.name}](#{i.name}) | {_plain(i.title)} | {hears_by(i)} | {counts} |")
    for i in found:
        lines += ["", f"## {i.name}", "", f"{_plain(i.title)}: {_plain(i.access)}.", ""]
        lines += [f"- **{name}**: {_plain(words)}" for name, words in facts(i)]
        if i.options:
            lines += ["", "| option | is |", "|---|---|"]
            lines += [f"| `{name}` | {_plain(words)} |" for name, words in i.options.items()]
        for state, words in (("Done", State.done), ("To do", State.todo), ("Exempt", State.exempt)):
            if items := i.in_state(words):
                lines += ["", f"**{state}**: {_plain('; '.join(map(told, items)))}."]
    return "\n".join(lines) + "\n"


def facts(i: Integration) -> list[tuple[str, str]]:
    """What a connector says of itself besides its checklist: name and words, one pair a line."""
    found = [("opened by", one) for one in i.auth]
    found += [("scope", f"{s.name}: {s.why}" if s.why else s.name) for s in i.scopes]
    found += [
        (name, words) for name, words in (("push", i.push), ("poll", i.poll), ("cursor", i.cursor)) if words
    ]
    found += [("reads", one) for one in i.formats]
    found += [("quota", f"{q.fact} ({q.source})") for q in i.quota]
    return [(name, " ".join(words.split())) for name, words in found]


def hears_by(i: Integration) -> str:
    """In two words how a connector hears of changes."""
    if i.push and i.poll:
        return "push, poll"
    return "push" if i.push else i.change_feed or "poll"


def told(item: Item) -> str:
    """One line of the checklist with its reason, if it gives one."""
    return f"{item.words} ({item.reason})" if item.reason else item.words


def _plain(words: str) -> str:
    """On one line, with nothing in it that the page would take for markup."""
    return " ".join(words.split()).translate({ord(c): "\\" + c for c in "*_|<"})


def write_page() -> Path:
    """Write the page anew; returns where it lies."""
    page = FOLDERS.parent / "docs" / "reference" / "sources.md"
    page.write_text(as_markdown(integrations()), encoding="utf-8")
    return page


if __name__ == "__main__":
    write_page()
