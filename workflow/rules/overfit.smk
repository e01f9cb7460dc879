rule overfit:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        features=all_feature_files,
        runs="results/{dataset}/runs",
        history=history_files,
        code=overfit_code,
    output:
        expand("results/{{dataset}}/tables/{table}.csv", table=REFIT_TABLES),
    log:
        "results/logs/{dataset}/overfit.log",
    benchmark:
        "results/benchmarks/{dataset}/overfit.tsv"
    priority: 2
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    params:
        card=card_without_text,
        training=SETTINGS.training.model_dump(),
        resamples=SETTINGS.bootstrap,
        seed=SETTINGS.seed,
    script:
        "../scripts/overfit.py"


rule design_optimism:
    input:
        table="results/{dataset}/samples.parquet",
        features=all_feature_files,
        code=module_files(
            "craftbench.analyses.overfitting.design_optimism", within="craftbench"
        ),
    output:
        "results/{dataset}/tables/design_optimism.csv",
    log:
        "results/logs/{dataset}/design_optimism.log",
    benchmark:
        "results/benchmarks/{dataset}/design_optimism.tsv"
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    params:
        resamples=SETTINGS.bootstrap,
        seed=SETTINGS.seed,
    script:
        "../scripts/design_optimism.py"
