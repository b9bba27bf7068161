"""What a reply is made of, the same for every surface."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Run:
    """A few words in one style; `link` is an address that we made, never one from a mail."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Small print."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words somebody really said: what they mean to us above, where they come from below."""

    text: str
    lead: tuple[Run, ...] = ()
    source: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotes:
    items: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Field:
    label: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Values as they are and as they would be."""

    items: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """`value` is the id of what the button is about and nothing else."""

    action: str
    value: str
    label: str
    style: str | None = None
    """`primary`, `danger` or nothing."""


@dataclass(frozen=True, slots=True)
class Menu:
    label: str
    options: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Buttons:
    """One row; `row` is unique within a reply, so that a click can change just its own row."""

    row: str
    items: tuple[Button | Menu, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    pass


Block = Heading | Paragraph | Context | Quotes | Fields | Buttons | Divider


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show. `text` says it without blocks, for notifications and screen readers.

    `card` names what the blocks show ("proposal:<id>"), so that every posted copy can be replaced; `state`
    says in which state they show it, so that copies which show an older one are found.
    `notice` is for the one who clicked, and for nobody else.
    `private` means: somebody of those who would see it may not read all of it, so only the asker gets it.
    `answer` names an answer, for a click that says whether it helped.
    `readers` are the mail addresses of those who may see a card; None: whoever got it.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    card: str | None = None
    notice: str | None = None
    private: bool = False
    state: str | None = None
    answer: str | None = None
    readers: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form. What comes back is text: a person as a mail address, a date as ISO, a choice by
    its key, a time of day as HH:MM."""

    name: str
    label: str
    kind: Literal["text", "lines", "person", "date", "time", "number", "choice"] = "lines"
    initial: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Of a choice: key and label."""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked before a click counts. `value` is the id of what it is about; `note` stands above."""

    action: str
    value: str
    title: str
    submit: str
    inputs: tuple[Input, ...]
    note: str = ""
