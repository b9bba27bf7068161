"""Added, removed, installed, uninstalled: what we know of a conversation comes and goes with us."""

from bot.teams import activities
from bot.teams.connector import Spot
from bot.teams.desk import Delivery
from bot.teams.identity import STRANGER
from bot.teams.questions import welcome
from bot.teams.tenant import Tenant

Json = activities.Json

TEAM_GONE = frozenset({"teamDeleted", "teamHardDeleted", "teamArchived"})


def is_about_us(activity: Json) -> bool:
    """Whether we were added or removed, or a place where we are is gone."""
    if activity.get("type") == "installationUpdate":
        return True
    who = {*activities.added(activity), *activities.removed(activity)}
    gone = activities.event(activity) in TEAM_GONE | {"channelDeleted"}
    return gone or activities.us(activity) in who


def is_our_end(activity: Json) -> bool:
    """Whether we are out from now on, of everything that `ended` names."""
    if activity.get("type") == "installationUpdate":
        return activities.said(activity.get("action")).startswith("remove")
    if activities.event(activity) in TEAM_GONE | {"channelDeleted"}:
        return True
    return activities.us(activity) in activities.removed(activity)


def ended(here: Tenant, activity: Json) -> list[str]:
    """The conversations that this activity ends for us: of a team, all its channels."""
    if activities.event(activity) == "channelDeleted":
        return [activities.channel(activity) or activities.place(activity)]
    places = {activities.place(activity)}
    if team := activities.team(activity):
        places |= {reference.conversation_id for reference in here.references.of_team(team)}
    return sorted(places)


def come_or_gone(here: Tenant, delivery: Delivery) -> None:
    """Keeps how to reach a conversation, or forgets it with every card that stands there."""
    activity = delivery.body
    if is_our_end(activity):
        for place in ended(here, activity):
            here.messages.left(place)
        return
    if activities.kind(activity) != activities.PERSONAL:
        here.references.see(activity)
        return
    actor = here.identity.reader(activity)
    if actor is not None:
        here.references.see(activity, actor)
    if activity.get("type") != "installationUpdate" or activity.get("action") != "add":
        return
    spot = Spot(activities.service_url(activity), activities.conversation(activity))
    if actor is None:
        here.messages.say(spot, STRANGER, delivery)
    else:
        here.messages.post(spot, welcome(), delivery)
