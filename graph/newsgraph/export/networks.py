"""The formats of network tools such as Gephi, Cytoscape and yEd."""

import io
import re
from typing import IO, TYPE_CHECKING, Any

from newsgraph.graph.network import network

if TYPE_CHECKING:
    import networkx

    from newsgraph.graph.reading import Reader

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOURS = ((37, 99, 201), (180, 84, 10), (11, 127, 100), (122, 63, 192), (180, 36, 110), (92, 102, 112))


def graphml(reader: "Reader", file: IO[bytes]) -> None:
    """GraphML: what holds now and what does not, told apart by ``time`` and ``modality``."""
    from networkx.readwrite.graphml import write_graphml_xml

    graph = _clean(network(reader, all=True))
    write_graphml_xml(graph, file, encoding="utf-8")


def gexf(reader: "Reader", file: IO[bytes]) -> None:
    """GEXF for Gephi: the same, with a colour for each type and edges as wide as they are sure."""
    import networkx

    graph = _clean(network(reader, all=True))
    types = sorted({kind for _, kind in graph.nodes(data="type")})
    for _, data in graph.nodes(data=True):
        red, green, blue = _COLOURS[types.index(data["type"]) % len(_COLOURS)]
        data["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}
    for at, (_, _, data) in enumerate(graph.edges(data=True)):
        data["id"] = str(at)
        data["weight"] = data["confidence"]
    buffer = io.BytesIO()
    networkx.write_gexf(graph, buffer, encoding="utf-8", version="1.2draft")
    # The writer puts today's date in: the one thing that would differ from one day to the next.
    file.write(re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue(), count=1))


def _clean(graph: "networkx.MultiDiGraph[str]") -> "networkx.MultiDiGraph[str]":
    """XML 1.0 has no way to write most control characters."""
    def clean(data: dict[str, Any]) -> None:
        data.update({k: _NOT_XML.sub("\ufffd", v) for k, v in data.items() if isinstance(v, str)})

    for _, data in graph.nodes(data=True):
        clean(data)
    for _, _, data in graph.edges(data=True):
        clean(data)
    return graph
