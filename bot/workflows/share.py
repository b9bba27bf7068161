"""Shares mail by its owners' rules: previewed before it applies, followed as mail, rules and teams change."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from policies.sharing import ShareVerdict, account_team, may_share, team_name
from records import shares
from records.audit_log import AuditLog
from records.errors import NotAllowed, NotFound, PromissoryError
from records.models import EventKind, Person, Role
from records.people import People
from records.share_facts import FactsOfMail
from records.share_rules import Answer, CoveredMailbox, Covers, Customer, Exclusions, MailFacts, ShareRule
from records.shares import Transaction
from records.sharing import Sharing
from records.unsharing import EVERYTHING, changes

SHOWN = 10
"""Mails that a preview names."""
_PAGE = 400
_BOX = "mb_"

Progress = Callable[[int, int], None]
"""Called with events looked at and events in all."""


@dataclass(frozen=True)
class Sample:
    """One event that would be shared; only for somebody who may read it."""

    event_id: str
    at: datetime
    subject: str
    account: str


@dataclass
class MailboxCount:
    """What a rule would do to one mailbox, in numbers."""

    owner: str
    source: str
    events: int = 0
    shared: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    """Reason -> events."""


@dataclass
class Preview:
    """What a rule would share. Subjects are of the viewer's own mailboxes only."""

    rule: ShareRule
    shared: int = 0
    kinds: Counter[EventKind] = field(default_factory=Counter)
    readers: frozenset[str] = frozenset()
    sample: list[Sample] = field(default_factory=list)
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(rule, reason) -> events that stay private."""
    mailboxes: list[MailboxCount] = field(default_factory=list)


@dataclass(frozen=True)
class RuleView:
    """A rule as one person may see it: somebody else's own exclusions are told by number only."""

    rule: ShareRule
    shared: int
    answers: tuple[Answer, ...]
    open: bool
    """Whether the viewer may know what it excludes."""


@dataclass(frozen=True)
class Notice:
    """An owner has to be told of a rule that somebody else made for the owner's mailboxes."""

    person: str
    rule_id: str
    text: str


