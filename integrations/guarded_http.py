"""HTTP to servers that a person or a vendor named: only to checked addresses, and only so much of an answer."""

import functools
import ssl
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from integrations.errors import Rejected, Retry
from integrations.private_addresses import checked_addresses, refuse_scheme

_PINNED_FOR = 60.0
_MOST_HOSTS = 50
_DECODED = frozenset(["", "identity", "gzip", "deflate"])


class TooLarge(Rejected):
    """The other side sends more than we take."""


class GuardedTransport(httpx.BaseTransport):
    """Resolves a host once, checks every address, and connects to the checked ones only.

    Each request is checked, so each redirect is too. The certificate is checked against the name,
    not the address. `allow_private` and `insecure` as in `private_addresses.check_url`.
    """

    def __init__(
        self, *, allow_private: bool = False, insecure: bool = False, trust: ssl.SSLContext | None = None
    ) -> None:
        self._allow, self._insecure = allow_private, insecure
        self._trust = trust or _trust()
        self._pinned: dict[tuple[str, int], tuple[float, tuple[str, ...]]] = {}
        # One pool a host: a connection that was opened for one name is never used for another.
        self._pools: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer; raises Rejected for what is not allowed, Retry for a name that isn't found."""
        url = request.url
        refuse_scheme(url.scheme, self._insecure)
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        problem: httpx.TransportError | None = None
        for address in self._addresses(host, port):
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host.removesuffix(".")},
            )
            try:
                return self._pool(host).handle_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as failure:
                problem = failure
        self._pinned.pop((host, port), None)
        raise problem or httpx.ConnectError("no address")

    def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        until, addresses = self._pinned.get((host, port), (0.0, ()))
        if until < time.monotonic():
            addresses = checked_addresses(host, port, self._allow)
            self._pinned[host, port] = (time.monotonic() + _PINNED_FOR, addresses)
        return addresses

    def _pool(self, host: str) -> httpx.HTTPTransport:
        if host not in self._pools:
            if len(self._pools) >= _MOST_HOSTS:
                raise Rejected("the server sends us on to too many other hosts")
            self._pools[host] = httpx.HTTPTransport(verify=self._trust, trust_env=False)
        return self._pools[host]

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


def guarded_client(
    *,
    allow_private: bool = False,
    insecure: bool = False,
    timeout: float = 30.0,
    follow_redirects: bool = False,
    trust: ssl.SSLContext | None = None,
) -> httpx.Client:
    """A client over `GuardedTransport`; proxies and .netrc of the environment are not used."""
    return httpx.Client(
        transport=GuardedTransport(allow_private=allow_private, insecure=insecure, trust=trust),
        timeout=timeout,
        trust_env=False,
        follow_redirects=follow_redirects,
        max_redirects=5,
        headers={"Accept-Encoding": "gzip", "User-Agent": "promissory"},
    )


def chunks(response: httpx.Response, most: int, seconds: float) -> Iterator[bytes]:
    """The unpacked body of a streamed answer, piece by piece.

    Raises TooLarge beyond `most` bytes (packed or not) and Retry when it takes longer than `seconds`.
    """
    if response.headers.get("content-encoding", "").strip().lower() not in _DECODED:
        raise Rejected("the server packs its answers in a way that we can't unpack safely")
    length = response.headers.get("content-length", "")
    if length.isdigit() and len(length) < 20 and int(length) > most:
        raise TooLarge(f"the server's answer is larger than {most // 1_000_000} MB")
    size, until = 0, time.monotonic() + seconds
    for piece in response.iter_bytes():
        size += len(piece)
        if size > most:
            raise TooLarge(f"the server's answer is larger than {most // 1_000_000} MB")
        if time.monotonic() > until:
            raise Retry("the server takes too long to answer", 60)
        yield piece


def same_origin(one: str, other: str) -> bool:
    """Whether both URLs lead to the same scheme, host and port."""
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", "", None


@functools.cache
def _trust() -> ssl.SSLContext:
    """What the machine trusts (SSL_CERT_FILE counts), and the public authorities where it has no list."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
