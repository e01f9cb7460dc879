rule train_classifier:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        features=feature_files,
        code=model_code,
    output:
        predictions="results/{dataset}/predictions/{arm}.parquet",
        fits="results/{dataset}/fits/{arm}.parquet",
        candidates="results/{dataset}/candidates/{arm}.parquet",
        preparation="results/{dataset}/models/{arm}.json",
        model="results/{dataset}/models/{arm}.skops",
    log:
        "results/logs/{dataset}/train_{arm}.log",
    benchmark:
        "results/benchmarks/{dataset}/train_{arm}.tsv"
    wildcard_constraints:
        arm=names_of(arms_of("classifier")),
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    params:
        settings=arm_settings,
        curve=learning_curve,
    script:
        "../scripts/train.py"


use rule train_classifier as train_network with:
    output:
        predictions="results/{dataset}/predictions/{arm}.parquet",
        fits="results/{dataset}/fits/{arm}.parquet",
        candidates="results/{dataset}/candidates/{arm}.parquet",
        preparation="results/{dataset}/models/{arm}.json",
        model="results/{dataset}/models/{arm}.keras",
        history="results/{dataset}/history/{arm}.parquet",
    wildcard_constraints:
        arm=names_of(arms_of("network")),
    priority: 1


use rule train_classifier as train_latent with:
    output:
        predictions="results/{dataset}/predictions/{arm}.parquet",
        fits="results/{dataset}/fits/{arm}.parquet",
        candidates="results/{dataset}/candidates/{arm}.parquet",
        preparation="results/{dataset}/models/{arm}.json",
        model="results/{dataset}/models/{arm}.skops",
        network="results/{dataset}/models/{arm}.latent.keras",
        history="results/{dataset}/history/{arm}.parquet",
    wildcard_constraints:
        arm=names_of(arms_of("latent")),
    priority: 1


rule score:
    input:
        table="results/{dataset}/samples.parquet",
        predictions=for_dataset("results/{dataset}/predictions/{arm}.parquet"),
        fits=for_dataset("results/{dataset}/fits/{arm}.parquet"),
        code=["craftbench/runs/scoring.py", "craftbench/stats/metrics.py"],
    output:
        directory("results/{dataset}/runs"),
    log:
        "results/logs/{dataset}/score.log",
    conda:
        "../envs/craftbench.yaml"
    params:
        classes=lambda wildcards: card_of(wildcards).classes,
    script:
        "../scripts/score.py"
