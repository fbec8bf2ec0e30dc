"""Facts: what the sentences say about given entities, by the table of patterns.

`find_facts` takes any entities, from these rules or from a trained tagger.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newsgraph.extraction.rules.cues import statement
from newsgraph.extraction.rules.lexicon import table, word_class, words
from newsgraph.extraction.rules.patterns import Pattern, lookup
from newsgraph.extraction.rules.reach import reach
from newsgraph.extraction.rules.roles import role_span
from newsgraph.extraction.rules.trees import Node, Reference, Tree, trees
from newsgraph.extraction.rules.walks import walk
from newsgraph.records import Entity, Fact, Span
from newsgraph.vocabulary import SYMMETRIC

if TYPE_CHECKING:
    from spacy.tokens import Doc

_WORD_CLASS = {
    "VERB": "verb",
    "AUX": "verb",
    "NOUN": "noun",
    "PROPN": "noun",
    "ADJ": "adjective",
    "ADV": "adverb",
}


def find_facts(doc: "Doc", entities: list[Entity]) -> list[Fact]:
    """What the document says about the entities, in the order of the text.

    Parameters
    ----------
    doc
        What `newsgraph.extraction.rules.parse` gave.
    entities
        Any entities of that text. If none of them has a pronoun or nominal among its mentions, references are
        resolved here first.

    Returns
    -------
    list of Fact
        One for each sentence, pattern and pair; `method` is ``rule:<pattern>``, `confidence` the pattern's
        precision on annotated news. A role is a substring of the text.
    """
    if all(m.kind == "name" for e in entities for m in e.mentions):
        from newsgraph.extraction.rules.references import resolve_references

        entities = resolve_references(doc, entities)
    text = doc.text
    forest = trees(doc, entities)
    found: dict[tuple[str, str, str, Span], Fact] = {}
    for number, tree in enumerate(forest):
        for fact in _facts(text, forest, number, tree, entities):
            key = (fact.subject, fact.predicate, fact.object, fact.sentence)
            mirrored = (fact.object, fact.predicate, fact.subject, fact.sentence)
            if fact.predicate in SYMMETRIC and mirrored in found:
                key = mirrored
            if key not in found or (found[key].confidence, found[key].role is not None) < (
                fact.confidence,
                fact.role is not None,
            ):
                found[key] = fact
    return _settled(list(found.values()))


def _settled(facts: list[Fact]) -> list[Fact]:
    """Employment that a leading role already says, in the same sentence, is not said twice."""
    leading = {(f.subject, f.object, f.sentence) for f in facts if f.predicate == "executiveOf"}
    kept = [
        f for f in facts if f.predicate != "employedBy" or (f.subject, f.object, f.sentence) not in leading
    ]
    return sorted(kept, key=lambda f: (f.sentence, f.subject_span, f.object_span, f.predicate))


def _facts(text: str, forest: list[Tree], number: int, tree: Tree, entities: list[Entity]) -> Iterator[Fact]:
    table_ = lookup()
    for node in tree.nodes:
        candidates: Iterable[Pattern] = ()
        if node.named and node.reference is not None:
            candidates = table_.by_type.get(entities[node.reference.entity].type, ())
        elif node.pos in _WORD_CLASS or node.tag in ("VBN", "VBG"):
            kind = _WORD_CLASS.get(node.pos, "verb")
            candidates = (*table_.by_lemma.get((kind, node.lemma), ()), *table_.by_lemma.get((kind, "*"), ()))
            if kind == "adjective" and node.tag in ("VBN", "VBG"):
                candidates = (*candidates, *table_.by_lemma.get(("verb", node.lemma), ()))
        for pattern in candidates:
            if _holds(pattern, node, forest, number):
                yield from _apply(text, forest, number, pattern, node, entities)


def _holds(pattern: Pattern, node: Node, forest: list[Tree], number: int) -> bool:
    near = {c.lemma for c in node.children}
    if pattern.near and not pattern.near & near or pattern.unless & near:
        return False
    if pattern.around and not pattern.around & _around(node):
        return False
    if pattern.context:
        plurals = words(pattern.context)
        before = forest[max(0, number - 2) : number]
        return any(n.text.lower() in plurals for t in before for n in t.nodes)
    return True


def _around(node: Node) -> set[str]:
    """The lemmas near a word: its children's and theirs, and its head's."""
    near = {c.lemma for c in node.children} | {g.lemma for c in node.children for g in c.children}
    if node.head is not None:
        near |= {node.head.lemma} | {c.lemma for c in node.head.children}
    return near


def _bare(node: Node) -> bool:
    """Whether a role has nothing with it that says whose it is."""
    return not any(
        c.dep in ("poss", "prep")
        or c.dep in ("compound", "nmod", "amod")
        and (c.reference is not None or c.text[:1].isupper() and c.lemma in word_class("adjectives_of_place"))
        for c in node.children
    )


def _apply(
    text: str, forest: list[Tree], number: int, pattern: Pattern, node: Node, entities: list[Entity]
) -> Iterator[Fact]:
    tree, suffix = forest[number], ""
    if pattern.pair:
        filled = _references(walk(node, pattern.pair), pattern.subject_type, entities)
        pairs = [(a, b) for i, a in enumerate(filled) for b in filled[i + 1 :]]
    else:
        subjects = _fill(node, pattern.subject, pattern.subject_type, entities)
        objects = _fill(node, pattern.object, pattern.object_type, entities) if subjects else []
        if (
            subjects
            and not objects
            and pattern.implied
            and (not pattern.implied_lemmas or node.lemma in pattern.implied_lemmas and _bare(node))
        ):
            objects, suffix = topic(forest, number, node, pattern.object_type, entities)
            if pattern.implied == "sentence" and suffix == "-topic":
                objects = []
        pairs = [(a, b) for a in subjects for b in objects]
    for a, b in pairs:
        if a.entity == b.entity or pattern.named and "name" not in (a.kind, b.kind):
            continue
        if pattern.predicate == "competesWith" and entities[a.entity].type != entities[b.entity].type:
            continue
        if pattern.no_country and entities[b.entity].name.lower() in word_class("country_names"):
            continue
        role = role_span(text, tree, node, (a.span, b.span)) if pattern.role else None
        time, modality = statement(node, pattern.predicate, a, b)
        yield Fact(
            entities[a.entity].id,
            pattern.predicate,
            entities[b.entity].id,
            tree.span,
            a.span,
            b.span,
            role=text[role[0] : role[1]] if role else None,
            time=time,
            modality=modality,
            confidence=confidence(pattern.predicate, pattern.name + suffix),
            method=f"{pattern.method}{suffix}",
        )


def topic(
    forest: list[Tree], number: int, node: Node, types: frozenset[str], entities: list[Entity]
) -> tuple[list[Reference], str]:
    """What the passage is about, where the words name no company or event: the last one, subjects first.

    With it a suffix for the method: ``-implied`` if it stands in the same sentence, else ``-topic``.
    """
    best: tuple[float, Reference] | None = None
    suffix = ""
    for back in range(3):
        if number - back < 0:
            break
        for other in forest[number - back].nodes:
            reference = other.reference
            if (
                reference is None
                or entities[reference.entity].type not in types
                or back == 0
                and other.index >= node.index
            ):
                continue
            score = (other.dep in ("nsubj", "nsubjpass", "poss")) - 1.0 * back + other.index * 0.001
            if best is None or score > best[0]:
                best, suffix = (score, reference), "-topic" if back else "-implied"
    return ([best[1]] if best is not None else []), suffix


def confidence(predicate: str, name: str) -> float:
    """How often the pattern was right on annotated news, smoothed; 0.5 where it was never seen."""
    return float(table("precision").get(predicate, {}).get(name, 0.5))


def _fill(
    node: Node, slots: tuple[str, ...], types: frozenset[str], entities: list[Entity]
) -> list[Reference]:
    filled: dict[Reference, None] = {}
    for slot in slots:
        path, more = slot.removesuffix("+"), slot.endswith("+")
        if path == "prefix":
            found = _prefix(node, types, entities)
        else:
            found = _references(walk(node, path), types, entities)
        filled.update(dict.fromkeys(found))
        if filled and not more:
            break
    return list(filled)


def _references(nodes: list[Node], types: frozenset[str], entities: list[Entity]) -> list[Reference]:
    found = [r for node in nodes for r in reach(node) if entities[r.entity].type in types]
    return list(dict.fromkeys(found))


def _prefix(node: Node, types: frozenset[str], entities: list[Entity]) -> list[Reference]:
    """The company whose name the product's name begins with: "Acme Zip"."""
    if node.reference is None:
        return []
    for number, entity in enumerate(entities):
        if entity.type in types and entity.named and node.text.startswith(entity.name + " "):
            span = (node.start, node.start + len(entity.name))
            return [Reference(number, span, "name")]
    return []
