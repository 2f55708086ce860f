"""Pictures as bytes: content-addressed, checked, owned.

Owns the blob storage, half-finished uploads and the table of holdings (who may read which blob).
Called by the API's blob endpoint, by catalogue (samples), generations (photos and results) and gallery.
Knows none of them.

Of a photo is kept what was left of it without EXIF, GPS or any other passenger, upright and in sRGB. Its
sender goes on calling it by the hash of what was sent, and it is given to nobody else; whatever other people
are shown is a rendition.
"""
