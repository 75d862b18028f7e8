"""The risk-customer table that many teams keep as a sheet, read and written."""
