"""What a calendar server may say wrong, and what the people who connected it are then told."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from integrations.caldav.connector import CaldavSource, open_source
from integrations.caldav.cursor import Place, digest, read_places, write_places
from integrations.caldav.multistatus import Malformed, canonical_path, read_multistatus
from integrations.caldav.normalise import starts_at
from integrations.caldav.settings import read_settings
from integrations.errors import Expired, Reauth, Rejected, Retry
from integrations.ports import AccessToken, Change
from records.clock import FixedClock
from tests.contracts.caldav_world import PasswordOnly, ics
from tests.contracts.source_world import NOON, OWNER, Item
from tests.doubles import dav_server as dav
from tests.doubles.dav_server import CALENDAR, DavServer
from tests.doubles.faulty_proxy import Answer, Asked

CLOCK = FixedClock(NOON)
WORDS = "I'll send the discount to Dana."


@pytest.fixture
def server() -> Iterator[DavServer]:
    one = DavServer()
    yield one
    one.close()


class Granted:
    """An OAuth grant whose first token the server may no longer take."""

    def __init__(self) -> None:
        self.value = "first"

    def token(self) -> AccessToken:
        return AccessToken(value=SecretStr(self.value), expires_at=NOON + timedelta(hours=1))

    def renewed(self) -> AccessToken:
        self.value = "second"
        return self.token()

    def password(self) -> SecretStr:
        raise Reauth("there is no password for this account")


def source(
    server: DavServer, credentials: PasswordOnly | Granted | None = None, **options: str
) -> CaldavSource:
    chosen = {"url": server.url + "/dav/", "allow_private": "true", "insecure": "true", **options}
    return CaldavSource(
        read_settings(OWNER, chosen), credentials or PasswordOnly(), CLOCK, sleep=lambda _: None
    )


def read(one: CaldavSource) -> list[Change]:
    try:
        return [change for page in one.backfill(None) for change in page.changes]
    finally:
        one.close()


def meeting(n: int = 1, **more: object) -> str:
    return ics(Item(key=f"m{n}@acme.example", text=WORDS, at=NOON + timedelta(hours=n), **more))  # type: ignore[arg-type]


# Settings


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "needs the option url"),
        ({"url": "http://93.184.216.34/"}, "https"),
        ({"url": "https://10.0.0.1/"}, "private"),
        ({"url": "https://169.254.169.254/", "allow_private": "true"}, "metadata"),
        ({"url": "https://mara:secret@93.184.216.34/"}, "own settings"),
        ({"url": "https://93.184.216.34/", "timeout": "soon"}, "timeout"),
        ({"url": "https://93.184.216.34/", "timeout": "nan"}, "timeout"),
        ({"url": "https://93.184.216.34/", "insecure": "perhaps"}, "insecure"),
        ({"url": "https://93.184.216.34/", "auth": "ntlm"}, "password or oauth"),
        ({"url": "https://93.184.216.34/", "calender": "Work"}, "no option 'calender'"),
    ],
)
def test_a_wrong_option_is_refused_by_one_plain_sentence(options: dict[str, str], says: str) -> None:
    with pytest.raises(Rejected, match=says) as caught:
        open_source(OWNER, options, PasswordOnly(), FixedClock(NOON))
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)


def test_the_user_is_the_mailbox_unless_said_otherwise() -> None:
    url = "https://93.184.216.34/"
    assert read_settings(OWNER, {"url": url}).user == OWNER
    assert read_settings(OWNER, {"url": url, "user": " mara "}).user == "mara"
    assert read_settings(OWNER, {"url": url, "calendars": "Work, Team\n/dav/x/"}).calendars == (
        "Work",
        "Team",
        "/dav/x/",
    )


# Who may read


def test_a_wrong_password_means_connect_again(server: DavServer) -> None:
    server.say("where", b"", 401, {"WWW-Authenticate": "Basic realm=x"})
    with pytest.raises(Reauth, match="name and password of mara@solvent.example"):
        source(server).begin()


def test_a_server_that_wants_digest_gets_it(server: DavServer) -> None:
    def wants_digest(asked: Asked) -> Answer | None:
        if asked.headers.get("authorization", "").startswith("Digest "):
            return None
        challenge = 'Digest realm="dav", nonce="abc", qop="auth", algorithm=SHA-256'
        return Answer(401, b"", {"WWW-Authenticate": challenge})

    for kind in ("where", "calendars", "listing", "starts", "multiget"):
        server.says[kind] = wants_digest
    server.items["a.ics"] = meeting()
    assert [len(c.events) for c in read(source(server))] == [1]
    basic = [a for _, a in server.asked if a.headers.get("authorization", "").startswith("Basic ")]
    assert len(basic) == 1
    assert all("correct-horse" not in str(a.headers) for _, a in server.asked)


def test_a_token_that_ran_out_early_is_renewed_once(server: DavServer) -> None:
    def takes_the_second(asked: Asked) -> Answer | None:
        return None if asked.headers["authorization"] == "Bearer second" else Answer(401)

    server.says["where"] = takes_the_second
    source(server, Granted(), auth="oauth").begin()
    assert [a.headers["authorization"] for k, a in server.asked if k == "where"] == [
        "Bearer first",
        "Bearer second",
    ]


def test_a_grant_that_is_gone_means_connect_again(server: DavServer) -> None:
    server.say("where", b"", 401)
    with pytest.raises(Reauth, match="no longer takes the grant"):
        source(server, Granted(), auth="oauth").begin()
    assert len(server.asked) == 2


def test_a_grant_that_is_too_narrow_says_what_to_allow(server: DavServer) -> None:
    server.say("where", b"", 403)
    with pytest.raises(Reauth, match="allow reading calendars"):
        source(server, Granted(), auth="oauth").begin()


def test_someone_elses_calendar_says_whose_leave_is_needed(server: DavServer) -> None:
    server.say("where", b"", 403)
    with pytest.raises(Rejected, match=r"doesn't let mara@solvent\.example read /dav/"):
        source(server).begin()


# Where the calendars are


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_with_nothing_there_says_so(server: DavServer, status: int) -> None:
    server.say("where", b"", status)
    with pytest.raises(Rejected, match="there is nothing at /dav/"):
        source(server).begin()


def test_a_web_page_is_no_calendar_server(server: DavServer) -> None:
    server.say(
        "where", b"<!DOCTYPE html><html><body>Welcome</body></html>", 200, {"Content-Type": "text/html"}
    )
    with pytest.raises(Rejected, match="web page"):
        source(server).begin()


def test_a_bare_host_is_asked_for_its_well_known_address(server: DavServer) -> None:
    def where(asked: Asked) -> Answer | None:
        if asked.path == "/":
            return Answer(405)
        if asked.path == "/.well-known/caldav":
            return Answer(301, b"", {"Location": "/dav/"})
        return None

    server.says["where"] = where
    server.items["a.ics"] = meeting()
    assert len(read(source(server, url=server.url))) == 1
    assert [a.method for k, a in server.asked if k == "where"] == ["PROPFIND"] * 3


def test_a_front_door_that_knows_nobody_is_passed_by(server: DavServer) -> None:
    def where(asked: Asked) -> Answer | None:
        if asked.path == "/":
            bare = dav.response("/", "<resourcetype><collection/></resourcetype>")
            return Answer(207, dav.multistatus(bare), dav.XML)
        return None

    server.says["where"] = where
    server.items["a.ics"] = meeting()
    assert len(read(source(server, url=server.url))) == 1


def test_a_redirect_to_another_host_is_not_followed_with_the_password(server: DavServer) -> None:
    server.say("where", b"", 302, {"Location": "https://evil.example/dav/"})
    with pytest.raises(Rejected, match=r"sends us on to https://evil\.example"):
        source(server).begin()
    assert len(server.asked) == 1


def test_a_home_in_our_own_network_is_refused(server: DavServer) -> None:
    home = "<C:calendar-home-set><href>http://169.254.169.254/</href></C:calendar-home-set>"
    server.say("where", dav.multistatus(dav.response("/dav/", home)))
    with pytest.raises(Rejected, match="metadata"):
        source(server).begin()


def test_circles_come_to_an_end(server: DavServer) -> None:
    server.say("where", b"", 302, {"Location": "/dav/"})
    with pytest.raises(Rejected, match="circles"):
        source(server).begin()
    assert len(server.asked) < 20


def test_a_principal_leads_to_its_home(server: DavServer) -> None:
    def where(asked: Asked) -> Answer | None:
        if asked.path == "/dav/":
            principal = "<current-user-principal><href>/dav/principals/mara/</href></current-user-principal>"
            return Answer(207, dav.multistatus(dav.response("/dav/", principal)), dav.XML)
        return None

    server.says["where"] = where
    server.items["a.ics"] = meeting()
    assert len(read(source(server))) == 1


def test_the_address_of_one_calendar_is_enough(server: DavServer) -> None:
    server.say("where", dav.multistatus(dav.calendar()))
    server.items["a.ics"] = meeting()
    assert len(read(source(server, url=server.url + CALENDAR))) == 1
    assert [a.headers["depth"] for k, a in server.asked if k == "calendars"] == ["0"]


def test_only_calendars_with_events_of_their_own_are_read(server: DavServer) -> None:
    tasks = "<C:supported-calendar-component-set><C:comp name='VTODO'/></C:supported-calendar-component-set>"
    todo = dav.calendar(dav.HOME + "tasks/", "Tasks").replace("</displayname>", "</displayname>" + tasks)
    busy = "<privilege><C:read-free-busy/></privilege>"
    rights = {
        "busy": busy,
        "mine": busy + "<privilege><read/></privilege>",
        "ours": "<privilege><all/></privilege>",
    }
    shared = [
        dav.calendar(f"{dav.HOME}{name}/", name).replace(
            "</displayname>",
            f"</displayname><current-user-privilege-set>{granted}</current-user-privilege-set>",
        )
        for name, granted in rights.items()
    ]
    server.calendars = [
        dav.calendar(),
        todo,
        *shared,
        dav.calendar(dav.HOME + "feed/", "Holidays", more="<S:subscribed/>"),
        dav.response(dav.HOME + "inbox/", "<resourcetype><collection/><C:schedule-inbox/></resourcetype>"),
        dav.response(dav.HOME + "gone/", "<resourcetype><C:calendar/></resourcetype>", "403 Forbidden"),
    ]
    one = source(server)
    paths = list(read_places(one.begin()))
    assert paths == [dav.HOME + "mine/", dav.HOME + "ours/", CALENDAR]
    one.close()


def test_calendars_are_chosen_by_name_or_by_path(server: DavServer) -> None:
    server.calendars = [dav.calendar(), dav.calendar(dav.HOME + "team/", "The Team")]
    for wanted, paths in {
        "the team": [dav.HOME + "team/"],
        "/dav/mara/work": [CALENDAR],
        "Work,The Team": [dav.HOME + "team/", CALENDAR],
    }.items():
        one = source(server, calendars=wanted)
        assert list(read_places(one.begin())) == paths
        one.close()


def test_a_calendar_that_is_named_and_not_there_says_so(server: DavServer) -> None:
    with pytest.raises(Rejected, match="no calendar 'Sales'"):
        source(server, calendars="Sales").begin()


def test_a_calendar_that_disappears_means_list_anew(server: DavServer) -> None:
    server.calendars = [dav.calendar(), dav.calendar(dav.HOME + "team/", "Team")]
    one = source(server)
    cursor = one.begin()
    server.calendars = [dav.calendar()]
    with pytest.raises(Expired):
        list(one.changes(cursor))


def test_a_new_calendar_is_read_whole(server: DavServer) -> None:
    server.calendars = []
    one = source(server)
    cursor = one.begin()
    server.calendars = [dav.calendar()]
    server.items["a.ics"] = meeting()
    (page,) = one.changes(cursor)
    assert [c.ref for c in page.changes] == [CALENDAR + "a.ics"]
    assert page.changes[0].labels == ("Work",)


# Traps


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE multistatus [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<multistatus xmlns="DAV:"><response><href>&d;</href></response></multistatus>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE multistatus [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<multistatus xmlns="DAV:"><response><href>&a;</href></response></multistatus>"""


