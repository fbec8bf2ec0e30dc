"""The words of a role: "vice president of marketing" out of "Acme's former vice president of marketing, Ann Lee"."""

from newsgraph.extraction.rules.lexicon import words
from newsgraph.extraction.rules.trees import Node, Tree
from newsgraph.records import Span

_OUTSIDE = frozenset({"det", "poss", "case", "relcl", "acl", "appos", "punct", "cc", "conj", "prep", "advmod", "predet",
                      "nummod", "preconj", "advcl", "cop", "nsubj"})


def role_span(text: str, tree: Tree, noun: Node, arguments: tuple[Span, Span]) -> Span | None:
    """Where the role stands: the title with its modifiers and what it is of, without names, articles and time.

    Parameters
    ----------
    noun
        The title's head word.
    arguments
        The spans of person and organisation, which never belong to it.
    """
    left = noun.index
    while left > 0:
        before = tree.nodes[left - 1]
        if not _belongs(before, noun) or _inside(before, arguments):
            break
        left -= 1
    while left < noun.index and (tree.nodes[left].pos == "PUNCT" or tree.nodes[left].lemma in ("and", "of", "&")):
        left += 1
    right = noun.index
    for node in tree.nodes[noun.index + 1:]:
        if node.lemma in ("and", "&", "-", "/", ",") or node.reference is not None:
            break
        if node.lemma in ("of", "for") and node.index == right + 1 and _of_department(tree, node):
            right = _department_end(tree, node)
            continue
        if node.head is noun and node.dep in ("nmod", "compound") and node.index == right + 1:
            right = node.index
            continue
        if node.lemma in words("executive") and node.index == right + 1:
            right = node.index
            continue
        break
    start, end = tree.nodes[left].start, tree.nodes[right].end
    if "\n" in text[start:end] or start >= end:
        return noun.start, noun.end
    return start, end


def _belongs(node: Node, noun: Node) -> bool:
    if node.reference is not None or node.lemma in words("time_words") or node.tag in ("POS", "PRP$", "WP$", "DT"):
        return False
    if node.tag in ("JJ", "NN", "NNP", "NNS", "NNPS", "VBG", "HYPH") or node.lemma in ("-", "&"):
        return node.dep not in ("nsubj", "dobj", "pobj", "appos", "conj", "ROOT", "attr") or node.lemma == "-" \
            or node.lemma in words("executive") | {"vice", "co"}
    return False


def _inside(node: Node, spans: tuple[Span, Span]) -> bool:
    return any(node.start < e and node.end > s for s, e in spans)


def _of_department(tree: Tree, of: Node) -> bool:
    following = tree.nodes[of.index + 1:of.index + 4]
    return bool(following) and all(n.reference is None for n in following[:1]) and _department_end(tree, of) > of.index


def _department_end(tree: Tree, of: Node) -> int:
    end = of.index
    for node in tree.nodes[of.index + 1:of.index + 9]:
        if node.reference is not None or node.tag in ("DT", "PRP$", "POS"):
            break
        if node.tag in ("NN", "NNS", "NNP", "NNPS", "JJ", "HYPH", "VBG") :
            end = node.index
            continue
        if node.lemma in ("and", "&", ",") and node.index == end + 1:
            continue
        break
    return end
