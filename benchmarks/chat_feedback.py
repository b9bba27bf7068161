"""How soon `promissory serve` acknowledges what people do in Slack, and how soon they see that it was felt.

The real server over the sample company, against Slack's local double, over signed HTTP: questions in DMs and opened
home tabs at a steady rate, whatever the answers. A question is felt when something first stands in its DM, and answered
when what stands there cites a source; a home tab is felt when it is drawn.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.homes import folder, machine, percentile
from bot.cli import sample
from tests.doubles.slack import SECRET, SlackDouble
from tests.scenarios.serving import Bot

Json = dict[str, Any]
QUESTIONS = (
    "What did we promise Acme last November?",
    "What do I owe this week?",
    "What did we promise Globex?",
    "Which promises are late?",
)
USERS = 250
"""Enough that nobody writes more than one message a second at 50 a second."""
HOME_EVERY = 5
DRAINED = 120.0


@dataclass
class Felt:
    """Seconds, by number of the event."""

    sent: dict[int, float] = field(default_factory=dict)
    acknowledged: dict[int, float] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)
    answered: dict[int, float] = field(default_factory=dict)


class Watched(SlackDouble):
    """The double, noting when something first appeared for whom."""

    def note(self, felt: Felt) -> None:
        self.felt, self.waiting = felt, {}

    def expect(self, place: str, number: int) -> None:
        self.waiting.setdefault(place, []).append(number)

    def _do(self, method: str, args: Json, authorization: str) -> Json:
        done = super()._do(method, args, authorization)
        now = time.monotonic()
        place = args.get("channel") or args.get("channel_id") or args.get("user_id") or ""
        for number in self.waiting.get(place, []) if hasattr(self, "waiting") else []:
            if method in (
                "chat.postMessage",
                "views.publish",
                "assistant.threads.setStatus",
                "chat.startStream",
            ):
                self.felt.seen.setdefault(number, now)
            if "[1]" in json.dumps(args.get("blocks") or ""):
                self.felt.answered.setdefault(number, now)
        return done


async def _send(double: Watched, bot: Bot, felt: Felt, rate: float, seconds: float) -> None:
    async with aiohttp.ClientSession() as session:
        started, running = time.monotonic(), []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
            running.append(asyncio.create_task(_one(double, session, bot, felt, number)))
        await asyncio.gather(*running)


async def _one(double: Watched, session: aiohttp.ClientSession, bot: Bot, felt: Felt, number: int) -> None:
    user = f"U{number % USERS:04}"
    if number % HOME_EVERY == 0:
        place = user
        body = double.message_event(user, "", type="app_home_opened", tab="home", channel=f"D{user}")
        del body["event"]["ts"]
    else:
        place = double.direct(user)
        body = double.message_event(user, QUESTIONS[number % len(QUESTIONS)])
    double.expect(place, number)
    raw, stamp = json.dumps(body), str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:{raw}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }
    felt.sent[number] = time.monotonic()
    async with session.post(f"{bot.url}/slack/events", data=raw, headers=headers) as answer:
        assert answer.status == 200, answer.status
        felt.acknowledged[number] = time.monotonic()


def measure(home: Path, rate: float, seconds: float) -> Json:
    """Milliseconds, and how many events saw no feedback at all."""
    with Watched() as double:
        felt = Felt()
        double.note(felt)
        app, _ = sample.build(sample.fresh_home(home / "home"), lambda done, total: None)
        people = [p.email for p in app.people.all()]
        app.close()
        for n in range(USERS):
            double.person(f"U{n:04}", people[n % len(people)])
        bot = Bot(
            home,
            SLACK_BOT_TOKEN="xoxb-invented",
            SLACK_SIGNING_SECRET=SECRET,
            SLACK_API_URL=double.api,
            WEEKLY_REPORT="false",
            QUIET_FROM="0",
            QUIET_UNTIL="23",
        )
        bot.serve()
        try:
            asyncio.run(_send(double, bot, felt, rate, seconds))
            wanted = len(felt.sent)
            with_patience(lambda: len(felt.seen) >= wanted)
        finally:
            bot.stop()
        return _figures(felt, rate, seconds)


def with_patience(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DRAINED
    for _ in count():
        if what() or time.monotonic() > deadline:
            return
        time.sleep(0.1)


def _figures(felt: Felt, rate: float, seconds: float) -> Json:
    acks = [1000 * (at - felt.sent[n]) for n, at in felt.acknowledged.items()]
    seen = [1000 * (at - felt.sent[n]) for n, at in felt.seen.items()]
    told: Json = {
        "benchmark": "chat_feedback",
        "events": len(felt.sent),
        "events_per_s": rate,
        "seconds": seconds,
        "never_felt": len(felt.sent) - len(felt.seen),
        "machine": machine(),
    }
    for name, values in (("ack_ms", acks), ("feedback_ms", seen)):
        if values:
            told[f"{name}_p50"] = round(percentile(values, 0.5), 1)
            told[f"{name}_p99"] = round(percentile(values, 0.99), 1)
            told[f"{name}_max"] = round(max(values), 1)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    with folder() as home:
        print(json.dumps(measure(home, given.rate, given.seconds)))


if __name__ == "__main__":
    main()
