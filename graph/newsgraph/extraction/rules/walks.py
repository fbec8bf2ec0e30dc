"""Steps through a sentence's tree: from a trigger word to the words that fill its places.

A *slot* is a path of steps, ``obj>in`` or ``holder``; each step takes nodes to nodes. The steps even out voice and
construction: ``subj`` of "bought" is Acme in "Acme bought Bolt", "Bolt, bought by Acme", "Acme, which bought Bolt",
"Acme agreed to have bought Bolt" and "after buying Bolt, Acme".
"""

from collections.abc import Callable, Iterator
from functools import cache

from newsgraph.extraction.rules.lexicon import words
from newsgraph.extraction.rules.trees import Node

_PRONOUNS = frozenset({"which", "who", "that", "whom", "whose"})
_COPULAS = frozenset({"be", "become", "remain", "’s", "'s"})
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "X", "SYM"})
_LIMIT = 12  # steps upwards before a walk gives up


def passive(verb: Node) -> bool:
    """Whether the verb's object stands as its subject, or before it as a participle's noun."""
    if verb.child("auxpass", "nsubjpass") is not None:
        return True
    if verb.tag == "VBN" and verb.dep in ("acl", "amod") and verb.child("dobj") is None:
        return True
    if verb.dep == "conj" and verb.head is not None and verb.tag == "VBN" and not verb.all(*_SUBJECTS) \
            and verb.child("dobj", "aux") is None:
        return passive(verb.head)
    return False


def subject(verb: Node) -> Iterator[Node]:
    """Who does it, whatever the voice."""
    if passive(verb):
        yield from _agents(verb)
        return
    yield from _surface_subject(verb)


def object_(verb: Node) -> Iterator[Node]:
    """What it is done to, whatever the voice."""
    if passive(verb):
        if verb.dep == "amod" and verb.head is not None:
            yield verb.head
        else:
            yield from _surface_subject(verb)
        return
    found = [c for c in verb.all("dobj", "dative") if c.lemma not in _PRONOUNS]
    if found:
        yield from found
        return
    if verb.dep == "relcl" and verb.head is not None and not _relative(verb.child(*_SUBJECTS)):
        yield verb.head
        return
    # "made and sold phones": the object hangs on the last verb only.
    for sibling in verb.all("conj"):
        if sibling.pos == "VERB" and not sibling.all(*_SUBJECTS):
            yield from sibling.all("dobj")


def complement(verb: Node) -> Iterator[Node]:
    """What the subject or object is said to be: "was named chief", "is a maker", "works as head"."""
    yield from verb.all("attr", "oprd")
    for prep in verb.all("prep"):
        if prep.lemma == "as":
            yield from prep.all("pobj")


def denoted(noun: Node) -> Iterator[Node]:
    """What a noun stands for: the name in apposition, its copula's subject, the name it stands before."""
    yield noun
    yield from noun.all("appos")
    head = noun.head
    dep = noun.dep
    for _ in range(_LIMIT):
        if head is not None and dep == "conj" and head.pos in _NOMINAL and not head.named:
            yield from head.all("appos")
            dep, head = head.dep, head.head
            continue
        break
    if head is None:
        return
    if dep in ("appos", "compound", "nmod", "amod") or dep == "conj" and head.named and _comma_before(noun):
        yield head
    elif dep == "attr" and (head.lemma in _COPULAS or head.pos in ("VERB", "AUX")):
        yield from _surface_subject(head)
    elif dep in _SUBJECTS and head.lemma in _COPULAS:
        yield from head.all("attr")
    elif dep == "oprd":
        yield from object_(head)
    elif dep == "dobj" and head.lemma in ("become", "remain", "name", "appoint"):
        yield from _surface_subject(head)
        yield from (c for c in head.all("dative", "nsubj", "dobj") if c is not noun)
    elif dep == "pobj" and head.lemma == "as" and head.head is not None:
        verb = head.head
        if verb.pos in ("VERB", "AUX"):
            yield from (object_(verb) if passive(verb) or verb.child("dobj") is not None
                        and verb.lemma in _APPOINT else _surface_subject(verb))
        elif verb.pos in _NOMINAL:
            yield from verb.all("poss", "compound")
            yield from _after(verb, "of")
    elif dep == "pobj" and noun.all("compound"):
        yield from noun.all("compound")


_APPOINT = words("appoint")


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
    for _ in range(_LIMIT):
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
    for _ in range(_LIMIT):
        if current is None or current.pos in ("VERB", "AUX"):
            break
        current = current.head
    if current is not None and current.pos in ("VERB", "AUX"):
        yield from (n for n in _surface_subject(current) if n is not noun)


def beside(node: Node) -> Iterator[Node]:
    """The name right before "-based", however the parser reads it, and the modifiers it does read."""
    yield from node.all("npadvmod", "compound", "nmod", "amod", "nsubj")
    if node.head is not None:
        yield from (c for c in node.head.children if c.reference is not None and c.index in (node.index - 1,
                                                                                             node.index - 2))


