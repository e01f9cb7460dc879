rule verify:
    input:
        tolerances=local(str(project_file("results/reference/tolerances.yaml"))),
        reference=local(str(project_file("results/reference/accuracy.csv"))),
        reference_counts=local(str(project_file("results/reference/datasets.csv"))),
        tables=expand("results/tables/{table}.csv", table=TABLES),
        code=tracked(step_code.of_script("verify")),
    log:
        "results/logs/verify.log",
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=step_settings_of_all.of_verification(SETTINGS, ALL_CARDS),
    script:
        "../scripts/verify.py"
