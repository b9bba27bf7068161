"""Requests go to the address that was checked and nowhere else, and answers end where our patience ends."""

import datetime
import gzip
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from integrations.errors import Rejected, Retry
from integrations.guarded_http import TooLarge, chunks, guarded_client
from tests.doubles.faulty_proxy import Answer, Asked, FaultyProxy

PUBLIC = "93.184.216.34"


@pytest.fixture
def server() -> Iterator[FaultyProxy]:
    one = FaultyProxy("http://127.0.0.1:9")
    one.answer = lambda asked: Answer(200, asked.headers["host"].encode())
    yield one
    one.close()


def resolve(monkeypatch: pytest.MonkeyPatch, **names: list[list[str]]) -> list[str]:
    """Each name gives its answers one after the other, the last one for good; returns what was asked."""
    real, asked = socket.getaddrinfo, []

    def lookup(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        known = names.get(str(host).partition(".")[0])
        if known is None:
            return real(host, port, *more, **named)
        asked.append(host)
        answer = known.pop(0) if len(known) > 1 else known[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in answer]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return asked


def port(server: FaultyProxy) -> str:
    return server.url.rpartition(":")[2]


def test_a_name_that_changes_its_mind_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, server: FaultyProxy
) -> None:
    asked = resolve(monkeypatch, cal=[["127.0.0.1"], ["127.0.0.2"]])
    with guarded_client(allow_private=True, insecure=True) as client:
        for _ in range(3):
            answer = client.get(f"http://cal.example:{port(server)}/")
            assert answer.text == f"cal.example:{port(server)}"
    assert asked == ["cal.example"]


def test_a_name_that_turns_private_after_the_check_is_never_reached(
    monkeypatch: pytest.MonkeyPatch, server: FaultyProxy
) -> None:
    resolve(monkeypatch, cal=[[PUBLIC], ["127.0.0.1"]])
    reached: list[tuple[str, int]] = []

    def dial(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        reached.append(address)
        raise OSError("no route in a test")

    monkeypatch.setattr(socket, "create_connection", dial)
    with guarded_client(insecure=True) as client:
        with pytest.raises(httpx.ConnectError):
            client.get(f"http://cal.example:{port(server)}/")
        with pytest.raises(Rejected, match="loopback"):
            client.get(f"http://cal.example:{port(server)}/")
    assert {host for host, _ in reached} == {PUBLIC}


def test_a_redirect_into_our_network_is_refused(monkeypatch: pytest.MonkeyPatch, server: FaultyProxy) -> None:
    asked: list[Asked] = []

    def answer(one: Asked) -> Answer:
        asked.append(one)
        return Answer(302, b"", {"Location": "http://169.254.169.254/latest/meta-data/"})

    server.answer = answer
    client = guarded_client(allow_private=True, insecure=True, follow_redirects=True)
    with client, pytest.raises(Rejected, match="metadata"):
        client.get(server.url)
    assert len(asked) == 1


@pytest.mark.parametrize("target", ["ftp://93.184.216.34/", "file:///etc/passwd", "gopher://x/"])
def test_a_redirect_to_another_scheme_is_refused(server: FaultyProxy, target: str) -> None:
    server.answer = lambda _: Answer(302, b"", {"Location": target})
    client = guarded_client(allow_private=True, insecure=True, follow_redirects=True)
    with client, pytest.raises((Rejected, httpx.UnsupportedProtocol, httpx.RemoteProtocolError)):
        client.get(server.url)


def test_plain_http_is_refused_unless_it_is_allowed(server: FaultyProxy) -> None:
    with guarded_client(allow_private=True) as client, pytest.raises(Rejected, match="https"):
        client.get(server.url)


def test_without_leave_nothing_on_this_machine_is_asked(server: FaultyProxy) -> None:
    called: list[Asked] = []
    server.answer = lambda asked: called.append(asked) or Answer(200)  # type: ignore[func-returns-value]
    with guarded_client(insecure=True) as client, pytest.raises(Rejected, match="loopback"):
        client.get(server.url)
    assert called == []


def test_proxies_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch, server: FaultyProxy
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with guarded_client(allow_private=True, insecure=True) as client:
        assert client.get(server.url).status_code == 200


def test_the_next_address_is_tried_where_the_first_is_dead(
    monkeypatch: pytest.MonkeyPatch, server: FaultyProxy
) -> None:
    resolve(monkeypatch, cal=[["127.0.0.9", "127.0.0.1"]])
    with guarded_client(allow_private=True, insecure=True) as client:
        assert client.post(f"http://cal.example:{port(server)}/", content=b"x").status_code == 200


def read(url: str, most: int, seconds: float = 30.0) -> bytes:
    with guarded_client(allow_private=True, insecure=True) as client, client.stream("GET", url) as response:
        return b"".join(chunks(response, most, seconds))


def test_an_answer_without_end_is_cut_off(server: FaultyProxy) -> None:
    server.answer = lambda _: Answer(200, b"x" * 3_000_000)
    assert len(read(server.url, 3_000_000)) == 3_000_000
    with pytest.raises(TooLarge, match="larger than 2 MB"):
        read(server.url, 2_000_000)


def test_a_packed_answer_is_measured_unpacked(server: FaultyProxy) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    server.answer = lambda _: Answer(200, bomb, {"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge):
        read(server.url, 2_000_000)


def test_an_answer_packed_in_another_way_is_refused(server: FaultyProxy) -> None:
    server.answer = lambda _: Answer(200, b"x", {"Content-Encoding": "br"})
    with pytest.raises(Rejected, match="packs"):
        read(server.url, 1000)


def test_an_answer_that_drips_is_put_off(server: FaultyProxy) -> None:
    server.answer = lambda _: Answer(200, b"x" * 100)
    with pytest.raises(Retry, match="too long"):
        read(server.url, 1000, seconds=-1.0)


def certificate(folder: Path, name: str) -> Path:
    """A certificate for this one name that vouches for itself, with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


def test_the_certificate_is_checked_against_the_name_not_the_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pem = certificate(tmp_path, "cal.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    at = server.server_address[1]
    resolve(monkeypatch, cal=[["127.0.0.1"]], other=[["127.0.0.1"]])
    try:
        trust = ssl.create_default_context(cafile=str(pem))
        with guarded_client(allow_private=True, trust=trust) as client:
            assert client.get(f"https://cal.example:{at}/").text == "hello"
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                client.get(f"https://other.example:{at}/")
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                client.get(f"https://127.0.0.1:{at}/")
        unknown = "CERTIFICATE_VERIFY_FAILED"
        with guarded_client(allow_private=True) as client, pytest.raises(httpx.ConnectError, match=unknown):
            client.get(f"https://cal.example:{at}/")
    finally:
        server.shutdown()
        server.server_close()


def test_ipv6_addresses_are_pinned_too(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []

    def dial(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        reached.append(address[0])
        raise OSError("no route in a test")

    monkeypatch.setattr(socket, "create_connection", dial)
    with guarded_client(insecure=True) as client, pytest.raises(httpx.ConnectError):
        client.get("http://[2606:2800:21f::1]/")
    assert [ipaddress.ip_address(each) for each in reached] == [ipaddress.ip_address("2606:2800:21f::1")]
