"""A wrong option is told in a sentence before anything is connected."""

import pytest

from integrations.errors import Rejected
from integrations.imap.options import read_options

ME = "mara@solvent.example"


def test_a_host_is_enough() -> None:
    found = read_options(ME, {"host": "imap.solvent.example"})
    assert (found.port, found.security, found.oauth, found.user) == (993, "tls", False, ME)
    assert (found.timeout, found.allow_private) == (30, False)


def test_everything_can_be_set() -> None:
    found = read_options(
        ME,
        {
            "host": "[2001:db8::1]",
            "port": "1143",
            "security": "STARTTLS",
            "auth": "oauth",
            "user": "mara",
            "folders": "INBOX, Customers/*,",
            "exclude_folders": "Private",
            "timeout": "2.5",
            "allow_private": "yes",
        },
    )
    assert (found.host, found.port, found.security, found.user) == ("2001:db8::1", 1143, "starttls", "mara")
    assert found.wanted.only == ("INBOX", "Customers/*")
    assert found.wanted.never == ("Private",)
    assert (found.timeout, found.oauth, found.allow_private) == (2.5, True, True)


def test_starttls_has_its_own_port() -> None:
    assert read_options(ME, {"host": "a.example", "security": "starttls"}).port == 143


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "host is missing"),
        ({"host": "https://imap.example/"}, "name or an address alone"),
        ({"host": "a b"}, "name or an address alone"),
        ({"host": "a.example", "hots": "b"}, "no option hots"),
        ({"host": "a.example", "port": "x"}, "port must be a number"),
        ({"host": "a.example", "port": "70000"}, "port must be a number"),
        ({"host": "a.example", "port": "143.5"}, "whole number"),
        ({"host": "a.example", "timeout": "0"}, "timeout must be a number"),
        ({"host": "a.example", "security": "ssl3"}, "tls, starttls or none"),
        ({"host": "a.example", "auth": "kerberos"}, "password or oauth"),
        ({"host": "a.example", "insecure": "true"}, "no or yes"),
        ({"host": "a.example", "user": "a\r\nX LOGOUT"}, "characters"),
        ({"host": "a.example", "security": "none"}, "without TLS"),
        ({"host": "localhost.evil.example", "security": "none"}, "without TLS"),
    ],
)
def test_a_wrong_option_is_told(options: dict[str, str], says: str) -> None:
    with pytest.raises(Rejected, match=says):
        read_options(ME, options)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_needs_no_tls(host: str) -> None:
    assert read_options(ME, {"host": host, "security": "none"}).port == 143


def test_somebody_may_insist_on_no_tls() -> None:
    found = read_options(ME, {"host": "a.example", "security": "none", "insecure": "yes"})
    assert found.security == "none"
