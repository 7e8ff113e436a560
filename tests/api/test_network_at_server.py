"""The network's commands at a server on a port: factories asked and answering, a campaign, stores, and what is owed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")
pytest.importorskip("httpx", reason="the extra 'client' is not installed")
from on_a_port import At, served
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "plant"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "replenish"))
from shop_brand import with_shops
from sourcing_desk import buying_brand, first_sku, release

import treadle
from treadle.cli import build_app
from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant.source.desk import sourcing_books

ORDER = "BI-NEW"


@pytest.fixture(scope="module")
def at(planned_brand: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[At]:
    place = tmp_path_factory.mktemp("network")
    books = buying_brand(with_shops(planned_brand, place / "shops"), place)
    style, sku = first_sku(books.folder)
    now = sourcing_books(books.folder, author="me")
    release(now, ORDER, style, {sku: 200}, date.today() + timedelta(days=90))
    with served(place / "brand") as found:
        yield found


def said(at: At, *words: str, role: str = "owner", code: int = 0) -> str:
    """What a command prints that runs at the server."""
    env = {"TREADLE_SERVER": at.url, "TREADLE_KEY": at.key(role), "COLUMNS": "200"}
    done = CliRunner().invoke(build_app(), list(words), env=env)
    if done.exit_code != code and isinstance(done.exception, Exception):
        raise done.exception
    assert done.exit_code == code, done.output
    return "".join(line for line in done.stdout.splitlines(keepends=True) if "[info " not in line)


def test_an_order_is_offered_answered_and_offered_elsewhere(at: At, tmp_path: Path) -> None:
    style, _ = first_sku(at.brand.folder)
    assert "near" in said(at, "source", "factories")
    told = said(at, "source", "quote", "near", style, "--price", "1=4.50", "--setup", "10")
    assert "1=4.50" in told
    assert "sent" in said(at, "source", "sample", "near", style, "--state", "sent")
    assert "answers at /order/" in said(at, "source", "offer", ORDER, "--factory", "far", "--answer-days", "5")
    assert f"{ORDER}  far  open  200 pieces at 4.00" in said(at, "source", "offers")
    first = said(at, "source", "link", ORDER, "far")
    assert "hold" in said(at, "source", "link", ORDER, "far", "--end")
    assert said(at, "source", "link", ORDER, "far") != first, "links that were given out hold no more"
    assert "far  open" in said(at, "source", "say", ORDER, "far", "19-4024.")
    said(at, "source", "sheet", ORDER, "far", "--out", str(tmp_path / "offer.xlsx"))
    with pytest.raises(InputError):
        said(at, "source", "reply", str(tmp_path / "offer.xlsx"))  # nothing was filled in
    with treadle.Client(at.url, at.key()) as brand:
        day = date.today() + timedelta(days=60)
        brand.answer_offer(ORDER, "far", "counter", day=day, piece_cents=420)
        assert [one.style_id for one in brand.quotes() if one.factory_id == "near"] == [style]
    assert "open" in said(at, "source", "judge", ORDER, "far", "--leave", "--reason", "too dear")
    assert "far  open" in said(at, "source", "ask-again", "--order", ORDER, "--factory", "far")
    assert "near  open  200 pieces at 4.50" in said(at, "source", "elsewhere", ORDER, "far")
    assert "near  withdrawn" in said(at, "source", "withdraw", ORDER, "near", "--reason", "wrong price")
    assert "near  open" in said(at, "source", "offer", ORDER, "--factory", "near")
    assert "refused" in said(at, "source", "approve", "tiny", style, "--refuse", "--reason", "too small")
    with treadle.Client(at.url, at.key()) as brand:
        assert brand.answer_offer(ORDER, "near", "accept").state == "accepted"


def test_a_campaign_is_opened_joined_changed_and_called_off(at: At) -> None:
    with treadle.Client(at.url, at.key()) as brand:
        name = brand.held_table("products").to_pylist()[0]
    option = f"{name['style_id']}-{name['colour']}"
    ships = (date.today() + timedelta(days=90)).isoformat()
    terms = ("--tier", "1=30", "--tier", "3=25", "--threshold", "2", "--seats", "5", "--ships", ships)
    told = said(at, "presell", "open", "tee", "--option", option, *terms)
    assert "tee  open  0 of 2 pieces at 30.00" in told
    size = name["size"]
    assert "ann-1" in said(at, "presell", "order", "tee", "ann-1", "--units", f"{size}=1")
    paid = said(at, "presell", "pay", "ann-1", "--amount", "30", "--payment", "p1")
    assert "tee  open  1 of 2" in paid and "paid 30.00" in paid
    assert said(at, "presell", "pay", "ann-1", "--amount", "30", "--payment", "p1") == paid, "the same id counts once"
    assert "1 pieces after" in said(at, "presell", "forecast", "tee")
    said(at, "presell", "order", "tee", "bob-2", "--units", f"{size}=1")
    assert "bob-2" in said(at, "presell", "leave", "bob-2")
    until = f"{(date.today() + timedelta(days=9)).isoformat()}T20:00"
    with pytest.raises(InputError, match="no moment with its zone"):
        said(at, "presell", "change", "tee", "--until", until)
    said(at, "presell", "change", "tee", "--until", f"{until}+00:00", "--reason", "a fair")
    said(at, "presell", "undo", "tee")
    with pytest.raises(NotFoundError):
        said(at, "presell", "pay", "nobody", "--amount", "30")
    with pytest.raises(ConflictError):
        said(at, "presell", "stage", "tee", "shipped")
    assert "cancelled" in said(at, "presell", "cancel", "tee", "--reason", "no cloth")
    assert "owed back 30.00" in said(at, "presell", "status", "tee")
    assert "owed back 0.00" in said(at, "presell", "refund", "ann-1")


def test_stores_order_get_and_refuse_and_the_shops_are_looked_at(at: At, tmp_path: Path) -> None:
    _, sku = first_sku(at.brand.folder)
    orders = tmp_path / "orders.csv"
    orders.write_text(f"order_id,store_id,sku,units,price,day\nSO-1,galerie,{sku},20,9.00,2026-09-01\n", "utf-8")
    assert "SO-1  galerie" in said(at, "shops", "store-orders", str(orders))
    assert "20 delivered" in said(at, "shops", "deliver", "SO-1")
    told = said(at, "shops", "refuse", "SO-1", "--share", "0.1", "--at-delivery", "--reason", "late")
    assert "2 refused; owed 162.00" in told
    assert said(at, "shops", "stores") == told
    assert "shop1" in said(at, "shops", "plan", "--shop", "shop1", "--out", str(tmp_path / "moves.csv"))
    assert (tmp_path / "moves.csv").read_text("utf-8").startswith("sku,")
    first, second = said(at, "shops", "send").splitlines()[:2]
    assert "on its way" in first
    assert "there on" in said(at, "shops", "arrived", first.split("  ")[0], "--on", date.today().isoformat())
    assert "taken back" in said(at, "shops", "take-back", second.split("  ")[0])
    assert "there on" in said(at, "shops", "status") and "taken back" in said(at, "shops", "status")
    with pytest.raises(NotFoundError):
        said(at, "shops", "arrived", "nothing")
    with pytest.raises(InputError, match="is no action"):
        said(at, "shops", "packs")


def test_what_came_is_owed_stated_and_paid(at: At, tmp_path: Path) -> None:
    """200 at 4.50 and 10.00 once: 910.00 in all, of which 60 pieces are 273.00."""
    _, sku = first_sku(at.brand.folder)
    with treadle.Client(at.url, at.key()) as brand:
        brand.receive(ORDER, units={sku: 60})
        cents = brand.partner("near").owed_cents
    assert cents == 27_300
    assert "the rest in 10 days" in said(at, "settle", "terms", "near", "--days", "10")
    assert "owed 273.00" in said(at, "settle", "owed", "near")
    told = said(at, "settle", "state", "near")
    statement = told.split()[0]
    assert "273.00, paid 0.00, open 273.00" in told
    said(at, "settle", "statement", statement, "--out", str(tmp_path / "s.pdf"))
    said(at, "settle", "statement", statement, "--out", str(tmp_path / "s.csv"))
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    assert ",60," in (tmp_path / "s.csv").read_text("utf-8")
    bank = tmp_path / "bank.csv"
    bank.write_text(f"date,amount,currency,text,id\n2026-12-01,-100.00,EUR,{statement},m1\n", "utf-8")
    assert statement in said(at, "settle", "bank", str(bank))
    assert "paid 100.00, open 173.00" in said(at, "settle", "owed", "near")
    assert "open 0.00" in said(at, "settle", "pay", statement, "--payment", "rest")
    said(at, "settle", "early")
    with pytest.raises(NotFoundError):
        said(at, "settle", "agree-early", statement)
    assert "galerie" in said(at, "settle", "owed")
