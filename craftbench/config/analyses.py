"""Settings of the analyses: sample counts, numbers of designs, margins."""

from pydantic import Field, field_validator

from craftbench.errors import CraftbenchError
from craftbench.own.offered import as_reference
from craftbench.own.reference import reference
from craftbench.settings import Settings


class RefitSettings(Settings):
    """The experiments on overfitting, which train the selected arms again."""

    training_samples: int = Field(
        1000,
        gt=1,
        description="Maximum number of training samples; validation has at most its share of it.",
    )
    test_samples: int = Field(2000, gt=1, description="Maximum number of test samples.")
    repeats: int = Field(
        3, gt=0, description="Maximum number of repeats; never more than the card's."
    )
    network_repeats: int = Field(
        1,
        gt=0,
        description="Maximum number of repeats of a network, which trains to the end in each.",
    )
    epochs: int | None = Field(
        None,
        gt=0,
        description="Maximum number of epochs of a network before its decay; never more than "
        "`training.epochs`, which is the default.",
    )
    shuffled_shares: tuple[float, ...] = Field(
        (0.0, 1.0),
        description="Shares of the training labels that are shuffled; must contain 0.",
    )
    initialisations: int = Field(
        0,
        ge=0,
        description="Number of seeds that each arm is trained with on the same subset, and of "
        "subsets that it is trained on, for `seed_variance`; 0 for none.",
    )
    held_out: float = Field(
        0.25,
        gt=0,
        lt=1,
        description="Share of the training samples that is held out to measure the group gap; only "
        "where there are groups.",
    )

    @field_validator("shuffled_shares")
    @classmethod
    def _zero_is_a_share(cls, shares: tuple[float, ...]) -> tuple[float, ...]:
        if 0 not in shares or not all(0 <= share <= 1 for share in shares):
            raise ValueError(f"expected shares between 0 and 1 with 0 among them, found {shares}")
        return shares

    @field_validator("initialisations")
    @classmethod
    def _one_does_not_vary(cls, number: int) -> int:
        if number == 1:
            raise ValueError("expected 0, or 2 seeds or more, whose scores can vary; found 1")
        return number


class DesignOptimismSettings(Settings):
    """The optimism of selecting the best of many feature designs on the same samples."""

    designs: tuple[int, ...] = Field(
        (1, 2, 4, 8, 16), min_length=1, description="Numbers of designs to select from."
    )
    samples: int = Field(
        500, gt=1, description="Maximum number of design samples, drawn from the pool."
    )
    redraws: int = Field(3, gt=0, description="Number of times that the designs are redrawn.")
    outer_folds: int = Field(
        4, gt=1, description="Folds of the cross-validation that compares designs."
    )
    inner_folds: int = Field(
        3, gt=1, description="Folds inside each outer fold, for the nested estimate."
    )
    most_features: int = Field(30, gt=0, description="Maximum number of features in a design.")
    fewest_groups: int = Field(
        8, gt=1, description="Minimum number of groups in the pool; below it nothing is computed."
    )


class ImportanceSettings(Settings):
    """Feature importance of the selected hand-crafted arm."""

    permutations: int = Field(10, gt=0, description="Maximum number of shuffles of a block.")
    training_samples: int = Field(2000, gt=1, description="Maximum number of training samples.")
    test_samples: int = Field(500, gt=1, description="Maximum number of test samples.")
    blocks: int = Field(20, gt=0, description="Maximum number of blocks of correlated features.")
    correlation: float = Field(
        0.7,
        gt=0,
        lt=1,
        description="Two blocks are joined if their mean absolute rank correlation exceeds this.",
    )
    weighted_blocks: int = Field(
        3, ge=0, description="Number of blocks that are weighted, the most important first."
    )
    weights: tuple[float, ...] = Field(
        (0.0, 0.5, 1.0, 2.0, 4.0), description="Weights of a block; must contain 1."
    )
    scored_values: int = Field(
        20_000_000,
        gt=0,
        description="Maximum number of feature values that are scored; with many features, blocks "
        "are shuffled less often.",
    )
    fitted_values: int = Field(
        360_000,
        gt=0,
        description="Maximum number of feature values that a weighted classifier is fitted on; "
        "with many features, it gets fewer training samples, but at least 200.",
    )

    @field_validator("weights")
    @classmethod
    def _one_is_a_weight(cls, weights: tuple[float, ...]) -> tuple[float, ...]:
        if 1 not in weights or any(weight < 0 for weight in weights):
            raise ValueError(f"expected weights from 0 upwards with 1 among them, found {weights}")
        return weights


