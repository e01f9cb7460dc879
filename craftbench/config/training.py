"""Settings of network training and of tuning."""

from pydantic import Field

from craftbench.settings import Settings


class Training(Settings):
    """Training of every network, with the same rule for all sizes.

    An epoch is one pass over the training part, rounded up to whole blocks of `block_updates`
    updates, so that networks get enough updates at small training sizes.
    """

    learning_rate: float = Field(1e-3, gt=0, description="Learning rate of Adam.")
    batch_size: int = Field(32, gt=0, description="Samples per update.")
    block_updates: int = Field(50, gt=0, description="Updates in a block, see above.")
    epochs: int = Field(20, gt=0, description="Maximum number of epochs.")
    patience: int = Field(
        3, gt=0, description="Epochs without a lower validation loss before training stops."
    )


class Tuning(Settings):
    """Tuning, with the same number of candidates for hand-crafted and learned arms."""

    candidates: int = Field(
        1,
        gt=0,
        description="Settings that each run compares on its validation part; the first is the "
        "model's defaults. See docs/overfitting.md.",
    )
