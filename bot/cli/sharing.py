"""Commands by which people share their mail: preview, add, list, accept, decline, narrow, remove."""

from typing import TYPE_CHECKING, Any

import typer

from bot.cli.console import AS, JSON, console, opened, print_json, progress, reader
from bot.replies.words import day, one_line
from records.errors import PromissoryError
from records.models import EventKind
from records.share_rules import Covers, Exclusions

if TYPE_CHECKING:
    from bot.app import App
    from bot.workflows.share import Preview, RuleView
    from records.models import Person
    from records.share_rules import ShareRule

sharing = typer.Typer(
    no_args_is_help=True, help="Mail that you share with the team of its account, by rules."
)

TEAM = typer.Option(None, "--team", metavar="TEAM", help="Propose it to everybody in a team; for admins.")
EVERYBODY = typer.Option(False, "--everybody", help="Propose it to everybody; for admins.")
LABELS = typer.Option([], "--exclude-label", metavar="LABEL", help="A label or folder to leave out.")
PEOPLE = typer.Option(
    [], "--exclude-person", metavar="WHO", help="An address, a domain, or private-mail, to leave out."
)
FLAGS = typer.Option([], "--exclude-flag", metavar="FLAG", help="Such as bulk, to leave out newsletters.")
KINDS = typer.Option([], "--exclude-kind", metavar="KIND", help="mail, meeting or transcript, to leave out.")
YES = typer.Option(False, "--yes", help="Don't ask.")
RULE = typer.Argument(..., metavar="ID")

_NOUNS = {EventKind.mail: "mail", EventKind.meeting: "meeting", EventKind.transcript: "call"}


