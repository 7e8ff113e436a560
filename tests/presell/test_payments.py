"""Money by statement and by signed message: matched once, whoever tells it, however badly."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from campaign_cases import BEGAN, CLOSES, NAME, PLAIN, memory_ledger

from treadle.connectors.payments.camt import read_camt
from treadle.connectors.payments.provider import SignedMessage, read_message, sign
from treadle.errors import AccessError, InputError
from treadle.plant.init import init_folder
from treadle.plant.presell.campaigns import open_campaign
from treadle.plant.presell.desk import CampaignBooks
from treadle.plant.presell.payments import (
    ProviderMessages,
    StatementFile,
    Taken,
    connect_provider,
    provider_secret,
    take_money,
)
from treadle.plant.presell.seats import reserve_seat
from treadle.presell.matching import meant_orders
from treadle.presell.seats import SeatAsked
from treadle.settings import parse_settings
from treadle.terms.campaign import Campaign
from treadle.terms.money_told import MoneyTold
from treadle.words import say

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt><Id>S1</Id>
<Ntry><Amt Ccy="EUR">60.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{booked}</Sts><BookgDt><Dt>2026-03-03</Dt></BookgDt>
 <AcctSvcrRef>A1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
 <RltdPties><Dbtr><Nm>Ann Buyer</Nm></Dbtr></RltdPties><RmtInf><Ustrd>tee order TEE-1001 thanks</Ustrd></RmtInf>
 </TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">90.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{booked}</Sts>
 <BookgDt><DtTm>2026-03-03T10:00:00+01:00</DtTm></BookgDt><AcctSvcrRef>A2</AcctSvcrRef><NtryDtls>
 <TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">30.00</Amt></TxAmt></AmtDtls><RmtInf><Strd><CdtrRefInf><Ref>TEE1002</Ref>
 </CdtrRefInf></Strd></RmtInf></TxDtls>
 <TxDtls><Amt Ccy="EUR">60.00</Amt><RmtInf><Ustrd>for nobody</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>{booked}</Sts><BookgDt><Dt>2026-03-04</Dt></BookgDt>
 <AcctSvcrRef>A3</AcctSvcrRef><AddtlNtryInf>fee</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="EUR">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{pending}</Sts><BookgDt><Dt>2026-03-04</Dt></BookgDt>
 </Ntry></Stmt></BkToCstmrStmt></Document>"""


def books(orders: Iterable[str] = ("TEE-1001", "TEE-1002", "TEE-1003"), now: datetime = BEGAN) -> CampaignBooks:
    ledger = memory_ledger(lambda: now)
    terms = replace(PLAIN, hold_minutes=5_000, grace_hours=24)
    open_campaign(ledger, NAME, terms, author="Mira", clock=lambda: BEGAN, currency="EUR")
    for name in orders:
        reserve_seat(ledger, NAME, SeatAsked(order_id=name, units={"TEE-S": 1}), author="b", clock=lambda: BEGAN)
    return CampaignBooks(settings=parse_settings(b"")[0], ledger=ledger, clock=lambda: now, author="Mira")


def whats(found: Iterable[Taken]) -> list[tuple[str, str]]:
    return [(one.what, one.order_id) for one in found]


@pytest.mark.parametrize(("version", "booked", "pending"), [
    ("02", "BOOK", "PDNG"), ("08", "<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>"),
])  # fmt: skip
def test_a_statement_of_a_bank_is_matched_once(tmp_path: Path, version: str, booked: str, pending: str) -> None:
    path = tmp_path / "statement.xml"
    path.write_text(CAMT.format(version=version, booked=booked, pending=pending), encoding="utf-8")
    told = read_camt(path)
    assert [(one.money_id, one.amount_cents) for one in told] == [
        ("A1", 6000),
        ("A2/1", 3000),
        ("A2/2", 6000),
        ("A3", -500),
    ]
    assert told[0].payer == "Ann Buyer" and told[1].at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    at = books(now=BEGAN + timedelta(days=1))
    file = StatementFile(path=path, currency="EUR")
    found = take_money(at, file)
    assert whats(found) == [("taken", "TEE-1001"), ("taken", "TEE-1002"), ("aside", ""), ("aside", "")]
    (campaign,) = at.campaigns()
    assert campaign.count_units == 2 and campaign.orders["TEE-1001"].due_back_cents == 3000
    assert whats(take_money(at, file))[:2] == [("known", "TEE-1001"), ("known", "TEE-1002")]
    assert at.campaigns() == (campaign,) and at.ledger.audit() == ()


