"""What texts are read with, as one short digest."""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_READ_WITH = ("extraction/*.py", "extraction/engines/gliner.py", "extraction/engines/pieces.py",
              "extraction/neural/*.py", "extraction/rules/*.py", "extraction/rules/*.toml", "lexicon.py", "names.py",
              "vocabulary.py")


@cache
def revision() -> str:
    """Eight hex digits of the code and tables of the extractors that run here: a part of their versions, so that
    a text is read again by an installation that may read it differently. (What an endpoint costs is not spent again
    for that: its extractor has a revision of its own.)"""
    digest = hashlib.sha256()
    for pattern in _READ_WITH:
        for path in sorted(_PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
