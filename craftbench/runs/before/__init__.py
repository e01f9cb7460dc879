"""Before a run: what would fail later, and what the run will cost.

described    the samples as a run prepares them, and lines about them
check        all of it for one card
findings     errors, warnings and facts
samples      duplicates across the split, constant samples
sizes        training sizes and classes
arms         every arm on a few samples; networks in a process of their own
classifiers  one classifier, and the time of its fits
networks     that process: each network built, and its updates timed
seconds      CPU seconds of a run by kind of work
memory       bytes of a job that fits classifiers or trains networks
cost         time, memory and disk
"""