def test_a_statement_as_a_table_in_a_banks_own_form(tmp_path: Path) -> None:
    path = tmp_path / "umsatz.csv"
    path.write_text(
        "day;amount;text;payer;currency\n03.03.2026;30,00;TEE-1001;Ann;EUR\n04.03.2026;30,00;TEE 1003;Bo;USD\n"
        "04.03.2026;30,00;TEE-1002;Bo;\n04.03.2026;30,00;TEE-1002;Bo;\n", encoding="utf-8",
    )  # fmt: skip
    at = books(now=BEGAN + timedelta(days=2))
    found = take_money(at, StatementFile(path=path, currency="EUR"))
    assert whats(found) == [("taken", "TEE-1001"), ("aside", "TEE-1003"), ("taken", "TEE-1002"), ("taken", "TEE-1002")]
    (campaign,) = at.campaigns()
    assert campaign.orders["TEE-1002"].due_back_cents == 3000, "two equal rows are two payments"
    assert [one.what for one in take_money(at, StatementFile(path=path, currency="EUR"))] == [
        "known",
        "aside",
        "known",
        "known",
    ]


def test_what_is_no_statement_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    for text, why in (
        ("<a>", "not XML"), ("<a/>", "no statement"), ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
        ("<S><Stmt/><Ntry><Amt Ccy='EUR'>1.005</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-03-03</Dt></BookgDt>"
         "</Ntry><Ntry><Amt>1</Amt></Ntry></S>", "whole cents"),
    ):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=why):
            read_camt(path)


def message(money: MoneyTold) -> bytes:
    kind = "payment.refunded" if money.is_refund else "payment.paid"
    told = {"type": kind, "id": money.money_id, "order_id": money.order_id, "amount_cents": abs(money.amount_cents),
            "currency": money.currency, "at": money.at.isoformat()}  # fmt: skip
    return json.dumps(told).encode()


@dataclass
class BadProvider:
    """A provider of the test's own: it has the money, and tells of it late, twice, out of order, or never."""

    secret: str
    chance: random.Random

    def messages(self, money: list[MoneyTold], now: datetime) -> tuple[list[SignedMessage], set[str]]:
        told = [one for one in money if self.chance.random() > 0.2]
        sent = told + [one for one in told if self.chance.random() < 0.5]
        self.chance.shuffle(sent)
        bodies = [message(one) for one in sent]
        return [SignedMessage(body=one, signature=sign(self.secret, one, now)) for one in bodies], {
            one.money_id for one in told
        }


@pytest.mark.parametrize("seed", range(6))
def test_a_provider_that_is_late_tells_twice_out_of_order_or_never(seed: int) -> None:
    names = [f"TEE-10{at:02}" for at in range(8)]
    now = [BEGAN + timedelta(hours=1)]
    at = books(names)
    at = replace(at, clock=lambda: now[0])
    chance = random.Random(seed)
    provider = BadProvider("s3cret", chance)
    money = [
        MoneyTold(money_id=f"pi_{name}", via="provider", amount_cents=3000, currency="EUR", order_id=name,
                  at=BEGAN + timedelta(hours=chance.choice([1, 2, 80])))
        for name in names
    ]  # fmt: skip
    heard: set[str] = set()
    for hours in (1, 30, 73, 90, 200):
        now[0] = BEGAN + timedelta(hours=hours)
        sent, told = provider.messages(money, now[0])
        heard |= told
        take_money(at, ProviderMessages(secret="s3cret", clock=lambda: now[0], messages=sent))
    (campaign,) = at.campaigns()
    assert campaign.money().paid_cents == 3000 * len(heard)
    for one in money:
        order = campaign.orders[one.order_id]
        assert order.paid_cents == (3000 if one.money_id in heard else 0)
        assert not (order.is_in and one.at > CLOSES), "late by the payer's own moment"
        assert order.held_cents == 0 or order.is_in
    assert at.ledger.audit() == ()


