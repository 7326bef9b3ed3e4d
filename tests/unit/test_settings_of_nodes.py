"""Several nodes share a secret, or a public service does not start."""

import pytest
from pydantic import ValidationError

from app.settings import Settings

STORE = "redis://127.0.0.1:6379/0"
PUBLIC = "https://talk.example.org"


def test_a_public_service_of_several_nodes_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALKEY_URL", STORE)
    monkeypatch.setenv("EARSHOT_PUBLIC_ORIGINS", PUBLIC)
    with pytest.raises(ValidationError, match="CLUSTER_SECRET"):
        Settings(_env_file=None)
    monkeypatch.setenv("CLUSTER_SECRET", "too short")
    with pytest.raises(ValidationError, match="at least 16") as refused:
        Settings(_env_file=None)
    assert "CLUSTER_SECRET" in str(refused.value)
    assert "too short" not in str(refused.value)
    assert STORE not in str(refused.value)
    monkeypatch.setenv("CLUSTER_SECRET", "between the nodes alone")
    settings = Settings(_env_file=None)
    assert settings.cluster_secret is not None
    assert settings.cluster_secret.get_secret_value() == "between the nodes alone"
    assert "between" not in repr(settings)


def test_one_node_or_one_machine_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(_env_file=None, public_origins=(PUBLIC,)).valkey_url is None
    monkeypatch.setenv("VALKEY_URL", STORE)
    assert Settings(_env_file=None).cluster_secret is None
