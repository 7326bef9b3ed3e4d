"""Passkeys (WebAuthn): what a browser is asked to sign, and whether it did. It decides nothing about whose they are.

A challenge is good for five minutes and for one browser: it lies sealed in that browser's cookie, so that any node can
read it back. That it is used once only, live memory sees to. The name of the site and its origin come from the
settings; a key signs for one site and never for another that looks like it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, generate_challenge
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.identity.sealing import NotSealedHere, Sealer

_PURPOSE = "passkey challenge"
GOOD_FOR = timedelta(minutes=5)
_PATIENCE = int(GOOD_FOR.total_seconds() * 1000)
_LONGEST_ID = 1023  # of a credential, as the standard has it
_TORN = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What the library raises at answers that no authenticator gives."""


class PasskeyRefused(Exception):
    """The answer does not fit what was asked: too late, another browser's, another site's, or torn."""


class PasskeysNotHere(Exception):
    """Browsers make no passkeys for an address of digits, nor for one that is not in the settings."""


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What one browser was asked to sign."""

    value: bytes
    whom: str
    """Who adds a key; nobody when somebody signs in."""
    origin: str
    expires: datetime


@dataclass(frozen=True)
class NewPasskey:
    """A key that its device has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def site_of(origin: str | None, origins: Collection[str]) -> str:
    """The name for which keys are made at this origin. Raises PasskeysNotHere."""
    host = urlsplit(origin).hostname if origin and origin in origins else None
    if host is None:
        raise PasskeysNotHere
    try:
        ip_address(host)
    except ValueError:
        return host
    raise PasskeysNotHere


def ask_to_add(
    sealer: Sealer, *, origin: str, whom: str, name: str, known: Collection[bytes], now: datetime
) -> tuple[dict[str, Any], str]:
    """What a browser needs to make a key for this person, and the challenge for its cookie."""
    challenge = Challenge(value=generate_challenge(), whom=whom, origin=origin, expires=now + GOOD_FOR)
    options = webauthn.generate_registration_options(
        rp_id=site_of(origin, (origin,)),
        rp_name="Earshot",
        user_id=whom.encode(),
        user_name=name,
        challenge=challenge.value,
        timeout=_PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return json.loads(webauthn.options_to_json(options)), sealer.seal(_PURPOSE, challenge)


def ask_to_sign_in(sealer: Sealer, *, origin: str, now: datetime) -> tuple[dict[str, Any], str]:
    """What a browser needs to sign somebody in with any key it has for us, and the challenge for its cookie."""
    challenge = Challenge(value=generate_challenge(), whom="", origin=origin, expires=now + GOOD_FOR)
    options = webauthn.generate_authentication_options(
        rp_id=site_of(origin, (origin,)),
        challenge=challenge.value,
        timeout=_PATIENCE,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.loads(webauthn.options_to_json(options)), sealer.seal(_PURPOSE, challenge)


def open_challenge(sealer: Sealer, token: str, *, whom: str, now: datetime) -> Challenge:
    """The challenge in this browser's cookie, if it was for this person and is good."""
    try:
        challenge = sealer.open(_PURPOSE, token, Challenge)
    except NotSealedHere as reason:
        raise PasskeyRefused from reason
    if challenge.expires <= now or challenge.whom != whom:
        raise PasskeyRefused
    return challenge


def added(challenge: Challenge, answer: str) -> NewPasskey:
    """The key that the browser made. Raises PasskeyRefused."""
    try:
        made = webauthn.verify_registration_response(
            credential=_told(answer),
            expected_challenge=challenge.value,
            expected_rp_id=site_of(challenge.origin, (challenge.origin,)),
            expected_origin=challenge.origin,
            require_user_verification=True,
        )
    except _TORN as reason:
        raise PasskeyRefused from reason
    if len(made.credential_id) > _LONGEST_ID:
        raise PasskeyRefused
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def named(answer: str) -> tuple[bytes, str]:
    """Which key an answer says it is of, and whose. Raises PasskeyRefused; nothing of it is proved yet."""
    told = _told(answer)
    try:
        return base64url_to_bytes(told["rawId"]), base64url_to_bytes(told["response"]["userHandle"]).decode()
    except _TORN as reason:
        raise PasskeyRefused from reason


def signed(challenge: Challenge, answer: str, *, public_key: bytes) -> int:
    """The counter of a key that signed; the records say whether it moved on. Raises PasskeyRefused."""
    try:
        proof = webauthn.verify_authentication_response(
            credential=_told(answer),
            expected_challenge=challenge.value,
            expected_rp_id=site_of(challenge.origin, (challenge.origin,)),
            expected_origin=challenge.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except _TORN as reason:
        raise PasskeyRefused from reason
    return proof.new_sign_count


def _told(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError) as torn:
        raise PasskeyRefused from torn
    if not isinstance(told, dict):
        raise PasskeyRefused
    return told
