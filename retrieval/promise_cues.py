"""Sorts the words of a clause into a few classes, so that what is learnt of one verb or day holds for all."""

import re
from functools import lru_cache

from retrieval.promise_words import ANNOUNCED, GIVE, STATES, UNDER_WAY, words

_TOKEN = re.compile(r"[a-z\u00df-\u00ff]+(?:'[a-z]+)?|'[a-z]+|\d+(?:[.,:]\d+)*|[?!:%\u20ac$\u00a3]")

_CLASSES: tuple[tuple[str, frozenset[str]], ...] = (
    ("I", words("i ich je j' ill i'm i'll i've i'd moi")),
    ("WE", words("we wir nous on we'll we're we've we'd")),
    ("YOU", words("you u ye sie du ihr vous tu you'll you're you've you'd ma'am sir")),
    ("TOYOU", words("ihnen euch dir dich te yourself")),
    ("YOUR", words("your yours ihre ihren ihrem ihrer ihres euer eure deine deinen dein votre vos ton tes ur")),
    ("OUR", words("our ours my mine unser unsere unseren unserem unserer mein meine meinen meinem notre nos mon ma mes")),
    ("ME", words("me us mir mich uns myself ourselves")),
    ("THEY", words("he she they he's she's they're er he'll she'll they'll il elle ils elles")),
    ("THEM", words("him her them ihm ihn lui leur")),
    ("THEIR", words("his their seine seinen seiner son sa ses leurs")),
    ("IT", words("it that this those these it's that's there there's es das dies ca \u00e7a cela c'est it'll that'll there'll")),
    ("WILL", words("will 'll shall wil werde werden wird wirst werdet vais allons va gonna wills")),
    ("WONT", words("won't wont shan't")),
    ("GOING", words("going gonna")),
    ("WOULD", words("would could might 'd w\u00fcrde w\u00fcrden k\u00f6nnte k\u00f6nnten m\u00fcsste wouldn't couldn't pourrais pourrions")),
    ("SHOULD", words("should ought oughta hopefully probably maybe perhaps ideally sollte sollten hoffentlich voraussichtlich vermutlich devrait devrais devrions normalement luck")),
    ("CAN", words("can may able kann k\u00f6nnen darf peux pouvons peut")),
    ("MUST", words("must need needs have has needn't mu\u00df muss m\u00fcssen brauche brauchen ben\u00f6tigen dois devons doit faut needed")),
    ("HAD", words("was were had did been gone went got came said told asked sent saw gave made took left hatte hatten war waren wurde wurden habe haben hat hast \u00e9tait avait avons ai avez ont \u00e9t\u00e9 sagte meinte didn't wasn't weren't hadn't hasn't haven't")),
    ("BE", words("be is are am 's 're being isn't aren't ist sind bin sein est sont sommes suis \u00eatre")),
    ("NOT", words("not no never nothing nobody none n't don't doesn't can't cannot nicht nichts kein keine keinen keiner nie pas rien jamais aucun aucune ne n'")),
    ("IF", words("if once when unless until till wenn falls sobald sofern bis si d\u00e8s lorsque quand whenever subject provided assuming before after")),
    ("WHY", words("because since although though whereas weil da car parce")),
    ("WH", words("what which who where how why whose whether wer was wie wo warum welche welcher qui que quoi comment o\u00f9 combien")),
    ("PLEASE", words("please kindly pls bitte merci veuillez lassen")),
    ("TRY", words("try trying hope hoping aim aiming plan planning expect expecting intend want wish versuche versuchen hoffe hoffen plane planen essaie essaierai essayons essaierons esp\u00e8re esp\u00e9rons endeavour")),
    ("SAY", words("say says think thinks thought believe guess suppose assume know knows mean feel seems looks sounds glaube denke finde meine pense crois heard hear understand wonder")),
    ("THANKS", words("thanks thank danke merci regards cheers sorry congratulations welcome sincerely gr\u00fc\u00dfe gr\u00fc\u00dfen cordialement")),
    ("BY", words("by until till before within latest deadline eod eow cob sp\u00e4testens avant d'ici")),
    ("DAY", words(
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun tomorrow tonight today tmrw tomorow tmr noon lunch evening morning afternoon night week weekend month quarter day days weeks months hour hours minutes minute mins year "
        "montag dienstag mittwoch donnerstag freitag samstag sonntag montags heute morgen \u00fcbermorgen abend abends vormittag nachmittag woche wochen tag tage tagen stunde stunden monat jahr "
        "lundi mardi mercredi jeudi vendredi samedi dimanche demain aujourd'hui soir matin apr\u00e8s-midi midi semaine semaines jour jours heures heure mois ma\u00f1ana noon eod eow")),
    ("MONTH", words("january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec januar j\u00e4nner februar m\u00e4rz mai juni juli oktober dezember janvier f\u00e9vrier mars avril juin juillet ao\u00fbt septembre octobre novembre d\u00e9cembre christmas easter")),
    ("NEXT", words("next coming this later soon shortly then asap immediately straight gleich sofort n\u00e4chste n\u00e4chsten n\u00e4chster kommende kommenden prochain prochaine prochaines ce cet cette bient\u00f4t dann")),
    ("LAST", words("last yesterday ago already earlier previously gestern letzte letzten letzter bereits schon hier dernier derni\u00e8re d\u00e9j\u00e0 recently just")),
    ("HABIT", words("always usually normally generally every each typically often never immer jeden jede jedes jedem meistens toujours chaque souvent daily weekly monthly")),
    ("NUM", words("one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty ninety hundred first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth ein zwei drei vier f\u00fcnf sechs sieben acht neun zehn elf zw\u00f6lf zwanzig deux trois quatre cinq dix quinze vingt")),
    ("FREE", words("free gratis kostenlos kostenfrei offert gratuit complimentary charge cost fee extra discount waive waived gratuitement suppl\u00e9ment")),
    ("AND", words("and or but so und oder aber et ou mais plus also then too")),
    ("THE", words("the a an der die das den dem des ein eine einen einem einer le la les un une l' du some any all")),
    ("PREP", words("to for of with from in on at into over about per zu f\u00fcr von mit aus auf an im am zum zur vom \u00e0 au aux de pour avec sur dans sous en up out back off down as")),
    ("GREET", words("hi hello hey dear hallo bonjour liebe lieber sehr")),
    ("STATE", STATES | words("like love look seem sound matter depend")),
    ("GIVE", GIVE | ANNOUNCED),
    ("GIVING", UNDER_WAY),
)  # fmt: skip
_GERMAN_GIVE = re.compile(
    r"(?:ab|an|auf|aus|bei|ein|her|hin|nach|rein|raus|r\u00fcber|vor|weg|zu|durch|zur\u00fcck|weiter|mit|hoch|\u00fcber)?"
    r"(?:schick|send|liefer|meld|ruf|geb|gib|mach|pr\u00fcf|kl\u00e4r|bring|stell|bekomm|erhalt|k\u00fcmmer|leit|erstell|bereit|"
    r"informier|lass|reich|komm|versprech|best\u00e4tig|\u00fcbernehm|buch|halt|sorg|schreib|mail|vereinbar|\u00fcberarbeit|"
    r"verzicht|gew\u00e4hr|installier|zieh|leg|garantier|nehm|setz|frag|sprech|start|verschick|versend|schau|hol|"
    r"verrechn|erstatt|tausch|reparier|bestell|montier|fahr|besorg|trag|biet|ersetz|reservier|berechn|verl\u00e4nger|"
    r"senk|aktualisier|beheb|l\u00f6s|wart|lad|bau|hinterleg|\u00fcberweis|such|unterschreib|test|rechn|red|beantrag|"
    r"schlie\u00df|zahl|pack|druck|plan|trenn|schalt|grab|wechsel|deck|\u00f6ffn|klingel|r\u00e4um|putz|misch|kopier)"
    r"(?:e|en|t|et|st|s)?$"
)
_FRENCH_FUTURE = re.compile(r"[a-z\u00e0-\u00ff]{2,}(?:rai|rons|rez|ront|ra)$")
_FRENCH_GIVE = re.compile(
    r"(?:r[e\u00e9]?)?(?:envoi|envoy|fai[st]|faisons|transmet|revien|rappel|livr|tien|ten|pr[e\u00e9]par|confirm|donn|pass|adress|"
    r"communiqu|engag|garanti|v[e\u00e9]rifi|offr|pren|partag|promet|occup|charg|command|factur|d[e\u00e9]pos|bloqu|mainti|"
    r"mainten|pos|tranch|met[st]|d[e\u00e9]dui|repren|demand|commenc|pr[e\u00e9]vien|affich|interv|install|appel|viens|venons|"
    r"r[e\u00e9]serv|r[e\u00e9]gl|rembours|chang|remplac|organis|appor|gard|sign)"
    r"(?:e|es|ons|ez|ent|s|t|ds|ts|ns|ens|ient|iens|enons|rends)?$"
)
_BY_WORD: dict[str, str] = {}
for _name, _listed in reversed(_CLASSES):
    _BY_WORD.update(dict.fromkeys(_listed, _name))


