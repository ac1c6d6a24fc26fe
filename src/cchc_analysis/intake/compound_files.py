"""Old workbooks (``.xls``), read in a process of their own, bounded in memory and time.

The reader follows chains of sectors that such a file states itself: one that points back at itself takes all memory
and ends the process without a word. The process is started with the first such file, reads the following ones too, and
is replaced when it dies; its death is blamed on the file that it had in hand.
"""

import atexit
import contextlib
import io
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO, Any, cast

import python_calamine

MEMORY = 3 << 29
"""The bytes of address space that the process may take, where the system can bound them."""
PATIENCE = 60.0
"""The seconds that one file may take."""


class ReaderDiedError(Exception):
    """The process that read a file ended, or was ended after :data:`PATIENCE`, before it had read it."""


class FileRefusedError(Exception):
    """The reader's own error about a file; *kind* is the name of its class."""

    def __init__(self, kind: str, text: str) -> None:
        self.kind, self.text = kind, text
        # both are arguments, so that the error can be sent from one process to another
        super().__init__(kind, text)

    def __str__(self) -> str:
        """What the reader said."""
        return self.text


@dataclass(frozen=True)
class RawSheet:
    """One worksheet as the reader gives it: rows of values from the first cell, merged ranges, whether it is shown."""

    name: str
    is_visible: bool
    rows: list[list[Any]]
    merged: tuple[Any, ...]


def read_raw_sheets(content: bytes, max_cells: int) -> list[RawSheet]:
    """The worksheets of a workbook of any format. Raises ``ValueError`` with a size for one of too many cells."""
    with python_calamine.load_workbook(io.BytesIO(content)) as book:
        return [
            _read_raw(book.get_sheet_by_name(about.name), about, max_cells)
            for about in book.sheets_metadata
            if about.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]


def _read_raw(sheet: python_calamine.CalamineSheet, about: python_calamine.SheetMetadata, max_cells: int) -> RawSheet:
    # the reader counts the last row and column from 0, and has no end for a sheet without a cell
    height, width = (sheet.total_height + 1, sheet.total_width + 1) if sheet.end else (0, 0)
    if height * width > max_cells:
        raise SheetTooLargeError(f"{height} × {width}")
    rows = sheet.to_python(skip_empty_area=False) if height * width else []
    is_visible = about.visible == python_calamine.SheetVisibleEnum.Visible
    return RawSheet(about.name, is_visible, rows, tuple(sheet.merged_cell_ranges or ()))


class SheetTooLargeError(Exception):
    """A sheet of more cells than are read; the text says how many."""


def read_compound(content: bytes, max_cells: int) -> list[RawSheet]:
    """The worksheets of an old workbook, read in the process kept for it.

    Raises :class:`ReaderDiedError` where the file ends that process, :class:`FileRefusedError` for what the reader says
    of it, and :class:`SheetTooLargeError`.
    """
    answer = _READER.ask((max_cells, content))
    if isinstance(answer, Exception):
        raise answer
    sheets: list[RawSheet] = answer
    return sheets


class _Reader:
    """The process that reads, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def ask(self, request: tuple[int, bytes]) -> Any:
        with self._lock:
            process = self._start()
            watch = threading.Timer(PATIENCE, process.kill)
            watch.start()
            start = time.monotonic()
            try:
                _send(cast("IO[bytes]", process.stdin), request)
                return _receive(cast("IO[bytes]", process.stdout))
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                self.stop()
                raise ReaderDiedError(_say_end(process.returncode, time.monotonic() - start)) from error
            finally:
                watch.cancel()

    def stop(self) -> None:
        """End the process, where there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "cchc_analysis.intake.compound_files"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process


def _say_end(code: int | None, seconds: float) -> str:
    """How a process ended: by the clock, by the name of a signal, or with a code."""
    if seconds >= PATIENCE:
        return f"> {PATIENCE:.0f} s"
    try:
        return signal.Signals(-(code or 0)).name
    except ValueError:
        return str(code)


_READER = _Reader()
atexit.register(_READER.stop)


def _send(stream: IO[bytes], message: object) -> None:
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack(">Q", len(content)))
    stream.write(content)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    size = stream.read(8)
    if len(size) < 8:
        raise EOFError
    (length,) = struct.unpack(">Q", size)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Read each workbook that is sent and answer with its sheets, or with what was wrong, until the sender is gone."""
    while True:
        try:
            max_cells, content = _receive(requests)
        except EOFError:
            return
        try:
            answer: object = read_raw_sheets(content, max_cells)
        except SheetTooLargeError as error:
            answer = error
        except BaseException as error:
            # the reader's own crashes (PanicException) are not Exceptions
            answer = FileRefusedError(type(error).__name__, str(error))
        _send(answers, answer)


def _bound_memory() -> None:
    """Bound what this process may take; Windows has no such bound, and there only the time is bounded."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    _bound_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # the classes of the answers are found under the module's own name, not under __main__
    from cchc_analysis.intake import compound_files

    compound_files.serve(sys.stdin.buffer, sys.stdout.buffer)
