rule verify:
    input:
        reference="results/reference/accuracy.csv",
        reference_counts="results/reference/datasets.csv",
        accuracy="results/tables/accuracy.csv",
        counts="results/tables/datasets.csv",
        code=step_code.of_script("verify"),
    log:
        "results/logs/verify.log",
    conda:
        "../envs/craftbench.yaml"
    script:
        "../scripts/verify.py"
