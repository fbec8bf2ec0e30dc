"""Imports go one way only, heavy ones happen late, and the public names are those that are declared."""

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest

import newsgraph

ROOT = Path(newsgraph.__file__).parent

# From the bottom to the top; a module may import its own layer and those before it. The longest prefix
# counts.
LAYERS = [
    {"newsgraph.records", "newsgraph.errors", "newsgraph.names", "newsgraph.lexicon", "newsgraph.vocabulary",
     "newsgraph.samples"},
    {"newsgraph.documents", "newsgraph.evaluation"},
    {"newsgraph.extraction"},
    {"newsgraph.corpus"},
    {"newsgraph.resolution"},
    {"newsgraph.graph"},
    {"newsgraph.library", "newsgraph.ask", "newsgraph.view", "newsgraph.export"},
    # What runs the stages one after another, and the class that is the front of them all.
    {"newsgraph.graph.building", "newsgraph.graph.deriving", "newsgraph.graph.knowledge_graph",
     "newsgraph.graph.upkeep", "newsgraph.graph.curation", "newsgraph.graph.inventory",
     "newsgraph.evaluation.running"},
    {"newsgraph.serve", "newsgraph.spark", "newsgraph.upkeep"},
    {"newsgraph", "newsgraph.cli", "newsgraph.__main__"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
HEAVY = {"spacy", "onnxruntime", "pyvis", "rdflib", "torch", "pandas", "networkx", "scipy"}


def rank(module):
    parts = module.split(".")
    while parts:
        found = RANK.get(".".join(parts))
        if found is not None and (len(parts) > 1 or module == "newsgraph"):
            return found
        parts.pop()
    return None


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path):
    """(module, whether it is at the top of the file) of every import that is not for type checkers alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {id(node) for block in ast.walk(tree) if isinstance(block, ast.If)
                   and "TYPE_CHECKING" in ast.dump(block.test) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        top = node in tree.body
        if isinstance(node, ast.Import):
            yield from ((alias.name, top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = (ROOT.parent / Path(*whole.split("."))).with_suffix(".py").is_file() or (
                    ROOT.parent / Path(*whole.split("."))).is_dir()
                yield (whole if node.module.startswith("newsgraph") and is_module else node.module), top


@pytest.mark.parametrize(("module", "path"), list(modules()),
                         ids=lambda value: str(value) if "/" not in str(value) else "")
def test_imports_go_downwards(module, path):
    own = rank(module)
    assert own is not None, f"{module} has no place in LAYERS"
    for imported, _ in imports(path):
        if imported.split(".")[0] == "newsgraph":
            other = rank(imported)
            assert other is not None, f"{module} imports {imported}, which has no place in LAYERS"
            assert other <= own, f"{module} imports {imported}, which is above it"


def test_only_extraction_imports_spacy():
    found = {module for module, path in modules() for imported, _ in imports(path)
             if imported.split(".")[0] == "spacy"}
    assert {module for module in found if not module.startswith("newsgraph.extraction")} == set()


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_command_line_loads_nothing_heavy():
    show = "print('LOADED', *{m.split('.')[0] for m in sys.modules})"
    loaded = set(run(f"import sys, newsgraph, newsgraph.cli; {show}").split())
    assert loaded & HEAVY == set()
    assert loaded & {"pyoxigraph", "rich", "numpy"} == set()
    help_ = run("import sys\nfrom newsgraph.cli import main\n"
                f"try:\n    main(['--help'])\nexcept SystemExit:\n    {show}")
    assert set(help_.rpartition("LOADED")[2].split()) & HEAVY == set()


def test_the_rules_and_the_evaluation_load_no_model():
    code = ("import sys, newsgraph.evaluation, newsgraph.evaluation.gold, newsgraph.extraction.engines.openai, "
            "newsgraph.extraction.rules; print(*{m.split('.')[0] for m in sys.modules})")
    assert set(run(code).split()) & {"onnxruntime", "tokenizers", "torch"} == set()


def best(command, times=3):
    """The shortest of several runs: what the command costs when nothing else does."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return min(taken)


def test_help_takes_less_than_half_of_importing_spacy():
    help_ = best([sys.executable, "-c", "from newsgraph.cli import main; main(['--help'])"])
    spacy = best([sys.executable, "-W", "ignore", "-c", "import spacy"])
    assert help_ < spacy / 2, f"{help_:.3f} s against {spacy:.3f} s"


def test_the_public_names_are_those_declared():
    assert sorted(newsgraph.__all__) == newsgraph.__all__ == dir(newsgraph)
    assert {name for names in newsgraph._HOMES.values()
            for name in names} | {"__version__"} == set(newsgraph.__all__)
    for name in newsgraph.__all__:
        assert getattr(newsgraph, name) is not None
    assert newsgraph.__version__.count(".") >= 1
    with pytest.raises(AttributeError):
        newsgraph.nothing_of_the_kind  # noqa: B018


def test_every_expected_error_is_one_of_ours():
    errors = [getattr(newsgraph, name) for name in newsgraph.__all__ if name.endswith("Error")]
    assert all(issubclass(error, newsgraph.NewsgraphError) for error in errors)
    assert all(error.__doc__ for error in errors)
