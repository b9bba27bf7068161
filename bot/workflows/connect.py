"""Opens a mailbox for reading: who may, what it will read, the sign-in, and the first look; and the way back."""

import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from pydantic import SecretStr

from bot.workflows.connect_plan import Connected as Connected
from bot.workflows.connect_plan import Disconnected as Disconnected
from bot.workflows.connect_plan import Plan as Plan
from bot.workflows.connect_plan import Way as Way
from integrations import oauth, oauth_assertions, oauth_device
from integrations.errors import Reauth, Rejected, Retry
from integrations.oauth import Begun, SignIn, Vendor
from integrations.oauth_device import DeviceLogin
from integrations.oauth_grants import (
    ApplicationGrant,
    Grant,
    GrantStore,
    OAuthGrant,
    PasswordGrant,
    ServiceAccountGrant,
    VendorName,
    read_grant,
    written,
)
from integrations.ports import Source
from integrations.quality import Integration, Scope, source_named
from records.audit_log import AuditLog
from records.clock import Clock
from records.connections import Connection, Connections, Login
from records.errors import NotAllowed, NotFound, PromissoryError
from records.master_key import MasterKeys
from records.models import Role
from records.people import People, canonical
from records.vault import Vault, bound_to

STATE_LIFE = timedelta(minutes=10)
TICKET_LIFE = timedelta(days=1)
_IMPLIED = frozenset({"access", "endpoint"})
_WITHOUT_A_PERSON: frozenset[Way] = frozenset({"service_account", "application"})


class KeptGrant(GrantStore, Protocol):
    """A grant store that can also seal its grant anew."""

    def rewrap(self) -> bool: ...


