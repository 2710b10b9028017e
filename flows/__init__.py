"""Jobs, the order of their steps, and the command line. The only room that knows the others.

Here lie the jobs (``nightly``, ``on_demand``, ``report_flow``, ``collect_flow``, ``housekeeping``), the order of one
reconciliation (``reconcile``) and how it meets Prefect (``deployments``, ``prefect_…``); in ``steps/`` what each stop
does, in ``watch/`` how the house is and how the nights went, in ``cli/`` the commands.
"""