@pytest.mark.parametrize("bomb", [ENTITIES, OUTSIDE, ENTITIES.decode().encode("utf-16")])
@pytest.mark.parametrize("kind", ["where", "calendars", "listing", "multiget"])
def test_an_answer_with_entities_is_not_read(server: DavServer, bomb: bytes, kind: str) -> None:
    if bomb.startswith(b"\xff\xfe"):
        bomb = (
            bomb.decode("utf-16").replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16")
        )
    server.items["a.ics"] = meeting()
    server.say(kind, bomb)
    with pytest.raises(Rejected, match="document type"):
        read(source(server))


def test_an_answer_without_end_is_refused(server: DavServer) -> None:
    server.say("listing", b'<?xml version="1.0"?><multistatus xmlns="DAV:">' + b" " * 50_000_001)
    server.items["a.ics"] = meeting()
    with pytest.raises(Rejected, match="too many meetings to list"):
        read(source(server))


def test_an_answer_of_endless_crumbs_is_refused(server: DavServer) -> None:
    crumbs = b"<response/>" * 250_001
    server.say("listing", b'<?xml version="1.0"?><multistatus xmlns="DAV:">' + crumbs + b"</multistatus>")
    with pytest.raises(Rejected, match="too many meetings to list"):
        read(source(server))


