"""From a noun to the entities it brings in: lists, parts, forms and examples."""

from collections.abc import Iterator

from newsgraph.extraction.rules.lexicon import word_class
from newsgraph.extraction.rules.trees import Node, Reference
from newsgraph.extraction.rules.walks import denoted, examples

_DEPTH = 25


def reach(node: Node, depth: int = 0) -> Iterator[Reference]:
    """The mentions that a noun stands for, itself and what is joined to it by "and".

    "Acme's cloud unit" stands for Acme, "a new version of Zip" for Zip, "phones such as the Zip and the Zap"
    for both.
    """
    if depth > _DEPTH:
        return
    if node.reference is not None:
        yield node.reference
    else:
        yield from _inside(node, depth)
    for child in node.children:
        if child.dep == "conj" and child.pos not in ("VERB", "AUX"):
            yield from reach(child, depth + 1)
        # The parser often reads a list of names as names in apposition.
        elif child.dep == "appos" and node.named and child.named:
            yield from reach(child, depth + 1)


def _inside(node: Node, depth: int) -> Iterator[Reference]:
    found = False
    for child in node.all("appos"):
        for reference in reach(child, depth + 1):
            found = True
            yield reference
    for child in examples(node):
        for reference in reach(child, depth + 1):
            found = True
            yield reference
    for clause in node.all("acl"):
        if clause.lemma in ("call", "name", "dub", "title", "know", "codename"):
            for child in (
                *clause.all("oprd", "dobj"),
                *(p for a in clause.all("prep") for p in a.all("pobj")),
            ):
                for reference in reach(child, depth + 1):
                    found = True
                    yield reference
    if not found and node.dep in ("appos", "attr", "compound", "nmod") and node.pos in ("NOUN", "PROPN"):
        for target in denoted(node):
            if target is not node and target.named and target.reference is not None:
                found = True
                yield target.reference
    if found or node.lemma not in word_class("part") | word_class("form"):
        return
    for child in node.children:
        if child.dep in ("poss", "compound", "nmod", "nummod") and child.reference is not None:
            yield from reach(child, depth + 1)
        elif child.dep == "prep" and child.lemma == "of":
            for inner in child.all("pobj"):
                yield from reach(inner, depth + 1)
