"""The system of record: typed models, SQL tables and the stores over them."""
