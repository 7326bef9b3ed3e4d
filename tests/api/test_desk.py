"""What stands ready at a listener's desk: first lines of their own, and the places outside that fit the seeker."""

from tests.api.house import House
from tests.api.problem import problem

HELLO = "Hello, I am here. What is on your mind?"


async def test_first_lines_are_kept_in_their_order_and_only_for_their_author(house: House) -> None:
    sam, noor = await house.staff("Sam"), await house.staff("Noor")
    assert (await sam.get("/api/desk/openers")).json() == []
    texts = [HELLO, "  ", " Take  the time\nyou need. "]
    kept = [HELLO, "Take the time you need."]
    assert (await sam.put("/api/desk/openers", json={"texts": texts})).json() == kept
    assert (await sam.get("/api/desk/openers")).json() == kept
    assert (await noor.get("/api/desk/openers")).json() == []
    assert HELLO in (await sam.get("/listener/")).text


async def test_a_first_line_leads_nobody_elsewhere(house: House) -> None:
    sam = await house.staff("Sam")
    for text in ("Write to me at sam@example.org", "We could meet for a coffee tomorrow?"):
        assert problem(await sam.put("/api/desk/openers", json={"texts": [text]})) == (422, "opener-refused")
    assert problem(await sam.put("/api/desk/openers", json={"texts": ["x"] * 6})) == (400, "not-understood")
    assert (await sam.get("/api/desk/openers")).json() == []


async def test_the_places_for_a_chat_are_those_of_the_seekers_country_and_for_its_listener_alone(house: House) -> None:
    await house.on_shift()
    seeker = await house.seeker(country="IE")
    chat = await house.open_chat(seeker)
    sam, noor = await house.staff("Sam"), await house.staff("Noor")
    theirs, other = (sam, noor) if await is_theirs(house, chat.listener, "Sam") else (noor, sam)
    places = (await theirs.get(f"/api/desk/chats/{chat.id}/resources")).json()
    assert {one["country"] for one in places} <= {"IE", ""}
    assert any(one["tel"] for one in places)
    assert problem(await other.get(f"/api/desk/chats/{chat.id}/resources")) == (404, "no-chat")
    await seeker.post("/api/chat/end")
    assert problem(await theirs.get(f"/api/desk/chats/{chat.id}/resources")) == (404, "no-chat")


async def is_theirs(house: House, listener: str, name: str) -> bool:
    """Whether the chat's listener is called that."""
    found = await house.node.live.listener(listener)
    return found is not None and found.name == name
