"""The data quality report of a unit: what was found about its villages, what to mend and by when."""
