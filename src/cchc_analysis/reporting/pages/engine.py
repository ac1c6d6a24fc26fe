"""A papermill engine that runs a notebook in this process: no kernel to start, no port, no file.

Each run gets a namespace and an IPython shell of its own, and everything IPython changes in the process
(``__main__``, ``sys.path``, warning filters, the current shell) is put back afterwards. Modules stay imported,
so what they cache is shared from one run to the next.
"""

import atexit
import base64
import io
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import ModuleType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, from_dict
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets import List
from traitlets.config import Config

NAME = "in-process"


class InProcessEngine(Engine):
    """Runs the cells in order, in this process, and stops at the first that fails."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **_: Any) -> None:
        """Run every code cell of ``nb_man.nb`` and put its outputs into the notebook."""
        with _fresh_shell() as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                if cell.cell_type != "code":  # nothing runs and nothing is timed; papermill calls it completed
                    continue
                nb_man.cell_start(cell, index)
                try:
                    if cell.source.strip():
                        _run_cell(shell, cell)
                    if any(output.output_type == "error" for output in cell.get("outputs", [])):
                        nb_man.cell_exception(cell, index)
                        break
                finally:
                    nb_man.cell_complete(cell, index)


def register() -> str:
    """Make the engine known to papermill and return its name.

    Not by an entry point: papermill loads those while it is itself being imported, here by the class above.
    """
    papermill_engines.register(NAME, InProcessEngine)
    return NAME


def warm_up() -> None:
    """Load what a shell loads when it is first opened."""
    with _fresh_shell() as shell:
        shell.run_cell("")


class _Outputs(list[NotebookNode]):
    """What a cell has shown so far; text written to the same stream in a row is one output."""

    def write(self, stream: str, text: str) -> None:
        last = self[-1] if self else None
        if last is not None and last.output_type == "stream" and last.name == stream:
            last.text += text
        elif text:
            self.append(_output("stream", name=stream, text=text))


class _Stream(io.TextIOBase):
    def __init__(self, outputs: _Outputs, name: str) -> None:
        self._outputs = outputs
        self._name = name

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.write(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    """``display(...)`` and ``clear_output()``, into the outputs of the cell that runs."""

    outputs: Any = List()

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        if update:
            raise ValueError("update_display() has no meaning on a page: display the finished thing once")
        self.outputs.append(_output("display_data", data=_json(data), metadata=metadata or {}))

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear()


class _DisplayHook(DisplayHook):
    """The value of a cell's last expression, into the outputs of the cell that runs."""

    outputs: Any = List()

    def write_output_prompt(self) -> None:
        """Pages have no prompts."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        shown = _output(
            "execute_result", data=_json(format_dict), metadata=md_dict or {}, execution_count=self.prompt_count
        )
        self.outputs.append(shown)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Shell(InteractiveShell):
    """A shell whose outputs are collected, tracebacks included."""

    outputs: Any = List()

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.append(_output("error", ename=etype.__name__, evalue=str(evalue), traceback=stb))

    def enable_gui(self, gui: Any = None) -> None:
        """No event loops here."""

    def collect_into(self, outputs: _Outputs) -> None:
        """Send everything shown from now on to *outputs*."""
        for part in (self, self.display_pub, self.displayhook):
            part.set_trait("outputs", outputs)


def _run_cell(shell: _Shell, cell: NotebookNode) -> None:
    outputs = _Outputs()
    shell.collect_into(outputs)
    with redirect_stdout(_Stream(outputs, "stdout")), redirect_stderr(_Stream(outputs, "stderr")):
        result = shell.run_cell(cell.source, store_history=True)
    cell.outputs = list(outputs)
    cell.execution_count = result.execution_count
    error = result.error_before_exec or result.error_in_exec
    if isinstance(error, KeyboardInterrupt):
        raise error
    if error is not None and not any(output.output_type == "error" for output in outputs):
        cell.outputs.append(_output("error", ename=type(error).__name__, evalue=str(error), traceback=[]))


@contextmanager
def _fresh_shell() -> Iterator[_Shell]:
    main, path, hook = sys.modules["__main__"], list(sys.path), sys.displayhook
    holder: Any = InteractiveShell
    current = holder._instance
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        shell = _Shell(
            ipython_dir=folder,
            user_module=ModuleType("__main__"),
            display_pub_class=_Publisher,
            displayhook_class=_DisplayHook,
            config=Config(HistoryManager={"enabled": False}, InteractiveShell={"colors": "nocolor"}),
        )
        holder._instance = shell
        try:
            yield shell
        finally:
            holder._instance = current
            atexit.unregister(shell.atexit_operations)
            sys.modules["__main__"], sys.path[:], sys.displayhook = main, path, hook


def _output(kind: str, **parts: Any) -> NotebookNode:
    """An output as nbformat has it; papermill validates the notebook as a whole, each output alone is not."""
    node: NotebookNode = from_dict(
        {"output_type": kind, "metadata": {}, **parts} if "data" in parts else {"output_type": kind, **parts}
    )
    return node


def _json(data: dict[str, Any]) -> dict[str, Any]:
    return {
        kind: base64.b64encode(value).decode() if isinstance(value, bytes) else value for kind, value in data.items()
    }
