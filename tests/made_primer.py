"""A primer page of made-up samples and an untrained network."""

import keras
import numpy as np
import pandas as pd
from made_predictor import made_predictor

from craftbench.config.cards import Card
from craftbench.primer.choice import choose
from craftbench.primer.lesson import compute_lesson
from craftbench.primer.page import render_primer
from craftbench.steps.facts_of_card import facts_of_card
from models.standardisation import Standardisation


def made_primer(card: Card, model: keras.Model, shape: tuple, groups: bool, n: int = 120) -> str:
    """HTML of the primer: noise of the shape of the card's samples, half of it the test part."""
    rng = np.random.default_rng(4)
    classes = card.classes
    table = pd.DataFrame(
        {
            "sample": np.arange(n),
            "label": [classes[i % len(classes)] for i in range(n)],
            "role": np.where(np.arange(n) < n // 2, "pool", "test"),
        }
    )
    if groups:
        table["group"] = table["sample"] // 5
    values = rng.normal(5, 2, size=(n, *shape)).astype("float32")
    choice = choose({"d": card})
    view = card.views[card.arms[choice.network].representation[0]]
    constants = [np.full(model.input_shape[-1], value) for value in (0.0, 0.0, 1.0)]
    network = made_predictor(
        lambda x: model.predict(x, verbose=0),
        classes,
        arm=choice.network,
        family="learned",
        model=model,
        view=view,
        standardisation=Standardisation(*constants),
    )
    features = rng.normal(size=(n, 4))
    lesson = compute_lesson(choice, card, network, values, table, features, 0)
    return render_primer(choice, facts_of_card(card), card, lesson)
