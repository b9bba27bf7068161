"""What a question is about: the words left when names, times and question words are taken out."""

import re
from collections.abc import Callable, Sequence

from retrieval.fulltext import STOP_WORDS

MOST_WORDS = 12
_WORD = re.compile(r"[^\W_]+(?:['.&+-][^\W_]+)*[+#]*%?")
_QUESTION_WORDS_TEXT = """
right now promise promises promised promising commit commits committed commitment commitments owe owes owed owing
due overdue deadline deadlines late broken broke break breaks missed miss open outstanding pending kept keep keeping
fulfilled fulfil delivered deliver delivering deliveries delivery-date send sent sending sends ship shipped provide
provided share shared give given gives gave done finish finished complete completed agree agreed offer offered
offering guarantee guaranteed assure assured list show summarize summarise everything all every currently
current today's supposed expected expect expecting still so far customer customers client clients account accounts
company colleagues people somebody someone anybody everyone everybody nobody please again exactly actually
really recently lately latest newest days times date dates changed change moved move postponed withdrawn withdrew
cancelled canceled taken took take back slipped slip anything need needs needed want wants wanted being get gets got getting go
going goes make makes made making hear heard told tells telling say says saying said other others each one ones since until
plate todo todos to-do to-dos follow followed remind reminder reminders many much
they're we're you're i'm he's she's we've i've we'll i'll they'll haven't didn't hasn't don't doesn't isn't aren't what's who's when's what're
where's that's it's there's can't won't wasn't weren't how's whats whos whens wheres thats hows havent didnt hasnt
dont doesnt isnt arent cant wont wasnt werent couldnt shouldnt im ive ill id were youre theyre lets let's
happened happen happens became become becomes waiting wait waits stuff pls plz thx thanks thank hey hi hello yo ok
okay yes no yep nope cheers cool great sure well um uh hmm kinda sort basically quick quickly question wondering wonder
remember know find look see check checking tell info information regarding concerning re fyi asap btw
having able towards toward against between within without during before after above below under next last past previous
this week weeks month months year years quarter quarters today tomorrow yesterday tonight morning afternoon evening
day new old long short soon later earlier early ago already anymore anyway maybe perhaps possibly probably any
must shall may might could would should can cannot need-to has-to us me ourselves themselves
slipping slip's forgot forgotten failed fail keep's word promise's honour honoured honor honored
receive received receives bring brings brought come comes came coming arrive arrives hand handed
who's which's whose there here where why how what when which whom along across around off down up on
left remaining rest total count number-of in-total altogether overall sum
name names called call-it kind type sort bit lot lots couple few several most more less least enough
we'd they'd i'd he'd she'd you'd he'll she'll it'll you'll moves moving changing changes postpone postponing postponed reschedule rescheduled rescheduling delay delays delayed delaying defer deferred push pushed pushing bumped bump
missing upcoming coming falls falling fehlt fehlen fehlte aussteht ausstehend non pas colleague colleague's writing unsure uncertain unclear dropped drop abandoned withdraw
extended wat wot wht waht slipping lapse overran reneged retract retracted revoked deliverable deliverables obligation obligations pledge pledged pledges vow assured soft firm conditional vague binding
verlegt verlegte verzögert geändert vertagt überfälliges ausgemacht vereinbart abgesprochen décalé décalés décalée décalées repoussé repoussée repoussés repoussées reportées modifié déplacé déplacée convenu tenues rater raté
doing working
lowdown rundown skinny gist recap brief briefing overview picture state affairs heads-up items point points matters matter happens
situation shape standing play score story upshot essentials basics headlines highlights debrief catch caught bring speed loop scoop low-down
talk-track another other's such own else's elsewhere else somehow somewhere sometime whatever whichever whoever whenever wherever however therefore though although despite unless
almost hardly barely nearly rather quite pretty fairly only even too very just still yet instead meanwhile overall besides plus minus incl including except apart regardless
lately nowadays whole entire various certain particular specific respective following above-mentioned same-day respectively currently presently formerly originally initially eventually finally firstly lastly
someone's anyone's everyone's nobody's somebody's whose itself himself herself themselves yourself myself
honestly literally simply truly clearly surely definitely absolutely certainly apparently allegedly supposedly hopefully sadly unfortunately
hell heck damn bloody fuck fucking shit wtf omg argh ugh oops sigh sheesh gosh
got-them got-it gotten gets-to meant means mean supposed-to bound obliged obligated required liable expects intend intends intended plan-to planned planning aim aiming
happening happenings steps step chase chasing chased nudge nudging hound behind balls ball dropping cracks slide sliding slid giving putting letting looking seeing thinking talking telling-me
holdup hold-up stuck stopping sich selber verdammt mist went gone went-out
qu ai-je as-tu a-t-il a-t-elle nouveau nouvelle nouveaux nouvelles
hab hast habt hatt überarbeitete überarbeiteten verschicken verschickst
agenda radar horizon pipeline store front priority priorities urgent urgently burning fires fire original originally actual real true eventual exact precise planned scheduled
läuft laufen lief kümmert kümmern kümmere geworden weg da her hin raus rausgeschickt rausgegangen erwarten erwartet erwarte verzug rückstand stockt hängt hängen hakt klemmt brennt liegt liegen lag bleibt bleiben blieb gehört gehören
fehlend fehlende fehlenden angekommen eingegangen eingetroffen abgeschickt rausgehen rausmuss rausmüssen anstehen ansteht anstehend ankommt ankommen eingehalten gehaltene gebrochene offenes überfälliger überfälliges fälliger fälliges fälligkeit
sagte sagten meinte meinten erzählt erzählte erwähnte schrieb schrieben schreibt antwortet geantwortet gemeldet melden meldet meldete rühren rührt gerührt
bitten gebeten erinnere erinner erinnern zusammenfassung überblick übersicht kurzfassung kurz knapp bitte-kurz stichworte aktueller aktuelles letztens neulich vorhin kürzlich bald demnächst sofort gleich früher später spätestens frühestens
eigentlich überhaupt nochmal nochmals wieder immer nie niemals oft manchmal vielleicht wohl halt eben bloß nur sogar außerdem trotzdem sonst anderes andere anderen anderer irgendwelche irgendwas irgendwann irgendwo irgendwer sowas solche solchen
insgesamt zusammen gesamt genau ungefähr etwa circa ca rund beide beiden beides jeweils jede jeder jedes jeden einzelne einzelnen
zuletzt-zugesagt versprachen verspräche zusagten zusagte zusagt zusage-mäßig verbindlich verbindliche unverbindlich bedingt bedingte bedingten bedingung bedingungen wackelig sicher unsicher klar unklar
erinnert erinnerung erinnerungen aufgaben aufgabe todo-liste zusage-liste verpflichtung verpflichtungen verpflichtet pflicht termintreue pünktlich unpünktlich verspätung verspätungen verspätete verspäteten versäumt versäumte verpasst
schaffen schaffe schafft geschafft klappt klappen hinbekommen hinkriegen bereit parat vorliegt vorliegen vorhanden nötig brauchen braucht brauche gebraucht benötigen benötigt wollt würde würden hätte hätten wäre wären könnten müssten müsste
mach mache tu tue tun tut getan unternommen unternehmen bringen bringt gebracht holen holt geholt nehmen nimmt genommen legen stellen stellt gestellt setzen setzt
dran drauf drin drüber drum dabei daraus danach davor dazwischen hierfür hierzu wozu wofür wovon womit woran worum wobei wodurch weshalb weswegen wessen welch
leute team kollegen kollege kollegin gegenseite seite seiten partner chef chefin einer einem eines einen
arrivé arrivée arrivés partie parti partis parties reçue reçus reçues envoyée envoyés envoyées livrés livrées tenue faits faite réglé réglée terminé terminée fini finie prêt prête prêts
passe passé passer va vont vais aller allons viens vient viennent venir venu venue mettre met mis rendre rend rendu donner donne donné donnée prendre prend pris rappelle rappelle-moi résumé résume point-sur bilan
oui non peut peux pouvons peuvent pourrait voir vois savoir sais faut falloir devrait devraient devrions veut veux voulons voulait besoin
jusque bientôt tard tôt récemment dernièrement ensuite enfin aussi alors donc mais comme car si très trop peu plus moins même tel telle tels telles chaque plusieurs quelques autre autres
remaining undone unfinished ways way sides directions direction court plates
beim zum zur vom ins aura auront aurons aurez
habe envers punkte punkt lange gilt gelten gültig est-il sont-ils valid forget remember written compare versus vs responsible charge hook handle handles handling verantwortlich
zuständig responsable chargé wollte wollten wolltest unterwegs qu'a qu'ont fill-in owed-to
been-promised side sides part end side's mine ours theirs yours hers his due-date by-when
ever never always often usually sometimes once twice both either neither same different
hold-on wanna gonna gotta lemme gimme wasup sup dear team folks guys mate buddy friend
versprochen versprechen verspricht verspreche zugesagt zusage zusagen zugesichert gegenüber
schulden schulde schuldet schuldig fällig fällige fälligen überfällig überfällige überfälligen offen offene offenen offener offenes gehalten eingehalten alles allem allen alle
gibt geben gegeben geschickt schicken schickt geliefert liefern liefert erledigt erledigen kunde kunden frist fristen liste verschoben verschobene
zurückgezogen denn eigentlich jemals je bisher bekommt bekommen bekomme kriegt kriegen erhält erhalten kommt kommen kam
wartet warten warte worauf passiert stand steht stehen geht ging gehen macht machen gemacht muss müssen musste soll sollen sollte kann können könnte darf
dürfen mag möchte wollen will wollte hatten gab hier dort jetzt gerade aktuell aktuelle aktuellen derzeit heute gestern morgen woche wochen
monat monate jahr tage tag diese dieser dieses diesen diesem letzte letzten letzter letztes nächste nächsten nächster nächstes vergangene vergangenen
herr frau hallo danke dir gern gerne kannst könntest sag sagen sagte gesagt mal doch ja nein okay bitteschön viele vielen wieviel wieviele
uns unsere unser unseren unserem unserer mein meine meinen meiner dein deine sein seine seiner ihre ihren ihrem ihrer ihm ihn ihnen
dass ob wenn als dann damit dazu davon dafür daran darauf etwas nichts irgendwas jemand jemanden niemand man sich selbst
bezüglich betreffend wegen hinsichtlich seitens gegen ohne durch bis seit vor ab neu neue neuen neues was wurden worden sei war
zu spät verspätet kein keine keinen gemäß laut datum termin-wann verschickt gesendet senden sendet
promis promise promesse promesses promettre promet promettent promis-on devons doit dois doivent devait retard ouvertes ouverts ouverte ouvert
avons-nous ont-ils dois-je tout toutes tous toute qu'avons-nous qu'est-ce qu'est quelles quels quel quelle a-t-on on fait faire faites faits jamais
engagement engagements engagé engagée engagés tenu tenus tenue tenues reporté reportée reportés reportées retiré annulé
envoyé envoyer envoie livré livrer livrée reçu reçoit recevoir attend attendent attendre quoi où qu'on qu'il qu'ils qu'elle
chez sont est-ce est-ce-que été être avoir avait eu eux lui leurs mon mes ton ses nos vos votre cela ça ceci c'est s'est n'a n'est
d'ici là ici encore déjà toujours hier aujourd'hui demain semaine semaines mois année années jour jours dernier dernière
derniers dernières prochain prochaine cette ces merci bonjour salut svp s'il plaît stp dit dire concernant propos sujet
est-on en-est où-en sommes-nous en quand jusqu'à avant après depuis pendant aux y il elle ils elles je tu j'ai m'a nous-mêmes
pull pulled fetch retrieve zuletzt qu'a-t-on qu'a-t-il qu'a-t-elle échéance échéances dû dus due dues fall holding cancel scrap scrapped blow blew gerissen geklappt noch
quelque chose choses quelqu'un truc trucs qqch sachen kram zeug
at-on combien moi toi soi celui celle ceux celles aucun aucune rien personne quelqu'un reste restent
"""
QUESTION_WORDS = frozenset(_QUESTION_WORDS_TEXT.split())
"""Words that ask for promises and name none."""
_THIN_TEXT = """
call calls meeting meetings mail mails email emails message messages date number numbers list plan item items update updates
status follow-up action actions thing things deal deals project reply answer word feedback summary visit demo
delivery time team stage news note notes name address contact date-change money response
anruf termin termine terminen treffen mail nachricht rückruf besuch antwort liste plan stand
appel réunion rendez-vous message réponse liste visite
"""
THIN = frozenset(_THIN_TEXT.split())
"""Words that are a topic only where nothing else is: "did we promise a call"."""
_HOW_IT_STANDS = frozenset(
    [
        "status",
        "summary",
        "update",
        "updates",
        "list",
        "news",
        "number",
        "numbers",
        "note",
        "notes",
        "deal",
        "stand",
        "liste",
    ]
)
_TOGETHER = re.compile(
    r"\b(?:statements? of work|scope of work|proof of concept|terms of (?:use|service)|bill of (?:materials|lading)|letter of intent|power of attorney|certificate of (?:origin|insurance)|request for (?:proposal|quote)|lettre d'intention|cahier des charges|accord de confidentialité|bon de commande)\b"
)
"""Names of one thing that hold a stop word."""
_FREE = re.compile(
    r"\b(?:for nothing|for free|free of charge|(?:at|for) no (?:extra |additional )?(?:cost|charge|fee)s?|at our (?:own )?(?:cost|expense)|on the house|ohne (?:aufpreis|mehrkosten|berechnung)|für (?:umsonst|lau))(?!\w)"
)
_OFF = re.compile(
    r"\b(?:how much|what|how many percent|\d+ ?(?:%|percent)|anything|something|money) off(?!\w| the| to)"
)
_EVERY_WEEK = re.compile(
    r"\b(?:every|each|jeden|jede|chaque|tous les)\s+(?:week|woche|semaine|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\w+tag|lundi|mardi|mercredi|jeudi|vendredi)s?\b"
)
_WITH_PARTICLE = re.compile(
    r"\b(kick|roll|sign|hand|log|set|check|build|follow|read|write|pick|buy|opt|cut|switch|start|drop|lock|walk|trade|mark|break|clean|back|stand|add|top|pay|call|phase|ramp|line|spin|scale|turn|mock|print)"
    r"[ -](off|over|in|up|out|down|through|by|back)s?\b(?! (?:to|from|us|me|them|with us)\b)"
)
"""Nouns of two words, of which the second alone tells nothing."""
_IDIOMS = re.compile(
    r"\b(?:off the table|f[ae]ll(?:s|en)? through|back(?:ed|ing)? out(?: of)?|go(?:ne|ing|es)? back on|went back on|call(?:ed)? off|pull(?:ed)? the plug|holding (?:us |things |it |me |everything )?up|up with)\b"
)
"""What is done with promises, said in words that are things elsewhere."""
_ARTICLE = re.compile(
    r"(?:^|\s)(?:a|an|any|the|our|their|that|another|ein|eine|einen|der|die|das|den|une?|le|la|les|l['’]|about|about the|on the|du|de la|free|extra|second|regular|weekly|monthly)\s*$"
)


