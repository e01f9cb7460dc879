"""What an arm costs: time, memory, arithmetic, and the effort to design its features.

- `cost`: seconds, memory, size and multiply-adds of each arm
- `design_effort`: lines and constants of the code of hand-crafted features
- `architectures`: the layers of every network
- `architecture`: computes those layers, one network at a time
"""
