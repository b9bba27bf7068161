"""A process that serves webhooks while it reads a large mailbox as fast as it can: what `serve` does in a backfill."""

import argparse
import json
import threading
import time
from pathlib import Path

import uvicorn

from benchmarks.corpus import OWNER
from bot import scheduler
from bot.app import App
from bot.settings import Settings
from bot.webhook_sources import WebhookSources
from bot.webhooks import mounted, stay_responsive


def sources_of(app: App) -> WebhookSources:
    return WebhookSources(
        app.settings, app.database, app.wall, app.log, app.people, lambda: app.digest, app.live
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--mail", type=Path)
    parser.add_argument("--owner", default=OWNER)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    app = App(Settings(home=options.home, embeddings=False))
    app.own_home("serve")
    stay_responsive()
    sources = sources_of(app)
    door = sources.door()
    scheduler.start({"receive": (2, sources.receive.run), "refusals": (10, door.note)})
    if options.mail is not None:
        reading = threading.Thread(target=_read, args=(app, options.mail, options.owner), daemon=True)
        reading.start()
    config = uvicorn.Config(
        mounted(door, _nothing), host="127.0.0.1", port=options.port, log_level="warning", access_log=False,
        lifespan="off",
    )  # fmt: skip
    uvicorn.Server(config).run()


def _read(app: App, mail: Path, owner: str) -> None:
    """The unthrottled backfill; how far it came is written down for whoever measures."""
    told = app.settings.home / "backfill.json"
    started = time.monotonic()

    def progress(done: int, total: int) -> None:
        share = round(done / total, 4) if total else 1.0
        told.write_text(json.dumps({"share": share, "seconds": round(time.monotonic() - started, 1)}))

    app.ingest.run([str(mail)], owner, progress)
    told.write_text(json.dumps({"share": 1.0, "seconds": round(time.monotonic() - started, 1)}))


async def _nothing(scope: object, receive: object, send: object) -> None:
    raise RuntimeError("only webhooks are served here")


if __name__ == "__main__":
    main()
