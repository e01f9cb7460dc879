rule prepare:
    input:
        code=tracked(for_card(step_code.of_preparation)),
    output:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        rejected="results/{dataset}/rejected.csv",
        truth=directory("results/{dataset}/truth"),
        recordings=directory("results/{dataset}/recordings"),
    log:
        "results/logs/{dataset}/prepare.log",
    benchmark:
        "results/benchmarks/{dataset}/prepare.tsv"
    # Long jobs first, so that short ones fill the cores at the end.
    priority: 3
    conda:
        "../envs/craftbench.yaml"
    threads: 2
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_card(step_settings.of_preparation, SETTINGS),
        # Files of the source by their content: a digest, as there may be many thousands.
        files=lambda wildcards: files_of(wildcards.dataset),
    script:
        "../scripts/prepare.py"


rule extract:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        recordings="results/{dataset}/recordings",
        code=tracked(for_feature_set(step_code.of_extraction)),
    output:
        features="results/{dataset}/features/{feature_set}.parquet",
        units="results/{dataset}/features/{feature_set}.json",
        seconds="results/{dataset}/features/{feature_set}.seconds.csv",
    log:
        "results/logs/{dataset}/extract_{feature_set}.log",
    benchmark:
        "results/benchmarks/{dataset}/extract_{feature_set}.tsv"
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_feature_set(step_settings.of_extraction),
    script:
        "../scripts/extract.py"
