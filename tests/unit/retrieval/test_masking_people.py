"""People are told from what carries their names: firms, brands, streets, goods and everyday words."""

import pytest

from retrieval.masking import Masker
from retrieval.masking_firms import firms, name_words, plain_words


@pytest.fixture(scope="module")
def masker() -> Masker:
    return Masker()


def people(masker: Masker, text: str) -> set[str]:
    return {text[start:end] for start, end, kind in masker.find(text) if kind == "PERSON"}


@pytest.mark.parametrize(
    "text",
    [
        "Goldman Sachs and Wells Fargo both want the longer term.",
        "Please add Herbert Smith Freehills to the list.",
        "Hunter, Vale & Brody filed the motion on Tuesday.",
        "Die Schreinerei Lindner und Autohaus Berger haben bezahlt.",
        "La boulangerie Girard attend, Morel et Fils a signé.",
        "Talleres Ortega y Bodegas Luna renuevan en marzo.",
        "Fratelli Greco e Panificio Rizzo hanno firmato.",
        "Bakkerij De Groot en Visser & Zonen betalen later.",
        "Piekarnia Mazur i Kancelaria Nowak i Wspólnicy czekają.",
        "The parcel for Calloway Plumbing and Ellison Haulage is late.",
        "Das Lager der Meier-Gruppe liegt an der Karl-Marx-Allee.",
        "We met at the Desmond Tutu Street depot of St. Mary's Hospice.",
        "siemens hat noch nicht bezahlt, bosch auch nicht",
        "Contact: Baker Tilly, London office.",
        "Dear Brightwell Partners, please find our offer attached.",
    ],
)
def test_what_is_named_after_people_is_nobody(masker: Masker, text: str) -> None:
    assert people(masker, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "However, we still need the form. Finally, the seals. Currently, nothing else.",
        "Will Monday work? May I ask why? Hope this helps. Mark it as done.",
        "Max load 40 kg, Jack plug and Gene test are on page 4.",
        "the lorry is late and the bollard is bent",
        "Dear ma'am, the NOC and the CHA will confirm.",
        "We bring the cones on monday and the kettle on friday.",
        "Dear Leaseholder, the budget for the roof is attached.",
    ],
)
def test_everyday_words_are_nobody(masker: Masker, text: str) -> None:
    assert people(masker, text) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hope is out until Thursday.", "Hope"),
        ("He will ask rose to count the boxes.", "rose"),
        ("Art, please send the drawings.", "Art"),
        ("thanks, will!", "will"),
        ("Domingo estuvo aquí el domingo.", "Domingo"),
        ("@katarzyna the demo is at 3", "katarzyna"),
        ("We agreed.\n\nMany greetings from the mountains\nQuirina", "Quirina"),
        ("Can you send it today?\n\nBronwyn", "Bronwyn"),
        ("Kommt morgen.\n\nMfG\nKrahwinkel", "Krahwinkel"),
        ("Compte rendu : M. de La Tour absent.", "de La Tour"),
        ("Firma: Emma Ward kommt am Montag.", "Emma Ward"),
        ("Dear Anna & Tom, thank you.", "Anna"),
        ("ok so jaspreet kaur wants twelve", "jaspreet kaur"),
        ("Asistió Íñigo Ibáñez de la Cuesta.", "Íñigo Ibáñez de la Cuesta"),
    ],
)
def test_who_acts_signs_or_is_spoken_to_is_somebody(masker: Masker, text: str, name: str) -> None:
    found = " ".join(people(masker, text))
    assert all(word in found for word in name.split())


def test_somebody_with_a_brands_name_is_somebody_beside_the_brand(masker: Masker) -> None:
    text = "Morgan Stanley signed. Credit to Morgan, and to Charlotte Abbott."
    assert people(masker, text) == {"Morgan", "Charlotte Abbott"}


def test_a_list_of_people_may_hold_a_brands_name(masker: Masker) -> None:
    assert "Porsche" in " ".join(people(masker, "Anwesend: Anna Lindner, Frau Porsche und Jens."))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Envoyez-le au BP 318, 44009 Nantes Cedex 1.", "BP 318, 44009 Nantes Cedex 1"),
        ("Neu: Gewerbepark Nord, Halle 3, 21337 Lüneburg.", "Gewerbepark Nord, Halle 3, 21337 Lüneburg"),
        ("Résidence Les Lilas, bât. B, 4 rue des Forges, 35000 Rennes", "Résidence Les Lilas, bât. B, 4 rue des Forges"),
        ("Graag naar Postbus 880, 9700 AW Groningen sturen.", "Postbus 880, 9700 AW Groningen"),
        ("Ihr Büro in Wismar 23966 zieht um.", "Wismar 23966"),
    ],
)  # fmt: skip
def test_addresses_are_masked_with_what_stands_around_them(masker: Masker, text: str, hidden: str) -> None:
    found = " ".join(text[start:end] for start, end, _ in masker.find(text))
    assert all(word.strip(",.") in found for word in hidden.split())


@pytest.mark.parametrize(
    "text",
    [
        "The truck waits at Dock 4, Bay 12 until noon.",
        "We sold 12 Maple Court units and 40 Park Lane editions.",
        "Le lot 12 est au quai 4, porte 18.",
        "Seal MSCU 4471120 is intact.",
        "Group 00417-0009 was denied.",
    ],
)
def test_goods_and_where_they_stand_stay(masker: Masker, text: str) -> None:
    assert masker.find(text) == []


def test_no_everyday_word_is_listed_as_a_name_too() -> None:
    assert not plain_words() & name_words()


def test_a_text_without_words_has_no_firms() -> None:
    assert firms("") == ()
    assert firms("12 34 \n\n --") == ()
