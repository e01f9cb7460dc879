import pandas as pd

from craftbench.report.opening import followed

VERDICT = pd.DataFrame(
    {
        "dataset": "a",
        "training_size": [50, 10],
        "arm": ["net", "svm"],
        "family": ["learned", "hand-crafted"],
        "rival_arm": ["svm", "net"],
        "rival_family": ["hand-crafted", "learned"],
        "best_hand_crafted": ["svm", "forest"],
        "best_fixed_filter": ["scattering", None],
        "best_pretrained": None,
        "best_learned": "net",
        "best_hybrid": None,
    }
)
SELECTION = pd.DataFrame(
    {
        "dataset": "a",
        "training_size": [10, 50, 50, 50],
        "purpose": ["family", "family", "family", "network"],
        "family": ["learned", "learned", "hand-crafted", "learned"],
        "arm": ["old", "net", "svm", "deep"],
    }
)


def test_the_arms_of_the_verdict_at_the_largest_size_are_followed():
    found = followed({"verdict": VERDICT}, "a")
    assert list(found.items()) == [
        ("learned", "net"),
        ("hand-crafted", "svm"),
        ("fixed-filter", "scattering"),
    ]


def test_without_a_verdict_the_selected_arms_are_followed():
    tables = {"verdict": VERDICT.iloc[:0], "selection": SELECTION}
    assert followed(tables, "a") == {"learned": "net", "hand-crafted": "svm"}


def test_nothing_is_followed_where_nothing_ran():
    assert followed({}, "a") == {} and followed({"verdict": VERDICT}, "b") == {}
