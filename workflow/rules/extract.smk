rule extract:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        recordings="results/{dataset}/recordings",
        code=feature_code,
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
    script:
        "../scripts/extract.py"
