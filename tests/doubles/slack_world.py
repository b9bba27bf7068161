"""A workspace with our app in it, over Socket Mode or HTTP, which can be killed and started again."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn

from bot.replies.shapes import Reply
from bot.slack.app import MakeEar, SlackDoor, build, http, socket_mode
from bot.slack.pace import Pace
from records.inbox import Inbox
from tests.doubles.conversation import MemoryPosts, StoryConversation
from tests.doubles.slack import SECRET, Message, SlackDouble
from tests.pictures import samples

Json = dict[str, Any]

MIRA, TOM = "UMIRA", "UTOM"
TRANSPORTS = ("socket mode", "http")


class Killed(BaseException):
    """As if the process ended in the middle of the work."""


@dataclass
class World:
    slack: SlackDouble
    home: Path
    transport: str
    conversation: Any = field(default_factory=StoryConversation)
    posts: MemoryPosts = field(default_factory=MemoryPosts)
    waits: tuple[float, ...] = (0.05, 0.05)
    hear: MakeEar | None = None
    pace: Callable[[], Pace] = lambda: Pace(0.0)
    more: Callable[[SlackDouble], Json] = lambda slack: {}
    """For `build`, made anew at every start."""

    def start(self) -> None:
        self.inbox = Inbox(self.home / "inbox.sqlite")
        given: Json = {
            "token": "xoxb-invented",
            "signing_secret": SECRET,
            "conversation": self.conversation,
            "deliveries": self.inbox,
            "make_posts": lambda surface: self.posts,
            "base_url": self.slack.api,
            "waits": self.waits,
            "hear": self.hear,
            "pace": self.pace,
        }
        self.door: SlackDoor = build(**given | self.more(self.slack))
        self.door.resume()
        self._listen()

    def _listen(self) -> None:
        if self.transport == "socket mode":
            connected = self.slack.timeline.count("connected")
            self.handler = socket_mode(self.door, "xapp-invented")
            self.handler.connect()
            self.slack.wait(lambda: self.slack.timeline.count("connected") > connected)
        if self.transport == "http" or self.door.installable:
            self._serve()

    def _serve(self) -> None:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)  # requests may come before the server is up
        self.site = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.url = f"{self.site}/slack/events"
        config = uvicorn.Config(http(self.door), log_level="critical", lifespan="off", ws="none")
        self.server = uvicorn.Server(config)
        self._serving = threading.Thread(target=self.server.run, args=([listener],), daemon=True)
        self._serving.start()

    def stop(self) -> None:
        """Ends in good order, as far as it can; hung work is left to itself."""
        if self.transport == "socket mode":
            threading.Thread(target=self.handler.close, daemon=True).start()
        if hasattr(self, "server"):
            self.server.should_exit = True
        self.door.desk.close()

    def restart(self) -> None:
        """The process is gone and comes back with the same files.

        Its threads can't be killed, so they lose the inbox and are waited for: what is dead neither
        writes nor posts any more when the next one starts.
        """
        self.stop()
        self.inbox.close()
        self.door.close()
        self.start()

    # ------------------------------------------------------------ what people do

    def tell(self, body: Json, *, retry: int | None = None) -> None:
        """Delivers and waits for the acknowledgement."""
        if self.transport == "socket mode":
            self.slack.acked(self.slack.send(body, retry=retry))
            self.slack.mark("acknowledged")
            return
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        assert self.slack.post(self.url, body, headers=headers) == 200
        self.slack.mark("acknowledged")

    def ask(self, text: str, *, user: str = MIRA, **more: Any) -> Json:
        body = self.slack.message_event(user, text, **more)
        self.tell(body)
        return body

    def press(self, message: Message, action: str, *, user: str = TOM, **more: Any) -> Json:
        body = self.slack.click(user, message, action, **more)
        self.tell(body)
        return body

    def fill_in(self, *, user: str = TOM, value: str | None = None, chosen: str | None = None) -> Json:
        view = self.slack.wait(lambda: self.slack.views)[-1]
        body = self.slack.submit(user, view, value=value, chosen=chosen)
        self.tell(body)
        return body

    def dm(self, user: str = MIRA) -> list[Message]:
        return self.slack.in_channel(self.slack.direct(user))

    def card(self, reply: Reply, *, email: str = samples.TOM.email, user: str = TOM) -> Message:
        """Delivers a card to somebody's DM and returns it as it stands there."""
        assert self.door.surface.deliver(email, reply)
        return self.dm(user)[-1]

    def until_reads(self, words: str, user: str = MIRA) -> Message:
        """The message in somebody's DM that contains these words, once it is there."""
        found: Message = self.slack.wait(lambda: next((m for m in self.dm(user) if words in m.words), None))
        return found

    def settle(self) -> None:
        """Waits until everything that was accepted is handled."""
        self.slack.wait(lambda: not self._open_deliveries())

    def _open_deliveries(self) -> int:
        rows = self.inbox._db.execute("SELECT count(*) FROM deliveries WHERE handled_at IS NULL").fetchone()
        return int(rows[0])


@contextmanager
def world(home: Path, transport: str, **more: Any) -> Iterator[World]:
    """A started world with a rep and a manager. Ends by asking whether Slack refused anything."""
    logging.getLogger("promissory.slack").setLevel(logging.CRITICAL)
    with SlackDouble() as slack:
        slack.person(MIRA, samples.MIRA.email, real_name="Mira Okafor")
        slack.person(TOM, samples.TOM.email, real_name="Tom Reyes")
        here = World(slack, home, transport, **more)
        here.start()
        try:
            yield here
        finally:
            here.stop()
        assert not slack.refusals, [(c.method, c.refused) for c in slack.refusals]
