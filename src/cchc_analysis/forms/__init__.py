"""From a season's rules to the forms that units and appraisers fill in."""
