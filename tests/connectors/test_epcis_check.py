"""EPCIS documents: what the standard lets stand, and each reason for which it does not, with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.connectors.epcis.documents import check_document
from treadle.connectors.epcis.identifiers import judge_name

CONTEXT = ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"mill": "https://ns.mill.example/"}]
TIMES = {"eventTime": "2026-07-22T06:45:00+02:00", "eventTimeZoneOffset": "+02:00"}
SHIRT = "urn:epc:id:sgtin:4012345.011111.77"
CARTON = "urn:epc:id:sscc:4012345.0111111111"
CLOTH = {"epcClass": "urn:epc:class:lgtin:4012345.012345.DYE7", "quantity": 12.5, "uom": "MTR"}
EVENTS: dict[str, dict[str, Any]] = {
    "object": {
        "type": "ObjectEvent", **TIMES, "action": "ADD", "epcList": [SHIRT], "bizStep": "commissioning",
        "disposition": "active", "readPoint": {"id": "urn:epc:id:sgln:4012345.00001.L7", "mill:hall": "B"},
        "ilmd": {"mill:shade": {"band": "B2"}}, "quantityList": [CLOTH],
        "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000009:WO-1"}],
        "persistentDisposition": {"set": ["completeness_verified"]},
        "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00225"}],
        "sensorElementList": [
            {"sensorMetadata": {"time": "2026-07-22T04:00:00Z"},
             "sensorReport": [{"type": "Temperature", "value": 21.5, "uom": "CEL", "component": "x"}]}
        ],
        "errorDeclaration": {"declarationTime": "2026-07-23T00:00:00Z", "reason": "incorrect_data"},
    },
    "aggregation": {
        "type": "AggregationEvent", **TIMES, "action": "ADD", "parentID": CARTON, "childEPCs": [SHIRT],
        "bizStep": "packing",
    },
    "association": {
        "type": "AssociationEvent", **TIMES, "action": "ADD", "parentID": "urn:epc:id:grai:4012345.55555.H9",
        "childEPCs": [SHIRT],
    },
    "transaction": {
        "type": "TransactionEvent", **TIMES, "action": "OBSERVE", "epcList": [SHIRT],
        "bizTransactionList": [{"type": "desadv", "bizTransaction": "https://erp.mill.example/asn/9"}],
    },
    "transformation": {
        "type": "TransformationEvent", **TIMES, "inputQuantityList": [CLOTH], "outputEPCList": [SHIRT],
        "bizStep": "https://ns.mill.example/step/cutting", "ilmd": {"mill:marker": "M-7"},
    },
}  # fmt: skip


def document(*events: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": CONTEXT, "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-07-22T10:30:00Z",
        "epcisBody": {"eventList": [copy.deepcopy(one) for one in events]},
    }  # fmt: skip


def places(told: Any) -> set[str]:
    """Where errors are, without the way to the first event."""
    found = (one.place for one in check_document(told).findings if not one.is_warning)
    return {one.removeprefix("epcisBody.eventList[0].") for one in found}


@pytest.mark.parametrize("kind", EVENTS)
def test_events_of_every_kind_are_valid(kind: str) -> None:
    checked = check_document(document(EVENTS[kind]))
    assert (checked.is_valid, checked.events, checked.findings) == (True, 1, ())


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Set the value at a path of an event, or take it away where the value is None."""

    def do(event: dict[str, Any]) -> None:
        *way, last = path.split("/")
        at: Any = event
        for one in way:
            at = at[int(one)] if isinstance(at, list) else at[one]
        if value is None:
            del at[last]
        elif isinstance(at, list):
            at[int(last)] = value
        else:
            at[last] = value

    return do


