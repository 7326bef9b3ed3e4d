"""Coming in, by forms alone and by a passkey: a code, a name and a password, a second factor, ten codes shown once."""

import hmac
import re

import httpx
import pyotp
import pytest

from app import clock
from app.services.staff.invite import invite
from tests.api.house import House
from tests.authenticator import Authenticator
from tests.pages.forms import Plain, Seen

PASSWORD = "correct horse battery"
NAMED = {"origin": "http://localhost:8000", "sec-fetch-site": "same-origin"}
"""Passkeys need an address with a name; this browser's pages stand there."""


async def invited(house: House) -> str:
    """A fresh code for a listener, off the coordinator's page."""
    kim = Plain(await house.staff("Kim"))
    await kim.goes("/coordinator/people")
    return code_on(await kim.sends("/coordinator/people/invite", role="listener"))


def code_on(page: Seen) -> str:
    [link] = [link for link in page.links if "/staff/join#" in link]
    return link.partition("#")[2]


async def chosen(house: House, *, name: str = "Ada", **headers: str) -> Plain:
    """Somebody who has come as far as the second factor."""
    plain = Plain(await house.visitor(**headers))
    await plain.goes("/staff/join")
    await plain.sends("/staff/join", code=await invited(house))
    await plain.sends("/staff/join/you", name=name, password=PASSWORD)
    assert plain.path == "/staff/join/second"
    return plain


def secret_on(plain: Plain) -> str:
    """The key that the page shows beside the picture."""
    assert plain.answer is not None
    shown = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', plain.answer.text)
    assert shown is not None
    return shown[1].replace(" ", "")


def codes_on(plain: Plain) -> list[str]:
    """The recovery codes that the page shows."""
    assert plain.answer is not None
    return re.findall(r"<li><code>([0-9a-z-]+)</code></li>", plain.answer.text)


async def with_digits(house: House, name: str = "Ada") -> tuple[Plain, str, list[str]]:
    """A new listener, with the secret of their app and their recovery codes."""
    plain = await chosen(house, name=name)
    secret = secret_on(plain)
    await plain.sends("/staff/join/second", code=pyotp.TOTP(secret).at(clock.now()))
    return plain, secret, codes_on(plain)


async def with_passkey(house: House, name: str = "Ada") -> tuple[httpx.AsyncClient, Authenticator]:
    """A new listener who has nothing but a passkey besides the password."""
    plain, key = await chosen(house, name=name, **NAMED), Authenticator()
    options = await plain.client.post("/staff/join/second/options")
    arrived = await plain.client.post(
        "/staff/join/second/passkey", data={"credential": key.makes(options.json()), "called": "Ada's key"}
    )
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/staff/codes")
    return plain.client, key


async def test_a_listener_comes_in_without_javascript(house: House) -> None:
    plain, secret, codes = await with_digits(house)
    assert plain.path == "/staff/codes"
    assert len(set(codes)) == 10
    assert plain.client.cookies["listener"]
    assert (await plain.client.get("/api/shift")).json()["state"] == "off"
    await plain.goes("/staff/codes")
    assert codes_on(plain) == []
    assert not any("#" in path or secret in path for path in plain.visited)
    people = (await (await house.staff("Kim")).get("/api/people")).json()
    assert (people[0]["name"], people[0]["tier"], people[0]["clearedForMinors"]) == ("Ada", "applicant", False)


async def test_the_code_is_read_kindly_and_stands_in_no_address(house: House) -> None:
    code = await invite(house.node.records, None, "coordinator", now=clock.now())
    plain = Plain(await house.visitor())
    await plain.goes("/staff/join")
    page = await plain.sends("/staff/join", code=f"  {code.upper().replace('-', ' ')} ")
    assert plain.path == "/staff/join/you"
    assert "as a coordinator" in page.text
    assert all(code not in path for path in plain.visited)


async def test_a_code_that_is_wrong_or_used_is_refused(house: House) -> None:
    code = await invited(house)
    for _ in range(2):  # reading a code does not use it up
        plain = Plain(await house.visitor())
        await plain.goes("/staff/join")
        await plain.sends("/staff/join", code=code)
        await plain.sends("/staff/join/you", name="Ada", password=PASSWORD)
    first = await plain.client.post("/staff/join/second", data=digits(plain))
    assert first.status_code == 303
    for wrong in (code, "", "made-up", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "0" * 500):
        late = await (await house.visitor()).post("/staff/join", data={"code": wrong})
        assert (late.status_code, "cannot be used any more" in late.text) == (404, True)


