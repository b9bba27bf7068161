"""Teams on loopback: the Bot Connector, Microsoft's signing keys and a client, as strict as the real ones."""

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.doubles import teams_activities
from tests.doubles.adaptive_cards import Refused, check_card, texts
from tests.doubles.teams_activities import APP_ID, BOT, ISSUER, TENANT

Json = dict[str, Any]

__all__ = ["APP_ID", "BOT", "ISSUER", "TENANT"]
LARGEST_MESSAGE = 28_000


@cache
def signing_key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Person:
    """An account as the directory has it."""

    user_id: str
    email: str | None
    name: str
    tenant: str = TENANT
    role: str = "user"
    principal: str | None = None

    def as_member(self) -> Json:
        return {
            "id": self.user_id,
            "aadObjectId": f"aad-{self.user_id}",
            "name": self.name,
            "email": self.email,
            "userPrincipalName": self.principal or self.email,
            "tenantId": self.tenant,
            "userRole": self.role,
        }


@dataclass
class Room:
    """A chat or channel; the bot may speak in it as long as it is `installed`."""

    id: str
    kind: str
    members: list[str]
    team: str | None = None
    name: str | None = None
    type: str = "standard"
    installed: bool = True


@dataclass
class Message:
    room: str
    id: str
    text: str
    card: Json | None
    summary: str | None
    thread: str | None
    edits: int = 0
    at: float = 0.0

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return "\n".join([self.text, *(texts(self.card) if self.card else [])])


