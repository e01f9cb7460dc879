"""The arena: data sets, protocol, metrics, statistics, tables and report."""
