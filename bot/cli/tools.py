"""Commands that store nothing: extract, due, mask, match."""

from datetime import UTC, datetime
from email.utils import getaddresses
from hashlib import sha256
from typing import Any

import typer

from bot.cli import shapes
from bot.cli.console import JSON, JSONL, console, each_line, lines_of, moment, opened, print_json
from records.errors import PromissoryError
from records.models import Event, EventKind, Extraction, Participant, Promise

FILE = typer.Argument(None, metavar="[FILE|-]", help="A file; standard input for - or nothing.")


def extract(
    file: str | None = FILE,
    our_domain: list[str] = typer.Option([], "--our-domain", metavar="DOMAIN", help="A domain that is ours."),
    jsonl: bool = JSONL,
    as_json: bool = JSON,
) -> None:
    """Show the promises and intents in one mail, transcript or text; nothing is stored."""
    if jsonl:
        each_line(file, lambda line: {"id": line.get("id"), **_found(*_from_document(line))})
        return
    found = [_found(event, our_domain or None) for event in _from_file(file)]
    whole = {
        "promises": [p for f in found for p in f["promises"]],
        "intents": [i for f in found for i in f["intents"]],
    }
    if as_json:
        print_json({"id": file, **whole})
        return
    if not whole["promises"]:
        console().print("No promise in it.")
    for p in whole["promises"]:
        due = f", due {p['due']}" if p["due"] else ""
        console().print(f"{p['direction']}, {p['strength']}{due}, {p['owner']}: “{p['quote']}”", markup=False)


def _found(event: Event, our_domains: list[str] | None) -> dict[str, Any]:
    from records.promises import promise_id
    from retrieval.cleaning import clean
    from retrieval.extract import EXTRACTOR_VERSION, Sides
    from retrieval.extract import extract as read

    domains = frozenset(d.casefold().lstrip("@") for d in our_domains or []) or _senders_side(event)
    found: Extraction = read(clean(event), Sides(our_domains=domains))
    return {
        "promises": [
            shapes.promise(Promise(**d.model_dump(), id=promise_id(d), extractor=EXTRACTOR_VERSION))
            for d in found.promises
        ],
        "intents": [{"label": i.label, "quote": i.quote, "confidence": i.confidence} for i in found.intents],
    }


def _senders_side(event: Event) -> frozenset[str]:
    """Without a word on who "we" are, the sender is."""
    return frozenset({event.sender.domain}) if event.sender and event.sender.domain else frozenset()


def _from_document(line: dict[str, Any]) -> tuple[Event, list[str] | None]:
    said = moment(str(line["sent_at"])) if line.get("sent_at") else None
    body = str(line["body"]).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    to = line.get("to") or []
    event = Event(
        id="ev_" + sha256(f"{line.get('id')}|{body}".encode("utf-8", "replace")).hexdigest()[:20],
        source="text",
        external_id=str(line.get("id", "")),
        kind=EventKind.mail,
        at=said or datetime.now(UTC),
        sender=next(iter(_people([str(line.get("from") or "")])), None),
        to=tuple(_people([to] if isinstance(to, str) else [str(t) for t in to])),
        subject=str(line.get("subject") or ""),
        text=body.encode("utf-8", "replace").decode("utf-8"),
    )
    return event, line.get("our_domains")


def _people(addresses: list[str]) -> list[Participant]:
    return [Participant(email=a.casefold(), name=n or None) for n, a in getaddresses(addresses) if a]


def _from_file(file: str | None) -> list[Event]:
    from integrations.ports import Quarantined

    if file not in (None, "-") and not str(file).endswith((".txt", ".md")):
        from integrations import registry

        source = registry.file_source()
        events = []
        for unit in source.scan([str(file)]):
            if isinstance(unit, Quarantined):
                raise PromissoryError(f"{unit.path}: {unit.reason}")
            for item in source.read(unit):
                if item.quarantined:
                    raise PromissoryError(f"{item.quarantined.path}: {item.quarantined.reason}")
                if item.event:
                    events.append(item.event)
        return events
    text = "".join(lines_of(file))
    return [_from_document({"id": "text", "body": text, "from": "me@here.invalid"})[0]]


