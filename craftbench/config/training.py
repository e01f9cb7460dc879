"""How networks are trained and how much every arm is tuned."""

from pydantic import Field

from craftbench.settings import Settings


class Training(Settings):
    """How every network is trained; the same rule for all sizes.

    An epoch is one pass over the training part, rounded up to whole blocks of `block_updates`
    updates, so that small training sizes are not trained less than larger ones.
    """

    learning_rate: float = Field(1e-3, gt=0, description="Of Adam.")
    batch_size: int = Field(32, gt=0, description="Samples an update.")
    block_updates: int = Field(50, gt=0, description="Updates in a block, see above.")
    epochs: int = Field(20, gt=0, description="At the most.")
    patience: int = Field(
        3, gt=0, description="Epochs without a lower validation loss before training stops."
    )


class Tuning(Settings):
    """How much every arm is tuned: the same for hand-crafted and learned ones."""

    candidates: int = Field(
        1,
        gt=0,
        description="Settings that every arm may choose from in each run, by its validation part; "
        "the first is the model's defaults. See docs/overfitting.md.",
    )