def topic_of(plain: str, *, keep_talk: bool = False, terse: bool = False) -> tuple[str, ...]:
    """Words that tell what about, in order, from a lower-case text whose names and times are blank.

    `terse`: the question has no verb of promising, so that any noun is its subject. `keep_talk`: the question is what somebody said, so words of doing are part of its subject.
    """
    plain = _IDIOMS.sub(lambda m: " " * len(m.group()), plain.replace("’", "'"))
    plain = _OFF.sub(" discount ", _FREE.sub(" free ", plain))
    joined = [match.group() for match in _TOGETHER.finditer(plain)]
    plain = _TOGETHER.sub(" ", plain)
    plain = _WITH_PARTICLE.sub(r"\1-\2", plain)
    plain = _EVERY_WEEK.sub("weekly", plain)
    dull = STOP_WORDS | (_FILLERS if keep_talk else QUESTION_WORDS)
    telling: list[str] = joined
    bare: list[str] = []
    thin: list[str] = []
    for match in _WORD.finditer(plain):
        word = match.group()
        word = re.sub(r"^(?:qu|[ldnsjmct])'(?=\w{2})", "", word)
        word = word.removesuffix("'s").rstrip("'")
        # "Row C" is a name; the "a" and "I" of a sentence are not.
        single = len(word) == 1 and not word.isdigit() and (word in "ai" or not _names_a_part(plain, match))
        if (word in dull or match.group() in dull or single) and not _is_thing(plain, match):
            continue
        if word in THIN and not keep_talk and not _NUMBERED.match(plain, match.end()):
            if _ARTICLE.search(plain[: match.start()]):
                thin.append(word)
            elif word not in _HOW_IT_STANDS:
                bare.append(word)
            continue
        telling.append(word)
    return tuple(dict.fromkeys(telling or thin or (bare if terse else []) or _object(plain)))[:MOST_WORDS]


