"""Any SQL database as a CRM, through a validated mapping."""
