"""Training a learning curve: craftbench beside a plain loop of Keras' `fit`.

    CRAFTBENCH_DATA=folder python performance/training.py [--epochs 4] [--rounds 1]

Both train LeNet-5 on the same Fashion-MNIST images with the same number of updates: five sizes,
four repeats per round. The plain loop builds a new model for every run and passes arrays to `fit`,
as most scripts do. The contestants run in separate processes and take turns, because other work on
the machine changes times by more than they differ. Building, tracing, validation and testing are
counted, importing is not.
"""

import argparse
import json
import os
import subprocess
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pandas as pd
from measurement import fashion_mnist

SIZES = (200, 500, 1000, 2000, 4000)
REPEATS = 4
BATCH, BLOCK = 32, 50
TESTED = 2000
# Per 32 × 32 image: two convolutions, three dense layers.
MULTIPLY_ADDS = 28**2 * 6 * 25 + 10**2 * 16 * 150 + 400 * 120 + 120 * 84 + 84 * 10


def runs(first_repeat: int, repeats: int):
    """(size, seed, training part, validation part) of every run."""
    x, y = fashion_mnist("train")
    for repeat in range(first_repeat, first_repeat + repeats):
        order = np.random.default_rng(repeat).permutation(len(x))
        for size in SIZES:
            validation, train = order[: size // 5], order[size // 5 : size]
            yield size, repeat, (x[train], y[train]), (x[validation], y[validation])


def updates_per_epoch(samples: int) -> int:
    return BLOCK * -(-samples // (BATCH * BLOCK))


def plain(epochs: int):
    import keras

    from models.batches import epoch_rows
    from models.lenet5 import lenet5

    def train(part, validation, seed):
        keras.utils.set_random_seed(seed)
        x, y = part
        rows = epoch_rows(len(y), seed, 0, updates_per_epoch(len(y)), BATCH).ravel()
        model = lenet5((32, 32, 1), 10)
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        stopping = keras.callbacks.EarlyStopping(patience=epochs, restore_best_weights=True)
        model.fit(x[rows], y[rows], BATCH, epochs, 0, [stopping], validation_data=validation)
        return lambda x: model.predict(x, verbose=0)

    return train


def craftbench(epochs: int):
    from models.lenet5 import lenet5
    from models.training import NetworkTrainer, TrainingRule, use_threads

    use_threads(1)
    trainer = None

    def train(part, validation, seed):
        nonlocal trainer
        if trainer is None:
            rule = TrainingRule(1e-3, BATCH, BLOCK, epochs, patience=epochs)
            trainer = NetworkTrainer(lenet5, (32, 32, 1), 10, rule)
        return trainer.fit(part, validation, seed).probabilities

    return train


def work(options: argparse.Namespace) -> None:
    """Train the runs of one process; print their times and accuracies as JSON."""
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    prepared = list(runs(options.first_repeat, options.repeats))
    x_test, y_test = (a[:TESTED] for a in fashion_mnist("t10k"))
    train = {"plain": plain, "craftbench": craftbench}[options.worker](options.epochs)
    start, cpu, samples, rows = time.time(), time.process_time(), 0, []
    for size, seed, part, validation in prepared:
        probabilities = train(part, validation, seed)(x_test)
        samples += options.epochs * BATCH * updates_per_epoch(len(part[1]))
        rows.append((size, float((probabilities.argmax(axis=1) == y_test).mean())))
    took = {"start": start, "end": time.time(), "cpu": time.process_time() - cpu}
    print(json.dumps({"samples": samples, "accuracy": rows} | took))


def measure(*jobs: tuple[str, int | None, int, int], epochs: int) -> dict:
    """Run (contestant, core, first repeat, repeats) side by side."""
    processes = []
    for worker, core, first, repeats in jobs:
        command = [sys.executable, __file__, "--worker", worker, "--epochs", str(epochs)]
        command += ["--first-repeat", str(first), "--repeats", str(repeats)]
        command += ["--core", str(core)] if core is not None else []
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    found = [json.loads(process.communicate()[0]) for process in processes]
    samples = sum(one["samples"] for one in found)
    result = {
        "wall": samples / (max(f["end"] for f in found) - min(f["start"] for f in found)),
        "cpu": samples / sum(one["cpu"] for one in found),
        "accuracy": [row for one in found for row in one["accuracy"]],
    }
    print(
        f"{len(jobs)} × {jobs[0][0]}, {'one core' if jobs[0][1] is not None else 'machine'}: "
        f"{result['wall']:,.0f} samples/s, {result['cpu']:,.0f} per CPU second",
        file=sys.stderr,
    )
    return result


def matrix_product_rate() -> float:
    """Floating-point operations a second of one thread: the fastest of 30 products."""
    script = (
        "import time, tensorflow as tf; from models.training import use_threads; use_threads(1);"
        "a = tf.ones((768, 768)); tf.matmul(a, a); s = [];\n"
        "for _ in range(30):\n t = time.perf_counter(); tf.matmul(a, a).numpy();"
        " s.append(time.perf_counter() - t)\n"
        "print(2 * 768**3 / min(s))"
    )
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def report(results: pd.DataFrame, accuracies: pd.DataFrame, rate: float) -> None:
    print(results.set_index("round").T.round(2).to_string())
    print("\ntest accuracy, mean (standard deviation over repeats)")
    table = accuracies.pivot_table(
        index="size", columns="contestant", values="accuracy", aggfunc=["mean", "std"]
    )
    print(table.round(3).to_string())
    limit = rate / (6 * MULTIPLY_ADDS)
    ours = results["craftbench, one core [samples/CPU s]"].max()
    print(f"\nmatrix products: {rate / 1e9:.0f} GFLOP/s a core")
    print(f"LeNet-5: {MULTIPLY_ADDS:,} multiply-adds an image, three times that in training")
    print(f"limit: {limit:,.0f} samples/s a core; reached {ours / limit:.0%} with all overheads")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=1, help="20 runs each per round")
    parser.add_argument("--worker", choices=["plain", "craftbench"], help=argparse.SUPPRESS)
    parser.add_argument("--core", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--first-repeat", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--repeats", type=int, default=REPEATS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options)
        return
    rows, accuracies, half = [], [], REPEATS // 2
    for number in range(options.rounds):
        first = number * REPEATS
        one = {
            name: measure((name, number % 2, first, REPEATS), epochs=options.epochs)
            for name in ("plain", "craftbench")
        }
        both = {
            "plain": measure(("plain", None, first, REPEATS), epochs=options.epochs),
            "craftbench": measure(
                *(("craftbench", None, first + job * half, half) for job in range(2)),
                epochs=options.epochs,
            ),
        }
        row = {"round": number + 1}
        for name, found in one.items():
            row[f"{name}, one core [samples/CPU s]"] = found["cpu"]
            accuracies += [(name, *pair) for pair in found["accuracy"]]
        row["ratio"] = one["craftbench"]["cpu"] / one["plain"]["cpu"]
        for name, found in both.items():
            row[f"{name}, machine [samples/s]"] = found["wall"]
        row["machine ratio by CPU time"] = both["craftbench"]["cpu"] / both["plain"]["cpu"]
        row["machine ratio"] = both["craftbench"]["wall"] / both["plain"]["wall"]
        rows.append(row)
    report(
        pd.DataFrame(rows),
        pd.DataFrame(accuracies, columns=["contestant", "size", "accuracy"]),
        matrix_product_rate(),
    )


if __name__ == "__main__":
    main()
