"""Makes up what the large invented company and its customers wrote to each other, and knows what was promised."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from benchmarks import large_company_texts as texts
from benchmarks.large_company_due import phrase
from benchmarks.large_company_texts import Customer, Human, Mark, Script

NOW = datetime.fromisoformat("2026-11-27T17:00:00+00:00")
FIRST, LAST = date(2025, 10, 1), date(2026, 11, 27)
MAILS = 5000


@dataclass
class Letter:
    """One mail before it has headers; `body` is what its sender said, without signature and quoted history."""

    key: str
    at: datetime
    sender: Human
    to: list[Human]
    subject: str
    body: str
    language: str = "en"
    cc: list[Human] = field(default_factory=list)
    answers: "Letter | None" = None
    kind: str = "mail"
    attachment: str = ""

    @property
    def message_id(self) -> str:
        return f"{self.key}@{'mail.' if self.sender.ours else ''}{self.sender.email.partition('@')[2]}"

    @property
    def readers(self) -> list[str]:
        """Whose mailboxes hold it."""
        everybody = [self.sender, *self.to, *self.cc]
        return sorted({p.email for p in everybody if p.ours and p.role != "-"})


@dataclass
class Pledge:
    """One promise of the gold ledger."""

    account: str
    direction: str
    owner: str
    at: datetime
    quote: str
    due: date | None
    precision: str | None
    strength: str
    source: str
    id: str
    readers: list[str]
    topic: str
    status: str = "open"
    superseded_by: "Pledge | None" = None
    evidence: list[str] = field(default_factory=list)
    key: str = ""

    @property
    def final(self) -> str:
        late = self.status == "open" and self.due is not None and self.due < NOW.date()
        return "broken" if late else self.status


@dataclass(frozen=True)
class Talk:
    """A call or a meeting."""

    id: str
    account: str
    rep: Human
    at: datetime
    title: str
    people: list[Human]
    turns: list[tuple[Human, str]]
    """Empty for a meeting, whose words are the `notes`."""
    notes: str = ""


@dataclass
class Story:
    letters: list[Letter] = field(default_factory=list)
    pledges: list[Pledge] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    neither: list[tuple[str, str]] = field(default_factory=list)
    """(event id, quote) of internal and personal promises: neither wanted nor wrong."""
    facts: dict[str, str] = field(default_factory=dict)
    """Key of a one-off message -> its Message-ID."""


class Writer:
    """Writes everything of one customer; its own dice, so that a change elsewhere does not move it."""

    def __init__(self, customer: Customer, story: Story, seed: int) -> None:
        self.c, self.story, self.dice = customer, story, random.Random(f"{seed}/{customer.slug}")
        self.rep = texts.people()[customer.rep]
        self._items: dict[tuple[str, str], list[str]] = {}
        self._count = 0

    # Letters

    def human(self, name: str) -> Human:
        return texts.people().get(name) or self.c.contact(name)

    def letter(
        self,
        sender: Human,
        to: Human,
        at: datetime,
        subject: str,
        said: str,
        *,
        answers: Letter | None = None,
        language: str | None = None,
        chat: bool = True,
    ) -> Letter:
        """Adds opening, small talk and closing to what is said; copies go to others now and then."""
        dice, language = self.dice, language or self.c.language
        parts = [dice.choice(texts.lines("other.txt", f"openings {language}")).format(**self._slots(to))]
        small = [s.format(**self._slots(to)) for s in texts.lines("other.txt", f"small talk {language}")]
        if chat and dice.random() < 0.4:
            parts.append(dice.choice(small))
        parts.append(said)
        if chat and dice.random() < 0.25:
            parts.append(dice.choice(small))
        parts.append(dice.choice(texts.lines("other.txt", f"closings {language}")))
        self._count += 1
        made = Letter(
            f"{dice.getrandbits(44):011x}.{self.c.slug}.{self._count}",
            at.replace(tzinfo=sender.tz),
            sender,
            [to],
            f"Re: {answers.subject.removeprefix('Re: ')}" if answers else subject,
            "\n\n".join(dict.fromkeys(parts)),
            language,
            answers=answers,
        )
        if dice.random() < 0.05:
            made.cc.append(texts.people()["helga" if self.rep.zone.startswith("Europe") else "colm"])
        elif dice.random() < 0.08:
            made.cc.extend(h for h in self.c.contacts if h not in (sender, to))
        self.story.letters.append(made)
        return made

    def _slots(self, to: Human | None = None) -> dict[str, object]:
        return {
            "first": to.first if to else "",
            "full": to.name if to else "",
            "other": self.dice.choice(self.c.contacts).first,
            "site": self.c.site,
            "n": self.dice.randint(12, 89),
        }

    def at(self, day: date, after: datetime | None = None) -> datetime:
        """A working hour on that day or the next working day."""
        while day.weekday() > 4:
            day += timedelta(days=1)
        made = datetime.combine(day, time(self.dice.randint(8, 16), self.dice.randrange(60)))
        made += timedelta(seconds=self.dice.randrange(60))
        if after and made <= after.replace(tzinfo=None):
            made = after.replace(tzinfo=None) + timedelta(minutes=self.dice.randint(35, 110))
        return made

    # Promises

    def pledge(
        self, mark: Mark, source: str, where: str, at: datetime, by: Human, readers: list[str], topic: str
    ) -> Pledge:
        named = mark.owner and (texts.people().get(mark.owner) or self.c.contact(mark.owner))
        owner = named or by
        made = Pledge(
            self.c.slug,
            "theirs" if mark.theirs or not owner.ours else "ours",
            owner.email,
            at,
            mark.quote,
            mark.due,
            mark.precision,
            mark.strength,
            source,
            where,
            readers,
            topic,
        )
        self.story.pledges.append(made)
        return made

    def pledges_of(self, letter: Letter, marks: Sequence[Mark], topic: str) -> list[Pledge]:
        return [
            self.pledge(m, "mail", letter.message_id, letter.at, letter.sender, letter.readers, topic)
            for m in marks
        ]

    def written(self, script: Script) -> None:
        """A hand-written promise and what became of it."""
        sender, to = self.human(script.who), self.human(script.to)
        said, marks = texts.unmark(script.text)
        at = script.at + timedelta(minutes=self.dice.randrange(55))
        first = self.letter(sender, to, at, script.subject, said)
        pledges = self.pledges_of(first, marks, script.subject)
        last = first
        for outcome in script.outcomes:
            by, other = (sender, to) if outcome.same_side else (to, sender)
            said, marks = texts.unmark(outcome.text)
            at = outcome.at + timedelta(minutes=self.dice.randrange(55))
            last = self.letter(by, other, at, script.subject, said, answers=last)
            old = pledges[outcome.which]
            self.settle(old, outcome.status, last)
            if marks:
                old.superseded_by = pledges[outcome.which] = self.pledges_of(last, marks, script.subject)[0]

    @staticmethod
    def settle(pledge: Pledge, status: str, by: Letter) -> None:
        pledge.status = status
        pledge.evidence.append(by.message_id)

    def take(self, side: str, language: str) -> str:
        """A thing that was not promised to this customer before."""
        pool = self._items.setdefault((side, language), [])
        if not pool:
            pool.extend(texts.lines("items.txt", f"{side} {language}"))
            self.dice.shuffle(pool)
        return pool.pop()

    def arc(self, start: date, side: str, language: str) -> None:
        """Somebody asks for a thing, it is promised, and time goes by."""
        dice = self.dice
        them = dice.choice(self.c.contacts)
        by, other = (self.rep, them) if side == "ours" else (them, self.rep)
        item = self.take(side, language)
        thing = item.removeprefix("+ ")
        subject = dice.choice(
            (
                bare(thing).capitalize(),
                bare(thing).capitalize(),
                f"{self.c.name}: next steps",
                self.c.site,
                "Following up",
            )
        )
        asked = None
        at = self.at(start)
        if dice.random() < 0.55:
            words = fill(
                dice.choice(texts.lines("settling.txt", f"request {language}")),
                flipped(item),
                "",
                self.c.site,
            )
            asked = self.letter(other, by, at, subject, words, language=language)
            at = self.at(at.date() + timedelta(days=dice.randrange(2)), at)
        if _gone(at, by):
            return
        said, mark = self.said(
            dice.choice(texts.lines("promises.txt", f"{side} {language}")), item, at, language
        )
        if dice.random() < 0.3:
            said = f"{self.remark(by, language)} {said}"
        letter = self.letter(by, other, at, subject, said, answers=asked, language=language)
        [pledge] = self.pledges_of(letter, [mark], thing)
        self.fate(pledge, letter, item, by, other, language)

    def remark(self, by: Human, language: str) -> str:
        who = "u" if by.ours else "c"
        told = [w for e in texts.exchanges(language) for n, (side, w) in enumerate(e) if side == who and n]
        return self.dice.choice(told).format(**self._slots())

    def said(self, template: str, item: str, at: datetime, language: str) -> tuple[str, Mark]:
        """A sentence with its promise; the template's first sign says how firmly."""
        strength = {"~": "soft", "?": "conditional"}.get(template.partition("[[")[2][:1], "firm")
        template = template.replace("[[~ ", "[[").replace("[[? ", "[[")
        words, due, precision = phrase(self.dice, language, at) if "{by}" in template else ("", None, None)
        said, [mark] = texts.unmark(fill(template, item, words, self.c.site))
        return said, Mark(mark.quote, due, precision, strength)

    def fate(
        self,
        pledge: Pledge,
        letter: Letter,
        item: str,
        by: Human,
        other: Human,
        language: str,
        moved: bool = False,
    ) -> None:
        """Kept, moved, withdrawn, left open: in a later mail, if there is still time for one."""
        dice = self.dice
        said, due = letter.at.date(), pledge.due
        chosen = dice.choices(
            ("kept", "acked", "changed", "withdrawn", "unsure", "open"),
            (42, 12, 0 if moved or due is None else 17, 5, 4, 20),
        )[0]
        if chosen == "open":
            return
        window = max((due - said).days, 0) if due else 12
        wait = window if chosen == "acked" else dice.randint(min(1, window), max(window, min(1, window)))
        if chosen == "kept" and due and dice.random() < 0.1:
            wait = window + dice.randint(1, 4)
        elif chosen == "unsure":
            wait = window + dice.randint(2, 6)
        at = self.at(said + timedelta(days=wait), letter.at)
        if due and chosen in ("kept", "changed") and wait <= window and at.date() > due:
            at = self.at(due - timedelta(days=max(0, due.weekday() - 4)), letter.at)
        writer, to = (other, by) if chosen == "acked" else (by, other)
        if _gone(at, writer):
            return
        template = dice.choice(texts.lines("settling.txt", f"{chosen} {language}"))
        answers = letter if dice.random() < 0.75 else None
        thing = flipped(item) if chosen == "acked" else item
        subject = bare(item.removeprefix("+ ")).capitalize()
        if chosen != "changed":
            words = fill(template, thing, "", self.c.site)
            by_letter = self.letter(writer, to, at, subject, words, answers=answers, language=language)
            if chosen == "kept":
                by_letter.attachment = bare(thing)
            self.settle(pledge, "kept" if chosen == "acked" else chosen, by_letter)
            return
        words, mark = self.said(template, item, at, language)
        while due and (mark.due is None or mark.due <= due):
            words, mark = self.said(template, item, at, language)
        by_letter = self.letter(by, other, at, subject, words, answers=letter, language=language)
        self.settle(pledge, "changed", by_letter)
        [newer] = self.pledges_of(by_letter, [mark], pledge.topic)
        pledge.superseded_by = newer
        self.fate(newer, by_letter, item, by, other, language, moved=True)

    # Everything else

    def chatter(self, day: date) -> None:
        """A conversation without any promise."""
        dice = self.dice
        language = self.c.language if dice.random() < 0.85 else "en"
        them = dice.choice(self.c.contacts)
        exchange = dice.choice(texts.exchanges(language))
        slots = self._slots()
        subject = dice.choice(
            (
                "Question",
                "Quick question",
                self.c.site,
                "Track",
                "App",
                "Sensors",
                f"{self.c.name}",
                "Hello",
                "One more thing",
            )
        )
        at, last = self.at(day), None
        for who, words in exchange:
            by, to = (self.rep, them) if who == "u" else (them, self.rep)
            if _gone(at, by):
                return
            last = self.letter(by, to, at, subject, words.format(**slots), answers=last, language=language)
            at = self.at(at.date() + timedelta(days=dice.randrange(3)), at)
        if dice.random() < 0.45 and last and not _gone(at, last.to[0]):
            thanks = dice.choice(texts.lines("other.txt", f"thanks {language}")).format(
                **self._slots(last.sender)
            )
            self.letter(
                last.to[0], last.sender, at, subject, thanks, answers=last, language=language, chat=False
            )

    def fact(self, script: Script) -> None:
        letter = self.letter(
            self.human(script.who), self.human(script.to), script.at, script.subject, script.text
        )
        self.story.facts[script.key] = letter.message_id

    def call(self, script: Script) -> None:
        """A call with its promises and the mails that settled them."""
        at = script.at.replace(tzinfo=self.rep.tz)
        name = f"calls/{self.rep.key}/{at.date().isoformat()} {script.subject}.vtt"
        turns, pledges, people = [], [], []
        for line in script.text.splitlines():
            first, _, words = line.partition(": ")
            who = self.rep if first == self.rep.first else self.c.contact(first)
            said, marks = texts.unmark(words)
            turns.append((who, said))
            people += [] if who in people else [who]
            pledges += [
                self.pledge(m, "call", name, at, who, [self.rep.email], script.subject) for m in marks
            ]
        self.story.talks.append(Talk(name, self.c.slug, self.rep, at, script.subject, people, turns))
        for side in (True, False):
            mine = [p for p in pledges if (p.direction == "ours") is side]
            for outcome, pledge in zip(
                [o for o in script.outcomes if o.same_side is side], mine, strict=False
            ):
                they = next(h for h in people if not h.ours)
                speaker = next(h for h in people if h.email == pledge.owner)
                by, to = (speaker, they) if side else (speaker, self.rep)
                self.settle(
                    pledge, outcome.status, self.letter(by, to, outcome.at, outcome.subject, outcome.text)
                )

    def meeting(self, script: Script) -> None:
        at = script.at.replace(tzinfo=self.rep.tz)
        uid = f"{self.c.slug}-{at:%Y%m%d}@{texts.OUR_DOMAIN}"
        notes, marks = texts.unmark(script.text)
        for mark in marks:
            self.pledge(mark, "meeting", uid, at, self.rep, [self.rep.email], script.subject)
        self.story.talks.append(
            Talk(uid, self.c.slug, self.rep, at, script.subject, [self.rep, *self.c.contacts], [], notes)
        )


