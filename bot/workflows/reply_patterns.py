"""The words, in English, German and French, by which a short reply to a reminder is read."""

import re


def any_of(*words: str) -> re.Pattern[str]:
    """Any of these, as whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


TICKS = frozenset({"✅", "☑️", "☑", "✔️", "✔", ":white_check_mark:", ":heavy_check_mark:", "+1 done"})
REQUEST = re.compile(
    r"(?i)(?:please |pls )?(?:can|could|would|will) you (?:please )?(?=(?:remind|snooze|ask|ping|nudge|move)\b)"
    r"|(?:kannst|könntest) du (?:bitte )?(?=.*(?:erinner|verschieb))"
)
QUESTION = re.compile(
    r"(?i)(?:what|when|who|whom|why|how|where|which|wann|wer|wem|wie|warum|wieso|welche\w*|quand|qui|quoi|pourquoi|"
    r"comment|est-ce)\b"
    r"|(?:do|does|should|shall|can|could|would|is|are|was|were|have|has|had) (?:i|we|you|they|he|she|it|this|that|the)\b"
    r"|did (?:i|we|you|they|he|she|the)\b"
)
BREAK = re.compile(
    r"(?i)(?<=[^\d\s])[.!]+(?=\s|$)|[,;:\n]+|\s[-–—]+\s|\s(?:but|aber|mais|sondern|however|though|jedoch)\s"
)
DENIED = any_of(
    "not", "never", "no", "nope", "neither", r"\w+n't", "cannot", "dont", "didnt", "hasnt", "havent", "isnt", "wasnt",
    "wont", "nicht", "nie", "niemals", r"kein\w*", "pas", "jamais", "without", "ohne", r"forgot\w*", "vergessen",
    r"fail\w*",
)  # fmt: skip
SUPPOSED = any_of(
    "if", "unless", "whether", "once", "maybe", "perhaps", "might", "would", "could", "should", "falls", "wenn",
    "sobald", "ob", "vielleicht", "si", "peut-être", "hopefully", "hoffentlich", "supposed",
)  # fmt: skip
DONE = any_of(
    "done", "sent(?! (?:it |them |that )?back)", "delivered", "finished", "completed", "shipped", "handled", "sorted", "submitted", "paid",
    r"called(?! off| (?:it|this|that|\w+ \w+) off)", "emailed", "mailed", "uploaded", "shared", "signed", "settled(?! on)", "kept", "resolved", "fixed",
    "gone out", "went out", "is out", "taken care of", "took care of", "did (?:it|that|this)", "all set", "erledigt",
    "gesendet", "geschickt", "verschickt", "abgeschickt", "versendet", "gemacht", "fertig", "geliefert", "abgeschlossen",
    "rausgeschickt", "ist raus", "bezahlt", "fait", r"envoyée?s?", r"livrée?s?", r"terminée?s?", r"réglée?s?",
)  # fmt: skip
RECEIVED = any_of(
    "received", "got (?:it|them|this|that)", "arrived", "came in", "has it", "have it", "bekommen", "erhalten",
    "angekommen", r"reçue?s?",
)  # fmt: skip
NOT_YET = any_of(
    "will", r"\w+'ll", "going to", "gonna", "shall", "to be", r"need\w*", "must", "have to", "has to", "can",
    r"want\w*", "plan(?:s|ned|ning)? (?:to|on)", "geplant", "almost", "nearly", "half", "halfway", "partly", "partially", "mostly", "soon", "be",
    "getting", "being", "when", "part of", "to get", "wird", "werde",
    "werden", "muss", "müssen", r"soll\w*", "kann", r"könn\w*", "fast", "halb", "teilweise", "bald", 
    "noch", "presque", "bientôt", "va", "vais", 
)  # fmt: skip
OPEN = any_of(
    "still (?:open|pending|outstanding|to do|working|on it)", "in progress",
    r"(?:didn't|did not|couldn't|could not) (?:\w+ )?(?:send|do|finish|deliver|ship|call|manage|get to)", "working on it", "on it", "not yet",
    "(?:almost|nearly|half|halfway|partly|mostly|fast|halb|presque) (?:done|finished|ready|sent|erledigt|fertig|terminé)",
    "noch nicht", "noch offen", "offen", "pas encore", "outstanding", "in arbeit",
)  # fmt: skip
MOVED = any_of(
    "moved?", "moving", "postponed?", "push(?:ed)?", r"reschedul\w+", "shift(?:ed)?", "delayed", "deferred", "extended",
    "changed", "agreed", "settled on", "now due", "due (?:date )?(?:is )?now", "(?:is|it's) due", "due date",
    "new (?:date|deadline|day)", "deadline", "(?:gave us|have|has|got) until", "instead", "make it", "verschoben",
    "verschieben", "verlegt", "vertagt", "geeinigt", "vereinbart", "abgemacht", r"neue\w* (?:termin|frist|datum)",
    "jetzt fällig", "stattdessen", r"reportée?s?", r"repoussée?s?", r"décalée?s?", r"déplacée?s?", r"convenue?s?",
)  # fmt: skip
RANGE = re.compile(r"\w (?:to|bis|à|until|-|–) \w")
AWAY_FROM = re.compile(
    r"(?:\bfrom|\bvon|\bvom|\binstead of|\brather than|\bnot|n't|\bstatt|\banstatt|\bnicht|\bau lieu d[eu])\s+(?:on |the |am |dem |auf )?$"
)
NO_PROMISE = re.compile(
    r"\b(?:not|no|isn't|wasn't|never|nor) (?:really |actually |even )?(?:a |an |any |such a )?(?:real )?"
    r"(?:promise|commitment)\b"
    r"|\b(?:never|didn't|did not) (?:really |actually )?promised?\b|\bfalse alarm\b|\bnicht versprochen\b"
    r"|\bkeine? (?:echte[sn]? )?(?:versprechen|zusage)\b|\bpas une promesse\b|\bfehlalarm\b|\bfausse alerte\b"
    r"|^(?:this|that|it|das|dies|c'est)? ?(?:is |'s |was |ist )?(?:just |simply |so )?"
    r"(?:wrong|incorrect|nonsense|falsch|quatsch|faux)$|\bstimmt (?:so )?nicht\b"
)
NOT_MINE = any_of(
    "wrong (?:owner|person)", "not mine", "isn't mine", "not me",
    "(?:not|isn't) my (?:job|task|promise|deal|account|one|thing|responsibility)",
    r"(?:somebody|someone) else(?:'s|(?= (?:should|must|owns|takes|handles|does|has|is on|will)\b)|$)", "nicht meins",
    r"nicht meine? (?:aufgabe|job|zusage|baustelle|sache|zuständigkeit|versprechen|thema|ding|kunde|kundin|deal)",
    "falsche person", "jemand anders",
    "pas moi", "pas à moi",
)  # fmt: skip
THEIRS = (
    r"^NAME$|\bNAMEs$|\bNAME's(?: (?:job|task|one|promise|deal|account|thing|responsibility|turn))?$"
    r"|\bNAME (?:now )?(?:does|do|will|is (?:on(?! (?:vacation|holidays?|leave|sick|a? ?break|parental|pto|the road|his|her))|doing|handling|responsible)|owns|has|takes|took|handles|promised|owes|"
    r"macht|übernimmt|kümmert|hat|erledigt|s'en)\b|\bNAME'll\b"
    r"|\b(?:belongs to|owned by|up to|over to|handed to|hand it to|give it to|given to|assigned to|reassign(?:ed)? to|"
    r"ask|macht|übernimmt|gehört|c'est à|c'est) NAME\b"
)
NOT_NOW = any_of("not now", "nicht jetzt", "pas maintenant", "no time", "keine zeit")
AHEAD = re.compile(r"(?:by|until|till|before|bis|vor|avant|next|tomorrow|morgen|nächste\w*|demain|in)\b")
TO_US = any_of("me", "us", "mir", "uns", "nous")
NO_FIRST = re.compile(
    r"^(?:no|nope|nah|nein|non) (?=(?:it|we|i|that|this|they|moved|done|sent|es|wir|das|ist|c'est|on)\b)"
)
LATER = any_of(
    "(?:remind|ping|nudge|ask|tell|wake|poke) (?:me|us)(?: again)?", "remind(?= (?:again|later|on|in)|$)", "snooze", "later", r"erinner\w*",
    "frag(?: mich)?(?: noch ?mal)?", "später", r"rappell?e\w*(?:-moi)?", "plus tard",
)  # fmt: skip
SNOOZING = any_of("tomorrow", "morgen", "demain", "next week", "nächste woche", "la semaine prochaine")
FILLING = any_of(
    "on", "by", "until", "till", "for", "to", "at", "am", "bis", "auf", "zum", "um", "le", "la", "à", "au", "ok", "okay",
    "please", "pls", "bitte", "then", "dann", "it's", "its", "it", "is", "now", "jetzt", "due", "say", "the", "yes", "ja",
    "oui", "well", "erst", "only",
)  # fmt: skip
INTENDED = any_of(
    "i'll", "we'll", "i will(?! be in)", "we will(?! be in)", "will be (?:done|sent|ready|delivered|finished)", "will do", "will send", "going to", "doing", "gets? done",
    "ich werde", "wir werden", "wird", "mache ich", "mach ich", "schicke ich", "geht", "je vais",
    "on va", "done", "ready", "fertig",
)  # fmt: skip
THEY = re.compile(r"(?:they|she|he|the customer|the client|sie|er|der kunde|die kundin|ils|elles|elle|il)\b")
EARLIER = any_of("earlier", "forward", "sooner", "vorgezogen", "früher", "avancée?s?")
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "ein": 1, "eine": 1,
    "einen": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "un": 1, "une": 1, "deux": 2, "trois": 3,
}  # fmt: skip
UNITS = {
    "day": ("day", "tag", "jour"),
    "week": ("week", "woche", "semaine"),
    "month": ("month", "monat", "mois"),
}
SHIFT = re.compile(
    rf"\b(?P<n>\d{{1,2}}|{'|'.join(NUMBERS)}) (?:more |further |weitere[n]? )?(?P<business>(?:business|working) )?"
    r"(?P<unit>(?:day|week|month|tag|woche|monat|jour|semaine|mois)\w*)"
)
