"""Made-up mails with structured identifiers of many countries, and with numbers that are none."""

import random
from collections.abc import Callable

from benchmarks.masking_data import Text

_FRAMES = (
    "Please call me on {x} after lunch.|PHONE",
    "Best regards,\nSales Desk\nTel: {x}\nhttps://acme.example|PHONE",
    "My direct line is {x}, thanks.|PHONE",
    "Reach the office at {x} or by mail.|PHONE",
    "Mobil: {x}\nFax auf Anfrage|PHONE",
    "Write to {x} with any questions.|EMAIL",
    "cc {x}; the invoice went out.|EMAIL",
    "From: <{x}>\nSubject: order 20231188|EMAIL",
    "Please pay to {x} by 12 March.|IBAN",
    "IBAN: {x}, BIC on request|IBAN",
    "Unsere Bankverbindung lautet {x}.|IBAN",
    "The card {x} was declined yesterday.|CARD",
    "charge it to {x} (exp 09/27)|CARD",
    "Our VAT ID is {x}.|TAX_ID",
    "USt-IdNr.: {x}, Amtsgericht Köln|TAX_ID",
    "VAT number {x} is on the order form|TAX_ID",
    "SSN {x} is on file.|NATIONAL_ID",
    "my social security number is {x}|NATIONAL_ID",
    "The form shows {x} for the applicant.|NATIONAL_ID",
)
_NONE = (
    "Order 4500012345 ships on 2025-03-04 for $12,400.00.",
    "Invoice INV-2024-00981 over 1.234.567,89 EUR is due 30.06.2025.",
    "Ticket #48213 was closed at 14:35; see version 10.4.22 of the release notes.",
    "PO 7781-2204-91 covers 1200 seats at 49.90 each until Q4 2026.",
    "Tracking number 9400110200881234567890 left the depot at 09:15:30.",
    "The server at 192.168.10.24 answered in 120 ms, error 0x80070005.",
    "Please quote SKU 8842-A-100 and part number 55-1029-77.",
    "We grew from 1,250,000 to 1,480,000 users between 2019 and 2024.",
    "Article 1234567890 costs 99.00, discount 15 %, 24 months.",
    "Meeting ID 845 1290 3344, passcode 553201.",
    "Between 10.03.2025 and 14.03.2025 room 4.12 is booked.",
    "Serial number SN 40028 11873 22 was replaced under case 00114523.",
)


def texts(split: str) -> list[Text]:
    """The held-out side has other frames and other numbers than dev."""
    chance = random.Random(f"numbers {split}")
    side = 1 if split == "held" else 0
    found = []
    for n, frame in enumerate(_FRAMES):
        line, kind = frame.split("|")
        for _ in range(12 if n % 2 == side else 4):
            said = _MAKERS[kind](chance)
            start = line.index("{x}")
            found.append(
                Text(line.replace("{x}", said), ((start, start + len(said), kind),), (), f"number {n}")
            )
    found += [Text(line, (), (), "none") for line in _NONE[side::2]]
    return found


def _digits(chance: random.Random, count: int, first: str = "0123456789") -> str:
    return chance.choice(first) + "".join(chance.choices("0123456789", k=count - 1))


def phone(chance: random.Random) -> str:
    """A phone number of one of several countries."""

    def d(count: int) -> str:
        return _digits(chance, count)

    area = _digits(chance, 3, "23456789")
    forms: tuple[Callable[[], str], ...] = (
        lambda: f"+1 {area} {_digits(chance, 3, '23456789')} {d(4)}",
        lambda: f"({area}) {_digits(chance, 3, '23456789')}-{d(4)}",
        lambda: f"{area}-{_digits(chance, 3, '23456789')}-{d(4)}",
        lambda: f"{area}.{_digits(chance, 3, '23456789')}.{d(4)} ext. {d(3)}",
        lambda: f"+49 30 {d(4)} {d(4)}",
        lambda: f"+49 (0)89 / {d(3)} {d(3)}-{d(2)}",
        lambda: f"0{_digits(chance, 3, '123456789')} {d(3)} {d(4)}",
        lambda: f"+44 20 7{d(3)} {d(4)}",
        lambda: f"07{d(3)} {d(6)}",
        lambda: f"+33 1 {d(2)} {d(2)} {d(2)} {d(2)}",
        lambda: f"01 {d(2)} {d(2)} {d(2)} {d(2)}",
        lambda: f"+420{_digits(chance, 9, '67')}",
        lambda: f"0049 171 {d(7)}",
    )
    return chance.choice(forms)()


