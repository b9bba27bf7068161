"""The double itself: that it behaves as Microsoft documents it, seen by msgraph-sdk's own models."""

import asyncio
import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from azure.core.credentials import AccessToken
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from msgraph import GraphRequestAdapter, GraphServiceClient

from tests.contracts.outlook_mail_world import mime
from tests.contracts.source_contract import item
from tests.contracts.source_world import NOON, OWNER
from tests.doubles.graph.service import MAIL, Graph, User


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    double = Graph()
    yield double
    double.close()


@pytest.fixture
def user(graph: Graph) -> User:
    graph.users.clear()
    graph.heal()
    graph.requests.clear()
    return graph.add_user(OWNER)


@pytest.fixture
def client(graph: Graph, user: User) -> GraphServiceClient:
    class Fixed:
        def get_token(self, *scopes: str, **_: Any) -> AccessToken:
            return AccessToken(graph_token, 4102444800)

    graph_token = graph.grant(OWNER, MAIL)
    adapter = GraphRequestAdapter(AzureIdentityAuthenticationProvider(Fixed(), allowed_hosts=["127.0.0.1"]))
    adapter.base_url = f"{graph.base}/v1.0"
    return GraphServiceClient(request_adapter=adapter)


def preferring(value: str) -> Any:
    configuration: Any = RequestConfiguration()
    configuration.headers.add("Prefer", value)
    return configuration


def test_the_sdk_reads_folders_messages_and_mime(user: User, client: GraphServiceClient) -> None:
    user.mailbox.add(mime(item(1)), NOON)

    async def look() -> None:
        folders = await client.me.mail_folders.get()
        names = [each.display_name for each in folders.value]
        assert "Inbox" in names and "Conversation Action Settings" not in names
        inbox = await client.me.mail_folders.by_mail_folder_id("inbox").get()
        assert (inbox.display_name, inbox.total_item_count) == ("Inbox", 1)
        (message,) = (await client.me.messages.get()).value
        assert message.subject == "Order 1" and message.received_date_time == NOON
        assert message.from_.email_address.address == OWNER
        raw = await client.me.messages.by_message_id(message.id).content.get()
        assert raw == mime(item(1))

    asyncio.run(look())


def test_ordinary_ids_change_with_a_move_and_immutable_ones_stay(
    user: User, client: GraphServiceClient
) -> None:
    message = user.mailbox.add(mime(item(1)), NOON)

    async def ids() -> tuple[str, str]:
        (plain,) = (await client.me.messages.get()).value
        (stable,) = (await client.me.messages.get(preferring('IdType="ImmutableId"'))).value
        return plain.id, stable.id

    async def look() -> None:
        before = await ids()
        user.mailbox.move(message.key, "archive")
        after = await ids()
        assert before[0] != after[0] and before[1] == after[1]
        with pytest.raises(Exception) as caught:
            await client.me.messages.by_message_id(before[0]).get()
        assert caught.value.error.code == "ErrorItemNotFound"

    asyncio.run(look())


def test_a_delta_tells_additions_moves_and_removals(user: User, client: GraphServiceClient) -> None:
    first = user.mailbox.add(mime(item(1)), NOON)
    for n in range(2, 15):
        user.mailbox.add(mime(item(n)), NOON)
    inbox = client.me.mail_folders.by_mail_folder_id("inbox").messages.delta

    async def look() -> None:
        page = await inbox.get(preferring("odata.maxpagesize=10"))
        assert len(page.value) == 10 and page.odata_next_link and not page.odata_delta_link
        page = await inbox.with_url(page.odata_next_link).get()
        assert len(page.value) == 4 and page.odata_delta_link
        link = page.odata_delta_link
        quiet = await inbox.with_url(link).get()
        assert quiet.value == []
        user.mailbox.move(first.key, "archive")
        user.mailbox.add(mime(item(20)), NOON)
        news = await inbox.with_url(link).get()
        told = {each.id: each.additional_data.get("@removed") for each in news.value}
        assert sorted(map(bool, told.values())) == [False, True]
        user.mailbox.expire_tokens()
        with pytest.raises(Exception) as caught:
            await inbox.with_url(link).get()
        assert (caught.value.response_status_code, caught.value.error.code) == (410, "SyncStateNotFound")

    asyncio.run(look())


def test_a_batch_answers_each_request_by_itself(graph: Graph, user: User) -> None:
    """Written by hand: msgraph-core 1.5's batch module imports a package that it does not declare."""
    message = user.mailbox.add(mime(item(1)), NOON)
    content = f"/me/messages/{user.mailbox.immutable_id(message)}/$value"
    steps = [
        {"id": "1", "method": "GET", "url": "/me/mailFolders/inbox?$select=displayName"},
        {"id": "2", "method": "GET", "url": "/me/messages/AAMkNothing"},
        {"id": "3", "method": "GET", "url": content},
    ]
    headers = {"Authorization": f"Bearer {graph.grant(OWNER, MAIL)}"}
    with httpx.Client(base_url=graph.base, headers=headers) as http:
        answer = http.post("/v1.0/$batch", json={"requests": steps}).json()
        found = {each["id"]: each for each in answer["responses"]}
        too_many = http.post("/v1.0/$batch", json={"requests": steps * 7})
    assert [found[n]["status"] for n in "123"] == [200, 404, 200]
    assert found["1"]["body"]["displayName"] == "Inbox"
    assert found["2"]["body"]["error"]["code"] == "ErrorItemNotFound"
    assert base64.b64decode(found["3"]["body"]) == mime(item(1))
    assert too_many.status_code == 400


def test_refusals_have_microsofts_envelope(graph: Graph, user: User) -> None:
    with httpx.Client(base_url=graph.base) as http:
        for token, status, code in (
            ("", 401, "InvalidAuthenticationToken"),
            ("wrong", 401, "InvalidAuthenticationToken"),
            (graph.grant(OWNER), 403, "ErrorAccessDenied"),
            (graph.grant(OWNER, MAIL, tenant="elsewhere"), 401, "OrganizationFromTenantGuidNotFound"),
            (graph.grant(None, MAIL), 400, "BadRequest"),
        ):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = http.get("/v1.0/me/messages", headers=headers)
            assert answer.status_code == status
            error = answer.json()["error"]
            assert error["code"] == code and error["innerError"]["request-id"]


def test_a_fifth_request_at_once_is_throttled(graph: Graph, user: User) -> None:
    token = graph.grant(OWNER, MAIL)
    graph.latency = 0.2

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=graph.base) as http:
            headers = {"Authorization": f"Bearer {token}"}
            return await asyncio.gather(*(http.get("/v1.0/me/messages", headers=headers) for _ in range(6)))

    try:
        answers = asyncio.run(ask())
    finally:
        graph.latency = 0.0
    throttled = [each for each in answers if each.status_code == 429]
    assert len(throttled) == 2
    assert throttled[0].json()["error"]["code"] == "ApplicationThrottled"
    assert throttled[0].headers["Retry-After"] == "1"
