"""The booth's screens: Qt Quick pages over view-models that show the `SessionState` and the `BoothState`.

Used by `kiosk.app` alone. Owns the screens, their texts in three languages, the preview and the QR code on
screen. Choices and sentences are made in Python; QML holds layout, animation and bindings. This folder
reaches no device, network or disk: it dispatches events and is shown scenes.
"""
