"""The window: it shows what the model says and tells it what the person does."""
