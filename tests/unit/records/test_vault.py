"""What opens mailboxes lies sealed: it opens only whole, in its place, and with a key that is known."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from records.errors import PromissoryError
from records.vault import MasterKey, Unsealable, Vault, bound_to, new_key, read_key

KEY, OTHER = MasterKey(bytes(range(32))), MasterKey(bytes(range(1, 33)))
HERE = bound_to("gmail:mara@solvent.example", "grant")


@given(st.binary(max_size=4000), st.text(max_size=80), st.text(max_size=20))
@settings(max_examples=50)
def test_a_secret_comes_back_as_it_was(secret: bytes, place: str, purpose: str) -> None:
    vault, aad = Vault(KEY), bound_to(place, purpose)
    sealed = vault.seal(secret, aad)
    assert vault.unseal(sealed, aad) == secret
    assert len(secret) < 8 or secret not in sealed


@given(st.data())
@settings(max_examples=150)
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    sealed = bytearray(Vault(KEY).seal(b"refresh token", HERE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        Vault(KEY).unseal(bytes(sealed), HERE)


@given(st.binary(max_size=200))
def test_what_was_never_sealed_is_refused_plainly(junk: bytes) -> None:
    for attempt in (junk, b"PV1" + junk):
        with pytest.raises(Unsealable):
            Vault(KEY).unseal(attempt, HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [bound_to("gmail:tom@solvent.example", "grant"), bound_to("gmail:mara@solvent.example", "watch"), b""],
)
def test_a_secret_moved_to_another_row_does_not_open(elsewhere: bytes) -> None:
    with pytest.raises(Unsealable, match="changed, or moved"):
        Vault(KEY).unseal(Vault(KEY).seal(b"token", HERE), elsewhere)


@given(st.text(), st.text(), st.text(), st.text())
def test_two_places_never_look_the_same(a: str, b: str, c: str, d: str) -> None:
    assert (bound_to(a, b) == bound_to(c, d)) == ((a, b) == (c, d))


def test_parts_of_two_sealed_secrets_do_not_fit_together() -> None:
    one, two = (Vault(KEY).seal(secret, HERE) for secret in (b"token 1", b"token 2"))
    header = 3 + 8 + 60
    with pytest.raises(Unsealable):
        Vault(KEY).unseal(one[:header] + two[header:], HERE)


def test_the_same_secret_never_looks_the_same_twice() -> None:
    assert len({Vault(KEY).seal(b"token", HERE) for _ in range(20)}) == 20


def test_another_key_says_which_one_is_needed() -> None:
    sealed = Vault(KEY).seal(b"token", HERE)
    with pytest.raises(Unsealable, match=f"{KEY.id.hex()}.*PROMISSORY_MASTER_KEY_OLD"):
        Vault(OTHER).unseal(sealed, HERE)


def test_rotation_goes_on_while_both_keys_are_known_and_then_needs_the_new_one_only() -> None:
    sealed = Vault(KEY).seal(b"token", HERE)
    both = Vault(OTHER, older=[KEY])
    assert both.unseal(sealed, HERE) == b"token" and not both.is_current(sealed)
    anew = both.rewrap(sealed)
    assert both.is_current(anew) and both.rewrap(anew) == anew
    assert Vault(OTHER).unseal(anew, HERE) == b"token"
    with pytest.raises(Unsealable):
        Vault(KEY).unseal(anew, HERE)
    assert anew[71:] == sealed[71:], "the secret itself is not touched, only its data key is sealed anew"


def test_a_key_is_read_in_base64_of_either_kind_and_in_hex() -> None:
    raw = bytes(range(224, 256))
    written = (
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
        raw.hex(),
        f"  {raw.hex().upper()}\n",
    )
    assert {read_key(SecretStr(w), "X").id for w in written} == {MasterKey(raw).id}
    assert read_key(new_key(), "X").id != read_key(new_key(), "X").id


@pytest.mark.parametrize(
    "bad",
    ["", "secret", "zz" * 32, base64.b64encode(b"short").decode(), "ä" * 43, "00" * 33, "00" * 32]
    + ["0123456789abcdef" * 4, "A" * 43, "c2VjcmV0" * 5 + "c2V", "deadbeef" * 8],
)
def test_what_is_no_key_says_how_to_make_one_and_does_not_repeat_it(bad: str) -> None:
    with pytest.raises(PromissoryError, match="promissory keys new") as found:
        read_key(SecretStr(bad), "PROMISSORY_MASTER_KEY")
    assert not bad or bad not in str(found.value)
    assert found.value.__cause__ is None and found.value.__context__ is None


def test_keys_and_vaults_show_nothing_but_an_id() -> None:
    assert repr(KEY) == f"MasterKey({KEY.id.hex()})"
    assert repr(Vault(KEY)) == f"Vault({KEY.id.hex()})"
    assert bytes(range(8)).hex() not in KEY.id.hex()
    kept = [getattr(KEY, name) for name in MasterKey.__slots__]
    assert bytes(range(32)) not in kept, "the key itself is kept by the cipher only"
