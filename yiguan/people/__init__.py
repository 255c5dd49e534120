"""人员: everyone's name and phone, encrypted, in one place; accounts, appointments; residents and their devices.

A resident is (device, name): a typed phone is a contact, never a key. Other slices keep the person's number only.
"""
