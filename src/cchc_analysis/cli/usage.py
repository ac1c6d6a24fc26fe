"""What is wrong with a command as typed, in both languages: click alone says it in English."""

from typing import Any

import typer
from typer.core import TyperGroup

UsageError: type[Any] = typer.BadParameter.__bases__[0]
"""What click raises for a command it cannot understand; typer keeps it to itself."""


class Commands(TyperGroup):
    """The commands, with each usage error said in Vietnamese before click's own English."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed; where it was typed wrong, say so in both languages."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise UsageError(f"{say_in_vietnamese(error)} / {error.format_message()}", ctx=error.ctx) from None


def say_in_vietnamese(error: Any) -> str:
    """What a usage error is about: an option left out, a value that is none, or a word nobody knows."""
    param = getattr(error, "param", None)
    name = getattr(error, "option_name", None) or (" / ".join(param.opts) if param is not None else "")
    if param is None:
        return f"Không có tùy chọn {name}." if name else "Lệnh gõ chưa đúng."
    if param.param_type_name == "argument":
        name = param.metavar or param.name
    is_missing = type(error).__name__ == "MissingParameter"
    return f"Thiếu {name} (bắt buộc)." if is_missing else f"Giá trị của {name} không hợp lệ."
