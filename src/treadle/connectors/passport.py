"""A product passport as a document: the Digital Product Passport of the UN Transparency Protocol 0.7 (JSON-LD).

What only its owner can say (fibres, their origin, claims with evidence) is left out, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from treadle.connectors.epcis.names import OWN, name_of
from treadle.terms.trace import Trace

CONTEXT = ("https://www.w3.org/ns/credentials/v2", "https://vocabulary.uncefact.org/untp/0.7.0/context/")
#: What is passed on of a trace, by the kind of its step: fact, and its name in the passport.
_TOLD: Mapping[str, Mapping[str, str]] = {
    "energy": {"kwh": "sewingEnergyKwh", "sewing_minutes": "sewingMinutes", "kwh_per_minute": "kwhPerSewingMinute"},
    "lay": {"cloth_m": "clothMetres", "waste_m2": "cuttingWasteSquareMetres", "fabric": "fabric"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportFacts:
    """What a passport says beside its trace: who issues it, and of what it is."""

    issuer: str
    brand: str
    style_id: str
    option_id: str
    category: str
    size: str
    factory_id: str
    factory: str
    country: str
    order_id: str
    valid_from: str
    made_on: date | None


def passport_document(told: Trace, facts: PassportFacts) -> dict[str, Any]:
    """The passport of what was traced: of an item where it is one garment, else of a batch. Numbers of the ledger's
    entries stand beside what they say."""
    is_item = told.kind == "garment"
    own = name_of(told.kind, told.own_id)
    product: dict[str, Any] = {
        "type": ["Product"], "id": own, "name": f"{facts.style_id} {facts.option_id} {facts.size}".strip(),
        "idScheme": {"type": ["IdentifierScheme"], "id": OWN + told.kind, "name": f"treadle {told.kind}"},
        "modelNumber": facts.option_id, "batchNumber": facts.order_id,
        "idGranularity": "item" if is_item else "batch",
        "productCategory": [
            {"code": facts.category, "name": facts.category,
             "schemeId": OWN + "category", "schemeName": f"Categories of {facts.brand}"}
        ],
        "producedAtFacility": {"type": ["Facility"], "id": name_of("factory", facts.factory_id), "name": facts.factory},
        "countryOfProduction": {"countryCode": facts.country},
        "characteristics": _characteristics(told),
    }  # fmt: skip
    if is_item:
        product["itemNumber"] = told.own_id
    if facts.made_on is not None:
        product["productionDate"] = facts.made_on.isoformat()
    return {
        "@context": list(CONTEXT), "type": ["DigitalProductPassport", "VerifiableCredential"],
        "id": name_of("passport", told.own_id), "name": f"Passport of {told.kind} {told.own_id}",
        "issuer": {"type": ["CredentialIssuer"], "id": facts.issuer, "name": facts.brand},
        "validFrom": facts.valid_from, "credentialSubject": product,
    }  # fmt: skip


def _characteristics(told: Trace) -> dict[str, Any]:
    """Sums of what the steps tell, rolls and inspections by name, and the entries all of it comes from."""
    found: dict[str, Any] = {}
    for step in told.back:
        for name, said in _TOLD.get(step.kind, {}).items():
            value = step.facts.get(name)
            if isinstance(value, int | float) and name != "kwh_per_minute":
                found[said] = round(found.get(said, 0) + value, 6)
            elif value is not None:
                found[said] = value
    found["rolls"] = [step.own_id for step in told.back if step.kind == "roll"]
    found["inspections"] = [step.own_id for step in told.back if step.kind == "inspection"]
    found["operations"] = [step.own_id for step in told.back if step.kind == "operation"]
    found["ledgerEntries"] = sorted({number for step in (*told.back, *told.forward) for number in step.entries})
    return found
