"""The command line: finds the command, and turns every error into a message and an exit code."""

import argparse
import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import TextIO

from ckptgen import __version__
from ckptgen.bounds import start_watchdog
from ckptgen.cli.common import add_tree_options
from ckptgen.errors import CkptgenError, ExitCode

EXIT_CODES = """exit codes:
  0    done
  1    a check failed (verify), a case failed (test), something could not be carried over (rebase), a difference has no
       explanation (crosscheck), or --exit-code was given and there is something to report
  2    bad usage or bad input; stderr says what, where and what to do
  3    --strict was given, and something is undecided, could not be understood, or was not run
  130  interrupted
"""
COMMANDS = (
    ("init", "init", "start a semantic patch of your own, with its first cases"),
    ("test", "test", "try a semantic patch on its cases"),
    ("audit", "audit", "list the tables that lack an operation"),
    ("history", "history", "count the tables with and without an operation, over many revisions"),
    ("plan", "plan", "show every table with its verdict, reason and evidence"),
    ("explain", "explain", "show why one table has its verdict"),
    ("users", "users", "list who uses a table, over the whole tree"),
    ("decide", "decide", "record what is decided about one table, with the reason"),
    ("triage", "triage", "decide about the undecided tables, one after the other, on a terminal"),
    ("allow", "lists", "let the tables of a filesystem be changed"),
    ("deny", "lists", "never change the tables of a filesystem"),
    ("elsewhere", "lists", "leave the tables of a filesystem to another series"),
    ("todo", "lists", "leave the tables of a filesystem for later"),
    ("series", "series", "write one patch per filesystem"),
    ("rebase", "rebase", "carry a series over to a new tree"),
    ("verify", "verify", "apply a series patch by patch, check it and build it"),
    ("review", "review", "say what a reviewer would of any series, whoever made it"),
    ("diff", "diff", "compare two versions of a series"),
    ("export", "export", "write the semantic patch in the language of another tool"),
    ("crosscheck", "crosscheck", "hold the plan against spatch, and explain each difference"),
    ("cache", "cache", "show or clear what earlier runs found"),
)
"""Each command's name, the module in ``ckptgen.cli`` that runs it, and its help: the module is imported only to run."""


DEBUG = "CKPTGEN_DEBUG"
"""The environment variable with which an unforeseen error shows its traceback."""
_LONGEST_MESSAGE = 300
"""Characters of an unforeseen error's own text."""


def build_parser(command: str | None) -> argparse.ArgumentParser:
    """Return the parser; only the arguments of ``command`` are declared, those of the others are never looked at."""
    parser = argparse.ArgumentParser(
        prog="ckptgen",
        description="Semantic patches for the operations structs of the Linux kernel.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"ckptgen {__version__}")
    add_tree_options(parser, top=True)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module, summary in COMMANDS:
        sub = subparsers.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        add_tree_options(sub)
        if name == command:
            importlib.import_module(f"ckptgen.cli.{module}").add_arguments(sub)
    return parser


def _command_in(argv: Sequence[str]) -> str | None:
    """Return the first argument that is a command's name: only its own module has to be imported."""
    known = {name for name, _, _ in COMMANDS}
    skip = False
    for argument in argv:
        if skip:
            skip = False
        elif argument in ("-C", "--ref", "-p", "--semantic-patch", "--jobs"):
            skip = True
        elif argument in known:
            return argument
    return None


def run(argv: Sequence[str]) -> int:
    """Run one command; every error becomes a message on stderr and exit code 2.

    Raises BrokenPipeError where nobody reads stdout or stderr any more, and SystemExit for bad usage.
    """
    try:
        command = _command_in(argv)
        args = build_parser(command).parse_args(argv)
        modules = {name: module for name, module, _ in COMMANDS}
        start_watchdog()
        code: int = importlib.import_module(f"ckptgen.cli.{modules[args.command]}").run(args)
        sys.stdout.flush()
        return code
    except CkptgenError as error:
        _flush_quietly()
        return _complain(error.what, error.hint)
    except OSError as error:
        if isinstance(error, BrokenPipeError) and _nobody_reads():
            raise
        _drop_output()
        return _complain(f"{error.filename or 'output'}: {error.strerror}", "")
    except UnicodeEncodeError as error:
        return _complain(f"{error.object!r} cannot be a file's name here", "use a UTF-8 locale, such as LC_ALL=C.UTF-8")
    except MemoryError:
        _flush_quietly()
        return _complain("the memory is used up", "try again with --jobs 1, or narrow the run to a few folders")
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback, and never exit code 1
        _flush_quietly()
        return _complain(_internal(error), f"please report it; with {DEBUG}=1 set, the traceback follows", error)


def _internal(error: Exception) -> str:
    """Return an unforeseen error in one line: what it is, the line of code, and the file that was being read."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno}" for frame in frames if "ckptgen" in frame.filename]
    notes = [note.splitlines()[0] for note in getattr(error, "__notes__", []) if note.startswith("while ")]
    what = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":")[:_LONGEST_MESSAGE]
    return "internal error: " + ", ".join([what, *notes, *places[-1:]])


def _complain(what: str, hint: str, error: BaseException | None = None) -> int:
    """Print an error and what to do about it; with CKPTGEN_DEBUG set, also the traceback of ``error``."""
    from ckptgen.report.shapes import printable

    lines = [f"ckptgen: error: {what}", *([f"ckptgen: {hint}"] if hint else [])]
    if error is not None and os.environ.get(DEBUG):
        import traceback

        lines += "".join(traceback.format_exception(error)).splitlines()
    try:
        for line in lines:
            # Messages name files and quote what stands in them.
            print("\n".join(printable(part) for part in line.split("\n")), file=sys.stderr)
    except OSError:
        _drop(sys.stderr)
    return ExitCode.ERROR


def _nobody_reads() -> bool:
    """Tell whether a broken pipe was that of stdout or stderr, and not that of a program which ckptgen runs."""
    from select import POLLERR, POLLHUP, poll

    watched = poll()
    for stream in (sys.stdout, sys.stderr):
        watched.register(stream.fileno(), 0)
    return any(event & (POLLERR | POLLHUP) for _, event in watched.poll(0))


def _drop_output() -> None:
    _drop(sys.stdout)


def _drop(stream: TextIO) -> None:
    """Send what is still buffered nowhere: the interpreter would try to write it once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _flush_quietly() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        _drop_output()


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Run the command line for the process's own arguments, ended by SIGINT or SIGTERM; return the exit code."""
    # A run makes values and keeps them to its end, without cycles: looking for garbage finds none, and takes its time.
    gc.disable()
    if sys.stdout is None or sys.stderr is None:
        # Started with a closed descriptor: there is nowhere to write to.
        return ExitCode.ERROR
    # Names of files may hold any byte: what cannot be shown is escaped, never a traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # Being asked to end must clear up like Ctrl-C: scratch folders, worker processes.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return run(sys.argv[1:])
    except BrokenPipeError:
        # The reader has seen enough (`ckptgen plan | head`).
        _drop(sys.stdout)
        _drop(sys.stderr)
        return ExitCode.OK
    except KeyboardInterrupt:
        print("ckptgen: interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
