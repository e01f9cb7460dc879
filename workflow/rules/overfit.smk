rule refit:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        features=of_feature_sets("results/{dataset}/features/{feature_set}.parquet"),
        units=of_feature_sets("results/{dataset}/features/{feature_set}.json"),
        selection="results/{dataset}/tables/selection.csv",
        history=of_arms("results/{dataset}/history/{arm}.parquet", "network", "latent"),
        code=tracked(for_card(code_of_analyses, "refit", "refits")),
    output:
        expand("results/{{dataset}}/tables/{table}.csv", table=needing("refits")),
    log:
        "results/logs/{dataset}/refit.log",
    benchmark:
        "results/benchmarks/{dataset}/refit.tsv"
    priority: 2
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_card(step_settings.of_refits, SETTINGS),
        without=failed_parts("refit"),
    script:
        "../scripts/refit.py"


rule design:
    input:
        table="results/{dataset}/samples.parquet",
        features=of_feature_sets("results/{dataset}/features/{feature_set}.parquet"),
        code=tracked(code_of_analyses("design", "features")),
    output:
        expand("results/{{dataset}}/tables/{table}.csv", table=needing("features")),
    log:
        "results/logs/{dataset}/design.log",
    benchmark:
        "results/benchmarks/{dataset}/design.tsv"
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_card(step_settings.of_analysis, SETTINGS),
        without=failed_parts("design"),
    script:
        "../scripts/design.py"
