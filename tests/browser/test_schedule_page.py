"""The planning board, as a factory planner uses it: dragged, by keys, by forms, two at once; and the lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser_site import Site, Visitor

from treadle.plant.board_desk import BoardWish, change, seen_board
from treadle.plant.orders import orders_of
from treadle.plant.promise import promise_new

Visit = Callable[..., Visitor]
READY = "() => document.getElementById('look').dataset.asked"


def strips(one: Visitor) -> dict[str, tuple[str, int]]:
    """Line and day (from the board's first) of every strip that is shown."""
    found = one.page.eval_on_selector_all(
        "#board .strip", "all => all.map((one) => [one.dataset.order, one.dataset.place, +one.dataset.start])"
    )
    return {order: (place, start // 1440) for order, place, start in found}


def drag(one: Visitor, order: str, days: int, rows: int) -> None:
    """Take a strip by its middle and move it, without letting it go."""
    box = one.page.locator(f"#board .strip[data-order='{order}'] .body").bounding_box()
    day, row = (int(one.page.get_attribute("#board", f"data-{name}")) for name in ("day", "row"))
    x, y = box["x"] + min(box["width"] / 2, 12), box["y"] + box["height"] / 2
    one.page.mouse.move(x, y)
    one.page.mouse.down()
    one.page.mouse.move(x + days * day / 2, y + rows * row / 2, steps=3)
    one.page.mouse.move(x + days * day, y + rows * row, steps=3)


@pytest.mark.parametrize(("theme", "language"), [("dark", "zh"), ("light", "en")])
def test_the_board_and_the_lines_keep_nobody_out(site: Site, visit: Visit, theme: str, language: str) -> None:
    one = visit(site, "/schedule", role="factory planner", theme=theme, language=language)
    (order, *_) = strips(one)
    for path in ("/schedule", f"/schedule?order={order}&zoom=hours", "/lines", "/lines?away=L1-01"):
        one.go(path)
        assert one.serious() == [], path
        for width in (360, 820, 1440):
            one.page.set_viewport_size({"width": width, "height": 800})
            assert not one.is_wider_than_screen(), (path, width)


def test_a_strip_is_dragged_what_it_comes_to_is_said_first_and_the_next_plan_keeps_it(
    own_site: Site, visit: Visit
) -> None:
    one = visit(own_site, "/schedule", role="factory planner")
    before = strips(one)
    order, (place, day) = next((name, at) for name, at in before.items() if at[0].endswith("L1"))
    drag(one, order, 8, 1)
    one.page.wait_for_function(READY)
    looked = one.text("#look .answer")
    assert "If you let go here" in looked and order in looked and strips(one) == before
    one.page.mouse.up()
    one.page.wait_for_function("() => document.querySelector('#main > .answer')")
    assert one.text("#main > .answer").removeprefix("Done:") == looked.removeprefix("If you let go here:")
    after = strips(one)
    assert after[order][0].endswith("L2") and after[order][1] == day + 8 and place.endswith("L1")
    assert "moved on the board" in one.text("#hand + ul") and one.serious() == []
    one.go("/schedule")
    assert strips(one) == after
    one.page.request.post("/v1/plans", data={}, headers={"X-CSRF-Token": one.page.input_value("#move [name=csrf]")})
    planner = visit(own_site, "/today", role="planner")
    planner.press("Plan again")
    planner.page.wait_for_function("() => !document.querySelector('.job')", timeout=60_000)
    one.go("/schedule")
    assert strips(one)[order] == after[order]
    one.press("Take back the last change")
    assert one.page.locator("#hand + ul").count() == 0


def test_the_keyboard_and_the_forms_are_enough(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/schedule", role="factory planner")
    before = strips(one)
    order, (_, day) = next((name, at) for name, at in before.items() if at[0].endswith("L2"))
    one.page.locator(f"#board .strip[data-order='{order}']").focus()
    for _ in range(7):
        one.page.keyboard.press("ArrowRight")
    one.page.wait_for_function(READY)
    one.page.keyboard.press("Escape")
    assert strips(one) == before and one.page.locator("#look .answer").count() == 0
    for _ in range(7):
        one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("Enter")
    one.page.wait_for_function("() => document.querySelector('#main > .answer')")
    assert strips(one)[order][1] == day + 7
    bare = visit(own_site, "/schedule", role="factory planner", name="bea", scripts=False)
    bare.page.locator("#move [name=order_id]").select_option(order)
    bare.page.locator("#move [name=day]").fill(bare.page.get_attribute("#move [name=day]", "min") or "")
    bare.page.get_by_role("button", name="What would it come to?").first.click()
    assert "If you let go here" in bare.text() or "cannot be cut by then" in bare.text()
    bare.go("/schedule")
    bare.page.get_by_role("button", name="Lift").first.click()
    assert "Nothing was set by hand" in bare.text()


def test_somebody_else_is_told_of_and_never_overwritten(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/schedule", role="factory planner")
    made = seen_board(own_site.brand.folder)
    assert made.standing is not None
    factory = made.standing.snapshot.factories[0]
    day = next(one for one in (made.schedule.origin_day.replace(day=30),) if factory.calendar.spans(one))
    wish = BoardWish(kind="holiday", factory=factory.factory_id, day=day, reason="election")
    change(own_site.brand.folder, wish, seen=made.standing.plan_id, author="Nils")
    one.page.evaluate("htmx.trigger(document.getElementById('changed'), 'every')")
    one.page.wait_for_selector("#changed .notice")
    assert "Nils has changed this" in one.text("#changed")
    one.press("Move it")
    assert "Somebody changed the board since you looked" in one.text("#told")
    one.page.locator("#changed a").click()
    assert "election" in one.text("#hand + ul")


def test_one_more_order_is_answered_with_its_price_and_why_one_stands_there_is_lit(site: Site, visit: Visit) -> None:
    one = visit(site, "/schedule", role="factory planner")
    one.page.locator("form[action='/schedule/rush'] [name=units]").fill("60")
    one.page.locator("form[action='/schedule/rush'] [name=due]").fill("2026-10-20")
    one.press("Ask")
    assert "Price (EUR)" in one.text("#rush") and one.page.locator("#rush tr.picked").count() <= 1
    order = next(iter(strips(one)))
    one.go(f"/schedule?order={order}")
    assert one.page.locator("#board .strip.chosen").get_attribute("data-order") == order
    assert one.page.locator("#order .reason").count() >= 2


def test_who_is_away_on_a_line_is_told_to_the_board_and_the_next_pages_show_it(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/lines", role="factory planner", width=820)
    an_hour = one.text(".facts > div:last-child dd:nth-of-type(1)")
    one.page.get_by_label("L1-03").check()
    with one.page.expect_response(lambda answer: "away=L1-03" in answer.url):
        one.page.get_by_role("button", name="Balance without them").click()
    one.page.wait_for_selector("[name=reason]")
    assert f"{an_hour} with everybody" in one.text(".facts > div:last-child")
    one.page.locator("[name=reason]").fill("flu")
    one.press("Tell the planning board")
    one.page.wait_for_function("() => document.querySelector('#main > .answer')")
    one.go("/schedule")
    assert "L1-03 away from willow/L1" in one.text("#hand + ul") and "flu" in one.text("#hand + ul")
    one.go("/lines")
    assert "Away on the board: L1-03" in one.text()


def test_a_rush_order_is_placed_in_one_press_and_the_plan_is_made_around_it(own_site: Site, visit: Visit) -> None:
    one = visit(own_site, "/schedule")
    one.page.locator("form[action='/schedule/rush'] input[name=units]").fill("120")
    one.page.locator("form[action='/schedule/rush'] input[name=due]").fill("2026-10-28")
    one.press("Ask")
    assert "promised" in one.text("#rush")
    one.page.locator("#rush").get_by_role("button").last.click()
    one.page.wait_for_function(
        "() => document.querySelector('main .job, main .answer') !== null && !document.querySelector('#rush form')"
    )
    one.page.wait_for_function(
        "() => !document.querySelector('.job') && document.querySelector('#move-title') !== null", timeout=120_000
    )
    (order,) = orders_of(own_site.brand)
    assert sum(order.terms.units.values()) == 120
    assert order.order_id in one.text() or order.order_id in one.page.content()
    one.go("/orders")
    assert order.order_id in one.text()


def test_by_when_pieces_could_be_there_is_worked_out_with_its_chances(site: Site, visit: Visit) -> None:
    one = visit(site, "/schedule", role="buyer")
    form = one.page.locator("form[action='/schedule/promise']")
    days = []
    for units in ("60", "600"):
        form.locator("input[name=units]").fill(units)
        one.press("Work it out")
        told = one.text("#promise")
        assert "% by" in told and "sewn on" in told
        made = promise_new(seen_board(site.brand.folder), form.locator("select").input_value(), int(units))
        days.append([day for _, day in made.there_by])
        assert days[-1] == sorted(days[-1])
        assert all(str(day.day) in told for day in days[-1])
    assert days[0][-1] <= days[1][-1]
    assert one.serious() == []
