"""Threads of TensorFlow."""

import tensorflow as tf


def use_threads(threads: int) -> None:
    """Limit TensorFlow to `threads`, and make its operations deterministic.

    Must be called before anything else in TensorFlow. Many small trainings are fastest with one
    thread per job and one job per core.
    """
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
