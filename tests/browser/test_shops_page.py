"""Shops and value in a browser: what should move comes by itself, leaves in one press and is taken back in another."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_site import Site, Visitor, serving

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "replenish"))
from shop_brand import with_shops

from treadle.plant.shops.send import moves_of

Visit = Callable[..., Visitor]


@pytest.fixture
def shop_site(browser: Any, planned_brand: Path, tmp_path: Path) -> Iterator[Site]:
    """A small planned brand with three shops, served."""
    with serving(with_shops(planned_brand, tmp_path / "acme", rules="shop2,20,1,,,,2\n")) as found:
        yield found


def test_let_go_taken_back_and_for_everybody(shop_site: Site, visit: Visit) -> None:
    one = visit(shop_site, "/shops", role="planner")
    one.page.wait_for_selector("#to-move")
    one.press("Let it leave", exact=False)
    move, *_ = moves_of(shop_site.brand.folder)
    assert "pieces there" in one.text().lower() and not move.is_taken_back
    one.press(f"Undo: {move.move_id}")
    assert {one.move_id: one for one in moves_of(shop_site.brand.folder)}[move.move_id].is_taken_back
    for theme, language in (("light", "en"), ("dark", "zh")):
        eyes = visit(shop_site, "/shops", theme=theme, language=language)
        for path, ready in (("/shops", "#to-move"), ("/value", "#takes")):
            eyes.go(path)
            eyes.page.wait_for_selector(ready)
            assert eyes.serious() == [], path
            for width in (360, 820, 1440):
                eyes.page.set_viewport_size({"width": width, "height": 800})
                assert not eyes.is_wider_than_screen(), (path, width)
