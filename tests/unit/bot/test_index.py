"""Vectors follow the log, a mailbox at a time, and can be thrown away at any moment."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.workflows.index import BuildIndex
from retrieval.chunking import Passage
from tests.builders import MARA, TOM, read_mail
from tests.unit.bot.house import House


class Vectors:
    """Remembers which passages of which mailbox it holds."""

    def __init__(self) -> None:
        self.held: dict[str, set[str]] = {}

    def add(self, mailbox: str, chosen: Sequence[Passage], vectors: Any, words: Sequence[Any]) -> None:
        assert len(chosen) == len(vectors) == len(words)
        self.held.setdefault(mailbox, set()).update(p.id for p in chosen)

    def mailboxes(self) -> list[str]:
        return sorted(self.held)

    def drop(self, mailbox: str) -> None:
        self.held.pop(mailbox, None)


class Counting:
    """Embeds anything as its length."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Any:
        self.texts += texts
        return np.array([[len(t)] for t in texts], dtype=np.float32)

    def embed_with_words(self, texts: Sequence[str]) -> Any:
        return self.embed_passages(texts), [np.zeros((1, 48), np.uint8)] * len(texts)


def building(house: House) -> tuple[BuildIndex, Vectors, Counting]:
    vectors, embedder = Vectors(), Counting()
    app = house.app
    return BuildIndex(app.log, app.people, lambda: vectors, lambda: embedder, "e5"), vectors, embedder  # type: ignore[arg-type, return-value]


def three_mails(house: House) -> None:
    for n in range(3):
        path = house.mara_writes(f"I'll send you report {n} by Wednesday.", name=f"m{n}", subject=f"R{n}")
    read_mail(house.app, path, owner=TOM.email)


def test_each_mailbox_gets_its_own_mails_once(house: House) -> None:
    three_mails(house)
    build, vectors, embedder = building(house)
    assert build.waiting() == 4
    assert build.run() == 4
    mine = house.app.people.mailbox_of(MARA.email, "files")
    his = house.app.people.mailbox_of(TOM.email, "files")
    assert (len(vectors.held[mine]), len(vectors.held[his])) == (3, 1)
    assert vectors.held[his] < vectors.held[mine]
    assert build.run() == 0


def test_stopping_at_any_moment_loses_nothing(house: House) -> None:
    three_mails(house)
    build, vectors, _ = building(house)
    assert build.run(stop=lambda: True) == 0
    assert build.waiting() == 4
    build.run()
    assert build.waiting() == 0


def test_a_crash_before_the_vectors_were_stored_repeats_only_those(house: House) -> None:
    three_mails(house)
    build, vectors, _ = building(house)

    def lost(*_: object) -> None:
        raise OSError("disk full")

    vectors.add = lost  # type: ignore[method-assign]
    try:
        build.run()
    except OSError:
        pass
    assert build.waiting() == 4


def test_a_rebuild_ends_with_the_same_ids_in_words_and_vectors(house: House) -> None:
    three_mails(house)
    build, vectors, _ = building(house)
    build.run()
    before = {m: set(ids) for m, ids in vectors.held.items()}
    hits = house.app.reading.search_words(MARA.email, "report", 10)
    vectors.held["mb_stray"] = {"left over"}
    assert build.rebuild() == 4
    assert vectors.held == before
    assert house.app.reading.search_words(MARA.email, "report", 10) == hits


def test_words_are_found_before_any_vector_exists(house: House) -> None:
    three_mails(house)
    assert len(house.app.search.search("report", MARA.email, 10, house.clock.now())) == 3
