"""Cut: a T-shirt's pieces are drawn, nested on jersey, checked, and shown as a picture."""

from __future__ import annotations

import sys
from pathlib import Path

from treadle.cut.draft import draft_pattern
from treadle.cut.nest import marker_request, nest
from treadle.cut.verify_marker import verify_marker
from treadle.report.marker_picture import marker_svg, marker_title
from treadle.terms.budget import Budget
from treadle.terms.cutting import Fabric


def main(picture: Path | None = None) -> None:
    """Print what the marker is; write it as SVG where a path is given."""
    pattern = draft_pattern("tshirt", ["S", "M", "L"])
    jersey = Fabric(fabric_id="jersey", width_mm=1600, price_per_m_cents=500, selvedge_mm=15)
    marker = nest(marker_request(pattern, {"S": 1, "M": 2, "L": 1}, jersey), Budget(work=60))
    print(marker_title(marker))
    print(f"{marker.length_mm / 1000:.3f} m for 4 garments, {marker.efficiency:.1%} of the fabric used")
    print(f"rules broken: {len(verify_marker(marker))}")
    if picture is not None:
        picture.write_text(marker_svg(marker), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
