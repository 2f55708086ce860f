"""The guest flow as a state machine: it starts no thread and is told the time.

`machine.step(session, booth_state, event, now)` gives the next session state and the effects to carry out;
the engine carries them out on the workers that own the things, and posts what came of them back as events.
"""