# (event, where, what is written there; None takes it away, place of the reason)
WRONG = [
    ("object", "eventTime", None, "eventTime"),
    ("object", "eventTime", "22-07-2026", "eventTime"),
    ("object", "eventTime", "2026-07-22T06:45:00", "eventTime"),
    ("object", "eventTime", "2026-02-30T06:45:00Z", "eventTime"),
    ("object", "eventTime", "2026-07-22T06:45:00+15:00", "eventTime"),
    ("object", "eventTimeZoneOffset", None, "eventTimeZoneOffset"),
    ("object", "eventTimeZoneOffset", "+2:00", "eventTimeZoneOffset"),
    ("object", "eventTimeZoneOffset", "+14:30", "eventTimeZoneOffset"),
    ("object", "eventTimeZoneOffset", "Z", "eventTimeZoneOffset"),
    ("object", "recordTime", "yesterday", "recordTime"),
    ("object", "action", None, "action"),
    ("object", "action", "MOVE", "action"),
    ("object", "action", "add", "action"),
    ("object", "action", "OBSERVE", "ilmd"),
    ("object", "action", "DELETE", "ilmd"),
    ("object", "bizStep", "transforming", "bizStep"),
    ("object", "bizStep", "cbv:BizStep-sewing", "bizStep"),
    ("object", "bizStep", "https://ref.gs1.org/cbv/BizStep-sewing", "bizStep"),
    ("object", "bizStep", "urn:epcglobal:cbv:bizstep:sewing", "bizStep"),
    ("object", "bizStep", "urn:epcglobal:cbv:disp:active", "bizStep"),
    ("object", "bizStep", "in sewing", "bizStep"),
    ("object", "bizStep", 7, "bizStep"),
    ("object", "disposition", "in_transport", "disposition"),
    ("object", "persistentDisposition", {}, "persistentDisposition"),
    ("object", "persistentDisposition", {"set": []}, "persistentDisposition.set"),
    ("object", "persistentDisposition", {"set": ["lost"]}, "persistentDisposition.set[0]"),
    ("object", "persistentDisposition", {"kept": ["active"]}, "persistentDisposition.kept"),
    ("object", "bizTransactionList/0/type", "order", "bizTransactionList[0].type"),
    ("object", "bizTransactionList/0/bizTransaction", None, "bizTransactionList[0].bizTransaction"),
    ("object", "bizTransactionList/0/bizTransaction", "WO 1", "bizTransactionList[0].bizTransaction"),
    ("object", "bizTransactionList/0/note", "x", "bizTransactionList[0].note"),
    ("object", "sourceList/0/type", "seller", "sourceList[0].type"),
    ("object", "sourceList/0/type", None, "sourceList[0].type"),
    ("object", "quantityList/0/weight", 5, "quantityList[0].weight"),
    ("object", "quantityList/0/quantity", "12", "quantityList[0].quantity"),
    ("object", "quantityList/0/quantity", -1, "quantityList[0].quantity"),
    ("object", "quantityList/0/quantity", True, "quantityList[0].quantity"),
    ("object", "quantityList/0/quantity", None, "quantityList[0].uom"),
    ("object", "quantityList/0/uom", None, "quantityList[0].quantity"),
    ("object", "quantityList/0/uom", "metre", "quantityList[0].uom"),
    ("object", "quantityList/0/epcClass", None, "quantityList[0].epcClass"),
    ("object", "quantityList/0/epcClass", SHIRT, "quantityList[0].epcClass"),
    ("object", "epcList/0", "urn:epc:class:lgtin:4012345.012345.DYE7", "epcList[0]"),
    ("object", "epcList/0", "urn:epc:id:sgtin:4012345.11111.77", "epcList[0]"),
    ("object", "epcList/0", "urn:epc:id:shirt:4012345.011111.77", "epcList[0]"),
    ("object", "epcList/0", "https://id.gs1.org/01/0401234599999/21/7", "epcList[0]"),
    ("object", "epcList/0", "shirt 7", "epcList[0]"),
    ("object", "epcList", SHIRT, "epcList"),
    ("object", "bizTransactionList", {"type": "po", "bizTransaction": "urn:mill:po:1"}, "bizTransactionList"),
    ("object", "readPoint", {}, "readPoint.id"),
    ("object", "readPoint/hall", "B", "readPoint.hall"),
    ("object", "readPoint/shop:hall", "B", "readPoint.shop:hall"),
    ("object", "ilmd/shade", "B2", "ilmd.shade"),
    ("object", "ilmd", "B2", "ilmd"),
    ("object", "colour", "navy", "colour"),
    ("object", "shop:colour", "navy", "shop:colour"),
    ("object", "childEPCs", [SHIRT], "childEPCs"),
    ("object", "sensorElementList/0/sensorReport", [], "sensorElementList[0].sensorReport"),
    ("object", "sensorElementList/0/sensorReport/0/type", None, "sensorElementList[0].sensorReport[0].type"),
    ("object", "sensorElementList/0/sensorReport/0/type", "Temprature", "sensorElementList[0].sensorReport[0].type"),
    ("object", "@context", ["lab"], "@context[0]"),
    ("object", "@context", [5], "@context[0]"),
    ("object", "sensorElementList/0/sensorReport/0/value", "warm", "sensorElementList[0].sensorReport[0].value"),
    ("object", "sensorElementList/0/sensorReport/0/component", "w", "sensorElementList[0].sensorReport[0].component"),
    ("object", "sensorElementList/0/sensorReport/0/exception", "X", "sensorElementList[0].sensorReport[0].exception"),
    ("object", "sensorElementList/0/sensorReport/0/hexBinaryValue", "xyz",
     "sensorElementList[0].sensorReport[0].hexBinaryValue"),
    ("object", "sensorElementList/0/sensorReport/0/booleanValue", "true",
     "sensorElementList[0].sensorReport[0].booleanValue"),
    ("object", "sensorElementList/0/sensorMetadata/time", "noon", "sensorElementList[0].sensorMetadata.time"),
    ("object", "errorDeclaration/declarationTime", None, "errorDeclaration.declarationTime"),
    ("object", "errorDeclaration/reason", "mistake", "errorDeclaration.reason"),
    ("object", "errorDeclaration/who", "me", "errorDeclaration.who"),
    ("object", "eventID", "urn:uuid:123", "eventID"),
    ("object", "eventID", "ni:///sha-1;00", "eventID"),
    ("object", "certificationInfo", ["no address"], "certificationInfo[0]"),
    ("object", "certificationInfo", [{"gs1:certificationAuditDate": "soon"}],
     "certificationInfo[0].gs1:certificationAuditDate"),
    ("object", "type", "ShirtEvent", "type"),
    ("object", "type", None, "type"),
    ("aggregation", "parentID", None, "parentID"),
    ("aggregation", "childEPCs", None, "childEPCs"),
    ("aggregation", "ilmd", {"mill:x": 1}, "ilmd"),
    ("association", "parentID", None, "parentID"),
    ("association", "childEPCs", [], "childEPCs"),
    ("transaction", "bizTransactionList", [], "bizTransactionList"),
    ("transaction", "bizTransactionList", None, "bizTransactionList"),
    ("transaction", "epcList", None, "epcList"),
    ("transformation", "action", "ADD", "action"),
    ("transformation", "inputQuantityList", None, "inputEPCList"),
    ("transformation", "outputEPCList", [], "outputEPCList"),
    ("transformation", "transformationID", "cut 7", "transformationID"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "value", "place"), WRONG)
