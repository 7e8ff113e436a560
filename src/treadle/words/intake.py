"""What `check`, `import`, `undo` and `export` say of files and rows; English first, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_CHECK: Mapping[str, tuple[str, str]] = {
    "check.stops": ("stops a plan: {problem}", "无法计划：{problem}"),
    "check.note": ("note: {problem}", "提示：{problem}"),
    "check.stopping": ("A plan is stopped by {count} problem{count_s}{rest}.", "{count} 个问题使计划无法进行{rest}。"),
    "check.rest": ("; {count} more stop nothing", "，另有 {count} 个不影响计划"),
    "check.dropped": (
        "Dropped from the range: {names} (back with treadle undo {folder} {number})",
        "已从商品范围中去掉：{names}（可用 treadle undo {folder} {number} 恢复）",
    ),
    "check.none_gone": ("Every product that is named has its row; nothing was dropped.", "提到的商品都有各自的行；没有去掉任何商品。"),
    "check.held": (
        "{names}: still to come, so it stays in the range. Put its row back, or close what is on order.",
        "{names}：仍有在途，因此留在商品范围中。请补回其行，或结掉在途订单。",
    ),
    "check.fine": ("Nothing stops a plan. Rows: {counts}.", "没有问题使计划无法进行。行数：{counts}。"),
}  # fmt: skip

_IMPORT: Mapping[str, tuple[str, str]] = {
    "import.lost": ("Nothing of {files} was kept.", "{files} 未存入任何内容。"),
    "import.note": ("note: {text}", "提示：{text}"),
    "import.aside": ("Set aside, with line and reason: {place}", "搁置的行（含行号与原因）：{place}"),
    "import.assumed": ("Assumed: {text}", "假设：{text}"),
    "import.made": (
        "{made:,} of {options:,} options have a pattern, bulletin and fabric: {made_units:,.0f} of {units:,.0f} units sold "
        "({share:.1%}). The others are bought in: planned up to the buy line.",
        "{options:,} 个款色中有 {made:,} 个具备纸样、工序表与面料：占销量 {units:,.0f} 件中的 {made_units:,.0f} 件（{share:.1%}）。"
        "其余为外购：只计划到采购行。",
    ),
    "import.pieces": (
        "{file}: {pieces:,.0f} pieces {what}{worth}{days} (import {number})", "{file}：{what} {pieces:,.0f} 件{worth}{days}（第 {number} 次导入）",
    ),
    "import.ordered": ("ordered", "订购"), "import.in_table": ("in {table}", "表 {table} 共"),
    "import.worth": (", {money:,.2f} at the price of a piece", "，按单价计 {money:,.2f}"),
    "import.days": (", {first} to {last}", "，{first} 至 {last}"),
    "import.reason": ("{file}: set aside {reason}", "{file}：搁置 {reason}"),
    "import.read_columns": ("{file}: columns read: {columns}", "{file}：已读取的列：{columns}"),
    "import.unread_columns": ("{file}: columns not read: {columns}{more}", "{file}：未读取的列：{columns}{more}"),
    "import.more": (" and {count} more", "，另有 {count} 个"),
    "import.file": ("file", "文件"), "import.table": ("table", "表"), "import.read": ("read", "读取"), "import.kept": ("kept", "存入"),
    "import.repeated": ("repeated", "重复"), "import.replaced": ("replaced", "替换"), "import.summed": ("summed", "合并"),
    "import.set_aside": ("set aside", "搁置"), "import.left_out": ("left out", "略去"),
    "import.sum": ("read = {parts}", "读取 = {parts}"),
    "import.may_be": ("{file} may be:", "{file} 可能是："),
    "import.guess": ("  {number}  {title} ({chance:.0%}: {why})", "  {number}  {title}（{chance:.0%}：{why}）"),
    "import.which": ("Which of them (0: none)", "是哪一种（0：都不是）"),
    "import.taken": ("{file}: {title} ({chance:.0%} sure: {why})", "{file}：{title}（把握 {chance:.0%}：{why}）"),
    "import.draft": (
        "{place}: a draft for table {table}. Correct it, then: treadle import DIR {file} --map {place}",
        "{place}：表 {table} 的映射草稿。修改后执行：treadle import DIR {file} --map {place}",
    ),
    "import.unwritten": ("Nothing was written.", "未写入任何内容。"),
    "import.preview": (
        "{file} as {table}: {rows:,} rows, {bad:,} of them would be set aside", "{file} 作为 {table}：{rows:,} 行，其中 {bad:,} 行将被搁置",
    ),
    "import.preview_pieces": ("  {pieces:,.0f} pieces{worth}", "  {pieces:,.0f} 件{worth}"),
    "import.preview_days": ("  first day {first}, last day {last}", "  最早 {first}，最晚 {last}"),
    "import.preview_list": ("  {what}: {values}{more}", "  {what}：{values}{more}"),
    "import.sizes": ("sizes", "尺码"), "import.shops": ("shops", "门店"),
    "import.read_names": ("columns read", "已读取的列"), "import.unread_names": ("columns not read", "未读取的列"),
    "undo.back": ("Import {number} of {file} counts again.", "{file} 的第 {number} 次导入重新计入。"),
    "undo.done": (
        "Import {number} was taken back: {rows:,} row{rows_s} of {file} in table {table}.",
        "第 {number} 次导入已撤回：{file} 在表 {table} 的 {rows:,} 行不再计入。",
    ),
}  # fmt: skip

INTAKE: Mapping[str, tuple[str, str]] = {**_CHECK, **_IMPORT}
