"""Settings of network training and of tuning."""

from pydantic import Field

from craftbench.settings import Settings


class Training(Settings):
    """Training of every network, with the same rule for all sizes.

    The learning rate rises, stays until the validation loss stops improving, and then decays to
    zero. An epoch is one pass over the training part, rounded up to whole blocks of
    `block_updates` updates, so that networks get enough updates at small training sizes.
    """

    learning_rate: float = Field(
        3e-3, gt=0, le=1000, description="Learning rate of AdamW after warm-up."
    )
    weight_decay: float = Field(
        0.02, ge=0, le=1000, description="Weight decay of AdamW; not of biases and normalisations."
    )
    label_smoothing: float = Field(
        0.05, ge=0, lt=1, description="Share of each label that is spread over all classes."
    )
    batch_size: int = Field(32, gt=0, le=1_000_000, description="Samples per update.")
    block_updates: int = Field(50, gt=0, le=1_000_000, description="Updates in a block, see above.")
    warm_up: int = Field(
        2, ge=0, le=1_000_000, description="Epochs in which the learning rate rises."
    )
    epochs: int = Field(
        150,
        gt=0,
        le=1_000_000,
        description="Budget: epochs before the decay at the most. A training that uses it up has "
        "not converged, and the verdict says so.",
    )
    patience: int = Field(
        15,
        gt=0,
        le=1_000_000,
        description="Epochs in which the averaged validation loss has not fallen by a hundredth "
        "before the decay begins.",
    )
    window: int = Field(
        5,
        gt=0,
        le=1_000_000,
        description="Epochs over which the validation loss is averaged for it.",
    )
    averaging: float = Field(
        0,
        ge=0,
        le=1_000_000,
        description="Epochs over which the weights are averaged for validation and for the stored "
        "network; 0 for none.",
    )
    decay: float = Field(
        0.25, ge=0, le=1000, description="Epochs of the decay per epoch before it; 0 for none."
    )


class Tuning(Settings):
    """Tuning, with the same number of candidates for every family."""

    candidates: int = Field(
        1,
        gt=0,
        le=10_000,
        description="Settings that each family compares on the validation part, at each training "
        "size and repeat, spread over its arms; each arm begins with its defaults. 1: no tuning. "
        "See docs/overfitting.md.",
    )
    seconds: float | None = Field(
        None,
        gt=0,
        description="CPU seconds of each family at each training size and repeat, spread over its "
        "arms. An arm that has used up its share starts no further candidate; a training under way "
        "is finished. By default there is no cap.",
    )
