"""Source `digits`: the 1,797 handwritten digits in scikit-learn."""

from typing import Literal

import numpy as np
import pandas as pd
from pydantic import Field

from craftbench.datasets.samples import Samples
from craftbench.datasets.source import SampleSource


class DigitsSource(SampleSource):
    """8 × 8 grey images of handwritten digits, 17 grey levels; nothing to download."""

    kind: Literal["digits"] = Field(description="The digits in scikit-learn.")

    def load(self, classes: list[str], threads: int = 1) -> Samples:
        from sklearn.datasets import load_digits

        digits = load_digits()
        table = pd.DataFrame(
            {
                "label": digits.target.astype(str),
                "source": [f"sklearn.datasets.load_digits[{i}]" for i in range(len(digits.target))],
            }
        )
        return Samples(digits.images.astype(np.uint8), table)
