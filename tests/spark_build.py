"""Builds on Spark as a process of its own, with an extractor that knows generated articles by heart.

``python spark_build.py SOURCE DESTINATION MARK``: one text of the articles kills Spark's own worker, once, and leaves
the file MARK.
"""

import functools
import json
import os
import signal
import sys
import time
from pathlib import Path

from benchmarks.generated import articles

from newsgraph.records import Document, Extraction

NUMBER = 60


class Known:
    """Extracts what was meant by generated articles; does to itself what odd texts say."""

    version = "known 1"

    def __init__(self, mark: str) -> None:
        self.known = {extraction.document.text: extraction for extraction in articles(NUMBER)}
        self.mark = Path(mark)

    def extract(self, document: Document) -> Extraction:
        if "exit" in document.text:
            os._exit(3)
        if "worker" in document.text and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        found = self.known.get(document.text)
        return Extraction(document, found.entities if found else (), found.facts if found else (), self.version)

    def pipe(self, documents, batch_size: int = 16):
        return map(self.extract, documents)


def write(folder: Path) -> None:
    """The articles as JSON Lines, some of them twice over, and texts that are odd."""
    known = [extraction.document for extraction in articles(NUMBER)]
    rows = [{"id": d.id, "text": d.text, "date": d.date, "title": f"Number {d.id}"} for d in known]
    folder.mkdir()
    for at in range(3):
        part = [*rows[at::3], {**rows[0], "text": "It comes too late with an id that is there already."}]
        if at == 1:
            part += [{**row, "id": f"copy-{row['id']}", "date": "2023-12-31"} for row in rows[:5]]
            part += [{"id": "exit", "text": "The market for cars has an exit."},
                     {"id": "worker", "text": "The worker was at the market for cars."},
                     {"id": "empty", "text": ""}]
        (folder / f"{at}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in part), encoding="utf-8")


if __name__ == "__main__":
    # Under the name that Spark's workers know it by.
    from spark_build import Known

    from newsgraph.graph.extracting import Effort
    from newsgraph.spark import build

    source, destination, mark = sys.argv[1:]
    done = build([source], destination, make=functools.partial(Known, mark), effort=Effort(2), parts=2)
    print(json.dumps([done.documents, done.nodes, done.assertions, done.skipped_in_all,
                      sorted((item.source, item.reason) for item in done.skipped)]))
