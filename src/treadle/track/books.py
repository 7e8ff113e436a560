"""The books across nouns: releases and orders, stock and receipts, money and its currency, jobs and their ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from treadle.terms.corrected import still_standing
from treadle.terms.entry import Amended, Closed, Entry, Ordered, Received, Release
from treadle.terms.job import JobAsked, JobEnded
from treadle.terms.order import Order
from treadle.terms.quantity import Violation


def unbalanced_books(entries: Sequence[Entry], orders: Iterable[Order]) -> tuple[Violation, ...]:
    """Where books of different nouns do not agree; `entries` oldest first, `orders` as they are held."""
    orders = tuple(orders)
    return (
        *_releases(entries), *_pieces(entries, orders), *_stock(orders), *_currencies(entries), *_jobs(entries)
    )  # fmt: skip


def _releases(entries: Sequence[Entry]) -> list[Violation]:
    """A release and its orders name one another."""
    named = {(one.subject, order) for one in entries if isinstance(one.body, Release) for order in one.body.order_ids}
    placed = {(one.body.release_id, one.subject) for one in entries if isinstance(one.body, Ordered)}
    return [
        Violation(rule="a release names its orders, and they name it", where=f"{release} {order}",
                  found="the release alone" if (release, order) in named else "the order alone")
        for release, order in sorted(named ^ placed)
    ]  # fmt: skip


def _pieces(entries: Sequence[Entry], orders: Iterable[Order]) -> list[Violation]:
    """Pieces that the entries order of each SKU are those received (none beyond), open and cancelled in its order."""
    asked: dict[tuple[str, str], int] = {}
    wanted: dict[tuple[str, str], int] = {}
    came: Counter[tuple[str, str]] = Counter()
    for entry in still_standing(entries):
        body = entry.body
        if isinstance(body, Ordered | Amended):
            units = (body.order if isinstance(body, Ordered) else body.terms).units
            before = {sku for order_id, sku in wanted if order_id == entry.subject}
            for sku in {*units, *before}:
                key = entry.subject, sku
                asked[key] = asked.get(key, 0) + max(units.get(sku, 0) - wanted.get(key, 0), 0)
                wanted[key] = units.get(sku, 0)
        if isinstance(body, Received):
            for one in body.lines:
                came[entry.subject, one.sku] += one.units
        if isinstance(body, Closed) or (isinstance(body, Received) and body.is_last):
            for key in wanted:
                if key[0] == entry.subject:
                    wanted[key] = min(wanted[key], came[key])
    found = []
    for order in orders:
        for line in order.lines:
            ordered = asked.get((order.order_id, line.sku), 0)
            held = line.received_units - line.over_units + line.open_units + line.cancelled_units
            if held != ordered:
                where, told = f"{order.order_id} {line.sku}", f"{ordered} ordered by its entries, {held} found"
                found.append(Violation(rule="ordered = received + open + cancelled", where=where, found=told))
    return found


def _stock(orders: Iterable[Order]) -> list[Violation]:
    """What an order gave to the stock is what was received of it: nothing moves without a receipt."""
    found = []
    for order in orders:
        came: Counter[str] = Counter()
        for one in order.arrived:
            came[one.sku] += one.units
        booked = Counter({line.sku: line.received_units for line in order.lines if line.received_units})
        for sku in sorted({*came, *booked}):
            if came[sku] != booked[sku]:
                told = f"{came[sku]} went into the stock, {booked[sku]} were received"
                where = f"{order.order_id} {sku}"
                found.append(Violation(rule="stock moves by receipts only", where=where, found=told))
    return found


def _currencies(entries: Sequence[Entry]) -> list[Violation]:
    """What is said of an order is in the currency it was placed in."""
    of_order = {one.subject: one.currency for one in entries if isinstance(one.body, Ordered)}
    return [
        Violation(rule="an order keeps its currency", where=f"{one.subject}, entry {one.number}",
                  found=f"{one.currency or 'none'} after {of_order[one.subject] or 'none'}")
        for one in entries
        if one.subject in of_order and one.currency != of_order[one.subject]
    ]  # fmt: skip


def _jobs(entries: Sequence[Entry]) -> list[Violation]:
    """A job ends once at most, and only one that was asked for."""
    asked = {one.subject for one in entries if isinstance(one.body, JobAsked)}
    ended = Counter(one.subject for one in entries if isinstance(one.body, JobEnded))
    return [
        Violation(rule="a job that was asked for ends once", where=job_id,
                  found=f"{count} ends" if job_id in asked else "nobody asked for it")
        for job_id, count in sorted(ended.items())
        if count > 1 or job_id not in asked
    ]  # fmt: skip
