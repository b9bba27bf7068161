"""Vocabulary of promising: time words, verbs of delivery, courtesies; patterns expect `sentences.plain` text."""

import re

from retrieval.letter_patterns import by_first_letter


def words(listed: str) -> frozenset[str]:
    """A set of words from one line of text."""
    return frozenset(listed.split())


_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|tues|wed|thu|thur|thurs|fri)\b(?!\w)|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi"
)
_MONTH = (
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?|(?<=in )may|(?<=by )may|may (?=\d)|(?<=\d )may|"
    r"januar|februar|m[aä]rz|mai|juni|juli|oktober|dezember|"
    r"janvier|f[eé]vrier|mars|avril|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[eé]cembre"
)
FUTURE_DATE = re.compile(
    r"\b(?:"
    + by_first_letter(
        r"tomorrow|tonight|today|later (?:today|this|on|in the)|this (?:afternoon|morning|evening|week|"
        r"month|quarter|"
        r"friday|year)|(?:early |late |sometime |by |mid |start of |beginning of |end of |over the )?(?:next|"
        r"coming) "
        r"(?:week|month|quarter|year|few|couple|monday|tuesday|wednesday|thursday|friday|sprint|days?|hours?)|"
        r"eod|eow|eom|cob|end of (?:the |this |next )?(?:day|week|month|quarter|year|business)|close of "
        r"(?:business|play)|"
        r"first thing|straight after(?:wards)?|right after(?:wards)?|same (?:day|night|week)|next day|right "
        r"away|straight away|immediately|at once|(?:the|for the|per) \d{1,2}(?:st|nd|rd|th)\b|(?:the (?:week|"
        r"day|month) after)|from now|(?:next|this) (?:invoice|bill|order|shipment|delivery|visit|release|"
        r"statement|sprint|run|call|meeting|renewal)|at renewal|"
        r"before (?:you|we|your|our|i|they)\b|in (?:a|an|\d+)(?= ?(?:$|[.,!?]|m\b|min|sec|h\b|minute|hour|day|"
        r"week))|all (?:summer|winter|year|week|day|night|evening|weekend)|before (?:the )?(?:weekend|noon|"
        r"lunch|christmas|holidays|end)|asap|as soon as|shortly|soon|"
        r"(?:with)?in (?:the )?(?:next |about |max |around |under )?(?:\d+|a|an|one|two|three|four|five|six|"
        r"ten|couple|few|half)[ -]"
        r"(?:a |an |of |more |business |working |couple )*(?:min|minute|hour|day|week|month|business|h\b|"
        r"hrs?)\w*|"
        r"(?:by|before|until|till|on|at|no later than|not later than|per|from|latest) (?:the )?(?:latest |next "
        r"|this |coming |end of |close of |"
        r"early |late |mid |noon|midday|midnight|lunch(?:time)?|dinner|breakfast|evening|easter|christmas|"
        r"one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|eleven\b|twelve\b|\d{1,2}(?:st|"
        r"nd|rd|th|[:./h]\d{1,2}| ?[ap]m|\b)|q[1-4]\b)|"
        r"(?:mid|early|late|end)[- ](?:" + _MONTH + r")|q[1-4]\b|(?:" + _DAY + r")|(?:" + _MONTH + r")|"
        r"\d{1,2}[./]\d{1,2}\b|\d{4}-\d\d-\d\d|\d+ (?:business |working )?(?:days|hours|weeks)|(?:weekend|"
        r"fortnight)\b|"
        r"morgen|heute|[uü]bermorgen|n[aä]chste[nrs]? (?:woche|monat|jahr|quartal)|(?:bis|am|ab) (?:zum |ende |"
        r"sp[aä]testens )?\w+|"
        r"noch (?:diese|heute|vor)\w*|diese woche|kommende[nr]? \w+|innerhalb|umgehend|sp[aä]testens|kw ?\d+|"
        r"demain|aujourd'hui|ce soir|(?:la )?semaine prochaine|(?:d'ici|avant|sous) (?:le |la |fin |\d+ )?\w+|"
        r"prochainement|d[eè]s que"
    )
    + r")\b"
)
"""Anything that points at a coming moment; only a hint, `due_dates` does the resolving."""

