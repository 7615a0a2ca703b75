"""What can be wrong with a file."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class FileRefused(KamurjError):
    """The base of this room's refusals."""

    code = "files.refused"


class FileEmpty(FileRefused):
    """Nothing was sent."""

    code = "files.empty"
    message = N_("The file is empty.")


class FileTooLarge(FileRefused):
    """More than a picture needs."""

    code = "files.too_large"
    kind = Kind.TOO_LARGE
    message = N_("The file is too large: at most {limit_mb} MB.")


class FileNotAPicture(FileRefused):
    """The content is none of the kinds we show, whatever the name says."""

    code = "files.not_a_picture"
    kind = Kind.UNPROCESSABLE
    message = N_("This is no picture we can show. Send a PNG, JPEG or WebP.")


class FileUnsafe(FileRefused):
    """A drawing that runs something or reaches outside."""

    code = "files.unsafe"
    kind = Kind.UNPROCESSABLE
    message = N_("This drawing holds scripts or links and is not accepted.")
