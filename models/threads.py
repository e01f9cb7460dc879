"""Threads of TensorFlow, and memory of its devices."""

import tensorflow as tf


def use_threads(threads: int) -> None:
    """Limit TensorFlow to `threads`, make its operations deterministic, and let memory grow.

    Must be called before anything else in TensorFlow. Many small trainings are fastest with one
    thread per job and one job per core. On a GPU, TensorFlow takes only the memory that it needs,
    on every device, so that several jobs can share one.
    """
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
    for device in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(device, True)
