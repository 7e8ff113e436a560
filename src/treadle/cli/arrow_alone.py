"""Arrow without pandas: no command needs a frame of pandas, and importing it takes a third of a second."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _NoPandas(MetaPathFinder):
    """Says that there is no pandas."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not looked for here", name=fullname)
        return None


def touch_arrow() -> None:
    """Have pyarrow look for pandas while there seems to be none.

    The first array that pyarrow makes imports pandas wherever it is installed, and OR-Tools brings it. Where pandas is
    asked for afterwards (`to_pandas`, OR-Tools itself) it is imported then; where it was before, nothing changes.
    """
    if "pandas" in sys.modules:
        return
    none = _NoPandas()
    sys.meta_path.insert(0, none)
    try:
        import pyarrow

        pyarrow.array([0])
    finally:
        sys.meta_path.remove(none)
