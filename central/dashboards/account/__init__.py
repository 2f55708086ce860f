"""How people log in and out, prove again who they are, and look after their account, whatever their role.

On django-allauth, whose every decision about passwords is the one of `central.tenants`: its limits, its
hashing, its logins that end. Owns no table.
"""
