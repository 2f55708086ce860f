"""Pictures as bytes: content-addressed, checked, owned.

Owns the blob storage, half-finished uploads and the table of holdings (who may read which blob).
Called by the API's blob endpoint, by catalogue (samples), generations (photos and results) and gallery.
Knows none of them.

Originals are kept byte for byte under their own hash, because that hash is what the booth verifies;
they are given back only to the kiosk that sent them. Whatever other people are shown is a rendition: decoded,
turned upright, and encoded anew without EXIF, GPS or any other passenger.
"""
