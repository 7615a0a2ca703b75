"""HTTP: every request gets a clear answer: a refusal in the caller's language and form, a failure with an incident number.

Holds always: no answer shows a traceback; no log line holds personal data; a body that is too large is not kept;
an answer that could not be given because the database is away says when to ask again.
Source of the API's refusals: RFC 9457, "Problem Details for HTTP APIs".
"""
