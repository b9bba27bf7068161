"""Made-up postal addresses in the ways of many countries, and towns and streets that stand alone."""

import re
from random import Random

_STREETS = {
    "us": "Cottonwood|Juniper|Maple|Magnolia|Old Mill|Lincoln|Jefferson|Sycamore|Cedar Ridge|Martin Luther King|Pecan|W 48th|N 3rd|Sunset|El Camino|Quail Hollow|Briarwood",
    "en": "Mill|Church|Rowan|Victoria|Station|Baker|Kingsway|St Mary's|Priory|Foundry|Harbour|Chapel|Albert|Wattle|Beach|Queen|Tennyson|Albion|Waterloo",
    "de": "Hauptstraße|Lindenallee|Gartenweg|Am Alten Markt|Bahnhofstr.|Schillerplatz|An der Mühle|Goethestraße|Kirchgasse|Im Winkel|Berliner Straße|Zum Deich|Dorfstr.|Mariahilfer Straße|Seestrasse|Rosenweg",
    "fr": "rue des Acacias|avenue Jean Jaurès|boulevard Voltaire|place de la Gare|allée des Tilleuls|chemin du Moulin|impasse des Lilas|quai de Saône|rue de l'Église|cours Gambetta|route de Genève",
    "es": "Calle Mayor|C/ Alcalá|Avenida de la Constitución|Paseo de Gracia|Plaza del Carmen|Camino Viejo|Ronda Norte|Av. Insurgentes Sur|Calle 26|Carrera 7",
    "it": "Via dei Mille|Via Garibaldi|Corso Buenos Aires|Piazza San Carlo|Viale Europa|Largo Augusto|Vicolo Stretto|Via Tiburtina|Strada Statale",
    "nl": "Prinsengracht|Dorpsstraat|Kerkweg|Stationsplein|Lange Voorhout|Molenlaan|Havenkade|Beatrixlaan|Oude Delft",
    "pl": "ul. Marszałkowska|ul. Długa|al. Jerozolimskie|os. Złotego Wieku|pl. Wolności|ulica Kwiatowa|ul. 3 Maja|ul. św. Jana",
    "nordic": "Kungsgatan|Storgatan|Karl Johans gate|Nørregade|Vestergade|Mannerheimintie|Skolevej|Bjørnevegen|Hämeenkatu|Sveavägen|Laugavegur|Parkveien",
    "pt": "Rua Augusta|Avenida da Liberdade|Travessa do Carmo|Praça da República|Rua das Flores|Alameda Santos|R. do Ouro",
    "cz": "Vodičkova|Na Příkopě|Masarykova|Husova|nám. Míru|Dlouhá",
    "hu": "Kossuth Lajos utca|Andrássy út|Petőfi tér|Váci út|Rákóczi u.",
    "tr": "Atatürk Caddesi|İstiklal Cad.|Bağdat Caddesi|Gül Sokak|Cumhuriyet Bulvarı",
    "in": "MG Road|Linking Road|Anna Salai|Nehru Nagar|Brigade Road|Park Street|SV Road|Hill Road|Outer Ring Road",
    "ro": "Strada Lungă|Bulevardul Unirii|Str. Florilor|Calea Victoriei",
    "gr": "Ermou|Leoforos Kifisias|Tsimiski|Odos Athinas",
}
TOWNS = {
    "us": "Wichita, KS 67203|Denver, CO 80203|Savannah, GA 31401|Charlotte, NC 28202|Madison, WI 53703|Boise, ID 83702|Tulsa, OK 74103|Portland, ME 04101|El Paso, TX 79901|St. Louis, MO 63101|Salem, OR 97301",
    "gb": "Truro TR1 3FJ|Ludlow SY8 1AB|Leeds LS1 4AB|Hexham NE46 3DG|Bath BA1 1AA|London SW1A 2AA|Glasgow G2 8DL|Cardiff CF10 3NQ|Belfast BT1 5GS|Whitby YO21 3PU",
    "ie": "Dublin 2, D02 AF30|Galway H91 E2K3|Cork T12 X8N6|Naas, Co. Kildare|Sligo",
    "de": "10115 Berlin|20255 Hamburg|38122 Braunschweig|D-80331 München|79098 Freiburg im Breisgau|01067 Dresden|1070 Wien|A-5020 Salzburg|8001 Zürich|CH-3011 Bern|26721 Emden|04109 Leipzig",
    "fr": "69100 Villeurbanne|69002 Lyon|75011 Paris|33000 Bordeaux|35400 Saint-Malo|1205 Genève|1000 Bruxelles|13260 Cassis|59800 Lille",
    "es": "28013 Madrid|08007 Barcelona|48001 Bilbao|46001 Valencia|Col. Roma Norte, 06700 Ciudad de México|C1043 Buenos Aires|Bogotá|Sevilla 41001",
    "it": "20129 Milano|00185 Roma|10121 Torino|37121 Verona VR|40126 Bologna (BO)|80134 Napoli|I-39100 Bolzano",
    "nl": "1016 GV Amsterdam|2011 RC Haarlem|3511 LN Utrecht|9000 Gent|2611 CG Delft|2000 Antwerpen",
    "pl": "00-590 Warszawa|80-831 Gdańsk|30-001 Kraków|61-701 Poznań",
    "nordic": "111 43 Stockholm|852 30 Sundsvall|0154 Oslo|5003 Bergen|1165 København K|8000 Aarhus C|00100 Helsinki|33100 Tampere|101 Reykjavík",
    "pt": "1100-053 Lisboa|4000-322 Porto|São Paulo - SP, 01310-200|20040-020 Rio de Janeiro",
    "cz": "110 00 Praha 1|602 00 Brno|811 01 Bratislava",
    "hu": "1053 Budapest|6720 Szeged",
    "tr": "34710 Kadıköy/İstanbul|06420 Ankara|35220 İzmir",
    "in": "Mumbai 400093|Bengaluru 560001|Pune - 411004|New Delhi 110001|Chennai, Tamil Nadu 600002|Hyderabad 500034",
    "au": "Fitzroy VIC 3065|Sydney NSW 2000|Fremantle WA 6160|Brisbane QLD 4000|Hobart TAS 7000",
    "nz": "Wellington 6011|Auckland 1010|Dunedin 9016",
    "ca": "Toronto, ON M5V 2T6|Halifax, NS B3J 1S9|Montréal QC H2Y 1C6|Calgary AB T2P 1J9",
    "za": "Cape Town 8001|Sandton, 2196|Durban 4001",
    "ng": "Ikeja, Lagos|Victoria Island, Lagos|Wuse 2, Abuja|Westlands, Nairobi|Osu, Accra",
    "asia": "District 1, Ho Chi Minh City|Hoàn Kiếm, Hà Nội|Quezon City 1100|Jakarta Selatan 12190|Bangkok 10110|Kuala Lumpur 50450",
    "jp": "Shibuya-ku, Tokyo 150-0002|Kita-ku, Osaka 530-0001|Nakagyo-ku, Kyoto",
    "ro": "010065 București|400001 Cluj-Napoca",
    "gr": "105 63 Athina|546 24 Thessaloniki",
    "gulf": "Dubai|Abu Dhabi|Doha|Riyadh 11564",
}  # fmt: skip
_TYPES = {
    "us": "St|Street|Ave|Avenue|Rd|Drive|Dr|Blvd|Lane|Bend|Court|Pkwy|Trail|Way|Circle|Loop|Hwy",
    "en": "Street|Road|Lane|Close|Way|Terrace|Avenue|Row|Parade|Crescent|Place|Grove|Mews|Quay|Hill|Drive",
}
_HOUSES = "Rose Cottage|The Old Rectory|Hawthorn Farm|Flat 3|Flat 12B|Unit 7|Bay Tree House|Suite 4|The Forge"
_ALONE = (
    "Berlin|Paris|London|Leeds|Bath|Truro|Salzburg|Lüneburg|Gdańsk|Kraków|Lyon|Saint-Malo|Cassis|Bologna|Verona|Siena|Milano"
    "|Valencia|Sevilla|Haarlem|Gent|Rotterdam|Sundsvall|Malmö|Oslo|Bergen|Porto|Lisboa|Charlotte|Madison|Savannah|Florence"
    "|Victoria|Chelsea|Austin|Dallas|Houston|Jackson|Lincoln|Sydney|Adelaide|Wellington|Pune|Nhava Sheva|Mundra|Lagos|Accra"
    "|Nairobi|Durban|Dubai|Jeddah|Izmir|Windermere|Ullswater|Rosenheim|Friedrichshafen|Sofia|Vienna|San Jose|Santa Clara"
    "|St. Helens|Port Elizabeth|Alexandria|Kent|Devon|Georgia|Virginia|Carolina|Holland|Wolfsburg|Karlsruhe|Ludwigsburg|Clermont"
)


