"""A brand backed up while others write, restored to either database, and refused where anything of it is another."""

from __future__ import annotations

import gzip
import tarfile
import threading
import uuid
from pathlib import Path

import pytest
from ledger_entries import entry, order_terms, receipt, release
from ledgers import DATABASES, postgres_address

from treadle.errors import InputError
from treadle.plant.audit import audit_brand
from treadle.plant.backup import back_up, restore
from treadle.plant.books import ledger_of
from treadle.plant.init import init_folder
from treadle.plant.serving import brand_problems, move_ledgers, open_brands
from treadle.settings import read_settings
from treadle.storage.ledger.open import keep_in_database
from treadle.terms.people import UserSet

DAY = receipt.__globals__["DAY"]


@pytest.fixture(params=DATABASES)
def brand(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "brand"
    init_folder(folder)
    if request.param == "postgres":
        keep_in_database(folder, postgres_address(), uuid.uuid4().hex[:12])
    ledger = ledger_of(folder, read_settings(folder))
    ledger.add(release("R1", order_terms("WO-1")))
    ledger.add([receipt("WO-1", DAY, "r1", TEE_S=(4, 1))])
    ledger.add([entry("user", "anna", UserSet(name="Anna", role="owner"), "u")], secrets={"password anna": "digest"})
    (folder / "notes of a person.txt").write_text("keep", encoding="utf-8")
    return folder


@pytest.mark.parametrize("target", DATABASES)
def test_what_is_restored_is_what_was_backed_up(brand: Path, tmp_path: Path, target: str) -> None:
    told = back_up(brand, tmp_path / "b.tar.gz")
    database = postgres_address() if target == "postgres" else ""
    place = tmp_path / f"elsewhere-{uuid.uuid4().hex[:8]}"
    manifest, audited = restore(tmp_path / "b.tar.gz", place, database=database)
    assert manifest == told and audited == audit_brand(brand) == audit_brand(place) and audited.violations == ()
    ledger = ledger_of(place, read_settings(place))
    assert ledger.secret("password anna") == "digest"
    assert (place / "notes of a person.txt").read_text(encoding="utf-8") == "keep"
    assert (place / ".treadle" / "ledger_at.json").exists() == bool(database)
    newest = ledger.add([receipt("WO-1", DAY, "r2", TEE_M=(1, 0))]).entries[0]
    assert newest.number > audited.entries - 1 and audit_brand(place).violations == ()
    with pytest.raises(InputError, match="there is something already"):
        restore(tmp_path / "b.tar.gz", place)


def test_a_backup_while_others_write_is_of_one_moment(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    init_folder(folder)
    ledger, stop = ledger_of(folder, read_settings(folder)), threading.Event()

    def write() -> None:
        at = 0
        while not stop.is_set():
            at += 1
            ledger.add(release(f"R{at}", order_terms(f"WO-{at}"), order_terms(f"WO-{at}b")))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(2):
            told = back_up(folder, tmp_path / f"{turn}.tar.gz")
    finally:
        stop.set()
        writer.join()
    _, audited = restore(tmp_path / "1.tar.gz", tmp_path / "elsewhere")
    assert audited.entries == told.entries and audited.entries % 3 == 0 and audited.violations == ()


def test_anything_of_it_that_is_another_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    folder, file = tmp_path / "brand", tmp_path / "b.tar.gz"
    init_folder(folder)
    ledger_of(folder, read_settings(folder)).add(release("R1", order_terms("WO-1")))
    back_up(folder, file)
    raw = tmp_path / "raw"
    with tarfile.open(file) as tar:
        tar.extractall(raw, filter="data")
    (raw / "folder" / "tables" / "products.csv").write_text("sku\n", encoding="utf-8")
    with tarfile.open(tmp_path / "odd.tar.gz", "w:gz") as tar:
        for one in ("ledger.jsonl", "folder", "manifest.json"):
            tar.add(raw / one, one)
    (tmp_path / "cut.tar.gz").write_bytes(file.read_bytes()[:-2000])
    (tmp_path / "none.tar.gz").write_text("no archive", encoding="utf-8")
    expected = {"odd": "1 of its files are not what was backed up: folder/tables/products.csv", "cut": "backup",
                "none": "cannot be read as a backup", "gone": "it is not there"}  # fmt: skip
    for name, what in expected.items():
        with pytest.raises(InputError, match=what):
            restore(tmp_path / f"{name}.tar.gz", tmp_path / "elsewhere")
        assert not (tmp_path / "elsewhere").exists() and not (tmp_path / ".elsewhere.half").exists()


def test_a_served_brand_s_ledger_goes_to_a_database_and_the_folder_remembers(tmp_path: Path) -> None:
    folder = tmp_path / f"brand {uuid.uuid4().hex[:8]}"
    init_folder(folder)
    address = postgres_address()
    for _ in range(2):
        move_ledgers([folder], address)
    (served,) = open_brands([folder]).values()
    assert brand_problems(served) == []
    ledger_of(folder, served.settings).add(release("R1", order_terms("WO-1")))
    assert audit_brand(folder).orders == 1  # whoever opens the folder later, the command line too
    assert not (folder / ".treadle" / "ledger.sqlite").exists()
    assert (folder / ".treadle" / "ledger_at.json").stat().st_mode & 0o077 == 0
    kept_here = tmp_path / "kept here"
    init_folder(kept_here)
    ledger_of(kept_here, read_settings(kept_here)).add(release("R1", order_terms("WO-1")))
    with pytest.raises(InputError, match="treadle restore FILE NEWDIR --database URL"):
        move_ledgers([kept_here], address)


def test_secrets_are_in_a_backup_where_they_are_asked_for_alone(tmp_path: Path) -> None:
    from treadle.plant.people import caller_of, make_key
    from treadle.plant.serving import open_brands
    from treadle.plant.shopify import connect_shop, shop_secrets
    from treadle.plant.tokens import read_token

    folder = tmp_path / "brand"
    init_folder(folder)
    connect_shop(folder, "tees.myshopify.com", "hush hush")
    key = make_key(open_brands([folder])["brand"], name="k", role="planner", author="the test")
    plain = back_up(folder, tmp_path / "plain.tar.gz")
    whole = back_up(folder, tmp_path / "whole.tar.gz", has_secrets=True)
    assert (plain.without, whole.without) == (("shopify.json",), ())
    raw = gzip.decompress((tmp_path / "plain.tar.gz").read_bytes())
    assert b"hush hush" not in raw and key.secret.encode() not in raw
    restore(tmp_path / "plain.tar.gz", tmp_path / "a" / "brand")
    restore(tmp_path / "whole.tar.gz", tmp_path / "b" / "brand")
    assert shop_secrets(tmp_path / "a" / "brand") == {}
    assert shop_secrets(tmp_path / "b" / "brand") == {"tees.myshopify.com": "hush hush"}
    for place in ("a", "b"):  # a key is a digest in the ledger: it holds wherever the ledger is
        brand = open_brands([tmp_path / place / "brand"])["brand"]
        token = read_token(str(key))
        assert token is not None and caller_of(brand, token) is not None
