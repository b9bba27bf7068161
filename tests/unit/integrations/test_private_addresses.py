"""No host that somebody names may lead into our own network, however it is spelled."""

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import Rejected, Retry
from integrations.private_addresses import check_url, checked_addresses, connected, refuse_private

PUBLIC = "93.184.216.34"


class Names:
    """A name server that answers with these addresses, whatever it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self._resolve)

    def _resolve(self, host: str, port: int, *more: Any, **named: Any) -> list[Any]:
        if host[:1].isdigit():
            return self._real(host, port, *more, **named)
        self.asked.append(host)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not answer:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        kinds = [socket.AF_INET6 if ":" in each else socket.AF_INET for each in answer]
        return [
            (kind, socket.SOCK_STREAM, 6, "", (each, port)) for kind, each in zip(kinds, answer, strict=True)
        ]


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("127.0.0.1.", "loopback"),
        ("127.255.255.254", "loopback"),
        ("localhost", "loopback"),
        ("LOCALHOST.", "loopback"),
        ("db.localhost", "loopback"),
        ("[::1]", "loopback"),
        ("10.1.2.3", "private"),
        ("172.31.255.255", "private"),
        ("192.168.0.1", "private"),
        ("fd12:3456::1", "private"),
        ("fec0::1", "private"),
        ("100.64.0.1", "shared carrier"),
        ("198.18.0.1", "private test"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("0.0.0.0", "unspecified"),
        ("::", "unspecified"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("192.0.2.7", "reserved"),
        ("2001:db8::1", "reserved"),
        ("2002:7f00:1::", "reserved"),
        ("2001:0:7f00:1::", "reserved"),
        ("::127.0.0.1", "reserved"),
        ("64:ff9b:1::a00:1", "reserved"),
        ("2600:1f18::5efe:10.0.0.1", "reserved"),
        ("169.254.169.254", "metadata"),
        ("100.100.100.200", "metadata"),
        ("168.63.129.16", "metadata"),
        ("fd00:ec2::254", "metadata"),
        ("metadata.google.internal", "metadata"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:a9fe:a9fe", "metadata"),
        ("64:ff9b::10.0.0.1", "private"),
        ("１２７.0.0.1", "loopback"),
        ("127。0。0。1", "loopback"),
        ("①②⑦.0.0.1", "loopback"),
    ],
)
def test_an_address_of_ours_is_refused_by_its_kind(host: str, kind: str) -> None:
    with pytest.raises(Rejected, match=kind):
        refuse_private(host, 443)


@pytest.mark.parametrize(
    "host",
    [
        "0x7f.1",
        "2130706433",
        "127.1",
        "017700000001",
        "0177.0.0.1",
        "0x7f000001",
        "256.1.1.1",
        "1.2.3.4.5",
        "7f.0x1",
    ],
)
@pytest.mark.parametrize("allow", [False, True])
def test_an_odd_spelling_of_an_address_is_refused_wherever_it_leads(host: str, allow: bool) -> None:
    with pytest.raises(Rejected, match="usual way"):
        refuse_private(host, 443, allow)


@pytest.mark.parametrize(
    "host",
    ["", ".", "a..b", "localhost..", "a b.example", "exa\nmple.com", "-a.example", "[::1", "xn--", "a" * 64],
)
def test_what_is_no_host_name_is_refused(host: str) -> None:
    with pytest.raises(Rejected, match="no host name"):
        refuse_private(host, 443)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "::1", "fd12:3456::1", "100.64.0.1"]
)
def test_our_own_network_is_used_where_it_is_allowed(host: str) -> None:
    assert checked_addresses(host, 5232, allow=True) == (host,)


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "::ffff:169.254.169.254", "0.0.0.0", "224.0.0.1"]
    + ["fe80::1", "192.0.2.7", "metadata.google.internal"],
)
def test_metadata_and_odd_networks_are_refused_even_then(host: str) -> None:
    with pytest.raises(Rejected):
        refuse_private(host, 443, allow=True)


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, [PUBLIC, "2606:2800:21f::1", "10.0.0.5"])
    with pytest.raises(Rejected, match=r"^cal\.example leads to a private address") as caught:
        refuse_private("cal.example", 443)
    assert "10.0.0.5" not in str(caught.value)


def test_a_name_is_looked_up_once_and_its_addresses_are_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, [PUBLIC, PUBLIC, "2606:2800:21f::1"])
    assert checked_addresses("Cal.Example.", 443) == (PUBLIC, "2606:2800:21f::1")
    assert names.asked == ["cal.example"]


def test_a_foreign_name_is_asked_for_in_its_ascii_form(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, [PUBLIC])
    refuse_private("München.example", 443)
    assert names.asked == ["xn--mnchen-3ya.example"]


def test_a_name_that_nobody_knows_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, [])
    with pytest.raises(Retry, match=r"cal\.example can't be found"):
        refuse_private("cal.example", 443)


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
        "file:///etc/passwd",
        "//93.184.216.34/",
        "93.184.216.34",
        "https://",
        "https://user:secret@93.184.216.34/",
        "https://93.184.216.34:0/",
        "https://93.184.216.34:99999/",
        "https://93.184.216.34 .example/",
        "https://93.184.216.34\\@10.0.0.1/",
        "https://[::1/",
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://[::ffff:10.0.0.1]/dav",
        "https://a.example/" + "x" * 3000,
        "gopher://93.184.216.34/",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_web_address_is_https_to_a_public_host_or_refused(url: str) -> None:
    with pytest.raises(Rejected) as caught:
        check_url(url)
    assert "secret" not in str(caught.value)


def test_a_web_address_that_is_fine_passes() -> None:
    check_url(f"https://{PUBLIC}/dav/")
    check_url("https://[2606:2800:21f::1]:8443/dav/")
    check_url(f"http://{PUBLIC}/", insecure=True)
    check_url("http://127.0.0.1:5232/", allow=True, insecure=True)


def test_a_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        names = Names(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
        with connected("mail.example", port, 2.0, allow=True) as one:
            assert one.getpeername() == ("127.0.0.1", port)
        assert names.asked == ["mail.example"]


def test_a_host_that_does_not_answer_can_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(Retry, match="doesn't answer"):
        connected("127.0.0.1", port, 1.0, allow=True)


OURS = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"]
OURS += ["0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "198.18.0.0/15"]
FOUR = st.sampled_from(OURS).flatmap(
    lambda text: st.integers(
        int(ipaddress.ip_network(text).network_address), int(ipaddress.ip_network(text).broadcast_address)
    )
)


def spellings(value: int) -> list[str]:
    """Every way in which C libraries, browsers and IPv6 let one write an IPv4 address."""
    a, b, c, d = value.to_bytes(4, "big")
    usual = f"{a}.{b}.{c}.{d}"
    return [
        usual,
        usual + ".",
        str(value),
        hex(value),
        f"0{value:o}",
        f"{a}.{value & 0xFFFFFF}",
        f"{a}.{b}.{value & 0xFFFF}",
        f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"::ffff:{usual}",
        f"[::ffff:{value >> 16:x}:{value & 0xFFFF:x}]",
        f"64:ff9b::{usual}",
        f"2002:{value >> 16:x}:{value & 0xFFFF:x}::1",
        f"::{usual}",
        usual.translate({ord("0") + n: ord("０") + n for n in range(10)}),
        usual.replace(".", "。"),
    ]


@given(FOUR)
def test_no_spelling_of_an_address_of_ours_gets_through(value: int) -> None:
    for host in spellings(value):
        with pytest.raises(Rejected):
            refuse_private(host, 443)
        with pytest.raises(Rejected):
            check_url(f"https://{host if ':' not in host or host[0] == '[' else f'[{host}]'}/")


@given(st.ip_addresses())
def test_only_what_the_internet_routes_gets_through(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    try:
        refuse_private(str(address), 443)
    except Rejected:
        return
    inner = getattr(address, "ipv4_mapped", None) or address
    nat64 = ipaddress.ip_network("64:ff9b::/96")
    assert inner.is_global or (inner.version == 6 and inner in nat64)
    assert not inner.is_multicast


@given(
    st.text(max_size=60), st.sampled_from(["127.0.0.1", "10.0.0.1", "fd00:ec2::254", "::ffff:192.168.1.1"])
)
def test_any_text_that_leads_to_us_is_refused(host: str, leads_to: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        Names(patch, [PUBLIC, leads_to])
        try:
            found = checked_addresses(host, 443)
        except (Rejected, Retry):
            return
        assert all(ipaddress.ip_address(each).is_global for each in found)
        assert leads_to not in found
