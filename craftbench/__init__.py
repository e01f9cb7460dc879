"""The arena: data sets, protocol, metrics, statistics, tables and report."""

import gc

# A job imports hundreds of thousands of objects that stay. Looking for reference cycles among them
# again and again, as the usual thresholds say, takes a sixth of a job's start.
gc.set_threshold(100_000, 50, 50)
