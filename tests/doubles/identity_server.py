"""An OAuth server on 127.0.0.1 that speaks as Google's or Microsoft's does: real clients can't tell it apart.

Codes are good once, PKCE is checked in both directions, refresh tokens rotate where Microsoft's do and a
used one takes its whole family along, assertions are verified, and faults come when a test asks for them.
"""

import base64
import json
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

Shape = Literal["google", "microsoft"]
TENANT = "5b1f3c2e-9d0a-4e57-8f3b-2f6a8f0c7d11"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
READ = {
    "google": "https://www.googleapis.com/auth/gmail.readonly",
    "microsoft": "https://graph.microsoft.com/Mail.Read",
}


@dataclass
class User:
    """Somebody who can sign in. `declines` are scopes that they don't tick."""

    email: str
    tenant: str = TENANT
    verified: bool = True
    aliases: tuple[str, ...] = ()
    declines: set[str] = field(default_factory=set)


@dataclass
class Issued:
    """What a code, a device code or a refresh token stands for."""

    user: User
    client_id: str
    scopes: tuple[str, ...]
    redirect_uri: str = ""
    challenge: str | None = None
    method: str = "plain"
    nonce: str = ""
    family: str = ""


@dataclass
class Device:
    issued: Issued
    state: Literal["pending", "approved", "declined"] = "pending"
    asked_at: float = 0.0


@dataclass(frozen=True)
class Fault:
    """One answer in the place of the real one; `hangs` is seconds without any."""

    status: int = 500
    error: str | None = "server_error"
    headers: tuple[tuple[str, str], ...] = ()
    hangs: float = 0.0


class Refused(Exception):
    def __init__(self, error: str, status: int = 400, number: int | None = None, words: str = "") -> None:
        self.error, self.status, self.number, self.words = error, status, number, words


