"""Versions of Python and of libraries are the same in pyproject.toml, constraints.txt and CI."""

import ast
import re
import tomllib

import pytest
import yaml
from lowest_versions import ROOT, lower_bound, lowest_versions, pinned, requirements
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = list(PROJECT["optional-dependencies"])
ALL = {each.name: each for extra in (None, *EXTRAS) for each in requirements(extra)}
PAGE = (ROOT / "docs/versions.md").read_text(encoding="utf-8")


def python_versions() -> list[str]:
    """Python versions of the classifiers."""
    found = [re.fullmatch(r".* :: Python :: (3\.\d+)", line) for line in PROJECT["classifiers"]]
    return [match[1] for match in found if match]


def test_python_versions_agree():
    versions = python_versions()
    admitted = SpecifierSet(PROJECT["requires-python"])
    assert versions == [f"3.{minor}" for minor in range(30) if f"3.{minor}" in admitted]
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert ci["jobs"]["all"]["strategy"]["matrix"]["python"] == versions
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert mypy["python_version"] == versions[0]
    words = f"{versions[0]} to {versions[-1]}"
    assert f"Python {words}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"Python {words}" in (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert re.findall(r"^\| (3\.\d+) \|", PAGE, re.MULTILINE) == versions


@pytest.mark.parametrize("name", ALL)
def test_constraints_satisfy_the_project(name):
    version = pinned()[canonicalize_name(name)]
    assert version in ALL[name].specifier, f"constraints.txt has {name}=={version}, not {ALL[name]}"


def test_constraints_are_exact_and_unique():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    assert len(pinned()) == len(lines)


def test_lowest_versions_are_the_lower_bounds():
    lowest = [Requirement(line) for line in lowest_versions()]
    pins = {pin.name: next(iter(pin.specifier)).version for pin in lowest}
    for each in requirements() + requirements("docs"):
        assert pins[each.name] == lower_bound(each)
        assert Version(pins[each.name]) in each.specifier


def test_a_dependency_without_a_lower_bound_is_named():
    with pytest.raises(ValueError, match="numpy<3 needs one lower bound, such as 'numpy>="):
        lower_bound(Requirement("numpy<3"))


def test_the_workflow_asks_for_the_lowest_snakemake():
    bound = lower_bound(ALL["snakemake"])
    assert f'min_version("{bound}")' in (ROOT / "Snakefile").read_text(encoding="utf-8")


def private_imports() -> set[str]:
    """Libraries of which the project imports a private module."""
    found = set()
    for folder in ("craftbench", "features", "models", "workflow"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
                for name in names:
                    library, *parts = name.split(".")
                    if any(part.startswith("_") or part == "src" for part in parts):
                        found.add(library)
    return found


def test_private_modules_are_imported_only_of_libraries_with_an_upper_bound():
    distributions = {"sklearn": "scikit-learn"}
    own = {"craftbench", "features", "models"}
    for library in private_imports() - own:
        requirement = ALL[distributions.get(library, library)]
        assert any(part.operator == "<" for part in requirement.specifier), requirement
