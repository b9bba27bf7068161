"""What each refusal of Microsoft Graph makes of a sync."""

from datetime import UTC, datetime

import pytest

from integrations.errors import Expired, Reauth, Rejected, Retry
from integrations.graph_errors import Missing, Unwell, retry_after, told
from integrations.graph_options import graph_options

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def error(status: int, code: str = "", **headers: str) -> Exception:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return told(status, code, named, account="mara@solvent.example", permission="Mail.Read", now=NOW)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "InvalidAuthenticationToken", Reauth),
        (401, "OrganizationFromTenantGuidNotFound", Reauth),
        (403, "ErrorAccessDenied", Reauth),
        (404, "ErrorItemNotFound", Missing),
        (400, "ErrorInvalidIdMalformed", Missing),
        (404, "ErrorInvalidUser", Rejected),
        (404, "MailboxNotEnabledForRESTAPI", Rejected),
        (410, "SyncStateNotFound", Expired),
        (410, "", Expired),
        (400, "syncStateInvalid", Expired),
        (404, "SyncStateNotFound", Expired),
        (410, "resyncRequired", Expired),
        (429, "ApplicationThrottled", Retry),
        (503, "serviceNotAvailable", Retry),
        (504, "", Retry),
        (500, "InternalServerError", Unwell),
        (400, "BadRequest", Rejected),
        (402, "PaymentRequired", Rejected),
    ],
)
def test_each_refusal_says_what_to_do(status: int, code: str, kind: type[Exception]) -> None:
    assert type(error(status, code)) is kind


def test_a_missing_permission_is_named() -> None:
    assert "Mail.Read" in str(error(403, "ErrorAccessDenied"))


def test_another_tenant_is_said_in_plain_words() -> None:
    assert "another Microsoft 365 organisation" in str(error(401, "OrganizationFromTenantGuidNotFound"))


def test_a_code_is_shown_as_a_word_only() -> None:
    shown = str(error(400, "Bad\nRequest <script>dana@acme.example" + "x" * 500))
    assert "\n" not in shown and "<" not in shown and "@acme" not in shown and len(shown) < 200


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        ("0", 0.0),
        ("-5", 0.0),
        ("1e9", 3600.0),
        ("nan", 1.0),
        ("soon", 1.0),
        ("", 1.0),
        ("Sat, 21 Nov 2026 12:01:00 GMT", 60.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_honoured_within_reason(value: str, seconds: float) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


@pytest.mark.parametrize(
    "options",
    [
        {"endpoint": "http://graph.microsoft.com"},
        {"endpoint": "https://graph.microsoft.com.evil.example"},
        {"endpoint": "https://evil.example"},
        {"endpoint": "https://user@graph.microsoft.com"},
        {"endpoint": "https://graph.microsoft.com/beta"},
        {"endpoint": "https://graph.microsoft.com:8443"},
        {"endpoint": "https://[::1"},
        {"endpoint": "ftp://127.0.0.1"},
        {"access": "admin"},
        {"timeout": "soon"},
        {"timeout": "0"},
        {"tiemout": "30"},
        {"user_id": "mara"},
    ],
)
def test_a_wrong_option_is_refused_with_a_sentence(options: dict[str, str]) -> None:
    known = frozenset({"endpoint", "access", "timeout", "user_id"})
    with pytest.raises(Rejected):
        graph_options("mara@solvent.example", options, known)


@pytest.mark.parametrize("account", ["", "mara", "mara@solvent.example/messages", "a b@c.example", "../me"])
def test_an_account_is_a_mail_address(account: str) -> None:
    with pytest.raises(Rejected):
        graph_options(account, {}, frozenset())


def test_the_clouds_of_governments_are_known() -> None:
    known = frozenset({"endpoint"})
    found = graph_options("Mara@Solvent.example", {"endpoint": "https://graph.microsoft.us/"}, known)
    assert found.base_url == "https://graph.microsoft.us/v1.0"
    assert found.account == "mara@solvent.example"
