"""Settings: every fault at once, by name and without its value; and what a public service must not be without."""

from pathlib import Path

import pytest

from app.settings import Settings
from app.settings.reading import Misconfigured, demands, guessable, read_settings

GOOD = "q7Rk2ZtVw9LmXc4BnHs8"


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A text that a public service shows."""
    told = tmp_path / "notice.txt"
    told.write_text("We keep nothing.\n")
    return told


def a_public_one(notice: Path, **more: object) -> Settings:
    """Everything that a public service needs."""
    given = {"public_origins": ("https://talk.example.org",), "contact": "us@example.org"} | more
    return Settings(_env_file=None, privacy_notice=notice, house_rules=notice, **given)  # type: ignore[arg-type]


def faults(file: Path | None = None, **given: object) -> list[str]:
    with pytest.raises(Misconfigured) as told:
        read_settings(file, **given)
    return told.value.faults


def test_every_fault_is_named_at_once_and_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = {
        "EARSHOT_PORT": "eighty",
        "EARSHOT_PROT": "8000",
        "EARSHOT_TIMING__OFFER": "-3",
        "EARSHOT_TIMING__OFER": "3",
        "EARSHOT_LIMITS__SEATS": "9",
        "EARSHOT_COUNTRIES": "GB,Ireland",
        "EARSHOT_MAIL__HOST": "mail.example.org",
        "EARSHOT_PAGING_SECRET": "too-short-paging",
        "CLUSTER_SECRET": "short-cluster",
        "DATABASE_URL": "mysql://u:hidden-word@host/x",
        "STATUTORY_HOLD_KEY": "abcd",
    }
    for name, value in planted.items():
        monkeypatch.setenv(name, value)
    told = faults()
    assert {name for name in planted if not any(name in one for one in told)} == set()
    assert len(told) == len(planted)
    assert not any(value in "\n".join(told) for value in planted.values() if len(value) > 5)


def test_what_does_not_fit_together_is_told_beside_what_is_wrong_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_PORT", "eighty")
    monkeypatch.setenv("VALKEY_URL", "redis://127.0.0.1:6379/0")
    monkeypatch.setenv("EARSHOT_PUBLIC_ORIGINS", "https://talk.example.org")
    told = faults()
    assert len(told) == 2
    assert "CLUSTER_SECRET" in told[1]


def test_a_file_says_what_the_environment_does_not_and_an_option_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "earshot.env"
    file.write_text('EARSHOT_PORT=8101\nEARSHOT_NAME="A quiet ear"\n# a remark\nEARSHOT_CONTACT=us at $HOME\n')
    monkeypatch.setenv("EARSHOT_PORT", "8102")
    read = read_settings(file)
    assert (read.port, read.name, read.contact) == (8102, "A quiet ear", "us at $HOME")
    assert read_settings(file, port=8103).port == 8103
    monkeypatch.setenv("EARSHOT_SETTINGS", str(file))
    assert read_settings().name == "A quiet ear"
    assert read_settings().data.is_absolute()


def test_a_file_that_is_not_there_or_says_nonsense_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path / "none.env") == [f"{tmp_path / 'none.env'}: there is no such file of settings"]
    file = tmp_path / "earshot.env"
    file.write_text("EARSHOT_TIMIN__OFFER=20\n")
    assert faults(file) == ["EARSHOT_TIMIN__OFFER: there is no such setting"]


def test_a_service_that_only_this_machine_reaches_lacks_nothing() -> None:
    assert demands(Settings(_env_file=None)) == []
    assert demands(Settings(_env_file=None, public_origins=("http://talk.example.org",), samples=True)) == []


def test_a_public_service_that_has_everything_may_open(notice: Path) -> None:
    assert demands(a_public_one(notice)) == []
    url = f"postgresql://earshot_app:{GOOD}@db/earshot"
    assert demands(a_public_one(notice, database_url=url, cluster_secret=GOOD)) == []
    onion = ("http://earshotearshotearshotearshotearshotearshotearshotearshotea.onion",)
    assert demands(a_public_one(notice, public_origins=onion)) == []


def test_a_public_service_needs_its_texts_and_encryption(notice: Path) -> None:
    bare = Settings(_env_file=None, public_origins=("http://talk.example.org",))
    assert [one.partition(":")[0] for one in demands(bare)] == [
        "EARSHOT_CONTACT",
        "EARSHOT_PRIVACY_NOTICE",
        "EARSHOT_HOUSE_RULES",
        "EARSHOT_PUBLIC_ORIGINS",
    ]
    assert notice.exists()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("cluster_secret", "change-me-please-now"),
        ("cluster_secret", "xxxxxxxxxxxxxxxxxxxx"),
        ("paging_secret", "an example of thirty-two letters or more"),
        ("database_url", "postgresql://earshot_app:earshot@db/earshot"),
        ("valkey_url", "redis://:password@valkey:6379/0"),
    ],
)
def test_a_public_service_refuses_secrets_that_were_meant_to_be_replaced(
    notice: Path, setting: str, value: str
) -> None:
    more = {"cluster_secret": GOOD} | {setting: value}
    (told,) = demands(a_public_one(notice, **more))
    assert "can be guessed" in told
    assert value not in told


@pytest.mark.proves("C31")
@pytest.mark.parametrize(
    ("onion", "origin", "fault"),
    [
        (f"http://{'earshot' * 8}.onion", "http://127.0.0.1:8000", "under https alone"),
        ("http://earshot.example", "https://earshot.example", "EARSHOT_ONION"),
        (f"http://{'earshot' * 8}.onion/talk", "https://earshot.example", "EARSHOT_ONION"),
    ],
)
def test_an_onion_is_one_and_told_where_that_is_safe(
    monkeypatch: pytest.MonkeyPatch, onion: str, origin: str, fault: str
) -> None:
    monkeypatch.setenv("EARSHOT_PUBLIC_ORIGINS", origin)
    monkeypatch.setenv("EARSHOT_ONION", onion)
    with pytest.raises(Misconfigured) as refused:
        read_settings()
    assert any(fault in one for one in refused.value.faults)


def test_a_made_secret_is_not_taken_for_a_guessable_one() -> None:
    assert not guessable(GOOD)
    assert guessable("short")