def digits(plain: Plain) -> dict[str, str]:
    """The form of the six digits, filled in."""
    return plain.page.form("/staff/join/second").values | {"code": pyotp.TOTP(secret_on(plain)).at(clock.now())}


async def test_of_two_who_hold_one_code_one_comes_in(house: House) -> None:
    code, both = await invited(house), []
    for name in ("Ada", "Bea"):
        plain = Plain(await house.visitor())
        await plain.goes("/staff/join")
        await plain.sends("/staff/join", code=code)
        await plain.sends("/staff/join/you", name=name, password=PASSWORD)
        both.append(plain)
    assert (await both[0].client.post("/staff/join/second", data=digits(both[0]))).status_code == 303
    late = await both[1].client.post("/staff/join/second", data=digits(both[1]))
    assert (late.status_code, "listener" in late.cookies) == (404, False)


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("S", PASSWORD, "2 to 40 letters"),
        ("12", PASSWORD, "2 to 40 letters"),
        ("sAM", PASSWORD, "already goes by that name"),
        ("ada@example.org", PASSWORD, "leads to you elsewhere"),
        ("Ada 0171 555 12", PASSWORD, "leads to you elsewhere"),
        ("Ada", "too short", "12 to 128"),
        ("Ada", "x" * 129, "12 to 128"),
        ("Ada", "Password1234", "easy to guess"),
        ("Ada", "adaadaadaadaada", "easy to guess"),
        ("Ada", "aaaaaaaaaaaaaaaaaaaaaaaa", "easy to guess"),
    ],
)
async def test_what_does_not_fit_is_said_kindly_beside_its_field(
    house: House, name: str, password: str, told: str
) -> None:
    plain = Plain(await house.visitor())
    await plain.goes("/staff/join")
    await plain.sends("/staff/join", code=await invited(house))
    page = await plain.sends("/staff/join/you", name=name, password=password)
    assert plain.answer is not None
    assert (plain.answer.status_code, told in page.text) == (422, True)
    assert page.form("/staff/join/you").values["name"] == name
    assert password not in plain.answer.text


async def test_digits_that_do_not_fit_bring_nobody_in(house: House) -> None:
    plain = await chosen(house)
    form = digits(plain)
    wrong = await plain.client.post("/staff/join/second", data=form | {"code": "000000"})
    other = await (await house.visitor()).post("/staff/join/second", data=form)
    theirs = await plain.client.post("/staff/join/second", data=form | {"sealed": "made up"})
    assert (wrong.status_code, theirs.status_code) == (422, 422)
    assert other.headers["location"] == "/staff/join/you"
    assert "listener" not in plain.client.cookies


async def test_a_listener_comes_in_with_a_passkey_and_signs_in_with_nothing_else(house: House) -> None:
    client, key = await with_passkey(house)
    assert len(codes_on_answer(await client.get("/staff/codes"))) == 10
    await client.post("/staff/sign-out", data={"role": "listener"})
    elsewhere = await house.visitor(**NAMED)
    signed_in = await passkey_sign_in(elsewhere, key)
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/listener/")
    assert (await elsewhere.get("/api/shift")).status_code == 200


def codes_on_answer(answer: httpx.Response) -> list[str]:
    return re.findall(r"<li><code>([0-9a-z-]+)</code></li>", answer.text)


async def passkey_sign_in(client: httpx.AsyncClient, key: Authenticator) -> httpx.Response:
    options = (await client.post("/staff/sign-in/options")).json()
    return await client.post("/staff/sign-in/passkey", data={"credential": key.signs(options)})


async def test_who_has_a_passkey_alone_has_no_six_digits(house: House) -> None:
    await with_passkey(house)
    for code in ("000000", digits_without_a_secret()):
        tried = await (await house.visitor()).post(
            "/api/sign-in", json={"name": "Ada", "password": PASSWORD, "code": code}
        )
        assert tried.status_code == 401


