"""The one root of every error that a user can cause, and the exit codes that the commands promise."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit code means; README.md carries the same list."""

    OK = 0
    FINDINGS = 1
    """A check failed (``verify``), a case failed (``test``), something could not be carried over (``rebase``), or
    ``--exit-code`` was given and there is something to report.
    """
    ERROR = 2
    """Bad usage or bad input; stderr says what, where and what to do."""
    INCOMPLETE = 3
    """``--strict`` was given and something is undecided, could not be understood, or was not run."""
    INTERRUPTED = 130


class CkptgenError(Exception):
    """Something the user can mend: ``what`` is wrong, ``hint`` says what to do about it.

    Caught once, in ``cli.main``, which prints both and exits with ``ExitCode.ERROR``.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class InternalError(CkptgenError):
    """A proof that ckptgen holds against itself failed; nothing was written."""
