"""The Qt twins of the guest flow: each turns a `Scene` into the few values its page binds to.

A view-model compares frozen faces and signals only a change. Touches leave as `Event`s through `dispatch`;
nothing here decides where the guest goes next.
"""
