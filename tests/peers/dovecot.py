"""A real IMAP server, dovecot, on loopback: one server a test run, a fresh mailbox for whoever asks.

Run as root it serves mail as `nobody`, since dovecot refuses to touch mail as root; run as anybody
else it does all as that user.
"""

import functools
import getpass
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.peers.required import here_or_skip

PASSWORD = "correct-horse"
BARE = "IMAP4rev1 SASL-IR LITERAL+ ID UIDPLUS UNSELECT NAMESPACE MOVE"
"""What an old server offers: no IDLE, no SPECIAL-USE, no CONDSTORE, no QRESYNC, no ESEARCH, no LIST-STATUS."""

_CONFIG = """
base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = yes
ssl_cert = <{at}/cert.pem
ssl_key = <{at}/key.pem
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
auth_failure_delay = 0
mail_fsync = never
mail_max_userip_connections = 200
maildir_very_dirty_syncs = yes
{capability}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {at}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={at}/mail/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  client_limit = 500
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service imap {{
  service_count = 200
  process_min_avail = 2
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    auto = create
    special_use = \\Drafts
  }}
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""

_OAUTH = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={at}/keys/
username_attribute = sub
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server; any user may log in with PASSWORD, or with a token of `token`."""

    at: Path
    port: int
    tls_port: int

    @property
    def certificate(self) -> Path:
        """Of the authority that signed itself; what a client must trust."""
        return self.at / "cert.pem"

    def new_user(self) -> str:
        """Whose mailbox is empty."""
        return f"{uuid.uuid4().hex[:12]}@solvent.example"

    def home(self, user: str) -> Path:
        return self.at / "mail" / user

    def token(self, user: str, seconds: int = 600) -> str:
        """A bearer token for the user, good for so long (or expired so long ago)."""
        return _signed_token(self.at, user, seconds)

    def doveadm(self, *words: str) -> str:
        """What the administrator's tool says. Raises CalledProcessError."""
        done = subprocess.run(
            [_found("doveadm"), "-c", str(self.at / "dovecot.conf"), *words],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        return done.stdout

    def client(self, user: str) -> Any:
        """A logged-in imapclient of the mailbox's owner."""
        import imapclient

        client = imapclient.IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10)
        client._imap.debug = 0
        client.normalise_times = False
        client.login(user, PASSWORD)
        return client


def missing() -> str | None:
    """Why dovecot can't be started here, or None."""
    if _found("dovecot") == "":
        return "dovecot is not installed (Debian: apt-get install dovecot-imapd)"
    version = subprocess.run([_found("dovecot"), "--version"], capture_output=True, text=True).stdout
    if not version.startswith("2.3"):
        return f"the settings used here are those of dovecot 2.3, not {version.split()[0]}"
    return None


def dovecot_or_skip() -> None:
    """Skips or fails the test where dovecot is missing."""
    here_or_skip(missing())


@contextmanager
def running(capability: str = "") -> Iterator[Dovecot]:
    """A server on free ports, gone with all its mail afterwards; `capability` is all that it says it can do."""
    at = Path(tempfile.mkdtemp(prefix="promissory-dovecot-"))
    process = None
    try:
        process, server = _start(at, capability)
        yield server
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(1)
            except subprocess.TimeoutExpired:
                # It waits for sessions to end that nobody needs any more.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(at, ignore_errors=True)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    dovecot_or_skip()
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def bare_dovecot() -> Iterator[Dovecot]:
    """The same server with nothing beyond what every server has."""
    dovecot_or_skip()
    with running(BARE) as server:
        yield server


def _found(name: str) -> str:
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin") or ""


def _start(at: Path, capability: str) -> tuple["subprocess.Popen[bytes]", Dovecot]:
    at.chmod(0o755)
    me = getpass.getuser()
    root = os.geteuid() == 0
    names = ("dovecot", "dovenull", "dovecot") if root else (me, me, _group())
    uid, gid = _nobody() if root else (os.getuid(), os.getgid())
    mail = at / "mail"
    mail.mkdir()
    os.chown(mail, uid, gid)
    (at / "state").mkdir()
    _certificate(at)
    _signing_key(at)
    server = Dovecot(at, *_free_ports())
    (at / "oauth2.conf").write_text(_OAUTH.format(at=at))
    (at / "dovecot.conf").write_text(
        _CONFIG.format(
            at=at,
            internal=names[0],
            login=names[1],
            group=names[2],
            capability=f"imap_capability = {capability}" if capability else "",
            password=PASSWORD,
            uid=uid,
            gid=gid,
            port=server.port,
            tls_port=server.tls_port,
        )
    )
    process = subprocess.Popen(
        [_found("dovecot"), "-F", "-c", str(at / "dovecot.conf")],
        stdout=subprocess.DEVNULL,
        stderr=(at / "stderr").open("wb"),
        start_new_session=True,
    )
    deadline = time.monotonic() + 15
    while not _answers(server.port):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            said = (at / "stderr").read_text() + _tail(at / "dovecot.log")
            raise RuntimeError(f"dovecot did not start: {said}")
        time.sleep(0.02)
    return process, server


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as one:
            return one.recv(4) == b"* OK"
    except OSError:
        return False


def _tail(log: Path) -> str:
    return log.read_text()[-2000:] if log.exists() else ""


def _free_ports() -> tuple[int, int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports[0], ports[1]


def _nobody() -> tuple[int, int]:
    import pwd

    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _group() -> str:
    import grp

    return grp.getgrgid(os.getgid()).gr_name


def _certificate(at: Path) -> None:
    """A certificate for localhost and 127.0.0.1 that vouches for itself."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (at / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (at / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )


def _signing_key(at: Path) -> None:
    """The key with which dovecot checks bearer tokens by itself."""
    import base64

    path = at / "keys" / "default" / "HS256" / "default"
    path.parent.mkdir(parents=True)
    path.write_text(base64.b64encode(_secret(at)).decode())
    for each in (path, *path.parents):
        if each == at:
            break
        each.chmod(0o755)


@functools.cache
def _secret(at: Path) -> bytes:
    return os.urandom(32)


def _signed_token(at: Path, user: str, seconds: int) -> str:
    import base64
    import hmac
    import json

    def coded(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    now = int(time.time())
    head = {"alg": "HS256", "typ": "JWT"}
    body = {"sub": user, "iat": now - 3600, "nbf": now - 3600, "exp": now + seconds}
    signed = f"{coded(json.dumps(head).encode())}.{coded(json.dumps(body).encode())}"
    return f"{signed}.{coded(hmac.digest(_secret(at), signed.encode(), 'sha256'))}"


def trusting(server: Dovecot) -> ssl.SSLContext:
    """A context that trusts this server's certificate."""
    return ssl.create_default_context(cafile=str(server.certificate))
