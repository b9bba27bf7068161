"""The words that mark quoted history, in the languages people write us in."""

from retrieval.phrases import any_of

WROTE = any_of(
    r"""
    \b(?:wrote|writes|said|schrieb|a écrit|a ecrit|escribi[óo]|escreveu|ha scritto|scrisse|schreef|
    + geschreven|skrev|napisał|napisala|pisze|napsal|kirjoitti|написал|пишет|писал|yazdı|írta|
    + a scris|έγραψε|написа|skreiv|je napisa[ol])(?:a|\(a\)|\(e\))?\b
    写道|寫道|のメール|さんは書きました
    """,
)
"""The verb of "On ..., somebody wrote:"."""

ATTRIBUTION_OPENS = any_of(
    r"""
    on|am|le|el|em|il|in data|op|den|på|w dniu|dnia|dne|pe|τη|στις|dana|\d{1,4}[./-]|\d{4}年
    (?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)[a-zäéûç]{0,8}[.,]?
    """,
    after=r"(?![^\W\d_])",
)
"""How such a line starts."""

SEPARATOR = any_of(
    r"""
    original message|original appointment|forwarded message|forwarded by|forwarded message from
    reply message|ursprüngliche nachricht|urspr. nachricht|originalnachricht|weitergeleitete nachricht
    ursprünglicher termin|message d[’']origine|message original|message transféré|message transmis
    mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|messaggio originale
    messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande
    vidarebefordrat meddelande|oprindelig meddelelse|opprinnelig melding|wiadomość oryginalna
    przekazana wiadomość|исходное сообщение|пересылаемое сообщение|原始邮件|转发邮件|原始郵件|original-nachricht
    転送メッセージ
    """,
    before=r"[-_—–*=\s]{2,60}",
    after=r"\b.{0,120}",
)
""" "-----Original Message-----" and its kin."""

FORWARD_INTRO = any_of(
    r"""
    begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)
    début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato
    begin doorgestuurd bericht|início da mensagem reencaminhada|vidarebefordrat brev
    """,
    after=r"\s{0,2}:$",
)
""" "Begin forwarded message:" """

HEADER_LABEL = any_of(
    r"""
    (?P<from>from|von|de|da|van|från|fra|od|lähettäjä|от|expéditeur|remitente|发件人|差出人)
    (?P<date>sent|date|gesendet|datum|envoyé|enviado(?: el)?|fecha|data|inviato|verzonden|skickat|
    + sendt|dato|wysłano|odesláno|lähetetty|отправлено|дата|发送时间|送信日時)
    (?P<to>to|an|à|a|para|aan|till|til|do|komu|кому|vastaanottaja|destinataire|收件人|宛先)
    (?P<subject>subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|předmět|aihe|
    + тема|主题|件名)
    (?P<other>cc|bcc|kopie|kopia|kopi|copie|reply-to|importance|attachments|anlagen|priorität|when|
    + where|required attendees)
    """,
    before=r"[*_\s]{0,4}",
    after=r"\s{0,2}[*_]{0,2}\s?[:：]",
)
"""Labels of a quoted header block; the group says which header it is."""
