rule compare:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        runs="results/{dataset}/runs",
        predictions=for_dataset("results/{dataset}/predictions/{arm}.parquet"),
        candidates=for_dataset("results/{dataset}/candidates/{arm}.parquet"),
        extraction=extraction_files,
        models=model_files,
        architectures="results/{dataset}/tables/architectures.csv",
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


rule collect_tables:
    input:
        expand(
            "results/{dataset}/tables/{table}.csv",
            table=DATASET_TABLES,
            dataset=DATASETS,
        ),
    output:
        *(
            report(
                f"results/tables/{table}.csv",
                caption="../report/table.rst",
                category="Tables",
                labels={"table": table},
            )
            for table in DATASET_TABLES
        ),
    log:
        "results/logs/collect_tables.log",
    conda:
        "../envs/craftbench.yaml"
    script:
        "../scripts/collect_tables.py"
