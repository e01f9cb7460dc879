rule train_classifier:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        features=of_feature_sets("results/{dataset}/features/{feature_set}.parquet"),
        code=tracked(for_arm(step_code.of_training)),
        shards=shards_of_arm,
    output:
        predictions="results/{dataset}/predictions/{arm}.parquet",
        fits="results/{dataset}/fits/{arm}.parquet",
        candidates="results/{dataset}/candidates/{arm}.parquet",
        pipeline="results/{dataset}/models/{arm}.json",
        model="results/{dataset}/models/{arm}.skops",
        repeats=directory("results/{dataset}/models/repeats/{arm}"),
    log:
        "results/logs/{dataset}/train_{arm}.log",
    benchmark:
        "results/benchmarks/{dataset}/train_{arm}.tsv"
    wildcard_constraints:
        arm=one_of(arms_of("classifier")),
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_arm(step_settings.of_training, SETTINGS),
        curve=for_card(step_settings.of_learning_curve),
        source=for_card(step_settings.of_source),
        every_model=keeps_every_model,
    script:
        "../scripts/train_classifier.py"


rule train_network:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        features=of_feature_sets("results/{dataset}/features/{feature_set}.parquet"),
        code=tracked(for_arm(step_code.of_training)),
        shards=shards_of_arm,
    output:
        predictions="results/{dataset}/predictions/{arm}.parquet",
        fits="results/{dataset}/fits/{arm}.parquet",
        candidates="results/{dataset}/candidates/{arm}.parquet",
        pipeline="results/{dataset}/models/{arm}.json",
        model="results/{dataset}/models/{arm}.keras",
        repeats=directory("results/{dataset}/models/repeats/{arm}"),
        history="results/{dataset}/history/{arm}.parquet",
    log:
        "results/logs/{dataset}/train_{arm}.log",
    benchmark:
        "results/benchmarks/{dataset}/train_{arm}.tsv"
    wildcard_constraints:
        arm=one_of(arms_of("network")),
    priority: 1
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_arm(step_settings.of_training, SETTINGS),
        curve=for_card(step_settings.of_learning_curve),
        source=for_card(step_settings.of_source),
        every_model=keeps_every_model,
    script:
        "../scripts/train_network.py"


rule train_latent:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        features=of_feature_sets("results/{dataset}/features/{feature_set}.parquet"),
        code=tracked(for_arm(step_code.of_training)),
        shards=shards_of_arm,
    output:
        predictions="results/{dataset}/predictions/{arm}.parquet",
        fits="results/{dataset}/fits/{arm}.parquet",
        candidates="results/{dataset}/candidates/{arm}.parquet",
        pipeline="results/{dataset}/models/{arm}.json",
        model="results/{dataset}/models/{arm}.skops",
        repeats=directory("results/{dataset}/models/repeats/{arm}"),
        network="results/{dataset}/models/{arm}.latent.keras",
        history="results/{dataset}/history/{arm}.parquet",
    log:
        "results/logs/{dataset}/train_{arm}.log",
    benchmark:
        "results/benchmarks/{dataset}/train_{arm}.tsv"
    wildcard_constraints:
        arm=one_of(arms_of("latent")),
    priority: 1
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_arm(step_settings.of_training, SETTINGS),
        curve=for_card(step_settings.of_learning_curve),
        source=for_card(step_settings.of_source),
        every_model=keeps_every_model,
    script:
        "../scripts/train_latent.py"


# With `shards`, jobs that do some of the runs of an arm each. The job of the arm finds them finished.


use rule train_classifier as train_classifier_shard with:
    output:
        temp("results/{dataset}/shards/{arm}/{shard}-of-{shards}"),
    log:
        "results/logs/{dataset}/train_{arm}_shard_{shard}-of-{shards}.log",
    benchmark:
        "results/benchmarks/{dataset}/train_{arm}_shard_{shard}-of-{shards}.tsv"


use rule train_network as train_network_shard with:
    output:
        temp("results/{dataset}/shards/{arm}/{shard}-of-{shards}"),
    log:
        "results/logs/{dataset}/train_{arm}_shard_{shard}-of-{shards}.log",
    benchmark:
        "results/benchmarks/{dataset}/train_{arm}_shard_{shard}-of-{shards}.tsv"


use rule train_latent as train_latent_shard with:
    output:
        temp("results/{dataset}/shards/{arm}/{shard}-of-{shards}"),
    log:
        "results/logs/{dataset}/train_{arm}_shard_{shard}-of-{shards}.log",
    benchmark:
        "results/benchmarks/{dataset}/train_{arm}_shard_{shard}-of-{shards}.tsv"


rule score:
    input:
        table="results/{dataset}/samples.parquet",
        predictions=of_arms("results/{dataset}/predictions/{arm}.parquet"),
        fits=of_arms("results/{dataset}/fits/{arm}.parquet"),
        code=tracked(step_code.of_script("score")),
    output:
        runs=directory("results/{dataset}/runs"),
        selection="results/{dataset}/tables/selection.csv",
    log:
        "results/logs/{dataset}/score.log",
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        contest=for_card(step_settings.contest),
    script:
        "../scripts/score.py"
