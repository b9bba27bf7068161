"""The model path once for real: a small local model words answers, and only what the guard lets through is shown."""

import os
import time
from pathlib import Path

import pytest

from records.models import Answer
from retrieval.llm.providers import LangChainModel, ModelSetting
from retrieval.llm.wording import word
from tests.unit.retrieval.llm.answers import Desk, acme_promise, answer, asked

WEIGHTS = Path(os.environ.get("PROMISSORY_TEST_GGUF", ""))
PATIENT = 3600.0
"""Seconds: a busy machine is no failure of the model."""
QUESTIONS = [
    acme_promise(),
    acme_promise("We'll ship the spare parts by Wednesday 2 December.", action="ship the spare parts by Wednesday 2 December"),
    acme_promise("I'll call the auditor by Monday 30 November.", action="call the auditor by Monday 30 November"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not WEIGHTS.is_file(), reason="PROMISSORY_TEST_GGUF names no file of weights (.gguf)")
def test_a_real_small_model_words_answers_and_says_nothing_unbacked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("xllamacpp", reason="xllamacpp is not installed: pip install 'promissory[local-llm]'")
    model = LangChainModel(ModelSetting(f"llamacpp:{WEIGHTS}", timeout_s=PATIENT, options={"n_ctx": 4096}))
    desk = Desk(model, timeout_s=PATIENT)
    started = time.perf_counter()
    shown = [word(desk.router, asked(answer(p))) for p in QUESTIONS]
    took = time.perf_counter() - started
    calls = desk.meter.calls
    assert len(calls) == len(QUESTIONS)
    assert all(c.input_tokens > 100 and c.output_tokens > 5 and not c.estimated for c in calls), (
        desk.notes.reasons
    )
    for given, got in zip(QUESTIONS, shown, strict=True):
        assert isinstance(got, Answer) and (got.model is not None or got == answer(given))
    tokens = sum(c.output_tokens for c in calls)
    passed = sum(a.model is not None for a in shown)
    with capsys.disabled():
        print(
            f"\n{model.name}: {passed}/{len(shown)} shown, {tokens / took:.1f} tokens/s written"
            f" (reading included), refused for {desk.notes.reasons}"
        )
