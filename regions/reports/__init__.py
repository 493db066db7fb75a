"""Reports for regions: coverage, age, access and page views, each narrowed to what the person may see."""
