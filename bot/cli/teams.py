"""The command that builds the app package for Teams."""

import hashlib
import os
import tempfile
from pathlib import Path

import typer

from bot.cli.console import JSON, chosen_home, console, print_json
from records.errors import PromissoryError


def teams_package(
    out: Path | None = typer.Option(
        None, "--out", metavar="FILE", help="Where to write it; otherwise promissory-teams.zip here."
    ),
    app_id: str | None = typer.Option(
        None,
        "--app-id",
        metavar="GUID",
        help="The bot's application id; otherwise PROMISSORY_TEAMS_CLIENT_ID.",
    ),
    domain: str | None = typer.Option(
        None,
        "--domain",
        metavar="HOST",
        help="Where Teams reaches Promissory; otherwise PROMISSORY_PUBLIC_URL.",
    ),
    website: str = typer.Option(
        "", "--website", metavar="URL", help="Page about the app at your company; otherwise https://HOST."
    ),
    version: str = typer.Option(
        "1.0.0", "--version", metavar="VERSION", help="Higher than before when you upload it again."
    ),
    mentions_only: bool = typer.Option(
        False, "--mentions-only", help="Ask for no consent to hear conversations without a mention."
    ),
    as_json: bool = JSON,
) -> None:
    """Build the app package that you upload to Teams, checked as Teams would check it."""
    from bot.teams import package

    known_id, known_url = ("", "") if app_id and domain else _settings()
    made = package.manifest(
        package.Wanted(app_id or known_id, domain or known_url, website, version, mentions_only)
    )
    pictures = package.icons()
    found = package.problems(made, pictures)
    if found:
        raise PromissoryError(" ".join(found))
    packed = package.zipped(made, pictures)
    file = out or Path(package.FILE)
    _write(file, packed)
    if as_json:
        print_json(
            {
                "file": str(file),
                "app_id": made["id"],
                "domain": made["validDomains"][0],
                "version": made["version"],
                "manifest_version": made["manifestVersion"],
                "hears_without_mention": "authorization" in made,
                "sha256": hashlib.sha256(packed).hexdigest(),
            }
        )
        return
    console().print(f"{file} is ready. In Teams: Apps, Manage your apps, Upload an app.", markup=False)


def _settings() -> tuple[str, str]:
    """Application id and public address, from the environment or the data home."""
    from pydantic import ValidationError

    from bot.settings import load

    try:
        settings = load(chosen_home())
    except ValidationError as problem:
        first = problem.errors()[0]
        name = "PROMISSORY_" + "_".join(str(part) for part in first["loc"]).upper()
        raise PromissoryError(f"The setting {name} can't be used: {first['msg'].lower()}.") from problem
    return settings.teams_client_id or "", settings.public_url or ""


def _write(file: Path, packed: bytes) -> None:
    """Whole or not at all."""
    half = None
    try:
        handle, half = tempfile.mkstemp(dir=file.parent, prefix=".promissory-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(packed)
        os.chmod(half, 0o644)
        os.replace(half, file)
    except OSError as problem:
        if half:
            Path(half).unlink(missing_ok=True)
        why = (problem.strerror or "unknown reason").lower()
        raise PromissoryError(f"{file} can't be written: {why}.") from problem


def register(cli: typer.Typer) -> None:
    cli.command("teams-package")(teams_package)
