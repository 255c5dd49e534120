"""线索: a resident's own words, never edited without the original kept; from the report to an answer.

Joining a topic is the topics slice's act; where the matter stands afterwards is told by progress.
"""
