PICTURES = {
    "examples": "examples",
}
CHARTS = {
    "answer": "the answer",
    "accuracy": "accuracy of all arms",
    "learning_curves": "learning curves",
    "training_curves": "training by epoch",
    "pareto": "score against cost",
    "reliability": "reliability",
    "robustness": "robustness",
}
JOINT_CHARTS = {"ranks": "ranks of the families"}

# A primer that failed is left out of what remains.
PAGES = [
    f"results/{page}.html"
    for page in ("report", "primer")
    if not left_empty(FAILURES, page)
]


# The tables of the page as files; left out where they failed.
EXPORTS = (
    []
    if left_empty(FAILURES, "exports")
    else expand("results/exports/{section}/tables", section=[*DATASETS, "all"])
)


rule plot:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        tables=expand(
            "results/{{dataset}}/tables/{table}.csv",
            table=[
                "selection",
                "verdict",
                "accuracy",
                "learning_curves",
                "crossing",
                "reliability",
                "robustness",
                "pareto",
            ],
        ),
        history=of_arms("results/{dataset}/history/{arm}.parquet", "network", "latent"),
        fits=of_arms("results/{dataset}/fits/{arm}.parquet", "network", "latent"),
        code=tracked(for_card(step_code.of_figures)),
    output:
        pictures=[
            report(
                f"results/{{dataset}}/figures/{name}.svg",
                caption=f"../report/{name}.rst",
                category="Figures",
                subcategory="{dataset}",
                labels={"figure": label},
            )
            for name, label in PICTURES.items()
        ],
        charts=[f"results/{{dataset}}/figures/{name}.json" for name in CHARTS],
        exported=exported_charts(
            "results/exports/{dataset}/figures", CHARTS, subcategory="{dataset}"
        ),
        labels="results/exports/{dataset}/figures/labels.json",
    log:
        "results/logs/{dataset}/plot.log",
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=for_card(step_settings.of_figures),
        without=failed_parts("plot"),
    script:
        "../scripts/plot.py"


rule report:
    input:
        tables=expand("results/tables/{table}.csv", table=TABLES),
        figures=expand(
            "results/{dataset}/figures/{figure}.svg", dataset=DATASETS, figure=PICTURES
        ),
        charts=expand(
            "results/{dataset}/figures/{chart}.json", dataset=DATASETS, chart=CHARTS
        ),
        rules=expand("results/{dataset}/rule.txt", dataset=DATASETS),
        samples=expand("results/{dataset}/shown_samples.json", dataset=DATASETS),
        rejected=expand("results/{dataset}/rejected.csv", dataset=DATASETS),
        code=tracked(step_code.of_page("report")),
    output:
        page=report(
            "results/report.html",
            caption="../report/report.rst",
            category="Report",
            labels={"page": "the whole report"},
        ),
        exported=exported_charts("results/exports/all/figures", JOINT_CHARTS),
    log:
        "results/logs/report.log",
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=step_settings.of_report(SETTINGS, CARDS, FAILURES),
        sources=lambda wildcards: {name: files_of(name) for name in DATASETS},
    script:
        "../scripts/report.py"


rule exports:
    input:
        tables=expand("results/tables/{table}.csv", table=TABLES),
        code=tracked(step_code.of_page("exports")),
    output:
        [
            directory(f"results/exports/{section}/tables")
            for section in [*DATASETS, "all"]
        ],
    log:
        "results/logs/exports.log",
    conda:
        "../envs/craftbench.yaml"
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=step_settings.of_exports(SETTINGS, CARDS),
    script:
        "../scripts/exports.py"


rule primer:
    input:
        values=of_primer("results/{dataset}/samples.npy"),
        table=of_primer("results/{dataset}/samples.parquet"),
        model=of_primer("results/{dataset}/models/{network}.keras"),
        pipeline=of_primer("results/{dataset}/models/{network}.json"),
        features=primer_features(),
        code=tracked(step_code.of_page("primer")),
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
    resources:
        mem_mb=memory_mb,
        runtime=minutes,
    params:
        settings=step_settings.of_primer(SETTINGS, CARDS, PRIMER),
    script:
        "../scripts/primer.py"
