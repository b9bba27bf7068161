"""Other words for what a question names, for a promise that calls the same thing otherwise."""

# ruff: noqa: E501 (a group is easier to read on one line)

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.topic_match import TopicWords

_GROUPS_TEXT = """
quote, quotation, price, pricing, estimate, offer, proposal, costing, angebot, kostenvoranschlag, preis, devis, prix, tarif
manual, guide, handbook, instructions, documentation, anleitung, handbuch, mode d'emploi, manuel
papers, paperwork, documents, documentation, certificates, forms, unterlagen, dokumente, papiere, papiers
certificate, certification, proof, zertifikat, bescheinigung, nachweis, certificat, attestation, justificatif
rollout, implementation, deployment, launch, einführung, déploiement
training, onboarding, workshop, course, schulung, einweisung, kurs, formation
renewal, extension, renew, extend, prolongation, verlängerung, renouvellement
contract, agreement, vertrag, vereinbarung, contrat, accord
picture, photo, image, pic, bild, foto, aufnahme
spare, replacement, substitute, loaner, ersatz, ersatzgerät, rechange, remplacement
test, sandbox, trial, testumgebung, testsystem, essai
login, access, credentials, password, keys, zugang, zugangsdaten, passwort, accès, identifiants
sso, single sign-on, saml
bill, invoice, rechnung, facture
deposit, down payment, prepayment, anzahlung, vorauszahlung, acompte, arrhes
payment, transfer, zahlung, überweisung, paiement, virement, règlement
design, layout, mockup, draft, entwurf, gestaltung, maquette
drawing, plan, sketch, schematic, blueprint, diagram, zeichnung, skizze, grundriss, schaltplan, schéma, dessin, croquis
diagram, plan, map, schematic, schéma
report, findings, results, summary, write-up, analysis, bericht, auswertung, ergebnis, gutachten, rapport, compte rendu, résultat, bilan
minutes, notes, protocol, recap, protokoll, mitschrift, compte-rendu
figures, numbers, stats, statistics, data, metrics, zahlen, werte, daten, chiffres, données
list, overview, table, spreadsheet, liste, aufstellung, übersicht, tabelle, tableau
schedule, calendar, timetable, roster, planning, zeitplan, dienstplan, kalender, fahrplan, calendrier
invite, invitation, einladung
sample, specimen, swatch, muster, probe, échantillon
feedback, comments, remarks, notes, redlines, opinion, response, rückmeldung, anmerkungen, stellungnahme, retour, remarques, avis
answer, reply, decision, verdict, yes or no, bescheid, entscheidung, antwort, réponse, décision
questionnaire, survey, form, fragebogen, formular, formulaire
proposal, offer, quote, angebot, vorschlag, proposition, offre
order, purchase, commande, bestellung, auftrag
shipment, delivery, consignment, lieferung, sendung, versand, livraison, expédition, envoi
pickup, collection, collect, abholung, abholen, abtransport, enlèvement, ramassage
return, returns, rückgabe, rücknahme, rücksendung, retour, reprise
staff, employees, headcount, mitarbeiter, leute, personnel, effectif
driver, courier, haulier, fahrer, spediteur, spedition, chauffeur, transporteur
lorry, truck, van, lkw, lastwagen, camion
repair, fix, mend, reparatur, instandsetzung, réparation, dépannage
maintenance, service, servicing, upkeep, wartung, instandhaltung, entretien
installation, install, fitting, assembly, einbau, montage, aufbau, pose
inspection, audit, survey, assessment, prüfung, kontrolle, begehung, abnahme, contrôle
visit, trip, on-site, besuch, vorbeikommen, termin vor ort, visite, passage, déplacement
permit, permission, licence, authorisation, approval, clearance, genehmigung, erlaubnis, zulassung, freigabe, autorisation, permis
approval, sign-off, go-ahead, green light, freigabe, genehmigung, zustimmung, validation, accord
discount, reduction, rebate, rabatt, nachlass, skonto, preisnachlass, remise, rabais, réduction
refund, credit, reimbursement, gutschrift, erstattung, rückerstattung, remboursement
penalty, fine, late fee, vertragsstrafe, strafe, pénalité
warranty, guarantee, garantie, gewährleistung
complaint, claim, reklamation, beschwerde, beanstandung, réclamation, plainte
fault, defect, problem, bug, error, fehler, defekt, mangel, störung, défaut, panne, erreur
label, sticker, etikett, aufkleber, étiquette
leaflet, brochure, flyer, prospekt, broschüre, faltblatt, dépliant, plaquette
poster, banner, plakat, schild, affiche, panneau
fridge, cooler, refrigerator, chiller, kühlschrank, kühler, kühlung, frigo, réfrigérateur
bottle, flasche, bouteille
crate, box, kiste, kasten, karton, caisse, carton
pallet, palette
keg, barrel, cask, fass, fässer, fût, tonneau
glass, glasses, gläser, glas, verre
tap, pump, dispenser, zapfanlage, schankanlage, zapfhahn, tireuse, pompe
tasting, degustation, verkostung, probe, dégustation
recipe, formula, rezept, rezeptur, recette
ingredients, zutaten, ingrédients
event, festival, veranstaltung, messe, fest, fête, salon, foire
stall, stand, booth, messestand, tente
menu, speisekarte, getränkekarte, karte, carte
barrier, fence, zaun, barrière
machine, unit, device, equipment, appliance, gerät, maschine, anlage, apparat, appareil, matériel
engine, motor, drive, antrieb, moteur, entraînement
gearbox, getriebe
bearing, lager, palier, roulement
pipe, hose, tube, leitung, schlauch, rohr, tuyau, conduite
valve, ventil, vanne, soupape
shaft, schacht, welle, gaine, arbre
cable, wire, kabel, leitung, câble
screw, bolt, schraube, boulon
door, gate, tür, tor, porte, portail
key, schlüssel, clé, clef
lock, schloss, serrure
roof, dach, toit
floor, etage, stockwerk, boden, étage, sol
wall, wand, mur, paroi
window, fenster, fenêtre
room, raum, zimmer, salle, pièce
hall, halle, salle
warehouse, depot, lager, lagerhaus, entrepôt, dépôt
stock, inventory, bestand, lagerbestand, vorrat, inventaire
site, location, branch, premises, standort, filiale, niederlassung, baustelle, succursale, chantier
office, büro, bureau
school, schule, école
church, kirche, église
hospital, clinic, krankenhaus, klinik, hôpital, clinique
museum, musée
hotel, hôtel
town hall, rathaus, stadt, gemeinde, mairie
lawyer, solicitor, attorney, counsel, legal, anwalt, rechtsanwalt, jurist, avocat, juriste
accountant, bookkeeper, accounts, buchhaltung, buchhalter, steuerberater, comptable, comptabilité
boss, manager, director, management, board, chef, geschäftsführer, vorstand, geschäftsleitung, directeur, conseil
engineer, technician, fitter, mechanic, techniker, monteur, ingenieur, technicien, ingénieur, mécanicien
surveyor, inspector, assessor, gutachter, prüfer, sachverständiger, inspecteur, expert
supplier, vendor, lieferant, fournisseur
customer, client, kunde
reference, referenz, référence
contact, ansprechpartner, kontakt, interlocuteur
address, anschrift, adresse
phone, telephone, mobile, telefon, handy, téléphone, portable
budget, funding, money, haushalt, finanzierung, financement
cost, expense, fee, kosten, gebühr, coût, frais
rent, lease, hire, rental, miete, pacht, loyer, location
loan, lend, leihe, leihgabe, prêt, prêter
insurance, cover, versicherung, assurance
tax, vat, steuer, mehrwertsteuer, taxe, impôt, tva
customs, zoll, douane
power, electricity, strom, electric, courant, électricité
water, wasser, eau
gas, gaz
heating, heater, heizung, chauffage
light, lighting, lamp, licht, beleuchtung, lampe, éclairage, lumière
noise, lärm, geräusch, bruit
damage, schaden, dommage, dégât
safety, security, sicherheit, sécurité
fire, feuer, incendie
cleaning, clean, reinigung, putzen, nettoyage
waste, rubbish, trash, müll, abfall, déchets
paint, farbe, peinture, colour, color, couleur
size, dimension, measurement, maße, größe, abmessung, mesure, taille
weight, gewicht, poids
amount, quantity, volume, menge, anzahl, quantité
software, app, application, programm, anwendung, logiciel, appli
website, homepage, webseite, site web
interface, connector, integration, api, schnittstelle, anbindung, connecteur
backup, sicherung, datensicherung, sauvegarde
update, upgrade, aktualisierung, mise à jour
migration, transfer, import, umzug, umstellung, übernahme, transfert
release, version, go-live, ausgabe, livraison
outage, downtime, ausfall, störung, panne
hotfix, patch, fix, korrektur, correctif
translation, translate, übersetzung, traduction
video, recording, film, aufzeichnung, vidéo, enregistrement
presentation, deck, slides, präsentation, folien, présentation
text, wording, wortlaut, formulierung, texte, libellé
logo, artwork, grafik, graphic, druckdaten, visuel
newsletter, press release, pressemitteilung, communiqué
holiday, vacation, urlaub, ferien, congés, vacances
christmas, weihnachten, noël
easter, ostern, pâques
summer, sommer, été
night, nacht, nuit
weekend, wochenende, week-end
morning, vormittag, matin
meeting, call, appointment, termin, besprechung, treffen, réunion, rendez-vous
introduction, intro, introduce, vorstellung, présentation, présenter
tender, bid, rfp, ausschreibung, appel d'offres
application, request, antrag, anfrage, demande
cancellation, termination, cancel, kündigung, stornierung, résiliation, annulation
seats, licences, licenses, users, lizenzen, nutzer, utilisateurs
works council, betriebsrat, comité d'entreprise
floor plan, ground plan, layout plan, grundriss, plan des locaux, plan de masse
data sheet, datasheet, spec sheet, datenblatt, fiche technique
safety data sheet, safety sheet, sicherheitsdatenblatt, fiche de données de sécurité
acceptance report, acceptance protocol, abnahmeprotokoll, acceptance certificate, procès-verbal de réception
price list, rate card, preisliste, liste de prix, tarif
delivery note, lieferschein, bon de livraison
order confirmation, auftragsbestätigung, confirmation de commande
purchase order, bestellung, bon de commande
shift calendar, shift plan, duty roster, rota, schichtplan, dienstplan, calendrier des équipes
spare part, ersatzteil, pièce de rechange
asset list, equipment list, anlagenliste, inventory, liste des équipements
network diagram, network plan, netzplan, schéma du réseau, schéma réseau
power of attorney, vollmacht, procuration
credit note, gutschrift
cost estimate, kostenvoranschlag, devis
bank details, bankverbindung, kontodaten, coordonnées bancaires
test report, prüfbericht, prüfprotokoll, rapport d'essai
master data, stammdaten, données de base
action plan, massnahmenplan, maßnahmenplan, plan d'action
kick-off, kickoff, auftakt, lancement
tank, vat, vessel, wanne, behälter, kessel, cuve, réservoir
heat, hitze, wärme, chaleur
swap, exchange, replacement, austausch, ersatz, remplacement, échange
marked-up, annotated, kommentiert, annoté
"""


