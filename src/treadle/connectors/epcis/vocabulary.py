"""The code lists of CBV 2.0 and how a document may name their words.

Source: GS1 Core Business Vocabulary 2.0 (ISO/IEC 19988:2024), section 7, and the context of EPCIS 2.0. A word may
stand bare (`shipping`), as a compact or full address of GS1's web vocabulary (`cbv:BizStep-shipping`), or as the name
of CBV 1.x (`urn:epcglobal:cbv:bizstep:shipping`). Whoever needs a word that the standard lacks names it by an address
of their own (section 5.1); a bare word that is not in the list means nothing to anybody else.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CodeList:
    """One code list: how it is called, its words, and what stands before a word in the three namespaces."""

    name: str
    words: frozenset[str]
    web: str
    urn: str
    namespace: str = "cbv"
    is_open: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BIZ_STEPS: Final = CodeList(
    "business step",
    _words(
        "accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting "
        "decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting "
        "installing killing loading other packing picking receiving removing repackaging repairing replacing reserving "
        "retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting "
        "unloading unpacking void_shipping"
    ),
    "BizStep-",
    "bizstep:",
)
DISPOSITIONS: Final = CodeList(
    "disposition",
    _words(
        "active available completeness_inferred completeness_verified conformant container_closed container_open "
        "damaged "
        "destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance "
        "mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed "
        "recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown"
    ),
    "Disp-",
    "disp:",
)
BIZ_TRANSACTION_TYPES: Final = CodeList(
    "business transaction type",
    _words("bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt"),
    "BTT-",
    "btt:",
)
SOURCE_DESTINATION_TYPES: Final = CodeList(
    "source or destination type", _words("owning_party possessing_party location"), "SDT-", "sdt:"
)
ERROR_REASONS: Final = CodeList("error reason", _words("did_not_occur incorrect_data"), "ER-", "er:")
COMPONENTS: Final = CodeList(
    "component",
    _words(
        "x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude "
        "longitude altitude"
    ),
    "Comp-",
    "comp:",
)
SENSOR_ALERTS: Final = CodeList("sensor alert", _words("ALARM_CONDITION ERROR_CONDITION"), "", "", "gs1")
MEASUREMENT_TYPES: Final = CodeList(
    "measurement type",
    _words(
        "AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude AmountOfSubstance "
        "AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance "
        "Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity "
        "ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength "
        "Energy "
        "Exposure Force Frequency Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance "
        "LuminousFlux LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass "
        "MassConcentration "
        "MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure "
        "RadiantFlux RadiantIntensity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed "
        "SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction "
        "VolumetricFlux Wavenumber"
    ),
    "",
    "",
    "gs1",
    is_open=True,
)

#: What stands before the words of GS1 in full; nobody else may name a word there.
WEB: Final = {"cbv": ("https://ref.gs1.org/cbv/",), "gs1": ("https://gs1.org/voc/", "https://www.gs1.org/voc/")}
URN: Final = "urn:epcglobal:cbv:"
OLD_WEB: Final = re.compile(r"https?://ns\.gs1\.org/cbv/")
#: How alike a word is to one of its list to be that one misspelt: "Temprature" is .95, the newest word that GS1 added
#: (EffectiveDoseRate) .74 from its nearest. Not tuned.
_SLIP: Final = 0.85
_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIST_PREFIXES: Final = ("BizStep-", "Disp-", "BTT-", "SDT-", "ER-", "Comp-")


@dataclass(frozen=True, slots=True)
class Judged:
    """A word against its list: empty `what` where it may stand so."""

    what: str = ""
    remedy: str = ""
    is_warning: bool = False


def judge_word(text: str, codes: CodeList) -> Judged:
    """May a word stand for one of a code list? Addresses of one's own are right; unknown words of GS1 are not."""
    word = _own_word(text, codes)
    if word is None:
        return Judged() if not _BARE.fullmatch(text) else _unknown(text, codes)
    if word in codes.words:
        return Judged()
    if text.startswith(("cbv:", WEB["cbv"][0])) and not _list_prefix(text):
        what = f"{text!r} stands in GS1's namespace, which has no such {codes.name}"
        return Judged(what, "Name a word of your own by an address of your own", is_warning=True)
    return _unknown(text, codes)


def _list_prefix(text: str) -> str:
    """The prefix of a code list (`BizStep-` …) that a name in GS1's namespace begins with; empty where none."""
    local = text.removeprefix("cbv:").removeprefix(WEB["cbv"][0])
    return next((one for one in _LIST_PREFIXES if local.startswith(one)), "")


def _own_word(text: str, codes: CodeList) -> str | None:
    """The word that GS1's namespaces are asked for; None for a bare word and for an address of somebody's own."""
    if codes.namespace == "cbv" and text.startswith(URN):
        return text.removeprefix(URN).removeprefix(codes.urn)
    if codes.namespace == "cbv" and OLD_WEB.match(text):
        return OLD_WEB.sub("", text).removeprefix(codes.web)
    for before in (f"{codes.namespace}:", *WEB[codes.namespace]):
        if text.startswith(before):
            return text.removeprefix(before).removeprefix(codes.web)
    return text if _BARE.fullmatch(text) else None


def _unknown(text: str, codes: CodeList) -> Judged:
    bare = re.split(r"[:/-]", text)[-1]
    near = difflib.get_close_matches(bare, sorted(codes.words), 1, 0.5)
    # A list that GS1 goes on adding to may have the word by now, unless it is one of its words misspelt.
    is_slip = bool(difflib.get_close_matches(bare, near, 1, _SLIP))
    remedy = f"Did you mean {near[0]}? " if near else ""
    remedy += "A word of your own needs an address of your own, such as https://ns.example.com/" + bare
    return Judged(f"{text!r} is no {codes.name} of CBV 2.0", remedy, is_warning=codes.is_open and not is_slip)


def web_address(text: str, codes: CodeList) -> str:
    """A word as GS1's web vocabulary names it; an address of somebody's own as it stands."""
    word = _own_word(text, codes)
    if word is None or word not in codes.words:
        return text
    return f"{WEB[codes.namespace][0]}{codes.web}{word}"
