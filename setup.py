"""Adds the workflow and its configuration to the package; all else is in pyproject.toml.

In a clone they are at the top level, where Snakemake looks for them. An installed package has them
in `craftbench/shipped`, see `craftbench/config/project_files.py`.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("Snakefile", "workflow", "config", "profiles")
SHIPPED += ("results/reference",)


class BuildWithWorkflow(build_py):
    def run(self):
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "craftbench" / "shipped"
        shutil.rmtree(target, ignore_errors=True)
        for name in SHIPPED:
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if Path(name).is_dir():
                shutil.copytree(name, copy, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(name, copy)


setup(cmdclass={"build_py": BuildWithWorkflow})
