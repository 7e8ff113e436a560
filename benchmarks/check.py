"""Recompute one solution from scratch: benchmarks/check.py TASK INSTANCE OUT.json. Imports nothing of treadle.

Prints the value and every violation; exits 1 where a rule is broken.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


def main() -> None:
    """Check the solution named on the command line."""
    if len(sys.argv) != 4:
        raise SystemExit("usage: benchmarks/check.py TASK INSTANCE OUT.json")
    task, instance, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if not (HERE / "checks" / f"{task.replace('-', '_')}.py").is_file():
        known = sorted(path.stem.replace("_", "-") for path in (HERE / "checks").glob("*.py"))
        raise SystemExit(f"no checker for {task!r}; there are: {', '.join(known)}")
    checker = importlib.import_module(f"benchmarks.checks.{task.replace('-', '_')}")
    solution = json.loads(out.read_text(encoding="utf-8"))
    violations = checker.check(instance, solution)
    for violation in violations:
        print(f"violation: {violation}")
    if violations:
        raise SystemExit(1)
    print(f"valid: {checker.value(solution)}")


if __name__ == "__main__":
    main()
