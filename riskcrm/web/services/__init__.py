"""What pages and API share writes: holidays here; views, files and acts in their modules."""

from riskcrm.web.services.holidays import Day, Kept, keep_holidays, read_days, remove_holiday

__all__ = ["Day", "Kept", "keep_holidays", "read_days", "remove_holiday"]
