"""The wire between a booth and the platform: shapes, codes and the signature of a snapshot.

Imported by both programs, imports neither. A newer platform still serves an older booth: a field may be
added with a default, never renamed, and a golden JSON file of every shape in `tests/contract` holds us to it.
"""
