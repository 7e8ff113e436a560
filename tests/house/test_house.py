"""The style of the house, held by tests. Limits may only tighten; the lists of exceptions may only shrink."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "treadle"
MODULES = sorted(SOURCE.rglob("*.py"))
MODULE_LINES = 400
FUNCTION_LINES = 60
DRAWERS = {"utils", "util", "core", "common", "helpers", "helper", "misc", "manager", "base", "service", "tools"}
ROOMS = ("sense", "anticipate", "decide", "cut", "sew", "schedule", "track", "replenish", "presell", "settle")
BELOW_PLANT = [
    path
    for path in MODULES
    if path.relative_to(SOURCE).parts[0] in {*ROOMS, "terms", "day", "errors.py", "machine_code.py", "interruptible.py"}
]
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
    ("os", "environ"),
    ("os", "getenv"),
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_modules_are_rooms_not_halls() -> None:
    long = {name(p): n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > MODULE_LINES}
    assert not long


def test_functions_fit_a_screen() -> None:
    long = [
        f"{name(path)}:{one.name} has {one.end_lineno - one.lineno + 1} lines"
        for path in MODULES
        for one in functions(path)
        if one.end_lineno is not None and one.end_lineno - one.lineno + 1 > FUNCTION_LINES
    ]
    assert not long


def test_no_drawers() -> None:
    assert not [name(path) for path in MODULES if path.stem in DRAWERS or path.parent.name in DRAWERS]


def clock_or_chance(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in CLOCKS:
                yield f"{name(path)}:{node.lineno} reads {node.value.id}.{node.attr}"
        elif isinstance(node, ast.Import):
            for one in node.names:
                if one.name in {"random", "time", "secrets", "uuid"}:
                    yield f"{name(path)}:{node.lineno} imports {one.name}"
        elif isinstance(node, ast.ImportFrom) and node.module in {"random", "time", "secrets", "uuid"}:
            yield f"{name(path)}:{node.lineno} imports from {node.module}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "default_rng" and not node.args and not node.keywords:
                yield f"{name(path)}:{node.lineno} draws without a seed"
            is_global = isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "random"
            if is_global and node.func.attr not in {"default_rng", "Generator", "SeedSequence", "PCG64"}:
                yield f"{name(path)}:{node.lineno} uses the global random state"


@pytest.mark.parametrize("path", BELOW_PLANT, ids=name)
def test_no_clock_and_no_chance_below_plant(path: Path) -> None:
    assert list(clock_or_chance(path)) == []


#: What a voice may import of treadle beside itself; whatever is built below stays out of its sight.
VOICES = {
    "cli": {"plant", "report", "words", "terms", "errors", "settings", "api", "web", "client"},
    "library": {"plant", "report", "words", "terms", "errors", "settings"},
    "api": {"plant", "report", "words", "terms", "errors", "settings"},
    "web": {"plant", "report", "look", "words", "terms", "errors", "settings", "api"},
    "client": {"terms", "errors"},
    "report": {"plant", "look", "words", "terms", "errors"},
    "look": {"words", "terms", "errors"},
    "words": {"terms", "errors"},
}


def test_voices_know_use_cases_and_nouns_only() -> None:
    found = []
    for path in MODULES:
        voice = path.relative_to(SOURCE).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if voice in VOICES else ():
            modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                modules = [f"{node.module}.{one.name}" for one in node.names]
            for module in modules:
                top, _, rest = module.partition(".")
                if top == "treadle" and rest.partition(".")[0] not in {voice, *VOICES[voice]}:
                    found.append(f"{name(path)}:{node.lineno} imports {module}")
    assert not found


def test_no_two_modules_of_tests_share_a_name() -> None:
    """Their folders are no packages: the second of a name would not be collected."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(one for one in set(names) if names.count(one) > 1) == []


