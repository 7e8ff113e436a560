"""Words of operation bulletins: what factories call their columns, totals, sections and work by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

#: Columns by meaning, the surest words first.
MEANINGS: Mapping[str, tuple[str, ...]] = {
    "operation_id": (
        "operation id", "no", "s no", "sl no", "sr no", "sl", "sn", "sno", "serial", "serial no", "op no",
        "opn no", "operation no", "operation code", "op code", "code", "seq", "sequence", "step", "工序号", "序号",
        "编号", "工序编号",
    ),
    "name": (
        "operation description", "operation name", "operation", "operations", "name", "description",
        "name of operation", "description of operation", "process", "process name", "process description",
        "work description", "operation details", "工序名称", "工序", "工序内容", "工序描述",
    ),
    "machine": (
        "machine", "machine type", "machine name", "machine code", "type of machine", "type of m c", "m c", "m c type",
        "mc", "mc type", "resource", "equipment", "machines", "机器", "设备", "机种", "车种", "设备名称", "机器类型",
    ),
    "smv_minutes": (
        "smv minutes", "smv", "sam", "s a m", "s m v", "smv min", "sam min", "smv mins", "std min", "std minutes",
        "minutes", "standard minutes", "standard time", "std time", "time min", "sam minutes", "allowed minutes",
        "smv sec", "sam sec", "sec", "seconds", "time sec", "std sec", "standard seconds", "标准工时", "工时",
        "标准时间", "标准工时 分", "标准工时 秒",
    ),
    "attachment": (
        "attachment", "attachments", "folder", "folders", "work aid", "work aids", "workaid", "attachment folder",
        "guide", "attachments folders", "folder attachment", "aid", "辅助工具", "附件",
    ),
    "skill": (
        "skill", "skills", "skill required", "技能",
    ),
    "component": (
        "component", "body part", "section", "part", "garment part", "部位", "部件",
    ),
    "predecessors": (
        "predecessors", "predecessor", "precedence", "after", "前道工序", "前道",
    ),
    "helpers": (
        "helper", "helpers", "helpers required", "hp", "助手",
    ),
}  # fmt: skip
SECONDS = ("smv sec", "sam sec", "sec", "seconds", "time sec", "std sec", "standard seconds", "标准工时 秒")
BY_HAND = (
    "manual", "by hand", "hand", "helper", "hp", "n/a", "na", "none", "nil", "手工", "人工", "assistant", "table",
)  # fmt: skip
_TOTAL = re.compile(r"\b(?:grand |sub ?)?totals?\b|合计|总计|小计", re.IGNORECASE)
_ASSEMBLY = re.compile(r"assembl|\bassy\b|\bjoining\b|组装|合成|组合|总装", re.IGNORECASE)


def plain_words(text: str) -> str:
    """A heading in small letters, words apart by single blanks, without marks."""
    return re.sub(r"[\s_./()\[\]:#*-]+", " ", text.lower().replace("'", "")).strip()


def meanings_of(cells: Sequence[str]) -> dict[str, int]:
    """Places of the columns that a row of headings names, by meaning."""
    words = [plain_words(cell) for cell in cells]
    found: dict[str, int] = {}
    for meaning, known in MEANINGS.items():
        places = [(known.index(word), at) for at, word in enumerate(words) if word in known]
        if places:
            found[meaning] = min(places)[1]
    return found


def is_total(text: str) -> bool:
    """True for a cell that calls a row a total."""
    return len(text) < 60 and bool(_TOTAL.search(text))


def is_assembly(section: str) -> bool:
    """True for the section in which the parts of a garment meet."""
    return bool(_ASSEMBLY.search(section))
