"""A product passport of a garment, a bundle or an order, from its trace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treadle.connectors.passport import PassportFacts, passport_document
from treadle.errors import InputError, Problem
from treadle.plant.order_of import open_books
from treadle.plant.trace import trace
from treadle.terms.trace import Trace

#: What a passport can be of.
_KINDS = ("garment", "bundle", "order")


def passport(folder: Path, own_id: str) -> dict[str, Any]:
    """The passport as a JSON-LD document (UNTP 0.7).

    Raises `NotFoundError` where nothing has that id, and `InputError` with everything that is missing for it: a thing
    of another kind, the issuer (setting `passport_issuer`), the country of the factory.
    """
    told = trace(folder, own_id)
    books = open_books(folder, None)
    if told.kind not in _KINDS:
        raise InputError.single(own_id, f"it is a {told.kind}", f"Name a {', '.join(_KINDS)}")
    order = books.order(_order_id(told))
    factory = next((one for one in books.snapshot.factories if one.factory_id == order.terms.factory_id), None)
    issuer, country = books.settings.floor.passport_issuer, factory.country if factory else ""
    problems = []
    if not issuer:
        problems.append(Problem(file="treadle.toml", what="nobody issues passports", column="floor.passport_issuer",
                                remedy="Set it to the brand's address, such as did:web:brand.example"))  # fmt: skip
    if not country:
        problems.append(Problem(file="tables/factories.csv", column="country", what="a factory's country is not said",
                                remedy="Write its two letters, such as PT"))  # fmt: skip
    if problems:
        raise InputError(problems)
    style = books.snapshot.catalogue.style.get(order.terms.style_id)
    skus = [books.snapshot.catalogue.sku[one] for one in _skus(told, order.terms.units) if one in
            books.snapshot.catalogue.sku]  # fmt: skip
    newest = books.ledger.entries(subjects=[order.order_id])[-1]
    sewn = next((one for one in books.ledger.entries(subjects=[order.order_id], kinds=["stage finished"])), None)
    facts = PassportFacts(
        issuer=issuer, brand=books.settings.name or issuer, style_id=order.terms.style_id,
        option_id=" ".join(dict.fromkeys(one.option_id for one in skus)), order_id=order.order_id,
        category=(style.category if style else "") or "garment", size=" ".join(dict.fromkeys(one.size for one in skus)),
        factory_id=order.terms.factory_id, factory=factory.name if factory else "", country=country,
        valid_from=newest.known_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        made_on=sewn.happened_at.date() if sewn else None,
    )  # fmt: skip
    return passport_document(told, facts)


def _order_id(told: Trace) -> str:
    if told.kind == "order":
        return told.own_id
    return str(next(step.facts["order"] for step in told.back if step.kind == "bundle"))


def _skus(told: Trace, units: Mapping[str, int]) -> list[str]:
    """The SKUs of what was traced: that of its bundle, or all of the order."""
    own = [str(step.facts["sku"]) for step in told.back if step.kind == "bundle"]
    return own or list(units)
