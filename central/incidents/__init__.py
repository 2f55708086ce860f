"""What the platform could not do by itself, so that people see it: one incident for each thing it concerns.

Every subject may note one, and a task that goes through many rows does so for each row that fails. Masters
read the list, and the nightly audit repeats what is still open. Owns `Incident`.
"""
