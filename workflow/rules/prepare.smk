rule prepare:
    input:
        code=source_code,
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
    params:
        card=source_settings,
        seed=SETTINGS.seed,
    script:
        "../scripts/prepare.py"
