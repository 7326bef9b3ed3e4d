"""The pages that are open: the newest of each person's wins, and what is sent arrives once."""

from app.live.hub import TAKEN_OVER, Hub, listener_page, seeker_page
from app.wire.events import Ended, ListenerEvent, Pong, SeekerEvent
from tests.nodes import Paper

SEEKER, LISTENER = seeker_page("t"), listener_page("sam")


def test_the_newest_page_of_a_person_wins() -> None:
    hub, older, newer = Hub(), Paper(SeekerEvent), Paper(SeekerEvent)
    hub.attach(SEEKER, older)
    hub.attach(SEEKER, newer)
    hub.send(SEEKER, Pong())
    assert (older.closed, older.take(), newer.closed, newer.take()) == (TAKEN_OVER, [], None, [Pong()])
    assert (hub.owns(SEEKER, older), hub.owns(SEEKER, newer)) == (False, True)


def test_an_older_page_that_goes_leaves_the_newer_one() -> None:
    hub, older, newer = Hub(), Paper(SeekerEvent), Paper(SeekerEvent)
    hub.attach(SEEKER, older)
    hub.attach(SEEKER, newer)
    assert (hub.detach(SEEKER, older), hub.present(SEEKER)) == (False, True)
    assert (hub.detach(SEEKER, newer), hub.present(SEEKER)) == (True, False)


def test_sending_to_nobody_says_so() -> None:
    assert not Hub().send(SEEKER, Pong())


def test_a_relay_reaches_every_page_that_is_there_with_the_same_frame() -> None:
    hub, seeker, listener = Hub(), Paper(SeekerEvent), Paper(ListenerEvent)
    hub.attach(SEEKER, seeker)
    hub.attach(LISTENER, listener)
    hub.relay((SEEKER, LISTENER, listener_page("noor")), Ended(chat="c", reason="quiet"))
    assert seeker.frames == listener.frames
    assert seeker.take() == [Ended(chat="c", reason="quiet")]


def test_a_seeker_and_a_listener_of_one_name_are_two_people() -> None:
    assert seeker_page("sam") != listener_page("sam")


def test_pages_are_listed_by_kind() -> None:
    hub = Hub()
    for address in (SEEKER, LISTENER, "board:1", "board:2"):
        hub.attach(address, Paper(None))
    assert (hub.pages("board"), hub.pages("seeker")) == (["board:1", "board:2"], [SEEKER])


def test_closing_all_tells_every_page_why() -> None:
    hub, pages = Hub(), [Paper(None), Paper(None)]
    for address, page in zip((SEEKER, LISTENER), pages, strict=True):
        hub.attach(address, page)
    hub.close_all(1012)
    assert [page.closed for page in pages] == [1012, 1012]