def test_import_contracts() -> None:
    script = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([script, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:]


def test_each_solver_is_imported_by_one_file_per_package() -> None:
    solvers = ("lightgbm", "ortools", "spyrrow", "reportlab", "matplotlib", "ezdxf", "segno")
    found: dict[tuple[str, str], set[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(node, ast.Import):
                modules = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                modules = [node.module]
            for module in modules:
                top = module.split(".")[0]
                if top in solvers:
                    found.setdefault((path.relative_to(SOURCE).parts[0], top), set()).add(name(path))
    assert {key: sorted(files) for key, files in found.items() if len(files) > 1} == {}


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = [
        "numpy",
        "pyarrow",
        "duckdb",
        "sqlalchemy",
        "alembic",
        "lightgbm",
        "ortools",
        "scipy",
        "sklearn",
        "shapely",
        "matplotlib",
        "fastapi",
        "uvicorn",
        "jinja2",
    ]
    code = (
        f"import sys, treadle, treadle.cli; treadle.cli.build_app();print([m for m in {heavy!r} if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_what_tells_of_a_plan_loads_nothing_that_makes_one() -> None:
    apart = [
        "scipy",
        "pandas",
        "treadle.anticipate",
        "treadle.sense",
        "treadle.decide",
        "treadle.cut",
        "treadle.simulate",
    ]
    used = "treadle.plant.check, treadle.plant.promise, treadle.plant.rush, treadle.plant.balance"
    code = f"import sys, {used}; print([m for m in {apart!r} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_use_cases_open_the_ledger_in_one_place() -> None:
    openers = {"open_ledger", "existing_ledger", "SqlLedger"}
    found = []
    for path in MODULES:
        if path.relative_to(SOURCE).parts[0] != "plant" or path.name == "books.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and openers & {one.name for one in node.names}:
                found.append(f"{name(path)}:{node.lineno}")
    assert not found


def test_no_leftovers_and_no_machine_paths() -> None:
    words = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error"]
    found = [
        f"{name(path)}: {word}"
        for path in MODULES
        for word in words
        if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_help_answers_at_once() -> None:
    """Processor seconds, the least of three: what other processes do on the machine counts little."""
    resource = pytest.importorskip("resource", reason="processor times of children are told on Unix only")

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "treadle", "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return float(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    assert min(seconds() for _ in range(3)) < 1.0


def test_every_package_says_what_it_is() -> None:
    silent = [
        name(path)
        for path in MODULES
        if path.name == "__init__.py" and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def kept_texts() -> Iterator[tuple[str, str]]:
    """Every text file that is kept in the repository, with its path."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: what is kept is not known")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for one in listed.stdout.split("\0"):
        path = ROOT / one
        if one and path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield one, content.decode("utf-8", errors="replace")


def test_nothing_forks_a_process_that_may_have_threads() -> None:
    """A fork copies locks that other threads hold (Arrow, DuckDB, the test runner have some) and waits for ever."""
    ways = ["get_context(" + '"fork"', "os.fork" + "(", "Pool" + "Executor("]
    found = [
        f"{path}: {line.strip()}"
        for path, text in kept_texts()
        if path.endswith(".py") and path.startswith(("src/", "tests/"))
        for line in text.splitlines()
        if any(one in line for one in ways) and "ThreadPool" not in line and "spawn" not in line
    ]
    assert not found, "begin it by spawn"


def test_no_test_stops_the_clock_of_the_process() -> None:
    """Whatever else runs in it (a server's loop) would wait for ever: what is tested is given a clock of its own."""
    ways = ["setattr(" + "time,", "setattr(" + '"time.', "patch(" + '"time.', "patch.object(" + "time,"]
    found = [
        path for path, text in kept_texts()
        if path.startswith("tests/") and path.endswith(".py") and any(one in text for one in ways)
    ]  # fmt: skip
    assert not found


def test_no_addresses_of_a_machine_or_a_registry() -> None:
    places = ["/work" + "/", "/home" + "/", "/root" + "/", "/Users" + "/", "/tmp" + "/t/", "/opt" + "/pypi"]
    registries = ["--index" + "-url", "--extra-index" + "-url", "--find" + "-links", "pypi" + ".org"]
    found = [f"{path}: {one}" for path, text in kept_texts() for one in [*places, *registries] if one in text]
    assert not found


def test_constraints_are_names_and_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    odd = [one for one in lines if not re.fullmatch(r"[a-z0-9._-]+==[0-9][\w.+!-]*( ; .+)?", one)]
    assert not odd
    pinned = {one.split("==")[0] for one in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    asked += [one for extra in ("bench", "serve", "postgres") for one in project["optional-dependencies"][extra]]
    assert {re.split(r"[<>=~! \[]", one)[0].lower() for one in asked} <= pinned


def test_one_codec_writes_json() -> None:
    """Nouns and answers become JSON in one place; beside it only a hash, and rows of files that are JSON themselves."""
    writers = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if "json.dump" in path.read_text()}
    assert writers == {"terms/codec.py", "cut/nest.py", "connectors/json_lines.py"}


#: What a comment says of a chosen number: where it comes from, or that nobody chose it with care.
_SET = re.compile(r"set on|judged on|measured on|not tuned|by definition|follows from", re.IGNORECASE)
_ROOMS = ("sense", "anticipate", "decide", "cut", "sew", "schedule", "track", "replenish", "presell", "settle", "day")


def _is_number(node: ast.expr) -> bool:
    """Whether an expression is made of numbers alone."""
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float)
    if isinstance(node, ast.Tuple | ast.List):
        return bool(node.elts) and all(map(_is_number, node.elts))
    if isinstance(node, ast.BinOp):
        return _is_number(node.left) and _is_number(node.right)
    if isinstance(node, ast.Call):
        return bool(node.args) and all(map(_is_number, node.args))
    return isinstance(node, ast.UnaryOp) and _is_number(node.operand)


def _unsaid(path: Path) -> list[str]:
    """Numbers at the top of a module whose comment does not say what they were set on."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    found = []
    for node in ast.parse(text).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None or not _is_number(node.value):
            continue
        at = node.lineno - 1
        said = lines[at].partition("#")[2]
        while at and lines[at - 1].startswith("#"):
            at -= 1
            said = f"{lines[at]} {said}"
        if not _SET.search(said):
            found.append(f"{path.relative_to(SOURCE)}, line {node.lineno}")
    return found


def test_numbers_of_the_rooms_say_what_they_were_set_on() -> None:
    found = [one for room in _ROOMS for path in sorted((SOURCE / room).rglob("*.py")) for one in _unsaid(path)]
    assert not found, "\n".join(found)


def test_one_reading_of_tables() -> None:
    """Rows of text are split in one package; beside it only the scans that an entry of the ledger holds."""
    marks = ("csv.reader", "csv.DictReader", "pa_csv.read_csv", "pv.read_csv", "pv.open_csv", "pd.read_csv")
    readers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if any(mark in path.read_text(encoding="utf-8") for mark in marks)
    }
    assert readers == {"reading/delimited.py", "reading/split_rows.py", "storage/scan_rows.py"}