def test_a_meeting_that_bursts_the_answer_is_refused_alone(server: DavServer) -> None:
    server.items |= {f"{n}.ics": meeting(n) for n in range(4)}

    def multiget(asked: Asked) -> Answer | None:
        if b"/2.ics" in asked.body:
            return Answer(207, b" " * 50_000_001, dav.XML)
        return None

    server.says["multiget"] = multiget
    changes = {c.ref.rpartition("/")[2]: c for c in read(source(server))}
    assert len(changes) == 4
    assert changes["2.ics"].refused == "the meeting is larger than 50 MB"
    assert changes["2.ics"].version == '"1"@202610'
    assert all(len(changes[f"{n}.ics"].events) == 1 for n in (0, 1, 3))


def test_a_meeting_that_breaks_the_server_is_refused_alone(server: DavServer) -> None:
    server.items |= {f"{n}.ics": meeting(n) for n in range(3)}
    server.says["multiget"] = lambda asked: Answer(500) if b"/1.ics" in asked.body else None
    changes = {c.ref.rpartition("/")[2]: c for c in read(source(server))}
    assert changes["1.ics"].refused == "the server has an error of its own with it (500)"
    assert len(changes["0.ics"].events) == len(changes["2.ics"].events) == 1


def test_a_server_that_is_broken_altogether_refuses_no_meeting(server: DavServer) -> None:
    server.items |= {f"{n}.ics": meeting(n) for n in range(3)}
    one = source(server)
    cursor = one.begin()
    server.calendars = [dav.calendar(token="t3")]
    server.says["multiget"] = server.says["listing"] = lambda _: Answer(500)
    with pytest.raises(Retry):
        list(one.changes(cursor))


