"""QR codes to print (E4): of an event's page and of each of its booths, as files and as a sheet."""
