"""The registry's rules: promotions, names, deaths, quality, standings; pure, with days given."""
