"""What a planner opens: tables, the workbook, marker drawings and one page that needs no network."""
