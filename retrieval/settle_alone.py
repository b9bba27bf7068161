"""Reads everyday replies that name little, where only one promise is open in the thread: "all three can log in", "she says it's fine"."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re

from records.models import Direction, Promise
from retrieval.phrases import one_by_one
from retrieval.sentences import plain
from retrieval.settle_around import doubt
from retrieval.settle_files import doubted_by_files
from retrieval.settle_hedges import guessed
from retrieval.settle_learnt import candidates
from retrieval.settle_predicate import FINE_NO, NEGATED, came_back
from retrieval.settle_scene import KEPT, Reading, Scene
from retrieval.topic_conflicts import conflicting
from retrieval.topic_doings import Gist, is_named, names_head, past_of, reach
from retrieval.topic_words import stem, words

_ACCESS = frozenset(
    stem(w)
    for w in one_by_one(
        "access login account user password permission portal licence license seat credentials zugang zugänge benutzer konto konten "
        "login passwort accès compte comptes identifiants"
    )
)
_INSIDE = re.compile(
    r"\b(?:i'm|i am|we're|we are|she's|he's|they're|everyone's|everybody's|everyone is|all (?:\w+ ){0,3}are|both are) (?:now |all |back )*in\b(?=\s*(?:[,.!;:)]|$|now\b|again\b|- ))"
    r"|\b(?:i|we|she|he|they|all(?: \w+){0,2}|both|everyone|everybody) can (?:now |all |both |finally )*(?:log|sign|get) (?:in|on)\b"
    r"|\bkomm(?:e|en)? (?:\w+ )?(?:wieder )?rein\b"
    r"|\b(?:logged|signed|got) in (?:fine|ok|okay|straight away|right away|without|this morning|just now|at once)\b"
    r"|\b(?:login|log-in|password|access|zugang|anmeldung|accès|connexion)\w* (?:works?|is working|funktioniert|klappt|geht|läuft|fonctionne|marche)\b"
)
"""Somebody who was to get access has it."""
_ASKED = re.compile(
    r"\b(?:ask|asking|check(?: \w+){0,4} with|clarify(?: \w+){0,4} with|confirm(?: \w+){0,4} with|talk to|speak to|chase|frage|kläre(?: \S+){0,4} mit|demande(?:r|rai)? (?:à|au)|vérifie(?: \S+){0,4} avec) (?:\w+ )?(?:our|my|the|your|with|den|die|der|unsere?n?|meine?n?|notre|mon|ma|le|la|l')? ?(?P<who>[^\W\d_]{3,})"
)
"""Who was to be asked."""
_ANSWERED = r"(?: (?!will|would|asks|wants)\S+){0,3}? (?:says?|said|confirms?|confirmed|told (?:me|us)|came back|got back|thinks|replied|answered|agrees|agreed|is fine|is ok|is okay|is happy|has no objections?|sagt|meint|bestätigt|hat (?:\S+ ){0,3}(?:bestätigt|gesagt|zugestimmt)|dit|confirme|a (?:confirmé|répondu|dit))\b"
_DAY = r"(?:the \d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th|\.)|(?:mon|tues|wednes|thurs|fri)day(?: \w+)?|montag|dienstag|mittwoch|donnerstag|freitag|lundi|mardi|mercredi|jeudi|vendredi|le \d{1,2}|(?:am|der|den) \d{1,2}\.?)"
_SETTLED_DAY = re.compile(
    rf"\b{_DAY}(?: \S+){{0,4}}? (?:is|are|'s|has been)(?: now| all)? (?:confirmed|fixed|set|fine|good|ok|okay|booked|settled|on)\b"
    rf"|\b{_DAY}(?: \S+){{0,3}}? (?:works|suits|steht|passt|geht|klappt|convient|est confirmée?|est bon)\b"
    rf"|\b(?:confirmed|it is|we're on|we are on|we can do|bestätigt|confirmé)(?: \w+)?[:,]? {_DAY}"
)
_DATES = frozenset(
    stem(w) for w in one_by_one("date day time slot appointment termin datum zeit uhrzeit créneau heure")
)
_DOING_DONE = re.compile(
    r"\b(?:the|your|our|this|that|die|der|das|la|le|l')\s?(?P<before>(?:\w+ ){0,2}?)(?P<noun>[^\W\d_]{4,})(?: on \w+| yesterday| today| this morning| with \w+| for \w+| at \S+| session| gestern| heute)*"
    r" (?:(?:is|was|has been|went|all went|ist|war|lief|est|était|s'est)(?: \w+){0,2}? (?:done|over|finished|complete|completed|through|great|helpful|useful|excellent|good(?! idea)|well(?! under)|smoothly|fine|brilliant|a success|fun|erledigt|fertig|abgeschlossen|vorbei|super|hilfreich|gut|prima|terminée?|finie?|faite?|bien passée?|utile)\b|took place|hat stattgefunden|a eu lieu)"
)
"""The promised doing as a noun, spoken of as over."""
_WORKS_AGAIN = re.compile(
    r"\b(?:i|we|she|he|they|everyone|everybody) can (?:\w+ ){1,3}?(?:again|now|as usual)\b"
    r"|\b(?:is|are) (?:all |much |nice and )?(?!down|out|broken|offline|late|stuck|missing|off|wrong|slow|empty|dead|not|blocked|on|in\b)\w+ again\b|\b(?:back to normal|all good again|all fine again|works? again|working again|up again|runs? again|läuft wieder|geht wieder|klappt wieder|fonctionne (?:de nouveau|à nouveau)|ça remarche)\b"
)
_LOOKED = re.compile(
    r"^\W*(?:(?:i've|i have|i|we've|we have|we|have) )?(?:just |now |finally |also )*(?:read|went through|gone through|been through|looked (?:it |them )?(?:through|over|at)|had a (?:look|read)|gelesen|durchgesehen|angeschaut|habe (?:\S+ ){0,4}(?:gelesen|durchgesehen|angeschaut|geprüft)|ai (?:lu|relu|regardé|vérifié))\b"
)
_MY_WORDS = re.compile(
    r"\b(?:my|our|meine|unsere|mes|nos) (?:\w+ )?(?:comments|remarks|feedback|thoughts|notes|edits|changes|suggestions|anmerkungen|kommentare|remarques|commentaires)\b(?:(?: \S+){0,5}? (?:are|is|attached|below|in|here|sind|finden|sont|ci-joint\w*)\b|:)"
)
_SAID_WORDS = frozenset(
    stem(w)
    for w in one_by_one(
        "feedback comment comments remark remarks opinion input thoughts notes anmerkungen remarques"
    )
)
_PERSON = re.compile(
    r"\b(?:[Yy]our|[Oo]ur|[Tt]he) (?:\w+ ){0,2}?(?:contact|person|manager|coordinator|engineer|technician|consultant|lead)(?: \w+){0,3}? (?:is|will be) (?P<name>[A-ZÄÖÜ]\w+ ?[A-ZÄÖÜ]?\w*)"
)
_MEET = re.compile(
    r"\b(?P<one>[A-ZÄÖÜ]\w+), (?:this is|meet|das ist|je te présente|voici) (?P<two>[A-ZÄÖÜ]\w+)"
)
_VALUE_NOW = re.compile(
    r"\b(?:now|jetzt|nun|désormais)\b(?: \w+){0,2}? (?:says?|shows?|reads?|runs?|stands?|is|are|lasts?|goes|ends?|lautet|läuft|steht)\b|\b(?:says?|shows?|reads?|runs?|stands?|is|are|lasts?|goes|ends?|lautet|läuft|steht|est)\b(?: \S+){0,6}? (?:now|jetzt|nun|désormais)\b|\bnow (?:says?|shows?|reads?|runs?|is|at|on|until)\b"
)
_BARE_PLACE = re.compile(
    r"(?:\b(?:is|are)|'s|'re) (?:now |all |already )*(?:in your (?:inbox|mailbox|folder|dropbox)|on your desk|online|uploaded|on the (?:portal|drive|server|sharepoint)|in the (?:shared )?(?:folder|drive|portal|channel))\b"
)


def reported(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """A reply that tells it in words of its own kind of promise, where no other promise of its side is open."""
    if not scene.alone_in_thread(promise):
        return None
    named = _person_named(scene, promise, gist) or _agreed(scene, promise, gist)
    if named:
        return named
    for _, one in candidates(scene, promise, gist, relaying=bool(gist.kinds & {"tell", "call", "agree"})):
        piece = scene.pieces[one.at]
        by_owner = piece.speaker is not None and scene.is_ours(piece.speaker) == (
            promise.direction is Direction.ours
        )
        tells = _told_by_owner if by_owner else _told_by_waiter
        if tells(one.said, piece.whole, promise, gist):
            if doubt(scene, one.at, promise, gist) or doubted_by_files(scene, promise, gist):
                return None
            who = "the one who owes it" if by_owner else "the other side"
            return Reading(KEPT, piece, 0.72, f"{who} says so, and nothing else was open in this thread")
    return None


def _person_named(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """The person who was to be named: "your contact will be Petra Lang"."""
    if (
        not gist.kinds & {"hire", "tell"}
        or not _NAMING.search(gist.text)
        or not scene.speaks_as_owner(promise)
    ):
        return None
    for piece in scene.pieces:
        if (
            _PERSON.search(piece.whole)
            and not piece.whole.rstrip().endswith("?")
            and not guessed(piece.plain)
        ):
            return Reading(KEPT, piece, 0.74, "the one who owes it names somebody")
    return None


_NAMING = re.compile(r"\b(?:name|nominate|appoint|assign|tell you who|contact|account manager|successor)\b")


def _told_by_owner(said: str, written: str, promise: Promise, gist: Gist) -> bool:
    if _gives_access(gist) and _INSIDE.search(said):
        return True
    if _over(said, gist):
        return True
    if "tell" in gist.kinds and _asked_one_answers(said, promise):
        return True
    if gist.kinds & {"tell", "agree", "book"} and gist.head in _DATES and _SETTLED_DAY.search(said):
        return True
    if "test" in gist.kinds and not gist.kinds & {"mend"} and _LOOKED.search(said):
        return True
    if gist.head in _SAID_WORDS and _MY_WORDS.search(said):
        return True
    if "answer" in gist.doing and re.search(
        r"\b(?:my|our) (?:answers|replies) (?:are|attached|below|in)\b", said
    ):
        return True
    if _did(said, gist) or _answers(said, promise, gist):
        return True
    if _SENDS_PERSON.search(gist.text) and _WAS_THERE.search(said):
        return True
    if (
        gist.kinds & {"hire", "tell"}
        and re.search(r"\bname|contact|person", gist.text)
        and _PERSON.search(written)
    ):
        return True
    if "introduce" in gist.kinds and (found := _MEET.search(written)):
        return any(is_named(stem(found[g].lower()), gist.things | gist.proper) for g in ("one", "two"))
    if gist.kinds & {"switch", "fit", "price", "mend"} and reach(gist, said) and _same_value(said, promise):
        return bool(_VALUE_NOW.search(said))
    return bool(gist.kinds & {"hand", "write", "publish"} and reach(gist, said) and _BARE_PLACE.search(said))


def _told_by_waiter(said: str, written: str, promise: Promise, gist: Gist) -> bool:
    if came_back(said, gist):
        return False
    if _gives_access(gist) and _INSIDE.search(said):
        return True
    if _over(said, gist):
        return True
    if gist.kinds & {"mend"} and _WORKS_AGAIN.search(said):
        return True
    if _LOOK_INTO.search(gist.text) and reach(gist, said) and _WORKS_AGAIN.search(said):
        return True
    if _SENDS_PERSON.search(gist.text) and (came := _CAME.search(said)):
        return came["who"] in _ANYBODY or came["who"] in words(gist.text)
    if gist.kinds & {"switch", "fit", "price"} and reach(gist, said) and _same_value(said, promise):
        return bool(_VALUE_NOW.search(said))
    return False


_LOOK_INTO = re.compile(r"\b(?:look(?:ing)? into|investigate|get to the bottom of|kümmer\w*|regarde)\b")
_PEOPLE = (
    r"(?:technicians?|engineers?|somebody|someone|colleagues?|fitters?|plumbers?|electricians?|mechanics?|crew|team|drivers?|people|man|men|guys?|lads|specialists?|consultants?|"
    r"techniker\w*|monteure?\w*|kollegen?|kollegin|mitarbeiter\w*|techniciens?|collègues?|équipe|installateurs?)"
)
_SENDS_PERSON = re.compile(
    rf"\b(?:send|have|get|dispatch|bring|schick\w*|envo\w+|with|our) (?:\S+ ){{0,3}}?{_PEOPLE}\b"
)
_CAME = re.compile(
    rf"\b(?:your|the|ihre?n?|der|die|votre|vos|le) (?:\w+ )?(?P<who>{_PEOPLE}) (?:was|were|came|has been|have been|turned up|stopped by|dropped in|showed up|war|waren|kam|kamen|est (?:venue?|passée?)|était)\b(?! (?:great|good|nice|late|supposed|meant|who))"
)
_ANYBODY = frozenset(
    one_by_one(
        "colleague colleagues man men guy guys people team crew lads kollege kollegen kollegin mitarbeiter collègue collègues équipe"
    )
)
_WAS_THERE = re.compile(
    r"\b(?:was|were|has been|have been|war|waren|est passée?|étaient|était) (?:\w+ )?(?:at your|with you|at yours|on site|there|round|over at|in your|bei ihnen|vor ort|chez vous|sur place)\b"
)
_DID_IT = re.compile(
    r"\b(?:i|we)(?:'ve| have)? (?:just |now |already |also |finally )*(?P<doing>[^\W\d_]+) (?:it|them|that|both|everything|all of (?:it|them))\b"
)
_DID = re.compile(
    r"^\W*(?:(?:ok|okay|so|right|hi|good news)\W+)?(?:i|we)(?:'ve| have) (?:just |now |finally |already )*(?P<doing>[^\W\d_]+)(?=\s*(?:[,.:;!]|$| - ))"
)
_LIKED = re.compile(
    r"\b(?:is|are|looks?|was|ist|sind|est) (?:all |absolutely |perfectly |just |really )?(?:fine|good|ok|okay|approved|perfect|great|lovely|spot on|freigegeben|in ordnung|parfaite?|validée?)\b(?! (?:except|but|apart|for now|so far|in principle|with))"
)
_RESERVE = re.compile(r"\b(?:but|except|apart from|once|if|aber|bis auf|mais|sauf)\b")
_BECAUSE = re.compile(
    r"\b(?:because|due to|reason|caused?|it was|turned out|turns out|was held|were held|weil|wegen|grund|lag an|liegt an|parce que|à cause)\b"
)
_COSTS = re.compile(
    r"\b(?:cost|costs|price|prices|charge|discount|rate|fee|rabatt|preis|kosten|kostet|prix|remise|tarif)\b"
)
_OPEN_YET = re.compile(
    r"\b(?:ask|asked|asking|wait|waiting|checking|clarifying|looking|find out|hear back|don't know|no idea|unclear|whether|if|pending|frage|warte|kläre|attends|question|boss|director|approval)\b"
)


_CHOSEN = frozenset(stem(w) for w in ("decide", "choose", "agree", "confirm", "settle"))


def _did(said: str, gist: Gist) -> bool:
    """ "I've reset it", "We've decided: green": the promised doing with a pronoun or nothing behind it."""
    return any(
        found is not None
        and (
            past_of(found["doing"]) in gist.doing
            or ("tell" in gist.kinds and past_of(found["doing"]) in _CHOSEN)
        )
        for found in (_DID_IT.search(said), _DID.search(said))
    )


def _answers(said: str, promise: Promise, gist: Gist) -> bool:
    """A price, a reason or a choice that was to be found out and is simply stated."""
    if "tell" not in gist.kinds or _OPEN_YET.search(said) or not reach(gist, said):
        return False
    asked = plain(promise.quote)
    if _COSTS.search(asked):
        return bool(re.search(r"\d", said))
    return bool(re.search(r"\b(?:why|warum|weshalb|pourquoi)\b", asked) and _BECAUSE.search(said))


def _agreed(scene: Scene, promise: Promise, gist: Gist) -> Reading | None:
    """Approval in plain words: "the artwork is fine, please print"; also "the samples are ready" where that was promised."""
    if not scene.speaks_as_owner(promise):
        return None
    ready = re.search(r"\bready\b", gist.text) and not gist.kinds & {"event", "visit"}
    if "agree" not in gist.kinds and not ready:
        return None
    for piece in scene.pieces:
        said = piece.plain
        fits = (
            _LIKED.search(said)
            if "agree" in gist.kinds
            else re.search(r"\b(?:is|are) (?:now |all )?ready\b", said)
        )
        if (
            not fits
            or not names_head(gist, said)
            or piece.whole.rstrip().endswith("?")
            or guessed(plain(piece.whole))
        ):
            continue
        if (
            _RESERVE.search(plain(piece.whole))
            or NEGATED.search(FINE_NO.sub(" ", plain(piece.whole)))
            or conflicting(gist, said, piece.whole, scene.names)
        ):
            continue
        return Reading(
            KEPT, piece, 0.72, "the one who owes it says so, and nothing else was open in this thread"
        )
    return None


def _gives_access(gist: Gist) -> bool:
    return bool(gist.things & _ACCESS) or any(
        w.startswith("log") and "login" in gist.text for w in gist.things
    )


_ANY_KIND = frozenset({"whole", "entire", "little", "short", "long", "promised", "ganze", "kurze", "petite"})


def _over(said: str, gist: Gist) -> bool:
    """Whether the doing itself, as a noun, is over: "the training went well"."""
    found = _DOING_DONE.search(said)
    if not found or not gist.kinds & {
        "event",
        "visit",
        "fit",
        "move",
        "mend",
        "test",
        "call",
        "write",
        "money",
    }:
        return False
    if any(not is_named(stem(w), gist.things) for w in words(found["before"]) if w not in _ANY_KIND):
        # the training of somebody else
        return False
    noun = stem(found["noun"])
    return any(len(d) >= 4 and (noun.startswith(d) or is_named(d, frozenset({noun}))) for d in gist.doing)


def _asked_one_answers(said: str, promise: Promise) -> bool:
    for found in _ASKED.finditer(plain(promise.quote)):
        who = re.escape(found["who"])
        if re.search(rf"\b{who}\w*{_ANSWERED}", said):
            return True
    return False


def _same_value(said: str, promise: Promise) -> bool:
    """Whether a number or month that was promised stands there."""
    promised, here = (_values(plain(text)) for text in (promise.quote, said))
    return bool(promised & here)


def _values(text: str) -> set[str]:
    return {n.rstrip(".,") for n in re.findall(r"\d[\d.,]*", text)} | (set(words(text)) & _MONTHS)


_MONTHS = frozenset(
    one_by_one(
        "january february march april may june july august september october november december januar februar märz mai juni juli oktober "
        "dezember janvier février mars avril juin juillet août septembre octobre novembre décembre"
    )
)
