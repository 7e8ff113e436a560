"""Money in a browser: the curve comes by itself, and a page is for every width, theme and language."""

from __future__ import annotations

from collections.abc import Callable

from browser_site import Site, Visitor

Visit = Callable[..., Visitor]


def test_the_curve_comes_by_itself_and_keeps_nobody_out(site: Site, visit: Visit) -> None:
    for theme, language, said in (("light", "en", "Lowest in the week of"), ("dark", "zh", "当周最低")):
        one = visit(site, "/money?weeks=8", theme=theme, language=language)
        one.page.wait_for_selector("#curve svg")
        assert said in one.text("#curve") and one.serious() == []
        for width in (360, 820, 1440):
            one.page.set_viewport_size({"width": width, "height": 800})
            assert not one.is_wider_than_screen(), width
