"""What an arm costs: time, memory, arithmetic, and the effort to design its features.

- `cost`: seconds, memory, size and multiply-adds of each arm
- `budget`: what each family tried, the CPU seconds of it, and the cap
- `pareto`: accuracy against CPU seconds, labelled samples and price
- `run_cost`: labelled samples and CPU seconds of each run
- `design_effort`: lines and constants of the code of hand-crafted features
- `architectures`: the layers of every network
- `architecture`: computes those layers, one network at a time
"""