def tokens(clause: str, most: int = 40) -> list[str]:
    """Words, numbers and telling marks of a clause in `plain` form; "I'll" is two."""
    found: list[str] = []
    for token in _TOKEN.findall(clause)[: most * 2]:
        head, mark, tail = token.partition("'")
        if token in ("won't", "can't", "don't", "shan't", "didn't", "isn't", "aren't", "doesn't"):
            found.append(token)
        elif mark and tail in ("ll", "re", "ve", "s", "m", "d"):
            found += [part for part in (head, f"'{tail}") if part]
        elif mark and tail and head in ("j", "l", "d", "n", "s", "c", "m", "t", "qu"):
            found += [f"{head}'", tail]
        else:
            found.append(token)
    return found[:most]


@lru_cache(maxsize=20_000)
def class_of(word: str) -> str:
    """The class of one word; an ending where nothing better is known."""
    if word[0].isdigit():
        return "NUM"
    known = _BY_WORD.get(word)
    if known:
        return known
    if word in ("'m", "'re", "'s"):
        return "BE"
    if word == "'ve":
        return "HAD"
    if word in ("?", "!", ":", "%"):
        return word
    if word in ("$", "\u20ac", "\u00a3"):
        return "MONEY"
    if _FRENCH_FUTURE.fullmatch(word):
        return "FUTFR"
    if word.endswith("ing"):
        return "ING"
    if word.endswith(("ed", "iert")):
        return "ED"
    if word.startswith("ge") and word.endswith(("t", "en")) and len(word) > 5:
        return "ED"
    if _GERMAN_GIVE.fullmatch(word) or _FRENCH_GIVE.fullmatch(word):
        return "GIVEX"
    if word.endswith("ly"):
        return "LY"
    if word.endswith("day"):
        return "DAY"
    return "x"


def shape(found: list[str]) -> list[str]:
    """The classes of words, runs of unknown ones drawn together."""
    classes: list[str] = []
    for token in found:
        kind = class_of(token)
        if kind == "x" and classes and classes[-1] == "x":
            continue
        if kind == "NUM" and classes and classes[-1] == "NUM":
            continue
        classes.append(kind)
    return classes
