"""What a 4x6 inch sheet shows: one picture or strips, with the event's brand and the guest's code.

Drawn here for the booth that prints it and for the platform that shows it beforehand, so both are the same.
Measures are units of a 1200x1800 design and follow the sheet's size (see `Ruler`), so that 1240x1844
pixels look the same. What matters keeps away from the edges, which printers trim.
"""
