"""Finds what carries people's names and is nobody: firms, brands, streets, schools, and plain words."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from retrieval.masking_features import known_names

_MODEL = Path(__file__).parent / "model"
_UP = r"[^\W\d_a-zß-öø-ÿąćęłńóśźżčďěňřšťůž]"
_CAP = rf"{_UP}[\w'’]+(?:-{_UP}[\w'’]+)*"
_SMALL = r"(?:(?:de|du|des|la|le|van|von|der|den|di|del|della|dos|ten|ter)[ ]){0,2}"
_NAME = rf"{_SMALL}{_CAP}(?:[ ]{_SMALL}{_CAP}){{0,2}}"
_AND = r"(?:&|\+|and|und|en|et|e|y|i|og|och)"

_BEFORE = (
    # German, Austrian and Swiss trades; most end alike.
    r"[A-ZÄÖÜ][a-zäöüß]{2,20}(?:erei|schmiede|handlung|gärtnerei|apotheke|buchhandlung)|Firma|Fa\.|Autohaus|Möbelhaus|Modehaus|Gasthaus|Gasthof|Hotel"
    r"|Restaurant|Weingut|Kanzlei|Notariat|Rechtsanwälte|Anwaltskanzlei|Spedition|Blumen|Möbel|Elektro|Optik|Radio|Foto|Eisenwaren|Getränke|Reisebüro"
    r"|Verlag|Fahrschule|Tanzschule|Apotheke|Feinkost|Gebr\.|Gebrüder|Immobilien|Haustechnik|Sanitär|Zimmermann[ ]und|Steuerbüro|Ingenieurbüro"
    # French
    r"|Boulangerie|Pâtisserie|Boucherie|Charcuterie|Garage|Pharmacie|Librairie|Maison|Établissements|Ets\.?|Transports|Cabinet|[ÉE]tude|Menuiserie"
    r"|Plomberie|Fromagerie|Château|Domaine|Champagne|Cave|Caves|Imprimerie|Société|Sté|Entreprise|Traiteur|Brasserie|Auberge|Clinique|Laboratoires?|Groupe|Galeries?"
    # Spanish, Portuguese
    r"|Hermanos|Talleres|Bodegas?|Panadería|Ferretería|Farmacia|Librería|Bufete|Despacho|Inmobiliaria|Construcciones|Transportes|Clínica|Colegio|Restaurante"
    r"|Casa|Viveros|Grupo|Padaria|Oficina|Irmãos|Livraria|Quinta|Escola|Joyería|Muebles|Autocares|Grúas"
    # Italian
    r"|Fratelli|F\.lli|Officin[ae]|Ditta|Studio|Autofficina|Panificio|Pasticceria|Trattoria|Ristorante|Pizzeria|Farmacia|Ferramenta|Cantin[ae]|Tenuta|Gruppo|Impresa|Caseificio|Salumificio"
    # Dutch
    r"|Bakkerij|Slagerij|Garagebedrijf|Gebroeders|Gebr|Advocatenkantoor|Notariskantoor|Makelaardij|Drukkerij|Kwekerij|Bloemisterij|Brouwerij|Boekhandel|Aannemersbedrijf|Bouwbedrijf"
    r"|Schildersbedrijf|Installatiebedrijf|Transportbedrijf|Firma|Fa"
    # Polish
    r"|Kancelari[aąęi]?|Piekarni[aąęi]?|Kwiaciarni[aąęi]?|Cukierni[aąęi]?|Zakład\w*|Hurtowni[aąęi]?|Firm[aąęy]|Apte[ck]\w{1,2}|Restauracj\w{1,2}|Gabinet\w{0,2}|Warsztat\w{0,2}|Drukarni\w{1,2}"
    # Scandinavian
    r"|Bröderna|Brødrene|Firman|Bageri|Advokatfirma\w{0,3}|Advokatbyrån|Entreprenør"
    # English
    r"|[Ll]aw[ ](?:[Oo]ffices?|[Ff]irm)(?:[ ]of)?|[Cc]hambers[ ]of|Café|Cafe|Caffè|Chez|Casino|Messrs\.?|Bank|Banque|Banco|Banca|House[ ]of|Villa|Camp|Fort|Lake|Mount|Port"
)
_AFTER = (
    r"Aggregates|Agrar|Agro|Airways|Academy|Adhesives|Advis[oe]ry?s?|Advisors|Advisers|Analytics|Apparel|Apps|Arena|Armaturen|Anlagenbau|Architects|Architekten|Architectes"
    r"|Architecten|Asociados|Associ[ée]s|Associates|Associati|Associados|Assurances|Assicurazioni|Automation|Automobile|Automobiles|Automotive|Auto|Autos|Avocats|Abogados|Advocaten"
    r"|Adwokaci|Advogados|Aviation|Avvocati|Bäckerei|Backwaren|Bakery|Bakeries|Bank|Bau|Bauträger|Bearings|Beheer|Beratung|Beverages|Bikes|Biotech|Biosciences|Bloemen|Boats|Books"
    r"|Books(?:tore|hop)|Bouw|Brauerei|Brewery|Brewing|Brothers|Bros|Brüder|Budownictwo|Builders|Büro|Butchers|Cable|Cakes|Capital|Care|Cars|Castings|Catering|Ceramics|Chambers"
    r"|Chemicals|Chemie|Cleaning|Clinic|Clothing|Coaches|Coatings|Coffee|College|Company|Concrete|Conseil|Construction|Construcciones|Constructions|Consult|Consultores|Consultancy"
    r"|Consulting|Controls|Corp|Cosmetics|Costruzioni|Council|Couriers|Cranes|Creative|Cycles|Dairy|Dairies|Deli|Dental|Design|Designs|Diagnostics|Digital|Diner|Direct|Distribution|Druck"
    r"|Dynamics|Edelstahl|Electric|Electrical|Electronics|Elektro|Elektrotechnik|Elevators|Energia|Energie|Energy|Engineering|Enterprises|Equity|Erben|Estates|Events|Exports|Fabrics"
    r"|Farms|Fashion|Feinkost|Fensterbau|Figli|Films|Fils|Filhos|Finance|Financial|Fisheries|Fleischwaren|Flooring|Florists?|Fluggesellschaft|Foods|Forge|Forwarding|Foundation|Foundry"
    r"|Freight|Frères|Fundación|Furniture|Gallery|Garage|Gartenbau|Gastronomie|Genomics|Getränke|Glass|Glazing|Groep|Group|Groupe|Grupo|Gruppe|Gruppo|Grupa|Gym|Handel|Haulage"
    r"|Hausverwaltung|Haustechnik|Health|Healthcare|Heizung|Hermanos|Hijos|Hire|Hochbau|Holding|Holdings|Holzbau|Home|Homes|Hospice|Hospital|Hotel|Hotels|Hydraulics|Immobilier"
    r"|Immobiliare|Immobilien|Impianti|Imports|Inc|Industrial|Industrie|Industries|Inmobiliaria|Inn|Installaties|Institute|Institut|Instruments|Insurance|Interactive|Interieur"
    r"|Interieurs|Interiors|International|Investments?|Jewell?ers|Joinery|Keukens|Kitchens|Kliniken|Kollegen|Kosmetik|Küchen|Kunststoffe|Kunststofftechnik|Labels|Laboratories|Labs|Landscapes"
    r"|Landscaping|Landtechnik|Laundry|Law|Lawyers|Leasing|Lebensmittel|Legal|Library|Lines|Lodge|Logistics|Logistik|Logistiek|Logistique|Lumber|Machinery|Makelaars|Manufacturing|Marina"
    r"|Marine|Market|Markets|Maschinenbau|Meats|Media|Medical|Medizintechnik|Meble|Memorial|Metallbau|Metals|Meubelen|Mills|Mining|Möbel|Moden|Motors|Museum|Mutual|Nachf\.|Nachfolger"
    r"|Networks|Nieruchomości|Notaires|Notarissen|Nurseries|Oil|Optics|Opticians|Optik|Outfitters|Packaging|Paints|Paper|Partners|Partnerschaft|PartG|Paysages|Pharma|Pharmaceuticals"
    r"|Pharmacy|Photography|Pictures|Pipelines|Pizza|Pizzeria|Plastics|Plomberie|Plumbing|Plumbers|Power|Precision|Press|Print|Printers|Printing|Productions|Products|Properties|Property"
    r"|Publishing|Pumps|Quarries|Radcowie|Rail|Realty|Rechtsanwälte|Records|Recruitment|Recycling|Reinigung|Reisen|Removals|Renewables|Rentals|Resort|Resorts|Restaurants?|Retail|Robotics"
    r"|Roofing|Sanitär|Scaffolding|Schilders|Schilderwerken|School|Schools|Sciences|Scientific|Seafood|Securities|Security|Seguros|Semiconductors|Shipping|Shipyards?|Shoes|Söhne|Sohn|Software|Solar"
    r"|Solicitors|Solutions|Sønner|Söner|Spa|Spedition|Spirits|Sports|Sportswear|Stables|Stahlbau|Stadium|Steel|Steelworks|Steuerberater|Stiftung|Storage|Stores|Studio|Studios|Supermarkets?|Supplies"
    r"|Supply|Surveyors|Synowie|Systeme|Systems|Systemtechnik|Taxis|Tech|Technik|Techniek|Technologies|Technology|Telecom|Textil|Textiles|Textilien|Theatre|Tiefbau|Tiles|Timber|Töchter"
    r"|Tooling|Tools|Touristik|Towers|Toys|Trading|Traiteur|Transport|Transporte|Transports|Transportes|Trasporti|Travel|Trucking|Trucks|Trust|Tuinen|Tyres|Universität|University|Utilities|Valves"
    r"|Ventures|Verlag|Versicherung|Versicherungen|Verwaltung|Verzekeringen|Veterinary|Vets|Vineyards|Voyages|Warehousing|Waste|Water|Wealth|Weine|Werke|Werkzeugbau|Werkzeuge|Wholesale"
    r"|Windows|Wines|Winery|Wireless|Works|Workshop|Workwear|Wspólnicy|Yachts|Zonen"
)
_LEGAL = (
    r"Ltd|Limited|LLC|LLP|LP|PLLC|PLC|plc|Inc|Corp|GmbH|mbH|AG|KG|KGaA|OHG|GbR|UG|e\.K|eG|SE|S\.?A\.?R\.?L|S\.?A\.?S|S\.?A\.?U|S\.?A|S\.?L\.?U|S\.?L|S\.?p\.?A|S\.?r\.?l\.?s?|S\.?n\.?c"
    r"|S\.?a\.?s|B\.?V|N\.?V|V\.?O\.?F|AB|A/S|ApS|ASA|AS|Oyj?|Sp\.[ ]?z[ ]?o\.?o|Sp\.[ ]?j|s\.?r\.?o|a\.s|d\.o\.o|Kft|Zrt|Pty|Pte|Pvt|Bhd|Lda|Ltda|Co"
)
_THING = (
    r"Gruppe|Konzern|Schule|Gymnasium|Grundschule|Realschule|Universität|Uni|Stiftung|Institut|Klinik|Klinikum|Krankenhaus|Halle|Haus|Straße|Strasse|Str|Allee|Platz|Weg|Ring|Ufer|Brücke"
    r"|Preis|Werke?|Verlag|Projekt|Vertrag|Portal|Team|Deal|Rechnung|Auftrag|Angebot|Lager|Filiale|Kollektion|Serie|Modell|Kunden|Groep|Straat|Group|Foundation|Bau|Druck|Transporte"
)
_ROAD_BEFORE = (
    r"[Rr]ue|[Aa]venue|[Bb]oulevard|Place|[Aa]llée|Quai|Cours|[Ii]mpasse|[Cc]alle|[Aa]venida|Paseo|Plaza|Carrer|Via|Viale|[Pp]iazza|Corso|Largo|[Rr]ua|Praça|Travessa|[Uu]lic[aęy]|ul\.|al\.|pl\."
    r"|Plac|Skwer|[Ee]scuela|[Cc]olegio|[Ll]ycée|[Cc]ollège|[Éé]cole|[Ll]iceo|[Ss]cuola|[Hh]ôpital|Hospital|[Oo]spedale|[Aa]eropuerto|[Aa]éroport|[Aa]eroporto|[Gg]are|[Ss]tade|[Ee]stadio|[Ss]tadio"
)
_ROAD_AFTER = (
    r"Street|Road|Avenue|Lane|Drive|Boulevard|Square|Terrace|Crescent|Close|Court|Bridge|Parkway|Highway|Way|Row|Mews|Gardens|Park|Plaza|Airport|Station|Stadium|Hall|House|Building|Tower|Wing|Ward"
    r"|Campus|Auditorium|Library|Memorial|Award|Prize|Medal|Cup|Trophy|Scholarship|Lecture|Act|Report|Principle|Test|Method|Index|Dam|Falls|Bay|Island|County|Township|Valley|Beach"
)
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?<![\w.-])(?:{_BEFORE})[ ](?:[A-Z]\.[ ])?{_NAME}(?:[ ]{_AND}[ ]{_NAME})?",
        rf"(?<![\w-])(?:{_CAP}[ ]{_SMALL}){{1,3}}(?:{_AFTER})\b(?!-)",
        rf"(?<![\w-])(?:{_CAP},[ ]){{0,4}}{_NAME}(?:[ ]{_AND}[ ]{_NAME})?,?[ ](?:{_LEGAL})(?![\w-])",
        rf"(?<![\w-])(?:{_CAP},[ ]){{0,4}}{_NAME},?[ ]{_AND}[ ](?:{_CAP}[ ])?(?:Co|Cie|Company|Partners?|Associates?|(?i:sons?|daughters?|brothers|kollegen|söhne|sohn|töchter|brüder"
        r"|erben|fils|filles?|frères|associés|hijos|hermanos|asociados|figli|associati|soci|zonen|zoon|synowie|syn|wspólnicy|sønner|søn|söner|filhos|associados))\b",
        rf"(?<![\w-]){_CAP}(?:-{_CAP})*-(?:{_THING})\b",
        rf"(?<![\w-])(?:{_ROAD_BEFORE})[ ](?:(?:de|du|des|la|le|del|della|dos|d['’])[ ]?){{0,2}}{_CAP}(?:[ ]{_SMALL}{_CAP}){{0,2}}",
        rf"(?<![\w-])(?:{_CAP}[ ]){{1,3}}(?:Jr\.[ ])?(?:{_ROAD_AFTER})\b",
        rf"(?<!\w)(?:St\.?|Ste\.?|Saint|Sainte|San|Santa|Santo|Sankt|São|Sint)[ -]{_CAP}",
    )
)
_PARTNERS = re.compile(
    rf"(?m)(?P<own>^[ \t>]*)?(?P<of>\b(?:of|at)[ ])?(?P<names>(?:{_CAP},[ ]){{1,3}}{_CAP},?[ ](?:and|und|et|y|e|en|i)[ ]{_CAP})(?P<end>[ \t]*$)?(?P<one>[ ](?:is|was|has|wants|offers|does|ist|hat|est)\b)?"
)
"""Nothing but family names: on a line of its own, after "offices of", or with "is" behind, they are a firm's."""
_SAINTS = frozenset(["St", "Ste", "Saint", "Sainte", "San", "Santa", "Santo", "Sankt", "São", "Sint"])
_NAME_BEFORE = re.compile(rf"{_CAP}[ ]$")
_PAIR = re.compile(rf"(?<![\w-])(?P<one>(?:{_CAP},[ ]){{0,3}}{_NAME}),?[ ]?[&+][ ]?(?P<two>{_NAME})")


