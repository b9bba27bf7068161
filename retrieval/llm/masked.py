"""A job's data with what identifies people replaced, and the way back, exactly or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from policies.masking import MaskLevel
from retrieval.llm.errors import ModelFailure
from retrieval.masking_placeholders import Placeholders, UnmaskError

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Names:
    """Names to be found wherever they stand, from the ledger: the best list there is."""

    people: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()


class Masks(Protocol):
    """`retrieval.masking.Masker`, as far as it is used here; a masked text has `text`."""

    def mask(self, text: str, conversation: Placeholders | None = None) -> Any: ...

    def unmask(self, text: str, conversation: Placeholders | None = None) -> str: ...


MaskerFor = Callable[[Names], Masks]


@dataclass(frozen=True)
class Hidden:
    """Masked data. With level `nothing` it is the data itself, and `restored` changes nothing."""

    data: Mapping[str, object]
    _masker: Masks | None
    _placeholders: Placeholders

    @classmethod
    def of(cls, data: Mapping[str, object], level: MaskLevel, names: Names, masker: MaskerFor) -> "Hidden":
        """Names of companies are masked only at the highest level."""
        placeholders = Placeholders()
        if level is MaskLevel.nothing:
            return cls(data, None, placeholders)
        companies = names.companies if level is MaskLevel.everything else ()
        masks = masker(Names(names.people, companies))
        # People's full names first, so that "Jana" further down finds the "Jana Novak" it means.
        placeholders.assign([("PERSON", name) for name in names.people])
        masked = _each(data, lambda text: str(masks.mask(text, placeholders).text))
        return cls(masked, masks, placeholders)

    def restored(self, value: T) -> T:
        """The value with every placeholder replaced. Raises ModelFailure `unmask_failed`."""
        if self._masker is None:
            return value
        masker = self._masker
        try:
            plain = _each(value.model_dump(), lambda text: masker.unmask(text, self._placeholders))
            return type(value).model_validate(plain)
        except (UnmaskError, ValidationError):
            raise ModelFailure("unmask_failed") from None


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """The same structure with every text in it changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each(inner, change) for inner in value]
    return value
