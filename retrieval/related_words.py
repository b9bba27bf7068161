"""Words that a question and a mail may use for one thing: sales English, German and French."""

_GROUPS_TEXT = """
seat, licence, license, user, lizenz, anwender, nutzer
phone, telephone, mobile, cell, direct line, telefon, durchwahl, handynummer, téléphone
bid, offer, tender, quote, quotation, proposal, angebot, offre, devis
free, no charge, free of charge, no cost, kostenlos, gratis, gratuit
late, delay, delayed, postponed, slip, verspätet, verzögert, verzögerung, retard
cancel, cancellation, terminate, termination, kündigen, kündigung, résiliation
budget, funding, budgetiert, financement
sign, signed, signature, unterschrift, unterschreiben, signer
meeting, call, appointment, besprechung, réunion
start, go live, launch, rollout, kick off, produktivstart
certificate, certification, zertifikat, certificat
insurance, liability, versicherung, haftpflicht, assurance
warehouse, lager, entrepôt
site, location, branch, standort
bug, defect, error, fault, outage, fehler, störung, panne
works council, betriebsrat, comité d'entreprise
committee, board, ausschuss, gremium, comité
vacation, holiday, annual leave, out of office, urlaub, abwesenheit, congés
customer, client, kunde
supplier, vendor, lieferant, fournisseur
address, anschrift, adresse
interface, connector, integration, schnittstelle, connecteur
sandbox, test tenant, test environment, testumgebung, testsystem
term, commitment, duration, laufzeit, durée
warranty, guarantee, garantie, gewährleistung
credentials, password, login, api key, zugangsdaten, identifiants
approve, approval, sign off, genehmigt, genehmigung, freigabe, approbation
wifi, wi fi, wlan
decide, decided, decision, entscheidung, décision
hosted, hosting, data centre, data center, rechenzentrum, serverstandort
raise, increase, price rise, erhöhung, preiserhöhung, augmentation
payment, payment terms, zahlung, zahlungsbedingungen, paiement
reference, referenz, référence
renewal, renew, verlängerung, renouvellement
cheap, discount, rebate, rabatt, nachlass, remise
shipment, shipping, versand, lieferung, expédition
complaint, beschwerde, reklamation, réclamation
employee, headcount, staff, mitarbeiter, personnel
lawyer, legal, counsel, anwalt, rechtsabteilung, juriste
translation, translate, übersetzung, übersetzen, traduction
competitor, rival, wettbewerber, konkurrenz, concurrent
credit note, refund, compensation, gutschrift, erstattung, avoir
fine, penalty, vertragsstrafe, pénalité
"""


def related() -> dict[str, tuple[str, ...]]:
    """Each word or phrase of a group -> the group's others."""
    found: dict[str, list[str]] = {}
    for line in _GROUPS_TEXT.strip().splitlines():
        group = [word.strip() for word in line.split(",")]
        for word in group:
            found.setdefault(word, []).extend(other for other in group if other != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}
