"""What a piece of work did, for a reader: imports, decisions, rebuilds, the state of the archive."""

from creditgraph.cli.output import Output, Told
from creditgraph.cli.phrases import moment
from creditgraph.cli.view_check import view_check
from creditgraph.cli.view_paths import view_paths


def view_made(output: Output, told: Told) -> None:
    """What `init` made, or that all was there."""
    for made in told["made"]:
        output.line(output.pick(f"已新建：{made}", f"made: {made}"))
    if not told["made"]:
        output.line(output.pick(f"档案已存在：{told['archive']}", f"there is an archive already: {told['archive']}"))
    output.line(
        output.pick(
            f"请另行备份密钥 {told['key_file']}：没有它，证件号码无法再比对",
            f"Back up the key {told['key_file']} elsewhere: without it no identity number can be compared again.",
        )
    )


def view_template(output: Output, told: Told) -> None:
    """The file and its headings."""
    output.line(output.pick(f"已写入 {told['file']}", f"wrote {told['file']}"))
    output.line(",".join(told["columns"]), 2)


def view_draft(output: Output, told: Told) -> None:
    """The mapping itself, so that it can go to a file; with an output only what is in it."""
    if told["shipped_mapping"]:
        name = told["shipped_mapping"]
        output.note(output.pick(f"自带映射 {name} 已适用，可直接导入", f"the shipped mapping {name} fits as it is"))
    if told["output"] is None:
        for line in told["mapping"].splitlines():
            output.line(line)
        return
    output.line(output.pick(f"已写入 {told['output']}，请逐行核对", f"wrote {told['output']}: check every line"))
    for column in told["columns"]:
        use = output.word("use", column["use"])
        reason = column["reason"][output.lang]
        output.line(f"{column['heading']}  {use}  {column['id'] or column['refused'] or ''}  {reason}", 2)


def view_import(output: Output, told: Told) -> None:
    """A block a file."""
    for batch in told["batches"]:
        output.line(f"{batch['file']}  {output.word('import', batch['status'])}", style="bold")
        if "error" not in batch:
            _view_batch(output, batch)


def _view_batch(output: Output, batch: Told) -> None:
    rows, entities = batch["rows"], batch["entities"]
    output.line(
        output.pick(
            f"映射 {batch['mapping']}，数据集 {batch['dataset']}，数据日期 {batch['stated_on']}",
            f"mapping {batch['mapping']}, dataset {batch['dataset']}, stated on {batch['stated_on']}",
        ),
        2,
    )
    output.line(
        output.pick(
            f"读取 {rows['read']}，接受 {rows['accepted']}，未变 {rows['unchanged']}，隔离 {rows['quarantined']} 行"
            f"、{batch['cells_quarantined']} 格，终止 {batch['closed']}",
            f"read {rows['read']}, accepted {rows['accepted']}, unchanged {rows['unchanged']},"
            f" quarantined {rows['quarantined']} rows and {batch['cells_quarantined']} cells, closed {batch['closed']}",
        ),
        2,
    )
    speed = f"{batch['seconds']:.2f} s, {batch['rows_per_second']:,.0f}"
    output.line(
        output.pick(
            f"主体：并入 {entities['joined']}，待审 {entities['review']}，新建 {entities['new']}；{speed} 行/秒",
            f"entities: joined {entities['joined']}, review {entities['review']}, new {entities['new']};"
            f" {speed} rows/s",
        ),
        2,
    )
    if batch["refused_columns"]:
        columns = ", ".join(f"{one['column']} ({one['code']})" for one in batch["refused_columns"])
        output.line(
            output.pick(f"不得归集、已整列丢弃：{columns}", f"columns that may not be collected, dropped: {columns}"),
            2,
        )
    if batch["other_sheets"]:
        others = ", ".join(batch["other_sheets"])
        output.line(
            output.pick(
                f"只读取了工作表 {batch['sheet']}，未读取 {others}（--sheet）",
                f"read the sheet {batch['sheet']} only, not {others} (--sheet)",
            ),
            2,
        )
    if batch["quarantined_before"]:
        count = batch["quarantined_before"]
        output.line(output.pick(f"当时隔离的 {count} 行仍未入库", f"{count} rows stayed out then and still do"), 2)
    if batch["quarantine"]:
        output.line(output.pick(f"隔离文件：{batch['quarantine']}", f"quarantine file: {batch['quarantine']}"), 2)
    if batch["returned"]:
        output.line(
            output.pick(
                f"退回文件（改好后可直接导入）：{batch['returned']}",
                f"rows to mend and import again: {batch['returned']}",
            ),
            2,
        )
    if batch["returned_left_out"]:
        count = batch["returned_left_out"]
        output.line(output.pick(f"另有 {count} 行未列入退回文件", f"{count} more rows found no room in it"), 2)


def view_copy(output: Output, told: Told) -> None:
    """What was copied, and what to do next."""
    output.line(
        output.pick(
            f"已将 {told['from']} 复制到 {told['to']}：{told['rows']:,} 行，至事务 {told['tx']}，"
            f"{told['seconds']:.1f} 秒",
            f"copied {told['from']} to {told['to']}: {told['rows']:,} rows, up to transaction {told['tx']},"
            f" {told['seconds']:.1f} s",
        )
    )
    output.line(
        output.pick(
            f"密钥不变。此后请以 CREDITGRAPH_ARCHIVE 指向 {told['to']}，并停用原档案",
            f"The key stays the same. From now on name {told['to']} in CREDITGRAPH_ARCHIVE, and write to it alone.",
        )
    )