def _mail(chance: random.Random) -> str:
    name = chance.choice(
        ["jana.novak", "t_becker", "priya+crm", "o'brien", "info", "anna-lena", "x.y.z", "kwame99"]
    )
    return f"{name}@{chance.choice(['acme', 'mail.globex', 'hooli-group', 'büro'])}.{chance.choice(['com', 'co.uk', 'example', 'de', 'travel'])}"


_IBANS = {"DE": 18, "FR": 0, "GB": 0, "NL": 0, "CH": 17, "AT": 16, "ES": 20, "PL": 24, "BE": 12, "DK": 14}


def _iban(chance: random.Random) -> str:
    country = chance.choice(sorted(_IBANS))
    letters = "".join(chance.choices("ABCDEFGHJKLM", k=4))
    body = {
        "FR": _digits(chance, 10) + "A" + _digits(chance, 12),
        "GB": letters + _digits(chance, 14),
        "NL": letters + _digits(chance, 10),
    }.get(country) or _digits(chance, _IBANS[country])
    number = int("".join(str(int(c, 36)) for c in f"{body}{country}00"))
    code = f"{country}{98 - number % 97:02d}{body}"
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4)) if chance.random() < 0.5 else code


def _card(chance: random.Random) -> str:
    start, size = chance.choice(
        [("4", 16), ("51", 16), ("55", 16), ("34", 15), ("37", 15), ("6011", 16), ("2221", 16)]
    )
    body = start + "".join(chance.choices("0123456789", k=size - len(start) - 1))
    total = sum(sum(divmod(int(c) * (2 if n % 2 == 0 else 1), 10)) for n, c in enumerate(body[::-1]))
    code = f"{body}{-total % 10}"
    if size == 16 and chance.random() < 0.6:
        return chance.choice([" ", "-"]).join(code[i : i + 4] for i in range(0, 16, 4))
    return code


def _tax(chance: random.Random) -> str:
    def d(count: int) -> str:
        return _digits(chance, count)

    return chance.choice(
        [f"DE{d(9)}", f"DE {d(3)} {d(3)} {d(3)}", f"ATU{d(8)}", f"FR{d(2)}{d(9)}", f"GB{d(9)}", f"NL{d(9)}B01", f"IT{d(11)}",
         f"ESB{d(8)}", f"PL{d(10)}", f"BE0{d(9)}", f"SE{d(10)}01", f"CHE-{d(3)}.{d(3)}.{d(3)}", f"DK{d(8)}", f"FI{d(8)}"]
    )  # fmt: skip


def _national(chance: random.Random) -> str:
    def d(count: int) -> str:
        return _digits(chance, count)

    ssn = f"{chance.randint(1, 665):03d}-{chance.randint(1, 99):02d}-{chance.randint(1, 9999):04d}"
    nino = f"{chance.choice('ABCEGHJ')}{chance.choice('ABCEGHJ')}{d(6)}{chance.choice('ABCD')}"
    if nino[:2] in {"BG", "GB"}:
        nino = "AB" + nino[2:]
    return chance.choice([ssn, ssn, nino, f"756.{d(4)}.{d(4)}.{d(2)}"])


_MAKERS = {
    "PHONE": phone,
    "EMAIL": _mail,
    "IBAN": _iban,
    "CARD": _card,
    "TAX_ID": _tax,
    "NATIONAL_ID": _national,
}
