"""Pictures as bytes: content-addressed, checked, owned.

Owns the blob storage, half-finished uploads and the table of holdings (who may read which blob).
Called by the API's blob endpoint, by catalogue (samples), generations (photos and results) and gallery.
Knows none of them.

Originals are kept byte for byte under their own hash, because that hash is what the booth verifies;
they are given back to the kiosk that sent them and to nobody else. Whatever is shown to other people is
a rendition: decoded, turned upright, and encoded anew without EXIF, GPS or any other passenger.
"""
