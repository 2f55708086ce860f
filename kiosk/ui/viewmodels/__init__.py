"""The Qt twins of the guest flow: each turns a `Scene` into the few values its page binds to.

The view-model of `AttractPage.qml` is in `attract`, and so on; those of ticket and result are in `pictures`,
those of the two farewells in `farewell`; `booth` is for the window around the pages.
A view-model compares frozen states and signals only a change. Touches leave as `Event`s through `dispatch`;
nothing here decides where the guest goes next.
"""