GIVE = words(
    "send resend forward deliver ship provide share mail email e-mail dispatch hand return submit post "
    "give get bring drop supply transfer pay refund credit reimburse waive include extend add throw "
    "cover absorb match honor honour hold keep lock freeze reserve block issue raise lower reduce "
    "prepare draft write finish finalize finalise complete fix patch resolve correct update revise "
    "amend change adjust replace repair install deploy migrate configure enable activate set schedule "
    "book arrange organize organise plan call ring phone ping text contact confirm check verify review "
    "look investigate chase escalate follow circle revert answer reply respond come report inform "
    "notify tell let make take put pull work bump push upload publish invite introduce connect loop cc "
    "attach sign countersign order produce build create design test run train onboard assign allocate "
    "join attend meet visit present demo show walk discuss speak talk ask sort handle manage ensure "
    "guarantee do have release launch start begin move swap cancel remove delete stop refrain cap limit "
    "grant donate sponsor quote price offer invoice bill cost save back collect pick fetch find figure "
    "see lend fund staff fit squeeze shave bear try help support dig track nail turn wrap compile "
    "gather summarize summarise clarify explain translate restart eat swallow discount solve tweak flip "
    "oversee reset reopen unlock whitelist provision clean print scan copy document note log draw "
    "sketch measure calculate recalculate estimate propose suggest approve expedite rush remind touch "
    "catch drive fly swing relay pass tackle redo rework rerun resubmit reship reschedule rebook renew "
    "upgrade downgrade spin stand commit dedicate charge proceed split simplify ready read watch listen "
    "dial hop jump sit stick stay"
)
"""Verbs of doing something for somebody."""

DAY_NAMED = re.compile(
    r"\b(?:"
    + by_first_letter(
        r"tomorrow|tonight|today|this (?:afternoon|morning|evening|week|month|weekend)|next \w+|same "
        r"(?:day|night)|\d{1,2}(?:st|nd|rd|th)\b|(?:by|before|until|from) (?!the way|then|far|now|itself|hand|"
        r"phone|mail|post|email)\w+|(?:over |through )?the weekend|through \w+|all (?:week|day|night|summer|"
        r"winter)|"
        r"(?:in|within) (?:a|an|\d+|two|three|a few|the next) ?\w* ?(?:min|hour|day|week)\w*|on \d|on the \d|"
        r"shortly|soon|straight after|first thing|eod|cob|(?:mid|early|late)[- ]\w+|\d{1,2}[./]\d{1,2}|the "
        r"(?:week|day) after|" + _DAY + "|" + _MONTH
    )
    + r")"
)
"""A day or a deadline, not just an hour or a place ("at 3", "in 30s")."""

ANNOUNCED = words(
    "send resend ship deliver call ring phone come bring give prepare write pay forward confirm provide "
    "update revert reply answer start finish fix issue install arrange book visit share drop post "
    "upload add return submit extend include waive launch present deploy hand pick collect credit "
    "refund replace repair solve inform switch load spray reopen transfer dispatch release begin "
    "commence complete finalize finalise report circulate discount deduct swap exchange mail email text "
    "publish proceed open order cover absorb reserve schedule move flip charge sign print produce lend "
    "hire staff fund knock fit"
)
"""Verbs that promise in the present tense once a date stands beside them: "we ship on Friday"."""

UNDER_WAY = words(
    "penciling pencilling saving popping tagging donating freezing granting offering committing matching "
    "lending staffing running fitting cleaning chasing fetching collecting marking reversing cancelling "
    "restoring sending shipping delivering dropping bringing calling forwarding emailing mailing returning "
    "giving "
    "paying refunding crediting posting uploading sharing submitting issuing raising preparing "
    "finishing finalizing finalising fixing patching updating scheduling booking arranging installing "
    "deploying migrating signing visiting driving flying releasing launching starting putting pushing "
    "moving extending holding keeping waiving adding throwing adjusting replacing sorting chasing "
    "escalating presenting picking handing transferring dispatching providing cutting writing revising "
    "amending circulating introducing looping rolling swapping wrapping passing bumping knocking "
    "setting including reserving upgrading covering reissuing instructing ringing taking getting having "
    "meeting doing making reporting redoing rebooking ordering printing replying"
)
"""The same as -ing forms: "I'm sending it tomorrow"."""

GIVEN = (
    r"(?:cancelled|canceled|reversed|removed|deleted|opened|answered|checked|remitted|settled|resent|"
    r"printed|incorporated|circulated|sent|delivered|shipped|dispatched|credited|refunded|reimbursed|"
    r"corrected|replaced|repaired|fixed|installed|booked|handed|returned|issued|reissued|forwarded|"
    r"provided|supplied|paid|waived|included|extended|updated|uploaded|posted|"
    r"emailed|mailed|couriered|transferred|deducted|added|reserved|held|kept|shared|prepared|finished|"
    r"completed|done|ready|sorted|resolved|patched|deployed|migrated|configured|enabled|scheduled|arranged|"
    r"collected|picked|taken|swapped|exchanged|"
    r"upgraded|covered|absorbed|adjusted|revised|confirmed|countersigned|signed|loaded|cut|split|brought|"
    r"in production|redone|reprinted|re-?\w+ed|with you|in your|on your|at your|on site|in place|live|up|back|there|"
    r"available|carried out|free|honou?red)\b"
)
"""What is done to things one gives: "will be sent"."""