def test_a_signature_is_of_the_secret_the_body_and_the_moment() -> None:
    now, body = BEGAN, message(MoneyTold(money_id="p", via="x", amount_cents=1, currency="eur", at=BEGAN, order_id="o"))
    good = SignedMessage(body=body, signature=sign("right", body, now))
    money = read_message(good, "right", now + timedelta(minutes=4))
    assert money is not None and (money.money_id, money.currency, money.amount_cents) == ("p", "EUR", 1)
    for bad, secret, moment in (
        (good, "wrong", now), (replace(good, body=body + b" "), "right", now),
        (good, "right", now + timedelta(minutes=6)),
        (replace(good, signature=""), "right", now), (replace(good, signature="t=x,v1="), "right", now),
    ):  # fmt: skip
        with pytest.raises(AccessError):
            read_message(bad, secret, moment)
    other = json.dumps({"type": "charge.disputed"}).encode()
    assert read_message(SignedMessage(body=other, signature=sign("right", other, now)), "right", now) is None
    broken = json.dumps({"type": "payment.paid", "id": "p", "order_id": "o", "amount_cents": 1.5}).encode()
    with pytest.raises(InputError, match="which money"):
        read_message(SignedMessage(body=broken, signature=sign("right", broken, now)), "right", now)


def test_a_refund_that_a_provider_tells_of_twice_is_paid_once() -> None:
    at = books(now=BEGAN)
    paid = MoneyTold(money_id="p", via="provider", amount_cents=9000, currency="EUR", at=BEGAN, order_id="TEE-1001")
    back = replace(paid, money_id="r", amount_cents=-6000)
    bodies = [message(one) for one in (paid, back, back, replace(back, money_id="r2", amount_cents=-1))]
    sent = [SignedMessage(body=one, signature=sign("s", one, BEGAN)) for one in bodies]
    found = take_money(at, ProviderMessages(secret="s", clock=lambda: BEGAN, messages=sent))
    assert [one.what for one in found] == ["taken", "taken", "known", "aside"]
    held = at.ledger.state(Campaign, NAME)
    assert held is not None and held.state.money().refunded_cents == 6000


def test_a_provider_is_connected_by_a_secret_that_is_shown_once(tmp_path: Path) -> None:
    init_folder(tmp_path / "brand")
    assert provider_secret(tmp_path / "brand") == ""
    first, second = connect_provider(tmp_path / "brand"), connect_provider(tmp_path / "brand")
    assert first != second and provider_secret(tmp_path / "brand") == second


def test_an_order_is_found_as_a_word_or_where_its_name_is_long() -> None:
    names = ["b1", "b12", "TEE-1001", "ORDER20417"]
    assert meant_orders("b1", names) == ("b1",)
    assert meant_orders("for b12, thanks", names) == ("b12",)
    assert meant_orders("ab1c", names) == ()
    assert meant_orders("SVWZ+order20417IBAN", names) == ("ORDER20417",)
    assert meant_orders("TEE 1001", names) == ("TEE-1001",) == meant_orders("tee-1001.", names)
    assert meant_orders("b1 and b12", names) == ("b12",) or len(meant_orders("b1 and b12", names)) == 2


def aside(text: str, currency: str = "EUR") -> str:
    at = books()
    money = MoneyTold(money_id="m", via="bank", amount_cents=3000, currency=currency, at=BEGAN, text=text)
    (found,) = take_money(at, Told([money]))
    if found.reason is not None:
        assert "–" not in say(found.reason) and say(found.reason, "zh")
    return "" if found.reason is None else found.reason.code


@dataclass
class Told:
    money: list[MoneyTold]

    def told(self) -> list[MoneyTold]:
        return self.money


#: Why money is left aside, and what takes the cause away.
ASIDE_CAUSES: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {
    "presell.no_reference": (lambda: aside("hello"), lambda: aside("hello TEE-1001")),
    "presell.two_references": (lambda: aside("TEE-1001 TEE-1002"), lambda: aside("TEE-1002")),
    "presell.other_currency": (lambda: aside("TEE-1001", "USD"), lambda: aside("TEE-1001")),
}


@pytest.mark.parametrize("code", ASIDE_CAUSES)
def test_money_aside_without_its_cause_is_taken(code: str) -> None:
    with_cause, without = ASIDE_CAUSES[code]
    assert (with_cause(), without()) == (code, "")
