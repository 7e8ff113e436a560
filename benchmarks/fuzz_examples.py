"""Files of our own in every format that treadle reads, for the fuzz run to spoil, and their readers."""

from __future__ import annotations

import gzip
import io
import json
import random
import shutil
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FORMATS = ("csv", "xlsx", "xls", "parquet", "jsonl", "json", "toml", "dxf", "svg", "gz", "zip")
BULLETIN = "MAKER LTD,,,\nSl No,Operation Description,M/C Type,SAM\nCOLLAR,,,\n1,run,SNLS,0.5\n2,turn,-,0.3\n" \
    "ASSEMBLY,,,\n3,set,SNLS,0.8\n,Total SMV,,1.6\n,Machine summary,,\n,SNLS,3,\n"  # fmt: skip
PANELS = "order_id,panel_id,width_mm,length_mm,copies\nA,front,600,700,2\nB,back,500,800,1\n"
PRODUCTS = (
    "sku,style_id,option_id,size,size_scale_id,category,price\nT-R-S,T,T-R,S,abc,tops,19.90\n"
    "T-R-M,T,T-R,M,abc,tops,19\n"
)
SIGNALS = "happened_at,kind,sku,units,price\n2026-03-01,order,T-R-S,2,19.9\n2026-03-02T10:00:00+02:00,view,T-R-M,1,\n"
FACTORY = {
    "origin_day": "2026-05-04",
    "factories": [{"factory_id": "F", "shifts": [{"weekday": 0, "start": "08:00", "end": "16:00"}], "tables": ["T"],
                   "lines": [{"line_id": "L", "people": 4}], "minute_cost_cents": 20, "closed_days": ["2026-05-11"]}],
    "minutes_per_unit": {"S": {"L": 0.5}},
    "orders": [{"work_order_id": "A", "style_id": "S", "units": {"x": 100}, "due_day": "2026-05-20", "cut_minutes": 30,
                "frozen": {"factory_id": "F", "line_id": "L", "sew_start_minute": 600}}],
}  # fmt: skip
ORDER = {"sizes": ["S", "M"], "demand_pieces": {"red": [30, 40]}, "yards_per_garment": [1.0, 1.2],
         "plies_per_lay": {"min": 1, "max": 20}, "lay_length_max_yards": 6}  # fmt: skip
PATTERN = {"pattern_id": "bag", "pieces": [
    {"piece_id": "flap", "size": "M", "outline": [[0, 0], [300, 0], [300, 150]], "quantity": 2, "is_pair": True,
     "marks": [{"kind": "drill", "points": [[250, 50]]}]}]}  # fmt: skip
