"""With a model the answer reads better and stands on the same quotes; without one nothing about models is loaded."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from policies.model_use import Location
from records.usage import By
from retrieval.llm.ports import ChatModel
from retrieval.llm.router import Choice
from tests.builders import MARA, TOM, open_app, read_mail, write_mail
from tests.doubles.llm import Model, document, failing, said

QUESTION = "What did we promise Acme?"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Any]:
    opened: list[App] = []

    def make(model: ChatModel, where: Location = Location.local, **settings: Any) -> App:
        app = open_app(tmp_path / "home", model=model.name, **settings)
        app.__dict__["models"] = {"large": Choice(model, where)}
        opened.append(app)
        mail = write_mail(
            tmp_path,
            "m1",
            "Hi Dana,\n\nI'll send you the revised quote by Wednesday 25 November.\n\nBest,\nMara\n",
        )
        read_mail(app, mail)
        return app

    yield make
    for app in opened:
        app.close()


def obliging(text: str) -> str:
    source = document(text)["sources"][0]
    return said(
        (f"{source['who']} will send the revised quote to {source['to']} by 25 November.", [source["n"]])
    )


def rows(app: App) -> list[tuple[str, dict[str, Any]]]:
    with app.database.read() as connection:
        found = connection.exec_driver_sql("SELECT action, detail FROM audit ORDER BY seq").all()
    return [(action, json.loads(detail)) for action, detail in found]


@pytest.mark.parametrize("where", list(Location))
def test_a_model_words_the_answer_over_the_same_quotes(home: Any, where: Location) -> None:
    model = Model(obliging)
    app = home(model, where)
    shown = app.ask.ask(QUESTION, MARA.email)
    assert shown.model == model.name
    assert "Mara Lindqvist will send the revised quote to Acme" in shown.answer and shown.answer.endswith(
        "[1]."
    )
    assert (
        shown.citations[0].quote
        in app.log.get([shown.citations[0].event_id])[shown.citations[0].event_id].text
    )
    [(_, text)] = model.seen
    assert ("Mara" in text) == (where is Location.local)
    assert [u.key for u in app.usage.totals(By.model)] == [model.name]
    assert app.ask.ask(QUESTION, MARA.email).answer == shown.answer and len(model.seen) == 1


@pytest.mark.parametrize(
    "model",
    [failing("http_401"), Model(lambda t: "garbage"), Model(lambda t: said(("Mara will pay 9 EUR.", [1])))],
)
def test_a_model_that_fails_or_invents_leaves_the_ledgers_answer_and_a_reason(
    home: Any, model: Model
) -> None:
    app = home(model)
    worded, app.ask.word = app.ask.word, None
    plain = app.ask.ask(QUESTION, MARA.email)
    app.ask.word = worded
    shown = app.ask.ask(QUESTION, MARA.email)
    assert shown.model_copy(update={"ms": 0}) == plain.model_copy(update={"ms": 0})
    action, detail = rows(app)[-2]
    assert action == "not worded" and detail["reason"] in {"http_401", "no_json", "price_not_in_source"}
    assert app.audit.verify().ok


def test_a_colleague_without_the_mail_reaches_no_model_and_no_cache(home: Any) -> None:
    model = Model(obliging)
    app = home(model)
    app.ask.ask(QUESTION, MARA.email)
    assert app.ask.ask(QUESTION, TOM.email).refused
    assert len(model.seen) == 1


def test_an_account_kept_in_the_house_is_not_shown_to_a_cloud_model(home: Any) -> None:
    model = Model(obliging)
    app = home(model, Location.cloud, model_local_accounts="Globex, Acme Corp Ltd")
    assert app.ask.ask(QUESTION, MARA.email).model is None
    assert model.seen == []
    assert rows(app)[-2][1]["tried"] == [{"model": model.name, "reason": "model_local_account"}]


def test_doctor_says_which_model_there_is_and_whether_it_answers(home: Any) -> None:
    model = Model(lambda text: "OK")
    app = home(model)
    check = next(c for c in app.check_up() if c.name == "language model")
    assert check.ok and check.says == "openai:model (local) answers."
    assert model.seen == [("Reply with the one word OK.", "Are you there?")]
    app.__dict__["models"] = {"large": Choice(failing("http_401", name="openai:gone"), Location.cloud)}
    check = next(c for c in app.check_up() if c.name == "language model")
    assert not check.ok and check.says == "openai:gone (cloud) does not answer (http_401)."


def test_a_model_whose_package_is_missing_is_one_sentence_in_doctor(tmp_path: Path) -> None:
    app = open_app(tmp_path / "home", model="groq:llama", model_api_key="sk-very-secret")
    checks = {c.name: c for c in app.check_up()}
    app.close()
    assert not checks["language model"].ok
    assert checks["language model"].says.endswith("pip install langchain-groq")
    assert "sk-very-secret" not in repr(app.settings) + str(checks)


def test_without_a_model_nothing_about_models_is_imported(sample_home: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from bot.app import App; from bot.settings import load;"
        f"app = App(load(Path({str(sample_home)!r})));"
        f"print(app.ask.ask({QUESTION!r}, {MARA.email!r}).model, app.word, end=' ');"
        "print([m for m in sys.modules if m.startswith(('langchain', 'retrieval.llm.', 'presidio', 'spacy'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "None None []", done.stderr


def test_a_broken_cache_costs_the_wording_and_not_the_answer(
    home: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = home(Model(obliging))

    def broken(key: str) -> str:
        raise OSError("disk of mara")

    monkeypatch.setattr(app.cached_answers, "get", broken)
    answer = app.ask.ask(QUESTION, MARA.email)
    assert answer.model is None and not answer.refused
    assert "OSError" in caplog.text and "mara" not in caplog.text
