"""What can be wrong with a file before its lines are looked at."""

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class ImportRefused(KamurjError):
    """The file as a whole cannot be imported; nothing was changed."""

    code = "import.refused"
    kind = Kind.UNPROCESSABLE
    message = N_("This file cannot be imported.")


class FileMissing(ImportRefused):
    """There is no file at this path."""

    code = "import.file_missing"
    kind = Kind.NOT_FOUND
    message = N_("There is no file {file}. Check the path.")


class FileUnreadable(ImportRefused):
    """The file is not what its name says."""

    code = "import.file_unreadable"
    message = N_("{file} cannot be read: {reason}. Save it as UTF-8 CSV or Parquet and try again.")


class ColumnsMissing(ImportRefused):
    """Columns that the format needs are not there."""

    code = "import.columns_missing"
    message = N_("{file} lacks the columns {missing}. The first line must name: {needed}.")


class UnknownSource(ImportRefused):
    """There is no importer of this name."""

    code = "import.unknown_source"
    kind = Kind.NOT_FOUND
    message = N_("There is no import called {source}. Choose one of: {known}.")


class BooksDiffer(ImportRefused):
    """After an import, what the house has of a file is not what the file says."""

    code = "import.books_differ"
    kind = Kind.CONFLICT
    message = N_(
        "The file comes to {file} in its smallest unit, the house has {house} of it. Nothing was removed; see the log."
    )