def test_every_wrong_is_refused_at_its_place(kind: str, path: str, value: Any, place: str) -> None:
    event = copy.deepcopy(EVENTS[kind])
    change(path, value)(event)
    assert place in places(document(event))


# (event, where, what is written there): the standard lets it stand
RIGHT = [
    ("object", "eventTime", "2026-07-22T04:45:00.123456Z"),
    ("object", "bizStep", "cbv:BizStep-packing"),
    ("object", "bizStep", "https://ref.gs1.org/cbv/BizStep-packing"),
    ("object", "bizStep", "urn:epcglobal:cbv:bizstep:packing"),
    ("object", "bizStep", "mill:dyeing"),
    ("object", "bizStep", "urn:mill-example:step:dyeing"),
    ("object", "disposition", "cbv:Disp-in_transit"),
    ("object", "epcList", []),
    ("object", "epcList", [SHIRT, SHIRT]),
    ("object", "sensorElementList/0/sensorReport/0/stringValue", ""),
    ("object", "sensorElementList/0/sensorReport/0", {"exception": "ALARM_CONDITION"}),
    ("object", "sensorElementList/0/sensorReport/0/type", "EffectiveDoseRate"),
    ("object", "epcList/0", "https://id.mill.example/01/04012345999990/21/XYZ-1234"),
    ("object", "epcList/0", "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8"),
    ("object", "epcList/0", "https://mill.example/bundles/77"),
    ("object", "quantityList/0/epcClass", "https://id.gs1.org/01/04012345999990/10/DYE7"),
    ("object", "quantityList/0/epcClass", "urn:epc:idpat:sgtin:4012345.012345.*"),
    ("object", "rdfs:comment", "sewn by hand"),
    ("object", "urn:mill-example:note", "x"),
    ("object", "certificationInfo", "https://agency.example/certificate/1"),
    ("object", "certificationInfo", [{"gs1:certificationAgency": "A", "gs1:certificationAuditDate": "2023-12-20"}]),
    ("object", "sensorElementList/0/sensorReport/0/type", "gs1:Temperature"),
    ("object", "sensorElementList/0/sensorReport/0/component", "cbv:Comp-latitude"),
    ("object", "type", "mill:LabEvent"),
    ("transaction", "epcList", []),
    ("transformation", "transformationID", "urn:epc:id:gdti:4012345.55555.987"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "value"), RIGHT)
def test_what_the_standard_lets_stand_is_valid(kind: str, path: str, value: Any) -> None:
    event = copy.deepcopy(EVENTS[kind])
    change(path, value)(event)
    assert places(document(event)) == set()


