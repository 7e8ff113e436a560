"""Names that people give: never a path, never markup, never two of one file."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from treadle.cut.draft import draft_pattern
from treadle.cut.nest import marker_request, nest
from treadle.report.file_names import file_name, file_names
from treadle.report.lays_picture import lays_svg
from treadle.report.marker_picture import marker_svg
from treadle.report.pieces_picture import pieces_svg
from treadle.report.runs_picture import runs_svg
from treadle.report.yamazumi import yamazumi_svg
from treadle.sew.balance import balance_line
from treadle.sew.manning import standard_line
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric, Lay, Pattern
from treadle.terms.printing import Panel, PrintedPanel, PrintPlan
from treadle.terms.sewing import Bulletin, Operation

HOSTILE = '"><svg onload="x"/><script>&'


def test_file_names_are_plain_short_and_distinct() -> None:
    given_names = ["tee/white", "tee_white", "../../x", "..", ".", "", "a b", "款" * 200, "款" * 201, "M-TEE.1", ".x/y"]
    made = [file_name(one) for one in given_names]
    assert len(set(made)) == len(made)
    assert file_name("M-TEE.1") == "M-TEE.1"
    assert all(len(one.encode()) <= 200 and "/" not in one and one.strip(".") == one for one in made)


def test_names_that_differ_in_capitals_or_letterforms_are_files_of_their_own() -> None:
    given_names = ["Tee", "tee", "TEE", "caf\u00e9", "cafe\u0301", "a b", "a_b", "a/b", "CON", "con.x", "plain"]
    made = file_names(given_names)
    assert len({name.casefold() for name in made.values()}) == len(given_names)
    assert made["plain"] == "plain" and made["a_b"] == "a_b" and made["CON"] != "CON"


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_name_is_it_is_one_file_in_its_folder(one: str, other: str) -> None:
    assert (file_name(one) == file_name(other)) == (one == other)
    assert not set(file_name(one)) & set("/\\\0:*?<>|\n")


def test_names_in_pictures_are_never_markup() -> None:
    drafted = draft_pattern("tshirt", ["S"]).pieces
    pattern = Pattern(
        pattern_id=HOSTILE, pieces=tuple(replace(one, piece_id=HOSTILE + one.piece_id, size=HOSTILE) for one in drafted)
    )
    cloth = Fabric(fabric_id="c", width_mm=1600, price_per_m_cents=1)
    marker = nest(marker_request(pattern, {HOSTILE: 1}, cloth), Budget(work=5))
    lay = Lay(lay_id=HOSTILE, marker_id=HOSTILE, ratio={HOSTILE: 1}, plies={HOSTILE: 3}, length_mm=2000)
    work = Bulletin(bulletin_id=HOSTILE, operations=(
        Operation(operation_id=HOSTILE, name=HOSTILE, machine=HOSTILE, smv_minutes=1.0, skill="a"),))  # fmt: skip
    panel = Panel(order_id=HOSTILE, panel_id=HOSTILE, width_mm=100, length_mm=100, copies=1)
    placed = PrintedPanel(order_id=HOSTILE, panel_id=HOSTILE, run=1, x_mm=0, y_mm=0)
    plan = PrintPlan(panels=(placed,), run_mm=(100,), width_mm=200, gap_mm=0, separate_mm=100, bound_mm=100)
    pictures = (
        marker_svg(marker), pieces_svg(pattern), lays_svg([lay], HOSTILE), runs_svg(plan, [panel]),
        yamazumi_svg(balance_line(work, standard_line(work, 1)), work),
    )  # fmt: skip
    for picture in pictures:
        root = ElementTree.fromstring(picture)
        kinds = {one.tag.rpartition("}")[2] for one in root.iter()}
        assert "script" not in kinds and sum(one.tag.endswith("svg") for one in root.iter()) == 1
