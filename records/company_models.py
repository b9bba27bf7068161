"""Companies we sell to, their people and their deals, and whether a name means one of them."""

from datetime import date

from records.frozen import Frozen


class Account(Frozen):
    """A company we sell to; `provisional` until the CRM knows it."""

    id: str
    name: str
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    crm: str | None = None
    crm_id: str | None = None
    provisional: bool = False
    at_risk_flag: bool = False
    """The CRM itself calls the account at risk."""
    owner: str | None = None
    region: str | None = None


class Contact(Frozen):
    id: str
    account_id: str
    email: str
    name: str | None = None
    phone: str | None = None
    title: str | None = None
    crm_id: str | None = None


class Deal(Frozen):
    id: str
    account_id: str
    name: str
    crm_id: str
    stage: str | None = None
    amount: str | None = None
    close_date: date | None = None
    next_step: str | None = None
    is_open: bool = True


class Match(Frozen):
    """Whether a name, domain or address is an account: score in 0..1 and the reason."""

    account: Account | None
    score: float
    why: str


class PairMatch(Frozen):
    same: bool
    score: float
    why: str
