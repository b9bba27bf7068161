"""`promissory serve`: chat, live sources, scheduler and background work in one process, until it is told to stop."""

import logging
import signal
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot import web
from bot.app import App
from bot.replies.answers import text_reply
from bot.replies.reports import report_reply
from bot.slack.render import escape
from bot.webhooks import stay_responsive
from records.errors import PromissoryError
from records.models import Person, Promise, Reminder

if TYPE_CHECKING:
    from bot.listener import Listener
    from bot.pulled_notices import PulledNotices
    from bot.slack.app import SlackDoor
    from bot.webhooks import Door

log = logging.getLogger("promissory.server")
CALLERS = 500
"""Callers at once; more of them hear 503, so that nobody can use up the process by holding connections."""

Table = dict[str, tuple[int, Callable[[], object]]]
"""Name -> (seconds between runs, job)."""


class Server:
    """One running process over one data home."""

    def __init__(self, app: App, start_ticking: Callable[[Table], Any]) -> None:
        self.app = app
        self._start_ticking = start_ticking
        self.stopping = threading.Event()
        self.door: SlackDoor | None = None
        self.incoming: Door | None = None
        self.listener: Listener | None = None
        self.pulled: PulledNotices[Any] | None = None

    def start(self, role: str) -> None:
        """Open the doors of this role; returns at once."""
        stay_responsive()
        self.app.start_engine()
        if self.app.settings.slack_bot_token is not None:
            self.door = self.app.slack_door()
            self.door.resume()
            if self.door.ear is not None:
                self.app.webhooks.receive.handlers["slack"] = self.door.ear.handle
        elif role == "web" and not web.wanted(self.app, None):
            raise PromissoryError(
                "There is nothing to serve: Slack is not connected, see docs/how-to/slack.md, and no webhook is."
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
        ticks: Table = {"expire cards": (60, self.expire_cards), "alert": (30, self.alert)}
        if self.door is not None:
            ticks |= {"remind": (60, self.remind), "post cards": (15, self.post_cards)}
            ticks |= {"tell owners": (5, self.tell_owners)}
            if self.door.ear is not None:
                work["members"] = (3600, self.door.ear.refresh)
            if self.app.settings.weekly_report:
                ticks["weekly report"] = (900, self.send_reports)
        if self.incoming is not None:
            ticks["note refusals"] = (60, self.incoming.note)
        return {"worker": work, "ticker": ticks}.get(role, work | ticks)

    def _listen(self) -> None:
        settings = self.app.settings
        if self.door is not None and settings.slack_app_token is not None:
            from bot.slack import app as slack

            self._socket = slack.socket_mode(self.door, settings.slack_app_token.get_secret_value())
            self._socket.connect()
            log.info("listening in Socket Mode")
        if web.wanted(self.app, self.door):
            import uvicorn

            heard = _bound(settings.host, settings.port)
            self.incoming = web.door(self.app)
            config = uvicorn.Config(
                web.asgi(self.app, self.incoming, self.door),
                log_level="warning",
                access_log=False,
                limit_concurrency=CALLERS,
            )
            self._http = uvicorn.Server(config)
            threading.Thread(target=self._http.run, args=([heard],), name="http", daemon=True).start()
            log.info("listening on %s:%d", settings.host, settings.port)

    def tell_owners(self) -> None:
        """Whose mailbox must be connected again, and whose mail somebody proposes to share."""
        assert self.door is not None
        messages = self.door.messages
        self.app.source_health.tell_owners(
            lambda owner, words: messages.deliver(owner, text_reply(words)),
            self.app.reconnect_link,
        )
        for notice in self.app.share.notices():
            if messages.deliver(notice.person, text_reply(notice.text)):
                self.app.share.told(notice)

    def remind(self) -> None:
        self.app.remind.tick(self._deliver)

    def _deliver(self, reminder: Reminder, person: Person, promises: list[Promise]) -> None:
        assert self.door is not None
        talk = self.app.talk("slack")
        if not self.door.messages.deliver(person.email, talk.reminder(promises, person, reminder.id)):
            log.warning("reminder %s found nobody in Slack", reminder.id)

    def post_cards(self) -> None:
        """New proposals go to everybody who may decide; a repeat replaces, it never doubles."""
        assert self.door is not None
        talk = self.app.talk("slack")
        for p in self.app.proposals.unposted():
            for person in talk.deciders(p):
                self.door.messages.deliver(person.email, talk.card(p.id))
            self.app.proposals.mark_posted(p.id)

    def send_reports(self) -> None:
        """How the last week went, to every manager in a DM."""
        door = self.door
        assert door is not None
        self.app.send_reports.run(
            self.app.people.all(),
            lambda person, told: door.messages.deliver(person.email, report_reply(told, person)),
        )

    def expire_cards(self) -> None:
        for proposal_id in self.app.proposals.expire(self.app.wall.now()):
            if self.door is not None:
                self.door.messages.refresh(self.app.talk("slack").card(proposal_id))

    def alert(self) -> None:
        """Tell the developers' channel what failed; ids and field names only."""
        channel = self.app.settings.slack_alerts_channel
        for number, kind, words in self.app.alerts.unsent():
            log.error("alert %s: %s", kind, words)
            if self.door is not None and channel is not None:
                self.door.messages.say(channel, escape(f"{kind.replace('_', ' ')}: {words}"))
            self.app.alerts.mark_sent(number)

    def stop(self) -> None:
        self.stopping.set()
        if self.pulled is not None:
            self.pulled.stop()
        if self.listener is not None:
            self.listener.stop()
        if self._ticker is not None:
            self._ticker.shutdown(wait=True)
        if socket := getattr(self, "_socket", None):
            socket.close()
        if http := getattr(self, "_http", None):
            http.should_exit = True
        if self.incoming is not None:
            self.incoming.close()
        if self.door is not None:
            self.door.close()


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
    where = "Slack" if server.door else "no chat (Slack is not connected)"
    log.info("Promissory serves %s from %s", where, app.settings.home)
    server.stopping.wait()
    server.stop()
