"""The HTTP API, version 1: thin, typed endpoints over the other apps.

Owns the mapping between the wire (`contract`) and the platform's functions, and the problem documents.
Called by URLs only. Rules live in the apps, not here.
"""
