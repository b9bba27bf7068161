"""A mailbox in memory with everything that a vendor may do to a connector; the port's reference."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from integrations.errors import Expired, Retry
from integrations.formats.identity import event_id
from integrations.ports import Change, Listed, Page
from records.models import Event, EventKind, Participant
from tests.contracts.source_world import Abilities, Item

PAGE = 10


@dataclass
class _Kept:
    item: Item
    version: int = 1
    hidden: bool = False
    readable: bool = True
    folder: str = "Inbox"


@dataclass
class MemoryWorld:
    """Also the vendor's side: what is there, what happened, and which generation of cursors is served."""

    name: ClassVar[str] = "memory"
    abilities: ClassVar[Abilities] = Abilities(edits=True, faults=frozenset({"throttle", "error", "timeout"}))

    kept: dict[str, _Kept] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    """Refs in the order in which something happened to them."""
    generation: int = 0
    failing: int = 0
    fetches_fail: bool = False

    def source(self) -> "MemorySource":
        return MemorySource(self)

    def add(self, item: Item) -> None:
        self.kept[item.key] = _Kept(item)
        self.told.append(item.key)

    def edit(self, item: Item) -> None:
        if item.key in self.kept:
            self.kept[item.key].item = item
            self.kept[item.key].version += 1
            self.told.append(item.key)

    def move(self, key: str) -> None:
        if key in self.kept:
            self.kept[key].folder = "Archive"
            self.told.append(key)

    def hide(self, key: str) -> None:
        if key in self.kept:
            self.kept[key].hidden = True
            self.told.append(key)

    def show(self, key: str) -> None:
        if key in self.kept:
            self.kept[key].hidden = False
            self.told.append(key)

    def delete(self, key: str) -> None:
        if self.kept.pop(key, None):
            self.told.append(key)

    def expire_cursors(self) -> None:
        self.generation += 1

    def fail(self, kind: str, times: int) -> None:
        self.failing = times

    def heal(self) -> None:
        self.failing = 0

    def add_unreadable(self, key: str) -> bool:
        self.add(Item(key=key))
        self.kept[key].readable = False
        return True

    def close(self) -> None: ...


class MemorySource:
    name: ClassVar[str] = "memory"

    def __init__(self, world: MemoryWorld) -> None:
        self._world = world

    def begin(self) -> str:
        self._request()
        return self._cursor(len(self._world.told))

    def changes(self, since: str) -> Iterator[Page]:
        generation, at = json.loads(since)
        while at < len(self._world.told):
            self._request()
            if generation != self._world.generation:
                raise Expired("The cursor is no longer served.")
            refs = self._world.told[at : at + PAGE]
            at += len(refs)
            yield Page(changes=tuple(self._now(r) for r in dict.fromkeys(refs)), cursor=self._cursor(at))
        if generation != self._world.generation:
            raise Expired("The cursor is no longer served.")

    def backfill(self, after: str | None) -> Iterator[Page]:
        visible = sorted(self._visible(), key=lambda ref: (self._world.kept[ref].item.at, ref), reverse=True)
        if after is not None:
            visible = [r for r in visible if [self._world.kept[r].item.at.isoformat(), r] < json.loads(after)]
        for start in range(0, len(visible), PAGE):
            self._request()
            refs = visible[start : start + PAGE]
            last = self._world.kept.get(refs[-1])
            cursor = json.dumps([last.item.at.isoformat() if last else "", refs[-1]])
            changes = tuple(self._now(r) for r in refs)
            yield Page(changes=changes, cursor=cursor, remaining=len(visible) - start - len(refs))

    def listed(self) -> Iterator[Listed]:
        self._request()
        for ref in self._visible():
            yield Listed(ref=ref, version=str(self._world.kept[ref].version))

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        for ref in refs:
            self._request()
            if self._world.fetches_fail:
                raise Retry("The mailbox in memory is busy.", after=0.0)
            yield self._now(ref)

    def close(self) -> None: ...

    def _visible(self) -> list[str]:
        return [ref for ref, kept in self._world.kept.items() if not kept.hidden]

    def _cursor(self, at: int) -> str:
        return json.dumps([self._world.generation, at])

    def _request(self) -> None:
        if self._world.failing > 0:
            self._world.failing -= 1
            raise Retry("The mailbox in memory is busy.", after=0.0)

    def _now(self, ref: str) -> Change:
        kept = self._world.kept.get(ref)
        if kept is None or kept.hidden:
            return Change(ref=ref, gone=True)
        more = {"ref": ref, "version": str(kept.version), "labels": (kept.folder,)}
        if not kept.readable:
            return Change(refused="It can't be understood.", **more)
        return Change(events=(mail(kept.item, self.name),), **more)


def mail(item: Item, source: str) -> Event:
    """The item as the event of a mail."""
    return Event(
        id=event_id(item.key, f"{item.subject}|{item.text}|{item.at}"),
        source=source,
        external_id=item.key,
        kind=EventKind.mail,
        at=item.at,
        sender=Participant(email=item.sender),
        to=tuple(Participant(email=each) for each in item.to),
        subject=item.subject,
        text=item.text,
        thread=item.key,
    )
