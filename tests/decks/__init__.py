"""The lecture decks in a real browser, with the network off."""
