"""The evening on which the services work."""

from pathlib import Path

import pytest

from tests.nodes import Evening


@pytest.fixture
def evening(tmp_path: Path) -> Evening:
    """An evening of this test's own."""
    return Evening(tmp_path)
