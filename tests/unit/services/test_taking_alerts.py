"""An alert rings until a coordinator says "I have this"; then the listener knows who."""

from app.services.show_board import show_board, subject_of
from app.services.take_alert import note_alerts, take_alert
from app.wire.events import AlertTaken
from crisis import Tier
from tests.nodes import Evening


async def alert(evening: Evening, *, viewer: str = "kim") -> tuple[str | None, int]:
    """Who has the only alert on the board, and how often it rang."""
    await note_alerts(evening.node, now=evening.now)
    (one,) = (await show_board(evening.node, now=evening.now, viewer=viewer)).alerts
    return one.taken_by, one.rings


async def takes(evening: Evening, name: str) -> None:
    """A coordinator presses the button."""
    (one,) = (await show_board(evening.node, now=evening.now, viewer=name)).alerts
    subject = subject_of(evening.node, name, one.handle)
    assert subject is not None
    take_alert(evening.node, subject, name, now=evening.now)


async def test_an_alert_rings_every_half_minute_until_it_is_taken(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    heard = [await alert(evening)]
    for _ in range(2):
        evening.later(seconds=30)
        heard.append(await alert(evening))
    await takes(evening, "Kim")
    evening.later(seconds=90)
    assert [*heard, await alert(evening)] == [(None, 0), (None, 1), (None, 2), ("Kim", 0)]


async def test_the_listener_is_told_who_has_it_and_the_first_stays(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await note_alerts(evening.node, now=evening.now)
    await takes(evening, "Kim")
    await takes(evening, "Ann")
    assert evening.desk().take_only(AlertTaken) == [AlertTaken(chat=chat.id, by="Kim")] * 2
    assert await alert(evening) == ("Kim", 0)


async def test_a_graver_tier_has_to_be_taken_again(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await alert(evening)
    await takes(evening, "Kim")
    await evening.says(chat, "seeker", "I just took all my pills")
    assert await alert(evening) == (None, 0)


async def test_who_took_it_in_line_has_it_in_the_chat(evening: Evening) -> None:
    ticket = await evening.seeker(self_report="now")
    await alert(evening)
    await takes(evening, "Kim")
    await evening.listener()
    chat = await evening.chat(ticket)
    assert await alert(evening) == ("Kim", 0)
    assert set(evening.node.alerts) == {chat.id}


async def test_what_is_over_is_forgotten(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await alert(evening)
    evening.node.chats.clear()
    await note_alerts(evening.node, now=evening.now)
    assert evening.node.alerts == {}
    assert subject_of(evening.node, "kim", "made up") is None


async def test_nothing_of_an_alert_says_what_was_heard(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await note_alerts(evening.node, now=evening.now)
    (standing,) = evening.node.alerts.values()
    assert (standing.since, standing.tier, standing.taken_by) == (evening.now, Tier.HIGH, None)
