"""How each vendor's notice is read: whose news it is, once it is known to be genuine."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from bot.webhooks import News, ReadPush
from integrations.errors import Rejected, Unverified
from integrations.ports import Watch

MOST_STRANGE = 20
"""Subscriptions that are none of ours after which no more are looked up: anybody can make up a thousand."""


def gmail_push(
    verify: Callable[[str], None],
    mailbox_of: Callable[[Mapping[str, Any]], tuple[str, str]],
    connections_of: Callable[[str], Sequence[str]],
) -> ReadPush:
    """Pub/Sub's pushes: `verify` takes the bearer token, `connections_of` a mail address."""

    def read(headers: Mapping[str, str], body: bytes) -> list[News]:
        verify(headers.get("authorization", "").removeprefix("Bearer ").strip())
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as problem:
            raise Rejected("this is no notice") from problem
        address, _ = mailbox_of(told if isinstance(told, dict) else {})
        return [News(connection_id) for connection_id in connections_of(address)]

    return read


class _Notice(Protocol):
    @property
    def channel_id(self) -> str: ...

    @property
    def is_only_a_greeting(self) -> bool: ...


N = TypeVar("N", bound=_Notice)


def calendar_push(
    notice_of: Callable[[Mapping[str, str]], N],
    check: Callable[[N, Watch], None],
    watch_of: Callable[[str], tuple[str, Watch] | None],
) -> ReadPush:
    """Google Calendar's calls; `watch_of` gives the connection and the watch behind a channel."""

    def read(headers: Mapping[str, str], body: bytes) -> list[News]:
        notice = notice_of(headers)
        found = watch_of(notice.channel_id)
        if found is None:
            raise Unverified("no such channel")
        check(notice, found[1])
        return [] if notice.is_only_a_greeting else [News(found[0])]

    return read


def graph_push(
    notices: Callable[[bytes, Callable[[str], str | None]], Sequence[tuple[str, str | None]]],
    watch_of: Callable[[str], tuple[str, Watch] | None],
) -> ReadPush:
    """Microsoft Graph's notices and what it says of the subscriptions themselves."""

    def read(headers: Mapping[str, str], body: bytes) -> list[News]:
        held: dict[str, tuple[str, Watch] | None] = {}

        def secret_of(subscription: str) -> str | None:
            if subscription not in held and sum(f is None for f in held.values()) < MOST_STRANGE:
                held[subscription] = watch_of(subscription)
            return found[1].secret if (found := held.get(subscription)) is not None else None

        news = []
        for subscription, lifecycle in notices(body, secret_of):
            if (found := held.get(subscription)) is not None:
                news.append(News(found[0], lifecycle))
        if not news:
            raise Unverified("none of the notices is genuine")
        return news

    return read
