"""The last page says what is true, in every case; and the exit leaves nothing behind."""

from dataclasses import replace

import httpx
import pytest

from app import clock
from app.live.interface import Aftermath
from app.services.chat.look_back import WHY
from tests.api.house import House
from tests.pages.forms import Seen

IN_LINE = "You were in line only. What you wrote before is gone from our side."
GONE = "Gone from our side now. You can come back any time, for something big or for nothing much."
REPORTED = "Gone from our side now, and none of the words are kept. You made a report."
WITHOUT_CHAT = {"left", "expired", "nobody"}


async def last_page(
    house: House, over: Aftermath, *, before: tuple[Aftermath, ...] = (), **wish: object
) -> tuple[httpx.AsyncClient, Seen]:
    seeker = await house.seeker(**wish)
    [entry] = await house.node.live.entries()
    await house.node.live.replace(replace(entry, aftermath=over, before=before))
    return seeker, Seen((await seeker.get("/after")).text)


@pytest.mark.parametrize("reason", sorted(WHY))
async def test_every_ending_says_why_and_what_is_true_now(house: House, reason: str) -> None:
    """A test renders every case."""
    had_chat = reason not in WITHOUT_CHAT
    over = Aftermath(ended=clock.now(), reason=reason, listener="somebody" if had_chat else None)
    _, page = await last_page(house, over)
    assert WHY[reason] in page.text
    told = [sentence for sentence in (IN_LINE, GONE, REPORTED) if sentence in page.text]
    assert told == [GONE if had_chat else IN_LINE]
    actions = {form.action for form in page.forms}
    assert ({"/after/feedback", "/after/report"} <= actions) == had_chat
    assert "People who are awake too" in page.text


async def test_after_a_report_the_page_says_what_it_holds(house: House) -> None:
    over = Aftermath(ended=clock.now(), reason="reported", listener="somebody", case_code="2222-AAAA-BBBB-CCCC")
    _, page = await last_page(house, over)
    assert REPORTED in page.text
    assert "Your case code is 2222-AAAA-BBBB-CCCC" in page.text
    assert "/case" in page.links


async def test_a_report_asks_whom_it_is_about_where_there_were_several(house: House) -> None:
    names, now = ("Noor", "Ada", "Sam"), clock.now()
    *before, over = (
        Aftermath(ended=now, reason="changed", listener=name, listener_name=name, chat=name) for name in names
    )
    last = replace(over, reason="seekerEnded")
    seeker, page = await last_page(house, last, before=tuple(before))
    assert "Who is it about? Sam Ada Noor" in page.text
    await seeker.post("/after/report", data={"reason": "sexual", "block": "yes", "earlier": "2"})
    [entry] = await house.node.live.entries()
    assert [one.case_code is not None for one in (*entry.before, last)] == [True, False, False]
    page = Seen((await seeker.get("/after")).text)
    assert f"Your case code is {entry.before[0].case_code}" in page.text
    assert "Who is it about? Sam Ada" in page.text
    await seeker.post("/after/report", data={"reason": "other", "earlier": "0"})
    assert "It is about the listener I had before" in Seen((await seeker.get("/after")).text).text


@pytest.mark.parametrize(
    ("before", "answers", "badly"),
    [
        (2, {"feeling": "3"}, True),
        (None, {"feeling": "5"}, True),
        (None, {"safe": "no"}, True),
        (3, {"feeling": "3", "heard": "no", "safe": "yes"}, False),
        (4, {"feeling": "1"}, False),
        (None, {}, False),
        (None, {"feeling": "nonsense", "safe": "perhaps"}, False),
    ],
)
async def test_what_went_badly_is_met_at_once(
    house: House,
    before: int | None,
    answers: dict[str, str],
    badly: bool,  # noqa: FBT001
) -> None:
    over = Aftermath(ended=clock.now(), reason="seekerEnded", listener="somebody")
    seeker, _ = await last_page(house, over, feeling=before)
    assert (await seeker.post("/after/feedback", data=answers)).headers["location"] == "/after"
    page = Seen((await seeker.get("/after")).text)
    assert ("/again" in {form.action for form in page.forms}) == badly
    await house.seeker()
    assert (await seeker.post("/again")).headers["location"] == "/wait"
    ticket = (await seeker.get("/api/ticket")).json()
    assert (ticket["wait"]["position"] == 1) == badly


@pytest.mark.proves("C18")
async def test_the_exit_clears_everything_and_leads_elsewhere(house: House) -> None:
    """C18, the server's part: the visit ends, cookie and storage go, nothing of ours is in the address."""
    seeker = await house.seeker(firstMessage="forget this")
    gone = await seeker.get("/exit")
    assert (gone.status_code, gone.headers["location"]) == (303, house.node.settings.exit_url)
    assert gone.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert "pass" not in seeker.cookies
    [entry] = await house.node.live.entries()
    assert entry.aftermath is not None
    assert (entry.aftermath.reason, entry.intake.first_message) == ("left", "")


async def test_the_exit_keeps_staff_of_the_same_browser_signed_in(house: House) -> None:
    sam = await house.staff("Sam")
    gone = await sam.get("/exit")
    assert gone.headers["clear-site-data"] == '"cache", "storage"'
    assert (await sam.get("/api/shift")).status_code == 200


@pytest.mark.proves("C18")
async def test_the_exit_out_of_a_chat_ends_it(house: House) -> None:
    await house.on_shift()
    seeker = await house.seeker()
    chat = await house.open_chat(seeker)
    await seeker.get("/exit")
    assert chat.ended == "exit"


async def test_a_browser_that_looks_ahead_ends_nothing(house: House) -> None:
    seeker = await house.seeker()
    ahead = await seeker.get("/exit", headers={"sec-purpose": "prefetch;prerender"})
    assert (ahead.status_code, "clear-site-data" in ahead.headers, "pass" in seeker.cookies) == (204, False, True)
    [entry] = await house.node.live.entries()
    assert entry.aftermath is None


@pytest.mark.parametrize("worn", ["", "garbage"])
async def test_the_exit_works_for_anybody(house: House, worn: str) -> None:
    visitor = await house.visitor(cookie=f"pass={worn}")
    assert (await visitor.get("/exit")).headers["location"] == house.node.settings.exit_url
