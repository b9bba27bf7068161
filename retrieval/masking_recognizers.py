"""Our recognisers on Presidio's analyzer, with a language model that is already here."""

from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine

from retrieval import masking_patterns
from retrieval.masking_language import LANGUAGE, pipeline
from retrieval.masking_model import word_model
from retrieval.masking_people import PersonFinder
from retrieval.masking_said import said_names

STRUCTURED = ["EMAIL", "PHONE", "IBAN", "CARD", "TAX_ID", "NATIONAL_ID", "ADDRESS"]


class LoadedEngine(SpacyNlpEngine):
    """Presidio's spaCy engine around a pipeline that we loaded, so that it never looks for one to download."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": LANGUAGE, "model_name": "blank"}])
        self.nlp: Any = {"en": pipeline()}


class Patterns(EntityRecognizer):
    """Mail addresses, numbers and postal addresses."""

    def __init__(self) -> None:
        super().__init__(supported_entities=STRUCTURED, supported_language="en", name="patterns")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        return [RecognizerResult(kind, i, j, score) for i, j, kind, score in masking_patterns.find(text)]


class People(EntityRecognizer):
    """People, and parts of addresses that no pattern knows."""

    def __init__(self) -> None:
        super().__init__(supported_entities=["PERSON", "ADDRESS"], supported_language="en", name="people")

    def load(self) -> None:
        """The weights load at first use."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts) -> list[RecognizerResult]:
        tokens: Any = list(nlp_artifacts.tokens)
        said = list(said_names(text))
        introduced = [(start, end) for start, end, _, _ in said]
        found = list(PersonFinder(word_model()).find(text, tokens, masking_patterns.find(text), introduced))
        found += said
        return [RecognizerResult(kind, i, j, min(1.0, score)) for i, j, kind, score in found]


def analyzer() -> AnalyzerEngine:
    """Presidio with our recognisers only: its own look up top-level domains on the network."""
    registry = RecognizerRegistry(recognizers=[Patterns(), People()], supported_languages=["en"])
    return AnalyzerEngine(registry=registry, nlp_engine=LoadedEngine(), supported_languages=["en"])
