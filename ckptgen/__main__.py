"""``ckptgen``, installed or as ``python -m ckptgen``: answers an interrupt from its first moment on."""

import _thread
import os
import sys
import time


def main() -> int:
    """Run the command line for the process's own arguments; return the exit code."""
    # Hooks and not a handler: they also see what comes while a module is imported, or when all is done and the
    # interpreter ends.
    sys.excepthook = _end_quietly
    sys.unraisablehook = _raise_again
    from ckptgen.cli.main import main as run

    return run()


def _end_quietly(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """Report an interrupt in one line; ``cli.main`` reports everything else before it comes here."""
    try:
        what = "interrupted" if issubclass(kind, KeyboardInterrupt) else f"internal error: {kind.__name__}: {error}"
        os.write(2, f"ckptgen: {what}\n".encode(errors="backslashreplace"))
    finally:
        os._exit(130 if issubclass(kind, KeyboardInterrupt) else 2)


def _raise_again(ignored: "sys.UnraisableHookArgs") -> None:
    """Send an interrupt once more that came in a destructor or a callback, where Python drops it with a traceback."""
    if not issubclass(ignored.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(ignored)
        return
    try:
        # From a thread, a moment later: sent from here it would be dropped again.
        _thread.start_new_thread(_interrupt_soon, ())
    except RuntimeError:  # the interpreter is ending
        _end_quietly(KeyboardInterrupt, KeyboardInterrupt(), None)


def _interrupt_soon() -> None:
    time.sleep(0.001)
    os.kill(os.getpid(), 2)  # SIGINT, whose module is not imported yet


if __name__ == "__main__":
    sys.exit(main())
