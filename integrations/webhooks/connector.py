"""One webhook connection: its settings checked, its deliveries verified and read."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr

from integrations.errors import Rejected, Skip
from integrations.ports import Change, Credentials, Listed, Page, WebhookKeys
from integrations.webhooks import crm, mapped, signatures, stripe, zendesk
from integrations.webhooks.told import Json, Told
from records.clock import Clock
from records.models import Participant
from records.people import canonical

_READERS: dict[str, Callable[[Json, Told], Iterator[Change]]] = {
    "zendesk": zendesk.read,
    "stripe": stripe.read,
    "hubspot": crm.hubspot,
    "salesforce": crm.salesforce,
    "crm": crm.own,
}
SHAPES = (*_READERS, "mapped")
_SCHEME_OF = {"zendesk": "zendesk", "stripe": "stripe", "hubspot": "hubspot"}
OPTIONS = ("shape", "scheme", "mapping", "our_address", "address")
_DEEPEST = 40


class Webhook:
    """Reads the deliveries of one connection. Raises Rejected (one sentence) for wrong options.

    Options: `shape` (zendesk, stripe, hubspot, salesforce, crm or mapped), `scheme` (how it is signed;
    follows from the shape), `mapping` (path of the YAML file of a `mapped` one), `our_address` (who
    speaks for us there; the account's address), `address` (how HubSpot calls us).
    """

    def __init__(self, account: str, options: Mapping[str, str]) -> None:
        unknown = sorted(set(options) - set(OPTIONS))
        if unknown:
            raise Rejected(f"A webhook has no option {unknown[0]}: there are {', '.join(OPTIONS)}.")
        self.shape = options.get("shape", "")
        if self.shape not in SHAPES:
            raise Rejected(f"Say what the webhook sends, with shape = {', '.join(SHAPES)}.")
        self.scheme = options.get("scheme") or _SCHEME_OF.get(self.shape, "generic")
        if self.scheme not in signatures.SCHEMES:
            raise Rejected(f"A webhook is signed in one of these ways: {', '.join(signatures.SCHEMES)}.")
        self.address = options.get("address", "")
        if self.scheme == "hubspot" and not self.address.startswith("https://"):
            raise Rejected("HubSpot signs the address that it calls: give it as `address`, with https://.")
        self._mapping = _mapping(options.get("mapping", "")) if self.shape == "mapped" else None
        self._place = account
        self._ours = Participant(email=canonical(options.get("our_address") or account))

    def keys(self, password: SecretStr) -> WebhookKeys:
        """What deliveries are checked with: one secret, or several with blanks between. Raises Rejected."""
        secrets = password.get_secret_value().split()
        if not secrets or not all(len(s) >= 8 for s in secrets):
            raise Rejected("A webhook needs its signing secret, at least 8 characters long.")
        return WebhookKeys(
            scheme=self.scheme, secrets=tuple(SecretStr(s) for s in secrets), address=self.address
        )

    def read(self, body: bytes, received_at: datetime) -> tuple[Change, ...]:
        """What one delivery tells, often nothing. Raises Skip (one sentence without its words)."""
        document = _document(body)
        source = self.shape if self.shape in _READERS and self.shape != "crm" else "webhooks"
        told = Told(source, self._place, self._ours, received_at)
        if self._mapping is not None:
            return tuple(mapped.read(document, told, self._mapping))
        return tuple(_READERS[self.shape](document, told))


class WebhookSource:
    """A webhook as a `Source`: it tells by itself, so nothing can be asked of it, listed or compared."""

    name: ClassVar[str] = "webhooks"
    told_only: ClassVar[bool] = True

    def __init__(self, webhook: Webhook, credentials: Credentials) -> None:
        self._webhook, self._credentials = webhook, credentials

    def begin(self) -> str:
        return "{}"

    def changes(self, since: str) -> Iterator[Page]:
        return iter(())

    def backfill(self, after: str | None) -> Iterator[Page]:
        return iter(())

    def listed(self) -> Iterator[Listed]:
        """Nothing; raises Rejected for a secret that is none, Reauth where there is none any more."""
        self._webhook.keys(self._credentials.password())
        return iter(())

    def fetch(self, refs: Sequence[str]) -> Iterator[Change]:
        """Nothing, not even that it is gone: only the sender knows."""
        return iter(())

    def close(self) -> None:
        return


def open_source(
    account: str, options: Mapping[str, str], credentials: Credentials, clock: Clock
) -> WebhookSource:
    """Raises Rejected for wrong options."""
    return WebhookSource(Webhook(account, options), credentials)


def _document(body: bytes) -> Json:
    try:
        document = json.loads(body, object_pairs_hook=_once)
    except (ValueError, RecursionError) as problem:
        raise Skip("it is no JSON") from problem
    if _depth(document, _DEEPEST) > _DEEPEST:
        raise Skip("it is nested too deeply")
    return document


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """No sender says a thing twice; a customer whose words end a text too early in a template does."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Skip("it says one thing twice")
    return found


def _depth(value: Json, most: int) -> int:
    level, deep = [value], 0
    while level and deep <= most:
        deep += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return deep


def _mapping(path: str) -> mapped.WebhookMapping:
    if not path:
        raise Rejected("A mapped webhook needs the path of its mapping file, as `mapping`.")
    try:
        return mapped.load(Path(path).expanduser().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise Rejected(f"The webhook mapping {path} can't be read.") from problem
