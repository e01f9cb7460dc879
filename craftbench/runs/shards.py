"""The runs of one arm, divided among jobs."""

from collections.abc import Sequence


def runs_of_shard(
    sizes: Sequence[int], repeats: int, shard: int = 1, shards: int = 1
) -> list[tuple[int, int]]:
    """Training size and repeat of every run of one job, in the order of the sizes.

    A run of a large size takes longer. The runs are dealt out one by one, the largest first, so
    that every job gets as many of each size as the others, or one less.

    Parameters
    ----------
    sizes : sequence of int
        Training sizes of the card.
    repeats : int
        Of every size.
    shard : int
        Number of the job, from 1.
    shards : int
        Number of jobs.

    Raises
    ------
    ValueError
        If the job is not among the jobs.
    """
    if not 1 <= shard <= shards:
        raise ValueError(f"shard {shard} is not one of 1 to {shards}")
    largest_first = [
        (size, repeat) for size in sorted(sizes, reverse=True) for repeat in range(repeats)
    ]
    return sorted(largest_first[shard - 1 :: shards])
