"""Reads gold and predictions in the shapes that they come in.

Gold is one of: the lines of ``newsgraph extract`` (corrected by hand), rows of annotated text with ``names``
(JSON Lines, gzipped or not), or one JSON object with ``articles`` that lists entities and facts by name.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsgraph.evaluation.gold import UNASSERTED, GoldArticle, GoldEntity, GoldFact
from newsgraph.evaluation.predictions import Prediction
from newsgraph.evaluation.rows import EvaluationError, Row, read_rows
from newsgraph.evaluation.sentences import sentences, within_one
from newsgraph.evaluation.shapes import Vocabulary, check_annotated, check_by_name, check_extracted

_STATUS = {modality: status for status, modality in UNASSERTED.items()}


def read_gold(path: Path, vocabulary: Vocabulary | None = None) -> list[GoldArticle]:
    """The annotated articles of a file, in its order.

    Parameters
    ----------
    path
        JSON or JSON Lines, gzipped or not.
    vocabulary
        Holds the types and predicates that there are; None allows any.

    Raises
    ------
    EvaluationError
        If the file is unreadable, empty or in none of the known shapes, or something in it does not fit.
    """
    articles = [article for place, row in read_rows(path) for article in gold_articles(row, place, vocabulary)]
    if not articles:
        raise EvaluationError(f"{path} holds no annotated article.")
    return articles


def gold_articles(row: Row, place: str = "the row", vocabulary: Vocabulary | None = None) -> list[GoldArticle]:
    """The articles of one JSON object, whichever of the shapes it has.

    Raises
    ------
    EvaluationError
        If it has none of them or something in it does not fit; told with its `place`.
    """
    if "articles" in row:
        if not isinstance(row["articles"], list):
            raise EvaluationError(f'{place}: "articles" is no list.')
        for number, article in enumerate(row["articles"], 1):
            check_by_name(f"{place}: article {number}", article, vocabulary)
        return [_by_name(article) for article in row["articles"]]
    if "names" in row:
        check_annotated(place, row, vocabulary)
        return [_annotated(row)]
    if "entities" in row and "facts" in row:
        check_extracted(place, row, vocabulary, gold=True)
        return [_extracted(row)]
    raise EvaluationError(f'{place} is in none of the shapes of gold: it has neither "articles" nor "names", '
                          'nor "entities" and "facts".')


def _by_name(row: Row) -> GoldArticle:
    entities = tuple(
        GoldEntity(e["name"], e["type"], tuple(e.get("aliases", ())), tuple(e.get("alt_types", ())))
        for e in row["entities"])
    facts = [
        GoldFact(f["subject"], f["predicate"], f["object"], "asserted", bool(f["explicit"]),
                 f.get("time", "current"), f.get("role"), tuple(f.get("alt_predicates", ())),
                 f.get("evidence", ""))
        for f in row["facts"]]
    facts += [GoldFact(f["subject"], f["predicate"], f["object"], "debatable")
              for f in row.get("optional_facts", ())]
    facts += [GoldFact(f["subject"], f["predicate"], f["object"], f.get("kind", "trap"))
              for f in row.get("not_facts", ())]
    return GoldArticle(row["path"], entities, tuple(facts), tuple(row.get("ignore_entities", ())),
                       row.get("text", ""), row.get("title") or "", row.get("date"))


def _annotated(row: Row) -> GoldArticle:
    text: str = row["text"]
    forms: dict[Any, list[str]] = {name["id"]: [name["name"]] for name in row["names"]}
    for mention in row["entities"]:
        form = text[mention["start"]:mention["end"]]
        if form not in forms[mention["id"]]:
            forms[mention["id"]].append(form)
    entities = tuple(
        GoldEntity(n["name"], n["type"], tuple(forms[n["id"]][1:]), tuple(n.get("alt_types", ())))
        for n in row["names"])
    spans = sentences(text)

    def fact(f: Row, status: str) -> GoldFact:
        pair = tuple(text[slice(*f[side])] if f[side] else None for side in ("subject", "object"))
        sentence = f["sentence"]
        return GoldFact(
            forms[f["subject_id"]][0], f["predicate"], forms[f["object_id"]][0], status,
            None not in pair and within_one(spans, (sentence[0], sentence[1])), f.get("time", "current"),
            f.get("role"), tuple(f.get("also", ())), " ".join(text[slice(*sentence)].split()),
            (pair[0], pair[1]))

    facts = [fact(f, _status(f)) for f in row["facts"]]
    facts += [fact(f, "debatable") for f in row.get("debatable", ())]
    facts += [fact(f, "trap") for f in row.get("wrong", ())]
    ignored = {text[slice(*span)]: None for span in row.get("ignored", ())}
    return GoldArticle(str(row["id"]), entities, tuple(facts), tuple(ignored), text, row.get("title") or "",
                       row.get("date"))


def _status(fact: Row) -> str:
    modality: str = fact.get("modality", "asserted")
    return _STATUS.get(modality, modality)


def _extracted(row: Row) -> GoldArticle:
    text: str = row["text"]
    forms: dict[Any, list[str]] = {}
    entities = []
    for e in row["entities"]:
        if not e.get("named", True):
            continue
        names = {text[m["start"]:m["end"]]: None for m in e["mentions"] if m.get("kind", "name") == "name"}
        forms[e["id"]] = [e["name"], *(name for name in names if name != e["name"])]
        entities.append(GoldEntity(e["name"], e["type"], tuple(forms[e["id"]][1:])))
    facts = []
    for f in row["facts"]:
        if f["subject"] not in forms or f["object"] not in forms:
            continue
        start, end = f["sentence"]
        pair = [tuple(f[side]) for side in ("subject_span", "object_span")]
        facts.append(GoldFact(
            forms[f["subject"]][0], f["predicate"], forms[f["object"]][0], _status(f),
            all(start <= s and e <= end for s, e in pair), f.get("time", "current"), f.get("role"), (),
            " ".join(text[start:end].split()), (text[slice(*pair[0])], text[slice(*pair[1])])))
    return GoldArticle(str(row["id"]), tuple(entities), tuple(facts), (), text, row.get("title") or "",
                       row.get("date"))


def read_predictions(paths: Iterable[Path], vocabulary: Vocabulary | None = None) -> list[Prediction]:
    """What ``newsgraph extract`` wrote, from one file or several; `vocabulary` as for `read_gold`.

    Raises
    ------
    EvaluationError
        If a file is unreadable or holds something else.
    """
    predictions = []
    for path in paths:
        for place, row in read_rows(path):
            check_extracted(place, row, vocabulary, gold=False)
            predictions.append(Prediction.from_json(row))
    return predictions


def looks_extracted(path: Path) -> bool:
    """Whether a file holds extractions, and not text to extract from."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(2)
        if head not in (b"\x1f\x8b", b'{"', b"{\n"):
            return False
        _, first = next(read_rows(path), ("", {}))
    except (OSError, EvaluationError):
        return False
    return "entities" in first and "facts" in first
