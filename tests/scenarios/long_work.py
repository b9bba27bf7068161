"""What the processes do that `test_kill_anywhere` kills: read a mailbox, write to the CRM, send reminders."""

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from records.clock import FixedClock
from records.models import DecisionKind, Person, Promise, ProposalStatus, Reminder
from tests.builders import HENRIK, MARA


def say(word: str) -> None:
    print(word, flush=True)


def read(home: Path, mbox: Path) -> None:
    """The real command, in small steps so that a kill has many places to hit."""
    import bot.app
    from bot.cli import main
    from bot.workflows import ingest

    ingest.BATCH, bot.app.SETTLE_AT_ONCE, bot.app.PROPOSE_AT_ONCE = 8, 2, 4
    run = ingest.Ingest.run

    def announced(*words: object) -> object:
        say("READY")
        return run(*words)  # type: ignore[arg-type]

    ingest.Ingest.run = announced  # type: ignore[method-assign, assignment]
    sys.argv = ["promissory", "--home", str(home), "ingest", str(mbox), "--as", MARA.email, "--quick"]
    try:
        main.main()
    except SystemExit as end:
        if end.code:
            raise


def write(home: Path) -> None:
    """Henrik approves whatever waits; unfinished writes go on first."""
    from bot.app import App
    from bot.settings import load

    app = App(load(home))
    app.own_home("write")
    app.start_engine()
    say("READY")
    app.catch_up()
    for p in app.proposals.all([ProposalStatus.pending]):
        app.decide.decide(p.id, DecisionKind.approve, HENRIK.email)
    app.close()


def remind(home: Path, sent: Path, hours: int) -> None:
    """A tick every two hours of the company's time; what was sent stands in a file, an id a line."""
    from bot.app import App
    from bot.settings import load

    app = App(load(home))
    hand = home / "hand-of-the-clock"
    start = datetime.fromisoformat((home / "started").read_text())
    clock = FixedClock(start + timedelta(hours=int(hand.read_text()) if hand.exists() else 0))
    app.clock = app.wall = clock  # type: ignore[assignment]

    def deliver(reminder: Reminder, person: Person, promises: list[Promise]) -> None:
        known = {json.loads(line)[0] for line in sent.read_text().splitlines()} if sent.exists() else set()
        if reminder.id in known:
            return  # as Slack's card, which a repeat replaces
        with sent.open("a") as file:
            file.write(json.dumps([reminder.id, person.email, sorted(p.id for p in promises)]) + "\n")
            file.flush()
            os.fsync(file.fileno())

    say("READY")
    while clock.now() < start + timedelta(hours=hours):
        app.remind.tick(deliver)
        clock.advance(timedelta(hours=2))
        new = hand.with_suffix(".new")
        new.write_text(str(int((clock.now() - start).total_seconds() // 3600)))
        new.replace(hand)
    app.close()


if __name__ == "__main__":
    name, *words = sys.argv[1:]
    if name == "read":
        read(Path(words[0]), Path(words[1]))
    elif name == "write":
        write(Path(words[0]))
    else:
        remind(Path(words[0]), Path(words[1]), int(words[2]))
    say("DONE")