def test_a_meeting_with_characters_that_xml_forbids_is_refused_alone(server: DavServer) -> None:
    server.items |= {"0.ics": meeting(0), "1.ics": meeting(1).replace("Order", "Or\x01der")}
    server.say("starts", b"", 403)
    changes = {c.ref.rpartition("/")[2]: c for c in read(source(server))}
    assert changes["1.ics"].refused == "the server's answer for it is no well-formed XML"
    assert len(changes["0.ics"].events) == 1


def test_deep_nesting_is_no_answer() -> None:
    with pytest.raises(Malformed):
        read_multistatus([b"<a>" * 100_000])


def test_a_meeting_that_is_a_trap_is_refused(server: DavServer) -> None:
    server.items["0.ics"] = ics(Item(key="m0@acme.example"), "DESCRIPTION:" + "x" * 600_000)
    server.items["1.ics"] = meeting(1).replace("DTSTART:", "DTSTART:nonsense")
    server.items["2.ics"] = meeting(2).replace("DTSTART:", "X-START:")
    changes = sorted(read(source(server)), key=lambda change: change.ref)
    says = ["a meeting is larger than 500 kB", "the meeting can't be understood", "the meeting has no start"]
    for change, reason in zip(changes, says, strict=True):
        assert change.refused and change.refused.startswith(reason)
    assert not any(change.events for change in changes)


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;COUNT=99999999", "FREQ=MINUTELY;INTERVAL=1"])
def test_an_endless_series_ends(server: DavServer, rule: str) -> None:
    server.items["a.ics"] = ics(Item(key="m1@acme.example"), f"RRULE:{rule}")
    (change,) = read(source(server))
    assert 1 <= len(change.events) <= 400 and not change.refused