@dataclass(frozen=True)
class Share:
    """A mailbox is private to its owner; only a rule of the owner, or one that the owner accepted, opens it."""

    sharing: Sharing
    people: People
    audit: AuditLog

    # Rules

    def draft(
        self, actor: Person, exclude: Exclusions, *, team: str | None = None, everybody: bool = False
    ) -> ShareRule:
        """A rule to preview or add. Raises NotAllowed where it isn't about the actor's own mailboxes."""
        if (team is not None or everybody) and actor.role is not Role.admin:
            raise NotAllowed(
                "Only an admin can propose a rule for other people's mailboxes: leave out --team and "
                "--everybody to share your own."
            )
        if team is not None and everybody:
            raise PromissoryError("Give --team or --everybody, not both.")
        if team is not None and not any(team_name(p.team) == team_name(team) for p in self.people.all()):
            raise PromissoryError(
                f"Nobody is in the team {team!r}: `promissory people list` shows the teams."
            )
        covers = Covers.everybody if everybody else Covers.own if team is None else Covers.team
        return self.sharing.draft(actor.email, covers, team, exclude)

    def add(self, rule: ShareRule, on_progress: Progress = lambda done, total: None) -> ShareRule:
        """Put a drafted rule in force for its maker; other owners have to accept it first."""
        same = {"made_by", "covers", "team", "exclude"}
        for known in self.sharing.rules():
            if known.model_dump(include=same) == rule.model_dump(include=same):
                raise PromissoryError(f"You have that rule already: {known.id}.")
        self.audit.record(
            rule.made_by,
            "sharing_rule_added",
            rule.id,
            {"covers": rule.covers.value, **_counted(rule.exclude)},
            together_with=self.sharing.adding(rule),
        )
        self.catch_up(on_progress)
        return rule

    def narrow(self, actor: Person, rule_id: str, more: Exclusions) -> ShareRule:
        """Let a rule leave out more, for its maker; what it shared goes at once, what stays allowed comes back."""
        rule = self.sharing.get(rule_id)
        if rule.made_by != actor.email:
            raise NotAllowed(f"Only {rule.made_by}, who made {rule.id}, can change it.")
        exclude = rule.exclude | more
        if exclude == rule.exclude:
            raise PromissoryError(f"{rule.id} leaves that out already.")
        self.audit.record(
            actor.email,
            "sharing_rule_narrowed",
            rule.id,
            _counted(exclude),
            together_with=self.sharing.narrowing(rule.id, exclude),
        )
        self.catch_up()
        return self.sharing.get(rule.id)

    def remove(self, actor: Person, rule_id: str) -> None:
        """End a rule, for its maker or an admin; nobody reads by it any more from the next question on."""
        rule = self.sharing.get(rule_id)
        if rule.made_by != actor.email and actor.role is not Role.admin:
            raise NotAllowed(
                f"Only {rule.made_by} or an admin can remove {rule.id}: `promissory sharing decline {rule.id}` "
                "takes your own mailboxes out of it."
            )
        self.audit.record(
            actor.email, "sharing_rule_removed", rule.id, together_with=self.sharing.removing(rule.id)
        )
        self.catch_up()

    def answer(
        self,
        actor: Person,
        rule_id: str,
        accepted: bool,
        on_progress: Progress = lambda done, total: None,
    ) -> ShareRule:
        """Accept or decline, for the own mailboxes, a rule that somebody else made. May be changed any time."""
        rule = self.sharing.get(rule_id)
        if actor.email not in {a.person for a in self.sharing.answers(rule.id)}:
            raise NotAllowed(f"{rule.id} is not about a mailbox of yours that somebody else would share.")
        self.audit.record(
            actor.email,
            "sharing_rule_accepted" if accepted else "sharing_rule_declined",
            rule.id,
            together_with=self.sharing.answering(rule.id, actor.email, accepted),
        )
        self.catch_up(on_progress)
        return rule

    def rules(self, viewer: Person) -> list[RuleView]:
        """All rules for an admin; otherwise one's own, and those that ask for one's mailboxes."""
        counts = self.sharing.counts()
        found = []
        for rule in self.sharing.rules():
            answers = self.sharing.answers(rule.id)
            concerns = viewer.email in {rule.made_by, *(a.person for a in answers)}
            if not concerns and viewer.role is not Role.admin:
                continue
            if rule.made_by != viewer.email and viewer.role is not Role.admin:
                answers = [a for a in answers if a.person == viewer.email]
            is_open = concerns or rule.covers is not Covers.own
            found.append(RuleView(rule, counts.get(rule.id, 0), tuple(answers), is_open))
        return found

    def get(self, viewer: Person, rule_id: str) -> RuleView:
        """Raises NotFound for one that the viewer may not know of."""
        wanted = self.sharing.get(rule_id)
        for view in self.rules(viewer):
            if view.rule.id == wanted.id:
                return view
        raise NotFound(f"There is no sharing rule {rule_id}: `promissory sharing list` shows them.")

    def notices(self) -> list[Notice]:
        """What owners have to be told; `told` notes that somebody was."""
        found = []
        for rule in self.sharing.rules():
            for answer in self.sharing.answers(rule.id):
                if not answer.told and answer.accepted is None:
                    found.append(Notice(answer.person, rule.id, _proposed(rule)))
        return found

    def told(self, notice: Notice) -> None:
        self.sharing.mark_told(notice.rule_id, notice.person)

    # Preview

    def preview(
        self,
        viewer: Person,
        rule: ShareRule,
        *,
        own_only: bool = False,
        on_progress: Progress = lambda done, total: None,
    ) -> Preview:
        """What the rule would share if every owner accepted it; with `own_only` of the viewer's mailboxes.

        Numbers of other people's mailboxes are for admins, who are not told what a colleague's own rule
        leaves out. Raises NotAllowed.
        """
        if rule.covers is Covers.own and rule.made_by != viewer.email:
            raise NotAllowed(f"{rule.id} is about the mailboxes of {rule.made_by}, who alone can preview it.")
        own_only = own_only or viewer.role is not Role.admin
        told = Preview(rule)
        with self.sharing.reading() as tx:
            boxes = {b.id: b for b in shares.covered(tx, rule) if not own_only or viewer.email in b.owners}
            counts = {b.id: MailboxCount(", ".join(sorted(b.owners)), b.source) for b in boxes.values()}
            total, done = shares.count_events(tx, list(boxes)), 0
            facts, team = FactsOfMail(tx), _Teams(shares.people_of(tx))
            newest: list[tuple[datetime, str, str]] = []
            readers: set[str] = set()
            for page in shares.pages(tx, list(boxes)):
                by_event: dict[str, list[tuple[MailFacts, ShareVerdict]]] = {}
                for mail, _, verdict, audience in _judged(facts.of(page, boxes), boxes, team):
                    by_event.setdefault(mail.event_id, []).append((mail, verdict))
                    count = counts[mail.mailbox_id]
                    count.events += 1
                    if verdict.shared:
                        count.shared += 1
                        readers |= audience
                        if viewer.email in boxes[mail.mailbox_id].owners:
                            account = ", ".join(c.name for c in mail.customers)
                            _keep_newest(newest, (mail.at, mail.event_id, account))
                    else:
                        count.kept[verdict.reason] += 1
                for judged in by_event.values():
                    _count(told, judged)
                done += len(page)
                on_progress(done, total)
            named = shares.subjects(tx, [event_id for _, event_id, _ in newest])
        told.readers = frozenset(readers)
        told.mailboxes = sorted(counts.values(), key=lambda c: (c.owner, c.source))
        told.sample = [
            Sample(event_id, at, named[event_id], account)
            for at, event_id, account in sorted(newest, reverse=True)
        ]
        return told

    # What follows

    def within(self, tx: Transaction, event_ids: Iterable[str]) -> None:
        """Look at these events and their conversations inside the transaction that stores them."""
        boxes = shares.covered(tx)
        facts = FactsOfMail(tx)
        every = facts.with_their_threads(event_ids) if boxes else sorted(set(event_ids))
        for start in range(0, len(every), _PAGE):
            _put(tx, every[start : start + _PAGE], boxes, facts, _Teams(shares.people_of(tx)))

    def marked(self, on_progress: Progress = lambda done, total: None) -> int:
        """Look at what the log says is to be looked at; returns the number of events. Cheap when it is nothing."""
        looked = 0
        while keys := self.sharing.waiting():
            boxes = [k for k in keys if k == EVERYTHING or k.startswith(_BOX)]
            events = [k for k in keys if k not in set(boxes)]
            for start in range(0, len(events), _PAGE):
                part = events[start : start + _PAGE]
                with self.sharing.writing() as tx:
                    self.within(tx, part)
                    shares.finish(tx, part)
                looked += len(part)
            if boxes:
                looked += self._look_through(boxes, on_progress)
        return looked

    def after_reading(self) -> None:
        """What a source brought was stored: share it as the rules say."""
        self.marked()

    def catch_up(self, on_progress: Progress = lambda done, total: None) -> int:
        """`marked`, and everything anew where teams or the CRM's accounts changed since the last time."""
        if self.sharing.rules():
            self.sharing.ask_for_everything_if_changed()
        return self.marked(on_progress)

    def _look_through(self, keys: Sequence[str], on_progress: Progress) -> int:
        """Page by page, each in its own transaction; begun anew where something changed meanwhile."""
        with self.sharing.writing() as tx:
            started = changes(tx)
            boxes = shares.covered(tx)
            if EVERYTHING in keys:
                shares.withdraw_elsewhere(tx, boxes)
            wanted = [b.id for b in boxes if EVERYTHING in keys or b.id in keys]
            total = shares.count_events(tx, wanted)
        done, after = 0, ""
        while True:
            with self.sharing.writing() as tx:
                page = shares.page_after(tx, wanted, after)
                boxes = shares.covered(tx)
                if page:
                    _put(tx, page, boxes, FactsOfMail(tx), _Teams(shares.people_of(tx)))
                elif changes(tx) == started:
                    shares.finish(tx, keys)
            if not page:
                return done
            done, after = done + len(page), page[-1]
            on_progress(done, total)


