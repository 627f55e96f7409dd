"""What lets anybody open and run a notebook anywhere: no traces, no scripts, no network."""

import ast
import getpass
import platform
import re

from tools.rules.walk import code, matches, texts

SCRIPTS = re.compile(
    r"<\s*(script|iframe|object|embed|applet|meta|base|form)\b|javascript\s*:|<[^>]*\son\w+\s*=",
    re.IGNORECASE,
)
INTERNET = re.compile(
    r"<(?:img|link|source|video|audio|track|image|use)\b[^>]*?"
    r"(?:src|srcset|href|poster|data)\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|!\[[^\]]*\]\(\s*<?(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import",
    re.IGNORECASE,
)
PATHS = re.compile(
    r"(?<![\w/.:~-])/(?:home|Users|root|tmp|work|var|usr|opt|mnt|etc|private|srv)/\w"
    r"|\b[A-Za-z]:\\\w|file://|site-packages"
)
COMMON_NAMES = {"root", "user", "runner", "jovyan", "vscode", "admin", "localhost", "build"}
UNSAFE_CALLS = {"exec", "eval", "compile", "__import__", "input", "breakpoint"}
UNSAFE_METHODS = {"system", "popen", "read_pickle", "to_pickle", "savefig", "savez", "tofile"}
UNSAFE_MODULES = {
    "pickle",
    "shelve",
    "marshal",
    "dill",
    "joblib",
    "socket",
    "subprocess",
    "ctypes",
    "urllib",
    "http",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
    "smtplib",
    "multiprocessing",
    "pip",
    "importlib",
}


def has_no_machine_paths(notebook):
    """Nothing stored points into one machine."""
    yield from matches(PATHS, texts(notebook), "holds a path of one machine")


def has_no_user_names(notebook, names=None):
    """Nothing stored names the person or the machine that made it."""
    if names is None:
        names = {getpass.getuser(), platform.node()} - COMMON_NAMES
    names = [re.escape(name) for name in names if len(name) > 2]
    if names:
        pattern = re.compile(rf"\b(?:{'|'.join(names)})\b", re.IGNORECASE)
        yield from matches(pattern, texts(notebook), "names a user or a machine")


def has_no_scripts(notebook):
    """Nothing stored runs by itself in a browser."""
    yield from matches(SCRIPTS, texts(notebook), "holds something that runs in a browser")


def loads_nothing_from_the_internet(notebook):
    """Everything shows without a network."""
    yield from matches(INTERNET, texts(notebook), "loads from the internet")


def has_only_safe_code(notebook):
    """Code is plain Python: no shell, no magics, nothing that runs or reaches the unknown."""
    for name, cell in code(notebook):
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            yield f"{name} is not plain Python (magics and ! are not used): {error.text!r}"
            continue
        for found in filter(None, map(unsafe, ast.walk(tree))):
            yield f"{name} uses {found}"


def unsafe(node):
    """Name what is unsafe about one piece of code; empty where nothing is."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        return ", ".join(name for name in names if name.split(".")[0] in UNSAFE_MODULES)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        writes = node.func.id == "open" and not reads_only(node)
        return node.func.id if node.func.id in UNSAFE_CALLS or writes else ""
    if isinstance(node, ast.Attribute):
        return f".{node.attr}" if node.attr in UNSAFE_METHODS | {"write_text"} else ""
    return ""


def reads_only(call):
    """Say whether a call of ``open`` plainly only reads."""
    modes = call.args[1:2] + [word.value for word in call.keywords if word.arg == "mode"]
    return all(isinstance(m, ast.Constant) and set(str(m.value)) <= set("rbt") for m in modes)
