"""National and tax ids are known by their check digits, or by the word in front."""

import pytest

from retrieval.masking_ids import find


def found(text: str) -> dict[str, str]:
    return {text[start:end]: kind for start, end, kind, _ in find(text)}


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("She gave 811218-9876 at the desk.", "811218-9876", "NATIONAL_ID"),
        ("It says 131052-308T on the card.", "131052-308T", "NATIONAL_ID"),
        ("44051401359 is on the form", "44051401359", "NATIONAL_ID"),
        ("Bitte 588-886-19-42 angeben", "588-886-19-42", "TAX_ID"),
        ("el titular, 12.345.678-Z, firma", "12.345.678-Z", "NATIONAL_ID"),
        ("holder S1234567D signs", "S1234567D", "NATIONAL_ID"),
        ("card 756.1234.5678.97", "756.1234.5678.97", "NATIONAL_ID"),
        ("we trade as 51 824 753 556 here", "51 824 753 556", "TAX_ID"),
        ("remitente 20-12345678-6", "20-12345678-6", "TAX_ID"),
        ("ID 784-1990-1234567-1", "784-1990-1234567-1", "NATIONAL_ID"),
        ("receptor VECJ880326XK4", "VECJ880326XK4", "TAX_ID"),
        ("für 65 180175 M 003 gemeldet", "65 180175 M 003", "NATIONAL_ID"),
        ("TC kimlik no 10000000146", "10000000146", "NATIONAL_ID"),
        ("IČO: 27082440", "27082440", "TAX_ID"),
        ("org.nr 556012-5790", "556012-5790", "TAX_ID"),
        ("HKID A123456(3)", "A123456(3)", "NATIONAL_ID"),
        ("dowód osobisty ABA300000", "ABA300000", "NATIONAL_ID"),
        ("RUT 12.345.678-5", "12.345.678-5", "TAX_ID"),
    ],
)
def test_an_id_of_this_country_is_found_whole(text: str, number: str, kind: str) -> None:
    assert found(text).get(number) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Order 811218-9875 left the depot.",
        "Part 131052-308K is out of stock.",
        "Article 44051401358 costs 12.00.",
        "Reference 588-886-19-43, see the file.",
        "Code S1234567A opens the gate.",
        "Bin 51 824 753 557 is empty.",
        "Room 20-12345678-7 is booked.",
        "The permit was issued on 2024-05-17.",
        "Version 10.4.22 was licensed to 1,200 users.",
    ],
)
def test_a_number_that_fails_its_check_and_has_no_word_in_front_stays(text: str) -> None:
    assert found(text) == {}
