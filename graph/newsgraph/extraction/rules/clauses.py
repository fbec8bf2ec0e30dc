"""Clauses: who does what to whom, whatever the voice and the construction."""

from collections.abc import Iterator

from newsgraph.extraction.rules.trees import Node

RELATIVES = frozenset({"which", "who", "that", "whom", "whose"})
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "X", "SYM"})
LIMIT = 12
"""Steps upwards before a walk gives up."""


def passive(verb: Node) -> bool:
    """Whether the verb's object stands as its subject, or before it as a participle's noun."""
    if verb.child("auxpass", "nsubjpass") is not None:
        return True
    if verb.tag == "VBN" and verb.dep in ("acl", "amod") and verb.child("dobj") is None:
        return True
    if (
        verb.dep == "conj"
        and verb.head is not None
        and verb.tag == "VBN"
        and not verb.all(*SUBJECTS)
        and verb.child("dobj", "aux") is None
    ):
        return passive(verb.head)
    return False


def subject(verb: Node) -> Iterator[Node]:
    """Who does it, whatever the voice."""
    if passive(verb):
        yield from agents(verb)
        return
    yield from surface_subject(verb)


def object_(verb: Node) -> Iterator[Node]:
    """What it is done to, whatever the voice."""
    if passive(verb):
        if verb.dep == "amod" and verb.head is not None:
            yield verb.head
        else:
            yield from surface_subject(verb)
        return
    found = [c for c in verb.all("dobj", "dative") if c.lemma not in RELATIVES]
    if found:
        yield from found
        return
    if verb.dep == "relcl" and verb.head is not None and not _relative(verb.child(*SUBJECTS)):
        yield verb.head
        return
    # "made and sold phones": the object hangs on the last verb only.
    for sibling in verb.all("conj"):
        if sibling.pos == "VERB" and not sibling.all(*SUBJECTS):
            yield from sibling.all("dobj")


def complement(verb: Node) -> Iterator[Node]:
    """What the subject or object is said to be: "was named chief", "is a maker", "works as head"."""
    yield from verb.all("attr", "oprd")
    for prep in verb.all("prep"):
        if prep.lemma == "as":
            yield from prep.all("pobj")


def agents(verb: Node) -> Iterator[Node]:
    """Who does what is done: "by Acme"."""
    for by in verb.all("agent", "prep"):
        if by.lemma == "by":
            yield from by.all("pobj")


def _relative(node: Node | None) -> bool:
    return node is not None and node.lemma in RELATIVES


def surface_subject(verb: Node) -> Iterator[Node]:
    """The subject by form, found through participles, infinitives, relative clauses and lists of verbs."""
    current: Node | None = verb
    for _ in range(LIMIT):
        if current is None:
            return
        own = current.child(*SUBJECTS)
        if own is not None:
            if not _relative(own):
                yield own
            elif current.dep == "relcl" and current.head is not None:
                yield current.head
            return
        head = current.head
        if current.dep in ("acl", "relcl") and head is not None:
            if head.pos in ("VERB", "AUX"):
                current = head
                continue
            if current.tag in ("VBG", "VBN") or current.dep == "relcl" or not _infinitive(current):
                yield head
            else:
                # "its plan to sell": whoever has the plan sells.
                yield from holder(head)
            return
        if (
            current.dep == "xcomp"
            and head is not None
            and passive(head) is False
            and head.child("dobj") is not None
        ):
            yield from head.all("dobj")
            return
        if current.dep == "pcomp" and head is not None:
            current = head.head
            if current is not None and current.pos in NOMINAL:
                yield from holder(current)
                return
            continue
        if current.dep in ("conj", "xcomp", "ccomp", "advcl", "dep", "parataxis", "auxpass", "aux"):
            current = head
            continue
        return


def _infinitive(verb: Node) -> bool:
    aux = verb.child("aux")
    return verb.tag == "VB" and aux is not None and aux.lemma == "to"


def holder(noun: Node) -> Iterator[Node]:
    """Whose doing the noun is: possessor, "by", or the subject of the verb that has it as its object."""
    yield from noun.all("poss")
    yield from after(noun, "by")
    head, dep = noun.head, noun.dep
    for _ in range(LIMIT):
        if head is None:
            return
        if (
            dep == "conj"
            and head.pos in NOMINAL
            or dep == "pobj"
            and head.dep == "prep"
            and head.head is not None
            and head.lemma in ("of", "to", "into", "in", "as")
        ):
            dep, head = (head.dep, head.head) if dep == "conj" else ("dobj", head.head)
            if head is not None and head.pos in NOMINAL:
                dep = head.dep
                head = head.head
            continue
        break
    if head is not None and head.pos in ("VERB", "AUX") and dep in ("dobj", "attr", "oprd"):
        yield from (subject(head) if not passive(head) else agents(head))
    elif head is not None and head.pos in ("VERB", "AUX") and dep == "nsubjpass":
        yield from agents(head)


def after(node: Node, *prepositions: str) -> Iterator[Node]:
    """What follows the node by one of these prepositions, also where a list of nouns or verbs shares it."""
    for prep in node.all("prep", "agent"):
        if prep.lemma in prepositions:
            yield from prep.all("pobj")
            # "from within Acme"
            for inner in prep.all("prep"):
                yield from inner.all("pobj")
    # "chairman and chief of Acme": the last of a list of nouns holds what is said of all.
    for sibling in node.all("conj"):
        if not sibling.named and sibling.pos in NOMINAL and node.pos in NOMINAL:
            yield from after(sibling, *prepositions)
    if node.dep == "conj" and node.head is not None and not node.head.named and node.head.pos == node.pos:
        for prep in node.head.all("prep"):
            if prep.lemma in prepositions and (prep.index > node.index or node.pos in NOMINAL):
                yield from prep.all("pobj")
