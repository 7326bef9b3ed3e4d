"""The way in by forms alone: age, what it is about, the waiting room; nothing typed is ever lost."""

import pytest

from app.pages.forms import unix_lines
from app.words import LOCALES, gettext, speaking
from tests.api.house import House
from tests.pages.forms import Plain

LONG = "This is what I wanted to say.\r\n" + "x" * 2_000


async def browser(house: House) -> Plain:
    return Plain(await house.visitor())


async def at_intake(house: House, age: str = "adult") -> Plain:
    plain = await browser(house)
    await plain.goes("/talk")
    await plain.sends("/talk/age", age=age)
    assert plain.path == "/talk/about"
    return plain


async def waiting(house: House, *, age: str = "adult", **about: object) -> Plain:
    plain = await at_intake(house, age)
    await plain.sends("/talk/about", **about)
    assert plain.path == "/wait"
    return plain


async def test_from_the_landing_page_to_a_place_in_line(house: House) -> None:
    plain = await browser(house)
    landing = await plain.goes("/")
    assert {"/talk", "/lines", "/exit"} <= set(landing.links)
    await plain.goes("/talk")
    await plain.sends("/talk/age", age="adult")
    room = await plain.sends("/talk/about", topics=["grief", "family"], first_message="hello", feeling="4")
    assert plain.visited == ["/", "/talk", "/talk/age", "/talk/about", "/talk/about", "/wait"]
    assert room.frames == ["/wait/place"]
    assert room.form("/wait/message").values["first_message"] == "hello"
    [entry] = await house.node.live.entries()
    assert (entry.ticket.topics, entry.intake.feeling) == (("grief", "family"), 4)


async def test_the_age_step_needs_an_answer_and_comes_first(house: House) -> None:
    plain = await browser(house)
    await plain.goes("/talk/about")
    assert plain.path == "/talk"
    page = await plain.sends("/talk/age")
    assert plain.answer is not None
    assert plain.answer.status_code == 422
    assert "“Rather not say” is an answer too." in page.text
    await plain.sends("/talk/age", age="99")
    assert plain.answer.status_code == 422
    assert not plain.client.cookies


async def test_under_13_leads_to_lines_for_children_and_leaves_no_pass(house: House) -> None:
    plain = await browser(house)
    await plain.goes("/talk")
    page = await plain.sends("/talk/age", age="under13")
    assert plain.path == "/young"
    assert "Lines for children" in page.text
    assert not plain.client.cookies
    assert "/talk/about" not in page.links


async def test_nothing_chosen_means_just_talk(house: House) -> None:
    await waiting(house)
    [entry] = await house.node.live.entries()
    assert (entry.ticket.topics, entry.ticket.urgency, entry.intake.country) == (("just-talk",), 0, None)


async def test_what_is_too_much_comes_back_with_everything_typed(house: House) -> None:
    plain = await at_intake(house)
    typed = {
        "topics": ["grief", "family", "work-money", "loneliness"],
        "language": "es",
        "feeling": "5",
        "self_report": "thoughts",
        "first_message": LONG,
        "country": "DE",
    }
    offered = set(plain.page.form("/talk/about").values)
    assert set(typed) <= offered | {"feeling", "self_report"}
    typed["topics"] = [topic.slug for topic in house.node.catalogue.topics[:4]]
    page = await plain.sends("/talk/about", **typed)
    assert plain.answer is not None
    assert plain.answer.status_code == 422
    assert "Please choose three topics at most." in page.text
    over = len(unix_lines(LONG)) - 2_000
    assert f"{over} characters over. Nothing is lost" in page.text
    kept = page.form("/talk/about").values
    assert {name: kept[name] for name in typed if name != "first_message"} == {
        name: value for name, value in typed.items() if name != "first_message"
    }
    assert unix_lines(kept["first_message"]) == unix_lines(LONG)
    await plain.sends("/talk/about", topics=typed["topics"][:3], first_message="shorter")
    assert plain.path == "/wait"
    [entry] = await house.node.live.entries()
    assert (entry.ticket.language, entry.intake.feeling, entry.intake.self_report) == ("es", 5, "thoughts")


@pytest.mark.parametrize("field", ["topics", "language", "feeling", "self_report", "country"])
async def test_a_choice_that_is_none_is_asked_again_and_keeps_the_words(house: House, field: str) -> None:
    plain = await at_intake(house)
    page = await plain.sends("/talk/about", **{field: "<script>no such choice", "first_message": "still here"})
    assert plain.answer is not None
    assert plain.answer.status_code == 422
    assert page.form("/talk/about").values["first_message"] == "still here"
    assert "<script>no such" not in plain.answer.text


async def test_the_first_message_can_be_rewritten_until_somebody_comes(house: House) -> None:
    plain = await waiting(house, first_message="first")
    page = await plain.sends("/wait/message", first_message="second\r\nline")
    assert plain.path == "/wait?saved=1"
    assert "Kept for them." in page.text
    assert page.form("/wait/message").values["first_message"] == "second\nline"
    page = await plain.sends("/wait/message", first_message=LONG)
    assert plain.answer is not None
    assert plain.answer.status_code == 422
    assert "characters over" in page.text
    assert unix_lines(page.form("/wait/message").values["first_message"]) == unix_lines(LONG)
    [entry] = await house.node.live.entries()
    assert entry.intake.first_message == "second\nline"


