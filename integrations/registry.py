"""Opens connectors by name; the only module that names them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from integrations.errors import Rejected
from integrations.ports import Change, Credentials, Crm, FileSource, Source, Watch, WebhookKeys
from records.clock import Clock

if TYPE_CHECKING:
    from integrations.gmail.notices import PulledNotices
    from integrations.webhooks.connector import Webhook


def file_source() -> FileSource:
    """Reads .mbox, maildir, .eml, .ics, .vtt and .srt."""
    from integrations.files.connector import FileSource as Files

    return Files()


def live_source(
    name: str, account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock
) -> Source:
    """A connector over one mailbox or calendar. Raises Rejected for an unknown source or a wrong option."""
    if name == "gmail":
        from integrations.gmail.connector import open_source
    elif name == "google_calendar":
        from integrations.google_calendar.connector import open_source
    elif name == "google_meet":
        from integrations.google_meet.connector import open_source
    elif name == "outlook_mail":
        from integrations.outlook_mail.connector import open_source
    elif name == "outlook_calendar":
        from integrations.outlook_calendar.connector import open_source
    elif name == "teams_transcripts":
        from integrations.teams_transcripts.connector import open_source
    elif name == "imap":
        from integrations.imap.connector import open_source
    elif name == "caldav":
        from integrations.caldav.connector import open_source
    elif name == "webhooks":
        from integrations.webhooks.connector import open_source
    else:
        raise Rejected(f"There is no live source {name!r}: `promissory doctor --sources` lists them.")
    return open_source(account, options, credentials, clock)


def sql_crm(url: str, mapping: str | Path, name: str = "sqlcrm") -> Crm:
    """A SQL database as a CRM, its mapping held against the real tables before anything else happens.

    Raises MappingError (one sentence) for a wrong mapping or a missing database, Retry when the
    database can't be reached.
    """
    from integrations.sqlcrm.connector import SqlCrm
    from integrations.sqlcrm.mapping import load_mapping

    crm = SqlCrm(url, load_mapping(mapping), name)
    crm.check()
    return crm


def webhook(account: str, options: Mapping[str, str]) -> "Webhook":
    """One webhook connection, for its deliveries. Raises Rejected for a wrong option."""
    from integrations.webhooks.connector import Webhook

    return Webhook(account, options)


def check_signature(keys: WebhookKeys | None, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """A delivery's id, if its sender signed it just now. Raises Unverified."""
    from integrations.webhooks.signatures import check

    return check(keys, headers, body, now)


def slack_messages() -> Callable[..., Sequence[Change]]:
    """What turns Slack's message events into changes."""
    from integrations.slack.normalise import read

    return read


def teams_messages() -> Callable[..., Sequence[Change]]:
    """What turns Teams' message activities into changes."""
    from integrations.teams.normalise import read

    return read


class PushParsers(NamedTuple):
    """What reads the vendors' notices; each is pure, see the modules `notices`."""

    verify_gmail: Callable[[str, str, str], None]
    gmail_mailbox_of: Callable[[Mapping[str, Any]], tuple[str, str]]
    calendar_notice_of: Callable[[Mapping[str, str]], Any]
    check_calendar: Callable[[Any, Watch], None]
    graph_notices: Callable[[bytes, Callable[[str], str | None]], list[tuple[str, str | None]]]
    graph_validation_reply: Callable[[str], str | None]


def push_parsers() -> PushParsers:
    """For the door at which notices come in."""
    from integrations.gmail.notices import mailbox_of, verify_push
    from integrations.google_calendar.notices import check, notice_of
    from integrations.outlook_mail.notices import notices, validation_reply

    return PushParsers(verify_push, mailbox_of, notice_of, check, notices, validation_reply)


def pulled_notices(
    subscription: str, credentials: Callable[[str], Credentials], clock: Clock, endpoint: str
) -> "PulledNotices":
    """A Pub/Sub subscription to which Gmail's notices come; `credentials` are asked for by their scope.

    Raises Rejected for a wrong name or address.
    """
    from integrations.gmail.notices import PULL_SCOPE, subscribed

    return subscribed(subscription, credentials(PULL_SCOPE), clock, endpoint)
