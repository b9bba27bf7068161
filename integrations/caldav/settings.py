"""What an admin says about a CalDAV account, checked before anything is sent."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from integrations.errors import Rejected, Retry
from integrations.private_addresses import check_url
from records.models import Frozen

_KNOWN = ("url", "user", "auth", "calendars", "timeout", "allow_private", "insecure")
_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}


class Settings(Frozen):
    """`url` of the server, a principal, a calendar home or one calendar; `timeout` in seconds."""

    url: str
    user: str
    oauth: bool = False
    calendars: tuple[str, ...] = ()
    """Names as shown, or paths or URLs; all calendars with events if empty."""
    timeout: float = 30.0
    allow_private: bool = False
    insecure: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def read_settings(account: str, options: Mapping[str, str]) -> Settings:
    """Raises Rejected with one plain sentence for an option that is unknown or wrong."""
    for name in options:
        if name not in _KNOWN:
            raise Rejected(f"caldav knows no option {name[:50]!r}; it knows {', '.join(_KNOWN)}")
    url = options.get("url", "").strip()
    if not url:
        raise Rejected("caldav needs the option url: the web address of the calendar server")
    allow_private, insecure = _yes_no(options, "allow_private"), _yes_no(options, "insecure")
    try:
        check_url(url, allow_private, insecure=insecure)
    except Retry:
        pass  # a name that isn't found just now is asked again by every request
    auth = options.get("auth", "password").strip().lower() or "password"
    if auth not in ("password", "oauth"):
        raise Rejected("the option auth must be password or oauth")
    named = options.get("calendars", "").replace("\n", ",").split(",")
    return Settings(
        url=url,
        user=options.get("user", "").strip() or account,
        oauth=auth == "oauth",
        calendars=tuple(name.strip() for name in named if name.strip()),
        timeout=_seconds(options.get("timeout", "")),
        allow_private=allow_private,
        insecure=insecure,
    )


def _yes_no(options: Mapping[str, str], name: str) -> bool:
    value = options.get(name, "").strip().lower()
    if value not in _YES_NO:
        raise Rejected(f"the option {name} must be true or false")
    return _YES_NO[value]


def _seconds(text: str) -> float:
    if not text.strip():
        return 30.0
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 600:
        raise Rejected("the option timeout must be a number of seconds from 0.1 to 600")
    return seconds
