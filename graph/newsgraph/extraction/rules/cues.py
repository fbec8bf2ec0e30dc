"""When a statement holds, and whether the text asserts it."""

from functools import cache

from newsgraph.extraction.rules.lexicon import table
from newsgraph.extraction.rules.trees import Node, Reference
from newsgraph.records import Modality, Time

_UPWARDS = frozenset(
    "xcomp ccomp pcomp advcl acl conj dobj attr oprd pobj prep nsubjpass dep aux agent".split()
)
_LIMIT = 10


@cache
def _cues(section: str, name: str) -> frozenset[str]:
    return frozenset(str(table("cues")[section][name]).split())


def statement(trigger: Node, predicate: str, subject: Reference, object_: Reference) -> tuple[Time, Modality]:
    """The time and modality of what a trigger states, by the cues beside it and above it."""
    chain = _chain(trigger, (subject, object_))
    return _time(trigger, chain, predicate), _modality(trigger, chain)


def _chain(trigger: Node, arguments: tuple[Reference, Reference]) -> list[Node]:
    """The trigger and what governs it, up to the clause that says it."""
    chain, node = [trigger], trigger
    for _ in range(_LIMIT):
        head = node.head
        if head is None or node.dep not in _UPWARDS or head.named:
            break
        if node.dep == "acl" and node.tag in ("VBN", "VBG"):
            break
        if (
            node.dep == "conj"
            and node.pos in ("VERB", "AUX")
            and node.child("nsubj", "nsubjpass", "aux") is not None
        ):
            break
        if node.dep == "advcl" and node.child("nsubj", "nsubjpass") is not None:
            break
        chain.append(head)
        node = head
    return chain


def _beside(node: Node) -> set[str]:
    return {
        c.lemma
        for c in node.children
        if c.dep in ("aux", "neg", "advmod", "amod", "mark", "det", "compound", "nmod", "acomp", "predet")
        and c.reference is None
    }


def _modality(trigger: Node, chain: list[Node]) -> Modality:
    beside = [_beside(node) for node in chain]
    for node, near in zip(chain, beside, strict=True):
        if any(
            c.dep == "neg" and c.lemma not in ("longer",) for c in node.children if c.reference is None
        ) or near & {"no", "never"}:
            return "negated"
    for node in chain[1:]:
        if node.lemma in _cues("modality", "negated"):
            return "negated"
    for near in beside:
        if near & _cues("modality", "rumoured"):
            return "rumoured"
    for node in chain[1:]:
        if node.lemma in _cues("modality", "rumoured") or any(
            c.lemma in _cues("modality", "rumoured") for c in node.all("nsubj")
        ):
            return "rumoured"
    for near in beside:
        if near & _cues("modality", "hypothetical_aux"):
            return "hypothetical"
    for near in beside:
        if near & _cues("modality", "hypothetical"):
            return "hypothetical"
    if (
        any(node.lemma in _cues("modality", "hypothetical") for node in chain[1:])
        or trigger.lemma in ("bid", "offer")
        and trigger.pos == "NOUN"
    ):
        return "hypothetical"
    return "asserted"


def _time(trigger: Node, chain: list[Node], predicate: str) -> Time:
    beside = [_beside(node) for node in chain]
    if beside[0] & _cues("time", "past") or any(n.lemma in _cues("time", "past_verbs") for n in chain[1:3]):
        return "past"
    for near in beside[:3]:
        if near & _cues("time", "future"):
            return "future"
    if any(n.lemma in _cues("time", "future_verbs") for n in chain[1:3]) and predicate in (
        "acquired",
        "produces",
    ):
        return "future"
    if any("use" == n.lemma and n.tag == "VBD" for n in chain[1:3]):
        return "past"
    if predicate in _cues("time", "ended"):
        verb = trigger if trigger.pos == "VERB" else chain[1] if len(chain) > 1 else None
        if (
            verb is not None
            and verb.tag == "VBD"
            and verb.lemma in ("be", "work", "serve", "lead", "head", "run", "own")
        ):
            return "past"
    return "current"