_HANDED_OVER = re.compile(
    r"(?<!\w)(?:promis\w*|sen[dt]\w*|deliver\w*|owe[sd]?|(?<!to )gets?(?! me)|got|receiv\w*|writ(?:e|es|ing|ten)|wrote|shar(?:e|es|ed|ing)|mail\w*|email\w*|due|finish\w*|versproch\w*|schick\w*|geschickt|promis|envoy\w*)(?!\w)"
)
_DETERMINED = re.compile(r"(?<!\w)(?:an?|the|our|their|his|her|my|your|that|das|den|eine?n?|une?|le|la)\s+$")
_THINGS = frozenset(
    ["recap", "brief", "briefing", "overview", "picture", "debrief", "score", "steps", "count"]
)
_NUMBERED = re.compile(r"\s+(?:\d{1,3}|[a-h])(?![\w.%-]|\s+(?:\w+ )?(?:days?|weeks?|months?|years?|percent))")
"""What makes a name of a plain word: "lot 2", "plan B"."""
_PAYMENT = re.compile(r"checks?(?= from| in the mail| arriv| came| come| clear| bounc| yet| for \d)")


def _is_thing(plain: str, match: "re.Match[str]") -> bool:
    """Whether a question word is the thing asked for: "who promised the recap", "check from Wendeline?"."""
    if match.group() in ("lot", "part", "point", "step", "side") and _NUMBERED.match(plain, match.end()):
        return True
    if match.group() in _THINGS:
        return bool(_DETERMINED.search(plain[: match.start()]) and _HANDED_OVER.search(plain))
    if match.group() in ("check", "checks"):
        determined = _DETERMINED.search(plain[: match.start()])
        return bool(determined or _PAYMENT.match(plain, match.start()))
    return False


