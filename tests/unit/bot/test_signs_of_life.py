"""People see that they were heard although everybody is busy with the questions of others."""

from pathlib import Path
from typing import Any

from bot.slack.desk import Delivery, Desk
from bot.slack.routing import delivery_id
from records.inbox import Inbox
from tests.unit.bot.test_slack_desk import QUESTION, Queue

CLICK: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T0HOME"},
    "user": {"id": "UMIRA"},
    "container": {"type": "message", "channel_id": "DMIRA", "message_ts": "1.0"},
    "actions": [{"type": "button", "action_id": "promise_done", "value": "pr-1", "action_ts": "2.0"}],
}


def desk(home: Path, done: list[str], first: Any = None) -> tuple[Desk, Queue, Queue]:
    slow, quick = Queue(), Queue()
    made = Desk(Inbox(home / "inbox.sqlite"), slow, lambda delivery: None, quick=quick)
    made.on("event:message", lambda d: done.append(f"answer after {d.remembered('status')}"), first=first)
    made.on("action:promise_done", lambda d: done.append("click"))
    return made, slow, quick


def feel(delivery: Delivery) -> None:
    delivery.remember("status", "looking")


def take(made: Desk, body: dict[str, Any]) -> None:
    assert made._deliveries.accept(delivery_id(body), body)
    made.work(body)


def test_the_status_stands_there_before_the_question_has_its_turn(tmp_path: Path) -> None:
    done: list[str] = []
    made, slow, quick = desk(tmp_path, done, feel)
    take(made, QUESTION)
    assert not slow.waiting
    quick.go_on()
    assert done == [] and len(slow.waiting) == 1
    slow.go_on()
    assert done == ["answer after looking"]


def test_a_click_does_not_wait_behind_questions(tmp_path: Path) -> None:
    done: list[str] = []
    made, slow, quick = desk(tmp_path, done, feel)
    take(made, QUESTION)
    take(made, CLICK)
    quick.go_on()
    assert done == ["click"] and slow.waiting


def test_without_a_sign_of_life_the_answer_comes_all_the_same(tmp_path: Path) -> None:
    def fail(delivery: Delivery) -> None:
        raise ConnectionError

    done: list[str] = []
    made, slow, quick = desk(tmp_path, done, fail)
    take(made, QUESTION)
    quick.go_on()
    slow.go_on()
    assert done == ["answer after None"]
