"""Pictures speak the brand's language: no English word beside names of the brand's own."""

from __future__ import annotations

import html
import re

from treadle.cut.draft import draft_pattern
from treadle.report.flow_picture import flow_svg
from treadle.report.job_shop_picture import job_shop_svg
from treadle.report.layout_picture import layout_svg
from treadle.report.lays_picture import lays_svg
from treadle.report.pieces_picture import pieces_svg
from treadle.report.runs_picture import runs_svg
from treadle.report.value_page import curves_svg
from treadle.report.yamazumi import yamazumi_svg
from treadle.sew.balance import balance_line
from treadle.sew.flow import KINDS, flow_of_lot
from treadle.sew.layout import lay_out
from treadle.sew.manning import standard_line
from treadle.simulate.experiment import curve_arms
from treadle.simulate.value import curve_table
from treadle.terms.cutting import Lay
from treadle.terms.printing import Panel, PrintedPanel, PrintPlan
from treadle.terms.sewing import Bulletin, Operation

#: Names that these pictures hold: of operations and machines, stations, an option and sizes, the product itself.
NAMES = {"sew", "SNLS", "TEE", "white", "treadle"}
HAN = re.compile(r"[一-鿿]")


def english_in(picture: str, names: set[str]) -> set[str]:
    texts = re.findall(r">([^<>]+)<", picture) + re.findall(r'aria-label="([^"]*)"', picture)
    return set(re.findall(r"[A-Za-z]{2,}", html.unescape(" ".join(texts)))) - names


def test_every_picture_of_making_is_chinese_beside_names() -> None:
    pattern = draft_pattern("tshirt", ["S", "M"])
    operations = tuple(
        Operation(operation_id=f"{at}", name="sew", machine="SNLS", smv_minutes=0.5 + at / 4, skill="a")
        for at in range(4)
    )
    bulletin = Bulletin(bulletin_id="1", operations=operations)
    balance = balance_line(bulletin, standard_line(bulletin, 5))
    layout = lay_out(bulletin, balance)
    lay = Lay(lay_id="1", marker_id="1", ratio={"M": 2}, plies={"TEE-white": 20}, length_mm=2000)
    panel = Panel(order_id="1", panel_id="1", width_mm=100, length_mm=100, copies=1)
    placed = PrintedPanel(order_id="1", panel_id="1", run=1, x_mm=0, y_mm=0)
    runs = PrintPlan(panels=(placed,), run_mm=(100,), width_mm=200, gap_mm=0, separate_mm=100, bound_mm=100)
    flows = [flow_of_lot(balance, bulletin.smv_minutes, kind, 30) for kind in KINDS]
    step = {"job": 0, "operation": 0, "machine": 0, "start": 0, "end": 9}
    curves = curve_table({arm.name: [{"profit": 8.0}, {"profit": 9.0}] for arm in curve_arms()})
    pieces = {name for one in pattern.pieces for name in one.piece_id.split()}
    for picture in (
        yamazumi_svg(balance, bulletin, "zh"), layout_svg(layout, balance, "zh"), flow_svg(flows, "zh"),
        lays_svg([lay], "床次", "zh"), lays_svg([], "", "zh"), runs_svg(runs, [panel], "zh"), pieces_svg(pattern, "zh"),
        job_shop_svg({"makespan": 9, "operations": [step]}, "zh"), curves_svg(curves, "zh"),
    ):  # fmt: skip
        assert HAN.search(picture)
        assert english_in(picture, NAMES | pieces | set(pattern.pattern_id.split())) == set(), picture[:300]