def test_a_file_of_thousands_of_meetings_is_refused(server: DavServer) -> None:
    one = meeting(1)
    begin, end = one.index("BEGIN:VEVENT"), one.index("END:VCALENDAR")
    events = "".join(one[begin:end].replace("m1@", f"m{n}@") for n in range(2100))
    server.items["a.ics"] = one[:begin] + events + one[end:]
    (change,) = read(source(server))
    assert change.refused == "the meeting has more than 2,000 dates"


@pytest.mark.parametrize("body", ["", "   ", "neither a calendar nor sense"])
def test_an_item_that_is_no_calendar_is_refused(server: DavServer, body: str) -> None:
    server.items["a.ics"] = body
    (change,) = read(source(server))
    assert change.refused and not change.events


def test_an_item_that_the_server_keeps_to_itself_is_refused(server: DavServer) -> None:
    server.items["a.ics"] = meeting()
    server.say("multiget", dav.multistatus(dav.missing(CALENDAR + "a.ics", "403 Forbidden")))
    (change,) = read(source(server))
    assert change.refused == "the server doesn't hand it out (403)"


# Following


def test_a_long_answer_in_parts_is_read_to_its_end(server: DavServer) -> None:
    """RFC 6578, 3.6: a response 507 for the calendar itself says that there is more."""
    server.items |= {f"{n}.ics": meeting(n) for n in range(3)}

    def sync(asked: Asked) -> Answer:
        token = asked.body.partition(b"<D:sync-token>")[2].partition(b"<")[0]
        full = dav.missing(CALENDAR, "507 Insufficient Storage")
        parts = {
            b"t1": dav.multistatus(dav.etag(CALENDAR + "0.ics"), full, token="t2"),
            b"t2": dav.multistatus(
                dav.etag(CALENDAR + "1.ics"), dav.missing(CALENDAR + "0.ics"), full, token="t3"
            ),
            b"t3": dav.multistatus(dav.etag(CALENDAR + "2.ics"), token="t4"),
        }
        return Answer(207, parts[token], dav.XML)

    server.says["sync"] = sync
    server.calendars = [dav.calendar(token="t9")]
    one = source(server)
    (page,) = one.changes(write_places({CALENDAR: Place(token="t1")}, "202610"))
    assert {(c.ref.rpartition("/")[2], c.gone) for c in page.changes} == {
        ("0.ics", True),
        ("1.ics", False),
        ("2.ics", False),
    }
    assert read_places(page.cursor) == {CALENDAR: Place(token="t4")}


