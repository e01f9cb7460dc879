rule collect_tables:
    input:
        tables=expand(
            "results/{dataset}/tables/{table}.csv",
            table=DATASET_TABLES,
            dataset=DATASETS,
        ),
        code=tracked(step_code.of_script("collect_tables")),
    output:
        *(
            report(
                f"results/tables/{table}.csv",
                caption="../report/table.rst",
                category="Tables",
                labels={"table": table},
            )
            for table in DATASET_TABLES
        ),
    log:
        "results/logs/collect_tables.log",
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    script:
        "../scripts/collect_tables.py"


rule collect_pairs:
    input:
        pairs=PAIRS,
        code=tracked(step_code.of_analyses("collect_pairs", "pair")),
    output:
        *(
            report(
                f"results/tables/{table}.csv",
                caption="../report/joint_table.rst",
                category="Tables",
                labels={"table": table},
            )
            for table in needing("pair")
        ),
    log:
        "results/logs/collect_pairs.log",
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    script:
        "../scripts/collect_pairs.py"


rule compare_datasets:
    input:
        tables=expand(
            "results/tables/{table}.csv", table=DATASET_TABLES + needing("pair")
        ),
        code=tracked(
            step_code.of_analyses("compare_datasets", ("tables", "all tables"))
        ),
    output:
        *(
            report(
                f"results/tables/{table}.csv",
                caption="../report/joint_table.rst",
                category="Tables",
                labels={"table": table},
            )
            for table in needing("tables", "all tables")
        ),
    log:
        "results/logs/compare_datasets.log",
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=step_settings_of_all.of_joint_tables(SETTINGS, ALL_CARDS, CARDS),
        without=failed_parts("compare_datasets"),
    script:
        "../scripts/compare_datasets.py"
