"""Builds the Teams bot from plain callables, and opens it to Teams at one address of our own server."""

import asyncio
import logging
import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.teams import activities, invokes
from bot.teams.connector import Connector, Spot
from bot.teams.decisions import ROUTE, answer_click, follow_up
from bot.teams.desk import Delivery, Desk
from bot.teams.entrance import PATH as PATH
from bot.teams.entrance import PATIENCE, Adapter, Asgi, Entrance
from bot.teams.hearing import TeamsEar
from bot.teams.hosts import Hosts
from bot.teams.identity import Identity
from bot.teams.messages import Messages, TeamsSurface
from bot.teams.questions import answer_direct, answer_mention, feel_direct, feel_mention
from bot.teams.references import MakeReference, References, Store
from bot.teams.rooms import come_or_gone
from bot.teams.search import answer_query
from bot.teams.tenant import Tenant
from bot.teams.tokens import Gate, Keys, keys_url
from bot.workflows.conversation import Conversation, Deliveries, Posts

Json = dict[str, Any]

OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL = "https://login.microsoftonline.com"
DIRECT, MENTION, ROOM = "direct", "mention", "room"

MakeEar = Callable[[Tenant, Connector], TeamsEar]
"""Makes what listens in channels and group chats."""
log = logging.getLogger("promissory.teams")


@dataclass(frozen=True, slots=True)
class TeamsDoor:
    """The built bot. `surface` sends cards and reminders, and repaints cards."""

    entrance: Entrance
    desk: Desk
    surface: TeamsSurface
    ear: TeamsEar | None
    """Listens in channels and group chats; None where nobody keeps what it hears."""
    _connector: Connector
    _pools: tuple[ThreadPoolExecutor, ...]

    def resume(self) -> int:
        """Works on what an earlier process left; call it once, before anybody calls. Returns how many."""
        return self.desk.resume()

    def close(self) -> None:
        """Ends after the work in hand; what only waits stays stored for the next start."""
        self.desk.close()
        for pool in self._pools:
            pool.shutdown(wait=True, cancel_futures=True)
        self._connector.close()


def build(
    *,
    app_id: str,
    tenant: str,
    token: Callable[..., Any],
    conversation: Conversation,
    deliveries: Deliveries,
    posts: Posts,
    references: Store,
    make_reference: MakeReference,
    service_url: str | None = None,
    openid_url: str = OPENID_URL,
    login_url: str = LOGIN_URL,
    colleagues: Callable[[], Sequence[tuple[str, str]]] = tuple,
    hear: MakeEar | None = None,
    workers: int = 8,
    waits: tuple[float, ...] = (1.0, 5.0, 20.0),
    pace: float = 1.0,
    wait: float = 1.0,
    patience: float = PATIENCE,
    signed: bool = True,
) -> TeamsDoor:
    """The bot with all that it answers. Talks to nobody yet.

    `token` gives the bot's own token for a scope, `service_url` is the one address besides Microsoft's own that
    may have it, `hear` makes what listens. `waits` are the seconds before each further attempt at work that
    failed, `pace` those between two messages in a conversation. `signed` is off for the Agents Playground, which
    signs nothing; no setting turns it off. Raises ValueError without an app or a tenant.
    """
    if not app_id or not tenant:
        raise ValueError("a Teams bot needs its application and the one tenant that may talk to it")
    # What the SDK logs may quote what people wrote.
    logging.getLogger("microsoft_teams").setLevel(logging.CRITICAL)
    hosts = Hosts(service_url)
    adapter = Adapter()
    cloud = _cloud(openid_url, login_url)
    app = _sdk(app_id, tenant, token, adapter, cloud, service_url, signed)
    connector = Connector(lambda url: app.api.clone(service_url=url), hosts, pace=pace, wait=wait)
    known = References(references, make_reference)
    identity = Identity(connector, known, conversation.who, tenant=tenant)
    messages = Messages(connector, known, identity, posts)
    here = Tenant(conversation, identity, messages, known, posts, colleagues)
    ear = hear(here, connector) if hear is not None else None
    pools = [
        ThreadPoolExecutor(max_workers=n, thread_name_prefix=f"teams-{name}")
        for name, n in (("ack", 8), ("click", 16), ("work", workers), ("first", 4))
    ]
    desk = Desk(deliveries, pools[2], partial(_say_sorry, here), waits=waits, quick=pools[3])
    desk.on(DIRECT, partial(answer_direct, here), first=partial(feel_direct, here))
    desk.on(MENTION, partial(answer_mention, here), first=partial(feel_mention, here))
    desk.on(ROOM, partial(come_or_gone, here))
    desk.on(ROUTE, partial(follow_up, here))
    asyncio.run(_listen(app, partial(_take, here, desk, ear)))
    keys = Keys(keys_url(openid_url)) if signed else None
    gate = Gate(app_id=app_id, tenant=tenant, issuer=cloud.token_issuer, keys=keys, hosts=hosts)
    entrance = Entrance(gate, adapter, acks=pools[0], clicks=pools[1], patience=patience)
    return TeamsDoor(entrance, desk, TeamsSurface(messages), ear, connector, tuple(pools))