_LISTING = re.compile(
    r"^\W*(?:(?:and|so|ok|pls|please|und|et)\W+)*(?:what|which|was|welche\w*|qu['’]|que|quels?|quelles?)(?!\w)"
)
_INTRODUCED = re.compile(
    r"(?:(?<!\w)(?:about|on|regarding|re|concerning|for|of|to|with|in|at|from|by|as|than|and|or|an?|the|any|some|our|your|their|his|her|my|no|free|new|what|which|whose|how|"
    r"über|für|zu[mr]?|von|mit|bei|wegen|und|oder|eine?n?|der|die|das|den|dem|welche\w*|sur|pour|de|du|des|et|ou|une?|le|la|les|quels?|quelles?)|[,:;/&(\"'’–-])\s*$"
)


def told_apart(
    topic: tuple[str, ...], plain: str, cues: str, occurs: Callable[[str], bool]
) -> tuple[str, ...]:
    """Without odd words of a listing question, "which deadlines did we botch with Acme".

    Such a word stands in no mail, and nothing before it makes a thing of it; any other word is what is asked for.
    """
    if not _LISTING.search(cues):
        return topic
    odd = []
    for word in topic:
        at = plain.find(word)
        if at < 0 or len(word) < 4 or _INTRODUCED.search(plain[:at]) or occurs(word):
            return topic
        odd.append(word)
    return tuple(word for word in topic if word not in odd)