def digits_without_a_secret() -> str:
    """What an app would show that knew the empty secret."""
    mark = hmac.digest(b"", (int(clock.now().timestamp()) // 30).to_bytes(8, "big"), "sha1")
    at = mark[-1] & 15
    return f"{(int.from_bytes(mark[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


async def test_a_recovery_code_signs_in_once_for_its_owner_alone(house: House) -> None:
    _, _, codes = await with_digits(house)
    _, _, others = await with_digits(house, "Bea")
    visitor = await house.visitor()
    answers = [
        (await visitor.post("/api/sign-in", json={"name": "Ada", "password": PASSWORD, "code": code})).status_code
        for code in (others[0], codes[0].upper(), codes[0], codes[1].replace("-", " "))
    ]
    assert answers == [401, 200, 401, 200]
    audit = [one["did"] for one in (await (await house.staff("Kim")).get("/api/audit")).json()]
    assert audit.count("used a recovery code") == 2


async def test_a_challenge_is_good_once(house: House) -> None:
    _, key = await with_passkey(house)
    key.counts = False
    client = await house.visitor(**NAMED)
    options = (await client.post("/staff/sign-in/options")).json()
    worn, answer = client.cookies["challenge"], key.signs(options)
    first = await client.post("/staff/sign-in/passkey", data={"credential": answer})
    client.cookies.set("challenge", worn)
    again = await client.post("/staff/sign-in/passkey", data={"credential": answer})
    assert (first.status_code, again.status_code) == (303, 401)


async def test_a_challenge_is_good_in_one_browser(house: House) -> None:
    _, key = await with_passkey(house)
    one, other = await house.visitor(**NAMED), await house.visitor(**NAMED)
    options = (await one.post("/staff/sign-in/options")).json()
    await other.post("/staff/sign-in/options")
    stolen = await other.post("/staff/sign-in/passkey", data={"credential": key.signs(options)})
    without = await (await house.visitor(**NAMED)).post(
        "/staff/sign-in/passkey", data={"credential": key.signs(options)}
    )
    assert (stolen.status_code, without.status_code) == (401, 401)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://earshot.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"site": "earshot.example"},
        {"verifies": False},
        {"credential": bytes(16)},
        {"_key": Authenticator()._key},
    ],
    ids=["another site", "another address of ours", "another site's key", "nobody verified", "no such key", "forged"],
)
async def test_a_passkey_that_lies_signs_nobody_in(house: House, lie: dict[str, object]) -> None:
    _, key = await with_passkey(house)
    for name, value in lie.items():
        setattr(key, name, value)
    answer = await passkey_sign_in(await house.visitor(**NAMED), key)
    assert (answer.status_code, "listener" in answer.cookies) == (401, False)


async def test_a_passkey_says_whose_it_is_and_cannot_say_another(house: House) -> None:
    (_, adas), (_, beas) = await with_passkey(house), await with_passkey(house, "Bea")
    adas.whose = beas.whose
    assert (await passkey_sign_in(await house.visitor(**NAMED), adas)).status_code == 401


async def test_a_copied_key_is_known_by_its_counter(house: House) -> None:
    _, key = await with_passkey(house)
    assert (await passkey_sign_in(await house.visitor(**NAMED), key)).status_code == 303
    key.count = 0
    assert (await passkey_sign_in(await house.visitor(**NAMED), key)).status_code == 401
    audit = (await (await house.staff("Kim")).get("/api/audit")).json()
    assert ("the service", "passkey refused: its counter", "Ada") in [
        (one["who"], one["did"], one["target"]) for one in audit
    ]


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", "[" * 20_000, '{"rawId": 1}', '{"rawId":"AA","response":1}'])
async def test_torn_answers_are_refused(house: House, answer: str) -> None:
    client = await house.visitor(**NAMED)
    await client.post("/staff/sign-in/options")
    assert (await client.post("/staff/sign-in/passkey", data={"credential": answer})).status_code == 401
    plain = await chosen(house, **NAMED)
    await plain.client.post("/staff/join/second/options")
    assert (await plain.client.post("/staff/join/second/passkey", data={"credential": answer})).status_code == 422


async def test_an_address_of_digits_has_no_passkeys(house: House) -> None:
    for headers in ({}, {"origin": "http://evil.example"}, {"sec-fetch-site": "same-origin"}):
        answer = await (await house.visitor(**headers)).post("/staff/sign-in/options")
        assert (answer.status_code, set(answer.json())) == (409, {"error"})


async def test_each_sign_in_is_a_new_session_and_the_one_before_ends(house: House) -> None:
    _, key = await with_passkey(house)
    client = await house.visitor(**NAMED)
    await passkey_sign_in(client, key)
    before = client.cookies["listener"]
    await passkey_sign_in(client, key)
    assert client.cookies["listener"] != before
    old = await house.visitor(authorization=f"Bearer {before}")
    assert (await old.get("/api/shift")).status_code == 401