def _gone(at: datetime, by: Human) -> bool:
    """Whether that is after the story's end."""
    return at.replace(tzinfo=by.tz) >= NOW


def fill(template: str, item: str, by: str, site: str) -> str:
    """A template's words with the thing in the right number."""
    many, thing = item.startswith("+ "), item.removeprefix("+ ")
    it = "them" if many else "it"
    slots = {"item": thing, "Item": thing[:1].upper() + thing[1:], "by": by, "site": site}
    slots |= {"is": "are" if many else "is", "it": it, "It": "They" if many else "It"}
    words = " ".join(template.format(**slots).split())
    for bad, good in ((" ]]", "]]"), (" .", "."), (" ,", ",")):
        words = words.replace(bad, good)
    return words


def flipped(item: str) -> str:
    """The thing as the other side calls it."""
    for mine, yours in (("our ", "your "), ("unsere ", "Ihre "), ("notre ", "votre "), ("nos ", "vos ")):
        plus = "+ " if item.startswith("+ ") else ""
        if item.removeprefix("+ ").startswith(mine):
            return plus + yours + item.removeprefix("+ ").removeprefix(mine)
    return item


def bare(thing: str) -> str:
    """Without its article."""
    first, _, rest = thing.partition(" ")
    if thing.startswith("l'"):
        return thing[2:]
    return (
        rest
        if first
        in {
            "the",
            "our",
            "your",
            "das",
            "die",
            "den",
            "le",
            "la",
            "les",
            "unsere",
            "Ihre",
            "nos",
            "vos",
            "notre",
            "votre",
        }
        else thing
    )
