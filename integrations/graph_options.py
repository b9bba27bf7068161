"""The settings that the Microsoft 365 connectors share, checked before anything is asked of Microsoft."""

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from integrations.errors import Rejected
from records.models import Frozen

GLOBAL = "https://graph.microsoft.com"
_CLOUDS = frozenset(
    {
        "graph.microsoft.com",
        "graph.microsoft.us",
        "dod-graph.microsoft.us",
        "microsoftgraph.chinacloudapi.cn",
    }
)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class GraphOptions(Frozen):
    """Where and how one mailbox is reached."""

    account: str
    endpoint: str = GLOBAL
    access: Literal["delegated", "application"] = "delegated"
    timeout: float = 30.0
    user_id: str = ""

    @property
    def base_url(self) -> str:
        return f"{self.endpoint}/v1.0"

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).hostname or ""


def graph_options(account: str, options: Mapping[str, str], known: frozenset[str]) -> GraphOptions:
    """The options as typed by an admin. Raises Rejected with one sentence for a wrong or unknown one.

    A token is sent to Microsoft's own clouds only, or to this machine (for tests).
    """
    for name in options:
        if name not in known:
            raise Rejected(f'there is no option "{name}"; known are {", ".join(sorted(known))}')
    if not re.fullmatch(r"[^@\s/?#]{1,64}@[^@\s/?#]{1,255}", account):
        raise Rejected("the account must be the mail address of the mailbox")
    endpoint = options.get("endpoint", GLOBAL).rstrip("/")
    parts = _split(endpoint)
    is_here = parts.hostname in _LOOPBACK and parts.scheme in ("http", "https")
    is_cloud = parts.hostname in _CLOUDS and parts.scheme == "https" and parts.port in (None, 443)
    if not (is_here or is_cloud) or parts.username or parts.path or parts.query or parts.fragment:
        raise Rejected(f"the endpoint must be https:// with one of {', '.join(sorted(_CLOUDS))}")
    access = options.get("access", "delegated")
    if access not in ("delegated", "application"):
        raise Rejected('the option "access" is either delegated or application')
    user_id = options.get("user_id", "")
    if user_id and not _GUID.fullmatch(user_id):
        raise Rejected('the option "user_id" is the object id of the user, like 8b081ef6-4792-...')
    return GraphOptions(
        account=account.lower(),
        endpoint=endpoint,
        access="application" if access == "application" else "delegated",
        timeout=_seconds(options.get("timeout", "30")),
        user_id=user_id.lower(),
    )


def _split(endpoint: str) -> "_Parts":
    try:
        found = urlsplit(endpoint)
        return _Parts(
            scheme=found.scheme,
            hostname=found.hostname or "",
            port=found.port,
            username=found.username,
            path=found.path,
            query=found.query,
            fragment=found.fragment,
        )
    except ValueError as failure:
        raise Rejected("the endpoint is not a web address") from failure


class _Parts(Frozen):
    scheme: str
    hostname: str
    port: int | None
    username: str | None
    path: str
    query: str
    fragment: str


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError as failure:
        raise Rejected('the option "timeout" is a number of seconds') from failure
    if not 1 <= seconds <= 600:
        raise Rejected('the option "timeout" is between 1 and 600 seconds')
    return seconds
