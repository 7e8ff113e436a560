"""A served brand and its visitors, for tests of the pages in a browser."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from treadle.api.caller import COOKIE
from treadle.api.limits import Buckets, Limits
from treadle.plant.people import accept, invite
from treadle.plant.serving import ServedBrand
from treadle.web.asking import LANGUAGE_COOKIE

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "api"))
from on_a_port import served

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
AXE = Path(__file__).resolve().parent / "gathered" / "axe.js"
PASSWORD = "eleven green bicycles"
#: What axe says that fails a test.
SERIOUS = ("serious", "critical")


@dataclass
class Site:
    """Where a brand is served, with the sessions of people who were let in."""

    url: str
    brand: ServedBrand
    sessions: dict[tuple[str, str], str] = field(default_factory=dict)

    def session(self, role: str, name: str = "") -> str:
        """The session of somebody of a role, who comes in once."""
        name = name or f"the {role}"
        if (role, name) not in self.sessions:
            factory = "F1" if role == "partner factory" else ""
            link = invite(self.brand, role, factory_id=factory, author="the test")
            self.sessions[role, name] = str(accept(self.brand, link, name=name, password=PASSWORD)[1])
        return self.sessions[role, name]


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Serve a folder with a worker, until the block ends."""
    wide = Buckets(size=1e6, per_second=1e6)
    limits = Limits(requests=wide, log_ins_of_a_name=wide, log_ins_of_an_address=wide)
    with served(folder, limits) as at:
        yield Site(url=at.url, brand=at.brand)


@dataclass
class Visitor:
    """Somebody with a browser of their own; `wrong` is what its console called an error, and who else it asked."""

    at: Site
    context: Any
    page: Any
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, browser: Any, at: Site, *, role: str = "owner", name: str = "", width: int = 1440, theme: str = "light",
        language: str = "en", scripts: bool = True,
    ) -> Visitor:  # fmt: skip
        """Somebody of a role, logged in; of no role, at the door."""
        context = browser.new_context(
            viewport={"width": width, "height": 740 if width < 480 else 900}, color_scheme=theme,
            java_script_enabled=scripts, base_url=at.url,
        )  # fmt: skip
        cookies = {LANGUAGE_COOKIE: language} | ({COOKIE: at.session(role, name)} if role else {})
        context.add_cookies([{"name": name, "value": value, "url": at.url} for name, value in cookies.items()])
        one = cls(at=at, context=context, page=context.new_page())
        one.page.set_default_timeout(20_000)
        one.page.on("console", one._heard)
        one.page.on("pageerror", lambda error: one.wrong.append(f"error: {error}"))
        one.page.on("request", one._asked)
        return one

    def _heard(self, told: Any) -> None:
        # A refusal that a test provokes is told by the browser as a resource that failed; pages tell it to people.
        if told.type in ("error", "warning") and "Failed to load resource" not in told.text:
            self.wrong.append(f"console: {told.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.at.url, "data:", "blob:")):
            self.wrong.append(f"asked {request.url}")

    def go(self, path: str) -> None:
        """Open a page and wait until its scripts are there."""
        self.page.goto(path, wait_until="load")

    def press(self, name: str, *, at: str = "main", exact: bool = True) -> None:
        """Press the first button or link of a name, and wait for the answer to be in the page."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.locator(at).get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")

    def text(self, at: str = "main") -> str:
        """The text of a part of the page, its blanks made one."""
        return " ".join(self.page.locator(at).inner_text().split())

    def is_wider_than_screen(self) -> bool:
        """Whether the page must be moved sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def serious(self) -> list[str]:
        """What axe finds that keeps people out."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "\n;0")
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {node['html'][:120]} {node['any'][0]['message'] if node['any'] else ''}"
            for one in found["violations"]
            if one["impact"] in SERIOUS
            for node in one["nodes"][:3]
        ]

    def leave(self) -> None:
        """Close the browser of this visitor."""
        self.context.close()