@lru_cache(maxsize=4)
def firms(text: str) -> tuple[tuple[int, int], ...]:
    """Spans that are firms, institutions or roads, whatever people they are named after; in order."""
    return tuple(sorted(_firms(text)))


def _firms(text: str) -> Iterator[tuple[int, int]]:
    for shape in _SHAPES:
        for match in shape.finditer(text):
            if not _somebody(text, match):
                yield match.span()
    for match in _PAIR.finditer(text):
        # "Anna & Tom" are two people.
        first = [part.split()[-1] for part in match.group("one").split(",") if part.strip()]
        if not all(_given(word) for word in (*first, match.group("two").split()[0])):
            yield match.span()
    for match in _PARTNERS.finditer(text):
        alone = match.group("own") is not None and match.group("end") is not None
        words = _WORD.findall(match.group("names"))
        if (alone or match.group("of") or match.group("one")) and not any(_given(word) for word in words):
            yield match.span("names")
    yield from _listed(text)


def _somebody(text: str, match: re.Match[str]) -> bool:
    """ "Emma Ward" has a given name and a family name; "Bartholomew St. Clair" too."""
    words = match.group().split()
    if len(words) == 2 and words[1].lower() in word_list("last name") and _given(words[0]):
        return True
    return words[0].rstrip(".") in _SAINTS and bool(
        _NAME_BEFORE.search(text, max(0, match.start() - 30), match.start())
    )


