"""What a graph's documents say together about a thing, or about everything: read from corpus and resolution."""

import os
from dataclasses import dataclass

from newsgraph.graph.curation import reading
from newsgraph.records import Extraction
from newsgraph.resolution.agreement import Agreement, Conflict, Tenure, agreements, conflicts, said, tenures
from newsgraph.resolution.copies import copies
from newsgraph.resolution.explaining import names_of
from newsgraph.resolution.facts import judged
from newsgraph.resolution.index import Index


@dataclass(frozen=True, slots=True)
class Weighed:
    """What documents say together; `names` gives the name of each key."""

    agreements: list[Agreement]
    tenures: list[Tenure]
    conflicts: list[Conflict]
    names: dict[str, str]


def weigh(output: str | os.PathLike[str] = "output", name: str | None = None) -> Weighed:
    """Weigh the facts of a graph over the documents that state them; near-copies of one text count once.

    Parameters
    ----------
    output
        The folder of the graph.
    name
        Only facts about the thing with this name; None: all facts.

    Raises
    ------
    DecisionError
        If nothing, or more than one thing, has the name.
    GraphError
        If there is no graph.
    """
    with reading(output) as index:
        key = None if name is None else names_of(index, name)[1].key
        found = _extractions(index, key)
        members = index.members([x.document.id for x in found])
    facts = said(found, members)
    if key is not None:
        facts = [f for f in facts if key in (f.triple[0], f.triple[2])]
    duplicates = copies(x.document for x in found)
    names = {node.key: node.name for node in members.values()}
    return Weighed(agreements(facts, duplicates), tenures(facts), conflicts(facts), names)


def _extractions(index: Index, key: str | None) -> list[Extraction]:
    """The documents that name a thing, as the decisions leave them."""
    decisions = index.decisions()
    ids = None if key is None else sorted({c.document for unit in index.units(key) for c in index.clues(unit)})
    return [judged(extraction, decisions) for extraction in index.corpus.extractions(ids)]