def due(
    words: str | None = typer.Argument(
        None, metavar="[WORDS|FILE|-]", help='For example "by end of next week".'
    ),
    said_at: str | None = typer.Option(
        None, "--said-at", metavar="ISO", help="When it was said, with offset."
    ),
    sender: str | None = typer.Option(
        None, "--from", metavar="EMAIL", help="Who said it: the country of the address orders day and month."
    ),
    locale: str | None = typer.Option(
        None, "--locale", metavar="LOCALE", help="The sender's locale, for example en_GB; wins over --from."
    ),
    jsonl: bool = JSONL,
    as_json: bool = JSON,
) -> None:
    """Resolve a due date as it was said."""
    if jsonl:
        each_line(words, _due_line)
        return
    if words is None:
        raise typer.BadParameter("give the words")
    result = _due(None, words, said_at, sender, locale)
    if as_json:
        print_json(result)
    elif result["due"] is None:
        console().print("No due date in it.")
    else:
        console().print(f"{result['due']} ({result['precision']}): “{result['as_said']}”", markup=False)


def _due_line(line: dict[str, Any]) -> dict[str, Any]:
    day_first = line.get("day_first")
    if day_first is not None and not isinstance(day_first, bool):
        raise ValueError("day_first must be true or false")
    sender, locale = (str(line[key]) if line.get(key) else None for key in ("from", "locale"))
    return _due(line.get("id"), str(line["text"]), str(line["said_at"]), sender, locale, day_first)


def _due(
    name: Any,
    words: str,
    said_at: str | None,
    sender: str | None = None,
    locale: str | None = None,
    day_first: bool | None = None,
) -> dict[str, Any]:
    from retrieval.due_dates import resolve_due
    from retrieval.due_locale import country_of_address

    country = country_of_address(sender) if sender and not locale else None
    at = moment(said_at) or datetime.now().astimezone()
    found = resolve_due(words, at, day_first=day_first, country=country, locale=locale)
    return {
        "id": name,
        "due": found.due.isoformat() if found else None,
        "due_at": found.due_at.isoformat() if found and found.due_at else None,
        "precision": found.precision.value if found else None,
        "as_said": found.as_said if found else None,
    }


def mask(file: str | None = FILE, jsonl: bool = JSONL, as_json: bool = JSON) -> None:
    """Replace personal data by placeholders, with the spans."""
    from retrieval.masking import Masker

    masker = Masker()

    def masked(name: Any, text: str) -> dict[str, Any]:
        done = masker.mask(text)
        return {
            "id": name,
            "masked": done.masked,
            "entities": [e.model_dump(mode="json") for e in done.entities],
        }

    if jsonl:
        each_line(file, lambda line: masked(line.get("id"), str(line["text"])))
        return
    result = masked(None, "".join(lines_of(file)))
    if as_json:
        print_json(result)
    else:
        typer.echo(result["masked"], nl=not result["masked"].endswith("\n"))


def match(
    words: list[str] = typer.Argument(None, metavar="[NAME | A B | FILE]"),
    pair: bool = typer.Option(False, "--pair", help="Are two names one company?"),
    jsonl: bool = JSONL,
    as_json: bool = JSON,
) -> None:
    """Find the account behind a name, domain or address."""
    given = list(words or [])
    if pair:
        from records.account_names import pair as compare

        if jsonl:
            file = given[0] if given else None
            each_line(
                file,
                lambda line: {"id": line.get("id"), **compare(str(line["a"]), str(line["b"])).model_dump()},
            )
            return
        if len(given) != 2:
            raise typer.BadParameter("--pair takes two names")
        result = compare(given[0], given[1]).model_dump()
        if as_json:
            print_json(result)
        else:
            console().print(
                f"{'same' if result['same'] else 'different'} ({result['score']:.2f}): {result['why']}"
            )
        return
    with opened() as app:

        def resolve(name: Any, one: str) -> dict[str, Any]:
            found = app.reading.match_account(one)
            return {
                **({} if name is None else {"id": name}),
                "account": found.account.name if found.account else None,
                "score": found.score,
                "why": found.why,
            }

        if jsonl:
            each_line(given[0] if given else None, lambda line: resolve(line.get("id"), str(line["name"])))
            return
        if len(given) != 1:
            raise typer.BadParameter("give one name, domain or address")
        result = resolve(None, given[0])
        if as_json:
            print_json(result)
        else:
            console().print(
                f"{result['account'] or 'no account'} ({result['score']:.2f}): {result['why']}", markup=False
            )


def register(cli: typer.Typer) -> None:
    for command in (extract, due, mask, match):
        cli.command()(command)
