"""Everything fails at once, for as long as is asked: a platform, booths, their printers and networks.

`python -m benchmarks.campaign --seconds 600 --seed 1` runs real parts and makes all of them fail: the
platform's processes and database, the booths with their disks, clocks, cameras and printers, and the networks
between. Guests go on using the booths meanwhile. Then there is peace, and everything that guests were shown
must be there, once, and paid for.
"""
