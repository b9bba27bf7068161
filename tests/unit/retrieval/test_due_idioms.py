"""Due dates by family: locale idioms, orders of words, parts of periods and what is done at once, in three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import due_calendar as cal
from retrieval.due_dates import find_due_dates, resolve_due

WEDNESDAY = datetime(2026, 2, 18, 10, 0, tzinfo=timezone(timedelta(hours=1)))
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))

DATED = [
    ("We'll have it sorted Friday week.", "2026-02-27"),
    ("I'll call you Tuesday fortnight.", "2026-03-10"),
    ("It'll be with you a week Friday.", "2026-02-27"),
    ("You'll have it a week on Monday.", "2026-03-02"),
    ("We'll deliver this day week.", "2026-02-25"),
    ("We'll get it done towards the back end of next week.", "2026-02-27"),
    ("I'll send it at the tail end of the week.", "2026-02-20"),
    ("We'll ship in the latter half of May.", "2026-05-31"),
    ("We'll do it in the first half of next week.", "2026-02-25"),
    ("You'll have it by COP Friday.", "2026-02-20"),
    ("I'll send it by close of play tomorrow.", "2026-02-19"),
    ("We'll sort it first up Monday.", "2026-02-23"),
    ("We'll finish this side of Christmas.", "2026-12-24"),
    ("It'll be done before the week's out.", "2026-02-20"),
    ("We'll pay before the month is out.", "2026-02-28"),
    ("We'll be done inside a week.", "2026-02-25"),
    ("I'll have it inside of two weeks.", "2026-03-04"),
    ("I will send it on Monday next.", "2026-02-23"),
    ("I will do it today itself.", "2026-02-18"),
    ("I will share the file by today evening.", "2026-02-18"),
    ("Kindly note we will dispatch by tomorrow EOD.", "2026-02-19"),
    ("We will send the PO latest by Friday.", "2026-02-20"),
    ("I will visit your office tomorrow first half.", "2026-02-19"),
    ("We will revert within this week.", "2026-02-20"),
    ("We will close it by this weekend.", "2026-02-22"),
    ("We will pay by mid of March.", "2026-03-15"),
    ("We will complete by end of March month.", "2026-03-31"),
    ("We will reply in next two days.", "2026-02-20"),
    ("We will deliver by next 2-3 days.", "2026-02-21"),
    ("After two days from today we will install.", "2026-02-20"),
    ("We'll stick the fob in the post tomorrow.", "2026-02-19"),
    ("I'll drop in straight after lunch tomorrow.", "2026-02-19"),
    ("I'll ring you after work on Friday.", "2026-02-20"),
    ("I'll be round shortly after 3pm today.", "2026-02-18"),
    ("We'll come over after school on Thursday.", "2026-02-19"),
    ("The inspection is locked in for 9/3.", "2026-03-09"),
    ("Install pencilled in for 4/5.", "2026-05-04"),
    ("We're booked for 12/3.", "2026-03-12"),
    ("We've agreed to ship on Thursday.", "2026-02-19"),
    ("They have committed to a fix on Friday.", "2026-02-20"),
    ("Could you please return the form by Friday?", "2026-02-20"),
    ("Would you send me the logs before Tuesday?", "2026-02-23"),
    ("We'll have you moved across by Monday.", "2026-02-23"),
    ("I'm getting those samples boxed today.", "2026-02-18"),
    ("Am 24. tauschen wir den Zähler.", "2026-02-24"),
    ("Bis zum 3. haben Sie das Angebot.", "2026-03-03"),
    ("Wir liefern am 12. bei Ihnen an.", "2026-03-12"),
    ("Le 15 au plus tard, vous aurez le devis.", "2026-03-15"),
    ("Nous livrons le 12 chez vous.", "2026-03-12"),
    ("On passera le 21 dans la matinée.", "2026-02-21"),
    ("Montag in einer Woche kommen wir.", "2026-03-02"),
    ("Dienstag in zwei Wochen sind wir bei Ihnen.", "2026-03-10"),
    ("Mardi dans une semaine on vous livre.", "2026-03-03"),
    ("Wir schicken es in der letzten Septemberwoche.", "2026-09-25"),
    ("In der ersten Aprilwoche bekommen Sie das Muster.", "2026-04-03"),
    ("In der zweiten Märzhälfte liefern wir.", "2026-03-31"),
    ("Wir melden uns bis Monatsmitte.", "2026-03-15"),
    ("Zum Monatsanfang erhalten Sie die Liste.", "2026-03-10"),
    ("Wir überweisen zum Monatsersten.", "2026-03-01"),
    ("Bis Wochenmitte haben Sie die Antwort.", "2026-02-18"),
    ("Bis Jahresmitte stellen wir um.", "2026-06-30"),
    ("On livre la dernière semaine de septembre.", "2026-09-25"),
    ("Vous l'aurez la première semaine de mars.", "2026-03-06"),
    ("On vous répond dans la première quinzaine de mars.", "2026-03-15"),
    ("Livraison dans la seconde quinzaine d'avril.", "2026-04-30"),
    ("Nous vous répondrons sous huitaine.", "2026-02-26"),
    ("Nous vous livrerons sous quinzaine.", "2026-03-05"),
    ("On vous répond trois jours après la visite du 16 mars.", "2026-03-19"),
    ("Wir schicken es zwei Tage nach der Lieferung am 3. März.", "2026-03-05"),
    ("We'll send it two days after the demo on 3 March.", "2026-03-05"),
    ("I take yours away in the morning.", "2026-02-19"),
    ("I bring it over in the morning.", "2026-02-19"),
    ("We'll put the fix into the March release.", "2026-03-31"),
    ("Das kommt mit dem Release vom 24. März.", "2026-03-24"),
    ("The crew will paint on Good Friday and Saturday.", "2026-04-04"),
    ("Jana ist um elf bei euch.", "2026-02-18"),
    ("Ich bin um drei bei Ihnen.", "2026-02-18"),
    ("Le chauffeur passera entre 14 h et 16 h.", "2026-02-18"),
    ("Wir kommen zwischen 14 und 16 Uhr.", "2026-02-18"),
    ("I'll be there between 2 and 4.", "2026-02-18"),
    ("parts with you by 12, weather permitting", "2026-02-18"),
    ("Parts there by 4, promise.", "2026-02-18"),
    ("Give me ten minutes and I'll have it.", "2026-02-18"),
    ("An hour and we'll be back up.", "2026-02-18"),
    ("Say two and a half hours and they'll be home.", "2026-02-18"),
    ("Two weeks and you'll have the keys.", "2026-03-04"),
    ("new link in 15", "2026-02-18"),
    ("back to you in 20", "2026-02-18"),
    ("Uploading the files right now.", "2026-02-18"),
    ("fixing it now", "2026-02-18"),
    ("I'll wire it across now", "2026-02-18"),
    ("I'll forward the code in a minute.", "2026-02-18"),
    ("we'll send a picture in a sec", "2026-02-18"),
    ("Wir machen das jetzt gleich fertig und laden es hoch, ich melde mich heute.", "2026-02-18"),
    ("Den Link leite ich euch gleich weiter.", "2026-02-18"),
    ("Je vous l'envoie dans une minute.", "2026-02-18"),
    ("Tuesday 6.30 we unlock the depot.", "2026-02-24"),
    ("Noch in derselben Woche, also bis 13. März, liefern wir.", "2026-03-13"),
    ("Your lenses will go on the noon courier.", "2026-02-18"),
    ("Your parts go on tonight's lorry.", "2026-02-18"),
    ("Update rides on tomorrow's release.", "2026-02-19"),
    ("You'll get it come Friday.", "2026-02-20"),
    ("Should be with you no later than close of business Thursday.", "2026-02-19"),
    ("We'll get back to you early doors Monday.", "2026-02-23"),
    ("We aim for the week of 9 March.", "2026-03-13"),
    ("I'll have an answer for you by the start of next week.", "2026-02-27"),
    ("We'll have the crew out Thursday at the latest.", "2026-02-19"),
    ("Bis spätestens kommenden Mittwoch haben Sie Bescheid.", "2026-02-25"),
    ("Nächsten Dienstag bekommen Sie das Gutachten.", "2026-02-24"),
    ("Übernächsten Montag fangen wir an.", "2026-03-02"),
    ("In drei Wochen ist alles fertig.", "2026-03-11"),
    ("Heute Nachmittag schicke ich die Rechnung.", "2026-02-18"),
    ("Morgen Vormittag rufe ich Sie an.", "2026-02-19"),
    ("Bis Ende nächsten Monats ist das erledigt.", "2026-03-31"),
    ("Binnen einer Woche erhalten Sie Antwort.", "2026-02-25"),
    ("Innerhalb von drei Werktagen melden wir uns.", "2026-02-23"),
    ("Noch vor Ostern liefern wir.", "2026-04-04"),
    ("Wir liefern Mitte März.", "2026-03-15"),
    ("Wir schaffen das bis KW 10.", "2026-03-06"),
    ("Anfang April erhalten Sie den Vertrag.", "2026-04-10"),
    ("D'ici lundi vous aurez le devis.", "2026-02-23"),
    ("Je vous rappelle cet après-midi.", "2026-02-18"),
    ("On vous livre mercredi prochain.", "2026-02-25"),
    ("Nous finirons avant la fin mars.", "2026-03-31"),
    ("Le rapport sera prêt pour vendredi.", "2026-02-20"),
    ("Je passe jeudi dans la matinée.", "2026-02-19"),
    ("Nous corrigeons cela d'ici une semaine.", "2026-02-25"),
    ("Vous l'aurez au plus tard mardi.", "2026-02-24"),
    ("Je m'en occupe dès demain matin.", "2026-02-19"),
    ("Livraison prévue semaine 12.", "2026-03-20"),
    ("On termine d'ici la fin de l'année.", "2026-12-31"),
]


@pytest.mark.parametrize(("text", "due"), DATED)
def test_the_day_that_keeps_the_promise(text: str, due: str) -> None:
    found = resolve_due(text, WEDNESDAY, day_first=True)
    assert found is not None and str(found.due) == due


@given(MOMENTS, st.integers(0, 6), st.integers(1, 20))
def test_a_weekday_so_many_weeks_ahead_counts_from_the_coming_one(
    at: datetime, weekday: int, weeks: int
) -> None:
    found = resolve_due(f"{DAYS[weekday]} in {weeks} Wochen liefern wir Ihnen die Ware", at)
    assert found is not None
    assert found.due == cal.coming_weekday(at.date(), weekday) + timedelta(days=7 * weeks)


@given(MOMENTS, st.integers(0, 6))
def test_friday_week_is_a_week_on_friday_is_a_week_friday(at: datetime, weekday: int) -> None:
    day = ENGLISH_DAYS[weekday]
    ways = (f"{day} week", f"a week on {day}", f"a week {day}", f"{day} in a week")
    dues = [resolve_due(f"We'll deliver {way}.", at) for way in ways]
    assert {one.due for one in dues if one} == {cal.coming_weekday(at.date(), weekday) + timedelta(days=7)}
    assert all(dues)


@given(MOMENTS, st.integers(1, 12), st.sampled_from(["ersten", "zweiten", "dritten", "letzten"]))
def test_a_week_of_a_month_lies_within_it(at: datetime, month: int, place: str) -> None:
    found = resolve_due(f"Wir liefern in der {place} {MONTHS[month - 1]}woche.", at)
    # Said while the month runs, the week may be over.
    assert found is None or (found.due.month == month and found.due >= at.date())
    assert found is not None or at.month == month


@given(MOMENTS, st.integers(1, 12))
def test_the_halves_of_a_month_end_on_its_15th_and_its_last_day(at: datetime, month: int) -> None:
    first = resolve_due(f"In der ersten {MONTHS[month - 1]}hälfte bekommen Sie den Plan.", at)
    second = resolve_due(f"In der zweiten {MONTHS[month - 1]}hälfte bekommen Sie den Plan.", at)
    assert first is not None and (first.due.month, first.due.day) == (month, 15)
    assert second is not None and second.due == cal.month_end(second.due.year, month)


@given(
    MOMENTS, st.sampled_from(["Monats", "Quartals", "Jahres"]), st.sampled_from(["mitte", "ende", "anfang"])
)
def test_an_edge_of_a_period_is_never_past(at: datetime, period: str, edge: str) -> None:
    found = resolve_due(f"Wir melden uns bis {period}{edge} bei Ihnen.", at)
    assert found is not None and found.due >= at.date()


@given(
    MOMENTS, st.sampled_from(["is locked in", "has been booked", "is pencilled in", "is set", "is scheduled"])
)
def test_a_slot_booked_for_a_short_date_is_that_date(at: datetime, how: str) -> None:
    found = resolve_due(f"The install {how} for 9/3.", at, day_first=True)
    assert found is not None and (found.due.day, found.due.month) == (9, 3)


@given(MOMENTS, st.sampled_from(["right now", "now", "in a minute", "in a sec", "in a moment"]))
def test_what_is_done_at_once_is_due_today(at: datetime, when: str) -> None:
    found = resolve_due(f"I'll send it over {when}.", at)
    assert found is not None and found.due == at.date() and found.as_said == when
    assert find_due_dates(f"I'll send it over {when}.", at) == []


def test_minutes_without_their_unit_are_an_hour_of_today() -> None:
    found = resolve_due("back with the figure in 20", WEDNESDAY)
    assert found is not None and found.due_at == WEDNESDAY + timedelta(minutes=20)


def test_any_hour_behind_a_clock_time_keeps_what_comes_after_it() -> None:
    found = resolve_due("I'll ring you after 3pm tomorrow.", WEDNESDAY)
    assert found is not None and found.due == date(2026, 2, 19) and found.due_at is None
