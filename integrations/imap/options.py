"""What an admin may set for an IMAP mailbox, checked once and in plain sentences."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Literal

from integrations.errors import Rejected
from integrations.imap.folders import Wanted
from records.models import Frozen

Security = Literal["tls", "starttls", "none"]
_NAMES = (
    *("host", "port", "security", "auth", "user", "folders", "exclude_folders", "timeout"),
    *("insecure", "allow_private"),
)
_PORTS = {"tls": 993, "starttls": 143, "none": 143}
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?\.?\Z|\[?[0-9A-Fa-f:.]{2,45}\]?\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Options(Frozen):
    """How to reach one mailbox, and what to read of it."""

    host: str
    port: int
    security: Security
    oauth: bool
    user: str
    wanted: Wanted
    timeout: float
    """Seconds without an answer after which a call is given up."""
    allow_private: bool


def read_options(account: str, given: Mapping[str, str]) -> Options:
    """The options of one mailbox; `account` is also the user unless told otherwise. Raises Rejected."""
    for name in given:
        if name not in _NAMES:
            raise Rejected(f"IMAP has no option {name[:40]}: there are {', '.join(_NAMES)}")
    host = given.get("host", "").strip()
    if not host:
        raise Rejected("the option host is missing: the name of the IMAP server, such as imap.example.com")
    if not _HOST.match(host):
        raise Rejected("the option host must be a name or an address alone, such as imap.example.com")
    security = _choice(given, "security", ("tls", "starttls", "none"))
    host = host.strip("[]").rstrip(".")
    insecure = _yes(given, "insecure")
    if security == "none" and not _is_loopback(host) and not insecure:
        raise Rejected(
            "without TLS everybody on the way can read the mail and the password: use security tls or"
            " starttls, or set insecure to yes if you accept that"
        )
    user = given.get("user", "").strip() or account
    if _CONTROL.search(user):
        raise Rejected("the option user has characters that no user name has")
    return Options(
        host=host,
        port=int(_number(given, "port", _PORTS[security], 1, 65535)),
        security=security,  # type: ignore[arg-type]
        oauth=_choice(given, "auth", ("password", "oauth")) == "oauth",
        user=user,
        wanted=Wanted(only=_list(given, "folders"), never=_list(given, "exclude_folders")),
        timeout=_number(given, "timeout", 30, 0.1, 600),
        allow_private=_yes(given, "allow_private"),
    )


def _choice(given: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = given.get(name, choices[0]).strip().lower()
    if value not in choices:
        raise Rejected(f"the option {name} must be {', '.join(choices[:-1])} or {choices[-1]}")
    return value


def _yes(given: Mapping[str, str], name: str) -> bool:
    return _choice(given, name, ("no", "yes")) == "yes"


def _number(given: Mapping[str, str], name: str, default: float, low: float, high: float) -> float:
    text = given.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", text) or not low <= float(text) <= high:
        raise Rejected(f"the option {name} must be a number from {low} to {high}")
    if name == "port" and "." in text:
        raise Rejected("the option port must be a whole number")
    return float(text)


def _list(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip().strip("/") for one in given.get(name, "").split(",") if one.strip().strip("/"))


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
