from craftbench.config.project_files import own_or_shipped
from snakemake.utils import min_version

min_version("9.25.1")


# Of the project, unless the working directory has its own.
configfile: str(own_or_shipped("config/config.yaml"))


include: "workflow/rules/common.smk"
include: "workflow/rules/prepare.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/overfit.smk"
include: "workflow/rules/examine.smk"
include: "workflow/rules/join.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/verify.smk"
include: "workflow/rules/failures.smk"


rule all:
    default_target: True
    input:
        PAGES,
        EXPORTS,
        expand("results/tables/{table}.csv", table=TABLES),
