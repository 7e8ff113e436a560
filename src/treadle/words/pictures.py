"""Titles, axes and labels in pictures of lines, flows, lays, print runs, patterns and job shops; English, then Chinese."""

from __future__ import annotations

from collections.abc import Mapping

PICTURES: Mapping[str, tuple[str, str]] = {
    "draw.yamazumi": ("Minutes per garment by station", "各工位每件分钟数"),
    "draw.one_person": ("1 person", "1 人"), "draw.people": ("{count} people", "{count} 人"),
    "draw.operation": ("{operation} {name} ({machine}): {minutes:.3f} min", "{operation} {name}（{machine}）：{minutes:.3f} 分钟"),
    "draw.pitch": ("pitch {minutes:.2f}", "理论节拍 {minutes:.2f}"), "draw.cycle": ("cycle {minutes:.2f}", "实际节拍 {minutes:.2f}"),
    "draw.layout": ("Where the stations of the line stand", "流水线工位布置"),
    "draw.carried": (
        "A garment’s parts are carried {carried:.1f} m ({straight:.1f} m in one straight row)",
        "每件裁片搬运 {carried:.1f} 米（一字排开时 {straight:.1f} 米）",
    ),
    "draw.at": ("{people} at {minutes:.2f}", "{people} 人 {minutes:.2f}"),
    "draw.flow": ("Lead time and efficiency by lot", "各批量的通过时间与效率"),
    "draw.lead": ("minutes from first to last stitch", "从首针到末针的分钟数"), "draw.efficiency": ("line efficiency", "流水线效率"),
    "draw.lot": ("garments of the lot", "批量（件）"), "draw.point": ("{kind}, lot {lot:,}: {value}", "{kind}，批量 {lot:,}：{value}"),
    "draw.no_lays": ("No lays.", "没有床次。"),
    "draw.stack": ("{ratio}: {metres:.2f} m, {plies} plies", "{ratio}：{metres:.2f} 米，{plies} 层"),
    "draw.band": ("{option}: {plies} plies", "{option}：{plies} 层"), "draw.plies": ("{plies} plies", "{plies} 层"),
    "draw.runs": ("Print runs", "印次"), "draw.run": ("Run {run}: {metres:.2f} m", "第 {run} 次：{metres:.2f} 米"),
    "draw.pieces": ("Pieces of {pattern}", "{pattern} 的裁片"), "draw.cut": ("{count}×", "{count}×"), "draw.in_pairs": ("{count}× in pairs", "{count}× 成对"),
    "draw.job_shop": ("Gantt chart of the job shop", "作业车间甘特图"), "draw.machine": ("machine {machine}", "机器 {machine}"),
    "draw.step": ("job {job} step {step}: {start} to {end}", "任务 {job} 第 {step} 步：{start} 至 {end}"),
    "pieces.piece": ("piece", "裁片"), "pieces.cut": ("cut", "裁数"), "pieces.area": ("{size}, dm²", "{size}（平方分米）"),
    "pieces.paired": ("{count} paired", "{count} 成对"), "pieces.mirrored": ("{count}, {mirrored} mirrored", "{count}，其中镜像 {mirrored}"),
}  # fmt: skip
