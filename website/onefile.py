"""Write the website as one HTML file, for a computer without a network or a USB stick.

``python -m website.onefile build/gdviz.html`` packs the pages of ``build/site`` and Python, but no
decks, into that file. At level 19 of Zstandard, named after it, that takes two minutes and the file
is a tenth smaller. A page's address is ``gdviz.html?page=notebooks/00_overview.html``.
"""

import base64
import posixpath
import re
import sys
from pathlib import Path

import zstandard

from website.runtime import PART, ROOT, in_base64, pack

TARGET = ROOT / "build" / "site"

SHELL = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gradient descent, shown and checked</title>
<p>Opening the course …</p>
<noscript>This file needs JavaScript, to unpack its pages and to run Python in them.</noscript>
{packs}
<script>{script}</script>
</html>
"""
SEARCH = "linkUrl = docName + docLinkSuffix;", 'linkUrl = "?page=" + docName + docLinkSuffix;'


def in_the_pack(name, text):
    """Return a page whose links lead to pages of the pack, and the names of what it loads."""
    loaded = set()

    def link(match):
        attribute, target, anchor = match.groups("")
        if not target or re.match("[a-z]+:", target):
            return match[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
        if path.endswith(".html"):
            return f'{attribute}="?page={path}{anchor}"'
        loaded.add(path)
        return f'{attribute}="pack:{path}"'

    text = re.sub(r'<link rel="preload"[^>]*>', "", text)
    text = re.sub(r'(<p class="course-links"[^>]*>).*?</p>', r"\1</p>", text)  # files, decks
    text = re.sub(
        r'(<form[^>]*) action="[^"]*search.html"([^>]*>)',
        r'\1\2<input type="hidden" name="page" value="search.html">',
        text,
    )
    text = re.sub(r'\b(href|src)="([^"?#]*)(?:\?[^"#]*)?(#[^"]*)?"', link, text)
    return text, loaded


def site():
    """Return all pages and what they load, by their paths."""
    files, needed = {}, {"_static/run/run.js"}
    for path in sorted(TARGET.rglob("*.html")):
        name = path.relative_to(TARGET).as_posix()
        if not name.startswith(("files/", "_static/")):
            text, loaded = in_the_pack(name, path.read_text(encoding="utf-8"))
            files[name] = text.encode()
            needed |= loaded
    files |= {name: (TARGET / name).read_bytes() for name in sorted(needed)}
    search = files["_static/searchtools.js"].decode()
    assert SEARCH[0] in search, "Sphinx makes the links of its search in another way now"
    files["_static/searchtools.js"] = search.replace(*SEARCH).encode()
    options = files["_static/documentation_options.js"].decode()
    files["_static/documentation_options.js"] = options.replace(
        "SHOW_SEARCH_SUMMARY: true", "SHOW_SEARCH_SUMMARY: false"
    ).encode()  # it would fetch each page that was found
    return files


def packed(name, level=None):
    """Return a pack of the website's Python in base64, as it is or compressed anew."""
    parts = sorted((TARGET / "_static" / "run").glob(f"{name}-*.js"))
    text = "".join(part.read_text(encoding="utf-8").split('"')[-2] for part in parts)
    if level is None:
        return text
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    return in_base64(unpacker.decompress(base64.b64decode(text)), level)


def write(target, level=None):
    """Write the file."""
    texts = {"site": in_base64(pack(site()), level or 3)}
    texts |= {name: packed(name, level) for name in ("python", "files")}
    packs = []
    for name, text in texts.items():
        for at in range(0, len(text), PART):
            part = text[at : at + PART]
            packs.append(f'<script type="text/plain" data-pack="{name}">{part}</script>')
    script = (TARGET / "_static" / "run" / "onefile.js").read_text(encoding="utf-8")
    target.write_text(SHELL.format(packs="\n".join(packs), script=script), encoding="utf-8")
    print(f"{target}: {target.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:]))