class IdentityServer:
    """One vendor. Whoever is `signed_in` agrees to everything that they don't decline."""

    client_id, client_secret = "promissory-client", "promissory-secret"
    web_redirect = "https://promissory.example/connect/return"

    def __init__(self, shape: Shape = "google", certificate: Path | None = None) -> None:
        """`certificate` is a PEM file with key and certificate: the server then speaks TLS."""
        self.shape = shape
        self.signed_in = User("mara@solvent.example")
        self.token_life = 3600
        self.device_interval, self.device_life = 1, 900
        self.ahead = 0.0
        """Seconds that this server's clock is ahead of the machine's."""
        self.rotates = shape == "microsoft"
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.before_token: Callable[[], None] = lambda: None
        self.service_accounts: dict[str, tuple[Any, set[str], set[str]]] = {}
        """By address of the service account: its public key, mailboxes, scopes that an admin delegated."""
        self.app_roles: tuple[str, ...] = ("Mail.Read", "Calendars.Read")
        self.app_certificate: Any = None
        self._lock = threading.RLock()
        self._codes: dict[str, Issued] = {}
        self._used_codes: dict[str, str] = {}
        self._refresh: dict[str, Issued] = {}
        self._spent: dict[str, str] = {}
        self._access: dict[str, tuple[str, float, Issued]] = {}
        self._devices: dict[str, Device] = {}
        self._faults: dict[str, list[Fault]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if certificate is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # What tests do behind the client's back

    def fault(self, path: str, *faults: Fault) -> None:
        """The next answers of paths that end so."""
        self._faults.setdefault(path, []).extend(faults)

    def revoke_all(self) -> None:
        """As when the owner removes the app from the account, or changes the password."""
        with self._lock:
            self._refresh.clear()
            self._access.clear()

    def expire_access(self) -> None:
        """Access tokens end before their time; refresh tokens stay good."""
        with self._lock:
            self._access.clear()

    def accepts(self, token: str) -> bool:
        """Whether a resource would let this access token in now."""
        with self._lock:
            found = self._access.get(token)
        return found is not None and found[1] > self.now()

    def answer_device(self, approve: bool = True) -> None:
        for one in self._devices.values():
            one.state = "approved" if approve else "declined"

    def code_for(self, user: User, redirect_uri: str, scopes: tuple[str, ...], challenge: str | None) -> str:
        """A code that somebody else got by their own sign-in, to be slipped into another's."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = Issued(user, self.client_id, scopes, redirect_uri, challenge, "S256")
        return code

    def count(self, grant_type: str) -> int:
        """How often the token endpoint was asked so."""
        return sum(form.get("grant_type") == grant_type for _, form in self.requests)

    def live_refresh_tokens(self) -> int:
        return len(self._refresh)

    def now(self) -> float:
        return time.time() + self.ahead

    # The protocol

    def answer(
        self, method: str, path: str, form: dict[str, str], bearer: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, document and headers."""
        with self._lock:
            self.requests.append((path, form))
            fault = self._next_fault(path)
        if fault is not None:
            time.sleep(fault.hangs)
            return fault.status, {"error": fault.error} if fault.error else {}, dict(fault.headers)
        try:
            if path.endswith("/token"):
                self.before_token()
            with self._lock:
                return self._route(method, path, form, bearer)
        except Refused as refused:
            document: dict[str, Any] = {"error": refused.error}
            if refused.words:
                document["error_description"] = refused.words
            if self.shape == "microsoft":
                number = refused.number or 9002313
                document |= {"error_codes": [number], "error_description": f"AADSTS{number}: {refused.words}"}
            return refused.status, document, {}

    def _next_fault(self, path: str) -> Fault | None:
        for end, waiting in self._faults.items():
            if path.endswith(end) and waiting:
                return waiting.pop(0)
        return None

    def _route(
        self, method: str, path: str, form: dict[str, str], bearer: str
    ) -> tuple[int, Any, dict[str, str]]:
        if path.endswith(("/o/oauth2/v2/auth", "/authorize")):
            return 302, {}, {"Location": self._authorize(form)}
        if path.endswith("/token") and method == "POST":
            return 200, self._token(form), {}
        if path.endswith(("/device/code", "/devicecode")):
            return 200, self._device(form), {}
        if path.endswith("/revoke"):
            self._revoke(form.get("token", ""))
            return 200, {}, {}
        if path.endswith("/.well-known/openid-configuration"):
            return 200, self._discovery(), {}
        if path.endswith("/v1.0/me") or path.endswith("/userinfo"):
            return 200, self._me(bearer), {}
        return 404, {"error": "not_found"}, {}

    def _authorize(self, form: dict[str, str]) -> str:
        """Where the browser is sent: with a code, as the person who is signed in agrees at once."""
        redirect = form.get("redirect_uri", "")
        parts = urlsplit(redirect)
        on_desk = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
        if form.get("client_id") != self.client_id or not (on_desk or redirect == self.web_redirect):
            raise Refused("redirect_uri_mismatch", number=50011)
        if form.get("response_type") != "code":
            raise Refused("unsupported_response_type")
        user, asked = self.signed_in, tuple(form.get("scope", "").split())
        back = {"state": form.get("state", "")}
        code = secrets.token_urlsafe(24)
        self._codes[code] = Issued(
            user,
            self.client_id,
            tuple(s for s in asked if s not in user.declines),
            redirect,
            form.get("code_challenge"),
            form.get("code_challenge_method", "plain"),
            form.get("nonce", ""),
        )
        return f"{redirect}?{urlencode(back | {'code': code})}"

    def _token(self, form: dict[str, str]) -> dict[str, Any]:
        kind = form.get("grant_type")
        if kind == BEARER:
            return self._by_service_account(form)
        if kind == "client_credentials":
            return self._by_application(form)
        self._check_client(form, kind)
        if kind == "authorization_code":
            return self._by_code(form)
        if kind == "refresh_token":
            return self._by_refresh(form)
        if kind == DEVICE:
            return self._by_device(form)
        raise Refused("unsupported_grant_type")

    def _check_client(self, form: dict[str, str], kind: str | None) -> None:
        secret = form.get("client_secret")
        if form.get("client_id") != self.client_id:
            raise Refused("unauthorized_client", number=700016)
        if self.shape == "google" and secret != self.client_secret:
            raise Refused("invalid_client", 401)
        if self.shape == "microsoft" and secret is not None:
            if kind == DEVICE or form.get("redirect_uri", self.web_redirect) != self.web_redirect:
                raise Refused("invalid_client", 401, 700025, "Client is public")
            if secret != self.client_secret:
                raise Refused("invalid_client", 401, 7000215)

    def _by_code(self, form: dict[str, str]) -> dict[str, Any]:
        code = form.get("code", "")
        if code in self._used_codes:
            # Used twice: whatever came of the first use is no longer trusted (RFC 6749 4.1.2).
            self._drop_family(self._used_codes[code])
            raise Refused("invalid_grant", number=54005)
        found = self._codes.pop(code, None)
        if found is None or found.redirect_uri != form.get("redirect_uri"):
            raise Refused("invalid_grant", number=9002313)
        verifier = form.get("code_verifier")
        if found.challenge is None and verifier is not None:
            # Somebody took the challenge out on the way (RFC 9700 4.8.2).
            raise Refused("invalid_grant", number=501481)
        if found.challenge is not None:
            plain = verifier or ""
            digest = base64.urlsafe_b64encode(sha256(plain.encode()).digest()).rstrip(b"=").decode()
            if (digest if found.method == "S256" else plain) != found.challenge:
                raise Refused("invalid_grant", number=501481)
        found.family = secrets.token_hex(8)
        self._used_codes[code] = found.family
        return self._tokens(found)

    def _by_refresh(self, form: dict[str, str]) -> dict[str, Any]:
        token = form.get("refresh_token", "")
        if token in self._spent:
            self._drop_family(self._spent[token])
            raise Refused("invalid_grant", number=70000, words="reused")
        found = self._refresh.get(token)
        if found is None:
            raise Refused("invalid_grant", number=700082, words="Token has been expired or revoked.")
        if self.rotates:
            del self._refresh[token]
            self._spent[token] = found.family
        answer = self._tokens(found, with_refresh=self.rotates)
        return answer

    def _by_device(self, form: dict[str, str]) -> dict[str, Any]:
        found = self._devices.get(form.get("device_code", ""))
        if found is None:
            raise Refused("expired_token")
        asked, found.asked_at = found.asked_at, time.monotonic()
        pending = 428 if self.shape == "google" else 400
        if found.state == "declined":
            raise Refused("access_denied" if self.shape == "google" else "authorization_declined", 403)
        if asked and time.monotonic() - asked < self.device_interval * 0.5:
            raise Refused("slow_down", 403)
        if found.state == "pending":
            raise Refused("authorization_pending", pending, 70016)
        del self._devices[form["device_code"]]
        found.issued.user = self.signed_in
        return self._tokens(found.issued)

    def _by_service_account(self, form: dict[str, str]) -> dict[str, Any]:
        claims = jwt.decode(form.get("assertion", ""), options={"verify_signature": False})
        known = self.service_accounts.get(claims.get("iss", ""))
        if known is None:
            raise Refused("invalid_grant", words="Invalid issuer: Not a valid email or user ID.")
        key, mailboxes, delegated = known
        try:
            jwt.decode(
                form["assertion"],
                key,
                algorithms=["RS256"],
                options={"verify_aud": False, "verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            raise Refused("invalid_grant", words="Invalid JWT Signature.") from None
        if not claims["iat"] - 300 <= self.now() <= claims["exp"]:
            raise Refused(
                "invalid_grant",
                words="Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
            )
        # Without a subject it acts for itself, which needs no delegation.
        subject = claims.get("sub", claims["iss"])
        if "sub" in claims and not set(claims["scope"].split()) <= delegated:
            raise Refused("unauthorized_client", 401, words="Client is unauthorized for any of the scopes.")
        if "sub" in claims and subject not in mailboxes:
            raise Refused("invalid_grant", words="Invalid email or User ID")
        issued = Issued(User(subject), claims["iss"], tuple(claims["scope"].split()))
        return {
            "access_token": self._access_token(issued),
            "expires_in": self.token_life,
            "token_type": "Bearer",
        }

    def _by_application(self, form: dict[str, str]) -> dict[str, Any]:
        if form.get("client_id") != self.client_id:
            raise Refused("unauthorized_client", number=700016)
        if form.get("client_assertion_type") == ASSERTION:
            try:
                jwt.decode(
                    form.get("client_assertion", ""),
                    self.app_certificate,
                    algorithms=["RS256", "PS256"],
                    options={"verify_aud": False},
                )
            except jwt.PyJWTError:
                raise Refused("invalid_client", 401, 700027) from None
        elif form.get("client_secret") != self.client_secret:
            raise Refused("invalid_client", 401, 7000215)
        issued = Issued(User("app@"), self.client_id, (form.get("scope", ""),))
        token = self._access_token(issued, {"roles": list(self.app_roles), "tid": TENANT})
        return {"access_token": token, "expires_in": self.token_life, "token_type": "Bearer"}

    def _device(self, form: dict[str, str]) -> dict[str, Any]:
        code = secrets.token_urlsafe(24)
        scopes = tuple(form.get("scope", "").split())
        self._devices[code] = Device(Issued(self.signed_in, form.get("client_id", ""), scopes))
        name = "verification_url" if self.shape == "google" else "verification_uri"
        return {
            "device_code": code,
            "user_code": "ABCD-EFGH",
            name: f"{self.url}/device",
            "expires_in": self.device_life,
            "interval": self.device_interval,
        }

    def _revoke(self, token: str) -> None:
        found = self._refresh.get(token) or (self._access[token][2] if token in self._access else None)
        if found is None:
            raise Refused("invalid_token")
        # Google takes back all that this person granted this app.
        for other in [t for t, i in self._refresh.items() if i.user.email == found.user.email]:
            del self._refresh[other]
        for other in [t for t, (e, _, _) in self._access.items() if e == found.user.email]:
            del self._access[other]

    def _tokens(self, issued: Issued, with_refresh: bool = True) -> dict[str, Any]:
        issued.family = issued.family or secrets.token_hex(8)
        answer: dict[str, Any] = {
            "access_token": self._access_token(issued),
            "token_type": "Bearer",
            "expires_in": self.token_life,
            "scope": " ".join(self._as_told(issued.scopes)),
        }
        if with_refresh:
            refresh = f"1//{secrets.token_urlsafe(32)}"
            self._refresh[refresh] = issued
            answer["refresh_token"] = refresh
        if "openid" in issued.scopes:
            answer["id_token"] = self._id_token(issued)
        return answer

    def _as_told(self, scopes: tuple[str, ...]) -> list[str]:
        if self.shape == "google":
            return ["https://www.googleapis.com/auth/userinfo.email" if s == "email" else s for s in scopes]
        return [s for s in scopes if s != "offline_access"]

    def _access_token(self, issued: Issued, claims: dict[str, Any] | None = None) -> str:
        token = f"ya29.{secrets.token_urlsafe(32)}"
        if claims is not None:
            token = jwt.encode({**claims, "jti": secrets.token_hex(8)}, "k" * 32, algorithm="HS256")
        self._access[token] = (issued.user.email, self.now() + self.token_life, issued)
        return token

    def _id_token(self, issued: Issued) -> str:
        now, user = int(self.now()), issued.user
        claims: dict[str, Any] = {"aud": issued.client_id, "sub": user.email, "iat": now, "exp": now + 3600}
        if issued.nonce:
            claims["nonce"] = issued.nonce
        if self.shape == "google":
            claims |= {"iss": self.url, "email": user.email, "email_verified": user.verified}
        else:
            claims |= {
                "iss": f"{self.url}/{user.tenant}/v2.0",
                "tid": user.tenant,
                "preferred_username": user.email,
                "oid": user.email,
                "ver": "2.0",
            }
        return jwt.encode(claims, "k" * 32, algorithm="HS256")

    def _discovery(self) -> dict[str, Any]:
        base = f"{self.url}/{TENANT}"
        return {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        }

    def _me(self, bearer: str) -> dict[str, Any]:
        found = self._access.get(bearer)
        if found is None or found[1] <= self.now():
            raise Refused("invalid_token", 401)
        user = found[2].user
        if self.shape == "google":
            return {"email": user.email, "email_verified": user.verified}
        return {
            "mail": user.email,
            "userPrincipalName": user.email,
            "proxyAddresses": [f"SMTP:{user.email}", *(f"smtp:{a}" for a in user.aliases)],
        }

    def _drop_family(self, family: str) -> None:
        for token in [t for t, i in self._refresh.items() if i.family == family]:
            del self._refresh[token]
        for token in [t for t, (_, _, i) in self._access.items() if i.family == family]:
            del self._access[token]


@contextmanager
def identity_server(shape: Shape = "google", certificate: Path | None = None) -> Iterator[IdentityServer]:
    """A running server, ended afterwards."""
    server = IdentityServer(shape, certificate)
    try:
        yield server
    finally:
        server.close()


def service_account_key(email: str = "reader@project.iam.gserviceaccount.com") -> tuple[str, Any]:
    """A key as Google's console gives it, and the public half of it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    document = {
        "type": "service_account",
        "project_id": "project",
        "private_key_id": secrets.token_hex(8),
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "client_email": email,
        "client_id": "104729000000000000001",
        "token_uri": "https://elsewhere.example/token",
    }
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return json.dumps(document), public.decode()


def own_certificate(folder: Path) -> Path:
    """A PEM file with a key and a certificate for 127.0.0.1 that it signed itself."""
    import ipaddress
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    return path


def _handler(server: IdentityServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve("GET", _flat(urlsplit(self.path).query))

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            self._serve("POST", _flat(self.rfile.read(size).decode()))

        def _serve(self, method: str, form: dict[str, str]) -> None:
            kind, _, value = self.headers.get("Authorization", "").partition(" ")
            bearer = value if kind == "Bearer" else ""
            if kind == "Basic":
                # How some clients name themselves (RFC 6749 2.3.1).
                name, _, secret = base64.b64decode(value).decode().partition(":")
                form = form | {"client_id": unquote(name), "client_secret": unquote(secret)}
            status, document, headers = server.answer(method, urlsplit(self.path).path, form, bearer)
            body = json.dumps(document).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                pass

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(query, keep_blank_values=True).items()}
