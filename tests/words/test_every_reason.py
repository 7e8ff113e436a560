"""Every reason that treadle gives is tested by taking its cause away, or it is said why none can be taken away."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from treadle.words import LANGUAGES

TESTS = Path(__file__).resolve().parents[1]
#: What is said of a picture is a finding about a file, as those of an import are.
CODES = {code for code in LANGUAGES["en"] if not code.startswith("picture.")}

#: Tests of their own with and without the cause, by file, then by code or the beginning of codes.
ELSEWHERE = {
    "anticipate/test_likeness.py": {
        "forecast.unlike": "test_an_option_unlike_all_that_was_sold_says_so_and_how_unlike",
    },
    "cut/test_many_orders.py": {
        "cut.many_orders": "test_a_plan_of_many_orders_says_so_and_one_of_few_does_not",
        "cut.built_lays": "test_markers_with_all_of_their_work_are_not_said_to_share_it",
    },
    "day/test_where_balanced.py": {
        "sew.some_factories": "test_of_many_factories_each_bulletin_has_some_and_every_factory_has_some_bulletins",
    },
    "day/test_buying.py": {
        "limit.changes": "test_without_changes_every_minute_is_sewn",
    },
    "decide/test_actions.py": {
        "action.answer": "test_an_overdue_order_is_worth_its_pieces_and_a_question_those_that_may_still_come",
        "action.chase": "test_an_overdue_order_is_worth_its_pieces_and_a_question_those_that_may_still_come",
        "action.hold": "test_none_is_ordered_where_the_least_order_would_lose_and_without_the_minimum_it_is",
        "action.mark_down": "test_a_markdown_is_worth_what_its_plan_gains",
        "action.order": "test_an_order_is_worth_the_expected_profit_of_its_lines_and_is_of_its_whole_style",
    },
    "decide/test_contradictions.py": {
        "course.": "test_each_course_without_its_cause_is_another",
    },
    "decide/test_memory.py": {
        "kept.": "test_it_is_overtaken_by_more_demand_where_it_was_for_less_and_by_less_where_it_was_for_more",
    },
    "decide/test_open_to_buy.py": {
        "limit.open_to_buy": "test_a_buy_keeps_to_what_is_open_and_other_periods_buy_as_before",
    },
    "day/test_working_capital.py": {
        "limit.working_capital": "test_goods_bind_no_more_than_they_may_and_the_next_thousand_has_its_price",
    },
    "decide/test_sold_ahead.py": {
        "limit.sold_ahead": "test_room_is_made_in_budget_and_minutes_and_said",
    },
    "decide/test_reasons_bind.py": {
        "buy.size_stocked": "test_a_size_without_units_is_covered_by_its_stock_or_is_not",
    },
    "web/test_shop_pages.py": {"presell.too_many": "test_another_sites_form_and_too_many_wishes_are_refused"},
    "web/test_campaign_pages.py": {"presell.no_undo": "test_a_campaign_lives_through_its_page"},
    "presell/test_campaign_stories.py": {
        "presell.bad_end": "test_prices_only_fall_and_a_campaign_is_longer_or_shorter",
        "presell.dearer": "test_prices_only_fall_and_a_campaign_is_longer_or_shorter",
        "presell.seats_taken": "test_prices_only_fall_and_a_campaign_is_longer_or_shorter",
        "presell.no_money": "test_a_refusal_about_an_order_goes_with_its_cause",
        "presell.no_order": "test_a_refusal_about_an_order_goes_with_its_cause",
        "presell.none_to_move": "test_a_refusal_about_an_order_goes_with_its_cause",
        "presell.not_asked": "test_a_refusal_about_an_order_goes_with_its_cause",
        "presell.not_earned": "test_a_refusal_about_an_order_goes_with_its_cause",
        "presell.not_in": "test_a_refusal_about_an_order_goes_with_its_cause",
        "presell.not_later": "test_a_refusal_about_an_order_goes_with_its_cause",
        "presell.not_owed": "test_one_that_does_not_fill_owes_everything_back",
        "presell.nothing_owed": "test_a_day_that_passes_without_a_word_is_a_refund",
        "presell.team_full": "test_a_friend_makes_a_pair_whole_and_nobody_a_refund",
    },
    "settle/test_loan_file.py": {
        "loan.part": "test_any_alteration_is_found",
        "loan.chain": "test_any_alteration_is_found",
        "loan.signature": "test_any_alteration_is_found",
        "loan.other_key": "test_a_file_is_as_it_was_signed_and_goes_on_from_an_earlier_one",
        "loan.missing": "test_a_file_is_as_it_was_signed_and_goes_on_from_an_earlier_one",
        "loan.changed": "test_a_ledger_that_was_rewritten_is_another",
        "loan.left_out": "test_a_ledger_that_was_rewritten_is_another",
        "loan.rewritten": "test_a_ledger_that_was_rewritten_is_another",
    },
    "settle/test_statements.py": {
        "settle.not_open": "test_money_beyond_what_is_open_settles_nothing",
        "settle.no_reference": "test_a_bank_statement_settles_what_it_names",
        "settle.two_references": "test_a_bank_statement_settles_what_it_names",
        "settle.other_currency": "test_a_bank_statement_settles_what_it_names",
    },
    "plant/test_offers.py": {
        "source.committed": "test_accepting_commits_the_day",
    },
    "replenish/test_shop_filling.py": {
        "shop.sells": "test_a_display_is_whole_or_not_at_all_and_without_key_sizes_single_pieces_go",
        "shop.display": "test_a_display_is_whole_or_not_at_all_and_without_key_sizes_single_pieces_go",
        "shop.key_sizes": "test_a_display_is_whole_or_not_at_all_and_without_key_sizes_single_pieces_go",
        "shop.moved": "test_moves_gain_what_they_say_and_a_closing_shop_gives_all_that_sells_elsewhere",
        "shop.closing": "test_moves_gain_what_they_say_and_a_closing_shop_gives_all_that_sells_elsewhere",
    },
    "source/test_quantity.py": {
        "source.dear_few": "test_the_dear_few_win_where_three_hundred_sell",
        "source.cheap_many": "test_the_cheap_many_win_where_more_sells_and_nothing_wins_where_nothing_earns",
        "source.quantity_alone": "test_the_cheap_many_win_where_more_sells_and_nothing_wins_where_nothing_earns",
        "source.no_quantity": "test_the_cheap_many_win_where_more_sells_and_nothing_wins_where_nothing_earns",
    },
    "source/test_split.py": {
        "source.cheapest": "test_the_cheapest_factory_takes_the_order_and_the_reason_names_the_next",
        "source.full": "test_a_full_factory_is_the_reason_and_with_more_minutes_the_order_moves",
        "source.only_one": "test_an_order_that_costs_more_than_it_is_worth_is_not_placed",
        "source.nobody_can": "test_what_nobody_can_make_says_how_many_are_kept_from_it_by_what",
        "source.not_worth": "test_an_order_that_costs_more_than_it_is_worth_is_not_placed",
        "source.no_room": "test_an_order_comes_apart_where_that_pays_and_each_part_keeps_the_minimum",
    },
    "decide/test_over_limits.py": {
        "over.": "test_what_is_beyond_a_limit_is_told_with_both_numbers",
    },
    "schedule/test_seen_lead.py": {
        "limit.lead": "test_orders_that_take_longer_than_told_are_counted_on_and_without_them_the_settings_are",
    },
    "schedule/test_overtime.py": {
        "schedule.overtime": "test_overtime_that_costs_more_than_it_saves_is_not_worked",
    },
    "schedule/test_load.py": {
        "line.cheapest": "test_a_line_is_chosen_over_the_next_best_one_and_goes_where_that_becomes_cheaper",
        "line.only": "test_a_line_is_chosen_over_the_next_best_one_and_goes_where_that_becomes_cheaper",
        "load.free": "test_the_load_of_a_week_is_what_its_slots_say",
        "load.full": "test_an_hour_more_saves_what_is_said",
        "load.line": "test_the_load_of_a_week_is_what_its_slots_say",
    },
    "schedule/test_power.py": {
        "schedule.power": "test_what_waits_for_cheap_power_saves_what_is_said_and_without_a_tariff_begins_at_once",
    },
    "schedule/test_parts.py": {
        "schedule.split": "test_an_order_in_time_and_one_that_is_too_small_stay_whole",
    },
    "schedule/test_repair.py": {
        "schedule.frozen_moved": "test_a_released_order_whose_cloth_is_late_leaves_its_start_but_not_its_line",
    },
    "track/test_amend_price.py": {
        "amend.": "test_before_work_begins_everything_is_free",
    },
    "sew/test_rebalance.py": {
        "sew.rebalanced": "test_by_hand_the_work_of_one_of_three_goes_to_the_others",
    },
    "track/test_dispatch.py": {
        "next.help": "test_others_are_helped_where_much_waits_on_a_machine_that_is_there",
        "next.rework": "test_what_is_to_be_mended_is_offered_and_mended_it_is_not",
        "next.own": "test_within_an_order_work_is_pulled",
    },
    "track/test_expect.py": {
        "alarm.": "test_a_promise_that_would_break_has_ways_out_with_their_price",
        "expect.": "test_orders_wait_for_those_before_them_and_days_rise",
    },
    "track/test_floor.py": {
        "floor.": "test_contradictions_are_shown_with_their_scans",
    },
    "track/test_materials.py": {
        "material.": "test_what_is_short_late_or_replaced_says_so_and_without_the_cause_there_is_enough",
    },
    "track/test_promise_status.py": {
        "order.after_due": "test_an_amended_due_day_is_what_the_promise_is_judged_by",
        "order.not_sure": "test_an_amended_due_day_is_what_the_promise_is_judged_by",
    },
    "track/test_sampling_rules.py": {
        "sampling.discontinued": "test_five_not_accepted_under_tightened_end_inspection",
        "sampling.to_normal_accepted": "test_five_accepted_in_a_row_return_to_normal",
        "sampling.to_normal_not_": "test_reduced_inspection_ends_where_production_is_not_steady_and_needs_consent",
        "sampling.to_reduced": "test_the_score_counts_lots_that_a_tighter_aql_would_accept",
        "sampling.to_tightened": "test_two_of_five_not_accepted_tighten",
    },
}
#: Sentences that name no cause of a number.
WHY_NOT = {
    "balance.given": "minutes that a file gives: nothing was decided",
    "buy.decided": "says that a release of this very day stands",
    "buy.edited": "the planner's own number: says whose it is",
    "buy.none": "there is nothing to decide",
    "buy.rejected": "the planner's own number: says whose it is",
    "cloth.broken": "a fault of treadle's own, which no input makes",
    "cut.broken": "a fault of treadle's own, which no input makes",
    "cut.not_drawn": "an estimate that is looked at until a marker is drawn: nothing was decided",
    "cut.planned": "totals of what was laid",
    "forecast.chosen": "says which model forecast, with its error",
    "forecast.new": "says from which options was forecast",
    "line.sooner": "stands only where a search ended before the order was tried elsewhere: its cost there is told",
    "presell.there_already": "says that the same was told before",
    "sampling.arrow": "what the table of the standard says of a cell",
    "sampling.gap": "what the table of the standard says of a cell",
    "sampling.not_inspected": "what the standard says of a lot after the end of inspection",
    "sampling.not_yet": "what the table of the standard says of a cell",
    "sampling.only_double": "what the table of the standard says of a cell",
    "sampling.only_single": "what the table of the standard says of a cell",
    "sampling.whole_lot": "what the table of the standard says of a lot",
    "sew.bottleneck_timed": "as sew.bottleneck, with how many pieces were timed",
}


def test_every_reason_is_perturbed_or_says_why_not() -> None:
    elsewhere = {code for code in CODES for begins in ELSEWHERE.values() for begin in begins if code.startswith(begin)}
    told = {*perturbed(), *elsewhere, *WHY_NOT}
    assert sorted(CODES - told) == [], "take the cause away in a test, or say in WHY_NOT why it has none"
    assert sorted(told - CODES) == [], "no sentence has this code"
    assert sorted(WHY_NOT.keys() & {*perturbed(), *elsewhere}) == []


def test_the_tests_that_are_named_are_there() -> None:
    for file, tests in ELSEWHERE.items():
        text = (TESTS / file).read_text(encoding="utf-8")
        assert [test for test in tests.values() if f"def {test}(" not in text] == [], file


def perturbed() -> Iterator[str]:
    """Keys of the tables of tests whose names end with CAUSES: each is tried with and without its cause."""
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body if "CAUSES" in text else ():
            target = node.target if isinstance(node, ast.AnnAssign) else None
            target = node.targets[0] if isinstance(node, ast.Assign) else target
            if isinstance(target, ast.Name) and target.id.endswith("CAUSES"):
                assert isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Dict)
                yield from (key.value for key in node.value.keys if isinstance(key, ast.Constant))
