rule verify:
    input:
        reference=str(project_file("results/reference/accuracy.csv")),
        reference_counts=str(project_file("results/reference/datasets.csv")),
        accuracy="results/tables/accuracy.csv",
        counts="results/tables/datasets.csv",
        code=step_code.of_script("verify"),
    log:
        "results/logs/verify.log",
    conda:
        "../envs/craftbench.yaml"
    script:
        "../scripts/verify.py"
