"""`promissory serve`: Slack, scheduler and background work in one process, until it is told to stop."""

import json
import logging
import signal
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.app import App
from bot.replies.reports import report_reply
from bot.slack.render import escape
from records.errors import PromissoryError
from records.models import Person, Promise, Reminder

if TYPE_CHECKING:
    from bot.slack.app import SlackDoor

log = logging.getLogger("promissory.server")
Asgi = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]

Table = dict[str, tuple[int, Callable[[], object]]]
"""Name -> (seconds between runs, job)."""


class Server:
    """One running process over one data home."""

    def __init__(self, app: App, start_ticking: Callable[[Table], Any]) -> None:
        self.app = app
        self._start_ticking = start_ticking
        self.stopping = threading.Event()
        self.door: SlackDoor | None = None

    def start(self, role: str) -> None:
        """Open the doors of this role; returns at once."""
        settings = self.app.settings
        self.app.start_engine()
        if settings.slack_bot_token is not None:
            self.door = self.app.slack_door()
            self.door.resume()
        elif role == "web":
            raise PromissoryError(
                "There is nothing to serve: Slack is not connected, see docs/how-to/slack.md."
            )
        if role in ("all", "ticker", "worker"):
            self._ticker = self._start_ticking(self._table(role))
        else:
            self._ticker = None
        if self.door is not None and role in ("all", "web"):
            self._listen(self.door)

    def _table(self, role: str) -> Table:
        work: Table = {
            "catch up": (20, self.app.catch_up),
            "embed": (30, lambda: self.app.build_index.run(stop=self.stopping.is_set)),
            "purge inbox": (86_400, self.app.inbox.purge),
            "purge answers": (3_600, self.app.cached_answers.purge),
        }
        ticks: Table = {"expire cards": (60, self.expire_cards), "alert": (30, self.alert)}
        if self.door is not None:
            ticks |= {"remind": (60, self.remind), "post cards": (15, self.post_cards)}
            if self.app.settings.weekly_report:
                ticks["weekly report"] = (900, self.send_reports)
        return {"worker": work, "ticker": ticks}.get(role, work | ticks)

    def _listen(self, door: "SlackDoor") -> None:
        from bot.slack import app as slack

        settings = self.app.settings
        if settings.slack_app_token is not None:
            self._socket = slack.socket_mode(door, settings.slack_app_token.get_secret_value())
            self._socket.connect()
            log.info("listening in Socket Mode")
        else:
            import uvicorn

            config = uvicorn.Config(
                routes(slack.http(door)),
                host=settings.host,
                port=settings.port,
                log_level="warning",
                access_log=False,
            )
            self._http = uvicorn.Server(config)
            threading.Thread(target=self._http.run, name="http", daemon=True).start()
            log.info("listening on %s:%d", settings.host, settings.port)

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
        if self._ticker is not None:
            self._ticker.shutdown(wait=True)
        if socket := getattr(self, "_socket", None):
            socket.close()
        if http := getattr(self, "_http", None):
            http.should_exit = True
        if self.door is not None:
            self.door.close()


def serve(app: App, role: str, start_ticking: Callable[[Table], Any]) -> None:
    """Run until SIGINT or SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    server = Server(app, start_ticking)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stopping.set())
    server.start(role)
    where = "Slack" if server.door else "no chat (Slack is not connected)"
    log.info("Promissory serves %s from %s", where, app.settings.home)
    server.stopping.wait()
    server.stop()


def routes(slack: Asgi) -> Asgi:
    """/healthz for load balancers, everything else for Slack."""

    async def app(
        scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        if scope["type"] == "http" and scope["path"] == "/healthz":
            body = json.dumps({"ok": True}).encode()
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        else:
            await slack(scope, receive, send)

    return app


async def _lifespan(receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
