rule primer:
    input:
        values=primer_file("results/{dataset}/samples.npy"),
        table=primer_file("results/{dataset}/samples.parquet"),
        model=primer_file("results/{dataset}/models/{network}.keras"),
        preparation=primer_file("results/{dataset}/models/{network}.json"),
        features=primer_features(),
        code=primer_code(),
    output:
        report(
            "results/primer.html",
            caption="../report/primer.rst",
            category="Primer",
            labels={"page": "what a CNN does, computed on samples of the run"},
        ),
    log:
        "results/logs/primer.log",
    benchmark:
        "results/benchmarks/primer.tsv"
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    params:
        card=primer_settings(),
        seed=SETTINGS.seed,
    script:
        "../scripts/primer.py"