@sharing.command("preview")
def preview(
    rule_id: str | None = typer.Option(None, "--rule", metavar="ID", help="A rule that there is already."),
    team: str | None = TEAM,
    everybody: bool = EVERYBODY,
    labels: list[str] = LABELS,
    people: list[str] = PEOPLE,
    flags: list[str] = FLAGS,
    kinds: list[EventKind] = KINDS,
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Show what a rule would share and what it would not, without doing it."""
    with opened() as app:
        viewer = app.people.get(reader(app, who))
        exclude = _exclusions(labels, people, flags, kinds)
        if rule_id is None:
            rule = app.share.draft(viewer, exclude, team=team, everybody=everybody)
        elif exclude != Exclusions() or team is not None or everybody:
            raise PromissoryError("--rule shows a rule as it is: leave out the other options.")
        else:
            rule = app.share.get(viewer, rule_id).rule
        told = _previewed(app, viewer, rule, as_json)
        if as_json:
            print_json(_document(told))
        else:
            _print(told, viewer)


@sharing.command("add")
def add(
    team: str | None = TEAM,
    everybody: bool = EVERYBODY,
    labels: list[str] = LABELS,
    people: list[str] = PEOPLE,
    flags: list[str] = FLAGS,
    kinds: list[EventKind] = KINDS,
    yes: bool = YES,
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Share your mail with known customers with the team of their account, after showing what that is."""
    with opened() as app:
        actor = app.people.get(reader(app, who))
        exclude = _exclusions(labels, people, flags, kinds)
        rule = app.share.draft(actor, exclude, team=team, everybody=everybody)
        told = _previewed(app, actor, rule, as_json)
        question = _question(told)
        if rule.covers is not Covers.own:
            question = "Propose this to the owners?"
        _confirm(told, actor, question, yes, as_json)
        with progress("Sharing", quiet=as_json) as bar:
            app.share.add(rule, bar)
        view = app.share.get(actor, rule.id)
        _show([view], actor, as_json)
        if told.shared and not view.shared and rule.covers is Covers.own and not as_json:
            console().print("An older rule shares them already, and counts them.")


@sharing.command("list")
def list_rules(who: str | None = AS, as_json: bool = JSON) -> None:
    """Show your rules and those that ask for your mail; all of them for an admin."""
    with opened() as app:
        viewer = app.people.get(reader(app, who))
        _show(app.share.rules(viewer), viewer, as_json, whole=True)


@sharing.command("accept")
def accept(rule_id: str = RULE, yes: bool = YES, who: str | None = AS, as_json: bool = JSON) -> None:
    """Let a rule that an admin made hold for your own mailboxes, after showing what that shares."""
    with opened() as app:
        actor = app.people.get(reader(app, who))
        rule = app.share.get(actor, rule_id).rule
        told = _previewed(app, actor, rule, as_json, own_only=True)
        _confirm(told, actor, _question(told), yes, as_json)
        with progress("Sharing", quiet=as_json) as bar:
            app.share.answer(actor, rule.id, True, bar)
        _show([app.share.get(actor, rule.id)], actor, as_json)


@sharing.command("decline")
def decline(rule_id: str = RULE, who: str | None = AS, as_json: bool = JSON) -> None:
    """Keep your own mailboxes out of a rule that an admin made, also later on."""
    with opened() as app:
        actor = app.people.get(reader(app, who))
        rule = app.share.get(actor, rule_id).rule
        app.share.answer(actor, rule.id, False)
        _show([app.share.get(actor, rule.id)], actor, as_json)


@sharing.command("narrow")
def narrow(
    rule_id: str = RULE,
    labels: list[str] = LABELS,
    people: list[str] = PEOPLE,
    flags: list[str] = FLAGS,
    kinds: list[EventKind] = KINDS,
    who: str | None = AS,
    as_json: bool = JSON,
) -> None:
    """Let a rule of yours leave out more; what it shared of that is taken back at once."""
    with opened() as app:
        actor = app.people.get(reader(app, who))
        rule, more = app.share.get(actor, rule_id).rule, _exclusions(labels, people, flags, kinds)
        if more == Exclusions():
            raise PromissoryError("Say what to leave out, with --exclude-person for example.")
        app.share.narrow(actor, rule.id, more)
        _show([app.share.get(actor, rule.id)], actor, as_json)


@sharing.command("remove")
def remove(rule_id: str = RULE, who: str | None = AS, as_json: bool = JSON) -> None:
    """End a rule; nobody reads by it any more from the next question on."""
    with opened() as app:
        actor = app.people.get(reader(app, who))
        rule = app.share.get(actor, rule_id).rule
        app.share.remove(actor, rule.id)
        if as_json:
            print_json({"removed": rule.id})
        else:
            console().print(f"{rule.id} is gone, and what it shared is private again.", markup=False)


def _exclusions(labels: list[str], people: list[str], flags: list[str], kinds: list[EventKind]) -> Exclusions:
    from policies.exclusions import label_term, person_term

    return Exclusions(
        labels=tuple(dict.fromkeys(map(label_term, labels))),
        people=tuple(dict.fromkeys(map(person_term, people))),
        flags=tuple(dict.fromkeys(f.strip() for f in flags if f.strip())),
        kinds=tuple(dict.fromkeys(kinds)),
    )


def _previewed(
    app: "App", viewer: "Person", rule: "ShareRule", quiet: bool, *, own_only: bool = False
) -> "Preview":
    with progress("Looking", quiet=quiet) as bar:
        return app.share.preview(viewer, rule, own_only=own_only, on_progress=bar)


def _confirm(told: "Preview", viewer: "Person", question: str, yes: bool, as_json: bool) -> None:
    if yes:
        return
    if as_json:
        raise PromissoryError(
            "With --json nobody can be asked: look at `promissory sharing preview`, then add --yes."
        )
    _print(told, viewer)
    try:
        agreed = typer.confirm(question)
    except typer.Abort:
        agreed = False
    if not agreed:
        raise PromissoryError("Nothing was changed. Leave out more, or confirm with y or --yes.")


def _question(told: "Preview") -> str:
    return "Share them, and new ones as they come?" if told.shared else "Share new ones as they come?"


# What is shown


def _document(told: "Preview") -> dict[str, Any]:
    return {
        "covers": told.rule.covers.value,
        "shares": told.shared,
        "kinds": {kind.value: n for kind, n in sorted(told.kinds.items())},
        "people": sorted(told.readers),
        "sample": [
            {"event_id": s.event_id, "at": s.at.isoformat(), "subject": s.subject, "account": s.account}
            for s in told.sample
        ],
        "not_shared": [
            {"rule": rule, "reason": reason, "events": n} for (rule, reason), n in told.kept.most_common()
        ],
        "mailboxes": [
            {
                "owner": box.owner,
                "source": box.source,
                "events": box.events,
                "shares": box.shared,
                "not_shared": dict(box.kept.most_common()),
            }
            for box in told.mailboxes
        ],
    }


def _print(told: "Preview", viewer: "Person") -> None:
    from rich.table import Table

    out = console()
    if told.shared:
        readers = sorted(told.readers)
        people = "1 person" if len(readers) == 1 else f"{len(readers)} people"
        named = ", ".join(readers[:10]) + (f" and {len(readers) - 10} more" if len(readers) > 10 else "")
        out.print(f"This would share {_counted(told)} with {people}: {named}.", markup=False)
    else:
        out.print("This would share nothing.")
    if told.sample:
        whole = told.shared <= len(told.sample)
        out.print("Here they are:" if whole else f"Here are {len(told.sample)}, the newest first:")
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("date", "subject", "account"):
            table.add_column(name, overflow="fold")
        for s in told.sample:
            table.add_row(day(s.at), one_line(s.subject, 60) or "(no subject)", one_line(s.account, 40))
        out.print(table, markup=False)
    if told.kept:
        words = "; ".join(f"{n:,} {reason}" for (_, reason), n in told.kept.most_common())
        out.print(f"Not shared: {words}.", markup=False)
        if not told.shared and any(rule == "unknown_customer" for rule, _ in told.kept):
            out.print("Known customers are those in the CRM (docs/how-to/crm.md).")
    if told.rule.covers is not Covers.own and len(told.mailboxes) > 0:
        out.print("Subjects are shown of your own mailboxes only. By mailbox:")
        for box in (b for b in told.mailboxes if b.events):
            kept = "; ".join(f"{n:,} {reason}" for reason, n in box.kept.most_common())
            out.print(
                f"  {box.owner} ({box.source}): {box.shared:,} of {box.events:,}"
                + (f"; not shared: {kept}" if kept else ""),
                markup=False,
            )


def _counted(told: "Preview") -> str:
    """ "1,204 mails and 31 meetings"."""
    parts = [f"{n:,} {_NOUNS[kind]}{'s' * (n != 1)}" for kind, n in told.kinds.most_common()]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _show(views: list["RuleView"], viewer: "Person", as_json: bool, *, whole: bool = False) -> None:
    if as_json:
        print_json([_rule(v, viewer) for v in views] if whole else _rule(views[0], viewer))
        return
    out = console()
    for v in views:
        out.print(_line(v, viewer), markup=False, soft_wrap=True)
    if not views:
        out.print(
            "No rule: everybody's mail is private. `promissory sharing preview` shows what one would do."
        )


def _rule(v: "RuleView", viewer: "Person") -> dict[str, Any]:
    exclude = v.rule.exclude
    shown: dict[str, Any] = {
        "labels": list(exclude.labels),
        "people": list(exclude.people),
        "flags": list(exclude.flags),
        "kinds": [k.value for k in exclude.kinds],
    }
    return {
        "id": v.rule.id,
        "made_by": v.rule.made_by,
        "made_at": v.rule.made_at.isoformat(),
        "covers": v.rule.covers.value,
        "team": v.rule.team,
        "exclude": shown if v.open else {name: len(terms) for name, terms in shown.items()},
        "shares": v.shared,
        "answers": {a.person: _said(a.accepted) for a in v.answers},
        "your_answer": next((_said(a.accepted) for a in v.answers if a.person == viewer.email), None),
    }


def _said(accepted: bool | None) -> str:
    return "waiting" if accepted is None else "accepted" if accepted else "declined"


def _line(v: "RuleView", viewer: "Person") -> str:
    rule, exclude = v.rule, v.rule.exclude
    whose = {
        Covers.own: f"the mail of {rule.made_by}",
        Covers.team: f"the mail of the team {rule.team}, proposed by {rule.made_by}",
        Covers.everybody: f"everybody's mail, proposed by {rule.made_by}",
    }[rule.covers]
    terms = [*exclude.labels, *exclude.people, *exclude.flags, *(k.value for k in exclude.kinds)]
    without = ""
    if terms:
        without = (
            f"; without {', '.join(terms)}"
            if v.open
            else f"; {len(terms)} exclusion{'s' * (len(terms) != 1)}"
        )
    said = ""
    if v.answers and v.answers[0].person == viewer.email and rule.made_by != viewer.email:
        said = f"; your answer: {_said(v.answers[0].accepted)}"
    elif v.answers:
        yes = sum(a.accepted is True for a in v.answers)
        no = sum(a.accepted is False for a in v.answers)
        said = f"; {yes} accepted, {no} declined, {len(v.answers) - yes - no} not answered yet"
    return f"{rule.id}  {whose}: {v.shared:,} shared{without}{said}"


def register(cli: typer.Typer) -> None:
    cli.add_typer(sharing, name="sharing")
