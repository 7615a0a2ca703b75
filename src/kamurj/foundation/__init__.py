"""What every capability stands on: database, log, jobs, idempotency, access, files, http, words. No word of trade."""
