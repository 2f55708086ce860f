"""The wire between a booth and the platform: shapes, codes and the signature of a snapshot.

Imported by both programs, imports neither. Every shape has a golden JSON file in `tests/contract`, so
that an old kiosk keeps working with a new server: fields are added with a default, never renamed.
"""