def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _GROUPS_TEXT.strip().splitlines():
        group = [word.strip() for word in line.split(",")]
        for word in group:
            found.setdefault(word, set()).update(group)
    return {word: frozenset(group) for word, group in found.items()}


_SAME = _groups()
_LONGEST = 3
"""Words of the longest name: "safety data sheet"."""


@dataclass(frozen=True)
class _Thing:
    """One thing of a topic, by every name for it."""

    words: TopicWords
    """Names of one word: any of them will do."""
    phrases: tuple[TopicWords, ...] = ()
    """Names of several words, each wanted whole."""

    def named(self, text: str, around: str) -> bool:
        return self.words.share(text, around) > 0 or any(
            p.share(text, around) >= _WHOLE for p in self.phrases
        )


_WHOLE = 0.99


@lru_cache(maxsize=2048)
def _thing(name: str) -> _Thing:
    own = TopicWords.of(name.split())
    others = _others(name)
    if " " in name:
        phrases = (own, *(TopicWords.of(o.split()) for o in others if " " in o))
        return _Thing(TopicWords(_stems(others)), phrases)
    stems = own.stems | _stems(others)
    words = (
        TopicWords(stems, own.short, own.doings, own.groups)
        if stems == own.stems
        else TopicWords(stems, own.short)
    )
    return _Thing(words, tuple(TopicWords.of(o.split()) for o in others if " " in o))


def _stems(names: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(TopicWords.of((name,)).stems for name in names if " " not in name))


def _others(name: str) -> frozenset[str]:
    return _SAME.get(name) or _SAME.get(name.removesuffix("s")) or frozenset()


@dataclass(frozen=True)
class Widened:
    """A topic of which everything may stand there by another name."""

    things: tuple[_Thing, ...]
    more: bool
    """Whether anything has another name at all."""

    @classmethod
    def of(cls, topic: Sequence[str]) -> "Widened":
        words = [word.lower() for word in topic]
        things, more, at = [], False, 0
        while at < len(words):
            sizes = range(min(_LONGEST, len(words) - at), 0, -1)
            size = next((n for n in sizes if _others(" ".join(words[at : at + n]))), 1)
            name = " ".join(words[at : at + size])
            more = more or bool(_others(name))
            things.append(_thing(name))
            at += size
        return cls(tuple(things), more)

    def share(self, text: str, around: str = "") -> float:
        """0..1: how much of the topic the text names in its own or other words."""
        named = sum(thing.named(text, around) for thing in self.things)
        return named / len(self.things) if self.things else 0.0
