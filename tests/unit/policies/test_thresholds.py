"""A threshold is chosen by some accounts, judged by others, and left alone where clicks are few."""

import random

import pytest

from policies.thresholds import Label, choose, is_held_out, score, too_few


def labels(n: int, wrong_below: float, *, noise: float = 0.0, seed: int = 1) -> list[Label]:
    """Promises of 40 accounts; below a confidence they are mostly wrong."""
    dice = random.Random(seed)
    made = []
    for i in range(n):
        confidence = round(dice.uniform(0.5, 0.999), 3)
        right = (confidence >= wrong_below) != (dice.random() < noise)
        made.append(Label(confidence=confidence, right=right, account=f"acc_{i % 40}"))
    return made


def test_it_finds_the_confidence_below_which_people_said_no() -> None:
    found = choose(labels(400, 0.7, noise=0.05), 0.5)
    assert 0.66 <= found.new <= 0.74
    assert found.why_not is None
    assert found.after.f1 > found.before.f1
    assert found.after.precision > 0.9


def test_who_judges_had_no_part_in_choosing() -> None:
    mine = labels(400, 0.7, noise=0.1)
    found = choose(mine, 0.5)
    held = [label for label in mine if is_held_out(label.account)]
    assert found.fitted_on.labels + found.after.labels == len(mine)
    assert found.after == score(held, found.new) and found.before == score(held, 0.5)
    assert len({is_held_out(label.account) for label in mine if label.account == "acc_7"}) == 1
    flipped = [
        label.model_copy(update={"right": not label.right}) if is_held_out(label.account) else label
        for label in mine
    ]
    assert choose(flipped, 0.5).new == found.new


def test_what_is_worse_for_the_others_is_not_adopted() -> None:
    mine = labels(400, 0.7)
    turned = [
        label.model_copy(update={"right": label.confidence < 0.7}) if is_held_out(label.account) else label
        for label in mine
    ]
    assert (
        choose(turned, 0.5).why_not == "It would be worse for the accounts that had no part in choosing it."
    )


def test_where_all_was_right_nothing_changes() -> None:
    found = choose(labels(200, 0.0), 0.5)
    assert found.new == 0.5 and found.why_not == "The threshold in force is already the best one."


def test_a_threshold_that_went_too_high_does_not_go_below_what_was_ever_shown() -> None:
    shown = [label for label in labels(400, 0.0) if label.confidence >= 0.6]
    assert 0.6 <= choose(shown, 0.8).new < 0.62


def test_too_few_clicks_are_named_with_their_number() -> None:
    said = too_few([Label(confidence=0.9, right=True, account="a")])
    assert said is not None and "10 taken off as no promise (now 0)" in said
    assert too_few(labels(400, 0.7)) is None
    only_right = [label for label in labels(400, 0.7) if label.right]
    assert "taken off at the accounts kept for judging (now 0)" in str(too_few(only_right))


@pytest.mark.parametrize("seed", range(5))
def test_on_fresh_labels_the_chosen_threshold_is_no_worse(seed: int) -> None:
    found = choose(labels(300, 0.65, noise=0.08, seed=seed), 0.5)
    fresh = labels(2_000, 0.65, noise=0.08, seed=seed + 100)
    assert score(fresh, found.new).f1 >= score(fresh, 0.5).f1
