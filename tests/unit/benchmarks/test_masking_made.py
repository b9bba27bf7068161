"""Made-up texts for masking: every span is what it says, and the same words also stand for other things."""

from benchmarks.masking_made import made
from benchmarks.masking_places import TOWNS, address


def test_spans_stand_where_they_say_and_never_overlap() -> None:
    for text in made(400, 3):
        end = 0
        for start, stop, kind in text.spans:
            assert end <= start < stop <= len(text.text)
            said = text.text[start:stop]
            assert said == said.strip() and (kind == "ADDRESS" or any(c.isalpha() for c in said))
            end = stop


def test_the_same_seed_makes_the_same_texts_and_another_seed_others() -> None:
    assert list(made(20, 5)) == list(made(20, 5))
    assert [text.text for text in made(20, 5)] != [text.text for text in made(20, 6)]


def test_a_name_is_a_person_in_one_place_and_something_else_in_another() -> None:
    people, things = set(), set()
    for text in made(600, 4):
        at = 0
        for start, stop, kind in text.spans:
            things.update(text.text[at:start].split())
            if kind == "PERSON":
                people.update(text.text[start:stop].split())
            at = stop
        things.update(text.text[at:].split())
    assert len({word for word in people & things if word[:1].isupper()}) > 50


def test_addresses_of_many_countries_hold_a_number() -> None:
    from random import Random

    chance = Random(2)
    said = [address(chance, language) for language in ("en", "de", "pt", "sv") for _ in range(200)]
    assert len(set(said)) > 700 and len(TOWNS) > 20
    assert all(any(c.isdigit() for c in one) for one in said if "Cottage" not in one and "House" not in one)
