"""How cloth is cut, spread and bought, and who draws markers."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.policy.setting import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPolicy:
    """What a lay costs beyond fabric, and how far it may over-cut.

    Spare units allowed per option and size: `max_over_share` of those wanted, but never fewer than `least_over_units`
    (plies are whole, so an exact cut would need lays of single plies). A lay has at least `min_plies`. At most
    `lays_per_spread` lays may be spread end to end.
    """

    max_over_share: float = setting(
        0.05, "Spare units a lay may cut beyond the buy, as a share of the units wanted.", unit="share", least=0,
        most=1, key="max_over_cut_share",
    )  # fmt: skip
    least_over_units: int = setting(
        1, "But never fewer spare units of an option and size than so many, as plies are whole.", unit="units", least=0,
        is_rare=True,
    )  # fmt: skip
    max_garments_per_marker: int = setting(8, "Most garments in one marker.", unit="garments", least=1, most=40)
    min_plies: int = setting(1, "Fewest plies of a lay.", unit="plies", least=1, key="least_plies", is_rare=True)
    marker_cents: int = setting(500, "Cost of making one marker.", unit="money", least=0, key="marker_cost")
    lay_setup_cents: int = setting(800, "Cost of starting one lay.", unit="money", least=0, key="lay_setup_cost")
    spread_cents_per_m: float = setting(
        2.0, "Cost of spreading a metre of cloth.", unit="money per m", least=0, key="spread_cost_per_m"
    )
    cut_cents_per_m: float = setting(
        10.0, "Cost of cutting a metre of outline.", unit="money per m", least=0, key="cut_cost_per_m"
    )
    lay_rounds: int = setting(
        4, "Rounds in which lays are looked for, markers drawn and lays looked for again; 0: no search, every size "
        "has a marker of its own and is cut exactly.", unit="rounds", least=0, most=100, is_rare=True,
    )  # fmt: skip
    lays_per_spread: int = setting(
        1, "Lays that may be spread end to end on a table as steps and are set up once; 1: none.", unit="lays", least=1,
        most=8,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SewPolicy:
    """What a person at a station of a sewing line is asked to do."""

    machines_per_station: int = setting(
        3, "Kinds of machine at one station, at most: small lines need them, long ones get by with fewer.",
        unit="machines", least=1, most=20, is_rare=True,
    )  # fmt: skip
    trained_share: float = setting(
        0.8, "How well somebody does a skill they were just trained in, against the standard: by it is reckoned what "
        "one more skill would bring.", unit="share", least=0.05, most=1.5, is_rare=True,
    )  # fmt: skip


#: What a line is asked to do where no brand says it.
PLAIN_SEWING = SewPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class NestPolicy:
    """Who draws markers, and how long."""

    nester: str = setting(
        "own", "Who draws markers: 'own' (the same every time) or 'sparrow' (denser; kept in the folder so that a plan "
        "repeats it).", one_of=("own", "sparrow"), key="nest",
    )  # fmt: skip
    nest_moves: int = setting(
        1500, "Counted work of our own nester per final marker: more is denser and slower.", unit="moves", least=0
    )
    sparrow_seconds: int = setting(
        10, "Seconds per marker where nest is 'sparrow'.", unit="seconds", least=1, most=3600
    )
    most_drawn: int = setting(
        5, "Markers that may be drawn to plan one order's lays: more is denser and slower.", unit="markers", least=1,
        key="markers_per_order", is_rare=True,
    )  # fmt: skip
    most_pieces: int = setting(
        36, "Most pieces in one marker, unless it holds no more than two garments.", unit="pieces", least=2,
        key="pieces_per_marker", is_rare=True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothPolicy:
    """What is lost in spreading rolls, and what cloth left over is worth; a leftover of at least `least_remnant_mm`
    goes back on the shelf."""

    least_remnant_mm: int = setting(
        1_500, "A leftover of a roll of so many mm goes back on the shelf; what is shorter is lost.", unit="mm", least=0
    )
    splice_cents: float = setting(
        20.0, "Cost of joining two cloths within a ply.", unit="money", least=0, key="splice_cost"
    )
    remnant_cents: float = setting(
        60.0, "Cost of labelling and shelving a remnant.", unit="money", least=0, key="remnant_cost"
    )
    roll_cents: float = setting(40.0, "Cost of fetching a roll to the table.", unit="money", least=0, key="roll_cost")
    shade_change_cents: float = setting(
        30.0, "Cost of a change of shade within a lay.", unit="money", least=0, key="shade_change_cost", is_rare=True
    )
    cloth_left_share: float = setting(
        0.5, "What cloth left on a roll that was bought for an order is still worth, as a share of its price.",
        unit="share", least=0, most=1,
    )  # fmt: skip
    marker_efficiency: float = setting(
        0.86, "Share of the cloth that a marker usually uses: what an order's cloth is reckoned by before it is drawn.",
        unit="share", least=0.3, most=1, key="usual_efficiency", is_rare=True,
    )  # fmt: skip
    spreadings: int = setting(
        400, "Ways of spreading that are tried for each cloth and colour: counted work.", unit="spreadings", least=1,
        is_rare=True, key="spreadings_tried",
    )  # fmt: skip
