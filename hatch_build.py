"""Building the package: the scripts of the pages are gathered.

Where their registry does not answer it is built without them, and the first `treadle serve` tries again.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GatherHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is packed and before an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Gather what is pinned."""
        path = Path(self.root) / "src" / "treadle" / "web" / "gather.py"
        spec = importlib.util.spec_from_file_location("treadle_gather", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        if not module.is_gathered():
            found = module.gather(say=self.app.display_info)
            if not found.is_done:
                self.app.display_warning(f"The pages come without their scripts: {found.why}")
