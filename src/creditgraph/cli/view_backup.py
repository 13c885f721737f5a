"""What a backup holds and what was restored, in words."""

from creditgraph.cli.output import Output, Told
from creditgraph.cli.phrases import moment


def view_backup(output: Output, told: Told) -> None:
    """The file, and what proves it."""
    output.line(
        output.pick(
            f"已写入 {told['file']}：至事务 {told['tx']}，{told['bytes'] / 1e6:,.1f} MB，{told['seconds']:.1f} 秒",
            f"wrote {told['file']}: up to transaction {told['tx']}, {told['bytes'] / 1e6:,.1f} MB,"
            f" {told['seconds']:.1f} s",
        )
    )
    _proof(output, told)
    output.line(
        output.pick("密钥不在其中，请另行保存", "The key is not in it: keep it elsewhere."),
        2,
    )


def view_restore(output: Output, told: Told) -> None:
    """Where the archive is now, and what is still to do."""
    output.line(
        output.pick(
            f"已由 {told['file']}（{moment(told['made_at'])} 取自 {told['from']}）恢复到 {told['archive']}，"
            f"{told['seconds']:.1f} 秒",
            f"restored {told['archive']} from {told['file']}, taken of {told['from']} on {moment(told['made_at'])},"
            f" {told['seconds']:.1f} s",
        )
    )
    _proof(output, told)
    if "graph" in told:
        state = output.word("graph_state", told["graph"]["state"])
        output.line(
            output.pick(
                f"图库：{state}；请运行 creditgraph publish --rebuild",
                f"graph: {state}; run creditgraph publish --rebuild",
            ),
            2,
        )


def _proof(output: Output, told: Told) -> None:
    output.line(
        output.pick(
            f"规范导出 {told['lines']:,} 行，sha256 {told['sha256']}，已核对",
            f"canonical export of {told['lines']:,} lines, sha256 {told['sha256']}, compared",
        ),
        2,
    )
