"""Whether words are about the same thing, as people shorten, translate and inflect them."""

import pytest

from retrieval.topic_match import ENOUGH, TopicWords


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("insurance cert", "I'll send you the insurance certificate by Friday"),
        ("BAA", "Beth will sign your business associate agreement by March 27"),
        ("pen test", "I'll book our own penetration testers"),
        ("brackets", "The wall bracket is on its way"),
        ("Gutschrift", "wir schreiben Ihnen zwei Monatsgebühren gut"),
        ("Rückmeldung", "Sie hören bis zum 11. September von uns"),
        ("free onboarding", "we'll throw in the onboarding day at no charge"),
        ("certficate", "you will have the certificate"),
        ("single sign-on", "We will turn on SAML"),
    ],
)
def test_one_thing_by_two_names(topic: str, text: str) -> None:
    assert TopicWords.of(topic.split()).share(text) >= ENOUGH


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("drone delivery", "We'll confirm the delivery date"),
        ("free helicopters", "The first month is free"),
        ("50% discount", "you'll keep the 10% discount"),
        ("SCIM", "We'll look at SSO"),
        ("report", "I'll send the quote"),
    ],
)
def test_another_thing(topic: str, text: str) -> None:
    assert TopicWords.of(topic.split()).share(text) < ENOUGH


def test_a_subject_only_adds_to_what_is_named() -> None:
    topic = TopicWords.of(["oven", "alarms"])
    assert topic.share("the alarms are quiet", around="Oven review") == 1.0
    assert topic.share("I'll send it", around="Oven alarms") == 0.0
