"""How the results were made, for the end of the page.

made      all of it, as the page shows it
machine   processor, cores, memory, Python
timings   time and memory of the jobs, from ``results/benchmarks/``
"""