_OBJECT = re.compile(
    r"(?:promis\w*|offer\w*|guarantee\w*|commit\w* to|agree\w* to|sen[dt]|g[ai]ve|versproch\w*|zugesagt|promis)\s+(?:(?:to|for|us|me|them|him|her|uns|ihnen)\s+)*"
    r"(?:an?|any|some|free|extra|early|late|faster|another|eine?n?|une?)\s+(?P<thing>[\w-]+(?:\s+[\w-]+){0,2})\s*[?.!]*\s*$"
)
_NO_THING = re.compile(
    r"thing|promis|commit|date|deadline|offer|lot|bit|word|few|couple|engagement|zusage|versprechen|more|else|other|long|while|day|week|month|year|time"
)


def _object(plain: str) -> list[str]:
    """The thing of "did we promise a late delivery", though its words are those that questions are made of."""
    match = _OBJECT.search(" ".join(plain.split()))
    words = re.findall(r"[\w-]+", match["thing"]) if match else []
    return [word for word in words if word not in STOP_WORDS and not _NO_THING.search(word)]


def _names_a_part(plain: str, match: "re.Match[str]") -> bool:
    return bool(
        re.search(
            r"\b(?:row|line|unit|phase|block|building|hall|plan|option|part|zone|lot|tier|class|type|halle|linie|bloc|ligne)\s+$",
            plain[: match.start()],
        )
    )


