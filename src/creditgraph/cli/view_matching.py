"""Comparisons, measurements and fits, for a reader."""

from creditgraph.cli.output import Output, Told

_SHOWN = 20


def view_compared(output: Output, told: Told) -> None:
    """A block a pair: verdict and line of reasons, then each feature."""
    for result in told["results"]:
        verdict = output.word("pair", result["verdict"])
        number = f"{result['id']}  " if result.get("id") else ""
        output.line(f"{number}{result['a']['text']}  |  {result['b']['text']}", style="bold")
        output.line(f"{verdict}  {result['probability']:.2f}  {result['key']}", 2)
        output.line(result["explanation"][output.lang], 2)


def view_evaluated(output: Output, told: Told) -> None:
    """The figures, then the worst errors."""
    output.line(f"{told['set']}  {told['task']}  {told['policy']}", style="bold")
    rows = [
        (output.pick("记录数", "records"), told["records"]),
        (output.pick("准确率", "precision"), told["precision"]),
        (output.pick("召回率", "recall"), told["recall"]),
        (output.pick("F1（出厂设置）", "F1 at the shipped setting"), told["f1"]),
        (output.pick("最佳 F1（任意阈值）", "best F1 of any threshold"), told["best"]["f1"]),
        (output.pick("自动归并比例", "share joined automatically"), told["auto"]["share"]),
        (output.pick("自动归并准确率", "precision of those"), told["auto"]["precision"]),
        (output.pick("每条记录比较数", "compared per record"), told["compared_per_record"]),
        (output.pick("每秒记录数", "records per second"), told["records_per_second"]),
        (output.pick("内存峰值 (MB)", "peak memory (MB)"), told["peak_memory_mb"]),
    ]
    rows += [(name, told[name]) for name in ("top1", "top5") if name in told]
    rows += [
        (output.pick(f"前 {size} 个候选的召回率", f"recall of {size} candidates"), share)
        for size, share in told.get("recall_at", {}).items()
    ]
    output.table(
        (output.pick("指标", "figure"), output.pick("数值", "value")), [(name, str(value)) for name, value in rows]
    )
    if told["worst"]:
        output.line(output.pick("最有把握的错误：", "The surest errors:"), style="bold")
    for error in told["worst"][:_SHOWN]:
        output.line(f"{error['a']}  |  {error['b']}  {error['probability']:.2f}  {error['key']}", 2)


def view_fitted(output: Output, told: Told) -> None:
    """What was learnt, and what it changes on the labels kept apart."""
    output.line(
        output.pick(
            f"已写入 {told['output']}（版本 {told['version']}）：{told['pairs']} 对记录，{told['labels']} 条标注",
            f"wrote {told['output']} (version {told['version']}): {told['pairs']} pairs, {told['labels']} labels",
        )
    )
    for name, zh, en in (
        ("shipped", "出厂模型", "shipped"),
        ("before", "未用标注", "without labels"),
        ("after", "用标注", "with labels"),
    ):
        if name in told:
            figures = told[name]
            output.line(
                f"{output.pick(zh, en)}  P {figures['precision']}  R {figures['recall']}  F1 {figures['f1']}", 2
            )


def view_rescored(output: Output, told: Told) -> None:
    """Both policies, what each alone would join, and whether it was brought in."""
    shown = told["shown"]
    output.line(f"{told['before']}  →  {told['after']}", style="bold")
    output.line(
        output.pick(
            f"无代码主体的名称 {told['names']} 个；将并入 {told['joined']} 对，将分开 {told['parted']} 对；"
            f"待审 {shown['before']} → {shown['after']} 对",
            f"{told['names']} names without a code; {told['joined']} pairs more joined, {told['parted']} parted;"
            f" {shown['before']} → {shown['after']} pairs for review",
        )
    )
    for zh, en, pairs in (("将并入", "joined", told["joins"]), ("将分开", "parted", told["parts"])):
        for one in pairs[:_SHOWN]:
            output.line(
                f"{output.pick(zh, en)}  {one['a']['name']} {one['a']['id']}  |  {one['b']['name']} {one['b']['id']}"
                f"  {one['probability']:.2f}  {one['key']}",
                2,
            )
    if told["applied"]:
        output.line(output.pick(f"已启用（事务 {told['tx']}）", f"brought in (transaction {told['tx']})"))
    elif told["joined"] or told["parted"]:
        output.line(output.pick("未作改动；加 --apply 启用", "nothing was changed; --apply brings it in"))
