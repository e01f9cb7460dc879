rule examine:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        recordings="results/{dataset}/recordings",
        runs="results/{dataset}/runs",
        models=model_files,
        prepared=prepared_files,
        features=features_of_all_arms,
        units=units_of_all_arms,
        code=library_code(
            "craftbench.analyses.examination",
            "craftbench.analyses.interpretation.importance",
            "craftbench.report.attribution_figure",
            "craftbench.report.robustness_figure",
        ),
    output:
        robustness="results/{dataset}/tables/robustness.csv",
        importance="results/{dataset}/tables/importance.csv",
        attributions="results/{dataset}/tables/attributions.csv",
        rule="results/{dataset}/rule.txt",
        robustness_figure=report(
            "results/{dataset}/figures/robustness.svg",
            caption="../report/robustness.rst",
            category="Figures",
            subcategory="{dataset}",
            labels={"figure": "robustness"},
        ),
        attributions_figure=report(
            "results/{dataset}/figures/attributions.svg",
            caption="../report/attributions.rst",
            category="Figures",
            subcategory="{dataset}",
            labels={"figure": "attributions"},
        ),
    log:
        "results/logs/{dataset}/examine.log",
    benchmark:
        "results/benchmarks/{dataset}/examine.tsv"
    priority: 1
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    params:
        card=description,
        resamples=SETTINGS.bootstrap,
        seed=SETTINGS.seed,
    script:
        "../scripts/examine.py"


rule architectures:
    input:
        values="results/{dataset}/samples.npy",
        features=features_of_all_arms,
        code=library_code(
            "craftbench.analyses.cost.architecture.arms", "craftbench.datasets.views"
        ),
    output:
        "results/{dataset}/tables/architectures.csv",
    log:
        "results/logs/{dataset}/architectures.log",
    conda:
        "../envs/craftbench.yaml"
    params:
        card=description,
    script:
        "../scripts/architectures.py"


rule portability:
    input:
        own="results/{dataset}/samples.npy",
        own_table="results/{dataset}/samples.parquet",
        own_recordings="results/{dataset}/recordings",
        other="results/{other}/samples.npy",
        other_table="results/{other}/samples.parquet",
        other_recordings="results/{other}/recordings",
        models=model_files,
        prepared=prepared_files,
        code=library_code("craftbench.analyses.robustness.cross_dataset"),
    output:
        "results/{dataset}/portability/{other}.csv",
    log:
        "results/logs/{dataset}/portability_{other}.log",
    wildcard_constraints:
        other=names_of(DATASETS),
    conda:
        "../envs/craftbench.yaml"
    threads: 1
    params:
        resamples=SETTINGS.bootstrap,
        seed=SETTINGS.seed,
    script:
        "../scripts/portability.py"


rule collect_portability:
    input:
        PORTABILITY_FILES,
    output:
        report(
            "results/tables/portability.csv",
            caption="../report/joint_table.rst",
            category="Tables",
            labels={"table": "portability"},
        ),
    log:
        "results/logs/collect_portability.log",
    conda:
        "../envs/craftbench.yaml"
    script:
        "../scripts/collect_portability.py"


rule protocols:
    input:
        accuracy="results/tables/accuracy.csv",
        per_class="results/tables/accuracy_per_class.csv",
        code=library_code("craftbench.analyses.accuracy.leakage_comparison"),
    output:
        report(
            "results/tables/protocols.csv",
            caption="../report/joint_table.rst",
            category="Tables",
            labels={"table": "protocols"},
        ),
    log:
        "results/logs/protocols.log",
    conda:
        "../envs/craftbench.yaml"
    params:
        pairs=SETTINGS.leakage_comparison,
    script:
        "../scripts/protocols.py"


rule rank:
    input:
        accuracy="results/tables/accuracy.csv",
        code=library_code("craftbench.analyses.accuracy.ranks"),
    output:
        table=report(
            "results/tables/ranks.csv",
            caption="../report/joint_table.rst",
            category="Tables",
            labels={"table": "ranks"},
        ),
        figure="results/figures/ranks.svg",
    log:
        "results/logs/rank.log",
    conda:
        "../envs/craftbench.yaml"
    params:
        leaking=[name for name, card in CARDS.items() if card.leaks],
    script:
        "../scripts/rank.py"


rule claims:
    input:
        tables=expand(
            "results/tables/{table}.csv",
            table=[name for name in TABLES if name != "claims"],
        ),
        code=library_code(
            "craftbench.analyses.verdict.claims",
            "craftbench.analyses.verdict.evidence",
        ),
    output:
        report(
            "results/tables/claims.csv",
            caption="../report/joint_table.rst",
            category="Tables",
            labels={"table": "claims"},
        ),
    log:
        "results/logs/claims.log",
    conda:
        "../envs/craftbench.yaml"
    params:
        natural_images=[name for name, card in CARDS.items() if card.natural_images],
    script:
        "../scripts/claims.py"
