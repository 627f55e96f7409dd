"""A pytest plugin that lets Python start sooner: it keeps one package from being imported.

jsonschema does without rfc3987_syntax, which builds a grammar of internet addresses when it is
imported, and takes longer at that than all other packages together.
"""

import sys

sys.modules["rfc3987_syntax"] = None
