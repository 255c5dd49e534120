// Made anew with every release: what the check-in desk keeps, and the script that keeps it.
const RELEASE = {{ release|tojson }};
const FILES = {{ files|tojson }};
const SHELL = {{ url_for(".offline")|tojson }};
importScripts({{ asset("attendance/reception/worker.js")|tojson }});
