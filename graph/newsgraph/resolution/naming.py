"""Names, types and keys of nodes: readable, unique, and the same whatever the order of the documents."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsgraph.names import company_words, is_acronym, slug, words
from newsgraph.records import Node
from newsgraph.resolution.blocks import ORDER, block
from newsgraph.resolution.clues import NONE
from newsgraph.resolution.decisions import Decisions
from newsgraph.resolution.units import Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """A node that has everything but its key. `sense` tells it from bearers of the same name and type."""

    name: str
    type: str
    aliases: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    sense: str
    links: tuple[tuple[str, float], ...] = ()

    @property
    def base(self) -> str:
        """The readable key, which other drafts may want as well."""
        return slug(self.name) or f"x{_digest(block(self.name, self.type))}"


def draft(units: Sequence[Unit], decisions: Decisions = NONE) -> Draft:
    """The node that some units make.

    The name is the one that most documents prefer, but never an acronym where they also write it out.
    """
    preferred: Counter[str] = Counter()
    types: Counter[str] = Counter()
    spellings: Counter[str] = Counter()
    members = []
    for unit in units:
        for clue in unit.clues:
            preferred[clue.name] += 1
            types[clue.type] += 1
            members.append((clue.document, clue.entity))
            for name, uses in clue.names:
                spellings[name] += uses
    type = min(types, key=lambda t: (-types[t], ORDER.index(t) if t in ORDER else len(ORDER), t))
    fullest = max(units, key=lambda u: (len(u.clues), u.id))
    own = {clue.name for clue in fullest.clues}
    written = [n for n in preferred if n in own and not is_acronym(n)] or [n for n in preferred if n in own]
    name = min(written, key=lambda n: (
        -preferred[n], type == "Company" and company_words(n) != words(n), -spellings[n], n.isupper(),
        n.isascii(), -len(n), n))
    if decisions:
        raw = frozenset[str]().union(*(unit.raw for unit in units))
        name = decisions.name_for(raw) or name
        type = next((d.to for d in decisions.about("retype", raw) if d.to and not d.documents), type)
    aliases = tuple(sorted((set(preferred) | set(spellings)) - {name}))
    sense = min((unit.sense or unit.block) for unit in units)
    links = decisions.links(raw, (document for document, _ in members)) if decisions else {}
    return Draft(name, type, aliases, tuple(sorted(members)), sense, tuple(sorted(links.items())))


def name_nodes(drafts: Iterable[Draft]) -> list[Node]:
    """Give every draft its key, in the order of the keys.

    A key that several nodes want goes to the one whose type comes first; the others get the type, what
    tells them apart (an employer, a maker, a country) or a hash after two dashes, which no plain key has.
    """
    wanted: defaultdict[str, list[Draft]] = defaultdict(list)
    for item in drafts:
        wanted[item.base].append(item)
    nodes = []
    for base, rivals in wanted.items():
        for key, item in keys(base, rivals):
            nodes.append(Node(key, item.name, item.type, item.aliases, item.members, item.links))
    return sorted(nodes, key=lambda n: n.key)


def keys(base: str, rivals: Sequence[Draft]) -> list[tuple[str, Draft]]:
    """The keys of all drafts that want `base`."""
    if len(rivals) == 1:
        return [(base, rivals[0])]
    by_type: defaultdict[str, list[Draft]] = defaultdict(list)
    for item in rivals:
        by_type[item.type].append(item)
    first = min(by_type, key=lambda t: (ORDER.index(t) if t in ORDER else len(ORDER), t))
    found: list[tuple[str, Draft]] = []
    for type, items in by_type.items():
        stem = base if type == first else f"{base}--{slug(type) or _digest(type)}"
        if len(items) == 1:
            found.append((stem, items[0]))
            continue
        senses: defaultdict[str, list[Draft]] = defaultdict(list)
        for item in items:
            senses[slug(item.sense.partition(":")[2])].append(item)
        for sense, same in senses.items():
            if len(same) == 1 and sense:
                found.append((f"{stem}--{sense}", same[0]))
            else:
                found += [(f"{stem}--{_digest(*item.members[0])}", item) for item in same]
    return found


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8]
