"""The few words of reports for people, in English and Chinese."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "error": ("error", "错误"),
        "warning": ("warning", "警告"),
        "info": ("info", "提示"),
        "errors": ("{:,} errors", "{:,} 个错误"),
        "warnings": ("{:,} warnings", "{:,} 个警告"),
        "infos": ("{:,} notes", "{:,} 条提示"),
        "error 1": ("1 error", "1 个错误"),
        "warning 1": ("1 warning", "1 个警告"),
        "info 1": ("1 note", "1 条提示"),
        "rows": ("{:,} rows", "{:,} 行"),
        "row 1": ("1 row", "1 行"),
        "files": ("{:,} files", "{:,} 个文件"),
        "file 1": ("1 file", "1 个文件"),
        "help": ("help: ", "处理："),
        "more": ("... and {:,} more of {}", "……另有 {:,} 处 {}"),
        "tolerated": ("within the threshold", "在阈值以内"),
        "refused": ("not read", "未能读取"),
    }
)


def word(key: str, lang: str, *values: object) -> str:
    """The words for ``key`` in ``lang``, with the values in their braces."""
    return WORDS[key][lang == "zh"].format(*values)


def counted(what: str, count: int, lang: str) -> str:
    """So many of something, ``1 error`` or ``12 errors``.

    >>> counted("warning", 1, "en"), counted("warning", 2312, "zh")
    ('1 warning', '2,312 个警告')
    """
    return word(f"{what} 1", lang) if count == 1 else word(f"{what}s", lang, count)
