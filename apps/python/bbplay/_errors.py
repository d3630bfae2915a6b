# SPDX-License-Identifier: MIT
"""What can be wrong, and what is found in a track."""

from __future__ import annotations

from typing import List, NamedTuple


class Finding(NamedTuple):
    """One thing found in a track, with its place."""

    severity: str  # "error", "warning" or "note"
    pointer: str  # JSON pointer (RFC 6901); empty for the whole text
    line: int  # from 1; 0: there is no place to show
    column: int  # in bytes, from 1
    message: str
    file: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        pointer = f"{self.pointer}: " if self.pointer else ""
        return f"{place}: {self.severity}: {pointer}{self.message}"


class Error(Exception):
    """Anything that bbplay refuses. `exit_code` is what the program of that name would return."""

    exit_code: int = 70
    findings: List[Finding] = []

    @classmethod
    def made(cls, message, exit_code, findings):
        error = cls(message)
        error.exit_code = exit_code
        error.findings = [Finding(*each) for each in findings]
        return error


class TrackError(Error, ValueError):
    """A track that is invalid; `findings` has every reason."""


class UsageError(Error, ValueError):
    """An option out of its range, or that does not go with the others."""

    exit_code = 64


class MissingFile(Error, FileNotFoundError):
    """A track, or a file that it names, is missing or cannot be read."""


class FileError(Error, OSError):
    """Reading or writing failed, or an output exists already."""


class DeviceError(Error, RuntimeError):
    """No usable audio device, or it was lost."""
