rule compare:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        runs="results/{dataset}/runs",
        selection="results/{dataset}/tables/selection.csv",
        predictions=of_arms("results/{dataset}/predictions/{arm}.parquet"),
        candidates=of_arms("results/{dataset}/candidates/{arm}.parquet"),
        extraction=of_feature_sets(
            "results/{dataset}/features/{feature_set}.seconds.csv"
        ),
        models=stored_models,
        architectures="results/{dataset}/tables/architectures.csv",
        code=tracked(for_card(code_of_analyses, "compare", "study")),
    output:
        expand("results/{{dataset}}/tables/{table}.csv", table=needing("study")),
    log:
        "results/logs/{dataset}/compare.log",
    benchmark:
        "results/benchmarks/{dataset}/compare.tsv"
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_card(step_settings.of_analysis, SETTINGS),
        without=failed_parts("compare"),
    script:
        "../scripts/compare.py"


rule architectures:
    input:
        values="results/{dataset}/samples.npy",
        features=of_feature_sets("results/{dataset}/features/{feature_set}.parquet"),
        code=tracked(for_card(code_of_analyses, "architectures", "networks")),
    output:
        expand("results/{{dataset}}/tables/{table}.csv", table=needing("networks")),
    log:
        "results/logs/{dataset}/architectures.log",
    benchmark:
        "results/benchmarks/{dataset}/architectures.tsv"
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        contest=for_card(step_settings.contest),
        without=failed_parts("architectures"),
    script:
        "../scripts/architectures.py"
