"""The sample company, built once a run by the real command, and copied for whoever changes it."""

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

# Nothing here says how quick a machine must be: what takes long is measured in benchmarks/.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """The engine's library keeps the console of the first test that used it, which may be closed by now."""
    for handler in logging.getLogger("dbos").handlers:
        if isinstance(handler, logging.StreamHandler) and getattr(handler.stream, "closed", False):
            handler.stream = sys.__stderr__


class Demo(NamedTuple):
    """The home that `promissory demo` left behind, and what it printed."""

    home: Path
    document: dict[str, Any]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Only to be read: whoever writes takes a `sample_home`."""
    home = tmp_path_factory.mktemp("sample") / "home"
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "demo", "--home", str(home), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return Demo(home, json.loads(done.stdout))


@pytest.fixture
def sample_home(demo: Demo, tmp_path: Path) -> Path:
    """A copy of the sample company's home."""
    return Path(shutil.copytree(demo.home, tmp_path / "sample"))