def modifier(noun: Node) -> Iterator[Node]:
    """Names that stand before the noun: "Acme" in "Acme chief" and in "Acme chief Ann Lee"."""
    yield from (c for c in noun.all("compound", "nmod", "amod", "npadvmod") if c.reference is not None)
    head = noun.head
    if head is not None and noun.dep in ("compound", "nmod", "amod"):
        yield from (c for c in head.all("compound", "nmod", "amod", "npadvmod")
                    if c.reference is not None and c.index < noun.index)


def holder(noun: Node) -> Iterator[Node]:
    """Whose doing the noun is: possessor, "by", or the subject of the verb that has it as its object."""
    yield from noun.all("poss")
    yield from _after(noun, "by")
    head, dep = noun.head, noun.dep
    for _ in range(_LIMIT):
        if head is None:
            return
        if dep == "conj" and head.pos in _NOMINAL or dep == "pobj" and head.dep == "prep" and head.head is not None \
                and head.lemma in ("of", "to", "into", "in", "as"):
            dep, head = (head.dep, head.head) if dep == "conj" else ("dobj", head.head)
            if head is not None and head.pos in _NOMINAL:
                dep = head.dep
                head = head.head
            continue
        break
    if head is not None and head.pos in ("VERB", "AUX") and dep in ("dobj", "attr", "oprd"):
        yield from (subject(head) if not passive(head) else _agents(head))
    elif head is not None and head.pos in ("VERB", "AUX") and dep == "nsubjpass":
        yield from _agents(head)


def examples(noun: Node) -> Iterator[Node]:
    """Names that the noun announces: "rivals such as Acme", "phones including the Zip"."""
    for prep in noun.all("prep"):
        if prep.lemma in ("include", "including", "like") or prep.lemma == "as" and prep.child("amod") is not None:
            yield from prep.all("pobj")


def employer(noun: Node) -> Iterator[Node]:
    """Who gives or loses the role: "Acme named her chief", "she joined Acme as chief", "works as chief at Acme"."""
    verb, dep = noun.head, noun.dep
    for _ in range(_LIMIT):
        if verb is None or dep != "conj" or verb.pos not in _NOMINAL:
            break
        dep, verb = verb.dep, verb.head
    if verb is not None and dep == "pobj" and verb.lemma in ("as", "to", "of"):
        verb = verb.head
    elif dep not in ("oprd", "attr", "dobj", "ccomp", "nsubj"):
        return
    if verb is None or verb.pos not in ("VERB", "AUX"):
        return
    if verb.lemma in words("join"):
        yield from object_(verb)
    elif verb.lemma in words("appoint"):
        yield from (_agents(verb) if passive(verb) else _surface_subject(verb))
    yield from _after(verb, "at", "from", "of", "with", "for")


def _agents(verb: Node) -> Iterator[Node]:
    for by in verb.all("agent", "prep"):
        if by.lemma == "by":
            yield from by.all("pobj")


def _relative(node: Node | None) -> bool:
    return node is not None and node.lemma in _PRONOUNS


def _comma_before(node: Node) -> bool:
    return node.head is not None and node.index - node.head.index > 1


def _surface_subject(verb: Node) -> Iterator[Node]:
    current: Node | None = verb
    for _ in range(_LIMIT):
        if current is None:
            return
        own = current.child(*_SUBJECTS)
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
        if current.dep == "xcomp" and head is not None and passive(head) is False and head.child("dobj") is not None:
            yield from head.all("dobj")
            return
        if current.dep == "pcomp" and head is not None:
            current = head.head
            if current is not None and current.pos in _NOMINAL:
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


def _after(node: Node, *prepositions: str) -> Iterator[Node]:
    for prep in node.all("prep", "agent"):
        if prep.lemma in prepositions:
            yield from prep.all("pobj")
            # "from within Acme"
            for inner in prep.all("prep"):
                yield from inner.all("pobj")
    # "chairman and chief of Acme": the last of a list of nouns holds what is said of all.
    for sibling in node.all("conj"):
        if not sibling.named and sibling.pos in _NOMINAL and node.pos in _NOMINAL:
            yield from _after(sibling, *prepositions)
    if node.dep == "conj" and node.head is not None and not node.head.named and node.head.pos == node.pos:
        for prep in node.head.all("prep"):
            if prep.lemma in prepositions and (prep.index > node.index or node.pos in _NOMINAL):
                yield from prep.all("pobj")


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
    "surface": _surface_subject,
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
            for end in (step(start) if step is not None else _after(start, name)):
                if lemmas is None or end.lemma in lemmas:
                    reached.setdefault(end.index, end)
        current = list(reached.values())
    return current
