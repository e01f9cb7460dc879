"""Words of the whole page: contestants, samples, decisions."""

from craftbench.report.glossary.term import Term

CONCEPTS = {
    "an_arm": Term("arm", "One contestant: a representation of the samples and a model."),
    "hand-crafted": Term("hand-crafted", "Arms on features that an expert chose."),
    "fixed-filter": Term(
        "fixed-filter",
        "Arms on raw samples behind filters that are neither designed for the task nor learned.",
    ),
    "pretrained": Term(
        "pretrained", "Arms on raw samples behind a network that was trained on other samples."
    ),
    "learned": Term("learned", "Arms that learn their features from the raw samples."),
    "hybrid": Term("hybrid", "Arms on raw samples together with features that an expert chose."),
    "published": Term(
        "published",
        "A recipe from the literature, as described: shown beside the arms of the other families, "
        "never tuned, selected or named in a verdict.",
    ),
    "baseline": Term(
        "baseline",
        "An arm that ignores its input; its score is what no information gives.",
    ),
    "a_sample": Term("sample", "One image, signal or row of features, with a label."),
    "a_group": Term(
        "group", "Samples that belong together, such as those of a patient; never split apart."
    ),
    "feature_set": Term("feature set", "A function from samples to named numbers with units."),
    "view": Term("view", "The form in which raw samples are given to a network."),
    "pool": Term("pool", "The samples that may be trained on; the test part is never one of them."),
    "test": Term("test part", "Fixed samples that are never used for training or tuning."),
    "validation": Term(
        "validation part",
        "The part of the training samples by which settings and arms are chosen.",
    ),
    "a_repeat": Term(
        "repeat",
        "One seed that redraws the training subset, the validation part and the initial weights.",
    ),
    "a_run": Term("run", "One arm, trained at one training size in one repeat."),
    "budget": Term("budget", "Candidates, CPU seconds, repeats and sizes that all families get."),
    "selected_arm": Term(
        "selected arm", "The arm of a family with the best validation score; it stands for it."
    ),
    "primary_metric": Term(
        "primary metric",
        "The score by which arms are chosen and families compared: accuracy where the classes are "
        "near balance, otherwise macro F1, or what the card sets.",
    ),
    "interval_95": Term(
        "95 % interval",
        "The numbers in brackets. Each table says whether they cover the choice of test groups, "
        "the repeats, or both. A question mark is a bound outside the measured range.",
    ),
    "missing": Term("–", "A value that could not be computed; the note says why."),
}
"""By key. The key is that of an element's attribute ``data-term``."""