def test_a_half_of_a_transformation_is_tied_by_its_id() -> None:
    half = copy.deepcopy(EVENTS["transformation"])
    del half["outputEPCList"]
    assert places(document(half)) == {"outputEPCList"}
    half["transformationID"] = "urn:epc:id:gdti:4012345.55555.987"
    assert places(document(half)) == set()


def test_deleting_an_aggregation_needs_no_children_but_its_parent() -> None:
    event = {**EVENTS["aggregation"], "action": "DELETE"}
    del event["childEPCs"]
    assert places(document(event)) == set()
    del event["parentID"]
    assert places(document(event)) == {"parentID"}
    assert places(document({**event, "action": "OBSERVE", "childEPCs": [SHIRT]})) == set()


def test_an_object_event_may_be_sensor_data_of_a_place_alone() -> None:
    event = {
        **TIMES,
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "sensorElementList": EVENTS["object"]["sensorElementList"],
    }
    assert places(document(event)) == {"epcList"}
    assert places(document({**event, "readPoint": {"id": "urn:epc:id:sgln:4012345.00001.L7"}})) == set()


def test_namespaces_hold_where_they_are_declared() -> None:
    inner = {**EVENTS["aggregation"], "@context": [{"lab": "https://lab.example/"}], "lab:note": 1}
    assert places(document(inner)) == set()
    outer = document(EVENTS["aggregation"], inner, {**EVENTS["aggregation"], "lab:note": 1})
    assert [one.place for one in check_document(outer).findings] == ["epcisBody.eventList[2].lab:note"]


def test_names_of_a_context_that_is_not_fetched_are_not_judged() -> None:
    told = document({**EVENTS["aggregation"], "masterDataAvailableFor": "x"})
    assert places(told) == {"masterDataAvailableFor"}
    told["@context"] = [*CONTEXT, "https://ref.mill.example/context.jsonld"]
    assert places(told) == set()


@pytest.mark.parametrize(
    ("change_document", "place"),
    [
        ({"@context": None}, "@context"),
        ({"@context": ["https://schema.org/"]}, "@context"),
        ({"type": "EPCISFile"}, "type"),
        ({"schemaVersion": "1.2"}, "schemaVersion"),
        ({"schemaVersion": 2.0}, "schemaVersion"),
        ({"creationDate": "2026-07-22"}, "creationDate"),
        ({"sender": 5}, "sender"),
        ({"note": "x"}, "note"),
        ({"epcisBody": {}}, "epcisBody.eventList"),
        ({"epcisBody": {"eventList": ["x"]}}, "epcisBody.eventList[0]"),
        ({"epcisBody": {"events": []}}, "epcisBody.events"),
    ],
)
def test_wrong_documents(change_document: dict[str, Any], place: str) -> None:
    told = {**document(EVENTS["object"]), **change_document}
    assert place in {one.place for one in check_document(told).findings if not one.is_warning}


@pytest.mark.parametrize("field", ["@context", "schemaVersion", "creationDate", "epcisBody"])
def test_what_a_document_must_have(field: str) -> None:
    told = document(EVENTS["object"])
    del told[field]
    assert field in {one.place for one in check_document(told).findings}


def test_answers_to_queries_and_single_events() -> None:
    answer = {"@context": CONTEXT, "type": "EPCISQueryDocument", "epcisBody": {"queryResults": {
        "queryName": "SimpleEventQuery", "resultsBody": {"eventList": [EVENTS["object"],
        {"type": "Thing"}]}}}}  # fmt: skip
    checked = check_document(answer)
    assert (checked.kind, checked.events) == ("query document", 2)
    assert [one.place for one in checked.findings] == ["epcisBody.queryResults.resultsBody.eventList[1].type"]
    alone = {"@context": CONTEXT, **EVENTS["aggregation"]}
    assert (check_document(alone).kind, check_document(alone).is_valid) == ("event", True)
    del alone["@context"]
    assert [one.place for one in check_document(alone).findings][:1] == ["@context"]


