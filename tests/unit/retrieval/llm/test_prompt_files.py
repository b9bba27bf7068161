"""A prompt says its version, and an edited prompt is never logged as the old one."""

from importlib.resources import files

import pytest

from retrieval.llm.prompt_files import parsed, prompt
from retrieval.llm.wording import _PROMPTS

FILE = "version: 3\n\nDo this.\n"


def test_the_version_is_the_declared_one_and_the_contents_hash() -> None:
    one, edited = parsed("p", FILE), parsed("p", FILE.replace("this", "that"))
    assert one.version.startswith("p@3+") and edited.version.startswith("p@3+")
    assert one.version != edited.version
    assert one.text == "Do this." and parsed("p", FILE.replace("\n", "\r\n")) == one


@pytest.mark.parametrize("raw", ["", "Do this.", "version: x\n\nDo", "version: 1\n\n  \n", "version: 1\nDo"])
def test_a_file_without_version_or_text_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="must begin with"):
        parsed("p", raw)


def test_every_prompt_in_the_folder_is_whole_and_used() -> None:
    names = {p.name.removesuffix(".md") for p in files("retrieval.llm").joinpath("prompts").iterdir()}
    assert names == set(_PROMPTS.values())
    for name in names:
        assert "data" in prompt(name).text and '"cites"' in prompt(name).text