def _given(word: str) -> bool:
    kinds = known_names().get(word.lower(), "")
    return "g" in kinds and "f" not in kinds


def _listed(text: str) -> Iterator[tuple[int, int]]:
    folded = text.lower()
    if len(folded) != len(text):
        return
    for match in _WORD.finditer(folded):
        for phrase in _whole().get(match.group(), ()):
            end = match.start() + len(phrase)
            if folded.startswith(phrase, match.start()) and not folded[end : end + 1].isalnum():
                yield match.start(), end
                break


_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1)
def _whole() -> dict[str, list[str]]:
    """First word -> the names of brands that begin with it, the longest first."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(_section("whole"), key=len, reverse=True):
        first = _WORD.search(phrase)
        if first and first.start() == 0:
            found.setdefault(first.group(), []).append(phrase)
    return found


@lru_cache(maxsize=1)
def brands() -> frozenset[str]:
    """Brands of one word, lower-case."""
    return frozenset(_section("word"))


@lru_cache(maxsize=16)
def word_list(name: str) -> frozenset[str]:
    """The words of one section of the list of words, lower-case."""
    return frozenset(word for line in _section(name, "words.txt") for word in line.split())


def plain_words() -> frozenset[str]:
    """Everyday words that are no name that we know."""
    return word_list("plain")


def name_words() -> frozenset[str]:
    """Everyday words that are given names too: "hope", "domingo"."""
    return word_list("name")


def _section(name: str, file: str = "brands.txt") -> Iterator[str]:
    """What ";" parts in one section of a list, in lower case."""
    inside = False
    for line in (_MODEL / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            inside = line == f"[{name}]"
        elif inside and not line.startswith("#"):
            yield from (part.strip().lower() for part in line.split(";") if part.strip())
