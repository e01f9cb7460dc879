rule verify:
    input:
        tolerances=str(project_file("results/reference/tolerances.yaml")),
        reference=str(project_file("results/reference/accuracy.csv")),
        reference_counts=str(project_file("results/reference/datasets.csv")),
        tables=expand("results/tables/{table}.csv", table=TABLES),
        code=step_code.of_script("verify"),
    log:
        "results/logs/verify.log",
    conda:
        "../envs/craftbench.yaml"
    params:
        settings=step_settings.of_verification(SETTINGS),
    script:
        "../scripts/verify.py"
