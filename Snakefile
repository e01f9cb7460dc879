from snakemake.utils import min_version

min_version("9.0")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/prepare.smk"
include: "workflow/rules/train.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/overfit.smk"
include: "workflow/rules/examine.smk"
include: "workflow/rules/join.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/verify.smk"


rule all:
    default_target: True
    input:
        "results/report.html",
        "results/primer.html",
        expand("results/tables/{table}.csv", table=TABLES),
