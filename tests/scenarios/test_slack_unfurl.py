"""A link to a source of ours in Slack: it shows what it leads to only where everybody there may read that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.unfurl import event_id
from tests.doubles.slack_world import MIRA, TOM, TRANSPORTS, World, world
from tests.pictures import samples

BOTH = pytest.mark.parametrize("here", TRANSPORTS, indirect=True)
ONE = pytest.mark.parametrize("here", ["http"], indirect=True)
LINK = "https://promissory.lumenworks.example/source/ev-quote"
OTHER = "https://promissory.lumenworks.example/source/ev-secret"
WORDS = "revised quote"


@pytest.fixture
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, request.param) as started:
        both = frozenset({samples.MIRA.email, samples.TOM.email})
        started.conversation.sources = {"ev-quote": both, "ev-secret": frozenset({samples.MIRA.email})}
        started.slack.members["C0SALES"] = [MIRA, TOM]
        yield started
        assert started.slack.count("chat.postMessage") == 0, "a link is no reason to say anything"


def shared(here: World, *urls: str, user: str = MIRA, **more: Any) -> None:
    here.tell(here.slack.link_event(user, *urls, **more))
    here.settle()


@BOTH
def test_a_source_that_everybody_here_may_read_is_shown(here: World) -> None:
    shared(here, LINK)
    ((_, shown),) = here.slack.unfurled
    assert WORDS in str(shown[LINK])
    assert here.conversation.looked_up == [("ev-quote", (samples.MIRA.email, samples.TOM.email))]


@ONE
def test_a_source_that_one_of_them_may_not_read_is_not_shown(here: World) -> None:
    shared(here, OTHER)
    assert here.slack.unfurled == []
    shared(here, OTHER, LINK)
    assert [list(shown) for _, shown in here.slack.unfurled] == [[LINK]]


@ONE
@pytest.mark.parametrize(
    ("room", "members"),
    [
        ({"is_ext_shared": True}, [MIRA, TOM]),
        ({"is_pending_ext_shared": True}, [MIRA, TOM]),
        ({}, [MIRA, TOM, "UGUEST"]),
        ({}, [MIRA, "UNOBODY"]),
        ({}, []),
    ],
    ids=["shared with a company", "about to be", "a guest", "unknown", "nobody is shown"],
)
def test_where_somebody_is_not_known_nothing_is_shown_or_looked_up(
    here: World, room: dict[str, Any], members: list[str]
) -> None:
    here.slack.person("UGUEST", samples.TOM.email, is_restricted=True)
    here.slack.rooms["C0SALES"], here.slack.members["C0SALES"] = room, members
    shared(here, LINK)
    assert here.slack.unfurled == [] and here.conversation.looked_up == []


@ONE
def test_nothing_is_shown_to_a_guest_who_shares_a_link(here: World) -> None:
    here.slack.person("UGUEST", samples.MIRA.email, is_restricted=True)
    shared(here, LINK, user="UGUEST")
    assert here.slack.unfurled == [] and here.conversation.looked_up == []


@ONE
def test_in_the_dm_with_us_only_the_asker_has_to_be_allowed(here: World) -> None:
    shared(here, OTHER, channel=here.slack.direct(MIRA))
    assert len(here.slack.unfurled) == 1
    shared(here, OTHER, user=TOM, channel=here.slack.direct(TOM))
    assert len(here.slack.unfurled) == 1


@ONE
def test_in_somebody_elses_dm_nothing_is_shown(here: World) -> None:
    shared(here, LINK, channel="DMIRATOM")
    shared(here, LINK, channel=here.slack.direct(TOM))
    assert here.slack.unfurled == [] and here.conversation.looked_up == []


@ONE
def test_what_stands_in_the_composer_is_shown_by_the_name_of_that(here: World) -> None:
    shared(here, LINK, unfurl_id="COMPOSER.1", source="composer")
    assert [where for where, _ in here.slack.unfurled] == ["COMPOSER.1"]


@ONE
def test_in_a_composer_of_which_nobody_knows_who_will_read_it_nothing_is_shown(here: World) -> None:
    shared(here, LINK, channel="COMPOSER", unfurl_id="COMPOSER.1", source="composer")
    assert here.slack.unfurled == [] and here.conversation.looked_up == []


@ONE
def test_a_link_that_is_gone_by_then_stops_nothing(here: World) -> None:
    here.slack.fail("chat.unfurl", "cannot_unfurl_url")
    shared(here, LINK)
    assert here.slack.whispers == [] and here.slack.unfurled == []


@ONE
def test_many_links_are_not_all_looked_up(here: World) -> None:
    shared(here, *[f"{LINK}{n}" for n in range(50)])
    assert len(here.conversation.looked_up) == 5


@pytest.mark.parametrize(
    ("url", "event"),
    [
        ("https://promissory.example/source/ev_0123456789abcdef0123", "ev_0123456789abcdef0123"),
        ("https://promissory.example/below/source/ev_01", "ev_01"),
        ("https://promissory.example/source/ev_01/?utm=x#top", "ev_01"),
        ("https://promissory.example/source/", None),
        ("https://promissory.example/source/ev_01/delete", None),
        ("https://promissory.example/source/../ev_01%00", None),
        ("https://promissory.example/?next=/source/ev_01", None),
        ("https://[::1/source/ev_01", None),
        ("", None),
    ],
)
def test_a_link_names_an_event_or_none(url: str, event: str | None) -> None:
    assert event_id(url) == event