def test_an_unchanged_token_asks_nothing_more(server: DavServer) -> None:
    one = source(server)
    assert list(one.changes(write_places({CALENDAR: Place(token="t1")}, "202610"))) == []
    assert server.kinds() == ["where", "calendars"]


@pytest.mark.parametrize("status", [403, 409, 410, 412, 507])
def test_a_token_that_is_no_longer_known_means_list_anew(server: DavServer, status: int) -> None:
    body = b'<error xmlns="DAV:"><valid-sync-token/></error>' if status == 403 else b""
    server.say("sync", body, status)
    with pytest.raises(Expired):
        list(source(server).changes(write_places({CALENDAR: Place(token="t0")}, "202610")))


@pytest.mark.parametrize(
    "cursor", ["", "{}", "null", '{"calendars": 3}', '{"calendars": {"/x/": {"items": "no"}}}']
)
def test_a_cursor_that_is_none_of_ours_means_list_anew(server: DavServer, cursor: str) -> None:
    with pytest.raises(Expired):
        list(source(server).changes(cursor))
    if cursor:
        with pytest.raises(Expired):
            list(source(server).backfill(cursor))


def test_a_server_that_stops_taking_tokens_means_list_anew_and_then_listings_do(server: DavServer) -> None:
    server.items["a.ics"] = meeting()
    one = source(server)
    cursor = one.begin()
    assert read_places(cursor)[CALENDAR].token == "t2"
    server.say("sync", b"", 501)
    with pytest.raises(Expired):
        list(one.changes(cursor))
    cursor = one.begin()
    assert read_places(cursor)[CALENDAR].items == {"a.ics": digest('"1"')}
    server.items["b.ics"] = meeting(2)
    pages = list(one.changes(cursor))
    assert [c.ref for p in pages for c in p.changes] == [CALENDAR + "b.ics"]
    assert list(one.changes(pages[-1].cursor)) == []


def test_other_spellings_of_a_path_are_the_same_item(server: DavServer) -> None:
    path = "/dav/mara/work/m1%40acme.example.ics"
    server.say("listing", dav.multistatus(dav.etag("https://cal.example" + path.replace("%40", "@"))))
    server.say("multiget", dav.multistatus(dav.content(path, meeting())))
    one = source(server)
    (listed,) = one.listed()
    assert listed.ref == "/dav/mara/work/m1@acme.example.ics"
    (change,) = one.fetch([listed.ref])
    assert change.ref == listed.ref and len(change.events) == 1


@pytest.mark.parametrize(
    "ref",
    [
        "/dav/mara/other/a.ics",
        "/etc/passwd",
        "",
        "..",
        "/dav/mara/work/",
        "/dav/mara/work/../x.ics",
        "/dav/mara/work/%zz",
    ],
)
def test_a_ref_outside_the_calendars_is_gone_and_never_asked_for(server: DavServer, ref: str) -> None:
    (change,) = source(server).fetch([ref])
    assert change.gone and change.ref == ref
    assert all(b"passwd" not in a.body for _, a in server.asked)


def test_things_that_are_no_items_are_left_out(server: DavServer) -> None:
    server.say(
        "listing",
        dav.multistatus(
            dav.response(CALENDAR, "<resourcetype><collection/></resourcetype>"),
            dav.response(CALENDAR + "sub", "<getetag>x</getetag><resourcetype><collection/></resourcetype>"),
            dav.etag(CALENDAR + "deep/a.ics"),
            dav.etag("/dav/other/b.ics"),
            dav.missing(CALENDAR + "c.ics"),
            dav.etag(CALENDAR + "d.ics"),
        ),
    )
    assert [one.ref for one in source(server).listed()] == [CALENDAR + "d.ics"]


