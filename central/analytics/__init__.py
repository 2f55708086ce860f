"""Statistics for hosts and partners: pictures, credits, styles, hours, sessions (L6, P1, P7).

Called by the pages. Owns the counts: a trigger notes each picture that settles, whichever way it does, and a
task adds the notes up by booth and hour, and by style and hour. Whoever reads adds what is noted to what is
counted, so nothing is late. Credits of this moment come from the ledger; sessions from what booths report.
"""
