"""人员: everyone's name and phone, encrypted, in one place; accounts, appointments; residents and their devices.

A resident is identified by (device, name); a typed phone is a contact, never a key. Other slices store the person's id
only.
"""
