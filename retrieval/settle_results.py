"""Words that show the result of a kind of doing, where the doing itself goes unnamed: "it's back", "it's in"."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re

from retrieval.phrases import any_of

_B, _A = r"(?:(?<!\w)|(?='))(?:", r")(?!\w)"
_NOW = r"(?:now |all |again |already |back |finally |fully |safely |properly |jetzt |wieder |nun |schon )*"
_IS = r"(?:is|are|was|were|has been|have been|'s|'re|s|got|ist|sind|wurde|wurden|est|sont|a été|ont été)"


def _table(table: str) -> re.Pattern[str]:
    return any_of(table.replace("IS ", _IS + " " + _NOW), before=_B, after=_A)


OF_OWNER: dict[str, re.Pattern[str]] = {
    "hand": _table(
        """
        (?:went|gone|going) (?:out|off|over|across)\\b(?! (?:of|with the plan|for))(?=.*)
        (?:is|are|was|were|been) (?:out|off) to you
        (?:went|gone) (?:to you|your way|by (?:courier|post|mail|dhl|ups|fedex)|in the post|first class|with (?:the courier|dhl|ups|fedex))
        (?:left|dropped|handed) (?:\\S+ ){0,6}?(?:(?:with|to) (?:your|the|a|one of your)|(?:at|in|on|by|behind|outside) your) \\w+
        (?:left|dropped|placed|deposited|handed) (?:\\S+ ){0,6}?(?:with|at|in|on) (?:your|the) (?:reception|desk|front desk|gate|porter|dock|mailbox|post room|site|goods-in|folder|portal)
        (?:is|are|'s|'re|now) (?:now |all )?(?:on|in|at) (?:your|the) (?:\\S+ ){0,2}?(?:desk|dock|inbox|yard|reception|portal|folder|drive|vault|workspace|data room|dataroom|sharepoint|mailbox|channel|shelf|door|doorstep|bay)
        (?:on|in) (?:its|their|the) way(?: over)? to you
        (?:tracking|consignment) (?:number|no\\.?|code|id|link)
        you (?:now |already |should now )?(?:have|got) (?:it|them|the|all|both|your)\\b(?! (?:to|by|until))
        (?:accompanying|with this (?:mail|email|note|message)|alongside|appended|tucked in|clipped|hereunder)
        (?:scan|copy|pdf|file|sheet|link|document|original) (?:is |are )?(?:enclosed|attached|below|here|added|inside)
        (?:hängt|hängen|liegt|liegen) (?:\\S+ ){0,3}?(?:an|bei|anbei)(?! \\w)
        (?:in der|als) (?:anlage|anhang|anhänge)
        (?:you|everyone|everybody|all of you|they|he|she) (?:\\S+ ){0,3}?(?:now |already |all )?(?:have|has) (?:\\w+ )?(?:access|rights)
        (?:beiliegend|beigelegt|beigefügt|angehängt|angefügt|anliegend)
        (?:haben|hat) (?:\\S+ ){0,4}?(?:das haus|unser lager|das lager) verlassen
        (?:ging|gingen|ist|sind) (?:\\S+ ){0,4}?(?:raus|rausgegangen|an sie raus|an sie gegangen|zur post)
        (?:ist|sont|est) (?:bien )?(?:partie?s?|joint(?:e|s|es)?|en pièce jointe)
        (?:en pièce jointe|ci-joints?|ci-jointes?|en annexe)
        """
    ),
    "write": _table(
        """
        (?:is|are|'s) (?:now )?(?:down|up) to
        exists?
        (?:you|everyone|everybody|all of you) (?:\\S+ ){0,3}?(?:now )?(?:have|has) (?:\\w+ )?(?:access|rights)
        IS (?:done|finished|complete|completed|ready|written|drafted up|filled in|filled out|final|finalised|finalized|in its final form)
        (?:ist|sind) (?:\\S+ ){0,3}?(?:fertig|ausgefüllt|erstellt|geschrieben)
        """
    ),
    "mend": _table(
        """
        IS (?:back|fine|good|gone|cured|history|up|live|stable|healthy|clean|clear|tight|dry|level|in order|in service|in spec|within (?:tolerance|spec\\w*|limits|range)|as good as new|right|up and running|working|running|sorted|correct|ok|okay)
        (?:no longer|not any ?more|never again) \\w+
        (?:is|are|'s) (?:now )?(?:down|up) to
        (?:doesn't|does not|don't|do not|didn't|isn't|aren't) (?:\\S+ ){0,6}?(?:any ?more|any longer|again)
        (?:works?|runs?|behaves?|prints?|loads?|starts?|reads?|shows?|closes?|opens?|holds?|matches|displays?|calculates?|exports?|imports?|syncs?)(?: \\S+){0,3}? (?:again|now|fine|properly|correctly|as it should|as expected|normally|smoothly|like a charm|like new|perfectly|the right|the correct)
        now (?:\\S+ )?(?:works?|runs?|shows?|prints?|reads?|has|have|carries|carry|displays?|calculates?|matches|starts?|loads?)
        (?:the|a|our) (?:fix|patch|repair|correction|hotfix|update) (?:is|has been|was|went) (?:now )?(?:live|out|in|deployed|rolled out|released|installed|applied|shipped|in production)
        (?:läuft|laufen|funktioniert|funktionieren|geht|gehen|stimmt|stimmen) (?:\\S+ ){0,3}?(?:wieder|jetzt|nun|einwandfrei|tadellos|rund)
        \\w+t (?:jetzt |nun )?wieder
        (?:wieder|jetzt|nun) (?:\\S+ )?(?:in ordnung|dicht|da|verfügbar|online|in betrieb|heil|korrekt|richtig)
        (?:fonctionne|fonctionnent|marche|marchent|remarche|refonctionne)
        (?:de nouveau|à nouveau) (?:\\S+ )?(?:en service|en marche|opérationnel\\w*)
        """
    ),
    "fit": _table(
        """
        (?:went|gone) (?:in|live|on|up)\\b(?! (?:with|to|smoke|flames|the))
        (?:new|replacement|fresh|second|additional|neue[rsn]?|nouve\\w+) (?:\\S+ ){1,4}?(?:is|are|'s|has been|have been|went|was|were|now|ist|sind|est|sont) (?:now |been )?(?:in(?! (?:our|my|the|transit|stock|production|customs|his|her))|live|up|on|in place|running|working|fitted|active|there|installed|valid|online|wired|mounted|connected)
        (?:has|have|got) (?:its|their|a|the|your|his|her|two|all) (?:brand )?new
        exists?
        (?:you|everyone|everybody|all of you) (?:\\S+ ){0,3}?(?:now )?(?:have|has) (?:\\w+ )?(?:access|rights)
        new (?:\\S+ ){1,3}?in\\b(?=\\W|$)
        IS (?:in(?! (?:our|my|the|his|her|a|transit|stock|production|customs))|in place|in and \\w+|live|up|up and running|running|operational|wired up|bolted on|plugged in|hooked up|connected|in use|in operation|mounted|on the wall|on your (?:server|system|machine|site))
        (?:ist|sind) (?:\\S+ ){0,5}?(?:in betrieb|installiert|eingebaut|montiert|angeschlossen|drin|drauf|ausgetauscht|ersetzt|getauscht)
        (?:läuft|laufen)
        (?:est|sont) (?:\\S+ ){0,3}?(?:en place|posée?s?|installée?s?|montée?s?|remplacée?s?|en service)
        """
    ),
    "switch": _table(
        """
        (?:now )?(?:stands?|sits?|set) at
        (?:set|changed|updated|adjusted|extended) to (?:[€$£]? ?\\d[\\d.,]*)
        (?:is|are|'s) (?:now )?(?:down|up) to
        (?:is|are|'s) now (?:at |on |down to |up to )?(?:eur|usd|[€$£])? ?\\d[\\d.,]*
        (?:gone|went|come|came|dropped|fell|fallen|rose|risen|reduced|raised|lowered|increased|cut) (?:down |up |back )?(?:to|from|by) (?:\\w+ )?(?:[€$£]? ?\\d[\\d.,]*|zero|nil|nothing|half)
        now (?:runs?|lasts?|ends?|expires?|goes|valid|good) (?:until|on|to|through)
        IS (?:on|active|activated|enabled|live|unlocked|open|in place|available|switched on|turned on|visible|usable|in force)
        (?:can|could) (?:\\w+ )?(?:log in|see|use|open|access)(?: \\S+){0,5}? (?:now|from now on|again|at last|as of)
        (?:can|could) now (?:log in|use|see|access|export|import|sign in)
        (?:ist|sind) (?:\\S+ ){0,3}?(?:aktiv|freigeschaltet|an|offen|verfügbar|aktiviert)
        (?:est|sont) (?:\\S+ ){0,3}?(?:active?s?|activée?s?|ouverte?s?|disponibles?)
        """
    ),
    "move": _table(
        """
        IS (?:moved|over|across|on the new \\w+|live on|migrated|in the new \\w+|complete|through)
        (?:moved|went|came) (?:over|across)
        (?:answers?|runs?|lives?|resides?|sits?|served|hosted) (?:\\S+ )?(?:from|on|in) the new
        (?:läuft|laufen|liegt|liegen) (?:\\S+ ){0,3}?(?:auf|im|in) (?:dem |der )?neuen
        """
    ),
    "clear": _table(
        """
        IS (?:gone|empty|out|clear|cleared|off|removed|deleted|wiped|history|no more|down|clean|struck|away)
        no longer (?:\\S+ )?(?:contains?|includes?|shows?|appears?|there|on|in|lists?|visible)
        (?:free of|rid of)
        (?:ist|sind) (?:\\S+ ){0,3}?(?:weg|raus|leer|gelöscht|entfernt|geräumt|frei)
        """
    ),
    "money": _table(
        """
        (?:left|gone from|debited from) (?:our|the) (?:account|bank|books)
        (?:landed|arrived|cleared|showed up|appeared|hit|is|are|was|credited|booked|came in) (?:\\S+ ){0,2}?(?:in|into|on|to) (?:our|your|the) (?:\\w+ )?(?:account|statement|bank|books|balance)
        (?:value-?dated|wired|remitted|released|executed|transferred|debited|reimbursed|repaid|squared|settled|cleared)
        (?:credit note|refund|reimbursement) (?:\\S+ ){0,8}?(?:issued|attached|sent|enclosed|booked|processed)
        (?:payment|transfer|refund|money|amount|sum|balance|deposit)(?:'s|s)? (?:\\S+ ){0,3}?(?:went|has gone|gone) (?:out|through|off)
        (?:payment|transfer|refund|remittance)(?:'s|s)? (?:is |has been |was )?(?:now |already |just )?(?:out|on its way|made|done|sent|through|executed|released)
        (?:ist|sind|wurde|wurden) (?:\\S+ ){0,4}?(?:überwiesen|bezahlt|angewiesen|gutgeschrieben|abgebucht|raus|gebucht)
        (?:virement|paiement|remboursement) (?:\\S+ ){0,3}?(?:effectué|exécuté|parti|passé|fait|émis)
        """
    ),
    "price": _table(
        """
        IS (?:off|gone|removed|waived|locked|fixed|frozen|applied|deducted|taken off|struck|in the system|set|in place|credited|reduced|at (?:the )?old price|on the (?:invoice|order|account)|reflected|honoured|honored|down to|capped|zero)
        (?:now )?(?:stands?|sits?|set) at
        (?:set|changed|updated|adjusted|extended) to (?:[€$£]? ?\\d[\\d.,]*)
        (?:is|are|'s) (?:now )?(?:down|up) to
        (?:is|are|'s) now (?:at |on |down to |up to )?(?:eur|usd|[€$£])? ?\\d[\\d.,]*
        (?:gone|went|come|came|dropped|fell|fallen|rose|risen|reduced|raised|lowered|increased|cut) (?:down |up |back )?(?:to|from|by) (?:\\w+ )?(?:[€$£]? ?\\d[\\d.,]*|zero|nil|nothing|half)
        without the
        no longer (?:on|in|appears?|shows?|charged|billed)
        (?:shows?|reflects?|includes?|carries|carry) (?:\\S+ ){0,3}?(?:discount|reduction|reduced|lower|old|agreed|new|% off|rebate)
        (?:ist|sind) (?:\\S+ ){0,4}?(?:hinterlegt|eingepflegt|abgezogen|erlassen|gestrichen|berücksichtigt|verbucht|drin|aktiv|eingestellt|im system)
        (?:est|sont) (?:\\S+ ){0,3}?(?:appliquée?s?|déduite?s?|offerte?s?|supprimée?s?)
        """
    ),
    "tell": _table(
        """
        (?:says|said|confirms|confirmed|thinks|sees no|looked (?:at|into|through)|replied|answered|agrees|agreed|came back|got back|has no objections?|is (?:fine|ok|okay|happy) with)
        (?:is|are|'s|that's|it's|are all|is now|are now) (?:now |all |hereby )?(?:confirmed|final|settled|decided|agreed|fixed|official|definite|set in stone|signed off)
        (?:ist|sind) (?:\\S+ ){0,3}?(?:bestätigt|geklärt|final|entschieden|fix)
        (?:steht|stehen)(?: jetzt| nun| somit)?(?: fest)?$
        (?:est|sont) (?:\\S+ ){0,3}?(?:confirmée?s?|validée?s?|définiti\\w+|fixée?s?)
        """
    ),
    "agree": _table(
        """
        (?:gave|given|got|has|have|had|received) (?:\\S+ ){0,3}?(?:green light|go-ahead|approval|blessing|sign-off|signoff|nod|ok|okay|thumbs up|signature|autograph|consent)
        (?:carries|carry|bears|bear|has|have|with|got) (?:now )?(?:his|her|the|our|their|both|all|my|[a-z]+'s) (?:\\w+ )?(?:signatures?|autograph|stamp|initials)
        (?:signature|stamp|initials|ink) (?:is|are) (?:now )?(?:on|under|in place)
        (?:you have|here is|here's|there is|there's|consider this) (?:our|my|the|his|her) (?:\\w+ )?(?:green light|approval|go-ahead|ok|okay|blessing|consent|sign-off|signature)
        (?:waved|nodded|put|pushed) (?:\\S+ ){1,5}?through
        (?:gave|given|give) (?:\\S+ ){1,5}?(?:nod|blessing|ok|okay|go-ahead|approval|green light)
        (?:signed) (?:\\S+ ){1,5}?off
        (?:went|sailed|gone|is|waved|passed|came) through
        (?:is|are|was|were) (?:\\w+ )?(?:happy|fine|ok|okay|on board|content|satisfied) with
        (?:signed off|signed and sealed|rubber-stamped|countersigned|inked|passed|cleared|waved through|nodded through|ratified|authorised|authorized)
        (?:ist|sind|hat|haben) (?:\\S+ ){0,6}?(?:unterschrieben|unterzeichnet|genehmigt|freigegeben|zugestimmt|durch|abgenommen)
        (?:a|ont|est|sont) (?:\\S+ ){0,4}?(?:signée?s?|approuvée?s?|validée?s?|accepté\\w*)
        """
    ),
    "call": _table(
        """
        (?:had|got|caught|reached|raised) (?:\\S+ ){1,6}?on the (?:phone|line|blower)
        (?:spoke|spoken|talked|chatted|rang|phoned|called|dialled) (?:to|with|up)?
        (?:got|get) (?:hold of|through to)
        (?:saw|met|met with|bumped into|ran into|sat with|had (?:lunch|coffee|dinner|breakfast) with|cornered|buttonholed|visited) (?:the|your|our|his|her|my|with|[a-z]+)
        (?:was|were|been) on the (?:phone|line) (?:to|with)
        (?:sat down|caught up|had a (?:\\w+ )?(?:word|chat|talk|call|conversation)) with
        (?:am telefon|telefoniert|gesprochen|angerufen|erreicht)
        (?:eu|appelé|parlé|joint|téléphoné)
        """
    ),
    "visit": _table(
        """
        (?:was|were|been|am|are|have been|has been) (?:\\S+ )?(?:at|in|to|over at|out at|on|round|up at|down at|up to) (?:the |your |our )?(?:\\S+)
        (?:just )?(?:got )?back from (?:the |your |our )?\\S+
        (?:came|stopped|dropped|popped|swung|drove|went|called) (?:by|in|over|out|up|down|round|past|to)
        (?:good|great|nice|lovely) (?:to see|seeing|meeting|to meet|visit)
        (?:war|waren) (?:\\S+ ){0,5}?(?:da|dort|vor ort|im haus|bei (?:ihnen|uns)|im|in|auf)
        (?:sommes|suis|est|sont) (?:\\S+ )?(?:passée?s?|venue?s?|allée?s?)
        """
    ),
    "event": _table(
        """
        (?:went|gone|been) through (?:the|our|their) (?:\\S+ ){0,4}?
        (?:took place|taken place|attended|took part|taken part|turned up|completed|passed|graduated)
        (?:went|gone) (?:down )?(?:well|smoothly|great|fine|off|very well|without)
        (?:was|were) (?:a (?:great |big |real )?(?:success|hit|pleasure)|well attended|held|run|great|fun)
        (?:had|gave|ran|did|held|led|hosted) (?:\\S+ ){0,4}?(?:session|workshop|training|demo|demonstration|presentation|webinar|walkthrough|tour)
        (?:recording|slides|sign-in sheets?|attendance list|feedback forms?|handouts?) (?:of|from|is|are|attached|enclosed)
        (?:hat|haben) (?:\\S+ ){0,6}?(?:stattgefunden|teilgenommen)
        (?:a|ont) (?:\\S+ ){0,4}?(?:eu lieu|suivi|participé|assisté)
        """
    ),
    "book": _table(
        """
        IS (?:booked|set|reserved|confirmed|in the (?:calendar|diary)|fixed|locked in|sorted|all set|arranged)
        (?:is|are) (?:now )?ours
        (?:booking|reservation|confirmation) (?:number|reference|code|ref|is|confirmed|in|came)
        (?:ist|sind|steht|stehen) (?:\\S+ ){0,3}?(?:gebucht|reserviert|fest|im kalender)
        """
    ),
    "introduce": _table(
        """
        (?:putting|put) (?:you|you both|you two|the two of you) in touch
        (?:let|leave|leaving) (?:you|the) two
        (?:over to you|take it from here|step out|bow out|handing over)
        meet \\S+
        (?:mise en relation|stelle ihnen|darf ich vorstellen|lernen sie)
        """
    ),
    "file": _table(
        """
        IS (?:in|submitted|filed|lodged|handed in|with (?:the|your) (?:authority|council|registrar|office|portal)|registered|on the agenda|before the)
        (?:application|reference|case|docket|filing|ticket|submission) (?:number|no\\.?|reference|id|receipt|is)
        (?:went|gone) (?:in|off|through|to (?:the|them))
        (?:put|laid|brought|taken|tabled|presented) (?:\\S+ )?(?:to|before) (?:them|the)
        (?:ist|sind|wurde|wurden) (?:\\S+ ){0,4}?(?:eingereicht|beantragt|angemeldet|gestellt)
        """
    ),
    "hire": _table(
        """
        (?:is|will be|becomes) (?:now )?(?:your|our|the) (?:new |dedicated |named )?(?:\\S+ ){0,4}?(?:contact|manager|lead|representative|officer|person|engineer|technician|sponsor|owner|coordinator)\\b(?=.*)
        (?:started|joined|in post|on board|took up|has taken over|signed the contract)
        (?:your|our|the) (?:new |dedicated )?(?:\\S+ ){0,4}?(?:contact|manager|lead|officer|person|sponsor|owner|coordinator|representative) (?:is|will be) (?!(?:still|to|not|yet|a|being|on|in|going|likely|hopefully|with|out|away|busy|ill|sick|leaving|very|so|too|fine|good|great)\\b)[^\\W\\d_]+
        """
    ),
    "publish": _table(
        "IS (?:live|out|online|up|published|public|released|on the (?:site|website|page|store))"
    ),
    "test": _table(
        """
        (?:came back|passed|failed|results?|findings?|readings?|values?|verdict) (?:is|are|was|were|clean|negative|positive|fine|good|attached|enclosed|below|show|shows)
        (?:went|gone|been|walked|looked) (?:through|over|round)
        (?:found|turned up|counted|measured|spotted|logged) (?:\\S+ )?(?:\\d+|no|one|two|three|four|five|six|several|nothing|a)
        (?:just )?back from (?:the |your )?\\S+
        (?:had|took|taken|gave|given|have had|had had) (?:\\S+ ){0,2}?(?:a|an|another) (?:\\S+ )?(?:look|check|once-over|read|glance|peek)
        (?:haben|habe|hat) (?:\\S+ ){0,6}?(?:angeschaut|angesehen|durchgesehen|nachgesehen|nachgeschaut)
        (?:ai|avons|a) (?:\\S+ )?(?:regardé|vérifié|contrôlé|examiné|relu)
        """
    ),
    "order": _table(
        """
        IS (?:ordered|on order|placed)
        (?:placed|put in|confirmed) (?:the|our|an|your) (?:\\w+ )?order
        order (?:number|no\\.?|confirmation|is in|is placed)
        """
    ),
}
"""Where the one who owes says so."""

COMPLETE = any_of(
    r"""
    (?:is|are|was|were|has been|have been|'s|'re|now|all|that's|it's|been|got|consider it|job|as well|\W|^)(?: now| all| finally| also| fully| officially)* ?(?:done|finished|completed|complete|sorted|taken care of|dealt with|wrapped up|in place|ticked off|closed|crossed off|accomplished|executed|finalised|finalized|seen to|handled|over and done with)
    (?:job|mission|task|action|ticket) (?:done|closed|completed|accomplished)
    (?:up and running|good to go|all set)
    (?:ist|sind|alles|hiermit|\W|^)(?: \S+){0,3}? ?(?:erledigt|fertig|abgeschlossen|vollzogen|umgesetzt|durch)
    (?:c'est|voilà|est|sont)(?: \S+){0,2}? (?:fait|faite|terminé|terminée|terminés|réglé|réglée|bouclé|en place)
    """,
    before=r"(?:(?<=\W)|^)(?:",
    after=r")(?!\w)(?! (?:by|on|before|until|for|with (?:the|our) first))",
)
"""Says that something is over and done with, whatever it was."""

HAS_COME = any_of(
    r"""
    (?:has|have|had) (?:the|your) (?:\S+ ){1,4}?in (?:his|her|their|my|our) (?:hands?|hand|inbox|possession)
    (?:i|we|they|everybody|everyone) can (?:now |all |already |finally )*(?:see|open|access|use|find|download|read)
    (?:is|are|'s) (?:now |already |safely )?back (?:in|on) (?:our|my) (?:\w+ )?accounts?
    (?:left|dropped|delivered|brought|unloaded|put|handed) (?:\S+ ){1,6}?(?:in|at|on|with|to|by) (?:our|my|the|us)
    (?:received|got|gotten|arrived|landed|turned up|showed up|rolled in|(?<!who )(?<!that )(?<!which )came(?! (?:back|up|to nothing|as|across|off|from|over|out|down|with (?:a|the|an)\b))|come in|come through|reached (?:me|us)|made it|found its way|been delivered|was delivered|were delivered|dropped off|unpacked|opened|downloaded|signed for|picked (?:it|them) up|picked up|fetched|took delivery of|collected)
    (?:is|are|'s|'re) (?:all |now |both |safely |finally )*(?:here|in|with (?:us|me)|on (?:my|our) (?:desk|server|dock|shelf|system)|in (?:my|our) (?:inbox|mailbox|hands|account|possession|system|warehouse|yard|stores)|safe and sound)\b(?! (?:good|the|no|progress|review|danger|touch|fact|order to|our way))
    (?:found|got|have|had) (?:it|them|both|all|everything)\b(?! (?:to|strange|odd|hard|difficult|interesting|back))
    (?:have|had|got) (?:the|your|all|both) (?:\S+ ){1,4}?(?:here|now|in hand|in front of (?:me|us)|on (?:my|our) (?:desk|screen)|thanks|thank you)
    (?:safely (?:received|here|arrived)|in good hands|much obliged)
    (?:ist|sind) (?:\S+ ){0,3}?gekommen
    (?:eingetroffen|angekommen|erhalten|bekommen|eingegangen|da\b(?= |,|\.|$)|gelandet)
    (?:bien (?:reçu|arrivée?s?)|reçue?s?|arrivée?s?|est là|sont là)
    """,
    before=_B,
    after=_A,
)
"""Where the one who waits says that it came."""

IN_USE = any_of(
    r"""
    (?:since|after|now that|ever since) your \w+ (?:have |has )?(?:\w+ed|put|came|was|were|built|took|brought|left|cut|set|did)
    (?:look|looks|feel|feels|sound|sounds|is|are) (?:\w+ ){0,2}(?:tidy|clean|spotless|neat|lovely|great|like new|as new|immaculate|perfect|brilliant|fantastic|wonderful|excellent|marvellous|superb)
    (?:open|live|up|on|active|running|back|fixed|working|online|installed) (?:since|as of)
    (?:is|are|'s|'re) (?!down|out|broken|offline|late|stuck|missing|off|wrong|empty|dead|slow|not|blocked|leaking|failing|full\b.{0,10}\bwarning)(?:\w+ )?again
    (?:up|filled|full|stocked|topped up|refilled|restocked|clean|dry|warm|cold) again
    (?:is|are|'s|'re|has been|have been) (?:now |all |also |already |happily |back )*(?:humming|running|working|going|plugged in|in use|in operation|up|live|back|on|fine|active|purring|ticking|spinning|glowing|lit|printing|charging|installed|connected|fitted|cooling|heating|online|in place|in(?! (?:our|my|the|his|her|a|transit|stock|production|customs))|off|gone|fixed|sorted|stable|open|empty|clear|right|correct|visible)\b(?! (?:order|the way|its way|hold|track|to|ice|fire|touch))
    (?:works?|runs?|prints?|loads?|starts?|behaves?|sounds?|performs?|fits?|reads?|opens?|closes?|shows?|matches) (?:\S+ ){0,2}?(?:again|fine|now|great|well|perfectly|beautifully|like a (?:charm|dream)|a treat|crisp|good|as (?:it|they) should|smoothly|correctly|properly|nicely|as expected)
    (?:works?|working|runs?|läuft|laufen|funktioniert|funktionieren|fonctionne|fonctionnent|marche|marchent)$
    (?:works?|läuft|laufen|funktioniert|funktionieren|fonctionne|fonctionnent|marche)
    (?:no longer|not any ?more) \w+
    (?:can|could) (?:now|finally|all|again) (?:log in|see|use|print|export|open|access|sign in|work)
    (?:your|the) (?:\w+ )?(?:fitters?|technicians?|engineers?|team|drivers?|colleagues?|people|man|men|guys|lads|trainers?|plumbers?|electricians?|mechanics?|couriers?|consultants?|crew|contractors?|installers?|cleaners?|painters?|movers|surveyors?) (?:was|were|came|has been|have been|did|fixed|replaced|installed|left|showed|brought|dropped|sorted|took|swapped|repaired|changed)
    (?:you can|please|feel free to|happy to|we can) (?:now )?close (?:this|the|it|that)
    (?:wieder|jetzt|nun) (?:\S+ )?(?:in ordnung|da|in betrieb|dicht|online)
    \w+t (?:jetzt |nun )?wieder
    (?:ihr|der) (?:monteur|techniker|kollege|fahrer|mitarbeiter) war (?:\S+ ){0,3}?(?:da|hier|vor ort)
    """,
    before=_B,
    after=_A,
)
"""Where the one who waits says that it is in use, mended or seen."""

HAS_READ = any_of(
    r"""
    (?:^|\W)(?:i|we|i've|we've|my \w+|our \w+|all of us)? ?(?:have |has |had )?(?:just |now |already |finally |both |all )*(?:read|studied|showed|watched|screened|hung up|put up|rolled out|passed on|handed out|shared around|went through|gone through|been through|reviewed|looked (?:at|through|over)|signed|printed|circulated|distributed|booked|filed|paid|worked through|digested|enjoyed|used|presented|unpacked|tried|tested|tasted) (?:the|your|all|both)\b
    """,
    before=r"(?:",
    after=r")",
)
"""Where the one who waits has read or used what was to come."""

SEEN = any_of(
    r"""
    (?:just |now |can |i |we )*(?:saw|see|seen|noticed|spotted|found) (?:the|your|a|that|it|on|in)\b
    (?:was|were) (?:great|excellent|brilliant|fantastic|very (?:good|useful|helpful)|really (?:good|useful|helpful)|super|spot on|well received|worth it|a success|a hit)
    (?:thanks|thank you|thx|cheers|ta|merci|danke|besten dank|vielen dank) (?:again |so much |very much |a lot |ever so much |all |both )*(?:for|für|pour) (?:the|your|coming|sending|fixing|visiting|having|sorting|getting|hosting|running|taking|doing|showing|turning|making|replacing|delivering|installing|changing|swapping|restoring|die|das|den|la|le|votre|ihre[nrsm]?)
    """,
    before=_B,
    after=_A,
)
