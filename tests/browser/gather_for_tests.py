"""Gather what the pages and their tests in a browser use: `./dev gather`."""

from __future__ import annotations

import sys
from pathlib import Path

from treadle.web.gather import TEST_FILES, gather

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    found = [gather(say=print), gather(HERE / "gathered", files=TEST_FILES, has_tests=True, say=print)]
    sys.exit("; ".join(one.why for one in found if not one.is_done) or 0)
