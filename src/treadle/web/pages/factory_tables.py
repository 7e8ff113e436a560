"""The tables of the page of factories as they are given out."""

from __future__ import annotations

from treadle.plant.source.factories_seen import FactoriesSeen, FactoryRow
from treadle.report.given_table import Cell, GivenTable
from treadle.words import say, told


def factory_tables(seen: FactoriesSeen, language: str) -> dict[str, GivenTable]:
    """Factories, offers, and who makes the plan, by the name of the table."""
    return {
        one.name: one
        for one in (_factories(seen), _offers(seen, language), _split(seen, language), _quotes(seen, language))
    }


def _factories(seen: FactoriesSeen) -> GivenTable:
    heads = (
        "sourcing.factory", "ask.name", "sourcing.country", "ask.capabilities", "ask.certificates", "sourcing.minimum",
        "sourcing.free", "ask.lead", "sourcing.orders", "sourcing.on_time", "ask.low", "ask.high", "sourcing.defects",
        "sourcing.late", "ask.spread", "sourcing.paid",
    )  # fmt: skip
    return GivenTable(name="factories", heads=heads, rows=tuple(_factory(one) for one in seen.factories))


def _factory(row: FactoryRow) -> tuple[Cell, ...]:
    one, score = row.profile, row.score
    own: tuple[Cell, ...] = ("", "", "", None, None, None) if one is None else (
        one.country, " ".join(sorted(one.capabilities)), " ".join(one.certificates), one.minimum_units,
        round(one.free_until(1)), one.lead_days + one.transport_days,
    )  # fmt: skip
    share = score.on_time_share
    return (
        row.factory_id, row.name, *own, score.orders, round(share.mean, 3), round(share.low, 3), round(share.high, 3),
        round(100 * score.defects_share.mean, 2), round(score.late_days.centre_days, 2),
        round(score.spread_days.mean, 2), round(score.price_share.mean, 4),
    )  # fmt: skip


def _offers(seen: FactoriesSeen, language: str) -> GivenTable:
    heads = (
        "sourcing.order", "ask.style", "sourcing.factory", "sourcing.state", "sourcing.pieces", "reply.price",
        "sourcing.pays", "sourcing.arrives", "reply.answer_by", "sourcing.stage",
    )  # fmt: skip
    rows = tuple(
        (
            one.offer.terms.order_id, one.style, one.offer.terms.factory_id, told(one.offer.state, language),
            one.offer.units, one.offer.piece_cents / 100, one.offer.total_cents / 100, one.offer.day,
            one.offer.answer_by,
            told(one.offer.progress[-1].stage, language) if one.offer.progress else "",
        )
        for one in seen.offers
    )  # fmt: skip
    return GivenTable(name="offers", heads=heads, rows=rows)


def _split(seen: FactoriesSeen, language: str) -> GivenTable:
    heads = ("sourcing.order", "sourcing.factory", "sourcing.pieces", "sourcing.cost", "sourcing.arrives",
             "sourcing.in_time", "sourcing.why")  # fmt: skip
    rows = tuple(
        (one.order_id, one.factory_id, one.units, one.total_cents / 100, one.arrival_day,
         round(one.on_time_share, 3), say(one.reason, language))
        for one in seen.split.lines
    )  # fmt: skip
    return GivenTable(name="split", heads=heads, rows=rows)


def _quotes(seen: FactoriesSeen, language: str) -> GivenTable:
    heads = ("sourcing.factory", "ask.style", "ask.from_pieces", "reply.price", "reply.setup", "ask.until",
             "ask.sample", "ask.may")  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for pair in seen.pairs:
        sample = told(pair.samples[-1].state, language) if pair.samples else ""
        judged = "" if pair.judged is None else told("approved" if pair.judged.is_approved else "refused", language)
        quotes = tuple(pair.asked(seen.day)) or (None,)
        rows += [
            (pair.factory_id, pair.style_id, *((None,) * 4 if one is None else (
                one.from_units, one.piece_cents / 100, one.setup_cents / 100, one.valid_until)), sample, judged)
            for one in quotes
        ]  # fmt: skip
    return GivenTable(name="quotes", heads=heads, rows=tuple(rows))