_FILLERS_TEXT = """
cool nice great awesome perfect good bye goodbye welcome lol haha super klasse prima merci danke dir bonjour hallo salut morning evening
latest news remind reminds qu'a qu'ont pls plz please thx thanks hey hi hello ok okay exactly actually really again still ever exactly stuff thing things
what's who's when's where's how's that's it's there's whats whos whens wheres thats hows didnt dont doesnt havent
said say says saying tell tells told telling write wrote writes mention mentioned talk talked speak spoke spoken think thinks thought
ask asks asked want wants wanted one ones get got going think about regarding concerning people somebody someone anybody everyone customer client
customers clients call calls meeting meetings mail mails email emails message messages show list find know does did
sagt sagte gesagt schreibt schrieb geschrieben erwähnt meint meinte gemeint herr frau dit écrit parlé parler pense
days times time week month year today's problem problems issue issues concern concerns matter trouble happening happened
see sees saw hear heard know knows opinion view comment comments problème problèmes
"""
_FILLERS = frozenset(_FILLERS_TEXT.split())


def known_words(words: Sequence[str]) -> tuple[str, ...]:
    """Those that are neither stop words nor question words: what a name may be a typo in."""
    return tuple(w for w in words if w not in STOP_WORDS and w not in QUESTION_WORDS and w not in THIN)
