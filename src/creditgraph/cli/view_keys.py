"""Keys that may read, for a reader."""

from creditgraph.cli.output import Output, Told
from creditgraph.cli.phrases import moment


def view_new_key(output: Output, told: Told) -> None:
    """A key, this once, and where it goes."""
    output.line(f"{told['number']}  {told['label']}")
    output.line(told["key"], 2)
    output.line(output.pick("OpenRefine 中的服务地址：", "the service's address in OpenRefine:"))
    output.line(f"http://127.0.0.1:8000/reconcile/{told['key']}", 2)
    output.line(output.pick("密钥只显示这一次，请妥善保存", "it is not shown again: keep it"))


def view_keys(output: Output, told: Told) -> None:
    """A key a line."""
    headings = (
        output.pick("编号", "number"),
        output.pick("说明", "label"),
        output.pick("创建时间", "made"),
        output.pick("最近使用", "last used"),
        output.pick("撤销时间", "revoked"),
    )
    output.table(headings, map(_line, told["keys"]))


def view_key(output: Output, told: Told) -> None:
    """A key that was closed."""
    said = output.pick("已撤销", "revoked")
    output.line(f"{told['number']}  {told['label']}  {said} {moment(told['revoked_at'])}")


def _line(key: Told) -> tuple[object, ...]:
    revoked = key["revoked_at"]
    return (
        key["number"],
        key["label"],
        moment(key["created_at"]),
        key["used_on"] or "",
        moment(revoked) if revoked else "",
    )
