"""An export of orders that says of no row what was done: with a number of the order, every row is an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treadle.connectors.mapping import Condition, FieldRule
from treadle.terms.column_names import folded
from treadle.terms.table_spec import TableSpec

#: Words for the number of an order, an invoice or a receipt, folded.
NUMBERS = (
    "orderid", "orderno", "ordernumber", "ordername", "order", "invoiceid", "invoiceno", "invoicenumber", "invoice",
    "receiptid", "receiptno", "receiptnumber", "receipt", "saleid", "saleno", "transactionno", "bestellnummer",
    "auftragsnummer", "rechnungsnummer", "belegnummer", "commande", "numerodecommande", "pedido", "numerodepedido",
    "ordine", "订单号", "订单编号", "主订单编号", "单号",
)  # fmt: skip

#: Pieces that came back are counted like others.
WITHOUT_MINUS = ((r"^\s*[-−]\s*|^\s*\(\s*|\s*\)\s*$", ""),)


def order_rules(headings: Sequence[str], read: Mapping[str, str], spec: TableSpec) -> tuple[dict[str, FieldRule], str]:
    """Rules for what was done and for pieces of a file of orders, and a sentence; none where a column says what was
    done, or no column is the number of an order. Negative pieces came back."""
    filled = {ours: theirs for theirs, ours in read.items()}
    number = next((one for one in headings if folded(one) in NUMBERS), "")
    if not spec.is_signal or "kind" in filled or not number or "units" not in filled:
        return {}, ""
    units = filled["units"]
    came_back = Condition(column=units, matches=r"^\s*[-−(]")
    rules = {
        "kind": FieldRule(any_of=(FieldRule(constant="return", when=(came_back,)), FieldRule(constant="order"))),
        "units": FieldRule(source=units, replace=WITHOUT_MINUS),
    }
    return rules, f"every row is taken for an order, as column {number} numbers them; negative {units} for a return"
