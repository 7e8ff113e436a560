"""What every test may use: the public data where it is present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine: a law that fails, fails for everybody.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the public data sets; skips, with the reason, where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("TREADLE_SHARED", str(default)))
    if not folder.is_dir():
        pytest.skip("the public data sets are not on this machine (set TREADLE_SHARED to their folder)")
    return folder