async def test_the_place_frame_refreshes_itself_more_calmly_with_time(house: House) -> None:
    plain = await waiting(house)
    frame = await plain.goes("/wait/place")
    assert frame.refresh == "4;url=/wait/place"
    assert "You will be the first when somebody comes." in frame.text


async def test_nobody_is_next_where_nobody_is_there(house: House) -> None:
    """The two sentences of a place never contradict each other."""
    plain = await waiting(house)
    page = await plain.goes("/wait")
    assert "You will be the first when somebody comes." in page.text
    assert "Nobody who can talk with you is here right now." in page.text
    assert "You are next." not in page.text
    await house.on_shift("Sam")
    page = await plain.goes("/wait")
    assert "You are next." in page.text
    assert "Nobody who can talk with you" not in page.text


async def test_an_age_can_be_said_after_all(house: House) -> None:
    plain = await waiting(house, age="undeclared")
    page = await plain.sends("/wait/age", age="16-17")
    assert all(form.action != "/wait/age" for form in page.forms)
    [entry] = await house.node.live.entries()
    assert entry.ticket.age_band == "16-17"


async def test_leaving_drops_the_words_and_says_so(house: House) -> None:
    plain = await waiting(house, first_message="do not keep this")
    page = await plain.sends("/leave")
    assert plain.path == "/after"
    assert "You left the line." in page.text
    assert "You were in line only. What you wrote before is gone from our side." in page.text
    [entry] = await house.node.live.entries()
    assert entry.intake.first_message == ""
    await plain.goes("/wait")
    assert plain.path == "/after"


async def test_somebody_with_a_place_is_led_to_it(house: House) -> None:
    plain = await waiting(house)
    for path in ("/talk", "/chat", "/after"):
        await plain.goes(path)
        assert plain.path == "/wait", path


@pytest.mark.parametrize("path", ["/wait", "/wait/place", "/chat", "/chat/log", "/chat/end", "/chat/report", "/after"])
async def test_without_the_cookie_one_may_go_on_where_one_was(house: House, path: str) -> None:
    """A strict cookie is absent when one comes from another site: the page leads to itself."""
    plain = await browser(house)
    page = await plain.goes(path)
    assert plain.answer is not None
    assert plain.answer.status_code == 200
    assert path in page.links
    assert "Go on where I was" in page.text


async def test_minors_who_are_not_served_are_told_kindly(house: House) -> None:
    plain = await at_intake(house, "16-17")
    house.node.settings = house.node.settings.model_copy(update={"minors": False})
    page = await plain.sends("/talk/about", first_message="I am sixteen")
    assert plain.answer is not None
    assert plain.answer.status_code == 422
    assert "Here we can only talk with people of 18 and over." in page.text


async def test_a_made_up_name_that_could_lead_to_somebody_comes_back_with_everything_typed(house: House) -> None:
    plain = await at_intake(house)
    typed = {"called": "kim@example.org", "pronouns": "they", "first_message": "This stays."}
    page = await plain.sends("/talk/about", **typed)
    assert "Please make one up without it." in page.text
    assert typed.items() <= page.form("/talk/about").values.items()
    page = await plain.sends("/talk/about", called="x" * 41)
    assert "Something shorter, please." in page.text
    await plain.sends("/talk/about", called="Blue Jay")
    [entry] = await house.node.live.entries()
    assert (entry.intake.called, entry.intake.pronouns) == ("Blue Jay", "they")
    await plain.sends("/leave")
    [entry] = await house.node.live.entries()
    assert (entry.intake.called, entry.intake.pronouns, entry.intake.first_message) == ("", "", "")


@pytest.mark.parametrize(
    ("age", "says"),
    [
        ("13-15", "checked to talk with people your age"),
        ("16-17", "checked to talk with people under 18"),
        ("adult", "A person, not a doctor, and not a program."),
        ("undeclared", "A person, not a doctor, and not a program."),
    ],
)
async def test_the_safety_card_is_written_for_the_age(house: House, age: str, says: str) -> None:
    plain = await at_intake(house, age)
    assert "Half a minute before you start" in plain.page.text
    assert says in plain.page.text
    assert "/staying-safe" in plain.page.links


@pytest.mark.parametrize("locale", LOCALES)
async def test_staying_safe_stands_in_every_language(house: House, locale: str) -> None:
    """What to keep to oneself, what nobody asks, whether it does one good, and what can follow from it."""
    plain = Plain(await house.visitor(**{"accept-language": locale}))
    page = await plain.goes("/staying-safe")
    with speaking(locale):
        for heading in (
            "Keep these to yourself",
            "What a listener will never ask",
            "Links, files and other apps",
            "What stays on this device",
            "Your location, a VPN, and Tor",
            "Is this doing me good?",
            "What can follow from what I write",
        ):
            assert gettext(heading) in page.text, heading
    assert {"/talk", "/lines"} <= set(page.links)