@dataclass
class TeamsDouble(teams_activities.Activities):
    """Start it with `with`. `refusals` lists what the real Teams would not have taken or not shown as meant."""

    people: dict[str, Person] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    """Id of a team -> its name."""
    addable: set[str] = field(default_factory=set)
    """Users for whom the bot is installed, so that a chat with them may be opened."""
    messages: list[Message] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    failures: dict[str, list[tuple[int, Json]]] = field(default_factory=dict)
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._ids = count(1)
        self._tokens: set[str] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="teams-double", daemon=True)
        self._up = threading.Event()
        self.port = 0

    # ------------------------------------------------------------ life

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    @property
    def service_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/teams/"

    @property
    def openid_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/.well-known/openidconfiguration"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._up.set()
        self._loop.run_forever()

    async def _start(self) -> None:
        app = web.Application()
        at = "/teams/v3/conversations/{room}"
        app.router.add_get("/v1/.well-known/keys", self._keys)
        app.router.add_post("/teams/v3/conversations", self._guarded("open", self._open))
        app.router.add_post(f"{at}/activities", self._guarded("post", self._post))
        app.router.add_put(f"{at}/activities/{{message}}", self._guarded("update", self._update))
        app.router.add_get(f"{at}/pagedMembers", self._guarded("members", self._members))
        app.router.add_get(f"{at}/members/{{user}}", self._guarded("member", self._member))
        app.router.add_get("/teams/v3/teams/{team}", self._guarded("team", self._team))
        app.router.add_get("/teams/v3/teams/{team}/conversations", self._guarded("team", self._channels))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    # ------------------------------------------------------------ people and places

    def person(self, user_id: str, email: str | None, name: str, **more: Any) -> Person:
        self.people[user_id] = Person(user_id, email, name, **more)
        return self.people[user_id]

    def personal(self, user_id: str) -> Room:
        """The private chat of somebody with the bot."""
        room = f"a:{user_id}"
        return self.rooms.setdefault(room, Room(room, "personal", [user_id]))

    def channel(
        self, name: str, members: list[str], *, team: str = "19:team@thread.tacv2", **more: Any
    ) -> Room:
        room = f"19:{name.lower()}@thread.tacv2"
        self.teams.setdefault(team, "Sales")
        self.rooms[room] = Room(room, "channel", members, team=team, name=name, **more)
        return self.rooms[room]

    def group(self, name: str, members: list[str]) -> Room:
        room = f"19:{name.lower().replace(' ', '-')}@unq.gbl.spaces"
        self.rooms[room] = Room(room, "groupChat", members, name=name)
        return self.rooms[room]

    def fail(self, what: str, status: int, *, times: int = 1, **headers: str) -> None:
        """The next calls of a kind (post, update, open, member, members, team) are answered with this."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.failures.setdefault(what, []).extend([(status, told)] * times)

    def token(self, scope: Any, tenant: str | None = None) -> str:
        """The bot's own token, as the SDK asks for it."""
        made = jwt.encode({"aud": str(scope), "exp": int(time.time()) + 3600, "n": next(self._ids)}, "x" * 32)
        self._tokens.add(made)
        return made

    # ------------------------------------------------------------ what people see

    def in_room(self, room: Room) -> list[Message]:
        with self._changed:
            return [m for m in self.messages if m.room == room.id]

    def count(self, what: str) -> int:
        return sum(kind == what for kind, _ in self.calls)

    def wait(self, what: Callable[[], Any], *, seconds: float = 30.0) -> Any:
        """Waits until something is true after some call, and returns it."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not (found := what()):
                left = deadline - time.monotonic()
                assert left > 0, f"nothing came of it; so far {[m.words for m in self.messages]}"
                self._changed.wait(min(left, 0.1))
        return found

    def send(
        self, url: str, activity: Any, *, authorization: str | None = None, raw: bytes | None = None
    ) -> tuple[int, Any]:
        """Calls the bot as Teams does; status and body of its answer."""
        host, _, path = url.removeprefix("http://").partition("/")
        connection = http.client.HTTPConnection(host, timeout=30)
        body = raw if raw is not None else json.dumps(activity).encode()
        signed = authorization if authorization is not None else f"Bearer {self.signed(activity)}"
        headers = {"Content-Type": "application/json"} | ({"Authorization": signed} if signed else {})
        try:
            connection.request("POST", f"/{path}", body, headers)
            answer = connection.getresponse()
            said = answer.read()
            is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
            return answer.status, json.loads(said) if said and is_json else None
        finally:
            connection.close()

    def signed(self, activity: Json, *, key: str = "microsoft", kid: str = "k1", **claims: Any) -> str:
        """Microsoft's token for one activity; a claim of None is left out."""
        whole = {
            "iss": ISSUER,
            "aud": APP_ID,
            "exp": int(time.time()) + 3600,
            "nbf": int(time.time()) - 60,
            "serviceurl": activity.get("serviceUrl"),
        } | claims
        told = {name: value for name, value in whole.items() if value is not None}
        return jwt.encode(told, signing_key(key), "RS256", headers={"kid": kid})

    # ------------------------------------------------------------ the connector

    def _guarded(self, what: str, answer: Callable[[web.Request, Json], Any]) -> Callable[[web.Request], Any]:
        async def run(request: web.Request) -> web.Response:
            body = await request.json() if request.can_read_body else {}
            with self._changed:
                self.calls.append((what, request.match_info.get("room", "")))
                told = request.headers.get("Authorization", "").removeprefix("Bearer ")
                if told not in self._tokens:
                    self.refusals.append(f"{what} without our token")
                    return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
                if waiting := self.failures.get(what):
                    status, headers = waiting.pop(0)
                    self._changed.notify_all()
                    return web.json_response({"error": {}}, status=status, headers=headers)
                said: web.Response = answer(request, body)
                self._changed.notify_all()
            return said

        return run

    async def _keys(self, _: web.Request) -> web.Response:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key("microsoft").public_key()))
        return web.json_response({"keys": [public | {"kid": "k1", "endorsements": self.endorsements}]})

    def _room(self, request: web.Request) -> tuple[Room | None, str | None, web.Response | None]:
        name, _, thread = request.match_info["room"].partition(";messageid=")
        room = self.rooms.get(name)
        if room is None:
            return None, None, web.json_response({"error": {"code": "ConversationNotFound"}}, status=404)
        if not room.installed:
            wrong = {"error": {"code": "BotNotInConversationRoster"}}
            return None, None, web.json_response(wrong, status=403)
        return room, thread or None, None

    def _post(self, request: web.Request, body: Json) -> web.Response:
        room, thread, wrong = self._room(request)
        if wrong is not None or room is None:
            return wrong  # type: ignore[return-value]
        if body["type"] == "typing":
            self.typing.append(room.id)
            return web.json_response({}, status=201)
        self._check(body)
        card, text = _shown(body)
        name = str(1_763_900_000_000 + next(self._ids))
        self.messages.append(
            Message(room.id, name, text, card, body.get("summary"), thread, at=time.monotonic())
        )
        return web.json_response({"id": name}, status=201)

    def _update(self, request: web.Request, body: Json) -> web.Response:
        room, _, wrong = self._room(request)
        if wrong is not None or room is None:
            return wrong  # type: ignore[return-value]
        found = next((m for m in self.messages if m.id == request.match_info["message"]), None)
        if found is None or found.room != room.id:
            return web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404)
        self._check(body)
        found.card, found.text = _shown(body)
        found.summary = body.get("summary")
        found.edits += 1
        found.at = time.monotonic()
        return web.json_response({"id": found.id})

    def _open(self, request: web.Request, body: Json) -> web.Response:
        user = body["members"][0]["id"]
        if body.get("tenantId") != TENANT:
            return web.json_response({"error": {"code": "BadSyntax"}}, status=400)
        if user not in self.addable:
            return web.json_response({"error": {"code": "ForbiddenOperationException"}}, status=403)
        room = self.personal(user)
        room.installed = True
        return web.json_response({"id": room.id}, status=201)

    def _members(self, request: web.Request, body: Json) -> web.Response:
        """In pages of two, so that whoever asks has to turn them."""
        room, _, wrong = self._room(request)
        if wrong is not None or room is None:
            return wrong  # type: ignore[return-value]
        start = int(request.query.get("continuationToken", "0"))
        page = [self.people[u].as_member() for u in room.members[start : start + 2]]
        more = {"continuationToken": str(start + 2)} if start + 2 < len(room.members) else {}
        return web.json_response({"members": page, **more})

    def _member(self, request: web.Request, body: Json) -> web.Response:
        room, _, wrong = self._room(request)
        if wrong is not None or room is None:
            return wrong  # type: ignore[return-value]
        asked = request.match_info["user"].removeprefix("aad-")
        if asked not in room.members:
            return web.json_response({"error": {"code": "MemberNotFoundInConversation"}}, status=404)
        return web.json_response(self.people[asked].as_member())

    def _team(self, request: web.Request, body: Json) -> web.Response:
        team = request.match_info["team"]
        if team not in self.teams:
            return web.json_response({"error": {}}, status=404)
        return web.json_response({"id": team, "name": self.teams[team]})

    def _channels(self, request: web.Request, body: Json) -> web.Response:
        found = [r for r in self.rooms.values() if r.team == request.match_info["team"]]
        return web.json_response({"conversations": [{"id": r.id, "name": r.name} for r in found]})

    def _check(self, body: Json) -> None:
        """What the real Teams would show otherwise than it was meant."""
        if len(json.dumps(body)) > LARGEST_MESSAGE:
            self.refusals.append("larger than Teams takes")
        if body.get("text") and body.get("textFormat") != "plain":
            self.refusals.append("a text that would be read as markdown")
        for attachment in body.get("attachments") or []:
            try:
                check_card(attachment["content"])
            except Refused as wrong:
                self.refusals.append(str(wrong))


def _shown(body: Json) -> tuple[Json | None, str]:
    cards = [a["content"] for a in body.get("attachments") or []]
    return (cards[0] if cards else None), body.get("text") or ""
