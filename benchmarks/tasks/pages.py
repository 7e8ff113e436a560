"""Pages in a browser: their weight, their first paint, and the time to the answer of a press.

benchmarks/run.py pages --seed 0 [--skus N] [--brand DIR]     a planned brand whose orders are not placed yet

A brand of some size is made (large_brand.py tells how) and served on the loopback to Chromium; each page is opened a
few times, the middle is told, and beside it the first time, when nothing is kept of it yet. A press is timed from the
click to the page that shows its answer. Every page of the navigation is opened; none, and no press, is to take longer
than a second. The sheet of the buy is also priced at 300 options: the cases of the brand, repeated under other names
where there are not so many.
"""

from __future__ import annotations

import dataclasses
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "pages"
ROOT = Path(__file__).resolve().parents[2]
TIMES = 5
OPTIONS = 300


def row(seed: int, progress: Callable[[str, int, int], None], brand: str = "", skus: str = "") -> dict[str, Any]:
    """Make the brand, open every page, and press."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]
    from benchmarks.large_brand import SKUS, make_large_brand
    from browser_site import CHROMIUM, FLAGS, Visitor, serving
    from playwright.sync_api import sync_playwright

    from treadle.web.navigation import PLACES

    pages = tuple(one.path for one in PLACES)
    told: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="treadle-pages-") as place, sync_playwright() as player:
        folder = Path(place) / "brand"
        made_of = f"the brand in {Path(brand).name}"
        if brand:
            shutil.copytree(brand, folder)
        else:
            made_of = make_large_brand(folder, seed, progress, skus=int(skus or SKUS)).told()
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        with serving(folder) as site:
            one = Visitor.of(browser, site, name="clara")
            one.go("/today")  # what is drawn once for each plan is drawn
            for at, path in enumerate(pages):
                progress("pages", at, len(pages))
                told[path] = opened(one, path)
            presses = pressed(one)
            one.leave()
        browser.close()
        sheet = sheet_ms(folder)
    over = {path: one for path, one in told.items() if one["loaded_ms"] > 1000 or one["first_paint_ms"] > 300}
    slowest = max(one["first_paint_ms"] for one in told.values())
    longest = max(*(one["loaded_ms"] for one in told.values()), *presses.values())
    return {
        "task": TASK, "data": made_of,
        "metric": "milliseconds to the first paint of the slowest page, the middle of five", "value": slowest,
        "pages": told, "presses_ms": presses, "sheet_of_300_options_ms": sheet,
        "over": sorted([*over, *(name for name, took in presses.items() if took > 1000)]),
        "longest_answer_ms": longest, "aim": 300, "met": slowest <= 300 and sheet <= 100 and longest <= 1000,
    }  # fmt: skip


def opened(one: Any, path: str) -> dict[str, float]:
    """A page's first paint, when all of it is there, and its weight over the wire, its own files not yet known."""
    paints, loaded, weight = [], [], 0.0
    for _ in range(TIMES):
        one.go(path)
        one.page.wait_for_function("() => performance.getEntriesByType('paint').length > 0")
        paints.append(one.page.evaluate("performance.getEntriesByType('paint').at(-1).startTime"))
        loaded.append(one.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart"))
        weight = one.page.evaluate(
            "performance.getEntriesByType('navigation')[0].decodedBodySize"
            " + performance.getEntriesByType('resource').reduce((all, one) => all + one.decodedBodySize, 0)"
        )
    return {
        "first_paint_ms": round(statistics.median(paints), 1), "loaded_ms": round(statistics.median(loaded), 1),
        "weight_kb": round(weight / 1000, 1), "first_time_ms": round(loaded[0], 1),
    }  # fmt: skip


def pressed(one: Any) -> dict[str, float]:
    """Milliseconds from a press to its answer in the page."""
    found = {}
    one.go("/today")
    for left_alone in ("Not now", "Keep price"):  # where nothing waits for an order, a price may
        if one.page.locator("main").get_by_role("button", name=left_alone).count():
            began = time.perf_counter()
            one.press(left_alone, exact=False)
            found["today_not_now"] = round((time.perf_counter() - began) * 1000, 1)
            began = time.perf_counter()
            one.press("Undo", exact=False)
            found["today_undo"] = round((time.perf_counter() - began) * 1000, 1)
            break
    one.go("/buy?show=all")
    cell = one.page.locator("table.sheet td input:not([type=hidden])").first
    before = one.page.locator("[data-fact=units]").first.inner_text()
    began = time.perf_counter()
    cell.fill("977")
    one.page.wait_for_function(f"() => document.querySelector('[data-fact=units]').textContent !== '{before}'")
    found["buy_typed_to_totals"] = round((time.perf_counter() - began) * 1000, 1)
    one.go("/schedule")
    free = one.page.locator("#board .strip:not([data-fixed=released]) .body")
    if not free.count() or not one.page.locator("#move").count():
        return found  # every order is placed, so nothing can be dragged: the record has no such press
    strip = free.first
    strip.scroll_into_view_if_needed()
    box, day = strip.bounding_box(), int(one.page.get_attribute("#board", "data-day"))
    x, y = box["x"] + min(box["width"] / 2, 12), box["y"] + box["height"] / 2
    one.page.mouse.move(x, y)
    one.page.mouse.down()
    one.page.mouse.move(x + 4 * day, y, steps=3)
    began = time.perf_counter()
    one.page.mouse.move(x + 8 * day, y)
    one.page.wait_for_function("() => document.getElementById('look').dataset.asked")
    found["schedule_dragged_to_what_it_comes_to"] = round((time.perf_counter() - began) * 1000, 1)
    one.page.keyboard.press("Escape")
    one.page.mouse.up()
    return found


def sheet_ms(folder: Path) -> float:
    """Milliseconds to price a sheet of 300 options with one cell changed, the middle of many."""
    from treadle.plant.buy_grid import grid_at
    from treadle.plant.drafts import draft_of
    from treadle.plant.serving import open_brands

    view = draft_of(next(iter(open_brands([folder]).values())), "current")
    plan, cases, lines = view.plan, [], []
    names: dict[str, Any] = {}
    for again in range(-(-OPTIONS // len(plan.cases))):
        for case in plan.cases[: OPTIONS - len(cases)]:
            mark = f"-{again}"
            sizes = tuple(dataclasses.replace(one, sku=one.sku + mark) for one in case.sizes)
            cases.append(dataclasses.replace(case, option_id=case.option_id + mark, sizes=sizes))
            names[case.option_id + mark] = dataclasses.replace(
                plan.catalogue.option[case.option_id], option_id=case.option_id + mark
            )
            lines += [
                dataclasses.replace(line, line_id=line.line_id + mark, option_id=line.option_id + mark,
                                    sku=line.sku + mark)
                for line in plan.buy.lines if line.option_id == case.option_id
            ]  # fmt: skip
    catalogue = dataclasses.replace(plan.catalogue, options=(*plan.catalogue.options, *names.values()))
    buy = dataclasses.replace(plan.buy, lines=tuple(lines), steps={}, curves={}, option_reasons={})
    wide = dataclasses.replace(plan, plan_id=f"{plan.plan_id}-wide", cases=tuple(cases), buy=buy, catalogue=catalogue)
    large = dataclasses.replace(view, plan=wide)
    grid_at(large, {})
    took = []
    for at in range(40):
        began = time.perf_counter()
        grid_at(large, {lines[at * 7 % len(lines)].line_id: at})
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 1)
