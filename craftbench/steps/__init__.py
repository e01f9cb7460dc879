"""What each step of the workflow depends on: a part of the settings, and code.

A rule's ``params`` hold exactly the settings that its script reads, and its ``input`` names the
files of the project that its script runs. Snakemake runs a step again when one of them changes.

settings         the part of card and configuration that a step reads
settings_of_all  the same of steps over all data sets
facts_of_card    the facts of a data set that a page shows
code             the import closure of a step's script, with the modules that it finds by name
resources        memory and time that each job asks for
shards           the number of jobs that share the runs of an arm
earlier_jobs     what a job needed in an earlier run
local_memory     the memory of this machine, as a limit of the jobs that run at once
failure          failed jobs of a run
remaining        the benchmark without its failed jobs
rest_of_run      the run of what remains, and the summary
progress         how far a run is, from the events that Snakemake logs
progress_line    a line about it on the terminal
reference_run    the tables of a run, kept as a reference
rooms            the rooms of the project and the imports between them
"""
