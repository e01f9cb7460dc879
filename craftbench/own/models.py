"""Models by name: built in, own, or offered by an installed package."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from craftbench.errors import CraftbenchError, suggestion
from craftbench.own.classifiers import build_classifier
from craftbench.own.networks import build_network
from craftbench.own.offered import as_reference, offered
from craftbench.own.reference import Parameters, Reference, is_reference, reference
from models import LEARNING_RATE, MODELS, Model

NETWORK = ("input_shape", "classes")
FEATURES = "features"
CLASSIFIER = ("seed", "shape")


@dataclass(frozen=True)
class OwnModel(Model):
    """A network or classifier of the user's own file; `module` is the place of its reference."""

    @property
    def own(self) -> Reference:
        """The function."""
        return Reference(self.module, self.function)

    @property
    def build(self) -> Callable[..., Any]:
        return partial(build_network if self.kind == "network" else build_classifier, self.own)

    def check_options(self, chosen: Mapping[str, Any]) -> None:
        """Raise ValueError naming an option that is no parameter of the function."""
        own = self.own
        known = [name for name in own.parameters.all if name not in (*NETWORK, FEATURES)]
        known = known if self.kind == "network" else []
        for name in chosen:
            if name not in known:
                valid = ", ".join(known) or "none"
                raise ValueError(f"{own} has no option {name!r}; its options: {valid}")


def known_models() -> list[str]:
    """Names of those that are built in or offered by packages."""
    return [*MODELS, *offered("models")]


def model(name: str) -> Model:
    """The model of this name.

    Parameters
    ----------
    name : str
        Of a built-in one, ``FILE.py:FUNCTION``, ``MODULE:FUNCTION``, or a name that a package
        offers. A function with the parameters ``input_shape`` and ``classes`` builds a network,
        any other one a classifier.

    Raises
    ------
    CraftbenchError
        If there is none, its file or function does not exist, or a parameter is not known.
    """
    if name in MODELS:
        return MODELS[name]
    full = as_reference("models", name)
    if not is_reference(full):
        raise CraftbenchError(
            f"there is no model {name!r}{suggestion(name, known_models())}; one of your own is "
            "named by its file: my_models.py:my_function"
        )
    own = reference(full)
    given = own.parameters
    if any(one in given.all for one in NETWORK):
        _check_parameters(own, given, NETWORK, (FEATURES,))
        joins, kinds = FEATURES in given.all, ("features", "image", "signal")
        return OwnModel(own.place, own.name, "network", kinds, (), joins, (LEARNING_RATE,))  # type: ignore[arg-type]
    _check_parameters(own, given, (), CLASSIFIER)
    return OwnModel(own.place, own.name, "classifier", ("features",))


def own_references(names: list[str]) -> tuple[str, ...]:
    """The references among names of models or feature sets, of packages too."""
    found = [as_reference("models", as_reference("features", name)) for name in names]
    return tuple(dict.fromkeys(name for name in found if is_reference(name)))


def _check_parameters(
    own: Reference, given: Parameters, needed: tuple[str, ...], allowed: tuple[str, ...]
) -> None:
    missing = [name for name in needed if name not in given.all]
    unknown = [name for name in given.required if name not in (*needed, *allowed)]
    if not missing and not unknown:
        return
    fault = f"lacks {missing[0]!r}" if missing else f"must be given {unknown[0]!r} too"
    raise CraftbenchError(
        f"{own} {fault}; expected a network `def {own.name}(input_shape, classes)`, optionally "
        "with `features` and options that have defaults, or a classifier "
        f"`def {own.name}(seed)`, optionally with `shape`"
    )
