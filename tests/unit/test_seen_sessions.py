"""Whom a node has seen is known for an hour without PostgreSQL, and nothing of it signs anybody in."""

from datetime import date, timedelta

from app.identity.seen_sessions import SeenSessions, packed, unpacked
from app.records.tables import Staff
from tests.nodes import NIGHT

HOUR = timedelta(hours=1)
SAM = Staff(
    id="sam",
    name="Sam",
    role="listener",
    password_hash="argon2-of-sam",
    totp_secret="JBSWY3DP",
    languages=["en", "es"],
    cleared_until=date(2027, 1, 1),
    chats_held=30,
)


def test_what_one_node_tells_another_of_a_person_holds_no_secret() -> None:
    assert b"argon2" not in packed(SAM)
    assert b"JBSWY3DP" not in packed(SAM)
    told = unpacked(packed(SAM))
    assert (told.id, told.languages, told.cleared_until, told.chats_held) == (
        "sam",
        ["en", "es"],
        date(2027, 1, 1),
        30,
    )


def test_a_session_is_known_for_an_hour_after_it_was_seen() -> None:
    seen = SeenSessions()
    seen.note("digest", SAM, now=NIGHT)
    found = [seen.of("digest", now=NIGHT + after) for after in (HOUR - timedelta(seconds=1), HOUR)]
    assert [person and person.name for person in found] == ["Sam", None]
    assert seen.of("another", now=NIGHT) is None


def test_who_signed_out_or_was_signed_out_is_not_known() -> None:
    seen = SeenSessions()
    for gone in (lambda: seen.drop("digest"), lambda: seen.note("digest", None, now=NIGHT)):
        seen.note("digest", SAM, now=NIGHT)
        gone()
        assert seen.of("digest", now=NIGHT) is None
