"""Steps through a sentence's tree: from a trigger word to the words that fill its places.

A *slot* is a path of steps, ``obj>in`` or ``holder``; each step takes nodes to nodes. The steps even out
voice and construction: ``subj`` of "bought" is Acme in "Acme bought Bolt", "Bolt, bought by Acme", "Acme,
which bought Bolt", "Acme agreed to have bought Bolt" and "after buying Bolt, Acme".
"""

from collections.abc import Callable, Iterator
from functools import cache

from newsgraph.extraction.rules.clauses import (
    LIMIT,
    NOMINAL,
    SUBJECTS,
    after,
    agents,
    complement,
    holder,
    object_,
    passive,
    subject,
    surface_subject,
)
from newsgraph.extraction.rules.lexicon import word_class, words
from newsgraph.extraction.rules.trees import Node

_COPULAS = frozenset({"be", "become", "remain", "’s", "'s"})


def denoted(noun: Node) -> Iterator[Node]:
    """What a noun stands for: the name in apposition, its copula's subject, the name it stands before."""
    yield noun
    yield from noun.all("appos")
    head = noun.head
    dep = noun.dep
    for _ in range(LIMIT):
        if head is not None and dep == "conj" and head.pos in NOMINAL and not head.named:
            yield from head.all("appos")
            dep, head = head.dep, head.head
            continue
        break
    if head is None:
        return
    if dep in ("appos", "compound", "nmod", "amod") or dep == "conj" and head.named and _comma_before(noun):
        yield head
    elif dep == "attr" and (head.lemma in _COPULAS or head.pos in ("VERB", "AUX")):
        yield from surface_subject(head)
    elif dep in SUBJECTS and head.lemma in _COPULAS:
        yield from head.all("attr")
    elif dep == "oprd":
        yield from object_(head)
    elif dep == "dobj" and head.lemma in ("become", "remain", "name", "appoint"):
        yield from surface_subject(head)
        yield from (c for c in head.all("dative", "nsubj", "dobj") if c is not noun)
    elif dep == "pobj" and head.lemma == "as" and head.head is not None:
        verb = head.head
        if verb.pos in ("VERB", "AUX"):
            yield from (
                object_(verb)
                if passive(verb) or verb.child("dobj") is not None and verb.lemma in _APPOINT
                else surface_subject(verb)
            )
        elif verb.pos in NOMINAL:
            yield from verb.all("poss", "compound")
            yield from after(verb, "of")
    elif dep == "pobj" and noun.all("compound"):
        yield from noun.all("compound")


_APPOINT = word_class("appoint")


def possessor(noun: Node) -> Iterator[Node]:
    """Whose it is: "Acme's", "its"; for a word before a name also what stands before both."""
    for owner in noun.all("poss"):
        if owner.lemma == "whose":
            yield from _antecedent(noun)
        else:
            yield owner
    head = noun.head
    if head is not None and noun.dep in ("compound", "nmod", "appos", "conj"):
        yield from (c for c in head.all("poss") if c.index < noun.index)


def _antecedent(noun: Node) -> Iterator[Node]:
    """What "whose" before the noun refers to."""
    current: Node | None = noun
    for _ in range(LIMIT):
        if current is None:
            return
        if current.dep == "relcl":
            if current.head is not None:
                yield current.head
            return
        current = current.head


def clause(noun: Node) -> Iterator[Node]:
    """The subject of the clause that the noun stands in."""
    current = noun.head
    for _ in range(LIMIT):
        if current is None or current.pos in ("VERB", "AUX"):
            break
        current = current.head
    if current is not None and current.pos in ("VERB", "AUX"):
        yield from (n for n in surface_subject(current) if n is not noun)


def beside(node: Node) -> Iterator[Node]:
    """The name right before "-based", however the parser reads it, and the modifiers it does read."""
    yield from node.all("npadvmod", "compound", "nmod", "amod", "nsubj")
    if node.head is not None:
        yield from (
            c
            for c in node.head.children
            if c.reference is not None and c.index in (node.index - 1, node.index - 2)
        )


def modifier(noun: Node) -> Iterator[Node]:
    """Names that stand before the noun: "Acme" in "Acme chief" and in "Acme chief Ann Lee"."""
    yield from (c for c in noun.all("compound", "nmod", "amod", "npadvmod") if c.reference is not None)
    head = noun.head
    if head is not None and noun.dep in ("compound", "nmod", "amod"):
        yield from (
            c
            for c in head.all("compound", "nmod", "amod", "npadvmod")
            if c.reference is not None and c.index < noun.index
        )


def examples(noun: Node) -> Iterator[Node]:
    """Names that the noun announces: "rivals such as Acme", "phones including the Zip"."""
    for prep in noun.all("prep"):
        if (
            prep.lemma in ("include", "including", "like")
            or prep.lemma == "as"
            and prep.child("amod") is not None
        ):
            yield from prep.all("pobj")


def employer(noun: Node) -> Iterator[Node]:
    """Who gives or loses the role: "Acme named her chief", "she joined Acme as chief", "is chief at Acme"."""
    verb, dep = noun.head, noun.dep
    for _ in range(LIMIT):
        if verb is None or dep != "conj" or verb.pos not in NOMINAL:
            break
        dep, verb = verb.dep, verb.head
    if verb is not None and dep == "pobj" and verb.lemma in ("as", "to", "of"):
        verb = verb.head
    elif dep not in ("oprd", "attr", "dobj", "ccomp", "nsubj"):
        return
    if verb is None or verb.pos not in ("VERB", "AUX"):
        return
    if verb.lemma in word_class("join"):
        yield from object_(verb)
    elif verb.lemma in word_class("appoint"):
        yield from (agents(verb) if passive(verb) else surface_subject(verb))
    yield from after(verb, "at", "from", "of", "with", "for")


def _comma_before(node: Node) -> bool:
    return node.head is not None and node.index - node.head.index > 1


_STEPS: dict[str, Callable[[Node], Iterator[Node]]] = {
    "subj": subject,
    "obj": object_,
    "comp": complement,
    "is": denoted,
    "poss": possessor,
    "mod": modifier,
    "holder": holder,
    "such": examples,
    "employer": employer,
    "self": lambda node: iter((node,)),
    "head": lambda node: iter((node.head,) if node.head is not None else ()),
    "appos": lambda node: iter(node.all("appos")),
    "npadv": beside,
    "clause": clause,
    "attr": lambda node: iter(node.all("attr")),
    "surface": surface_subject,
}


@cache
def _parsed(path: str) -> tuple[tuple[str, frozenset[str] | None], ...]:
    steps = []
    for step in path.split(">"):
        name, _, lemmas = step.strip().partition(":")
        steps.append((name, words(lemmas) if lemmas else None))
    return tuple(steps)


def walk(node: Node, path: str) -> list[Node]:
    """The nodes at the end of a path of steps from `node`, in order, each once.

    A step is one of this module's names or else a preposition, and may ask for a lemma: ``obj:stake>in``.
    """
    current = [node]
    for name, lemmas in _parsed(path):
        step = _STEPS.get(name)
        reached: dict[int, Node] = {}
        for start in current:
            for end in step(start) if step is not None else after(start, name):
                if lemmas is None or end.lemma in lemmas:
                    reached.setdefault(end.index, end)
        current = list(reached.values())
    return current
