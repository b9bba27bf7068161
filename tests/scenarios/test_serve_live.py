"""`promissory serve` as it runs in an office: news of connected mailboxes is answerable at once, whatever happens to the process."""

import base64
import json
import re
import urllib.error
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.contracts.imap_world import mail
from tests.contracts.outlook_mail_world import mime
from tests.doubles.slack import SlackDouble
from tests.doubles.tenant import Tenant
from tests.peers import google_emulator, myworld
from tests.peers.dovecot import PASSWORD, Dovecot, dovecot
from tests.scenarios.live_worlds import SECRET, Desk, Domain, Office, is_discreet, item, quote
from tests.scenarios.serving import until

__all__ = ["dovecot"]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="class")
def office(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    tenant = Tenant()
    # Due at half of it, and looked at every five seconds.
    tenant.graph.subscriptions.grants = timedelta(seconds=16)
    here = Office(dovecot, tenant, tmp_path_factory.mktemp("office"))
    try:
        here.bot.serve()
        until(here.is_read)
        yield here
        assert is_discreet(here.bot, PASSWORD, SECRET)
    finally:
        here.bot.stop()
        here.hand.shutdown()
        tenant.close()


class TestOffice:
    """Its own mail server, Microsoft 365 and a support desk that calls, in a home that the world can call."""

    def test_a_mail_on_a_server_with_idle_is_answerable_without_a_poll(self, office: Office) -> None:
        first, second = item(9, "Acme", office.person), item(1, "Acme", office.person)
        office.hand.append("INBOX", mail(first), (), first.at)
        # That one may have been found by the look that comes before all waiting.
        until(lambda: office.bot.holds(quote(9)))
        office.hand.append("INBOX", mail(second), (), second.at)
        print(f"IMAP IDLE: {office.bot.tells(quote(1), 'Acme', office.person):.1f} s")

    def test_a_notice_of_microsoft_makes_a_mail_answerable(self, office: Office) -> None:
        one = item(2, "Birch", office.person)
        office.box.add(mime(one), one.at)
        assert office.notify() == [200]
        print(f"Graph: {office.bot.tells(quote(2), 'Birch', office.person):.1f} s")

    def test_a_forged_notice_is_refused_and_nothing_is_read(self, office: Office) -> None:
        asked = len(office.tenant.graph.requests)
        (subscription,) = office.subscriptions
        forged = {
            "value": [{"subscriptionId": subscription, "clientState": "guessed", "changeType": "created"}]
        }
        assert office.bot.post("/push/graph", json.dumps(forged).encode(), {}) == 401
        assert office.bot.post("/push/calendar", b"", {"X-Goog-Channel-ID": subscription}) == 401
        assert office.bot.post("/push/gmail", b"{}", {"Authorization": "Bearer x.y.z"}) == 401
        assert office.bot.post("/push/nobody", b"{}", {}) == 404
        read = [r for r in office.tenant.graph.requests[asked:] if "subscriptions" not in r.path]
        assert read == []

    def test_a_subscription_is_renewed_at_half_time_and_made_anew_when_microsoft_drops_it(
        self, office: Office
    ) -> None:
        subscriptions = office.tenant.graph.subscriptions
        (first,) = office.subscriptions
        until(lambda: subscriptions.held[first].reauthorized >= 1)
        assert office.subscriptions == [first], "the same one, with a later end"

        renewed = subscriptions.held[first].reauthorized
        subscriptions.grants = timedelta(days=7)
        one = item(3, "Cedar", office.person)
        office.box.add(mime(one), one.at)
        subscriptions.undelivered.clear()  # the notice gets lost, and Microsoft says so
        subscriptions.lifecycle(first, "missed")
        subscriptions.lifecycle(first, "reauthorizationRequired")
        assert office.notify() == [200]
        until(lambda: office.bot.holds(quote(3)))
        until(lambda: subscriptions.held[first].reauthorized > renewed)

        subscriptions.lifecycle(first, "subscriptionRemoved")
        one = item(4, "Dogwood", office.person)
        office.box.add(mime(one), one.at)
        assert office.notify() == [200]
        until(lambda: office.bot.holds(quote(4)))
        until(lambda: len(office.subscriptions) == 1)
        assert office.subscriptions != [first]

    def test_what_a_support_desk_told_before_a_power_cut_is_handled_at_the_next_start(
        self, office: Office
    ) -> None:
        bot = office.bot
        assert office.call(5, "Elm") == 200
        print(f"webhook: {bot.tells(quote(5), 'Elm', office.person):.1f} s")
        assert [office.call(n, "Fir") for n in (6, 7, 8)] == [200, 200, 200]
        bot.kill()
        waiting = "SELECT count(*) FROM delivery WHERE channel = 'webhook' AND handled_at IS NULL"
        assert bot.rows(waiting, file="deliveries.sqlite")[0][0] > 0
        before = office.subscriptions
        bot.serve()
        for n in (6, 7, 8):
            until(lambda n=n: bot.holds(quote(n)))  # type: ignore[misc]
        stored = "SELECT count(*), count(DISTINCT quote) FROM promise WHERE quote LIKE '%no. _ by%'"
        assert bot.rows(stored) == [(9, 9)]
        assert office.subscriptions == before, "what was watched is watched still"

    def test_a_second_process_says_that_the_first_one_works_on_the_home(self, office: Office) -> None:
        told = office.bot.run("sync", code=1)
        assert "Another Promissory process works on" in told and "stop it" in told


@pytest.fixture(scope="class")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    tenant = Tenant()
    with SlackDouble() as slack:
        here = Desk(tenant, slack, tmp_path_factory.mktemp("desk"))
        try:
            yield here
            assert is_discreet(here.bot, "xoxb-invented", "1//", "ya29.")
        finally:
            here.bot.stop()
            tenant.close()


class TestDesk:
    """Read by the clock, with its owner in Slack."""

    def test_told_to_stop_in_a_long_first_reading_it_ends_soon_and_goes_on_later(self, desk: Desk) -> None:
        count = 120
        for n in range(count):
            one = item(1000 + n, "Ginkgo", desk.person, text="Thanks for the call yesterday.")
            desk.box.add(mime(one), one.at)
        desk.tenant.graph.latency = 0.1
        desk.bot.serve()
        until(lambda: desk.items > 0)
        took = desk.bot.stop()
        read = desk.items
        print(f"SIGTERM with {read} of {count} read: {took:.1f} s")
        assert 0 < read < count
        assert took < 15
        desk.tenant.graph.latency = 0.0
        desk.bot.serve(**desk.public)
        until(lambda: desk.bot.is_read(desk.connection))
        assert desk.items == count

    def test_without_notices_a_mail_is_answerable_after_one_polling_interval(self, desk: Desk) -> None:
        one = item(11, "Hazel", desk.person)
        desk.box.add(mime(one), one.at)
        print(f"polled every 5 s: {desk.bot.tells(quote(11), 'Hazel', desk.person):.1f} s")

    def test_a_grant_that_was_taken_back_is_told_once_and_mended_by_its_owner(self, desk: Desk) -> None:
        bot = desk.bot
        desk.tenant.identity.revoke_all()
        until(lambda: bot.state(desk.connection) == "reconnect")
        until(lambda: bool(desk.asked_to_reconnect()))
        findings = {c["check"]: c for c in bot.json("doctor", code=1)}
        assert not findings[desk.connection]["ok"]
        assert findings[desk.connection]["says"].startswith("reconnect needed")
        answer = bot.answer("Hazel", desk.person)
        assert [p["quote"] for p in answer["promises"]] == [quote(11)], "what is known stays answerable"
        assert f"{desk.connection} must be connected again" in answer["coverage"]["note"]

        one = item(12, "Juniper", desk.person)
        desk.box.add(mime(one), one.at)
        link = re.search(rf"{desk.bot.url}/connect/[\w-]+", desk.asked_to_reconnect()[0])
        assert link is not None
        assert f"{desk.connection} is connected" in desk.sign_in_by(link[0])
        until(lambda: bot.holds(quote(12)))
        assert bot.state(desk.connection) == "ok"
        answer = bot.answer("Juniper", desk.person)
        assert [p["quote"] for p in answer["promises"]] == [quote(12)]
        assert "must be connected again" not in str(answer["coverage"]["note"])
        assert len(desk.asked_to_reconnect()) == 1
        assert not desk.slack.refusals


@pytest.fixture(scope="class")
def domain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Domain]:
    google_emulator.emulator_or_skip()
    myworld.myworld_or_skip()
    with google_emulator.running() as mail_peer, myworld.running() as calendar_peer:
        here = Domain(mail_peer, calendar_peer, tmp_path_factory.mktemp("domain"))
        try:
            here.bot.serve()
            until(here.is_read)
            yield here
            assert is_discreet(here.bot, "1//", "ya29.", "BEGIN PRIVATE KEY")
        finally:
            here.close()


