"""C11: what tells networks apart is in memory alone, and only while limits need it; nothing of it is in any file."""

import base64
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from app.records.postgres import EmbeddedPostgres
from tests.api.house import ADULT, House, open_house
from tests.privacy.scanner import files_below
from tests.privacy.test_disk import rows_of

VISITORS = tuple(f"9.9.9.{number}" for number in range(1, 25))


def shapes(secret: bytes) -> Iterator[bytes]:
    """What a secret could look like on a disk."""
    yield from (secret, secret.hex().encode(), base64.b64encode(secret), base64.urlsafe_b64encode(secret).rstrip(b"="))


async def come(house: House) -> None:
    for address in VISITORS:
        joined = await (await house.visitor()).post("/api/tickets", json=ADULT, headers={"x-forwarded-for": address})
        assert joined.status_code == 201


@pytest.mark.proves("C11")
async def test_no_salt_no_hash_and_no_address_of_who_joined_is_in_any_row_file_or_log(
    furnished_url: str, postgres: EmbeddedPostgres, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(furnished_url, tmp_path, proxies="127.0.0.1") as house:
        await come(house)
        pressure = house.node.pressure
        keys = [bytes.fromhex(key) for _, key in pressure._buckets if key]
        assert (len(keys), len(pressure._salts)) == (len(VISITORS), 1)
        looked_for = {shape for secret in (*keys, *pressure._salts) for shape in shapes(secret)}
        looked_for |= {shape for one in VISITORS for shape in (one.encode(), ip_address(one).packed.hex().encode())}
        texts = [(await rows_of(furnished_url)).encode(), repr(house.node.live.__dict__).encode(), caplog.text.encode()]
        texts += [path.read_bytes() for path in files_below([tmp_path, postgres.data])]
        assert len(texts) > len(VISITORS)
    assert {shape for shape in looked_for if any(shape in text for text in texts)} == set()


@pytest.mark.proves("C11")
async def test_after_a_restart_everything_is_forgotten(furnished_url: str, tmp_path: Path) -> None:
    limits = {"places_from_one": 1}
    for _ in range(2):
        async with open_house(furnished_url, tmp_path, proxies="127.0.0.1", limits=limits) as house:
            await come(house)