class RobustnessSettings(Settings):
    """Accuracy on corrupted test samples."""

    test_samples: int = Field(120, gt=1, description="Maximum number of test samples.")
    repeats: int = Field(
        10,
        gt=0,
        description="Maximum number of repeats whose models are tested; never more than the "
        "card's. With 1, training stores the models of the other repeats only for `portability`.",
    )


class AttributionSettings(Settings):
    """Attribution maps of the selected network."""

    test_samples: int = Field(30, gt=1, description="Maximum number of test samples.")
    deleted_shares: tuple[float, ...] = Field(
        (0.05, 0.1, 0.2, 0.3, 0.5), description="Shares of the pixels that are deleted."
    )
    shown_samples: int = Field(
        3,
        gt=0,
        le=12,
        description="Maximum number of test samples of a cell of a confusion matrix on the page.",
    )


class CheckSettings(Settings):
    """The search for test samples that are also in the pool."""

    test_samples: int = Field(
        1500, gt=1, description="Maximum number of test samples that are searched for."
    )
    pool_samples: int = Field(
        15_000, gt=1, description="Maximum number of pool samples that are searched."
    )
    near: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="Share of the median distance to the pool below which a test sample is a near "
        "duplicate.",
    )


class DataNeedsSettings(Settings):
    """Learning curves and the data that arms need."""

    farthest: float = Field(
        4.0,
        ge=1,
        description="Curves are extrapolated up to so many times the largest training size.",
    )
    plateau_share: float = Field(
        0.95, gt=0, lt=1, description="Share of the plateau whose training size is reported."
    )


class CostSettings(Settings):
    """Prices and use, for the chart of total cost; in one currency of your choice."""

    price_per_label: float | None = Field(
        None, ge=0, description="Price of one labelled sample; by default there is no chart."
    )
    price_per_cpu_hour: float | None = Field(
        None, ge=0, description="Price of one hour of one CPU core."
    )
    predictions: int = Field(
        100_000,
        ge=0,
        description="Number of new samples that the model will predict: the price includes the "
        "CPU hours of their features and predictions. 100,000 is about a day of heartbeats.",
    )


class RankSettings(Settings):
    """Mean ranks of the families over data sets."""

    fewest_datasets: int = Field(6, gt=1, description="With fewer data sets nothing is tested.")


class AnalysisSettings(Settings):
    """Settings of the analyses."""

    margin: float = Field(
        0.01,
        ge=0,
        lt=1,
        description="Two scores by the primary metric that differ by no more than this count "
        "as equal (region of practical equivalence).",
    )
    own: list[str] = Field(
        [],
        description="Analyses of your own, `my_analyses.py:my_function` each: a table of each data "
        "set, see docs/own-code.md.",
    )
    refits: RefitSettings = Field(RefitSettings(), description="The experiments on overfitting.")
    design_optimism: DesignOptimismSettings = Field(
        DesignOptimismSettings(), description="The optimism of selecting among feature designs."
    )
    importance: ImportanceSettings = Field(ImportanceSettings(), description="Feature importance.")
    robustness: RobustnessSettings = Field(
        RobustnessSettings(), description="Accuracy on corrupted test samples."
    )
    attributions: AttributionSettings = Field(
        AttributionSettings(), description="Attribution maps."
    )
    checks: CheckSettings = Field(CheckSettings(), description="Duplicates across the split.")
    data_needs: DataNeedsSettings = Field(
        DataNeedsSettings(), description="Learning curves and the data that arms need."
    )
    cost: CostSettings = Field(
        CostSettings(),
        description="Prices of labels and computation, and the number of predictions.",
    )
    ranks: RankSettings = Field(RankSettings(), description="Ranks over data sets.")

    @field_validator("own")
    @classmethod
    def _own_ones_exist(cls, names: list[str]) -> list[str]:
        try:
            for name in names:
                reference(as_reference("analyses", name)).parameters  # noqa: B018
        except CraftbenchError as error:
            raise ValueError(str(error)) from None
        return names