STATES = words(
    "need want require know understand see like love miss believe think guess admit assume suppose say "
    "remember forget hate prefer enjoy hope wish wonder expect be regret learn realize realise hear "
    "lose struggle appreciate"
)
"""Verbs that promise nothing by themselves."""

HABIT = re.compile(
    r"\b(?:always|usually|typically|normally|generally|every (?:day|week|month|quarter|year|time|monday|"
    r"friday|customer|order|other)|"
    r"each (?:week|month|quarter|year|time)|on a (?:daily|weekly|monthly) basis|daily|as a rule|by default|"
    r"by design|"
    r"every \w+day|each \w+day|\w+days and \w+days|on (?:mon|tues|wednes|thurs|fri|satur|sun)days|twice a|"
    r"once a|\d+ (?:times|hours|days) a|monday (?:to|through|-) friday|jeden|jede woche|tous les|chaque|in "
    r"most cases|our customers|most (?:customers|clients|teams)|whenever|"
    r"immer|[uü]blicherweise|normalerweise|grunds[aä]tzlich|toujours|g[eé]n[eé]ralement)\b"
)

BOILERPLATE = re.compile(
    r"\b(?:unsubscribe|privacy policy|confidential|intended (?:solely|only)|disclaimer|all rights reserved|"
    r"terms (?:and conditions|of (?:use|service))|"
    r"newsletter|webinar|register (?:now|today|here)|click (?:here|below|the)|out of (?:the )?office|"
    r"annual leave|parental leave|"
    r"maternity leave|automatic reply|auto-?reply|do not reply|view (?:in|this) browser|limited (?:time|"
    r"access to)|you are receiving this|abwesenheitsnotiz|"
    r"nicht im b[uü]ro|absence du bureau|mailing list|ticket (?:number|has been)|legal notice|exclusive "
    r"offer|sign up|last chance)\b"
)

SARCASM = re.compile(
    r"\b(?:yeah,? right|when (?:pigs|hell)|believe it when|good luck with|sure,? (?:because|and i'll be)|"
    r"oh (?:sure|great|yeah|brilliant|wonderful)|"
    r"queen of england|the day that|over my dead|in your dreams|as if (?:we|i|you|that|they)|wouldn't that "
    r"be|hold my breath|"
    r"any (?:day|decade|century) now|no doubt the|of course you will|of course they will|hell freezes|next "
    r"century|/s\b|"
    r"i'll eat my|ha ?ha sure|lol sure|sure,? i'll just|will do itself)"
)

COURTESY = re.compile(
    r"(?:^(?:[\w']+,? ){0,3}|i'll |i will |we'll )(?:(?:talk|speak|chat|see|write|catch up) (?:to )?(?:you "
    r")?(?:again )?(?:soon|then|later|tomorrow|there|next|on|at)|look(?:ing)? forward|"
    r"have a (?:great|nice|good|lovely)|i'll (?:see|be seeing) you|we'll see(?: you)?\b|we'll be seeing|i "
    r"will see you|we will see you|"
    r"(?:i'll|i will|we'll|we will) (?:miss|never forget|always be|be honest|be frank|be brief|be blunt|be "
    r"direct|be quick|leave you to|let you go|be around|be here|be there|stop here|keep this short|keep it "
    r"short)|"
    r"bis (?:dann|bald|morgen)!?$|[aà] bient[oô]t|au plaisir)"
)

THREAT = re.compile(
    r"\b(?:"
    + by_first_letter(
        r"(?:hand|pass|give|send|turn|hear|hearing|involve|instruct|call in)\b.{0,25}\b(?:lawyers?|"
        r"solicitors?|attorneys?)|legal action|to court|sue\b|collections|debt collect|take (?:our|my) "
        r"business|cancel (?:our|the|my|this|if)|going to cancel|will cancel|terminate|competitor|complain to|"
        r"ombudsman|trading standards|"
        r"(?:go|going) (?:over )?to (?:another|a different|someone else|somebody else|your competitor|the "
        r"competition)|(?:move|switch|change|moving|switching) (?:over )?(?:to [\w ]{2,30} (?:in|if|unless|"
        r"next)|providers?|vendors?|suppliers?|elsewhere)|withhold|put you on stop|(?:start |begin "
        r")?(?:evaluat|look|shop)\w* (?:at |for |around )?(?:other|another|alternatives|elsewhere)|suspend|"
        r"stop (?:all )?payments?|not (?:be )?renew\w*|until (?:the|your) (?:bill|invoice|account) is (?:paid|"
        r"settled)|rechtsanwalt|anwalt|k[uü]ndigen|avocat|r[eé]silier"
    )
    + r")\b"
)
"""What somebody says they'll do against the other side is no promise to it."""
