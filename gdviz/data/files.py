"""The text of a reader's own file, or a clear word on why it cannot be had."""

import os
from pathlib import Path

from gdviz.checks import shorten
from gdviz.text import suggestion


def text_of(path):
    """Return a file's name, short enough for a message, and its text.

    Parameters
    ----------
    path : str or path
        A text file in UTF-8, with or without a byte order mark; ``~`` is the home folder.

    Returns
    -------
    name, text : str

    Raises
    ------
    TypeError, OSError, ValueError
        If there is no such file, or it cannot be read, or it is no text in UTF-8.

    Examples
    --------
    >>> from gdviz.data import penguins_file
    >>> name, text = text_of(penguins_file())
    >>> name, text[:14]
    ('penguins.csv', 'species,island')
    """
    path = _as_path(path)
    name = shorten(path.name or str(path), 40).strip("'")
    if not _holds(path.is_file):
        raise FileNotFoundError(f"path must name a file. Got {name!r}. {_where_to_look(path)}")
    return name, _decoded(name, _bytes_of(name, path))


def _as_path(path):
    if not isinstance(path, str | os.PathLike):
        if hasattr(path, "read_bytes"):  # a file inside a package
            return path
        raise TypeError(f'path must be a file name, as "my.csv". Got {shorten(path)}. Use quotes.')
    if not str(path).strip():
        raise FileNotFoundError('path must name a file. Got no name. Give one, as "my.csv".')
    if "://" in str(path):
        raise FileNotFoundError(
            f"path must name a file on this computer. Got {shorten(str(path))}. Download the file "
            "first, then give its name."
        )
    return Path(os.path.expanduser(path))


def _holds(question):
    """Ask the file system; a name it cannot even look up is a name of nothing."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def _where_to_look(path):
    """Name a file beside it that was probably meant, or say what else to do."""
    if _holds(path.is_dir):
        return "That is a folder. Name the file in it."
    folder = path.parent
    near = [file.name for file in folder.glob("*.csv") if file.is_file()] if folder.is_dir() else []
    alike = [name for name in near if Path(name).stem.lower() == path.stem.lower()]
    hint = suggestion(alike[0] if alike else path.name, near) if near else ""
    return hint if hint.startswith("Did") else "Give the folder too, as data/my.csv."


def _bytes_of(name, path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise OSError(
            f"path must name a file that can be read. Reading {name} failed: "
            f"{error.strerror or type(error).__name__}. Close it elsewhere, or save a copy."
        ) from None


def _decoded(name, data):
    wanted = "path must name a text file in UTF-8."
    remedy = 'In a spreadsheet choose Save as, "CSV UTF-8".'
    if b"\0" in data:
        raise ValueError(f"{wanted} {name} holds zeros, as UTF-16 and workbooks do. {remedy}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{wanted} Byte {error.start} of {name} is no such text. {remedy}"
        ) from None
