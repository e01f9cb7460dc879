"""Classes of the user's own files that stored models may hold."""

import inspect
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from craftbench.own.reference import reference


def own_types(references: Iterable[str]) -> list[str]:
    """Names ``module.Class`` of the classes that the files of own models define."""
    return [f"{one.__module__}.{one.__qualname__}" for one in _classes(references)]


def own_layers(references: Iterable[str]) -> dict[str, Any]:
    """For Keras: classes and functions by name that the files of own networks define.

    Those that the files register with Keras themselves are known once the files have run.
    """
    modules = _modules(references)
    functions = [one for module in modules for one in _defined(module, inspect.isfunction)]
    found = [*functions, *_classes(references)]
    named = {one.__name__: one for one in found}
    # Keras calls a layer that is not registered by its module and name.
    return named | {f"{one.__module__}>{one.__name__}": one for one in found}


def _classes(references: Iterable[str]) -> list[type]:
    return [one for module in _modules(references) for one in _defined(module, inspect.isclass)]


def _modules(references: Iterable[str]) -> list[ModuleType]:
    """Modules of the references, imported."""
    found = (inspect.getmodule(reference(name).function) for name in references)
    return [module for module in found if module is not None]


def _defined(module: ModuleType, kind: Any) -> list[Any]:
    return [one for one in vars(module).values() if kind(one) and one.__module__ == module.__name__]
