"""`promissory serve`: chat, live sources, scheduler and background work in one process, until it is told to stop."""

import logging
import signal
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot import web
from bot.app import App
from bot.doors import Doors
from bot.ticks import Table, Ticks
from bot.webhooks import stay_responsive
from records.errors import PromissoryError

if TYPE_CHECKING:
    from bot.listener import Listener
    from bot.pulled_notices import PulledNotices
    from bot.webhooks import Door

log = logging.getLogger("promissory.server")
CALLERS = 500
"""Callers at once; more of them hear 503, so that nobody can use up the process by holding connections."""


class Server:
    """One running process over one data home."""

    def __init__(self, app: App, start_ticking: Callable[[Table], Any]) -> None:
        self.app = app
        self._start_ticking = start_ticking
        self.stopping = threading.Event()
        self._doors: Doors | None = None
        self.incoming: Door | None = None
        self.listener: Listener | None = None
        self.pulled: PulledNotices[Any] | None = None

    @property
    def doors(self) -> Doors:
        """Built by `start`."""
        if self._doors is None:
            raise RuntimeError("the server was not started")
        return self._doors

    def start(self, role: str) -> None:
        """Open the doors of this role; returns at once."""
        stay_responsive()
        self.app.start_engine()
        self._doors = Doors(self.app)
        self.doors.open(listen=role in ("all", "web"))
        if role == "web" and not self.doors and not web.wanted(self.app, self.doors):
            raise PromissoryError(
                "There is nothing to serve: neither Slack nor Teams is connected, see docs/how-to/slack.md and "
                "docs/how-to/teams.md, and no webhook is."
            )
        if role in ("all", "web"):
            self._listen()
        if role in ("all", "worker"):
            self._follow()
        self._ticker = self._start_ticking(self._table(role)) if role != "web" else None

    def _follow(self) -> None:
        """Read live sources, on notice and by the clock."""
        self.listener = self.app.live.listener()
        self.app.webhooks.on_push(self._pushed)
        self.pulled = web.pulled_notices(self.app)
        self.listener.start()
        if self.pulled is not None:
            self.pulled.start()

    def _pushed(self, connection_id: str, lifecycle: str | None) -> None:
        missed = lifecycle is not None and self.app.live.keep_watching.attend(connection_id, lifecycle)
        if self.listener is not None:
            self.listener.poke(connection_id, compare=missed)

    def _table(self, role: str) -> Table:
        work: Table = {
            "catch up": (20, lambda: self.app.catch_up(self.stopping.is_set)),
            "embed": (30, lambda: self.app.build_index.run(stop=self.stopping.is_set)),
            "receive": (1, lambda: self.app.webhooks.receive.run(self.stopping.is_set)),
            "watch": (5, self.app.live.keep_watching.tick),
            "purge inbox": (86_400, self.app.inbox.purge),
            "purge deliveries": (86_400, self.app.webhooks.deliveries.purge),
            "purge answers": (3_600, self.app.cached_answers.purge),
        }
        ticks = Ticks(self.app, self.doors).table()
        if self.doors.teams is not None:
            work["purge teams inbox"] = (86_400, self.app.teams_inbox.purge)
        if self.doors:
            work["members"] = (3600, self.doors.see_members)
            work["purge held messages"] = (3600, self.app.held_messages.purge)
        if self.incoming is not None:
            ticks["note refusals"] = (60, self.incoming.note)
        return {"worker": work, "ticker": ticks}.get(role, work | ticks)

    def _listen(self) -> None:
        settings = self.app.settings
        if web.wanted(self.app, self.doors):
            import uvicorn

            heard = _bound(settings.host, settings.port)
            self.incoming = web.door(self.app)
            config = uvicorn.Config(
                web.asgi(self.app, self.incoming, self.doors),
                log_level="warning",
                access_log=False,
                limit_concurrency=CALLERS,
            )
            self._http = uvicorn.Server(config)
            threading.Thread(target=self._http.run, args=([heard],), name="http", daemon=True).start()
            log.info("listening on %s:%d", settings.host, settings.port)

    def stop(self) -> None:
        self.stopping.set()
        if self.pulled is not None:
            self.pulled.stop()
        if self.listener is not None:
            self.listener.stop()
        if self._ticker is not None:
            self._ticker.shutdown(wait=True)
        if self._doors is not None:
            self._doors.stop_listening()
        if http := getattr(self, "_http", None):
            http.should_exit = True
        if self.incoming is not None:
            self.incoming.close()
        if self._doors is not None:
            self._doors.close()


def _bound(host: str, port: int) -> socket.socket:
    """Listening before anybody is told to call us: until it is served, a call waits."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048
        )
    except OSError as problem:
        raise PromissoryError(
            f"Promissory can't listen on {host}:{port}: another program may do so already. Stop that, or choose "
            "another address with PROMISSORY_HOST and PROMISSORY_PORT."
        ) from problem


def serve(app: App, role: str, start_ticking: Callable[[Table], Any]) -> None:
    """Run until SIGINT or SIGTERM."""
    # Libraries tell at INFO what they ask for, with addresses and tokens of places in it.
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("promissory").setLevel(logging.INFO)
    server = Server(app, start_ticking)

    def ask_to_stop(number: int, _: object) -> None:
        server.stopping.set()
        # Asked once more it ends at once, which loses nothing either.
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    server.start(role)
    log.info("Promissory serves %s from %s", server.doors.names, app.settings.home)
    server.stopping.wait()
    server.stop()