def view_decision(output: Output, told: Told) -> None:
    """What a merge or refusal decided, and what it conflicts with."""
    output.line(output.pick(f"判定 {told['decision']}，主体 {told['id']}", f"{told['decision']}, entity {told['id']}"))
    for away in told["away"]:
        output.line(output.pick(f"{away} 已并入", f"{away} is part of it now"), 2)
    for conflict in told["conflicts"]:
        output.line(
            output.pick(
                f"待审：{conflict['kind']}  {conflict['about']}",
                f"review: {conflict['kind']}  {conflict['about']}",
            ),
            2,
        )
    output.line(
        output.pick(
            f"撤销：creditgraph reverse {told['decision']}",
            f"to undo: creditgraph reverse {told['decision']}",
        )
    )


def view_reversal(output: Output, told: Told) -> None:
    """What became of a decision, and what still joins its two ends."""
    output.line(f"{told['decision']}  {output.word('reversal', told['status'])}")
    for id_ in told["ids"]:
        output.line(id_, 2)
    if told["still_joined_by"]:
        output.line(output.pick("仍由以下自动判定归并：", "still joined by:"), 2)
    for decision in told["still_joined_by"]:
        output.line(decision, 4)


def view_rebuild(output: Output, told: Told) -> None:
    """Whether the derived tables agree with evidence and decisions."""
    by_table = ", ".join(f"{table} {count}" for table, count in told["tables"].items())
    checked = output.pick("核对", "checked") if told["checked"] else output.pick("重建", "rebuilt")
    output.line(
        output.pick(
            f"{checked}：差异 {told['differences']}（{by_table}）；{told['rows']} 行，{told['seconds']:.2f} 秒",
            f"{checked}: {told['differences']} differences ({by_table}); {told['rows']} rows, {told['seconds']:.2f} s",
        )
    )
    if count := told["claims_not_compared"]:
        output.line(
            output.pick(
                f"{count} 个来源的归并键出自旧规则，未比对",
                f"claims of {count} sources are of older rules and were not compared",
            )
        )
    if told["names_moved"] is not None:
        output.line(output.pick(f"名称键更新 {told['names_moved']}", f"names with a new key: {told['names_moved']}"))


def view_export(output: Output, told: Told) -> None:
    """The file that an export wrote."""
    output.line(
        output.pick(f"已写入 {told['file']}，{told['lines']} 行", f"wrote {told['file']}, {told['lines']} lines")
    )
    output.line(f"sha256 {told['sha256']}", 2)


def view_status(output: Output, told: Told) -> None:
    """Counts of the archive, and its datasets."""
    output.line(f"{told['archive']}  {told['bytes'] / 1e6:,.1f} MB", style="bold")
    output.line(
        output.pick(
            f"事务 {told['tx']}（{moment(told['at'])}），规则 {told['policy']}",
            f"tx {told['tx']} ({moment(told['at'])}), policy {told['policy']}",
        )
    )
    output.line(
        output.pick(
            f"主体 {told['entities']}，来源 {told['sources']}，名称 {told['names']}，关联 {told['links']}，"
            f"记录 {told['records']}，待审 {told['open_cases']}",
            f"entities {told['entities']}, sources {told['sources']}, names {told['names']}, links {told['links']},"
            f" records {told['records']}, open cases {told['open_cases']}",
        )
    )
    if "graph" in told:
        graph = told["graph"]
        state = output.word("graph_state", graph["state"])
        lag = graph["lag"]["transactions"] if graph["lag"] else 0
        output.line(
            output.pick(
                f"图库 {graph.get('address', '')}：{state}" + (f"，落后 {lag} 个事务" if lag else ""),
                f"graph {graph.get('address', '')}: {state}" + (f", {lag} transactions behind" if lag else ""),
            )
        )
    backup = told["last_backup"]
    output.line(
        output.pick("最近备份：", "last backup: ")
        + (
            output.pick("无", "none")
            if backup is None
            else f"{moment(backup['at'])}  tx {backup['tx']}  {backup['file']}"
        )
    )
    if told["datasets"]:
        headings = (
            output.pick("数据集", "dataset"),
            output.pick("批次", "batches"),
            output.pick("行", "rows"),
            output.pick("数据日期", "stated on"),
            output.pick("导入时间", "imported"),
        )
        output.table(
            headings,
            (
                (
                    one["dataset"],
                    one["batches"],
                    one["rows_accepted"],
                    one["last_stated_on"],
                    moment(one["last_imported_at"]),
                )
                for one in told["datasets"]
            ),
        )


def view_config(output: Output, told: Told) -> None:
    """Each setting on a line."""
    for name, value in told.items():
        output.line(f"{name}  {value}")


def view_demo(output: Output, told: Told) -> None:
    """The check and the path that the demonstration ends with."""
    if "check" in told:
        view_check(output, told["check"])
    if "paths" in told:
        output.line()
        view_paths(output, told["paths"])
