"""The words of a role: "head of sales" out of "Acme's former head of sales, Ann Lee"."""

from newsgraph.extraction.rules.lexicon import word_class
from newsgraph.extraction.rules.trees import Node, Tree
from newsgraph.records import Span


def role_span(text: str, tree: Tree, noun: Node, arguments: tuple[Span, Span]) -> Span | None:
    """Where the role stands: the title, its modifiers and what it is of, without names, articles and time.

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
    while left < noun.index and (
        tree.nodes[left].pos == "PUNCT" or tree.nodes[left].lemma in ("and", "of", "&")
    ):
        left += 1
    right = noun.index
    for node in tree.nodes[noun.index + 1 :]:
        if node.lemma in ("and", "&", "-", "/", ",") or node.reference is not None:
            break
        if node.lemma in ("of", "for") and node.index == right + 1 and _of_department(tree, node):
            right = _department_end(tree, node)
            continue
        if node.head is noun and node.dep in ("nmod", "compound") and node.index == right + 1:
            right = node.index
            continue
        if node.lemma in word_class("executive") and node.index == right + 1:
            right = node.index
            continue
        break
    start, end = tree.nodes[left].start, tree.nodes[right].end
    if "\n" in text[start:end] or start >= end:
        return noun.start, noun.end
    return start, end


def _belongs(node: Node, noun: Node) -> bool:
    if (
        node.reference is not None
        or node.lemma in word_class("time_words")
        or node.tag in ("POS", "PRP$", "WP$", "DT")
    ):
        return False
    if node.tag in ("JJ", "NN", "NNP", "NNS", "NNPS", "VBG", "HYPH") or node.lemma in ("-", "&"):
        return (
            node.dep not in ("nsubj", "dobj", "pobj", "appos", "conj", "ROOT", "attr")
            or node.lemma == "-"
            or node.lemma in word_class("executive") | {"vice", "co"}
        )
    return False


def _inside(node: Node, spans: tuple[Span, Span]) -> bool:
    return any(node.start < e and node.end > s for s, e in spans)


def _of_department(tree: Tree, of: Node) -> bool:
    following = tree.nodes[of.index + 1 : of.index + 4]
    return (
        bool(following)
        and all(n.reference is None for n in following[:1])
        and _department_end(tree, of) > of.index
    )


def _department_end(tree: Tree, of: Node) -> int:
    end = of.index
    for phrase in of.all("pobj"):
        # "chairman of AI company Acme": that is the employer, no department.
        if phrase.reference is not None or phrase.lemma in word_class("company") | word_class("organization"):
            return end
    for node in tree.nodes[of.index + 1 : of.index + 9]:
        if node.lemma in word_class("company") | word_class("organization"):
            return of.index
        if node.reference is not None or node.tag in ("DT", "PRP$", "POS"):
            break
        if node.tag in ("NN", "NNS", "NNP", "NNPS", "JJ", "HYPH", "VBG"):
            end = node.index
            continue
        if node.lemma in ("and", "&", ",") and node.index == end + 1:
            continue
        break
    return end
