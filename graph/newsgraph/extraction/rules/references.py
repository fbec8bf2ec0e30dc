"""What pronouns and nominals point at: "it", "he", "its", "the company", "the chipmaker"."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsgraph.extraction.rules.lexicon import word_class
from newsgraph.extraction.rules.trees import Node, Tree, trees
from newsgraph.records import Entity, Kind, Mention, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "their", "them", "themselves"})
_TITLES = {
    **dict.fromkeys(("mr", "mr.", "sir", "lord"), "m"),
    **dict.fromkeys(("mrs", "mrs.", "ms", "ms.", "dame", "lady", "miss"), "f"),
}
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_BUSINESS = frozenset({"Company", "Organization"})
_GENERIC = frozenset(
    "company firm group giant maker business corporation manufacturer conglomerate startup start-up "
    "outfit".split()
)
_CLASSES = ("company", "organization", "product", "event", "person")
_TYPES = {
    "company": "Company",
    "organization": "Organization",
    "product": "Product",
    "event": "Event",
    "person": "Person",
}
_REACH = 3  # sentences back
_OTHER = frozenset(
    "other another such same first second rival new few several some any no every each all many most both "
    "various different next last certain".split()
)


@dataclass(slots=True)
class _Seen:
    """What the reading so far knows of the entities."""

    last: dict[int, tuple[int, int]] = field(default_factory=dict)  # entity -> (sentence, node)
    subject_in: dict[int, int] = field(default_factory=dict)  # entity -> last sentence as its subject
    gender: dict[int, str] = field(default_factory=dict)
    words: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    count: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def resolve_references(doc: "Doc", entities: list[Entity]) -> list[Entity]:
    """The entities with their pronouns and nominals added, and unnamed ones for those that nothing names.

    Existing entities keep their place and id. A reference is bound to what the text named last, of a fitting
    type, subjects of clauses first; "the chipmaker" first of all to what was called a chipmaker.
    """
    text = doc.text
    forest = trees(doc, entities)
    seen = _Seen()
    added: dict[int, list[Mention]] = defaultdict(list)
    unnamed: dict[str, list[Mention]] = defaultdict(list)
    for node, number in ((n, i) for i, t in enumerate(forest) for n in t.nodes if n.named):
        _describe(seen, node, number)
    for number, tree in enumerate(forest):
        for node in tree.nodes:
            if node.named and node.reference is not None:
                _see(seen, node.reference.entity, number, node)
                continue
            if node.reference is not None:
                continue
            pointed = _pointed(text, tree, node, forest, number, entities, seen)
            if pointed is None:
                continue
            span, kind, target, type_ = pointed
            if target is not None:
                added[target].append(Mention(*span, kind))
                _see(seen, target, number, node)
                if node.lemma in _HE:
                    seen.gender.setdefault(target, _HE[node.lemma])
            elif type_:
                unnamed[type_].append(Mention(*span, kind))
    known = [
        replace(e, mentions=tuple(sorted({*e.mentions, *added[i]}, key=lambda m: (m.start, m.end))))
        if i in added
        else e
        for i, e in enumerate(entities)
    ]
    taken = {e.id for e in entities}
    for type_, mentions in unnamed.items():
        for mention in mentions:
            identifier = f"u{len(known)}"
            while identifier in taken:
                identifier += "_"
            taken.add(identifier)
            name = text[mention.start : mention.end]
            known.append(Entity(identifier, name, type_, (mention,), named=False))
    return known


def _see(seen: _Seen, entity: int, number: int, node: Node) -> None:
    seen.last[entity] = (number, node.index)
    seen.count[entity] += 1
    if node.dep in _SUBJECTS or node.dep == "ROOT":
        seen.subject_in[entity] = number


def _describe(seen: _Seen, node: Node, number: int) -> None:
    """The nouns that the text itself uses for a name."""
    if node.reference is None:
        return
    about = seen.words[node.reference.entity]
    about.update(part.lower().strip(".,") for part in node.text.split()[1:])
    near = [*node.all("appos", "compound", "nmod")]
    if node.dep == "appos" and node.head is not None:
        near.append(node.head)
    if node.dep in _SUBJECTS and node.head is not None and node.head.lemma == "be":
        near.extend(node.head.all("attr"))
    about.update(n.lemma for n in near if not n.named)
    for title in node.children:
        if title.lemma in _TITLES:
            seen.gender.setdefault(node.reference.entity, _TITLES[title.lemma])


def _pointed(
    text: str, tree: Tree, node: Node, forest: list[Tree], number: int, entities: list[Entity], seen: _Seen
) -> tuple[Span, Kind, int | None, str] | None:
    """(span, kind, entity or None, type if unnamed) of a word that points at something, or None."""
    lemma = node.text.lower()
    span = (node.start, node.end)
    if lemma in _HE and node.tag in ("PRP", "PRP$"):
        return (
            span,
            "pronoun",
            _best(seen, node, number, entities, frozenset({"Person"}), gender=_HE[lemma]),
            "Person",
        )
    if lemma in _IT and node.tag in ("PRP", "PRP$"):
        if _pleonastic(node):
            return None
        return span, "pronoun", _best(seen, node, number, entities, _fitting(node)), "Company"
    if lemma in _THEY and node.tag in ("PRP", "PRP$"):
        if any(n.tag == "NNS" and n.dep in (*_SUBJECTS, "pobj") for n in tree.nodes[: node.index]):
            return None  # "for firms to show their phones": those firms, not one named before
        target = _best(seen, node, number, entities, _BUSINESS, plural=True)
        return (span, "pronoun", target, "") if target is not None else None
    return _nominal(tree, node, number, entities, seen)


def _nominal(
    tree: Tree, node: Node, number: int, entities: list[Entity], seen: _Seen
) -> tuple[Span, Kind, int | None, str] | None:
    if node.tag not in ("NN", "NNP") or node.dep in ("compound", "nmod", "amod"):
        return None
    determiner = node.child("det")
    if determiner is None or determiner.lemma not in ("the", "this", "that") or determiner.index > node.index:
        return None
    if (
        any(c.lemma in _OTHER for c in node.children)
        or any(c.dep in ("relcl", "acl", "appos") for c in node.children)
        or node.dep in ("appos", "attr", "oprd")
    ):
        return None
    if any(
        c.dep == "prep" and c.lemma in ("of", "for", "in", "behind", "between") and c.index == node.index + 1
        for c in node.children
    ):
        return None
    if any(
        n.reference is not None and entities[n.reference.entity].type != "Place"
        for n in tree.nodes[determiner.index + 1 : node.index]
    ):
        return None
    classes = [c for c in _CLASSES if node.lemma in word_class(c)]
    if not classes:
        return None
    types = frozenset(_TYPES[c] for c in classes)
    target = _best(seen, node, number, entities, types, noun=node.lemma)
    return (
        (determiner.start, node.end),
        "nominal",
        target,
        _TYPES[classes[0]] if classes[0] != "person" else "Person",
    )


def _fitting(node: Node) -> frozenset[str]:
    """What "it" may be: whoever acts or owns is a company rather than a product."""
    head = node.head
    if head is not None and node.dep in _SUBJECTS and head.lemma in word_class("acts"):
        return _BUSINESS
    if node.text.lower() == "its" and head is not None and head.lemma in word_class("owned"):
        return _BUSINESS
    return frozenset({"Company", "Organization", "Product"})


def _pleonastic(node: Node) -> bool:
    """Whether "it" only fills a place: "it is clear that", "it took years to"."""
    head = node.head
    if node.text.lower() != "it" or head is None:
        return False
    if node.dep == "expl":
        return True
    if head.lemma == "be":
        return head.child("acomp") is not None and any(
            c.dep in ("ccomp", "xcomp", "advcl", "csubj") for c in head.children
        )
    return (
        head.lemma in ("seem", "appear", "rain", "take") and head.child("ccomp", "xcomp", "advcl") is not None
    )


def _best(
    seen: _Seen,
    node: Node,
    number: int,
    entities: list[Entity],
    types: frozenset[str],
    *,
    gender: str = "",
    noun: str = "",
    plural: bool = False,
) -> int | None:
    """The likeliest entity: called so, then lately, then as a subject."""
    scores: dict[int, tuple[float, ...]] = {}
    for entity, (sentence, index) in seen.last.items():
        if entities[entity].type not in types:
            continue
        if gender and seen.gender.get(entity, gender) != gender:
            continue
        called = noun in seen.words[entity] if noun else False
        distance = number - sentence
        if distance > (_REACH if not noun else 12 if called else 6):
            continue
        if noun and noun not in _GENERIC and not called and distance > 1 and types == frozenset({"Company"}):
            continue
        subject = seen.subject_in.get(entity, -99)
        score = (
            3.0 * called
            - distance
            - (0.0 if subject == sentence else 0.9)
            + min(seen.count[entity], 4) * 0.12
        )
        if entities[entity].type == "Product" and "Company" in types:
            score -= 0.4
        if distance == 0 and subject != sentence and node.dep in ("poss", "dobj", "pobj"):
            score += 0.3
        scores[entity] = (score, float(sentence), float(index))
    return max(scores, key=lambda e: scores[e]) if scores else None
