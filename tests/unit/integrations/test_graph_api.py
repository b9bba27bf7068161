"""Tokens, patience and manners towards Microsoft Graph, seen through a mailbox on the double."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import pytest

from integrations.errors import Reauth, Rejected, Retry
from integrations.outlook_mail.connector import OutlookMail, mailbox
from integrations.outlook_mail.notices import notices, validation_reply
from integrations.ports import Watch
from records.clock import FixedClock
from tests.contracts.outlook_mail_world import NOW, OutlookMailWorld
from tests.contracts.source_contract import item
from tests.contracts.source_world import OWNER
from tests.doubles.graph.credentials import Granted
from tests.doubles.graph.service import CALENDAR, MAIL, Graph


@pytest.fixture
def graph() -> Iterator[Graph]:
    double = Graph(now=lambda: NOW)
    yield double
    double.close()


@pytest.fixture
def world(graph: Graph) -> OutlookMailWorld:
    return OutlookMailWorld(graph)


def opened(graph: Graph, credentials: Granted, account: str = OWNER, **options: str) -> OutlookMail:
    made = {"endpoint": graph.base, **options}
    return mailbox(account, made, credentials, FixedClock(NOW), sleep=lambda seconds: None)


def test_a_token_that_ended_early_is_renewed_once_and_nobody_notices(world: OutlookMailWorld) -> None:
    world.add(item(1))
    world.credentials.spoil()
    source = world.source()
    assert len(list(source.listed())) == 1
    assert world.credentials.renewals == 1
    source.close()


def test_many_requests_under_way_renew_a_token_once(world: OutlookMailWorld) -> None:
    for n in range(10):
        world.add(item(n))
    source = world.source()
    refs = [each.ref for each in source.listed()]
    world.credentials.spoil()
    assert sum(bool(change.events) for change in source.fetch(refs)) == 10
    assert world.credentials.renewals == 1
    source.close()


def test_a_sign_in_that_microsoft_refuses_twice_asks_to_connect_again(
    graph: Graph, world: OutlookMailWorld
) -> None:
    graph.fail("unauthorised", 100)
    source = world.source()
    with pytest.raises(Reauth, match="connect it again"):
        source.begin()
    assert world.credentials.renewals == 1
    source.close()


def test_a_revoked_grant_says_so(world: OutlookMailWorld) -> None:
    world.credentials.is_revoked = True
    source = world.source()
    with pytest.raises(Reauth):
        source.begin()
    source.close()


def test_a_missing_permission_is_named(graph: Graph, world: OutlookMailWorld) -> None:
    source = opened(graph, Granted(graph, OWNER, CALENDAR))
    with pytest.raises(Reauth, match=r"Mail\.Read"):
        source.begin()
    source.close()


def test_a_grant_of_another_tenant_is_told_apart(graph: Graph, world: OutlookMailWorld) -> None:
    source = opened(graph, Granted(graph, OWNER, MAIL, tenant="elsewhere"))
    with pytest.raises(Reauth, match="another Microsoft 365 organisation"):
        source.begin()
    source.close()


def test_an_application_of_a_tenant_without_this_mailbox_is_refused(graph: Graph) -> None:
    graph.add_user("somebody@other.example", tenant="other")
    source = opened(graph, Granted(graph, None, MAIL, tenant="other"), access="application")
    with pytest.raises(Rejected, match="no mailbox"):
        source.begin()
    source.close()


def test_a_mailbox_that_is_not_in_the_cloud_is_refused(graph: Graph, world: OutlookMailWorld) -> None:
    world.user.in_cloud = False
    source = world.source()
    with pytest.raises(Rejected, match="not in the cloud"):
        source.begin()
    source.close()


def test_a_person_can_not_read_as_an_application(graph: Graph, world: OutlookMailWorld) -> None:
    graph.add_user("lena@solvent.example")
    source = opened(graph, Granted(graph, OWNER, MAIL), "lena@solvent.example", access="application")
    with pytest.raises(Reauth):
        source.begin()
    source.close()


def test_retry_after_reaches_the_caller(graph: Graph, world: OutlookMailWorld) -> None:
    graph.retry_after = 90
    graph.fail("throttle", 100)
    source = world.source()
    with pytest.raises(Retry) as caught:
        source.begin()
    assert caught.value.after == 90
    source.close()


def test_a_short_wait_is_waited_and_no_longer_than_asked(graph: Graph, world: OutlookMailWorld) -> None:
    graph.retry_after = 2
    graph.fail("throttle", 2)
    waits: list[float] = []
    source = mailbox(OWNER, {"endpoint": graph.base}, world.credentials, FixedClock(NOW), sleep=waits.append)
    source.begin()
    assert waits and all(wait >= 2 for wait in waits) and sum(waits) <= 10
    source.close()


def test_a_dropped_connection_is_tried_again(graph: Graph, world: OutlookMailWorld) -> None:
    world.add(item(1))
    graph.fail("timeout", 2)
    source = world.source()
    assert len(list(source.listed())) == 1
    source.close()


def test_no_more_than_three_requests_are_under_way(graph: Graph, world: OutlookMailWorld) -> None:
    for n in range(30):
        world.add(item(n))
    graph.latency = 0.005
    source = world.source()
    assert sum(len(page.changes) for page in source.backfill(None)) == 30
    assert 1 < graph.most_in_flight <= 3
    source.close()


def test_every_request_asks_for_ids_that_stay(graph: Graph, world: OutlookMailWorld) -> None:
    world.add(item(1))
    source = world.source()
    cursor = source.begin()
    list(source.backfill(None))
    list(source.changes(cursor))
    assert all('IdType="ImmutableId"' in each.preferences for each in graph.requests)
    source.close()


def test_an_application_reads_by_address_and_a_person_reads_their_own(graph: Graph) -> None:
    for access, start in (
        ("delegated", "/v1.0/me/"),
        ("application", f"/v1.0/users/{OWNER.replace('@', '%40')}/"),
    ):
        source = OutlookMailWorld(graph, access).source()
        graph.requests.clear()
        source.begin()
        assert graph.requests[0].target.startswith(start)
        source.close()


def test_a_token_is_not_sent_to_another_host_by_a_link(graph: Graph, world: OutlookMailWorld) -> None:
    source = world.source()
    with pytest.raises(Rejected, match="another host"):
        source._api.checked("https://evil.example/v1.0/me/messages/delta?$deltatoken=x")
    with pytest.raises(Rejected, match="another host"):
        source._api.checked(graph.base + ".evil.example/v1.0/me/messages")
    source.close()


def test_a_closed_source_leaves_no_thread_behind(world: OutlookMailWorld) -> None:
    before = threading.active_count()
    source = world.source()
    source.begin()
    assert threading.active_count() > before
    source.close()
    source.close()
    assert threading.active_count() == before


class Receiver:
    """Our address as Graph sees it: answers the handshake, and keeps what is genuine."""

    def __init__(self, secrets: dict[str, str], manners: bool = True) -> None:
        self.heard: list[tuple[str, str | None]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                reply = validation_reply(urlsplit(self.path).query) if manners else "no"
                if reply is None:
                    receiver.heard += notices(body, secrets.get)
                self.send_response(200 if reply is not None else 202)
                self.send_header("Content-Type", "text/plain")
                self.end_headers()
                self.wfile.write((reply or "").encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/push/graph"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def watched(graph: Graph, world: OutlookMailWorld) -> Iterator[tuple[Receiver, OutlookMail, Watch]]:
    secrets: dict[str, str] = {}
    receiver = Receiver(secrets)
    source = world.source()
    (watch,) = source.watch(receiver.url, NOW)
    secrets[watch.remote_id] = watch.secret
    yield receiver, source, watch
    source.close()
    receiver.close()


def test_a_mail_that_comes_in_is_told_to_our_address(
    graph: Graph, world: OutlookMailWorld, watched: tuple[Receiver, OutlookMail, Watch]
) -> None:
    receiver, _, watch = watched
    assert timedelta(days=6) < watch.expires_at - NOW < timedelta(minutes=10_080)
    world.add(item(1))
    assert graph.subscriptions.deliver() == [202]
    assert receiver.heard == [(watch.remote_id, None)]


def test_what_graph_says_of_a_subscription_is_told_too(
    graph: Graph, watched: tuple[Receiver, OutlookMail, Watch]
) -> None:
    receiver, _, watch = watched
    for event in ("reauthorizationRequired", "missed", "subscriptionRemoved"):
        graph.subscriptions.lifecycle(watch.remote_id, event)
    graph.subscriptions.deliver()
    assert [event for _, event in receiver.heard] == [
        "reauthorizationRequired",
        "missed",
        "subscriptionRemoved",
    ]


def test_a_subscription_is_renewed_and_one_that_is_gone_is_made_anew(
    graph: Graph, watched: tuple[Receiver, OutlookMail, Watch]
) -> None:
    _, source, watch = watched
    later = source.renew(watch, NOW + timedelta(minutes=5))
    assert later.remote_id == watch.remote_id and later.secret == watch.secret
    assert later.expires_at == watch.expires_at + timedelta(minutes=5)
    graph.subscriptions.lifecycle(watch.remote_id, "subscriptionRemoved")
    anew = source.renew(later, NOW)
    assert anew.remote_id != watch.remote_id and anew.secret != watch.secret
    assert list(graph.subscriptions.held) == [anew.remote_id]


def test_giving_up_a_subscription_twice_is_harmless(
    graph: Graph, watched: tuple[Receiver, OutlookMail, Watch]
) -> None:
    _, source, watch = watched
    source.unwatch(watch)
    source.unwatch(watch)
    assert graph.subscriptions.held == {}


def test_an_address_that_does_not_answer_the_handshake_gets_no_subscription(
    graph: Graph, world: OutlookMailWorld
) -> None:
    receiver = Receiver({}, manners=False)
    source = world.source()
    with pytest.raises(Rejected, match="ValidationError"):
        source.watch(receiver.url, NOW)
    with pytest.raises(Rejected, match="https"):
        source.watch("http://promissory.example/push/graph", NOW)
    assert graph.subscriptions.held == {}
    source.close()
    receiver.close()
