"""Writing a file that must not take the place of another by mistake."""

import os
from pathlib import Path

from creditgraph.model.errors import BadInput


def write_new(path: Path, content: bytes, force: bool = False) -> None:
    """Write a file; with `force` in the place of one that lies there, whole or not at all. BadInput where one does
    without it."""
    try:
        part = path.with_name(f".{path.name}.{os.getpid()}") if force else path
        with part.open("xb") as file:
            file.write(content)
        if force:
            os.replace(part, path)
    except FileExistsError:
        raise exists(path) from None
    except OSError as error:
        raise not_writable(path, error) from None


def exists(path: Path) -> BadInput:
    """The error for a file that is there already."""
    return BadInput(
        "file_exists",
        f"{path} exists already",
        "name a new file",
        message_zh=f"{path} 已存在",
        remedy_zh="换一个文件名",
    )


def not_writable(path: Path, error: OSError) -> BadInput:
    """The error for a place where no file can be written."""
    return BadInput(
        "not_writable",
        f"cannot write {path}: {error.strerror}",
        "name another",
        message_zh=f"无法写入 {path}：{error.strerror}",
        remedy_zh="换一个位置",
    )
