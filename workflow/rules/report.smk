rule plot:
    input:
        values="results/{dataset}/samples.npy",
        table="results/{dataset}/samples.parquet",
        curves="results/{dataset}/tables/data_needs.csv",
        overfitting="results/{dataset}/tables/overfitting.csv",
        confusions="results/{dataset}/tables/confusions.csv",
        hardest="results/{dataset}/tables/hardest.csv",
        reliability="results/{dataset}/tables/reliability.csv",
        code=[
            "craftbench/report/figures.py",
            "craftbench/report/sample_figures.py",
            "craftbench/report/reliability_figure.py",
        ],
    output:
        curves=report(
            "results/{dataset}/figures/learning_curves.svg",
            caption="../report/learning_curves.rst",
            category="Figures",
            subcategory="{dataset}",
            labels={"figure": "learning curves"},
        ),
        examples=report(
            "results/{dataset}/figures/examples.svg",
            caption="../report/examples.rst",
            category="Figures",
            subcategory="{dataset}",
            labels={"figure": "examples"},
        ),
        confusions=report(
            "results/{dataset}/figures/confusions.svg",
            caption="../report/confusions.rst",
            category="Figures",
            subcategory="{dataset}",
            labels={"figure": "confusions"},
        ),
        hardest=report(
            "results/{dataset}/figures/hardest.svg",
            caption="../report/hardest.rst",
            category="Figures",
            subcategory="{dataset}",
            labels={"figure": "hardest samples"},
        ),
        reliability=report(
            "results/{dataset}/figures/reliability.svg",
            caption="../report/reliability.rst",
            category="Figures",
            subcategory="{dataset}",
            labels={"figure": "reliability"},
        ),
    log:
        "results/logs/{dataset}/plot.log",
    conda:
        "../envs/craftbench.yaml"
    params:
        card=description,
    script:
        "../scripts/plot.py"


rule report:
    input:
        tables=expand("results/tables/{table}.csv", table=TABLES),
        figures=expand(
            "results/{dataset}/figures/{figure}.svg",
            dataset=DATASETS,
            figure=[
                "learning_curves",
                "examples",
                "confusions",
                "hardest",
                "reliability",
                "robustness",
                "attributions",
            ],
        ),
        ranks="results/figures/ranks.svg",
        rules=expand("results/{dataset}/rule.txt", dataset=DATASETS),
        rejected=expand("results/{dataset}/rejected.csv", dataset=DATASETS),
        code=[
            "craftbench/report/page.py",
            "craftbench/report/formats.py",
            "craftbench/report/section.py",
            "craftbench/report/tables.py",
            "craftbench/report/verdict_words.py",
            "craftbench/report/templates/report.html.j2",
            "craftbench/report/templates/dataset.html.j2",
            "craftbench/report/templates/macros.html.j2",
            "craftbench/report/templates/report.css",
            "craftbench/report/templates/style.css",
        ],
    output:
        report(
            "results/report.html",
            caption="../report/report.rst",
            category="Report",
            labels={"page": "the whole report"},
        ),
    log:
        "results/logs/report.log",
    conda:
        "../envs/craftbench.yaml"
    params:
        cards={name: card.model_dump(mode="json") for name, card in CARDS.items()},
        seed=SETTINGS.seed,
        resamples=SETTINGS.bootstrap,
    script:
        "../scripts/report.py"
