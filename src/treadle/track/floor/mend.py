"""Pieces with a defect that nobody has mended or scrapped."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from treadle.track.floor.distinct import distinct_scans


def pieces_to_mend(scans: pa.Table) -> dict[tuple[str, str], int]:
    """By bundle and the operation that made them: defects less rework and scrap, in the order of their ids."""
    kept, _ = distinct_scans(scans)
    told = kept.filter(pc.is_in(kept["kind"], value_set=pa.array(["defect", "rework", "scrap"])))
    sums: dict[tuple[str, str], int] = {}
    keys = ["bundle_id", "operation_id", "kind"]
    counted = told.set_column(
        told.schema.get_field_index("units"), "units", pc.coalesce(told["units"], pa.scalar(1, told["units"].type))
    )
    for row in counted.group_by(keys, use_threads=False).aggregate([("units", "sum")]).to_pylist():
        key = (row["bundle_id"] or "", row["operation_id"] or "")
        sums[key] = sums.get(key, 0) + (row["units_sum"] if row["kind"] == "defect" else -row["units_sum"])
    return {key: units for key, units in sorted(sums.items()) if units > 0}
