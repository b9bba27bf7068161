"""The language models that the settings name: built for the router, and probed for `doctor`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from pydantic import SecretStr

    from policies.model_use import ModelLimits
    from retrieval.llm.router import Choice, Size


def configured(settings: Settings) -> "dict[Size, Choice]":
    """The models by size; none of them is called or loaded yet."""
    from retrieval.llm.providers import LangChainModel, ModelSetting
    from retrieval.llm.router import Choice

    s = settings
    found: dict[Size, Choice] = {}
    sizes: tuple[tuple[Size, str | None, str | None, SecretStr | None], ...] = (
        ("small", s.small_model, s.small_model_base_url, s.small_model_api_key),
        ("large", s.model, s.model_base_url, s.model_api_key),
    )
    for size, name, url, key in sizes:
        if name:
            setting = ModelSetting(name, url, key, s.model_timeout_s, s.model_options, _listed(s.model_hosts))
            found[size] = Choice(LangChainModel(setting), setting.location)
    return found


def limits(settings: Settings) -> "ModelLimits":
    """Whose text no cloud model may read."""
    from policies.model_use import ModelLimits

    return ModelLimits(
        local_regions=_listed(settings.model_local_regions),
        local_industries=_listed(settings.model_local_industries),
        local_accounts=_listed(settings.model_local_accounts),
    )


def state_of(models: "Mapping[Size, Choice]", seconds: float) -> tuple[bool, str]:
    """Which models are configured and whether each answers, within `seconds`, a word that is nobody's."""
    from retrieval.llm.calling import probe

    told, fine = [], True
    for choice in models.values():
        problem = probe(choice.model, seconds=seconds)
        fine = fine and problem is None
        state = f"does not answer ({problem})" if problem else "answers"
        told.append(f"{choice.model.name} ({choice.location.value}) {state}")
    return fine, "; ".join(told) + "."


def _listed(words: str | None) -> frozenset[str]:
    """Names out of a comma-separated setting."""
    return frozenset(name for part in (words or "").split(",") if (name := part.strip()))
