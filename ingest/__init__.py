"""From a file to what can be asked: reading, structure, records, passages, embedding, the store."""
