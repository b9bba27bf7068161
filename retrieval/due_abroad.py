"""How German and French tell of the past: participles, auxiliaries and preterites around a date."""

from __future__ import annotations

from retrieval.due_reader import Reader
from retrieval.due_words import MODALS, STOPS

PAST_ABROAD = frozenset(
    {
        "sprachen", "sagte", "schickte", "hatten", "hatte", "war", "waren", "gesprochen", "besprochen", "gesagt",
        "geschickt", "wurde", "wurden", "kam", "kamen", "ging", "gab", "parlé", "dit", "envoyé", "convenu",
        "était", "étaient", "avait", "avaient", "avions", "lief", "liefen", "fand", "fanden", "stand", "blieb",
        "hielt", "nahm", "sah", "schrieb", "sprach", "rief", "brachte", "dauerte", "begann", "endete", "erhielt",
        "bekam", "startete", "gestern", "vorgestern", "hier",
    }
)  # fmt: skip


MOVED_ON = frozenset({"arrivé", "parti", "venu", "passé", "revenu", "resté", "tombé", "allé", "né", "devenu"})


_PLANNED = frozenset(
    {"geplant", "vorgesehen", "angesetzt", "terminiert", "gebucht", "reserviert", "bestellt", "bereit",
     "bereits", "geben", "gegen"}
)  # fmt: skip


_HAVE = frozenset({"habe", "haben", "hat", "habt", "hast", "ist", "sind", "bin"})


AVOIR = frozenset({"ai", "as", "a", "avons", "avez", "ont"})


def participle_behind(r: Reader, k: int) -> bool:
    """French: "avons expédié", "avez bien reçu"."""
    words = [r.low(m) for m in range(k + 1, k + 4)]
    return any(
        len(w) > 2 and w.endswith(("é", "és", "ée", "ées", "u", "us", "ue", "it", "is", "ait")) for w in words
    )


_CHOSEN = frozenset(
    {"choisi", "commandé", "livré", "reçu", "envoyé", "demandé", "vu", "discuté", "évoqué", "convenu", "expédié", "acheté",
     "payé", "transmis", "signalé", "déposé", "laissé"}
)  # fmt: skip


_BEING_IN_FRENCH = frozenset(
    {"sera", "seront", "est", "sont", "être", "soit", "serait", "a", "ont", "serons", "serez", "bien", "déjà", "avons", "suis"}
)  # fmt: skip


def done_in_french(r: Reader, begin: int) -> bool:
    """ "Les carreaux choisis samedi": a participle with its own day."""
    k = begin - 2 if r.low(begin - 1) in {"le", "au"} else begin - 1
    word = r.low(k)
    done = word in _CHOSEN or word.rstrip("s") in _CHOSEN or word.rstrip("s").rstrip("e") in _CHOSEN
    return r.language == "fr" and done and r.low(k - 1).isalpha() and r.low(k - 1) not in _BEING_IN_FRENCH


_NO_PRETERITE = frozenset(
    {"möchte", "möchten", "könnte", "könnten", "sollte", "sollten", "dürfte", "dürften", "müsste", "müssten",
     "leiste", "leisten", "bitte", "bitten", "arbeite", "arbeiten", "warte", "warten", "biete", "bieten", "starte",
     "starten", "teste", "testen", "schalte", "schalten", "erhalte", "erhalten", "rechte", "rechten", "leite", "leiten",
     "halte", "halten", "erwarte", "erwarten", "bereite", "bereiten", "verarbeiten", "heute", "richte", "richten"}
)  # fmt: skip


def is_preterite(word: str) -> bool:
    """German: "spielte", "wechselten" right behind the date."""
    return len(word) > 5 and word.endswith(("te", "ten")) and word not in _NO_PRETERITE


_PREFIXES = (
    "durch",
    "ein",
    "aus",
    "auf",
    "ab",
    "an",
    "um",
    "vor",
    "nach",
    "zu",
    "mit",
    "weg",
    "los",
    "fest",
    "weiter",
    "zurück",
)


_WENT = frozenset(
    {"angekommen", "eingetroffen", "ausgefallen", "abgereist", "angelaufen", "umgezogen", "ausgezogen",
     "eingegangen", "aufgetreten", "weggefahren", "zurückgekommen", "ausgelaufen"}
)  # fmt: skip


def _have_behind(r: Reader, end: int) -> bool:
    """ "die Sie am Samstag ausgesucht haben": the auxiliary closes the clause."""
    for m in range(end + 1, end + 6):
        if r.low(m) in STOPS or r.low(m) == "":
            return False
        if r.low(m) in {"haben", "hat", "habe", "hatten", "hatte"} and r.low(m + 1) in STOPS | {""}:
            return "ge" in r.low(m - 1) or r.low(m - 1).startswith(("be", "ver", "er", "ent"))
    return False


def german_past(r: Reader, begin: int, end: int) -> bool:
    """ "Wir haben die Ware am 12. August geliefert": auxiliary before, participle behind."""
    if r.language != "de":
        return False
    if _have_behind(r, end):
        return True
    been = False
    if r.low(end) in _HAVE:
        left = range(end, end + 1)
    else:
        left = range(begin - 1, max(begin - 12, -1), -1)
    for m in left:
        if r.low(m) in STOPS or r.low(m) in MODALS:
            return False
        if r.low(m) in _HAVE:
            been = r.low(m) in {"ist", "sind", "bin"}
            break
    else:
        return False
    for m in range(end, end + 14):
        low = r.low(m)
        if low in STOPS and low not in {"(", ")"}:
            return False
        prefixed = next((prefix for prefix in _PREFIXES if low.startswith(f"{prefix}ge")), None)
        if prefixed is not None and low.endswith(("t", "en")):
            done = been and low not in _WENT and r.low(m + 1) not in {"worden", "gewesen"}
            return not done and low[len(prefixed) :] not in _PLANNED
        if low.endswith("iert") and len(low) > 6:
            return low not in _PLANNED
        if (
            len(low) > 4
            and low.endswith(("t", "en"))
            and low.startswith(("ge", "be", "ver", "er", "ent", "ab", "an"))
        ):
            if "ge" in low or low.startswith(("be", "ver", "er", "ent")):
                return low not in _PLANNED
    return False
