"""How the analyses are done: sample counts, designs and margins that are science, not machine."""

from pydantic import Field

from craftbench.settings import Settings


class Refits(Settings):
    """Fits of the selected arms under changed conditions, for the experiments on overfitting."""

    training_samples: int = Field(
        1000, gt=1, description="At the most; validation then has as many as its share allows."
    )
    test_samples: int = Field(2000, gt=1, description="Test samples at the most.")
    repeats: int = Field(3, gt=0, description="At the most; never more than the card's.")
    epochs: int = Field(
        4, gt=0, description="Of networks at the most; never more than `training.epochs`."
    )
    shuffled_shares: tuple[float, ...] = Field(
        (0.0, 0.2, 0.5, 1.0),
        description="Shares of the training labels that are shuffled; 0 has to be among them.",
    )
    held_out: float = Field(
        0.25,
        gt=0,
        lt=1,
        description="Share of the training samples that is tested on instead, where there are "
        "groups.",
    )


class DesignOptimism(Settings):
    """How much better the best of many designs scores on the samples that selected it."""

    designs: tuple[int, ...] = Field(
        (1, 2, 4, 8, 16), min_length=1, description="Numbers of designs to choose from."
    )
    samples: int = Field(500, gt=1, description="Design samples at the most, of the pool.")
    redraws: int = Field(3, gt=0, description="Times that the designs are drawn anew.")
    outer_folds: int = Field(4, gt=1, description="Folds that designs are compared by.")
    inner_folds: int = Field(3, gt=1, description="Folds within each, for the nested estimate.")
    most_features: int = Field(30, gt=0, description="Features of a design at the most.")
    fewest_groups: int = Field(8, gt=1, description="Groups below which nothing is computed.")


class Importance(Settings):
    """What the selected hand-crafted arm rests on."""

    permutations: int = Field(10, gt=0, description="Times that a block is shuffled, at the most.")
    training_samples: int = Field(2000, gt=1, description="At the most.")
    test_samples: int = Field(500, gt=1, description="At the most.")
    blocks: int = Field(20, gt=0, description="Blocks of correlated features, at the most.")
    correlation: float = Field(
        0.7, gt=0, lt=1, description="Mean absolute rank correlation that joins two blocks."
    )
    weighted_blocks: int = Field(3, ge=0, description="The most important blocks get weights.")
    weights: tuple[float, ...] = Field(
        (0.0, 0.5, 1.0, 2.0, 4.0), description="Weights of a block; 1 has to be among them."
    )


class Robustness(Settings):
    """Accuracy on corrupted test samples."""

    test_samples: int = Field(120, gt=1, description="Test samples at the most.")


class Attributions(Settings):
    """What the selected network looks at."""

    test_samples: int = Field(30, gt=1, description="Test samples at the most.")
    deleted_shares: tuple[float, ...] = Field(
        (0.05, 0.1, 0.2, 0.3, 0.5), description="Shares of the pixels that are deleted."
    )


class Checks(Settings):
    """Whether test samples are in the pool too."""

    test_samples: int = Field(1500, gt=1, description="Compared with the pool, at the most.")
    pool_samples: int = Field(15_000, gt=1, description="Compared with them, at the most.")


class AnalysisSettings(Settings):
    """How the analyses are done."""

    margin: float = Field(
        0.01,
        ge=0,
        lt=1,
        description="Differences in accuracy up to this size count as none (the region of "
        "practical equivalence).",
    )
    refits: Refits = Field(Refits(), description="Experiments on overfitting.")
    design_optimism: DesignOptimism = Field(
        DesignOptimism(), description="Optimism of choosing among designs."
    )
    importance: Importance = Field(Importance(), description="Importance of features.")
    robustness: Robustness = Field(Robustness(), description="Corrupted test samples.")
    attributions: Attributions = Field(Attributions(), description="Attribution maps.")
    checks: Checks = Field(Checks(), description="Duplicates across the split.")
