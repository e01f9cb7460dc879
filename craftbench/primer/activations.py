"""Activation functions, their derivatives, and where the derivative is almost zero."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

LEAK = 0.01
SMALL = 0.1


@dataclass(frozen=True)
class Activation:
    """A function of one number, and its derivative.

    Parameters
    ----------
    formula : str
        As shown on the page.
    function, derivative : callable
        Functions of arrays. At 0, the kink of ReLU and leaky ReLU, the derivative is the one from
        the left.
    """

    formula: str
    function: Callable[[np.ndarray], np.ndarray]
    derivative: Callable[[np.ndarray], np.ndarray]


ACTIVATIONS = {
    "ReLU": Activation(
        "max(0, z)", lambda z: np.maximum(z, 0.0), lambda z: np.where(z > 0, 1.0, 0.0)
    ),
    "leaky ReLU": Activation(
        f"max({LEAK} z, z)",
        lambda z: np.maximum(LEAK * z, z),
        lambda z: np.where(z > 0, 1.0, LEAK),
    ),
    "tanh": Activation("tanh z", np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": Activation("1 / (1 + exp(−z))", expit, lambda z: expit(z) * (1 - expit(z))),
}


@dataclass(frozen=True)
class ActivationFacts:
    """The derivative of one activation at the values of a layer.

    Parameters
    ----------
    name, formula : str
    error : float
        Largest difference between derivative and difference quotient.
    steepest : float
        Largest derivative at the values.
    small_share : float
        Share of the values at which the derivative is below `SMALL`.
    """

    name: str
    formula: str
    error: float
    steepest: float
    small_share: float


def activation_facts(z: np.ndarray) -> list[ActivationFacts]:
    """Facts of every activation at the values `z` of a layer before its activation."""
    z = np.asarray(z, float).ravel()
    return [
        ActivationFacts(
            name,
            activation.formula,
            derivative_error(activation),
            float(activation.derivative(z).max()),
            float((activation.derivative(z) < SMALL).mean()),
        )
        for name, activation in ACTIVATIONS.items()
    ]


def derivative_error(activation: Activation, step: float = 1e-5) -> float:
    """Largest difference between the derivative and (f(z + h) − f(z − h)) / 2h on −5 … 5.

    The kink at 0 is left out because the function has no derivative there.
    """
    z = np.linspace(-5, 5, 1001)
    z = z[np.abs(z) > 2 * step]
    quotient = (activation.function(z + step) - activation.function(z - step)) / (2 * step)
    return float(np.abs(quotient - activation.derivative(z)).max())
