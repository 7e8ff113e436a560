"""How the floor is followed: bundles, inspection, cartons, energy. Nothing of it changes what a plan decides."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.policy.setting import setting

FLOOR_SENTENCE = "The floor: bundles, inspection, cartons. No plan is decided by it."


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPolicy:
    """Settings of the floor."""

    inspection_level: str = setting(
        "II", "Inspection level of lots (ISO 2859-1).", one_of=("I", "II", "III", "S-1", "S-2", "S-3", "S-4")
    )
    aql: str = setting("2.5", "AQL of lots, as the standard writes it.", key="inspection_aql")
    inspection_kind: str = setting("single", "How lots are sampled.", one_of=("single", "double", "multiple"))
    inspect_before_packing: bool = setting(True, "Only pieces of accepted lots may be packed.")
    carton_units: int = setting(24, "Pieces in a carton, at most.", unit="units", least=1, most=1000)
    company_prefix: str = setting(
        "", "The brand's GS1 company prefix, 4 to 12 digits: cartons are named by it.", may_be_empty=True
    )
    passport_issuer: str = setting(
        "", "Who issues product passports, by an address such as did:web:brand.example.", may_be_empty=True
    )
    roll_points: float = setting(
        28.0, "Points that a roll may have on 100 square metres (four-point system) to be accepted.", unit="points",
        least=0, most=1000,
    )  # fmt: skip
    approve_first_piece: bool = setting(
        False, "The bulk of an order waits until its first piece was approved, and nothing of it is packed before."
    )
    inspect_rolls: bool = setting(False, "Only rolls that were inspected may be issued.")
    bundle_units: int = setting(20, "Garments in a bundle, at most.", unit="units", least=1, most=500)