def _pick(words: str, chance: Random) -> str:
    return chance.choice(words.split("|"))


def town(chance: Random) -> str:
    """A town, lake or port by itself: no address."""
    return _pick(_ALONE, chance)


def road(chance: Random) -> str:
    """A street without a number: no address."""
    kind = chance.choice(["us", "en", "en"])
    return f"{_pick(_STREETS[kind], chance)} {_pick(_TYPES[kind], chance)}"


def address(chance: Random, language: str = "en") -> str:
    """One address; in two of three cases of a country where the language is written."""
    near = {
        "en": "us us gb gb gb ie au nz ca in za ng", "de": "de", "fr": "fr", "es": "es", "it": "it", "nl": "nl", "pl": "pl",
        "sv": "nordic", "pt": "pt",
    }[language].split()  # fmt: skip
    country = chance.choice(near if chance.random() < 0.66 else sorted(TOWNS))
    place = _pick(TOWNS[country], chance)
    number = str(chance.choice([chance.randint(1, 99), chance.randint(1, 300), chance.randint(100, 9999)]))
    small = f"{chance.randint(1, 199)}{chance.choice(['', '', '', 'a', 'B', '-3', '/2'])}"
    comma = chance.choice([", ", ", ", ", ", "\n"])
    street = _pick(_STREETS.get(country, _STREETS["en"]), chance)
    if country == "us":
        unit = chance.choice(
            ["", "", "", f" Apt {chance.randint(1, 20)}B", f", Suite {chance.randint(100, 900)}", " #4"]
        )
        said = f"{number} {street} {_pick(_TYPES['us'], chance)}{unit}{comma}{place}"
        said = chance.choice([said, said, f"P.O. Box {number}, {place}", said.replace(",", "")])
    elif country in {"gb", "ie", "au", "nz", "ca", "za"}:
        first = f"{_pick(_HOUSES, chance)}, " if chance.random() < 0.35 else ""
        level = (
            f"Level {chance.randint(1, 40)}, " if country in {"au", "nz"} and chance.random() < 0.3 else ""
        )
        house = f"{small} " if not first or first[-3].isdigit() or chance.random() < 0.5 else ""
        said = f"{level}{first}{house}{street} {_pick(_TYPES['en'], chance)}{comma}{place}"
    elif country == "in":
        said = chance.choice([
            f"Plot {small}, {street}, {place}", f"Flat {small}, Sai Residency, {street}{comma}{place}", f"{small} {street}, {place}",
            f"H.No. 4-2-{number}, {street}, {place}", f"Plot No. {small}, MIDC Phase II, Andheri East, {place}",
            f"#{small}, 2nd Cross, {street}, {place}",
        ])  # fmt: skip
    elif country == "ng":
        road_name = _pick("Adeola Odeku|Allen|Ngong|Ring|Awolowo|Independence|Aminu Kano", chance)
        said = f"{small} {road_name} {chance.choice(['Street', 'Road', 'Avenue', 'Crescent'])}, {place}"
    elif country == "asia":
        road_name = _pick(
            "Lê Lợi|Nguyễn Huệ|Jalan Sudirman|Sukhumvit Soi 11|Katipunan Ave|Jalan Ampang", chance
        )
        said = f"{small} {road_name}, {place}"
    elif country == "jp":
        said = f"{chance.randint(1, 9)}-{chance.randint(1, 30)}-{chance.randint(1, 20)} {_pick('Jingumae|Umeda|Dogenzaka|Ginza', chance)}, {place}"
    elif country == "gulf":
        said = chance.choice([f"P.O. Box {chance.randint(100, 99999)}, {place}", f"Villa {small}, Al Wasl Road, {place}",
                              f"Office {number}, Bay Tower, Sheikh Zayed Road, {place}"])  # fmt: skip
    elif country == "fr":
        bis = chance.choice(["", "", " bis", " ter"])
        said = f"{chance.randint(1, 200)}{bis}{chance.choice([' ', ', '])}{street}{comma}{place}"
    elif country == "tr":
        said = f"{street} No: {small}{chance.choice([' D:4', ' Kat 2', ''])}, {place}"
    elif country in {"es", "pt"}:
        floor = chance.choice(["", "", ", 3º B", ", 2º Dto", " bajo", ", piso 4"])
        said = f"{street}{chance.choice([' ', ', ', ' nº '])}{chance.randint(1, 300)}{floor}{comma}{place}"
    elif country == "pl":
        said = f"{street} {small}{chance.choice(['', ' m. 5', '/12'])}{comma}{place}"
    else:
        said = f"{street} {small}{comma}{place}"
    return re.sub(r"[ ]{2,}", " ", said)
