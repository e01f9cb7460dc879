rule compare:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        runs=for_dataset("results/{dataset}/runs/{arm}.parquet"),
        predictions=for_dataset("results/{dataset}/predictions/{arm}.parquet"),
        extraction=extraction_files,
        code=table_code,
    output:
        expand("results/{{dataset}}/tables/{table}.csv", table=COMPARISON_TABLES),
    log:
        "results/logs/{dataset}/compare.log",
    benchmark:
        "results/benchmarks/{dataset}/compare.tsv"
    conda:
        "../envs/craftbench.yaml"
    params:
        card=description,
        resamples=SETTINGS.bootstrap,
        seed=SETTINGS.seed,
    script:
        "../scripts/compare.py"


rule collect_table:
    input:
        expand("results/{dataset}/tables/{{table}}.csv", dataset=DATASETS),
    output:
        report(
            "results/tables/{table}.csv",
            caption="../report/table.rst",
            category="Tables",
            labels={"table": "{table}"},
        ),
    log:
        "results/logs/collect_{table}.log",
    wildcard_constraints:
        table="|".join(DATASET_TABLES),
    conda:
        "../envs/craftbench.yaml"
    script:
        "../scripts/collect_table.py"
