"""Reads gold and predictions in the shapes that they come in.

Gold is one of: the lines of ``newsgraph extract`` (corrected by hand), rows of annotated text with ``names``
(JSON Lines, gzipped or not), or one JSON object with ``articles`` that lists entities and facts by name.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from newsgraph.errors import NewsgraphError
from newsgraph.evaluation.gold import GoldArticle, GoldEntity, GoldFact
from newsgraph.evaluation.predictions import Prediction
from newsgraph.evaluation.sentences import sentences, within_one

Row = Mapping[str, Any]

_KIND = {"rumoured": "rumour"}


class EvaluationError(NewsgraphError):
    """Gold or predictions cannot be read, or do not fit together."""


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file: one a line, or a single one over many lines; gzipped or not.

    Raises
    ------
    EvaluationError
        If the file cannot be read or is not JSON.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read: {error}.") from error
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        # A pretty-printed object breaks off in its first line; a line of JSON Lines never does.
        rows = [json.loads(text)] if lines and lines[0].strip() in "{[" else [json.loads(x) for x in lines]
    except ValueError as error:
        raise EvaluationError(f"{path} is not JSON or JSON Lines: {error}.") from error
    if not all(isinstance(row, dict) for row in rows):
        raise EvaluationError(f"{path} holds something other than JSON objects.")
    yield from rows


def read_gold(path: Path) -> list[GoldArticle]:
    """The annotated articles of a file, in its order.

    Raises
    ------
    EvaluationError
        If the file is unreadable, empty or in none of the known shapes.
    """
    articles: list[GoldArticle] = []
    for row in read_rows(path):
        try:
            articles.extend(gold_articles(row))
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise EvaluationError(f"{path} is in none of the shapes of gold: {error!r} is wrong.") from error
    if not articles:
        raise EvaluationError(f"{path} holds no annotated article.")
    return articles


def gold_articles(row: Row) -> list[GoldArticle]:
    """The articles of one JSON object, whichever of the shapes it has."""
    if "articles" in row:
        return [_by_name(article) for article in row["articles"]]
    if "names" in row:
        return [_annotated(row)]
    if "facts" in row and "source" in row and all("name" in entity for entity in row["entities"]):
        return [_extracted(row)]
    raise KeyError("articles")


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
                       row.get("text", ""), row.get("title", ""), row.get("date"))


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
    return GoldArticle(row["id"], entities, tuple(facts), tuple(ignored), text, row.get("title") or "",
                       row.get("date"))


def _status(fact: Row) -> str:
    modality: str = fact.get("modality", "asserted")
    return _KIND.get(modality, modality)


def _extracted(row: Row) -> GoldArticle:
    text: str = row["text"]
    forms: dict[str, list[str]] = {}
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
    return GoldArticle(row["id"], tuple(entities), tuple(facts), (), text, row.get("title", ""),
                       row.get("date"))


def read_predictions(paths: Iterable[Path]) -> list[Prediction]:
    """What ``newsgraph extract`` wrote, from one file or several.

    Raises
    ------
    EvaluationError
        If a file is unreadable or holds something else.
    """
    predictions = []
    for path in paths:
        for row in read_rows(path):
            try:
                predictions.append(Prediction.from_json(row))
            except (KeyError, TypeError, AttributeError) as error:
                raise EvaluationError(f"{path} is not what newsgraph extract writes: {error!r}.") from error
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
        first = next(read_rows(path), None)
    except (OSError, EvaluationError):
        return False
    return bool(first) and isinstance(first, dict) and "entities" in first and "facts" in first
