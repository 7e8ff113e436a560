"""Shops of a served brand, and stores of others: what goes where, what left and came, what is taken and refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from treadle.client.connection import Connection
from treadle.client.told import read, read_all
from treadle.errors import InputError
from treadle.terms.shop_answers import MoveTold, ShopsTold, StoreOrderTold


class ShopCalls:
    """What a client does with shops and stores."""

    _at: Connection

    def shops(self, *, shop: str = "") -> ShopsTold:
        """What should go to which shop by the newest plan; nothing is written."""
        place = "/v1/shops/plan"
        return read(ShopsTold, self._at.send("GET", place, params={"shop": shop}).json(), place)

    def moves(self) -> list[MoveTold]:
        """Every parcel that left, the oldest first."""
        return read_all(MoveTold, self._at.send("GET", "/v1/shops/moves").json(), "/v1/shops/moves")

    def send_goods(self, *, shop: str = "") -> list[MoveTold]:
        """Let leave what the plan of the shops says; on the same day it is the same."""
        found = self._at.send("POST", "/v1/shops/moves", body={"shop": shop}).json()
        return read_all(MoveTold, found, "/v1/shops/moves")

    def goods_arrived(
        self, move_id: str, units: Mapping[str, int] | None = None, *, day: date | None = None
    ) -> MoveTold:
        """Goods came as they were sent, or in other numbers."""
        place = f"/v1/shops/moves/{quote(move_id, safe='')}"
        body = {"units": dict(units or {}), "day": _day(day)}
        return read(MoveTold, self._at.send("POST", f"{place}/arrival", body=body).json(), place)

    def take_back_goods(self, move_id: str) -> MoveTold:
        """What was said to leave stayed."""
        place = f"/v1/shops/moves/{quote(move_id, safe='')}"
        return read(MoveTold, self._at.send("DELETE", place).json(), place)

    def store_orders(self) -> list[StoreOrderTold]:
        """What stores of others ordered, got, cancelled and refused."""
        return read_all(StoreOrderTold, self._at.send("GET", "/v1/store-orders").json(), "/v1/store-orders")

    def take_store_orders(self, file: str | Path) -> list[StoreOrderTold]:
        """Orders of stores from a table, all or none."""
        return read_all(StoreOrderTold, sent_file(self._at, "/v1/store-orders", file), "/v1/store-orders")

    def deliver_to_store(
        self, order_id: str, units: Mapping[str, int] | None = None, *, day: date | None = None
    ) -> StoreOrderTold:
        """What leaves for a store; None: all that is open."""
        body = {"units": None if units is None else dict(units), "day": _day(day)}
        return self._order(order_id, "delivery", body)

    def refuse_of_store(
        self, order_id: str, units: Mapping[str, int] | None = None, *, share: float | None = None,
        is_at_delivery: bool = False, reason: str = "", day: date | None = None,
    ) -> StoreOrderTold:  # fmt: skip
        """What a store does not take: by SKU, as a share of each line, or all of it."""
        body = {"units": None if units is None else dict(units), "share": share, "is_at_delivery": is_at_delivery,
                "reason": reason, "day": _day(day)}  # fmt: skip
        return self._order(order_id, "refusal", body)

    def _order(self, order_id: str, act: str, body: dict[str, Any]) -> StoreOrderTold:
        place = f"/v1/store-orders/{quote(order_id, safe='')}/{act}"
        return read(StoreOrderTold, self._at.send("POST", place, body=body).json(), place)


def sent_file(at: Connection, place: str, file: str | Path) -> Any:
    """What the server answers to a file. Raises `InputError` where there is no such file."""
    path = Path(file)
    if not path.is_file():
        raise InputError.single(str(path), "there is no such file", "Name a file that can be read")
    return at.send("POST", place, files=lambda: {"file": (path.name, path.open("rb"))}).json()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
