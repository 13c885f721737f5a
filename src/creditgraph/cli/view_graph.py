"""How the published graph stands, in words."""

from creditgraph.cli.output import Output, Told


def view_publish(output: Output, told: Told) -> None:
    """What was published."""
    speed = f"{told['rows_per_second']:,.0f}"
    output.line(
        output.pick(
            f"{told['graph']} 已发布至事务 {told['tx']}；{told['rows']:,} 行，{told['seconds']:.2f} 秒"
            f"（{speed} 行/秒）",
            f"{told['graph']} knows transaction {told['tx']}; {told['rows']:,} rows in {told['seconds']:.2f} s"
            f" ({speed} rows/s)",
        )
    )


def view_doctor(output: Output, told: Told) -> None:
    """What is not well, and the counts on both sides."""
    output.line(f"{told['graph']}: {output.word('graph_state', told['state'])}")
    for name, pair in told["counts"].items():
        mark = "" if pair["graph"] == pair["archive"] else "  !"
        output.line(
            output.pick(
                f"{name}  图库 {pair['graph']:,}，档案 {pair['archive']:,}{mark}",
                f"{name}  graph {pair['graph']:,}, archive {pair['archive']:,}{mark}",
            ),
            2,
        )
    for name, rows in told["invariants"].items():
        output.line(output.pick(f"不变式不成立：{name}  {rows}", f"invariant broken: {name}  {rows}"), 2)
    if told["differing"]:
        output.line(
            output.pick(f"抽样答案不一致：{told['differing']}", f"sampled answers differ: {told['differing']}"), 2
        )
    output.line(
        output.pick(f"发现 {told['findings']} 处", f"findings: {told['findings']}")
        if told["findings"]
        else output.pick("正常", "all is well")
    )


def view_files(output: Output, told: Told) -> None:
    """The files that were written."""
    rows = sum(told["rows"].values())
    output.line(
        output.pick(
            f"已写入 {told['folder']}：事务 {told['tx']}，{rows:,} 行；停库后运行 bulk-import.sh",
            f"wrote {told['folder']}: transaction {told['tx']}, {rows:,} rows; stop the server, run bulk-import.sh",
        )
    )