class TestDomain:
    """Google: a calendar that calls, and mail whose notices are pulled."""

    def test_a_call_of_google_calendar_makes_a_meeting_answerable(self, domain: Domain) -> None:
        hello = {**domain.channel, "X-Goog-Resource-State": "sync", "X-Goog-Message-Number": "1"}
        assert domain.bot.post("/push/calendar", b"", hello) == 200
        domain.meet(item(21, "Larch", domain.person))
        told = {**domain.channel, "X-Goog-Resource-State": "exists", "X-Goog-Message-Number": "2"}
        assert domain.bot.post("/push/calendar", b"", {**told, "X-Goog-Channel-Token": "guessed"}) == 401
        assert domain.bot.post("/push/calendar", b"", told) == 200
        print(f"Google Calendar: {domain.bot.tells(quote(21), 'Larch', domain.person):.1f} s")

    def test_a_notice_of_gmail_is_pulled_read_and_only_then_acknowledged(self, domain: Domain) -> None:
        domain.receive(item(22, "Maple", domain.person))
        domain.pubsub.publish({"emailAddress": domain.person, "historyId": 1})
        print(f"Pub/Sub: {domain.bot.tells(quote(22), 'Maple', domain.person):.1f} s")
        until(lambda: domain.pubsub.unacknowledged == 0)
        held = "SELECT count(*) FROM delivery WHERE channel = 'push' AND sender = ?"
        assert domain.bot.rows(held, f"gmail:{domain.person}", file="deliveries.sqlite") == [(1,)]

    def test_a_push_that_google_did_not_sign_is_refused(self, domain: Domain) -> None:
        data = base64.b64encode(json.dumps({"emailAddress": domain.person, "historyId": 9}).encode()).decode()
        body = json.dumps({"message": {"data": data, "messageId": "9"}}).encode()
        assert (
            domain.bot.post("/push/gmail", body, {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}) == 401
        )

    def test_a_worker_alone_opens_no_port_and_reads(self, domain: Domain) -> None:
        assert domain.bot.stop() < 15
        domain.bot.serve(role="worker")
        with pytest.raises(urllib.error.URLError):
            domain.bot.post("/push/calendar", b"", {})
        domain.receive(item(23, "Oak", domain.person))
        domain.pubsub.publish({"emailAddress": domain.person, "historyId": 2})
        until(lambda: domain.bot.holds(quote(23)))
