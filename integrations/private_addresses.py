"""Keeps hosts that a person or a vendor names from leading into our own network."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from integrations.errors import Rejected, Retry

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_MOST_TRIED = 4
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


def _networks(*texts: str) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


# The lists are our own because what `ipaddress` calls global differs between Python releases.
_METADATA = _networks(
    "169.254.169.254/32",
    "169.254.170.2/32",
    "100.100.100.200/32",
    "192.0.0.192/32",
    "168.63.129.16/32",
    "fd00:ec2::254/128",
    "fd20:ce::254/128",
)
_METADATA_NAMES = ("metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal")
_NEVER: tuple[tuple[str, tuple[_Network, ...]], ...] = (
    ("a cloud's metadata address", _METADATA),
    ("an unspecified address", _networks("0.0.0.0/8", "::/128")),
    ("a link-local address", _networks("169.254.0.0/16", "fe80::/10")),
    ("a multicast address", _networks("224.0.0.0/4", "ff00::/8")),
)
_OWN: tuple[tuple[str, tuple[_Network, ...]], ...] = (
    ("a loopback address", _networks("127.0.0.0/8", "::1/128")),
    (
        "a private address",
        _networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
    ),
    ("a shared carrier address", _networks("100.64.0.0/10")),
    ("a private test address", _networks("198.18.0.0/15")),
)
_RESERVED = _networks(
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def refuse_private(host: str, port: int, allow: bool = False) -> None:
    """Raises Rejected with one plain sentence unless every address of the host is public.

    With `allow`, loopback and private networks are public enough; metadata services, link-local,
    multicast and reserved addresses never are. Raises Retry when the name can't be resolved now.
    Whoever connects afterwards should do so by `connected` or `integrations.guarded_http`: a name
    may lead elsewhere the next time it is asked.
    """
    checked_addresses(host, port, allow)


def check_url(url: str, allow: bool = False, *, insecure: bool = False) -> None:
    """Raises Rejected unless this is an https URL (or http, with `insecure`) to a host as `refuse_private`
    wants it, without a name and password in it. Raises Retry when the name can't be resolved now."""
    if len(url) > 2000 or any(c.isspace() or ord(c) < 32 for c in url) or "\\" in url:
        raise Rejected("this is no web address: it has blanks or is too long")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as failure:
        raise Rejected("this is no web address") from failure
    refuse_scheme(parts.scheme, insecure)
    if parts.username is not None or parts.password is not None:
        raise Rejected("put the name and the password in their own settings, not in the web address")
    if not parts.hostname:
        raise Rejected("the web address names no host")
    refuse_private(parts.hostname, (443 if parts.scheme == "https" else 80) if port is None else port, allow)


def refuse_scheme(scheme: str, insecure: bool) -> None:
    """Raises Rejected for anything but https, or http where `insecure` permits it."""
    if scheme == "http" and not insecure:
        raise Rejected("the web address must begin with https://, so that nobody can read along")
    if scheme not in ("http", "https"):
        raise Rejected("the web address must begin with https://")


def checked_addresses(host: str, port: int, allow: bool = False) -> tuple[str, ...]:
    """What the host resolves to, the first few; raises like `refuse_private`. Connect to these only."""
    if not 1 <= port <= 65535:
        raise Rejected(f"{port} is no port")
    name = _plain(host)
    literal = _literal(name)
    if literal is not None:
        _refuse(name, literal, allow)
        return (str(literal),)
    if name in _METADATA_NAMES:
        raise Rejected(f"{name} is a cloud's metadata address, which is never used here")
    if not allow and (name == "localhost" or name.endswith(".localhost")):
        raise Rejected(f"{name} is a loopback address; {_HOW}")
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError as failure:
        raise Retry(f"the host {name} can't be found: check its spelling, or the network", 60) from failure
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not addresses:
        raise Retry(f"the host {name} has no address", 60)
    for address in addresses:
        _refuse(name, ipaddress.ip_address(address), allow)
    return tuple(addresses[:_MOST_TRIED])


def connected(host: str, port: int, timeout: float, allow: bool = False) -> socket.socket:
    """A TCP connection to an address that was checked, `timeout` in seconds; TLS is the caller's.

    Raises as `refuse_private` does, and Retry when nobody answers.
    """
    for address in checked_addresses(host, port, allow):
        try:
            return socket.create_connection((address, port), timeout)
        except OSError:
            continue
    raise Retry(f"{_plain(host)} doesn't answer on port {port}", 30)


_HOW = "private addresses are used only where the settings allow it"


def _refuse(name: str, address: _Address, allow: bool) -> None:
    kind, own = _kind(address)
    if kind is None or (own and allow):
        return
    leads = "is" if _literal(name) is not None else "leads to"
    raise Rejected(f"{name} {leads} {kind}; {_HOW if own else 'such addresses are never used here'}")


def _kind(address: _Address) -> tuple[str | None, bool]:
    """Why this address is not public, if it isn't, and if our own network may be behind it."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _kind(inner)
        address = ipaddress.IPv6Address(int(address))  # without a zone: fe80::1%eth0
    for kind, networks in _NEVER:
        if any(address in network for network in networks):
            return kind, False
    for kind, networks in _OWN:
        if any(address in network for network in networks):
            return kind, True
    if any(address in network for network in _RESERVED):
        return "a reserved address", False
    if isinstance(address, ipaddress.IPv6Address):
        # ISATAP hides an IPv4 address in the last 64 bits; 6to4 and Teredo are reserved above.
        if address not in _GLOBAL_V6 or (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE:
            return "a reserved address", False
    return None, False


def _literal(name: str) -> _Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _plain(host: str) -> str:
    """The host in lower-case ASCII without brackets and final dot. Raises Rejected for odd spellings."""
    name = host.strip()
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    if ":" in name and name.isascii():
        if _literal(name) is None:
            raise Rejected("this is no host name")
        return name.lower()
    if not name.isascii():
        import idna

        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError, ValueError, IndexError) as failure:
            raise Rejected("this is no host name") from failure
    name = name.lower().removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]) and _literal(name) is None:
        raise Rejected("the address is not written the usual way, as four numbers with dots")
    if not name or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Rejected("this is no host name")
    return name
