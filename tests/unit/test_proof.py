"""A proof of work is ours, solved, fresh, dear enough, and used once."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from altcha import Challenge, solve_challenge
from altcha.v2 import Payload

from app.identity.proof import FALLS_BEHIND, LASTS, LEAST, MOST, ProofRefused, challenge_of, check_proof, effort_of
from app.live.pressure import LEVELS
from tests.nodes import NIGHT

SECRET = b"a secret of this test alone"


def solved(challenge: str) -> str:
    made = Challenge.from_dict(json.loads(challenge))
    solution = solve_challenge(made)
    assert solution is not None
    return Payload(made, solution).to_base64()


def changed(proof: str, **parameters: Any) -> str:
    told = json.loads(base64.b64decode(proof))
    told["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(told).encode()).decode()


def test_the_effort_rises_from_nothing_to_what_a_phone_does_in_two_seconds() -> None:
    efforts = [effort_of(level) for level in range(LEVELS + 1)]
    assert efforts == [0, LEAST, 2_000, 4_000, 8_000, MOST, MOST]
    assert MOST < 20_000


def test_a_solved_challenge_holds_and_says_until_when_it_must_be_remembered() -> None:
    challenge = challenge_of(SECRET, 64, now=NIGHT)
    proof = check_proof(SECRET, solved(challenge), 64, now=NIGHT)
    assert (proof.name, proof.until) == (json.loads(challenge)["parameters"]["nonce"], NIGHT + LASTS)


def test_a_proof_that_is_old_cheap_changed_unsolved_or_of_another_secret_is_refused() -> None:
    challenge = challenge_of(SECRET, 64, now=NIGHT)
    proof = solved(challenge)
    unsolved = json.loads(base64.b64decode(proof)) | {"solution": {"counter": 1, "derivedKey": "00" * 32}}
    wrong = [
        (SECRET, proof, 64, NIGHT + LASTS),
        (SECRET, proof, 64 * FALLS_BEHIND + 1, NIGHT),
        (b"another", proof, 64, NIGHT),
        (SECRET, changed(proof, data={"until": 9_999_999_999, "effort": 64}), 64, NIGHT),
        (SECRET, changed(proof, keyPrefix="00"), 64, NIGHT),
        (SECRET, base64.b64encode(json.dumps(unsolved).encode()).decode(), 64, NIGHT),
    ]
    for secret, given, effort, now in wrong:
        with pytest.raises(ProofRefused):
            check_proof(secret, given, effort, now=now)
    assert check_proof(SECRET, proof, 64 * FALLS_BEHIND, now=NIGHT + LASTS - timedelta(seconds=1))


@pytest.mark.proves("C34")
@pytest.mark.parametrize(
    "junk",
    ["", "x", "=", "é", "e30=", "bnVsbA==", "WzFd", "eyJjaGFsbGVuZ2UiOjEsInNvbHV0aW9uIjoyfQ==", "[" * 900]
    + [base64.b64encode(b"[" * 1_400).decode(), base64.b64encode(b'{"challenge":{"parameters":{}}}').decode()]
    + [
        base64.b64encode(json.dumps({"challenge": {"parameters": p, "signature": s}, "solution": {}}).encode()).decode()
        for p, s in (({"nonce": 1}, 2), ({"data": "x"}, "y"), ([], None))
    ],
)
def test_what_is_no_proof_at_all_is_refused_and_breaks_nothing(junk: str) -> None:
    """C34: whatever is sent."""
    with pytest.raises(ProofRefused):
        check_proof(SECRET, junk, 1, now=NIGHT)
