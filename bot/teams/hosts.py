"""Which addresses may be sent our token: whoever gets it can speak as us."""

from urllib.parse import urlsplit

_HOSTS = frozenset({"smba.trafficmanager.net"})
"""Exactly these: anybody can register a name next to the first one."""
_BELOW = (
    ".botframework.com",
    ".teams.microsoft.com",
    ".botframework.us",
    ".botframework.azure.us",
    ".teams.microsoft.us",
    ".botframework.azure.cn",
)
_LONGEST = 500


class Hosts:
    """Microsoft's own hosts over TLS, and the one address that was configured, if any."""

    def __init__(self, configured: str | None = None) -> None:
        self._ours = _origin(configured) if configured else None

    def allow(self, service_url: str) -> bool:
        """Whether a service url may be called. Raises nothing, whatever it looks like."""
        found = _origin(service_url)
        if found is None:
            return False
        if found == self._ours:
            return True
        scheme, host, port = found
        return scheme == "https" and port in (None, 443) and (host in _HOSTS or host.endswith(_BELOW))


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None for what is no plain address of a server."""
    if not url or len(url) > _LONGEST or not url.isascii() or any(c <= " " or c in "\\\x7f" for c in url):
        return None
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        return None
    if scheme not in ("https", "http") or not host or "@" in parts.netloc or parts.query or parts.fragment:
        return None
    return scheme, host.rstrip("."), port
