"""An alert rings until a coordinator says "I have this"; then the listener knows who."""

from app.live.notes import Alert, OnDuty
from app.services.board.show_alerts import subject_of
from app.services.board.show_board import show_board
from app.services.board.take_alert import heard_of, note_alerts, take_alert
from app.services.chat.end_chat import end_chat
from app.wire import events
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
    await take_alert(evening.node, subject, name)


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
    assert set(evening.node.live.notes.all(Alert)) == {chat.ticket}


async def test_what_is_over_is_forgotten(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await alert(evening)
    await end_chat(evening.node, chat, "seekerEnded", now=evening.now)
    await note_alerts(evening.node, now=evening.now)
    assert evening.node.live.notes.all(Alert) == {}
    assert subject_of(evening.node, "kim", "made up") is None


async def test_nothing_of_an_alert_says_what_was_heard(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await note_alerts(evening.node, now=evening.now)
    (standing,) = evening.node.live.notes.all(Alert).values()
    assert (standing.since, standing.tier, standing.taken_by) == (evening.now, Tier.HIGH, None)


async def on_duty(evening: Evening, name: str) -> None:
    """A coordinator is on duty, with the board open."""
    await evening.node.live.notes.put(OnDuty(id=name, name=name.capitalize(), seen=evening.now))


async def called(evening: Evening) -> list[bool]:
    """Whether the only alert rings for Kim, and for Ann."""
    await note_alerts(evening.node, now=evening.now)
    boards = [await show_board(evening.node, now=evening.now, viewer=f"board:{name}:1") for name in ("kim", "ann")]
    return [board.alerts[0].calls_you for board in boards]


async def test_it_rings_for_who_is_on_duty_and_after_a_minute_for_all(evening: Evening) -> None:
    await on_duty(evening, "kim")
    await evening.seeker(self_report="now")
    heard = [await called(evening)]
    for seconds in (59, 1):
        evening.later(seconds=seconds)
        await heard_of(evening.node, "kim", now=evening.now)
        heard.append(await called(evening))
    await takes(evening, "ann")
    assert [*heard, await called(evening)] == [[True, False], [True, False], [True, True], [False, False]]


async def test_with_nobody_on_duty_it_rings_for_all_at_once(evening: Evening) -> None:
    await evening.seeker(self_report="now")
    assert await called(evening) == [True, True]


async def test_who_closed_the_board_is_not_on_duty_and_is_again_when_it_opens(evening: Evening) -> None:
    await on_duty(evening, "kim")
    names = []
    for seconds in (0, 60):
        evening.later(seconds=seconds)
        names.append((await show_board(evening.node, now=evening.now, viewer="ann")).on_duty)
    await heard_of(evening.node, "kim", now=evening.now)
    await heard_of(evening.node, "ann", now=evening.now)  # looks, and never said to be on duty
    board = await show_board(evening.node, now=evening.now, viewer="kim")
    assert [*names, board.on_duty, board.you_are_on_duty] == [("Kim",), (), ("Kim",), True]


async def test_a_listener_in_danger_is_told_when_nobody_is_on_duty(evening: Evening) -> None:
    _, chat = await evening.talk()
    await evening.says(chat, "seeker", "I want to die")
    await on_duty(evening, "kim")
    await evening.says(chat, "seeker", "I just took all my pills")
    told = evening.desk().take_only(events.Alert)
    assert [(one.tier, one.alone) for one in told] == [(3, True), (4, False)]


async def test_a_ticket_for_which_stand_by_is_called_can_be_taken(evening: Evening) -> None:
    await evening.seeker()
    await evening.tick()
    assert await alert(evening) == (None, 0)
    await takes(evening, "Kim")
    assert await alert(evening) == ("Kim", 0)
