"""The pages for everybody who is not at a booth: one folder a role, on what all of them share in `kit`.

Pages call the same functions of the subjects as `central.api`, hold no rule of their own, and never meet the
API. Owns no table. A page is found by its role and name; how to add one is in docs/recipes.md.
"""
