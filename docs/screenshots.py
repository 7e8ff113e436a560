"""Small pictures of three pages for the README: `python docs/screenshots.py BRAND`, a planned brand's folder.

Works on a copy; writes docs/pictures/page-*.png. Needs what browser tests need (CONTRIBUTING.md).
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "browser"))
#: Page, its name, and what is done on it before the picture is taken.
WIDTH, HEIGHT, SHOWN = 1280, 760, 640


def main(brand: Path) -> None:
    """Serve a copy of a brand and take the pictures."""
    from browser_site import CHROMIUM, FLAGS, Visitor, serving
    from playwright.sync_api import sync_playwright

    from treadle.plant.demand import demand_of

    with tempfile.TemporaryDirectory() as place, sync_playwright() as made:
        shutil.copytree(brand, Path(place) / "demo")
        browser = made.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        with serving(Path(place) / "demo") as site:
            first = demand_of(site.brand).options[0].option_id
            for name, path in (("today", "/today"), ("buy", "/buy"), ("demand", f"/demand/options/{first}")):
                one = Visitor.of(browser, site, name="clara", width=WIDTH)
                one.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
                one.go(path)
                picture = Image.open(io.BytesIO(one.page.screenshot()))
                small = picture.convert("RGB").resize((SHOWN, SHOWN * HEIGHT // WIDTH), Image.Resampling.LANCZOS)
                small.quantize(160).save(HERE / "pictures" / f"page-{name}.png", optimize=True)
                one.leave()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
