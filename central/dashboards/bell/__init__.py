"""Everybody's bell: what they were told, how they want to be told, and in which browsers.

Called by the addresses of pages. Owns the service worker and the manifest, by which the pages are an app that
can be installed.
"""
