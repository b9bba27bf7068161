"""What is not even stored: labels and people that the owner of a connection keeps out."""

from collections.abc import Iterable, Mapping
from typing import Self

from policies.exclusions import excluded_label, excluded_person, label_term, person_term
from records.models import Frozen

OPTIONS = ("exclude_labels", "exclude_people")
"""Options of a connection that are the door's, not the connector's; several are separated by commas."""


class Admission(Frozen):
    """Whether an item is stored, with the rule and a reason that names no words of the item."""

    stored: bool
    rule: str
    reason: str

    @classmethod
    def stay_out(cls, rule: str, reason: str) -> Self:
        return cls(stored=False, rule=rule, reason=reason)

    @classmethod
    def come_in(cls, rule: str, reason: str) -> Self:
        return cls(stored=True, rule=rule, reason=reason)


class Door(Frozen):
    """What one connection leaves outside."""

    labels: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @classmethod
    def of(cls, labels: Iterable[str] = (), people: Iterable[str] = ()) -> Self:
        """Raises PromissoryError for what is no label, address or domain."""
        return cls(
            labels=tuple(dict.fromkeys(map(label_term, labels))),
            people=tuple(dict.fromkeys(map(person_term, people))),
        )

    @classmethod
    def from_options(cls, options: Mapping[str, str]) -> Self:
        """As written among a connection's options. Raises as `of`."""
        labels, people = (_listed(options.get(name, "")) for name in OPTIONS)
        return cls.of(labels, people)


def at_the_door(door: Door, labels: Iterable[str], people: Iterable[str]) -> Admission:
    """Whether an item with these labels and addresses is stored. Each item is judged by itself."""
    if (label := excluded_label(labels, door.labels)) is not None:
        return Admission.stay_out("door_label", f"label {label} is excluded")
    if (person := excluded_person(people, door.people)) is not None:
        return Admission.stay_out("door_person", f"{person} is excluded")
    return Admission.come_in("door_open", "nothing keeps it out")


def _listed(words: str) -> list[str]:
    return [part for part in (p.strip() for p in words.split(",")) if part]
