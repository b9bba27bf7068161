"""What a promise comes down to: its kinds of doing, and the words by which it and its thing are named."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from records.models import Promise
from retrieval.phrases import one_by_one
from retrieval.sentences import plain
from retrieval.topic_reading import Topic, content
from retrieval.topic_words import GENERIC_HEADS, STATES, STOP, is_word, stem, verb_groups, words

_KINDS: dict[str, str] = {
    "hand": "send share forward provide deliver email mail ship post return upload give hand attach supply pass circulate issue get bring drop lend loan courier dispatch furnish transmit arrive follow reach receive pop shoot"
    " verschicken abschicken schicken senden liefern anliefern zusenden übersenden weiterleiten zukommen zurückgeben bringen zurückbringen reichen nachreichen übergeben bekommen erhalten"
    " envoyer transmettre livrer renvoyer fournir remettre expédier retourner adresser communiquer partir",
    "write": "prepare write draft compile finish finalise finalize fill complete build produce create design translate record assemble document sketch revise rework amend"
    " erstellen ausfüllen vorbereiten ausarbeiten schreiben übersetzen préparer rédiger établir traduire remplir",
    "mend": "fix repair resolve solve correct restore recover patch debug cure adjust recalibrate calibrate tune service maintain mend clean replace reset rectify remedy sort tackle realign seal"
    " beheben reparieren korrigieren wiederherstellen warten einstellen nachbessern réparer corriger régler dépanner rétablir restaurer",
    "fit": "replace swap exchange install fit mount set setup configure deploy wire connect integrate put implement upgrade update renew add rollout change lay attach"
    " austauschen tauschen ersetzen einbauen installieren einrichten montieren anschließen aktualisieren remplacer installer monter poser changer mettre renouveler",
    "switch": "enable activate switch turn unlock open provision grant extend raise increase freischalten aktivieren einschalten verlängern activer ouvrir débloquer prolonger",
    "move": "move migrate transfer import port relocate convert merge sync umziehen migrieren übertragen importieren migrer transférer déplacer importer",
    "clear": "remove delete clear drop take strip purge erase anonymise anonymize dispose empty redact cancel terminate revoke löschen entfernen räumen kündigen stornieren streichen anonymisieren supprimer enlever retirer effacer",
    "money": "pay transfer wire refund credit reimburse settle remit repay compensate bezahlen zahlen überweisen erstatten gutschreiben payer virer rembourser créditer régler",
    "price": "waive hold keep lock apply discount reduce lower cap freeze match honour honor take knock leave einpflegen gewähren erlassen senken accorder appliquer baisser",
    "tell": "confirm check clarify find answer let name nominate decide verify ask look tell know inform advise investigate reply respond choose pick"
    " klären abklären prüfen bestätigen melden nachfragen herausfinden mitteilen antworten entscheiden nennen confirmer vérifier répondre préciser indiquer demander décider choisir",
    "agree": "approve sign countersign authorise authorize release agree accept ratify validate genehmigen erteilen unterschreiben unterzeichnen freigeben valider signer approuver",
    "call": "call ring phone telephone talk speak dial chat anrufen telefonieren sprechen appeler téléphoner parler",
    "visit": "visit come attend join inspect survey drop stop swing travel see besuchen kommen vorbeikommen passer venir visiter",
    "event": "run host hold train teach present demonstrate demo show brief organise organize conduct perform stage moderate schulen halten vorführen zeigen präsentieren durchführen organiser former présenter animer tenir",
    "book": "book reserve schedule arrange plan buchen reservieren vereinbaren réserver fixer planifier",
    "introduce": "introduce connect vorstellen présenter",
    "file": "apply file lodge submit register enter put table beantragen einreichen anmelden vorlegen déposer inscrire soumettre",
    "hire": "hire appoint assign recruit nominate name find einstellen benennen recruter nommer désigner",
    "publish": "publish release launch list announce veröffentlichen publier lancer",
    "test": "test audit examine review inspect survey sample measure assess evaluate scan check read prüfen testen messen begutachten tester examiner mesurer vérifier relire",
    "fetch": "collect fetch pick haul abholen einsammeln enlever récupérer",
    "order": "order buy purchase commission bestellen ordern kaufen commander acheter",
}  # fmt: skip
KINDS: dict[str, frozenset[str]] = {}
"""Kinds of doing by the stem of a verb."""
for _kind, _verbs in _KINDS.items():
    for _verb in _verbs.split():
        KINDS[stem(_verb)] = KINDS.get(stem(_verb), frozenset()) | {_kind}

_IRREGULAR: dict[str, str] = {
    "sent": "send", "given": "give", "gave": "give", "gone": "go", "went": "go", "done": "do", "did": "do", "put": "put",
    "set": "set", "built": "build", "written": "write", "wrote": "write", "paid": "pay", "met": "meet", "spoke": "speak",
    "spoken": "speak", "rang": "ring", "rung": "ring", "held": "hold", "kept": "keep", "brought": "bring", "bought": "buy",
    "taken": "take", "took": "take", "found": "find", "told": "tell", "chosen": "choose", "chose": "choose", "made": "make",
    "ran": "run", "run": "run", "begun": "begin", "came": "come", "come": "come", "saw": "see", "seen": "see", "got": "get",
    "gotten": "get", "left": "leave", "lent": "lend", "laid": "lay", "cut": "cut", "taught": "teach", "drawn": "draw",
    "drew": "draw", "shown": "show", "let": "let", "read": "read", "rewritten": "rewrite", "withdrawn": "withdraw",
    "withdrew": "withdraw", "broken": "break", "known": "know", "heard": "hear", "dug": "dig", "hung": "hang", "hit": "hit",
    "fit": "fit", "shut": "shut", "split": "split", "spent": "spend", "swept": "sweep", "redone": "redo", "undone": "undo",
    "rebuilt": "rebuild", "reset": "reset", "upheld": "uphold", "overseen": "oversee", "flown": "fly", "driven": "drive",
    "drove": "drive", "sold": "sell", "won": "win", "fed": "feed", "dealt": "deal", "sought": "seek", "understood": "understand",
    "gesandt": "senden", "gebracht": "bringen", "gegeben": "geben", "gegangen": "gehen", "gekommen": "kommen", "gesprochen": "sprechen",
    "geschrieben": "schreiben", "unterschrieben": "unterschreiben", "behoben": "beheben", "angerufen": "anrufen", "gehalten": "halten",
    "gemessen": "messen", "genommen": "nehmen", "übergeben": "übergeben", "überwiesen": "überweisen", "erhalten": "erhalten",
    "gestrichen": "streichen", "freigegeben": "freigeben", "ausgetauscht": "austauschen", "getauscht": "tauschen", "geliefert": "liefern",
    "angeliefert": "anliefern", "eingepflegt": "einpflegen", "eingerichtet": "einrichten", "eingebaut": "einbauen", "eingereicht": "einreichen",
    "nachgereicht": "nachreichen", "freigeschaltet": "freischalten", "abgeklärt": "abklären", "geklärt": "klären", "weitergeleitet": "weiterleiten",
    "gebucht": "buchen", "gelöscht": "löschen", "geprüft": "prüfen", "getestet": "testen", "gewartet": "warten", "gesenkt": "senken",
    "geschickt": "schicken", "verschickt": "schicken", "zugeschickt": "schicken", "zurückgeschickt": "schicken", "bezahlt": "bezahlen",
    "gezahlt": "zahlen", "geschult": "schulen", "umgezogen": "umziehen", "übertragen": "übertragen", "eingestellt": "einstellen",
    "durchgeführt": "durchführen", "vorgestellt": "vorstellen", "vorgelegt": "vorlegen", "ausgefüllt": "ausfüllen", "hochgeladen": "hochladen",
    "fait": "faire", "faite": "faire", "mis": "mettre", "mise": "mettre", "parti": "partir", "partis": "partir", "partie": "partir",
    "parties": "partir", "remis": "remettre", "remise": "remettre", "transmis": "transmettre", "transmise": "transmettre",
    "fourni": "fournir", "fournie": "fournir", "choisi": "choisir", "établi": "établir", "reçu": "recevoir", "reçue": "recevoir",
    "venu": "venir", "venus": "venir", "tenu": "tenir", "soumis": "soumettre", "répondu": "répondre", "ouvert": "ouvrir", "ouverte": "ouvrir",
}  # fmt: skip

_PARTICLE_PAST = re.compile(
    r"(?:ab|an|auf|aus|bei|durch|ein|frei|her|hin|los|mit|nach|um|vor|weiter|zu|zurück)?ge\w{2,}(?:t|en)$"
)
_INSEPARABLE = re.compile(r"(?:be|er|ver|zer|ent|über|unter|wieder)\w{3,}t$|\w{3,}iert$")
_FRENCH_PAST = re.compile(r"\w{2,}(?:é|ée|és|ées)$")
_FRENCH_NOUN = re.compile(
    r"\w+[iï]tés?|(?:soci|quanti|sûre|sécuri|liber|propri|vari)étés?"
    r"|(?:journ|matin|soir|tourn|ann|dur|entr|rentr|id)ées?|données"
    r"|(?:congé|march|côt|été|caf|cl|mus|lyc|comit|déput|employ|sant|trait|délégu|résum|supermarch|relev|procéd|degr|bl)é?e?s?"
)
"""Nouns and no participles: "congé", "marché", "qualité"."""
_NO_PAST = frozenset(
    {
        "need",
        "speed",
        "feed",
        "seed",
        "bed",
        "red",
        "shed",
        "exceed",
        "proceed",
        "indeed",
        "hundred",
        "embed",
        "gesamt",
        "bereit",
    }
)


@lru_cache(maxsize=8192)
def past_of(word: str) -> str:
    """The stem of the verb whose past form or participle a word is; "" for any other word."""
    if word in _IRREGULAR:
        return stem(_IRREGULAR[word])
    if word in _NO_PAST or word in STOP and word != "found":
        return ""
    if word.endswith("ied") and len(word) > 4:
        return stem(word[:-3] + "y")
    if word.endswith("ed") and len(word) > 4:
        return stem(word)
    if _PARTICLE_PAST.match(word) or _INSEPARABLE.match(word):
        # "freigeschaltet" -> "freischalten", "erteilt" -> "erteilen"
        bare = re.sub(
            r"^(ab|an|auf|aus|bei|durch|ein|frei|her|hin|los|mit|nach|um|vor|weiter|zu|zurück)?ge",
            r"\1",
            word,
        )
        return stem(re.sub(r"(?:et|t|en)$", "", bare) + "en")
    if _FRENCH_PAST.match(word) and not _FRENCH_NOUN.fullmatch(word):
        return stem(re.sub(r"é(?:e|s|es)?$", "er", word))
    return ""


@dataclass(frozen=True)
class Gist:
    """A promise by what can show that it is done."""

    kinds: frozenset[str]
    """Kinds of doing, as named in this module."""
    doing: frozenset[str]
    """Stems that name the doing itself: "recalibrated", "the recalibration"."""
    head: str
    telling: frozenset[str]
    """Stems beside the head that tell the thing apart."""
    proper: frozenset[str]
    """Words of `telling` that are written as names, in lower case."""
    text: str
    """Action and quote in `plain` form."""

    @property
    def things(self) -> frozenset[str]:
        return self.telling | ({self.head} if self.head else frozenset())


_ANSWERS = re.compile(
    r"\b(?:whether|which|let (?:you|us) know|find out|come back to you|get back to you|tell you|say yes or no|yes or no|bescheid)\b"
)
_LEAD = re.compile(
    r"^(?:(?:i|we|you|wir|ich|nous|je)(?:'ll| will| shall|'m going to| are going to)? |to |also |then |have |get )+"
)
_ERRAND = re.compile(
    r"^(?:come|drop|stop|pop|visit|be|travel|go|send|swing|drive)\b.*? (?:to|and) (?P<verb>[^\W\d_]+) (?:the|your|our|all|both)\b"
)
_GERMAN_DOING = re.compile(
    r"^(?:(?:den|die|das|der|dem|ein|eine|einen|unsere?n?|ihre?n?|drei|zwei|\d+)\b.*|.*\b(?:in der|im|für|vom|zum)\b.*)(?:en|ern|eln)$"
)
_FRENCH = re.compile(r"\b(?:le|la|les|du|des|une?|vos|votre|nos|notre)\b|\b[ld]'")
_QUESTION = re.compile(r"\b(?:whether|which|if|how|why|ob)\b")
_FRENCH_BEFORE = frozenset(
    one_by_one(
        "nouveau nouvel nouvelle nouveaux nouvelles premier première dernier dernière petit petite grand grande autre ancien ancienne "
        "prochain prochaine"
    )
)
_COUNTED = frozenset(
    stem(w)
    for w in one_by_one(
        "one two three four five six seven eight nine ten eleven twelve both all drei zwei vier deux trois"
    )
)
_LIGHT = frozenset({"be", "do", "make", "have", "go", "take", "get", "keep", "put", "let", "leave", "set"})
_CAPITAL = re.compile(r"(?<![.!?:] )(?<!^)\b[A-ZÄÖÜÉ][\w'’-]+")


def gist_of(promise: Promise, topic: Topic, names: frozenset[str]) -> Gist:
    return _gist(promise.action, promise.quote, promise.due_as_said or "", topic, names)


@lru_cache(maxsize=20_000)
def _gist(action: str, quote: str, due_as_said: str, topic: Topic, names: frozenset[str]) -> Gist:
    low = plain(action.replace(due_as_said, " ") if due_as_said else action).strip()
    tokens = [w for w in words(_LEAD.sub("", low)) if is_word(w)]
    doing = {topic.verb_stem} if topic.verb_stem else set()
    head = topic.head
    if len(tokens) > 1 and head == stem(tokens[-1]) and _GERMAN_DOING.match(low):
        # "die Chlorpumpe austauschen": the last word is the doing, the first noun the thing
        doing = {head}
        head = next((stem(t) for t in tokens[:-1] if t not in STOP and t not in STATES), "")
        if stem(tokens[-1]) not in KINDS:
            doing |= {stem(tokens[-1])}
    elif _FRENCH.search(low) and len(tokens) > 1:
        # French names the thing first and describes it after
        head = next(
            (
                stem(t)
                for t in tokens[1:]
                if not (t in STOP or stem(t) in KINDS or t.endswith("er") or t in _FRENCH_BEFORE)
            ),
            head,
        )
    elif _QUESTION.search(low):
        # "whether the ovens can run on 16 amps" names no thing that is handed over
        head = ""
    for token in tokens[:1] + tokens[-1:]:
        if stem(token) in KINDS and token not in STATES and stem(token) != head:
            doing.add(stem(token))
            break
    else:
        past = [past_of(t) for t in tokens if past_of(t) in KINDS and t not in STATES]
        doing |= set(past[:1]) if not doing else set()
        if (
            not doing
            and tokens
            and stem(tokens[0]) != topic.head
            and tokens[0] not in STOP
            and len(tokens) > 1
        ):
            doing.add(stem(tokens[0]))
    errand = _ERRAND.match(low)
    if errand and stem(errand["verb"]) in KINDS:
        # "come by to measure the windows" is done when they are measured
        doing.add(stem(errand["verb"]))
    kinds: set[str] = set().union(*(KINDS.get(d, frozenset()) for d in doing)) if doing else set()
    if topic.gives and not kinds and not (doing - {""}):
        kinds.add("hand")
    if _ANSWERS.search(low) or head == "answer":
        kinds.add("tell")
    if re.search(r"\b(?:account manager|technician|engineer|contact|person)\b", low) and doing & {
        "get",
        "put",
        "find",
    }:
        kinds.add("hire")
    if re.search(r"\b(?:on site|on-site|vor ort|sur place)\b", low):
        kinds.add("visit")
    kinds |= set() if kinds else {"mend", "fit"}
    telling = {w for w in content(low, names) if w not in doing and w != head}
    telling |= {
        stem(t)
        for t in words(low)
        if is_word(t) and t not in STOP and t not in names and stem(t) in topic.identity
    }
    telling |= topic.numbers
    telling -= {head, *doing, *_COUNTED}
    written = (
        [] if re.search(r"\b(?:der|die|das|den|dem|eine?n?|im|für)\b", low) else _CAPITAL.findall(action)
    )
    proper = {re.sub(r"['’]s$", "", w.lower()) for w in written}
    return Gist(
        kinds=frozenset(kinds),
        doing=frozenset(doing - {stem(w) for w in _LIGHT}) or frozenset(doing),
        head=head if head not in doing else "",
        telling=frozenset(t for t in telling if len(t) > 1 or t.isdigit()),
        proper=frozenset(w for w in proper if w not in names),
        text=f"{low} | {plain(quote)}",
    )


_ALIASES: tuple[frozenset[str], ...] = tuple(
    frozenset(stem(w) for w in group.split())
    for group in (
        "certificate cert", "specification spec specs", "configuration config", "application app", "photo picture image foto",
        "call telephone phone", "visit trip tour besuch", "training workshop session course schulung formation", "demo demonstration walkthrough presentation",
        "file document attachment", "manual guide handbook handbuch", "drawing plan cad", "machine unit device", "error bug issue fault problem defect fehler",
        "fee charge cost", "refund credit reimbursement", "staff carer nurse employee people operator mitarbeiter", "site website page", "domain dns",
        "technician engineer fitter monteur mechanic", "renewal extension", "contract agreement vertrag contrat", "approval sign-off signoff green-light",
        "parcel package shipment box", "data dataset figures numbers", "report bericht rapport", "sample samples muster échantillon", "mail email",
        "boss director md ceo chef", "inspection survey check", "answer reply response decision", "licence license seat", "quote offer angebot devis estimate",
    )
)  # fmt: skip
_PREFIXED = re.compile(r"de|un|re|pre|sub|non|dis|anti|co")
"""Before a word they make another thing of it: "depalletiser"."""
_FLAT = str.maketrans("äöü", "aou")
_PREFIX = 4
"""Letters by which a shortened word is known: "cert" for "certificate"."""


@lru_cache(maxsize=65_536)
def is_named(word: str, named: frozenset[str]) -> bool:
    """Whether a stem stands among others: itself, an alias, shortened, or as the end of a compound."""
    if word in named:
        return True
    if any(word in group and named & group for group in _ALIASES):
        return True
    if len(word) < _PREFIX:
        return False
    for other in named:
        if len(other) >= _PREFIX and word.startswith(other) and len(word) - len(other) >= 3:
            return True
        if len(other) >= 5 and (word.endswith(other) or (len(word) >= 5 and other.endswith(word))):
            longer, shorter = (word, other) if len(word) > len(other) else (other, word)
            if not _PREFIXED.fullmatch(longer.removesuffix(shorter)):
                return True
        if len(word) >= 10 and len(other) == 4 and word.translate(_FLAT).endswith(other.translate(_FLAT)):
            # "die Pläne" for "die Bewässerungspläne"
            return True
    return False


@lru_cache(maxsize=4096)
def _named(text: str) -> frozenset[str]:
    found = {stem(w) for w in words(text) if is_word(w) and (w not in STOP or w in STATES)}
    for w in words(text):
        if "-" in w:
            found |= {stem(part) for part in w.split("-") if part}
    return frozenset(found | {w for w in words(text) if w.isdigit()})


@lru_cache(maxsize=32_768)
def reach(gist: Gist, text: str) -> int:
    """How well a text in `plain` form names what is promised.

    3: the thing and something that tells it apart (or nothing does); 2: the thing alone, or two of the
    words beside it; 1: one word; 0: nothing.
    """
    named = _named(text)
    head = (bool(gist.head) and is_named(gist.head, named)) or _code_named(gist, named)
    told = sum(is_named(w, named) for w in gist.telling)
    past = {past_of(w) for w in words(text)}
    doing = any(
        is_named(d, named) or d in past or (len(d) >= _PREFIX and any(w.startswith(d) for w in named))
        for d in gist.doing
    )
    if head and gist.head in GENERIC_HEADS and gist.telling and not told:
        return 2 if doing else 1
    if head:
        return 3 if told or not gist.telling else 2
    if told >= 2 or (told and doing):
        return 2
    if not gist.head and not gist.telling:
        return 2 if doing else 0
    if _SIGNED_COPY.search(text) and _SIGNED.search(gist.text):
        return 2
    return 1 if told or doing else 0


def names_head(gist: Gist, text: str) -> bool:
    """Whether a text in `plain` form names the thing itself."""
    named = _named(text)
    return bool(gist.head) and is_named(gist.head, named) or _code_named(gist, named)


_SIGNED = re.compile(r"\b(?:counter)?signed\b|\b(?:unter(?:schrieben|zeichnet)|signée?)")
_SIGNED_COPY = re.compile(
    r"\b(?:counter)?signed (?:copy|copies|version|one|document|documents|pages?|paper|papers|pdf|scan)\b|\bboth signatures\b"
)


def _code_named(gist: Gist, named: frozenset[str]) -> bool:
    """Whether a number of the thing itself stands there: "5512 came in" for invoice 5512, not for 800 kg or a year."""
    codes = {t for t in gist.telling if t.isdigit() and len(t) >= 3 and t in named}
    return any(not _YEAR.fullmatch(t) and _is_label(t, gist) for t in codes)


_YEAR = re.compile(r"(?:19|20)\d\d")


def _is_label(number: str, gist: Gist) -> bool:
    """Whether a number stands behind the noun that it numbers, not before what it counts."""
    tokens = words(gist.text)
    return any(b == number and is_word(a) and stem(a) in gist.things for a, b in pairwise(tokens))


def names_head_literally(gist: Gist, text: str) -> bool:
    return bool(gist.head) and gist.head in _named(text)


_SAFE_KINDS = frozenset(
    {
        "hand",
        "write",
        "mend",
        "fit",
        "switch",
        "move",
        "clear",
        "money",
        "agree",
        "call",
        "file",
        "publish",
        "order",
        "fetch",
    }
)


def same_kind(word: str, gist: Gist) -> bool:
    """Whether a past form tells of a doing of the promised kind in other words: "relocate" and "moved"."""
    base = past_of(word)
    return bool(base) and bool(KINDS.get(base, frozenset()) & gist.kinds & _SAFE_KINDS)


def same_verb(word: str, gist: Gist, topic: Topic) -> bool:
    """Whether a past form tells of the promised doing."""
    base = past_of(word)
    return bool(base) and (base in gist.doing or bool(topic.verbs & verb_groups(word)))