def http(door: TeamsDoor) -> Asgi:
    """An ASGI app for any server: what Teams sends, at PATH, only with Microsoft's signature."""
    return door.entrance


def bot_scope(openid_url: str, login_url: str = LOGIN_URL) -> str:
    """What our own token must be good for, in this cloud."""
    return str(_cloud(openid_url, login_url).bot_scope)


def _take(here: Tenant, desk: Desk, ear: TeamsEar | None, activity: Json) -> Json:
    """What is to be answered at once is answered; the rest is stored, and worked on after Teams has heard "ok"."""
    if activities.is_invoke(activity):
        return {"status": 200, "body": _invoked(here, desk, activity)}
    if ear is not None:
        ear.keep(activity)
    route = _route(activity)
    delivery = desk.take(route, activities.key(activity), activity) if route else None
    if delivery is not None:
        desk.work(delivery)
    return {"status": 200}


def _route(activity: Json) -> str | None:
    """None for what is no question and no news of ours: edits and deletions ask nothing either."""
    kind = activity.get("type")
    if kind == "message" and not activities.is_by_a_bot(activity):
        if activities.kind(activity) == activities.PERSONAL:
            return DIRECT
        return MENTION if activities.mentions_us(activity) else None
    if kind == "installationUpdate":
        return ROOM
    if kind == "conversationUpdate":
        from bot.teams.rooms import is_about_us

        return ROOM if is_about_us(activity) else None
    return None


def _invoked(here: Tenant, desk: Desk, activity: Json) -> Json:
    """An answer whatever happens: Teams shows nothing but "something went wrong" otherwise."""
    name = activities.said(activity.get("name"))
    try:
        if name == invokes.ACTION:
            return answer_click(here, desk, activity)
        if name == invokes.QUERY:
            return answer_query(here, activity)
    except Exception as problem:  # noqa: BLE001 - who clicked hears that it failed, and nothing more
        log.warning("an invoke failed: %s", type(problem).__name__)
        return invokes.for_name(name, f"{invokes.FAILED}.")
    return invokes.refused(invokes.NOT_UNDERSTOOD)


def _say_sorry(here: Tenant, delivery: Delivery) -> None:
    """The last word on a question that failed every time."""
    if delivery.route not in (DIRECT, MENTION):
        return
    spot = Spot(activities.service_url(delivery.body), activities.conversation(delivery.body))
    reference = activities.said(delivery.body.get("id"))[-12:]
    here.messages.say(spot, f"{invokes.FAILED} (reference {reference}).")


def _sdk(
    app_id: str, tenant: str, token: Any, adapter: Adapter, cloud: Any, service_url: str | None, signed: bool
) -> Any:
    """The SDK's app. All that it would otherwise look for in the environment is told to it."""
    # It would read a file ".env" of whatever folder this runs in into our environment.
    before = os.environ.get("PYTHON_DOTENV_DISABLED")
    os.environ["PYTHON_DOTENV_DISABLED"] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of parts of itself that nobody here uses
            from microsoft_teams.apps import App
            from microsoft_teams.common import ClientOptions
    finally:
        if before is None:
            del os.environ["PYTHON_DOTENV_DISABLED"]
        else:
            os.environ["PYTHON_DOTENV_DISABLED"] = before
    return App(
        client_id=app_id,
        tenant_id=tenant,
        token=token,
        http_server_adapter=adapter,
        messaging_endpoint=PATH,
        cloud=cloud,
        client=ClientOptions(timeout=10.0),
        service_url=service_url or "https://smba.trafficmanager.net/teams",
        dangerously_allow_unauthenticated_requests=not signed,
        telemetry={"agent365": False},
    )


async def _listen(app: Any, take: Callable[[Json], Json]) -> None:
    """The SDK verifies and hands over. We route by ourselves: its typed activities refuse what Teams adds, and
    what somebody forged must get a plain word rather than an error."""

    async def on_request(event: Any) -> Json:
        return take(event.body.model_dump(exclude={"service_url"}))

    await app.initialize()
    app.server.on_request = on_request


def _cloud(openid_url: str, login_url: str) -> Any:
    """The cloud that these addresses belong to; for others the public one with them in it."""
    from dataclasses import replace

    from microsoft_teams.api.auth import cloud_environment as clouds

    known = (clouds.PUBLIC, clouds.US_GOV, clouds.US_GOV_DOD, clouds.CHINA)
    found = next((c for c in known if c.openid_metadata_url == openid_url), clouds.PUBLIC)
    return replace(found, openid_metadata_url=openid_url, login_endpoint=login_url.rstrip("/"))
