"""What comes by HTTP counts only with Slack's fresh signature; all else is refused and does nothing."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.over_http import LARGEST_BODY
from tests.doubles.slack import SECRET
from tests.doubles.slack_world import MIRA, World, world
from tests.pictures.samples import QUESTION


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, "http") as started:
        yield started


def test_a_signed_request_counts(here: World) -> None:
    assert here.slack.post(here.url, here.slack.message_event(MIRA, QUESTION)) == 200
    here.until_reads("We made Acme three promises")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"secret": "another-secret"}, 401),
        ({"at": time.time() - 3600}, 401),
        ({"at": time.time() + 3600}, 401),
        ({"headers": {"X-Slack-Signature": ""}}, 401),
        ({"headers": {"X-Slack-Request-Timestamp": "yesterday"}}, 401),
        ({"headers": {"X-Slack-Request-Timestamp": "٣"}}, 401),
    ],
    ids=["wrong secret", "an hour old", "from the future", "unsigned", "no time", "odd digits"],
)
def test_a_forged_stale_or_unsigned_request_does_nothing(
    here: World, more: dict[str, object], status: int
) -> None:
    if "headers" in more:
        more = {"headers": {k: v.encode().decode("latin-1") for k, v in more["headers"].items()}}  # type: ignore[attr-defined]
    assert here.slack.post(here.url, here.slack.message_event(MIRA, QUESTION), **more) == status  # type: ignore[arg-type]
    assert here.conversation.asked == [] and here.dm() == []


def test_a_replayed_request_does_nothing_new(here: World) -> None:
    body = here.slack.message_event(MIRA, QUESTION)
    assert here.slack.post(here.url, body) == 200
    here.settle()
    assert here.slack.post(here.url, body) == 200
    here.settle()
    assert len(here.conversation.asked) == 1


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"x" * (LARGEST_BODY + 1)], ids=["not text", "huge"])
def test_what_slack_never_sends_is_refused(here: World, raw: bytes) -> None:
    request = urllib.request.Request(here.url, raw, {"X-Slack-Request-Timestamp": str(int(time.time()))})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(request, timeout=10)
    assert refused.value.code == 400


def test_only_the_one_address_is_open(here: World) -> None:
    assert here.slack.post(here.url + "/../admin", here.slack.message_event(MIRA, QUESTION)) == 404


def test_the_secret_never_appears_in_what_we_say(here: World) -> None:
    here.ask(QUESTION)
    here.settle()
    assert SECRET not in str(here.slack.calls) + str(here.slack.messages)
