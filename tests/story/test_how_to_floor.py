"""The how-to of the floor is run line by line: from a released order to its trace, on one lay of two styles' brand."""

from __future__ import annotations

import csv
import json
import random
import re
import shlex
import shutil
from pathlib import Path

import pytest
from floor_brand import ORDER, order_of, treadle, write, write_floor_brand

from treadle.errors import InputError
from treadle.plant.passport import passport
from treadle.storage.brand import load_brand

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "floor-and-trace.md"


def commands() -> list[str]:
    return re.findall(r"^    treadle (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.M)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """What each line of the page prints, in their order, in a folder that holds what the page speaks of."""
    home = tmp_path_factory.mktemp("how-to")
    brand = write_floor_brand(home / "mybrand", floor__company_prefix="4012345")
    snapshot = load_brand(brand, None, currency="EUR", time_zone="UTC")
    operations = snapshot.bulletins["tshirt"].operations
    names = [f"{ORDER}/lay-01/b{at:03d}" for at in range(1, 7)]
    moments = [f"{snapshot.as_of}T{8 + at // 60:02d}:{at % 60:02d}:00" for at in range(600)]
    scans = [
        {"scan_id": f"{name}-{one.operation_id}", "bundle_id": name, "operation_id": one.operation_id, "kind": "finish",
         "units": "", "operator_id": f"P{step % 3}", "station_id": f"S{step}", "defect": "",
         "happened_at": moments[10 * step + at], "known_at": f"{snapshot.as_of}T20:00:00"}
        for at, name in enumerate(names) for step, one in enumerate(operations)
    ]  # fmt: skip
    hem = scans[-1]
    for kind in ("defect", "rework"):
        scans.append({**hem, "scan_id": f"x-{kind}", "kind": kind, "units": "2", "defect": "open seam"})
    doubled = [*scans, *scans]
    random.Random(7).shuffle(doubled)
    write(home / "scans.csv", doubled)
    write(home / "rates.csv", [{"operation_id": one.operation_id, "rate": "0.05"} for one in operations])
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        for line in commands():
            found[line] = treadle(*shlex.split(line))
            if line.startswith("bundles"):
                shutil.copytree(brand, home / "partner")
    return home, found


def test_every_line_of_the_page_does_what_it_says(told: tuple[Path, dict[str, str]]) -> None:
    home, found = told
    said = list(found.values())
    assert len(said) == 14
    assert f"{ORDER}: 6 bundles, 72 pieces (6 new)" in said[0]
    assert f"{ORDER} is sewn: the next plan sees it" in said[1]
    assert "known already" in said[1]
    assert f"{ORDER}: 72 of 72 sewn" in said[2]
    assert "open seam: 2, 2.8 DHU" in said[2]
    assert "a lot of 72, normal inspection, letter E" in said[4]
    assert "Accepted" in said[5]
    assert f"{ORDER}: 6 cartons packed, 72 pieces" in said[6]
    assert "6 cartons, 72 pieces" in said[7]
    assert "events.json: valid" in said[10]
    assert (home / "labels.pdf").read_bytes().startswith(b"%PDF")
    with (home / "pay.csv").open(encoding="utf-8") as file:
        pay = list(csv.DictReader(file))
    operations = {one["operation_id"] for one in pay}
    assert sum(int(one["units"]) for one in pay) == 72 * len(operations), "each piece is paid once"
    with (home / "packing.csv").open(encoding="utf-8") as file:
        packed = list(csv.DictReader(file))
    assert {(one["sku"], one["units"]) for one in packed} == {("TEE1-navy-S", "12"), ("TEE1-navy-M", "12")}


def test_the_next_plan_counts_what_came_and_what_did_not(told: tuple[Path, dict[str, str]]) -> None:
    home, _ = told
    order = order_of(home / "mybrand")
    assert (order.received_units, order.open_units, order.finished_stages) == (70, 2, ("sew",))
    snapshot = load_brand(home / "mybrand", None, currency="EUR", time_zone="UTC")
    assert sum(one.units for one in snapshot.receipts if one.order_id == ORDER) == 2


def test_events_make_the_same_floor_elsewhere_and_nothing_twice(told: tuple[Path, dict[str, str]]) -> None:
    home, found = told
    assert "0 known already, 0 of others" not in found["epcis in partner events.json"], "its bundles were known"
    again = treadle("epcis", "in", home / "partner", home / "events.json")
    assert again.startswith("0 new events")
    floors = [json.loads(treadle("floor", home / one, "--json")) for one in ("mybrand", "partner")]
    for name in ("orders", "operations", "bundles", "defects", "contradictions"):
        assert floors[0][name] == floors[1][name], name


def test_a_garment_is_traced_both_ways(told: tuple[Path, dict[str, str]]) -> None:
    garment, roll = list(told[1].values())[-2:]
    back, forward = garment.split("forward:")
    for one in ("roll R-1", "lay WO-TEE1/lay-01: marker tee/Sx1-Mx2", "operators", "inspection WO-TEE1/lot-01", "kwh",
                "signals TEE1-navy"):  # fmt: skip
        assert one in back, one
    assert "carton" in forward
    assert "receipt WO-TEE1" in forward
    document = json.loads(roll)
    assert (document["@id"], document["@type"]) == ("urn:treadle:roll:R-1", "roll")
    assert sum(one["units"] for one in document["back"] if one["@type"] == "bundle") == 36


def test_hashes_of_our_own_events_are_those_of_the_published_generator(told: tuple[Path, dict[str, str]]) -> None:
    generator = pytest.importorskip("epcis_event_hash_generator", reason="epcis-event-hash-generator is not installed")
    from epcis_event_hash_generator import hash_generator, json_to_py
    from pyld import jsonld

    from treadle.connectors.epcis.hashes import event_hashes

    bundled = next(Path(generator.__file__).parent.glob("e53*.jsonld"))
    context = {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": "",
               "document": json.loads(bundled.read_text(encoding="utf-8"))}  # fmt: skip
    jsonld.set_document_loader(lambda url, options=None: context)
    document = json.loads((told[0] / "events.json").read_text(encoding="utf-8"))
    kinds = {one["type"] for one in document["epcisBody"]["eventList"]}
    assert len(kinds) > 1, "not of one kind alone"
    json_to_py._namespaces.clear()
    events = json_to_py.event_list_from_epcis_document_json(json.loads(json.dumps(document)))
    assert list(event_hashes(document)) == hash_generator.epcis_hashes_from_events(events)


def test_a_passport_is_what_its_validator_takes(told: tuple[Path, dict[str, str]]) -> None:
    """By the schema and the models of dppvalidator; without what it needs, every reason is told."""
    validators = pytest.importorskip("dppvalidator.validators", reason="dppvalidator is not installed")
    brand = told[0] / "mybrand"
    garment = f"{ORDER}/lay-01/b001:3"
    with pytest.raises(InputError) as raised:
        passport(brand, garment)
    assert len(raised.value.problems) == 2, "issuer and country"
    again = told[0] / "with-passports"
    shutil.copytree(brand, again)
    toml = again / "treadle.toml"
    said = toml.read_text(encoding="utf-8").replace('passport_issuer = ""', 'passport_issuer = "did:web:tees.example"')
    toml.write_text(said, encoding="utf-8")
    with (again / "tables" / "factories.csv").open(encoding="utf-8") as file:
        rows = [{**one, "country": "pt"} for one in csv.DictReader(file)]
    write(again / "tables" / "factories.csv", rows)
    for name, granularity in ((garment, "item"), (f"{ORDER}/lay-01/b002", "batch"), (ORDER, "batch")):
        document = passport(again, name)
        found = validators.ValidationEngine(schema_version="auto", load_plugins=False).validate(document)
        assert found.valid, (name, found.errors)
        subject = document["credentialSubject"]
        assert subject["idGranularity"] == granularity
        assert subject["countryOfProduction"] == {"countryCode": "PT"}
        assert subject["characteristics"]["sewingEnergyKwh"] > 0
        assert subject["characteristics"]["ledgerEntries"]
    assert "Written to" in treadle("passport", again, garment, "--out", told[0] / "passport.json")
    broken = {**passport(again, garment)}
    del broken["issuer"]
    assert not validators.ValidationEngine(schema_version="0.7.0", load_plugins=False).validate(broken).valid
