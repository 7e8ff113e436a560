"""Pages in a real browser: a small brand served on the loopback, and people who look at it.

`site` is shared by every test that only looks; `own_site` is a copy for one test that writes. `visit` opens a page as
somebody of a role and fails the test for any error in the console and any request beyond the server.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_site import AXE, CHROMIUM, FLAGS, Site, Visitor, serving

from treadle.web.gather import is_gathered


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; skips, with the reason, where it or what it needs is absent."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not there (Debian: apt install chromium)")
    if not is_gathered() or not AXE.is_file():
        pytest.skip("the scripts of the pages are not gathered (./dev gather)")
    with playwright.sync_playwright() as made:
        found = made.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield found
        found.close()


# Both are asked for after the browser: where there is none, nothing is served beside the tests that follow.
@pytest.fixture(scope="session")
def site(browser: Any, planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small planned brand, served. Never write to it: `own_site` is for that."""
    folder = tmp_path_factory.mktemp("site") / "acme"
    shutil.copytree(planned_brand, folder)
    with serving(folder) as found:
        yield found


@pytest.fixture
def own_site(browser: Any, planned_brand: Path, tmp_path: Path) -> Iterator[Site]:
    """A small planned brand of the test's own, served with a worker."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    with serving(tmp_path / "acme") as found:
        yield found


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visitor]]:
    """`visit(site, path, role="owner", width=1440, theme="light", language="en")` gives a `Visitor`."""
    visitors: list[Visitor] = []

    def go(at: Site, path: str = "/", **told: Any) -> Visitor:
        visitors.append(Visitor.of(browser, at, **told))
        visitors[-1].go(path)
        return visitors[-1]

    yield go
    for one in visitors:
        one.leave()
    assert [told for one in visitors for told in one.wrong] == []