PACKING = {"strip_height": 3, "items": [{"id": 1, "demand": 2, "shape": {"data": [[0, 0], [1, 0], [1, 1]]}}]}
PANEL = {"pattern": {"panels": {"f": {
    "vertices": [[0, 0], [20, 0], [20, 30]], "edges": [{"endpoints": [0, 1]}, {"endpoints": [1, 2]},
    {"endpoints": [2, 0], "curvature": {"type": "quadratic", "params": [[0.5, 0.1]]}}]}}}}  # fmt: skip
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400mm" viewBox="0 0 800 600"><style>.off{display:none}</style>'
    '<g id="part" transform="translate(5 5) rotate(10)"><path id="front" data-size="M" data-quantity="2" '
    'd="M0 0H300C320 50 320 90 300 120a9 9 0 01 5 5Q9 9 0 200Z"/><path data-mark="notch" d="M0 9h5"/></g>'
    '<defs><rect id="r" width="90" height="90" rx="4"/></defs><use href="#r" x="400"/><circle class="off" r="9"/></svg>'
)
LABELLED = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="800mm" viewBox="0 0 800 600"><g id="fs-stack-a.front">'
    '<path class="fabric" d="M0 0L300 0L300 400L0 400z"/><path marker-start="url(#cutonfoldFrom)" '
    'd="M0 9L9 9L9 380L0 380"/><path marker-start="url(#grainlineFrom)" d="M100 50L100 350"/>'
    '<text x="60" y="116"><tspan>Cut 2 mirrored from lining</tspan></text></g>'
    '<path d="M400 0H700V300H400Z"/><text x="450" y="50">Yoke, cut 2 on fold</text></svg>'
)
PAGE = (
    "<html><meta charset=gb2312><table><tr><th>sku<th>style_id<th>option_id<th>size<th>size_scale_id<th>category<th>"
    "price<tr><td rowspan=2>T<td>T<td>T-R<td>S<td>abc<td>tops<td>19.90<tr><td>T<td>T-R<td>M<td>abc<td>tops<td>19"
)
BOOK_2003 = (
    '<?xml version="1.0"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="S"><Table>'
    + "".join(f"<Row>{''.join(f'<Cell><Data>{cell}</Data></Cell>' for cell in row.split(','))}</Row>"
              for row in PRODUCTS.strip().split("\n")) + "</Table></Worksheet></Workbook>"
)  # fmt: skip
RULES = "UNITS: METRIC\nGRADE RULE TABLE: T\nNUMBER OF SIZES: 2\nSIZE LIST: M L\nSAMPLE SIZE: M\nRULE: DELTA 1\n" \
    "0.0, 0.0 5.0, 2.0\nEND\n"  # fmt: skip
MAPPING = '[[source]]\nfile = "*.csv"\ntable = "signals"\n[source.columns]\nsku = "SKU"\nunits = { from = "Qty" }\n'


def examples(kind: str) -> list[tuple[str, bytes]]:
    """Examples of a format, as (reader's name, bytes)."""
    if kind == "csv":
        texts = (("bulletin", BULLETIN), ("panels", PANELS), ("products", PRODUCTS), ("signals", SIGNALS))
        coded = [("bulletin", BULLETIN.encode("utf-16")), ("products", PRODUCTS.encode("gb18030"))]
        return [(name, text.encode()) for name, text in texts] + coded
    if kind == "json":
        told = (("schedule", FACTORY), ("lay", ORDER), ("pattern", PATTERN), ("nest", PACKING), ("pattern", PANEL))
        return [(name, json.dumps(one).encode()) for name, one in told]
    if kind == "jsonl":
        rows = [dict(zip(SIGNALS.split("\n")[0].split(","), row.split(","), strict=True))
                for row in SIGNALS.strip().split("\n")[1:]]  # fmt: skip
        return [("signals", "\n".join(map(json.dumps, rows)).encode())]
    if kind == "toml":
        from treadle.settings import settings_template

        return [("settings", settings_template().encode()), ("mapping", MAPPING.encode())]
    if kind == "svg":
        return [("pattern", DRAWING.encode()), ("pattern", LABELLED.encode())]
    if kind == "gz":
        return [(name, gzip.compress(text.encode(), mtime=0)) for name, text in (("products", PRODUCTS),
                                                                                 ("signals", SIGNALS))]  # fmt: skip
    if kind == "zip":
        return [("products", _packed("range.csv", PRODUCTS)), ("signals", _packed("a/acts.csv", SIGNALS))]
    made: Mapping[str, Callable[[], list[tuple[str, bytes]]]] = {
        "xlsx": _workbooks, "xls": _old_workbooks, "parquet": _parquet, "dxf": _drawings,
    }  # fmt: skip
    return made[kind]()


def _packed(name: str, text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo(name), text)
    return file.getvalue()


def _workbooks() -> list[tuple[str, bytes]]:
    import openpyxl

    found = []
    for name, text in (("bulletin", BULLETIN), ("products", PRODUCTS)):
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = name
        for row in text.strip().split("\n"):
            sheet.append([float(cell) if cell.replace(".", "", 1).isdigit() else cell for cell in row.split(",")])
        file = io.BytesIO()
        book.save(file)
        found.append((name, file.getvalue()))
    return found