def test_a_backfill_without_starts_goes_by_path(server: DavServer) -> None:
    server.items |= {f"{n}.ics": meeting(n) for n in range(3)}
    server.say("starts", b"", 400)
    assert [c.ref.rpartition("/")[2] for c in read(source(server))] == ["2.ics", "1.ics", "0.ics"]


# Waiting


def test_a_date_to_come_back_is_read_by_the_servers_own_clock(server: DavServer) -> None:
    """Its clock may be years away from ours."""
    headers = {"Date": "Sat, 01 Jan 2000 12:00:00 GMT", "Retry-After": "Sat, 01 Jan 2000 12:02:00 GMT"}
    server.say("where", b"", 503, headers)
    with pytest.raises(Retry) as caught:
        source(server).begin()
    assert caught.value.after == 120


@pytest.mark.parametrize(
    ("header", "after"),
    [("17", 17.0), ("99999", 3600.0), ("soon", 30.0), ("-5", 30.0), ("", 30.0), ("9" * 400, 30.0)],
)
def test_a_wait_is_what_the_server_says_within_reason(server: DavServer, header: str, after: float) -> None:
    server.say("where", b"", 429, {"Retry-After": header})
    with pytest.raises(Retry) as caught:
        source(server).begin()
    assert caught.value.after == after


def test_a_server_that_is_not_there_can_be_tried_again() -> None:
    one = DavServer()
    url = one.url
    one.close()
    settings = read_settings(OWNER, {"url": url, "allow_private": "true", "insecure": "true"})
    with pytest.raises(Retry, match="connection to 127.0.0.1 failed"):
        CaldavSource(settings, PasswordOnly(), CLOCK, sleep=lambda _: None).begin()


def test_a_server_that_says_nothing_can_be_tried_again(server: DavServer) -> None:
    answered = threading.Event()

    def dawdle(_: Asked) -> Answer | None:
        answered.wait(30)
        return None

    server.says["where"] = dawdle
    with pytest.raises(Retry, match="doesn't answer in time"):
        source(server, timeout="0.1").begin()
    answered.set()


# What is kept quiet