@dataclass(frozen=True)
class Connect:
    """One home's connections. Nothing here knows a vendor's wire; no secret is ever returned.

    `grants` gives the sealed store of a connection, `open_source` its source over that grant, `erase`
    takes what only this connection's mailbox holds out of the ledger and says how many events that were.
    """

    people: People
    connections: Connections
    audit: AuditLog
    clock: Clock
    keys: MasterKeys
    vendors: Mapping[VendorName, Vendor]
    grants: Callable[[str], KeptGrant]
    open_source: Callable[[Connection], Source]
    erase: Callable[[Connection], int]
    stop_watching: Callable[[Connection], None] = lambda _: None
    """Tells the vendor to send no more notices."""
    also_sealed: Callable[[Vault], int] = lambda _: 0
    """Seals anew what else the vault sealed, and says how many things that were."""

    # Before consent

    def plan(
        self, source: str, actor: str, account: str | None, way: Way | None, options: Mapping[str, str]
    ) -> Plan:
        """What would be read, with which permissions and why.

        `way` None is the usual one of that source. Raises NotAllowed where this person may not, Rejected for
        a source, a way or an option that there is not.
        """
        found = source_named(source)
        if found.sign_in is None:
            raise Rejected(f"{source} is not connected by this command: see docs/how-to.")
        chosen = way or _usual(found, options)
        _check_way(found, chosen)
        box = canonical(account or actor)
        plan = Plan(
            source=source,
            account=box,
            owner=self._owner(actor, box, chosen),
            actor=actor,
            way=chosen,
            sheet=found,
            scopes=self._scopes(found, chosen),
            options={**self._implied(found, chosen), **options},
        )
        known = self.connections.find(source, box)
        if known is not None and known.owner != plan.owner:
            raise Rejected(f"{known.id} is connected already, as the mailbox of {known.owner}.")
        self._check_options(plan)
        if chosen in ("browser", "device"):
            oauth.check_set_up(self._vendor(plan))
        # Without a key nothing could be kept, and nobody should sign in for nothing.
        self.keys.vault()
        return plan

    def kept_options(self, source: str, actor: str, account: str | None) -> dict[str, str]:
        """What was given when it was connected before; nothing of a connection that is not this person's to see."""
        box = canonical(account or actor)
        known = [c for c in self.visible(actor) if (c.source, c.account) == (source, box)]
        return {name: value for c in known for name, value in c.options.items() if name not in _IMPLIED}

    def _owner(self, actor: str, box: str, way: Way) -> str:
        """Whose mailbox it will be. Everybody connects their own; an admin the rest, without signing in as them."""
        person = self.people.get(actor)
        if way in _WITHOUT_A_PERSON and person.role is not Role.admin:
            # Such a grant opens every mailbox there is, and an option may name another one than `box`.
            raise NotAllowed(
                f"A service account or an application reads without anybody signing in, so only an admin may "
                f"connect {box} that way."
            )
        if box == person.email:
            return box
        if person.role is not Role.admin:
            raise NotAllowed(f"You may connect your own mailbox, {person.email}; an admin may connect {box}.")
        known = self.people.find(box)
        if known is None:
            # Nobody's own, for example sales@: private to the admin until it is shared.
            return person.email
        if way not in _WITHOUT_A_PERSON:
            raise NotAllowed(
                f"{box} is somebody's own mailbox: let them connect it, or use --service-account or --application."
            )
        return known.email

    def _scopes(self, found: Integration, way: Way) -> tuple[Scope, ...]:
        if way in _WITHOUT_A_PERSON:
            return tuple(s for s in found.scopes if s.name not in oauth.IDENTITY)
        named = {s.name for s in found.scopes}
        more = [s for s in _IDENTITY_WHY.get(found.sign_in or "", ()) if s.name not in named]
        return (*found.scopes, *more)

    def _implied(self, found: Integration, way: Way) -> dict[str, str]:
        """Options that follow from the way it is opened and from the settings, where the source has them."""
        implied = {"access": "application"} if way == "application" else {}
        vendor = self.vendors.get("microsoft") if found.sign_in == "microsoft" else None
        if vendor is not None and vendor.graph_url != oauth.GRAPH:
            implied["endpoint"] = vendor.graph_url
        return {name: value for name, value in implied.items() if name in found.options}

    def _check_options(self, plan: Plan) -> None:
        """The connector itself says which options are wrong, before anybody signs in."""
        draft = Connection(
            id=plan.connection_id,
            source=plan.source,
            account=plan.account,
            owner=plan.owner,
            mailbox_id="",
            created_at=self.clock.now(),
            options=plan.options,
        )
        try:
            self.open_source(draft).close()
        except (Reauth, Retry):
            pass

    # Signing in

    def start(self, plan: Plan, redirect_uri: str, *, browser: SecretStr | None = None) -> SignIn:
        """Begin a sign-in in a browser; good for ten minutes, once, and for `plan.actor` only.

        `browser` is a secret that the same browser must bring back (a cookie), for sign-ins over our server.
        """
        vendor = self._vendor(plan)
        context = {
            "source": plan.source,
            "options": json.dumps(dict(plan.options)),
            "browser": oauth.state_hash(browser) if browser is not None else "",
        }
        begun = oauth.begin(
            vendor,
            plan.account,
            plan.needed,
            redirect_uri,
            web=browser is not None,
            context=context,
        )
        key = oauth.state_hash(begun.state)
        sealed = self.keys.vault().seal(
            written(begun.begun).get_secret_value().encode(), bound_to(key, "login")
        )
        self.connections.start_login(
            key, plan.connection_id, plan.actor, sealed, self.clock.now() + STATE_LIFE
        )
        return begun

    def finish(
        self, state: SecretStr, code: SecretStr, actor: str | None, *, browser: SecretStr | None = None
    ) -> Connected:
        """The browser came back: spend the state, trade the code, look at the mailbox.

        `actor` may be None where `browser` shows who it is: the one who was given that secret.

        Raises Rejected for a state that is unknown, spent, too old or another person's, and for a wrong
        account; Reauth for too little consent; Retry when the vendor can't be reached.
        """
        key = oauth.state_hash(state)
        login = self.connections.finish_login(key, actor)
        if login is None or (actor is None and browser is None):
            raise _not_begun()
        actor = login.person
        text = self.keys.vault().unseal(login.sealed, bound_to(key, "login"))
        begun = Begun.model_validate_json(text)
        if begun.context["browser"] != (oauth.state_hash(browser) if browser is not None else ""):
            raise _not_begun()
        options = json.loads(begun.context["options"])
        plan = self.plan(begun.context["source"], actor, begun.account, "browser", options)
        grant = oauth.finish(self._vendor(plan), begun, code, self.clock.now())
        return self._keep(plan, grant)

    def invite(self, plan: Plan) -> SecretStr:
        """A ticket with which `plan.actor` can begin the sign-in over our server; good for a day, once."""
        ticket = SecretStr(secrets.token_urlsafe(32))
        key = oauth.state_hash(ticket)
        asked = {"source": plan.source, "account": plan.account, "options": dict(plan.options)}
        sealed = self.keys.vault().seal(json.dumps(asked).encode(), bound_to(key, "invitation"))
        self.connections.start_login(
            key, plan.connection_id, plan.actor, sealed, self.clock.now() + TICKET_LIFE
        )
        return ticket

    def invited(self, ticket: SecretStr) -> Plan:
        """What the ticket would connect; it stays good. Raises Rejected for one that is unknown or spent."""
        return self._invitation(ticket, self.connections.pending_login(oauth.state_hash(ticket)))

    def accept(self, ticket: SecretStr, redirect_uri: str) -> tuple[SignIn, SecretStr]:
        """Spend the ticket and begin; the secret is for the browser to bring back. Raises as `invited`."""
        login = self.connections.finish_login(oauth.state_hash(ticket), None)
        plan = self._invitation(ticket, login)
        browser = SecretStr(secrets.token_urlsafe(32))
        return self.start(plan, redirect_uri, browser=browser), browser

    def _invitation(self, ticket: SecretStr, login: Login | None) -> Plan:
        if login is None:
            raise _not_begun()
        text = self.keys.vault().unseal(login.sealed, bound_to(oauth.state_hash(ticket), "invitation"))
        asked = json.loads(text)
        return self.plan(asked["source"], login.person, asked["account"], "browser", asked["options"])

    def start_device(self, plan: Plan) -> DeviceLogin:
        """Ask for a code to be typed in elsewhere."""
        return oauth_device.start(self._vendor(plan), plan.account, plan.needed, self.clock.now())

    def finish_device(self, plan: Plan, login: DeviceLogin, sleep: Callable[[float], None]) -> Connected:
        """Wait until the code was typed in; raises as `finish` does."""
        return self._keep(plan, oauth_device.wait(self._vendor(plan), login, self.clock.now, sleep))

    # Without a person

    def with_service_account(self, plan: Plan, key: SecretStr) -> Connected:
        """Google, for everybody of a domain. Raises Rejected for a wrong file, Reauth without the delegation."""
        oauth_assertions.check_service_account(key)
        grant = ServiceAccountGrant(account=plan.account, scopes=plan.needed, key=key)
        got = oauth_assertions.as_service_account(
            self._vendor(plan), grant, self.clock.now(), plan.connection_id
        )
        return self._keep(plan, got)

    def with_application(self, plan: Plan) -> Connected:
        """Microsoft, for every mailbox of a tenant. Raises Rejected for wrong settings, Reauth without consent."""
        vendor = self._vendor(plan)
        oauth_assertions.check_application(vendor)
        grant = ApplicationGrant(account=plan.account, scopes=plan.needed, tenant=vendor.tenant)
        got = oauth_assertions.as_application(vendor, grant, self.clock.now(), plan.connection_id)
        return self._keep(plan, got)

    def with_password(self, plan: Plan, password: SecretStr) -> Connected:
        """Servers that know users by name and password. Raises Reauth when they don't take them."""
        if not password.get_secret_value():
            raise Rejected("A password is needed: type it when asked, or pipe it with --password-stdin.")
        user = plan.options.get("user") or plan.account
        return self._keep(plan, PasswordGrant(account=plan.account, user=user, password=password))

    def _keep(self, plan: Plan, grant: Grant) -> Connected:
        """Store the grant and look whether the mailbox opens; what never opened leaves nothing behind."""
        before = self.connections.find(plan.source, plan.account)
        store = self.grants(plan.connection_id)
        with store.alone():
            earlier = store.load() if before is not None else None
            made = self.connections.add(plan.source, plan.account, plan.owner, plan.options)
            store.save(written(grant))
        try:
            problem = self.look(made)
        except (Reauth, Rejected):
            self._take_back(made, grant, before, earlier)
            raise
        if problem is not None and plan.way == "password":
            # Mostly the name of the server is wrong, and a password is soon typed again.
            self._take_back(made, grant, before, earlier)
            raise Rejected(f"Nothing was connected: {problem.rstrip('.')}. Correct it, or try again later.")
        self.audit.record(plan.actor, "connected", made.id, {"way": plan.way})
        return Connected(self.connections.get(made.id), problem)

    def _take_back(
        self, made: Connection, grant: Grant, before: Connection | None, earlier: SecretStr | None
    ) -> None:
        store = self.grants(made.id)
        with store.alone():
            if before is None:
                self._revoke(made, grant)
                self.connections.remove(made.id)
                return
            self.connections.set_options(made.id, before.options)
            self.connections.set_state(made.id, before.state, before.problem)
            if earlier is not None:
                store.save(earlier)

    def look(self, connection: Connection) -> str | None:
        """Ask the mailbox for its first item; a sentence when the vendor is too busy to say.

        Raises Reauth or Rejected when it does not open.
        """
        try:
            with closing(self.open_source(connection)) as source:
                next(iter(source.listed()), None)
        except Retry as busy:
            self.connections.set_state(connection.id, "failing", str(busy))
            return str(busy)
        self.connections.set_state(connection.id, "ok")
        return None

    # The way back

    def visible(self, actor: str) -> list[Connection]:
        """Everybody's for an admin, otherwise one's own."""
        person = self.people.get(actor)
        return [c for c in self.connections.all() if person.role is Role.admin or c.owner == person.email]

    def disconnect(self, connection_id: str, actor: str, *, erase: bool = False) -> Disconnected:
        """Stop reading: tell the vendor, forget the grant, keep the events unless they are to be erased.

        Raises NotFound for a connection that there is not, or that is not this person's.
        """
        found = next((c for c in self.visible(actor) if c.id == connection_id), None)
        if found is None:
            raise NotFound(f"There is no connection {connection_id}: `promissory connections` lists them.")
        # Before the lock: this too may need a token, and so renew the grant.
        self.stop_watching(found)
        store = self.grants(found.id)
        with store.alone():
            revoked, note = self._told(found, store)
            erased = self.erase(found) if erase else None
            self.connections.remove(found.id)
            if erase:
                # What a reading in hand stored meanwhile; from here on it can store nothing.
                self.erase(found)
        self.audit.record(actor, "disconnected", found.id, {"revoked": revoked, "erased": erased})
        return Disconnected(found.id, revoked, erased, note)

    def _told(self, connection: Connection, store: GrantStore) -> tuple[bool, str | None]:
        """Whether the vendor took the grant back, and what a person should do where it did not."""
        grant: Grant | None = None
        try:
            text = store.load()
            grant = read_grant(text) if text is not None else None
        except PromissoryError:
            # Sealed with a key that is lost: it is of no use to anybody, but the vendor still counts it.
            return False, "The grant could not be opened, so take it back where you gave it."
        if grant is None:
            return True, None
        return self._revoke(connection, grant)

    def _revoke(self, connection: Connection, grant: Grant) -> tuple[bool, str | None]:
        if isinstance(grant, PasswordGrant):
            return False, "If the password was made for Promissory alone, delete it with the provider."
        if isinstance(grant, ServiceAccountGrant):
            return False, "The domain-wide delegation stays until it is removed in Google's Admin console."
        if isinstance(grant, ApplicationGrant):
            return (
                False,
                "The application's permissions stay until they are removed in the Entra admin center.",
            )
        vendor = self.vendors.get(grant.vendor)
        if vendor is None or vendor.revoke_url is None:
            return (
                False,
                "Microsoft takes no grant back from an app: remove it at https://myapps.microsoft.com.",
            )
        if self._shared(connection, grant):
            return (
                False,
                "Another connection of this account uses the same consent, which goes with the last one.",
            )
        if oauth.revoke(vendor, grant):
            return True, None
        return False, "Google could not be told: remove it at https://myaccount.google.com/connections."

    def _shared(self, connection: Connection, grant: OAuthGrant) -> bool:
        """Google takes back all that an account granted an app at once, also for its other connections."""
        for other in self.connections.all():
            if other.id == connection.id or other.account != connection.account:
                continue
            try:
                text = self.grants(other.id).load()
                found = read_grant(text) if text is not None else None
            except PromissoryError:
                continue
            if isinstance(found, OAuthGrant) and found.client_id == grant.client_id:
                return True
        return False

    def rotate(self, actor: str) -> int:
        """Seal everything with the new master key; returns how much was sealed with the old one. For admins."""
        if self.people.get(actor).role is not Role.admin:
            raise NotAllowed("Only an admin can rotate the master key.")
        vault = self.keys.begin_rotation()
        done = sum(self.grants(i).rewrap() for i in self.connections.grants()) + self.also_sealed(vault)
        self.keys.end_rotation()
        self.audit.record(actor, "key_rotated", vault.key_id, {"sealed": done})
        return done

    def _vendor(self, plan: Plan) -> Vendor:
        name = plan.sheet.sign_in
        if name is None or name == "password":
            raise Rejected(f"{plan.sheet.title} is opened by a password, not by a sign-in.")
        return self.vendors[name]


_IDENTITY_WHY: Mapping[str, tuple[Scope, ...]] = {
    "google": (Scope(name="email", why="to see that you signed in to the mailbox you named"),),
    "microsoft": (
        Scope(name="User.Read", why="to see that you signed in to the mailbox you named"),
        Scope(name="offline_access", why="to read on without asking you each hour"),
    ),
}


def _usual(found: Integration, options: Mapping[str, str]) -> Way:
    if found.sign_in == "password":
        return "password"
    return "application" if options.get("access") == "application" else "browser"


def _check_way(found: Integration, way: Way) -> None:
    fits = {
        "google": ("browser", "device", "service_account"),
        "microsoft": ("browser", "device", "application"),
        "password": ("password",),
    }[found.sign_in or "password"]
    if way not in fits:
        words = {"service_account": "--service-account", "application": "--application", "device": "--device"}
        raise Rejected(f"{found.title} can't be connected with {words.get(way, 'a ' + way)}.")


def _not_begun() -> Rejected:
    return Rejected("This sign-in was not started by you, is too old, or was finished already: start again.")
