"""Labelled pairs of promise and later message, taken from our settlement threads, as a second reader of settlement would learn them."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from benchmarks.promise_data import Case
from benchmarks.promise_texts import texts
from benchmarks.settlement import load, replay
from records.models import PromiseStatus
from retrieval.encoder_file import EncoderFile
from retrieval.extract import spoken
from retrieval.sentences import split

STATUSES = (PromiseStatus.kept, PromiseStatus.changed, PromiseStatus.withdrawn, PromiseStatus.unsure)
SAYS = ("open", *(status.value for status in STATUSES))
"""What a message can say of a promise; the first is that it says nothing."""


LONGEST = 208
"""Tokens of promise, message before and message together."""
_QUOTE, _BEFORE, _FILES = 50, 40, 12
"""Tokens of each part at most."""
_LAST_WORDS = 25
"""Words of the message before that are read along, its last ones."""
_IN_NAMES = re.compile(r"[_\-.]+")


class Role(StrEnum):
    """Who writes, seen from the promise; the values are words that the encoder reads."""

    owner = "promiser"
    colleague = "colleague of promiser"
    receiver = "receiver"


@dataclass(frozen=True)
class Pair:
    """A promise's quote and what a later message says, in sentences, with what was said right before."""

    quote: str
    role: Role
    sentences: tuple[str, ...]
    same_thread: bool = True
    call: bool = False
    before: str = ""
    before_role: Role = Role.receiver
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Labelled:
    """A pair, the place in SAYS of what it says, how much it teaches (0..1), and what the rules alone made of it."""

    source: str
    company: str
    pair: Pair
    label: int
    weight: float = 1.0
    by_rules: int = 0
    thread: str = ""


def thread_pairs(split_name: str) -> Iterator[Labelled]:
    """Every message of a split's threads beside every promise made before it and not yet settled.

    Threads are labelled at their end only: a message before the deciding one counts as silent, unless the
    rules see something in it; then it teaches nothing.
    """
    for thread in load(split_name):
        rules = {outcome.promise: outcome for outcome in replay(thread)}
        for key, wanted in thread["expect"].items():
            given = thread["promises"][int(key[1:])]
            first = 0 if given["in"] is None else given["in"] + 1
            deciding, status = wanted["evidence"], wanted["status"]
            for i in range(first, len(thread["later"])):
                message = thread["later"][i]
                if "auto_reply" in message["flags"]:
                    continue
                if deciding is not None and i > deciding and status != "unsure":
                    break
                earlier = deciding is not None and i < deciding
                seen = rules[key].evidence_got == i
                weight = 0.0 if earlier and seen else 0.5 if earlier and status == "kept" else 1.0
                yield Labelled(
                    split_name,
                    thread["company"],
                    _pair(thread, given, i),
                    SAYS.index(status) if deciding == i else 0,
                    weight,
                    SAYS.index(rules[key].got) if seen else 0,
                    f"{thread['id']}-{key}",
                )


def _pair(thread: dict[str, Any], given: dict[str, Any], i: int) -> Pair:
    message, text = thread["later"][i], thread["later"][i]["text"]
    turned = given["direction"] != thread["promises"][0]["direction"]
    before = next((m for m in reversed(thread["later"][:i]) if m["thread"] == message["thread"]), None)
    return Pair(
        given["quote"],
        _role(message["by"], turned),
        tuple(text[s.start : s.end] for s in split(text, ((0, len(text)),))),
        same_thread=message["thread"] == "same",
        call=message.get("kind", "mail") == "transcript",
        before=before["text"] if before else "",
        before_role=_role(before["by"], turned) if before else Role.receiver,
        files=tuple(message["attachments"]),
    )


def _role(by: str, turned: bool) -> Role:
    if turned:
        return Role.owner if by == "beneficiary" else Role.receiver
    return {"owner": Role.owner, "colleague": Role.colleague, "beneficiary": Role.receiver}[by]


def bystanders(split_name: str, each: int, seed: int = 0) -> list[Labelled]:
    """Promises beside other mail of the same companies, `each` a mail: ordinary mail that says nothing of them.

    Our labelled mails and calls stand alone, so hardly any of them settles what another one promised.
    """
    chance = random.Random(seed)
    made = []
    for company, found in groupby(texts(split_name), key=lambda case: case.company):
        cases = list(found)
        promised = [(case, gold) for case in cases for gold in case.gold]
        for case in cases:
            others = [(said, gold) for said, gold in promised if said is not case]
            for said, gold in chance.sample(others, min(each, len(others))):
                quote = said.event.text[gold.start : gold.end]
                pair = _part(case, quote, gold.direction != "theirs", chance)
                if pair:
                    made.append(Labelled("bystanders", company, pair, 0, 0.7))
    return made


def _part(case: Case, quote: str, ours: bool, chance: random.Random) -> Pair | None:
    """Some sentences in a row of a text, as one reading takes them in."""
    event = case.event
    said = [event.text[s.start : s.end] for s in split(event.text, spoken(event))]
    if not said or event.sender is None:
        return None
    said = said[chance.randrange(len(said)) if chance.random() < 0.5 else 0 :]
    own = case.sides.is_ours(event.sender) == ours
    role = chance.choice((Role.owner, Role.colleague)) if own else Role.receiver
    return Pair(
        quote,
        role,
        tuple(said[: fits(said)]),
        same_thread=chance.random() < 0.4,
        call=bool(event.turns),
    )


def pair_tokens(encoder: EncoderFile, pair: Pair) -> tuple[list[int], list[tuple[int, list[int]]]]:
    """Token ids, and for each sentence its place and where its tokens stand; -1 for attached files."""

    def of(text: str, most: int) -> list[int]:
        found: list[int] = []
        for word in text.split():
            found += encoder.tokens.ids(word, most)
            if len(found) >= most:
                break
        return found[:most]

    ids = [encoder.begin, *of(f"promise: {pair.quote}", _QUOTE), encoder.end]
    ids += of(f"{'same' if pair.same_thread else 'other'} thread {'call' if pair.call else 'mail'}", 8)
    if pair.before:
        last = " ".join(pair.before.split()[-_LAST_WORDS:])
        ids += [*of(f"before, {pair.before_role.value}: {last}", _BEFORE), encoder.end]
    ids += of(f"{pair.role.value} wrote:", 10)
    parts: list[tuple[int, list[int]]] = []
    for place, sentence in enumerate(pair.sentences):
        pieces = of(sentence, LONGEST)[: LONGEST - _FILES - 1 - len(ids)]
        parts.append((place, list(range(len(ids), len(ids) + len(pieces)))))
        ids += pieces
    if pair.files:
        names = " ".join(_IN_NAMES.sub(" ", name) for name in pair.files)
        pieces = of(f"attached: {names}", _FILES)[: LONGEST - 1 - len(ids)]
        parts.append((-1, list(range(len(ids), len(ids) + len(pieces)))))
        ids += pieces
    return [*ids, encoder.end], parts


def fits(pair_sentences: Sequence[str]) -> int:
    """How many of the sentences, from the first on, one reading takes in, by a rough count of their words."""
    words = 0
    for n, sentence in enumerate(pair_sentences):
        words += len(sentence.split())
        if n and words > _WORDS:
            return n
    return len(pair_sentences)


_WORDS = 75
"""Words of a message that surely fit beside the other parts."""
