"""The guest flow: an explicit state machine with an injected clock and no threads.

`machine.step(session, booth_state, event, now)` gives the next session state and the effects to carry out;
the engine carries them out on the workers that own the things, and posts what came of them back as events.
"""
