"""Mails a second and memory of a backfill from a real IMAP server, beside `mbsync` and `offlineimap`.

All read the same mailbox of the same dovecot in the same run. The others write each mail to a maildir;
"our" turns each into an event, which is dropped, and "ledger" is all that `promissory sync` does before
vectors: promises read, events stored, both sides compared. Figures of processor time hold on a busy
machine too.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from benchmarks.corpus import OWNER, mails
from benchmarks.homes import empty_home, folder, machine

MAILS = 20_000
PATIENCE = 240
"""Seconds after which another program is given up."""
_ARCHIVED = 60
"""Of a hundred mails, those that lie in the archive; the latest are in the inbox."""


@dataclass(frozen=True)
class Mailbox:
    """A mailbox that is ready to be read; `options` are those of our IMAP source."""

    host: str
    port: int
    user: str
    password: str
    mails: int
    bytes: int
    at: Path
    """Where dovecot lies."""

    @property
    def options(self) -> dict[str, str]:
        return {
            "host": self.host,
            "port": str(self.port),
            "user": self.user,
            "security": "none",
            "allow_private": "yes",
        }


@contextmanager
def ready_mailbox(count: int = MAILS, seed: int = 1) -> Iterator[Mailbox]:
    """A dovecot with a mailbox of so many mails in INBOX, Sent and two archive folders, its indexes built.

    Raises FileNotFoundError where dovecot or the evaluation data is absent.
    """
    from tests.peers.dovecot import PASSWORD, missing, running

    if (reason := missing()) is not None:
        raise FileNotFoundError(reason)
    with running() as server:
        size = _fill(server.home(OWNER), count, seed)
        # Whoever reads first would otherwise pay for the server's own indexes.
        server.doveadm("index", "-u", OWNER, "*")
        server.doveadm("fetch", "-u", OWNER, "uid date.received size.virtual", "mailbox", "*")
        yield Mailbox("127.0.0.1", server.port, OWNER, PASSWORD, count, size, server.at)


def credentials(mailbox: Mailbox) -> Any:
    """What opens the mailbox, as a source asks for it."""
    from tests.contracts.imap_world import Keys

    return Keys(mailbox.password)


def _fill(home: Path, count: int, seed: int) -> int:
    """Writes the mails as dovecot itself names them; returns their bytes."""
    total = 0
    mail = home / "Maildir"
    for n, (at, sender, data) in enumerate(mails(count, written=0.33, seed=seed)):
        if parseaddr(sender)[1] == OWNER:
            place = mail / ".Sent"
        elif n * 100 < count * _ARCHIVED:
            place = mail / f".Archive.{at.year}"
        else:
            place = mail
        if not (place / "cur").is_dir():
            for part in ("cur", "new", "tmp"):
                (place / part).mkdir(parents=True)
            (place / "maildirfolder").touch()
        stamp = int(at.timestamp())
        wire = len(data) + data.count(b"\n") - data.count(b"\r\n")
        path = place / "cur" / f"{stamp}.M{n}P1.bench,S={len(data)},W={wire}:2,S"
        path.write_bytes(data)
        os.utime(path, (stamp, stamp))
        total += wire
    owner = home.parent.stat()
    for path in (home, *home.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    return total


@dataclass(frozen=True)
class Used:
    """What one program needed."""

    mails: int
    seconds: float
    processor_seconds: float
    memory_mb: float
    said: str
    exit_code: int

    def figures(self, name: str) -> dict[str, float]:
        return {
            f"{name}_mails": self.mails,
            f"{name}_exit_code": self.exit_code,
            f"{name}_mails_per_s": round(self.mails / self.seconds, 1),
            f"{name}_mails_per_processor_s": round(self.mails / self.processor_seconds, 1),
            f"{name}_peak_mb": round(self.memory_mb, 1),
        }


def run(command: list[str], at: Path, environment: dict[str, str] | None = None) -> Used:
    """Runs a program to its end, which is not always a success: `said` tells."""
    started = time.perf_counter()
    memory = 0.0
    with (at / "out").open("w+") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        while True:
            # What wait4 says of memory is never less than what we had when the program was started.
            memory = max(memory, _peak_mb(process.pid))
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - started > PATIENCE:
                process.kill()
                _, status, usage = os.wait4(process.pid, 0)
                break
            time.sleep(0.01)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        out.seek(0)
        said = out.read()
    return Used(0, seconds, usage.ru_utime + usage.ru_stime, memory, said, process.returncode)


def _peak_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), default=0.0)


def ours(mailbox: Mailbox, at: Path, how: str = "--read") -> Used:
    """Our source alone, or with `--keep` all of it into a ledger, in a process of its own."""
    given = json.dumps({**mailbox.options, "password": mailbox.password})
    used = run([sys.executable, "-m", "benchmarks.imap_backfill", how, given], at)
    if used.exit_code:
        raise RuntimeError(used.said[-1000:])
    return replace(used, mails=json.loads(used.said.splitlines()[-1])["events"])


def read(given: dict[str, str]) -> dict[str, Any]:
    """Backfills the mailbox into nothing."""
    from integrations.imap.connector import open_source
    from records.clock import SystemClock
    from tests.contracts.imap_world import Keys

    keys = Keys(given.pop("password"))
    source = open_source(OWNER, given, keys, SystemClock())
    started = time.perf_counter()
    first = 0.0
    events = refused = 0
    for page in source.backfill(None):
        first = first or time.perf_counter() - started
        events += sum(len(change.events) for change in page.changes)
        refused += sum(change.refused is not None for change in page.changes)
    seconds = time.perf_counter() - started
    source.close()
    return {"events": events, "refused": refused, "seconds": seconds, "first_page_s": first}


def mbsync(mailbox: Mailbox, at: Path) -> Used | None:
    """`mbsync` into an empty maildir, without waiting for the disk; None where it is not installed."""
    if shutil.which("mbsync") is None:
        return None
    local = at / "mbsync"
    local.mkdir()
    config = at / "mbsyncrc"
    config.write_text(
        f"FSync no\nIMAPAccount a\nHost {mailbox.host}\nPort {mailbox.port}\nUser {mailbox.user}\n"
        f"Pass {mailbox.password}\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore far\nAccount a\n\n"
        f"MaildirStore near\nPath {local}/\nInbox {local}/INBOX\nSubFolders Verbatim\n\n"
        "Channel c\nFar :far:\nNear :near:\nPatterns *\nCreate Near\nSync Pull\nSyncState *\n"
    )
    used = run(["mbsync", "-q", "-c", str(config), "-a"], at, {"HOME": str(at)})
    return replace(used, mails=_count(local))


def offlineimap(mailbox: Mailbox, at: Path) -> Used | None:
    """`offlineimap` into an empty maildir, without waiting for the disk; None where it is not installed."""
    if shutil.which("offlineimap") is None:
        return None
    local = at / "offlineimap"
    config = at / "offlineimaprc"
    config.write_text(
        f"[general]\naccounts = a\nmetadata = {at}/offlineimap-state\nfsync = false\n\n"
        "[Account a]\nlocalrepository = near\nremoterepository = far\n\n"
        f"[Repository near]\ntype = Maildir\nlocalfolders = {local}\n\n"
        f"[Repository far]\ntype = IMAP\nremotehost = {mailbox.host}\nremoteport = {mailbox.port}\n"
        f"remoteuser = {mailbox.user}\nremotepass = {mailbox.password}\nssl = no\nstarttls = no\nreadonly = true\n"
    )
    used = run(["offlineimap", "-o", "-u", "quiet", "-c", str(config)], at, {"HOME": str(at)})
    return replace(used, mails=_count(local))


def keep(given: dict[str, str]) -> dict[str, Any]:
    """Syncs the mailbox into a ledger, as the command does."""
    from tests.contracts.imap_world import Keys

    keys = Keys(given.pop("password"))
    with folder() as at, empty_home(at / "home") as app:
        app.live.credentials = lambda connection: keys  # type: ignore[method-assign, assignment]
        connection = app.live.connections.add("imap", OWNER, OWNER, given)
        started = time.perf_counter()
        first: list[float] = []

        def told(name: str, done: int, total: int) -> None:
            if done and not first:
                first.append(time.perf_counter() - started)

        done = app.live.listen.pull(connection, told=told)
        if done.problem is not None:
            raise RuntimeError(done.problem)
        return {
            "events": app.log.count(),
            "promises": done.promises,
            "reconciled": done.reconciled,
            "first_page_s": first[0],
        }


def _count(maildir: Path) -> int:
    return sum(1 for part in ("cur", "new") for _ in maildir.rglob(f"{part}/*"))


def measure(count: int) -> dict[str, Any]:
    """All on the same server in the same run, ours first, so that it reads the colder files."""
    with ready_mailbox(count) as mailbox, folder() as at:
        own = ours(mailbox, at)
        details = json.loads(own.said.splitlines()[-1])
        figures: dict[str, Any] = {
            "benchmark": "imap_backfill",
            "machine": machine(),
            "mails": mailbox.mails,
            "megabytes": round(mailbox.bytes / 1e6, 1),
            "refused": details["refused"],
            "first_page_s": round(details["first_page_s"], 2),
            **own.figures("our"),
        }
        kept = ours(mailbox, at, "--keep")
        stored = json.loads(kept.said.splitlines()[-1])
        figures |= {
            **kept.figures("ledger"),
            "ledger_promises": stored["promises"],
            "ledger_reconciled": stored["reconciled"],
            "ledger_first_answerable_s": round(stored["first_page_s"], 2),
        }
        for name, other in (("mbsync", mbsync), ("offlineimap", offlineimap)):
            theirs = other(mailbox, at)
            if theirs is None:
                figures[f"{name}_missing"] = True
                continue
            figures |= theirs.figures(name)
            if theirs.mails:
                figures[f"ratio_to_{name}"] = round(
                    own.mails / own.seconds * theirs.seconds / theirs.mails, 3
                )
        return figures


def main() -> None:
    """One line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=MAILS)
    parser.add_argument("--read", help=argparse.SUPPRESS)
    parser.add_argument("--keep", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read or options.keep:
        done = read(json.loads(options.read)) if options.read else keep(json.loads(options.keep))
        print(json.dumps(done))
        return
    try:
        print(json.dumps(measure(options.mails)), flush=True)
    except FileNotFoundError as absent:
        print(json.dumps({"benchmark": "imap_backfill", "skipped": str(absent)}))


if __name__ == "__main__":
    main()
