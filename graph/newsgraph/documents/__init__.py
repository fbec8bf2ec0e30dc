"""Documents: from files, folders, addresses and archives to `Document`, or a clear word on why not.

>>> [skipped] = read(["no-such-file.txt"])
>>> skipped.reason
'there is no such file or folder'
"""

from newsgraph.documents.meter import Meter
from newsgraph.documents.options import Columns, Limits, Options
from newsgraph.documents.reading import read

__all__ = ["Columns", "Limits", "Meter", "Options", "read"]
