"""Sentences as trees whose nodes are words, with every name one node.

The relation rules read these trees instead of spaCy's tokens: a name of several words is one node wherever
the parser hung its parts, and a walk over plain objects is several times faster than over tokens.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsgraph.records import Entity, Kind, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention in a tree: which of the given entities it stands for, where, and how."""

    entity: int
    span: Span
    kind: Kind


@dataclass(slots=True, eq=False)
class Node:
    """A word, or a whole name. `start` and `end` are characters of the document."""

    index: int
    start: int
    end: int
    text: str
    lemma: str
    tag: str
    pos: str
    dep: str
    head: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    reference: Reference | None = None

    def child(self, *deps: str) -> "Node | None":
        """The first child that hangs by one of these dependencies."""
        return next((c for c in self.children if c.dep in deps), None)

    def all(self, *deps: str) -> list["Node"]:
        """Every child that hangs by one of these dependencies."""
        return [c for c in self.children if c.dep in deps]

    def subtree(self) -> Iterator["Node"]:
        """The node and all below it, in no particular order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(node.children)

    @property
    def named(self) -> bool:
        """Whether the node is a name, not a pronoun or a nominal."""
        return self.reference is not None and self.reference.kind == "name"


@dataclass(frozen=True, slots=True)
class Tree:
    """One sentence: its span and its nodes in the order of the text."""

    span: Span
    nodes: tuple[Node, ...]


def trees(doc: "Doc", entities: Iterable[Entity]) -> list[Tree]:
    """The document's sentences as trees, with the entities' mentions in place.

    Names become one node each; a pronoun or a nominal ("the firm") marks the node of its head word, whose
    modifiers stay nodes of their own. Where two names overlap the longer one counts.
    """
    names: list[Reference] = []
    others: list[Reference] = []
    for number, entity in enumerate(entities):
        for m in entity.mentions:
            where = names if m.kind == "name" else others
            where.append(Reference(number, (m.start, m.end), m.kind))
    text = doc.text  # spaCy joins it anew each time
    owner: dict[int, Reference] = {}
    for reference in sorted(names, key=lambda r: (r.span[0] - r.span[1], r.span)):
        inside = _tokens(doc, reference.span)
        if inside and not any(i in owner for i in inside):
            owner.update(dict.fromkeys(inside, reference))
    found = [_tree(doc, text, sentence.start, sentence.end, owner) for sentence in doc.sents]
    _mark(found, others)
    return [tree for tree in found if tree.nodes]


def _tokens(doc: "Doc", span: Span) -> range:
    piece = doc.char_span(*span, alignment_mode="expand")
    return range(piece.start, piece.end) if piece is not None else range(0)


def _tree(doc: "Doc", text: str, start: int, end: int, owner: dict[int, Reference]) -> Tree:
    nodes: list[Node] = []
    of_token: dict[int, Node] = {}
    heads: dict[int, int] = {}
    previous: Reference | None = None
    for token in doc[start:end]:
        reference = owner.get(token.i)
        if token.is_space and reference is None:
            continue
        if reference is not None and reference is previous:
            of_token[token.i] = nodes[-1]
        else:
            node = Node(
                len(nodes),
                token.idx,
                token.idx + len(token),
                token.text,
                token.lemma_.lower(),
                token.tag_,
                token.pos_,
                token.dep_,
                reference=reference,
            )
            if reference is not None:
                node.start, node.end = reference.span
                node.text = text[node.start : node.end]
                node.lemma, node.tag, node.pos = node.text, "NNP", "PROPN"
            nodes.append(node)
            of_token[token.i] = node
        heads[token.i] = token.head.i
        previous = reference
    outer: dict[int, int] = {}
    for i, node in of_token.items():
        parent = of_token.get(heads[i])
        # The word of a name that hangs outside it carries the name; of several, the last.
        if parent is not node and parent is not None or heads[i] == i or parent is None:
            outer[node.index] = i
    for node in nodes:
        at = outer.get(node.index)
        if at is None:
            continue
        node.dep = doc[at].dep_
        parent = of_token.get(heads[at])
        if parent is not None and parent is not node:
            node.head = parent
    _reattach(nodes)
    _break_cycles(nodes)
    for node in nodes:
        if node.head is not None:
            node.head.children.append(node)
    span = (nodes[0].start, nodes[-1].end) if nodes else (0, 0)
    return Tree(span, tuple(nodes))


def _reattach(nodes: list[Node]) -> None:
    """A noun phrase that the parser could not place, after name and comma, is in apposition to the name.

    What looks like a plural and is the root of its sentence, right after a name, is a verb: "Acme competes with Bolt".
    """
    for node in nodes:
        before = nodes[node.index - 1] if node.index else None
        hangs = before is not None and before.named and before.head is node and before.dep == "compound"
        if before is not None and hangs and node.dep == "ROOT" and node.tag in ("NNS", "VBZ"):
            node.pos, node.tag, before.dep = "VERB", "VBZ", "nsubj"
        if node.dep != "dep" or node.pos not in ("NOUN", "PROPN"):
            continue
        first = min((n.index for n in nodes if n.head is node and n.index < node.index), default=node.index)
        if first >= 2 and nodes[first - 1].text == "," and nodes[first - 2].named:
            node.head, node.dep = nodes[first - 2], "appos"


def _break_cycles(nodes: list[Node]) -> None:
    """Collapsing a name whose words hang apart can close a circle: cut it where it closes."""
    state: dict[int, int] = {}
    for node in nodes:
        path = []
        current: Node | None = node
        while current is not None and current.index not in state:
            state[current.index] = node.index
            path.append(current)
            current = current.head
        if current is not None and state[current.index] == node.index and path and current in path:
            path[-1].head = None
            path[-1].dep = "ROOT"
        for step in path:
            state[step.index] = -1


def _mark(found: list[Tree], references: list[Reference]) -> None:
    by_end: dict[int, Reference] = {}
    for reference in references:
        by_end.setdefault(reference.span[1], reference)
    for tree in found:
        for node in tree.nodes:
            if node.reference is None and node.end in by_end and node.start >= by_end[node.end].span[0]:
                node.reference = by_end[node.end]
