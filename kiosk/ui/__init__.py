"""The face of the booth: Qt Quick pages over view-models that show one `SessionState` and the `BoothState`.

Used by `kiosk.app` alone. Owns the screens, their texts in three languages, the preview and the QR code on
screen. Every choice and every sentence is made in Python; QML holds layout, motion and bindings. This folder
reaches no device, network or disk: it dispatches events and is shown scenes.
"""
