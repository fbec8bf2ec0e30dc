"""The Spark session to work in, as the machine or the cluster has it configured."""

import os
import shutil
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from newsgraph.errors import NewsgraphError
from newsgraph.extraction.pool import cores

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ATTEMPTS = 4
"""How often a task is tried on this machine, as on a cluster: by itself Spark would try it once."""


class SparkError(NewsgraphError):
    """Spark, or the Java that it needs, is missing, or a job failed."""


def session(jobs: int | None = None) -> "SparkSession":
    """The session that there is, or a new one by Spark's ordinary configuration; by default on this machine.

    Parameters
    ----------
    jobs
        How many tasks run at once where nothing else configures a master; None: one a core.

    Raises
    ------
    SparkError
        If PySpark or Java is missing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkError("Spark is missing; get it with: pip install 'newsgraph[spark]'") from error
    # Only its pandas functions are meant, which nothing here calls.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    if not submitted and not _java():
        raise SparkError("Spark needs Java 17 or later; on Debian: apt-get install openjdk-17-jre-headless")
    builder: SparkSession.Builder = SparkSession.builder.appName("newsgraph")
    if not submitted and not _configured():
        # The workers are to run what this process runs.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        tasks = jobs or cores()
        builder = (builder.master(f"local[{tasks},{ATTEMPTS}]").config("spark.ui.enabled", "false")
                   .config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", 2 * tasks)
                   .config("spark.driver.bindAddress", "127.0.0.1")
                   .config("spark.driver.host", "127.0.0.1"))
    try:
        found = builder.getOrCreate()
    except Exception as error:
        raise SparkError(f"Spark cannot be started: {' '.join(str(error).split())[:300]}") from error
    if not submitted:
        found.sparkContext.setLogLevel("OFF")
    return found


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")


def _configured() -> bool:
    """Whether a master stands in Spark's own configuration."""
    if "--master" in os.environ.get("PYSPARK_SUBMIT_ARGS", ""):
        return True
    folder = os.environ.get("SPARK_CONF_DIR") or os.path.join(os.environ.get("SPARK_HOME", ""), "conf")
    path = Path(folder) / "spark-defaults.conf"
    return path.is_file() and any(line.split()[:1] == ["spark.master"] for line in path.read_text().splitlines())