class _Teams:
    """Who works for which customers, found once for each."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._known: dict[tuple[Customer, ...], frozenset[str]] = {}

    def of(self, customers: tuple[Customer, ...]) -> frozenset[str]:
        if customers not in self._known:
            self._known[customers] = account_team(customers, self._people)
        return self._known[customers]


def _judged(
    mails: Iterable[MailFacts], boxes: Mapping[str, CoveredMailbox], teams: _Teams
) -> Iterator[tuple[MailFacts, ShareRule, ShareVerdict, frozenset[str]]]:
    """Each mail under each rule that holds for its mailbox, with who would read it."""
    for mail in mails:
        box = boxes[mail.mailbox_id]
        audience = teams.of(mail.customers) - box.owners
        for rule in box.rules:
            yield mail, rule, may_share(mail, rule.exclude, audience), audience


def _put(
    tx: Transaction,
    event_ids: Sequence[str],
    boxes: Sequence[CoveredMailbox],
    facts: FactsOfMail,
    teams: _Teams,
) -> None:
    wanted: dict[tuple[str, str], str] = {}
    by_id = {b.id: b for b in boxes}
    for mail, rule, verdict, audience in _judged(facts.of(event_ids, by_id), by_id, teams):
        if verdict.shared:
            for reader in audience:
                wanted.setdefault((mail.event_id, reader), rule.id)
    shares.put(tx, event_ids, wanted)


def _keep_newest(newest: list[tuple[datetime, str, str]], one: tuple[datetime, str, str]) -> None:
    if one in newest:
        return
    if len(newest) < SHOWN:
        heapq.heappush(newest, one)
    else:
        heapq.heappushpop(newest, one)


def _count(told: Preview, judged: Sequence[tuple[MailFacts, ShareVerdict]]) -> None:
    """An event in several mailboxes is one event; it is shared if any of them shares it."""
    mail, verdict = next(((m, v) for m, v in judged if v.shared), judged[0])
    if verdict.shared:
        told.shared += 1
        told.kinds[mail.kind] += 1
    else:
        told.kept[verdict.rule, verdict.reason] += 1


def _counted(exclude: Exclusions) -> dict[str, object]:
    """For the audit log, which holds nobody's words."""
    return {
        "labels": len(exclude.labels),
        "people": len(exclude.people),
        "flags": len(exclude.flags),
        "kinds": len(exclude.kinds),
    }


def _proposed(rule: ShareRule) -> str:
    return (
        f"{rule.made_by} proposes that your mail with known customers be shared with the team of their "
        f"account. Nothing is shared until you accept: `promissory sharing accept {rule.id}` shows what it "
        f"would be and asks; `promissory sharing decline {rule.id}` says no."
    )
