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
    if "records" in told:
        _view_fitted_links(output, told)
        return
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


def _view_fitted_links(output: Output, told: Told) -> None:
    output.line(
        output.pick(
            f"已写入 {told['output']}（版本 {told['version']}）：{told['records']} 条待链接记录",
            f"wrote {told['output']} (version {told['version']}): {told['records']} records that were linked",
        )
    )
    for name, zh, en in (("before", "出厂模型", "shipped"), ("after", "拟合后", "fitted")):
        figures = told[name]
        output.line(
            f"{output.pick(zh, en)}  top-1 {figures['top1']}  top-5 {figures['top5']}"
            f"  {output.pick('自动', 'automatic')} {figures['auto_share']} ({figures['auto_precision']})",
            2,
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


def view_bulk(output: Output, told: Told) -> None:
    """What was found, what it cost, what large blocks became, and recall where the truth is known."""
    stages = told["stages"]
    block, score, cluster = stages["block"], stages["score"], stages["cluster"]
    rows = [
        (output.pick("记录数", "records"), told["records"]),
        (output.pick("簇数", "clusters"), cluster["clusters"]),
        (output.pick("含多条记录的簇", "clusters of several records"), cluster["of_several"]),
        (output.pick("待复核的记录对", "pairs for review"), score["review"]),
        (output.pick("每条记录候选对数", "proposed pairs per record"), told["compared_per_record"]),
        (output.pick("每条记录完整比较数", "compared in full per record"), told["judged_per_record"]),
        (output.pick("过大的块", "blocks too large"), block["large_blocks"]),
        (output.pick("拆分为", "split into"), block["split_into"]),
        (output.pick("拆分后仍过大", "of those still too large"), block["still_large"]),
        (output.pick("CPU 秒", "CPU seconds"), told["cpu_seconds"]),
        (output.pick("内存峰值 (MB)", "peak memory (MB)"), told["peak_memory_mb"]),
    ]
    if "recall" in told:
        found = told["recall"]
        rows += [
            (output.pick("召回率：候选", "recall: proposed"), found["proposed"]),
            (output.pick("召回率：完整比较", "recall: compared in full"), found["compared"]),
            (output.pick("召回率：同一或待复核", "recall: same or for review"), found["kept"]),
            (output.pick("召回率：聚类", "recall: clusters"), found["clusters"]),
            (output.pick("准确率：聚类", "precision: clusters"), found["precision"]),
        ]
    output.table(
        (output.pick("指标", "figure"), output.pick("数值", "value")), [(name, str(value)) for name, value in rows]
    )
    output.line(output.pick(f"簇：{told['clusters_file']}", f"clusters: {told['clusters_file']}"))
    output.line(output.pick(f"记录对：{told['pairs_file']}", f"pairs: {told['pairs_file']}"))