def _old_workbooks() -> list[tuple[str, bytes]]:
    """What is called .xls: a worksheet stream of Excel 2 to 4, a compound file about one, a page, a text, an .xlsx."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    stream = record(0x0009, struct.pack("<HH", 2, 0x10))
    for row, line in enumerate(BULLETIN.strip().split("\n")):
        for column, cell in enumerate(line.split(",")):
            text = cell.encode()
            stream += record(0x0004, struct.pack("<HH3sB", row, column, b"\0\0\0", len(text)) + text)
    stream += record(0x000A, b"")
    page = "<html><table>" + "".join(f"<tr><td>{row}</td></tr>" for row in PRODUCTS.split("\n")) + "</table></html>"
    return [("bulletin", _compound(stream)), ("products", _compound(stream)), ("products", page.encode()),
            ("products", BOOK_2003.encode()), ("products", PAGE.encode()),
            ("bulletin", BULLETIN.encode()), ("bulletin", _workbooks()[0][1])]  # fmt: skip


def _compound(stream: bytes) -> bytes:
    """A compound file (OLE2) with one stream called Workbook, padded beyond the least size of a stream of its own."""
    body = stream + b"\0" * (max(4096, -(-len(stream) // 512) * 512) - len(stream))
    sectors = len(body) // 512
    mark = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    numbers = (0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head = struct.pack("<8s16sHHHHH6s9I", mark, b"", 0x3E, 3, 0xFFFE, 9, 6, b"", *numbers)
    head = (head + struct.pack("<I", 0)).ljust(512, b"\xff")
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat = b"".join(struct.pack("<I", one) for one in table).ljust(512, b"\xff")

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        told = (name + "\0").encode("utf-16-le")
        return told.ljust(64, b"\0") + struct.pack("<HBBIII16sIQQIQ", len(told), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child,
                                                   b"", 0, 0, 0, start, size)  # fmt: skip

    tree = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(body))
    return head + fat + tree.ljust(512, b"\0") + body


def _parquet() -> list[tuple[str, bytes]]:
    import pyarrow as pa
    import pyarrow.csv as pa_csv
    import pyarrow.parquet as pq

    found = []
    for name, text in (("products", PRODUCTS), ("signals", SIGNALS)):
        file = io.BytesIO()
        pq.write_table(pa_csv.read_csv(pa.BufferReader(text.encode())), file)
        found.append((name, file.getvalue()))
    return found


def _drawings() -> list[tuple[str, bytes]]:
    import ezdxf

    drawing: Any = ezdxf.new("R12")
    for text in ("STYLE NAME: OWN", "SAMPLE SIZE: M", "UNITS: METRIC", "GRADE RULE TABLE: T"):
        drawing.modelspace().add_text(text, dxfattribs={"layer": "1"})
    block = drawing.blocks.new("B")
    block.add_polyline2d([(0, 0), (300, 0), (300, 200), (0, 200), (0, 0)], dxfattribs={"layer": "1"})
    for layer, ends in (("6", ((0, 0), (300, 0))), ("7", ((9, 50), (200, 50))), ("8", ((5, 5), (50, 50)))):
        block.add_line(*ends, dxfattribs={"layer": layer})
    block.add_circle((90, 90), 9, dxfattribs={"layer": "11"})
    block.add_arc((90, 90), 9, 0, 90, dxfattribs={"layer": "8"})
    block.add_point((300, 100), dxfattribs={"layer": "4"})
    for text in ("PIECE NAME: F", "SIZE: M", "QUANTITY: 2,1", "# 1"):
        block.add_text(text, dxfattribs={"layer": "1"})
    drawing.modelspace().add_blockref("B", (0, 0), dxfattribs={"xscale": 1.0})
    text = io.StringIO()
    drawing.write(text)
    whole = text.getvalue()
    # The blocks alone, as small systems write them, so that spoiling hits what is read.
    blocks = whole[whole.index("BLOCKS") - 14 :]
    return [("pattern", whole.encode()), ("pattern", f"  0\nSECTION\n  2\n{blocks[blocks.index('BLOCKS') :]}".encode())]


def read(name: str, path: Path, scratch: Path) -> None:
    """Read a file as its command does; whatever a user can mend is raised as `TreadleError`."""
    if name == "bulletin":
        from treadle.connectors.bulletin import read_bulletin_file

        read_bulletin_file(path)
    elif name == "panels":
        from treadle.plant.gang import gang

        gang(path, width_mm=1600, roll_mm=50_000)
    elif name == "pattern":
        from treadle.plant.pieces import read_pattern

        if path.suffix == ".dxf":
            path.with_suffix(".rul").write_text(RULES)
        read_pattern(str(path), [])
    elif name in ("schedule", "lay", "nest"):
        _problem(name, path)
    elif name == "settings":
        shutil.copy(path, scratch / "treadle.toml")
        from treadle.settings import read_settings

        read_settings(scratch)
    elif name == "mapping":
        from treadle.connectors.mapping import read_mapping

        read_mapping(path)
    else:
        from treadle.plant.import_ import import_files
        from treadle.settings import settings_template

        (scratch / "treadle.toml").write_text(settings_template(), encoding="utf-8")
        import_files(scratch, [path], table=name)


def _problem(name: str, path: Path) -> None:
    from treadle.plant.plain_file import object_of
    from treadle.problems.cut_order import read_cut_order
    from treadle.problems.factory import read_factory
    from treadle.problems.strip_packing import plain_request

    told = object_of(path, "Mend it")
    if name == "schedule":
        read_factory(told, path.name)
    elif name == "lay":
        read_cut_order(told, path.name)
    else:
        plain_request(told, path.name, 0, "own")


_TOKENS = (
    b"nan", b"-1", b"1e309", b"inf", b"99999999999999999999", b"0", b",", b";", b"{", b"[", b"}", b"]", b"null",
    b"true", b"'", b"<", b">", b"&", b"=cmd|x", b"../../x", b"\x00", b"\xff\xfe", b'"', b"\n", b"<script>",
    "é中".encode(), b"\x1e\x1f", b"-", b"1.5", b"9999-12-31", b"1900-01-01", b"." * 300, b"[" * 3000, b"9" * 5000, b"e",
    b"M", b"Z", b"  0\n", b"=",
)  # fmt: skip


def spoiled(raw: bytes, other: bytes, rng: random.Random) -> bytes:
    """A file with some of its bytes changed, lost, doubled or put elsewhere."""
    if raw[:4] == b"PK\x03\x04" and rng.random() < 0.8:
        return _spoiled_zip(raw, rng)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(raw) + 1)
        end = min(len(raw), at + rng.choice((1, 1, 2, 5, 20, 200)))
        way = rng.randrange(8)
        if way == 0:
            raw = raw[:at] + bytes([rng.randrange(256)]) + raw[at + 1 :]
        elif way == 1:
            raw = raw[:at] + raw[end:]
        elif way == 2:
            raw = raw[:end] + raw[at:end] * rng.choice((1, 2, 50)) + raw[end:]
        elif way == 3:
            raw = raw[:at]
        elif way == 4:
            place = rng.randrange(len(other) + 1)
            raw = raw[:at] + other[place : place + rng.choice((5, 50, 500))] + raw[at:]
        elif way == 5:
            lines = raw.split(b"\n")
            one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[one], lines[two] = lines[two], lines[one]
            raw = b"\n".join(lines)
        else:
            raw = raw[:at] + rng.choice(_TOKENS) + raw[end if way == 6 else at :]
    return raw


def _spoiled_zip(raw: bytes, rng: random.Random) -> bytes:
    """A workbook whose parts are spoiled, packed again."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        names = before.namelist()
        hit = rng.choice(names)
        for name in names:
            body = before.read(name)
            if name == hit and rng.random() < 0.05:
                continue
            after.writestr(name, spoiled(body, body, rng) if name == hit else body)
    return file.getvalue()