def test_no_word_of_a_meeting_and_no_password_reaches_a_log_or_an_error(
    server: DavServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.items |= {"0.ics": meeting(0), "1.ics": "no sense: " + WORDS}
    said = [str(c.refused) for c in read(source(server)) if c.refused]
    server.say("calendars", f'<error xmlns="DAV:">{WORDS}</error>'.encode(), 403)
    with pytest.raises(Rejected) as caught:
        source(server).begin()
    everything = caplog.text + " ".join(said) + str(caught.value)
    assert "discount" not in everything and "correct-horse" not in everything


# Times


def test_floating_times_are_meant_on_the_calendars_own_clock(server: DavServer) -> None:
    zone = "<C:calendar-timezone>BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Europe/Berlin\nEND:VTIMEZONE\nEND:VCALENDAR</C:calendar-timezone>"
    server.calendars = [dav.calendar().replace("</displayname>", "</displayname>" + zone)]
    server.items["a.ics"] = meeting(0).replace("T120000Z", "T120000")
    server.items["b.ics"] = meeting(1)
    changes = {c.ref.rpartition("/")[2]: c.events[0].at.astimezone(UTC) for c in read(source(server))}
    assert changes == {
        "a.ics": datetime(2026, 11, 16, 11, 0, tzinfo=UTC),
        "b.ics": datetime(2026, 11, 16, 13, 0, tzinfo=UTC),
    }


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", ""])
def test_floating_times_without_a_known_clock_are_universal_time(server: DavServer, zone: str) -> None:
    prop = f"<C:calendar-timezone>BEGIN:VCALENDAR\nTZID:{zone}\nEND:VCALENDAR</C:calendar-timezone>"
    server.calendars = [dav.calendar().replace("</displayname>", "</displayname>" + prop)]
    server.items["a.ics"] = meeting(0).replace("T120000Z", "T120000")
    (change,) = read(source(server))
    assert change.events[0].at == NOON


def test_the_same_meeting_in_a_file_and_live_is_one_event(server: DavServer) -> None:
    from integrations.formats.calendar import calendar_events

    server.items["a.ics"] = meeting()
    (change,) = read(source(server))
    (in_file,) = calendar_events(meeting().encode(), "a.ics")
    assert change.events[0].id == in_file.id  # type: ignore[union-attr]
    assert change.events[0].source == "caldav"


def test_only_a_safe_link_is_kept(server: DavServer) -> None:
    server.items["0.ics"] = ics(Item(key="a@x"), "URL:https://meet.example/1")
    server.items["1.ics"] = ics(Item(key="b@x"), "URL:http://meet.example/1")
    links = {c.events[0].external_id: c.events[0].link for c in read(source(server))}
    assert links == {"a@x": "https://meet.example/1", "b@x": None}


def test_the_latest_start_of_a_meeting_counts() -> None:
    assert starts_at(meeting(1)) == "20261116130000"
    assert starts_at("DTSTART;VALUE=DATE:20261201\nDTSTART;TZID=Europe/Berlin:20251201T100000") == "20261201"
    assert starts_at("nothing") == ""


# Anything at all


@given(st.dictionaries(st.text(max_size=40), st.text(max_size=12), max_size=20), st.text(max_size=20))
def test_a_place_is_read_as_it_was_written(items: dict[str, str], token: str) -> None:
    places = {"/a/": Place(tag=token, items=items), "/b/": Place(token=token)}
    written = write_places(places)
    assert read_places(written) == places and write_places(read_places(written)) == written
    json.loads(written)


@given(st.text(max_size=80))
def test_a_path_has_one_spelling(text: str) -> None:
    once = canonical_path(text)
    assert canonical_path(once) == once
    assert once.isascii() and "\n" not in once


@given(st.one_of(st.binary(max_size=200), st.text("<>/a:&;!DOCTYPE[] \"'=", max_size=200).map(str.encode)))
def test_any_bytes_are_an_answer_or_none(body: bytes) -> None:
    try:
        read_multistatus([body[:10], body[10:]])
    except (Malformed, Rejected):
        pass


# Recurring meetings

SERIES = ics(Item(key="weekly@acme.example", at=datetime(2024, 9, 2, 9, tzinfo=UTC)), "RRULE:FREQ=WEEKLY")


def test_a_call_that_began_two_years_ago_tells_the_dates_around_today(server: DavServer) -> None:
    server.items["weekly.ics"] = SERIES
    (change,) = read(source(server))
    days = [event.at.date().isoformat() for event in change.events]
    assert (days[0], days[-1], len(days)) == ("2026-04-06", "2027-03-29", 52)


def test_in_a_new_quarter_everything_is_listed_and_read_anew(server: DavServer) -> None:
    server.items |= {"weekly.ics": SERIES, "m.ics": meeting()}
    clock = FixedClock(NOON)
    settings = read_settings(
        OWNER, {"url": server.url + "/dav/", "allow_private": "true", "insecure": "true"}
    )
    one = CaldavSource(settings, PasswordOnly(), clock, sleep=lambda _: None)
    cursor = one.begin()
    before = {each.ref: each.version for each in one.listed()}
    clock.advance(timedelta(days=40))
    assert list(one.listed()) and {each.ref: each.version for each in one.listed()} == before
    list(one.changes(cursor))
    clock.advance(timedelta(days=10))
    with pytest.raises(Expired, match="new quarter"):
        list(one.changes(cursor))
    after = {each.ref: each.version for each in one.listed()}
    assert after.keys() == before.keys() and not set(after.values()) & set(before.values())
    fetched = {change.ref: change for change in one.fetch(list(after))}
    assert {ref: change.version for ref, change in fetched.items()} == after
    (series,) = [change for change in fetched.values() if len(change.events) > 1]
    assert series.events[-1].at.date().isoformat() == "2027-06-28"
    list(one.changes(one.begin()))
    one.close()
