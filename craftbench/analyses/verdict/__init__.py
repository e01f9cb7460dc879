"""Which family to choose, and what that says about common claims.

Tables, one a module:

- `verdict`: the family to choose at each training size
- `verdict_per_class`: the same two arms compared on each class
- `influence`: the verdict without each test group
- `claims`: claims for and against hand-crafted features, with evidence

Shared by them:

- `decision`: whether a difference decides, why not, and what would
- `claims_for`, `claims_against`: how each claim is evaluated
- `findings`: verdicts and intervals in words
"""