QUERY = {
    "@context": CONTEXT, "eventType": ["ObjectEvent"], "GE_eventTime": "2026-01-01T00:00:00Z",
    "EQ_bizStep": ["shipping"],
    "MATCH_epc": [SHIRT], "EQ_bizTransaction_po": ["https://erp.example/po/1"], "GE_quantity_MTR": 5,
    "EQ_mill:hall": ["B"],
    "GT_ILMD_mill:size": 3, "EXISTS_errorDeclaration": None, "orderBy": "eventTime", "orderDirection": "ASC",
    "eventCountLimit": 5, "EQ_source_owning_party": ["urn:epc:id:pgln:4012345.00225"],
    "LT_SENSORREPORT_time": TIMES["eventTime"],
}  # fmt: skip
WRONG_QUERY = [
    ("eventType", ["ShirtEvent"]), ("eventType", "ObjectEvent"), ("GE_eventTime", "2026-01-01"), ("EQ_bizStep",
    ["sewing"]),
    ("EQ_action", ["MOVE"]), ("eventCountLimit", "5"), ("eventCountLimit", 0), ("orderDirection", "up"),
    ("EQ_shop:hall", ["B"]), ("GE_quantity_MTR", "much"), ("sinceMonday", True), ("EQ_bizTransaction_order",
    ["urn:x:1"]),
    ("maxEventCount", 5), ("MATCH_epc", []), ("EQ_readPoint", ["hall B"]),
]  # fmt: skip


def test_queries_by_the_parameters_of_the_standard() -> None:
    for told in (QUERY, {"name": "mine", "query": QUERY}):
        assert (check_document(told).kind, check_document(told).findings) == ("query", ())


@pytest.mark.parametrize(("parameter", "value"), WRONG_QUERY)
def test_wrong_queries_are_refused_at_the_parameter(parameter: str, value: Any) -> None:
    found = [one.place for one in check_document({"query": {**QUERY, parameter: value}}).findings]
    assert any(parameter in one or (parameter == "maxEventCount" and "eventCountLimit" in one) for one in found)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("urn:epc:id:sgtin:0614141.107346.2017", "instance"), ("urn:epc:id:sgln:952005385.011.scA", "instance"),
        ("urn:epc:id:giai:4012345.AA.bb", "instance"), ("urn:epc:id:cpi:4012345.ABC.123", "instance"),
        ("urn:epc:id:itip:4012345.012345.01.02.999", "instance"), ("urn:epc:id:ginc:4012345.333", "instance"),
        ("urn:epc:id:gsrn:4012345.9876540000", "instance"), ("urn:epc:idpat:cpi:4012345.ABC.*", "class"),
        ("urn:epc:idpat:sgtin:*.*.*", "class"), ("https://id.gs1.org/8010/4012345ABC", "class"),
        ("https://id.gs1.org/8010/4012345ABC/8011/7", "instance"), ("https://shop.example/items/01/detail", ""),
    ],
)  # fmt: skip
def test_names_of_things_and_of_classes(text: str, level: str) -> None:
    found = judge_name(text)
    assert (found.level, found.what) == (level, "")


def test_a_wrong_check_digit_is_told_and_strictly_refused(tmp_path: Path) -> None:
    event = {**EVENTS["aggregation"], "childEPCs": ["https://id.gs1.org/01/04012345999991/21/7"]}
    path = tmp_path / "events.json"
    path.write_text(json.dumps(document(event)), encoding="utf-8")
    run = CliRunner().invoke(build_app(), ["epcis", "check", str(path)])
    assert run.exit_code == 0
    assert "warning: epcisBody.eventList[0].childEPCs[0]" in run.output
    assert "the check digit of (01) is 0, not 1" in run.output
    assert CliRunner().invoke(build_app(), ["epcis", "check", str(path), "--strict"]).exit_code == 1


def test_the_command_says_every_reason_and_exits_by_them(tmp_path: Path) -> None:
    good, bad, xml = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "old.xml"
    good.write_text(json.dumps(document(EVENTS["object"])), encoding="utf-8")
    bad.write_text(json.dumps(document({"type": "ObjectEvent"})), encoding="utf-8")
    xml.write_text("<epcis:EPCISDocument/>", encoding="utf-8")
    assert CliRunner().invoke(build_app(), ["epcis", "check", str(good)]).exit_code == 0
    run = CliRunner().invoke(build_app(), ["epcis", "check", str(good), str(bad), str(xml)])
    assert run.exit_code == 1
    for told in (
        "good.json: valid",
        "eventList[0].eventTime",
        "eventList[0].action",
        "eventList[0].epcList",
        "it is XML",
    ):
        assert told in run.output


def test_published_documents_are_taken_and_refused_as_published(shared_data: Path) -> None:
    folder = shared_data / "epcis"
    published = sorted(folder.glob("*/*/*.json"))
    if not published:
        pytest.skip("the published EPCIS documents are not here (TREADLE_SHARED)")
    wrong = [
        str(path.relative_to(folder))
        for path in published
        if check_document(json.loads(path.read_text(encoding="utf-8-sig"))).is_valid != (path.parent.name == "valid")
    ]
    assert wrong == []
