rule examine:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        recordings="results/{dataset}/recordings",
        selection="results/{dataset}/tables/selection.csv",
        models=stored_models,
        beside=beside_models,
        repeats=of_arms("results/{dataset}/models/repeats/{arm}"),
        predictions=of_arms("results/{dataset}/predictions/{arm}.parquet"),
        features=of_feature_sets("results/{dataset}/features/{feature_set}.parquet"),
        units=of_feature_sets("results/{dataset}/features/{feature_set}.json"),
        code=tracked(for_card(code_of_analyses, "examine", "models")),
    output:
        tables=expand("results/{{dataset}}/tables/{table}.csv", table=needing("models")),
        rule="results/{dataset}/rule.txt",
        samples="results/{dataset}/shown_samples.json",
    log:
        "results/logs/{dataset}/examine.log",
    benchmark:
        "results/benchmarks/{dataset}/examine.tsv"
    priority: 1
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_card(step_settings.of_analysis, SETTINGS),
        without=failed_parts("examine"),
    script:
        "../scripts/examine.py"


rule cross_dataset:
    input:
        own="results/{dataset}/samples.npy",
        own_table="results/{dataset}/samples.parquet",
        own_recordings="results/{dataset}/recordings",
        other="results/{other}/samples.npy",
        other_table="results/{other}/samples.parquet",
        other_recordings="results/{other}/recordings",
        models=stored_models,
        beside=beside_models,
        repeats=of_arms("results/{dataset}/models/repeats/{arm}"),
        selection="results/{dataset}/tables/selection.csv",
        code=tracked(for_card(code_of_analyses, "cross_dataset", "pair")),
    output:
        expand(
            "results/{{dataset}}/cross_dataset/{{other}}.{table}.csv",
            table=needing("pair"),
        ),
    log:
        "results/logs/{dataset}/cross_dataset_{other}.log",
    benchmark:
        "results/benchmarks/{dataset}/cross_dataset_{other}.tsv"
    wildcard_constraints:
        other=one_of([*DATASETS, *TARGETS]),
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_card(step_settings.of_analysis, SETTINGS),
        without=failed_parts("cross_dataset"),
    script:
        "../scripts/cross_dataset.py"
