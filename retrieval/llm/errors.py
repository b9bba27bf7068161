"""What can go wrong with a language model, as codes that may stand in a log or an audit row."""

from records.errors import PromissoryError


class ModelFailure(PromissoryError):
    """A call without a usable reply. `code` names the kind, never what was said.

    `transient` failures may pass when asked again: time-outs, limits, errors of the provider's server.
    """

    def __init__(self, code: str, *, transient: bool = False) -> None:
        super().__init__(f"The language model gave no usable reply ({code}).")
        self.code = code
        self.transient = transient


class NotConfigured(PromissoryError):
    """A model is named in the settings, and can't be built from them: one plain sentence says what to do."""
